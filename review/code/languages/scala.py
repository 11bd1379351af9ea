"""Scala 2 and 3."""

from review.code.languages.reading import Grammar, Reading

SCALA = Reading(
    Grammar("tree_sitter_scala"),
    """
    (function_definition name: (_) @name body: (_) @body) @function
    (function_declaration name: (_) @name) @function
    (class_definition name: (_) @name body: (_)? @body) @type
    (object_definition name: (_) @name body: (_)? @body) @type
    (trait_definition name: (_) @name body: (_)? @body) @type
    (enum_definition name: (_) @name body: (_)? @body) @type
    (type_definition name: (_) @name) @type
    (extends_clause [(type_identifier) (generic_type) (stable_type_identifier)] @base)
    (annotation) @attribute
    (function_definition parameters: (parameters (parameter) @parameter))
    (function_declaration parameters: (parameters (parameter) @parameter))
    (call_expression function: (call_expression function: (identifier) @_test arguments: (arguments (string) @name))
      arguments: (block) @body (#any-of? @_test "test" "it" "property")) @test

    (call_expression function: [(identifier) (field_expression)] @call)
    (call_expression function: (generic_function function: [(identifier) (field_expression)] @call))
    (instance_expression [(type_identifier) (stable_type_identifier)] @call)
    (instance_expression (generic_type type: (_) @call))

    [(if_expression) (for_expression) (while_expression) (do_while_expression)] @branch
    (if_expression alternative: (if_expression) @elif)
    (if_expression alternative: (_) @else)
    (match_expression) @switch
    (case_clause pattern: (_) @_pattern (#not-eq? @_pattern "_")) @case
    (infix_expression operator: (operator_identifier) @_and (#eq? @_and "&&")) @and
    (infix_expression operator: (operator_identifier) @_or (#eq? @_or "||")) @or

    (import_declaration) @import
    [(comment) (block_comment)] @comment
    [(identifier) (type_identifier)] @word
    """,
    hidden=r"\b(?:private|protected)\b",
    separator=".",
)
