"""Shell."""

from review.code.languages.reading import Grammar, Reading

BASH = Reading(
    Grammar("tree_sitter_bash"),
    """
    (function_definition name: (_) @name body: (_) @body) @function
    (command name: (command_name (word) @call) (#not-match? @call "^(source|[.])$"))
    (command name: (command_name (word) @_source) . argument: (_) @source (#any-of? @_source "source" ".")) @import

    [(if_statement) (for_statement) (c_style_for_statement) (while_statement)] @branch
    (elif_clause) @elif
    (else_clause) @else
    (case_statement) @switch
    (case_item) @case
    (list "&&") @and
    (list "||") @or
    (binary_expression "&&") @and
    (binary_expression "||") @or

    (comment) @comment
    [(variable_name) (command_name)] @word
    """,
    test_name=r"^test",
)
