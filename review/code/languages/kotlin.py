"""Kotlin."""

from review.code.languages.reading import Grammar, Reading

KOTLIN = Reading(
    Grammar("tree_sitter_kotlin"),
    """
    (function_declaration name: (_) @name (function_body)? @body) @function
    (secondary_constructor "constructor" @name (block)? @body) @function
    (class_declaration name: (_) @name [(class_body) (enum_class_body)]? @body) @type
    (object_declaration name: (_) @name (class_body)? @body) @type
    (type_alias type: (identifier) @name) @type
    (companion_object (identifier) @name (class_body)? @body) @type
    (function_declaration (user_type (identifier) @owner) . name: (_))
    (function_declaration (nullable_type (user_type (identifier) @owner)) . name: (_))
    (function_declaration (function_value_parameters (parameter) @parameter))
    (delegation_specifier [(user_type) @base (_ . (user_type) @base)])
    (annotation) @attribute

    (call_expression . (identifier) @call)
    (call_expression . (navigation_expression (identifier) @call .))
    (constructor_invocation (user_type (identifier) @call .))

    [(if_expression) (for_statement) (while_statement) (do_while_statement) (catch_block)] @branch
    (if_expression condition: (_) . (_) . (if_expression) @elif)
    (if_expression condition: (_) . (_) . (_) @else)
    (when_expression) @switch
    (when_entry condition: (_)) @case
    (binary_expression ["&&" "?:"]) @and
    (binary_expression "||") @or

    (import) @import
    [(line_comment) (block_comment)] @comment
    (identifier) @word
    """,
    hidden=r"\b(?:private|protected|internal)\b",
    test_mark=r"@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b",
    separator=".",
)
