"""PHP."""

from review.code.languages.reading import Grammar, Reading

PHP = Reading(
    Grammar("tree_sitter_php", "language_php"),
    """
    (function_definition name: (_) @name body: (_) @body) @function
    (method_declaration name: (_) @name body: (_)? @body) @function
    (class_declaration name: (_) @name body: (_) @body) @type
    (interface_declaration name: (_) @name body: (_) @body) @type
    (trait_declaration name: (_) @name body: (_) @body) @type
    (enum_declaration name: (_) @name body: (_) @body) @type
    (namespace_definition name: (_) @name body: (_) @body) @module
    (base_clause (_) @base)
    (class_interface_clause (_) @base)
    (declaration_list (use_declaration [(name) (qualified_name)] @base))
    (attribute_list) @attribute
    (function_definition parameters: (formal_parameters
      [(simple_parameter) (variadic_parameter) (property_promotion_parameter)] @parameter))
    (method_declaration parameters: (formal_parameters
      [(simple_parameter) (variadic_parameter) (property_promotion_parameter)] @parameter))
    (function_call_expression function: (name) @_it
      arguments: (arguments . (argument [(string) (encapsed_string)] @name) . (argument
        [(anonymous_function body: (_) @body) (arrow_function body: (_) @body)]))
      (#any-of? @_it "it" "test")) @test

    (function_call_expression function: [(name) (qualified_name)] @call)
    (member_call_expression name: (name) @call)
    (nullsafe_member_call_expression name: (name) @call)
    (scoped_call_expression name: (name) @call)
    (object_creation_expression [(name) (qualified_name)] @call)

    [(if_statement) (for_statement) (foreach_statement) (while_statement) (do_statement) (catch_clause)
     (conditional_expression)] @branch
    (else_if_clause) @elif
    (else_clause (if_statement) @elif)
    (else_clause (_) @else)
    [(switch_statement) (match_expression)] @switch
    [(case_statement) (match_conditional_expression)] @case
    (binary_expression ["&&" "and" "??"]) @and
    (binary_expression ["||" "or"]) @or

    (namespace_use_declaration) @import
    [(require_expression (string) @source) (require_once_expression (string) @source)
     (include_expression (string) @source) (include_once_expression (string) @source)] @import
    (comment) @comment
    (name) @word
    """,
    hidden=r"\b(?:private|protected)\b",
    test_name=r"^test",
    test_in=r"TestCase$",
    test_mark=r"\bTest\b",
    separator="\\",
)
