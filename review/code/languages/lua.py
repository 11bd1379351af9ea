"""Lua."""

from review.code.languages.reading import Grammar, Reading

LUA = Reading(
    Grammar("tree_sitter_lua"),
    """
    (function_declaration name: (_) @name body: (_)? @body) @function
    (assignment_statement (variable_list . name: (_) @name)
      (expression_list . value: (function_definition body: (_)? @body))) @function
    (field name: (identifier) @name value: (function_definition body: (_)? @body)) @function
    (variable_declaration (assignment_statement (expression_list . value: (function_definition)))) @wrap
    (function_declaration parameters: (parameters [(identifier) (vararg_expression)] @parameter))
    (function_definition parameters: (parameters [(identifier) (vararg_expression)] @parameter))
    (function_call name: (identifier) @_it
      arguments: (arguments . (string) @name . (function_definition body: (_)? @body))
      (#any-of? @_it "it" "test")) @test
    (function_call name: (identifier) @_in
      arguments: (arguments . (string) @name . (function_definition body: (_)? @body))
      (#any-of? @_in "describe" "context")) @suite

    (function_call name: [(identifier) (dot_index_expression) (method_index_expression)] @call)
    (function_call name: (identifier) @_require arguments: (arguments . (string) @source)
      (#eq? @_require "require")) @import
    (variable_declaration (assignment_statement (variable_list . name: (identifier) @alias) (expression_list
      . value: (function_call name: (identifier) @_taking arguments: (arguments . (string) @source))))
      (#eq? @_taking "require")) @import

    [(if_statement) (for_statement) (while_statement) (repeat_statement)] @branch
    (elseif_statement) @elif
    (else_statement) @else
    (binary_expression "and") @and
    (binary_expression "or") @or

    (comment) @comment
    (identifier) @word
    """,
    hidden=r"^local\b",
)
