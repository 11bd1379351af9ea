"""C++."""

from review.code.languages.c import BODIES, DEFINITIONS
from review.code.languages.reading import Grammar, Reading

CPP = Reading(
    Grammar("tree_sitter_cpp"),
    DEFINITIONS
    + BODIES
    + """
    (function_declarator declarator: [(qualified_identifier) (destructor_name) (operator_name)] @name)
    (function_definition declarator: (operator_cast type: (_) @name))
    (function_definition !type declarator: (function_declarator declarator: (identifier) @_test
      parameters: (parameter_list . (parameter_declaration type: (_) @owner) . (parameter_declaration type: (_) @name)))
      (#any-of? @_test "TEST" "TEST_F" "TEST_P" "TYPED_TEST")
      body: (_) @body) @test
    (class_specifier name: (_) @name body: (_) @body) @type
    (base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @base)
    (field_declaration_list (access_specifier) @access)
    (alias_declaration name: (_) @name) @type
    (concept_definition name: (_) @name) @type
    (namespace_definition name: (_) @name body: (_) @body) @module
    (template_declaration) @wrap
    [(for_range_loop) (catch_clause)] @branch
    (call_expression function: [(qualified_identifier) (template_function)] @call)
    (new_expression type: [(type_identifier) (qualified_identifier)] @call)
    (namespace_identifier) @word
    """,
    hidden=r"\bstatic\b(?!.*::)",
    dropped=r"<[^<>]*>",
    closed_types=r"^class\b",
)
