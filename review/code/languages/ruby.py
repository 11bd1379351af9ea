"""Ruby. Some mutated strings crash its parser."""

from review.code.languages.reading import Grammar, Reading

RUBY = Reading(
    Grammar("tree_sitter_ruby", fragile=True),
    """
    (method name: (_) @name body: (_)? @body) @function
    (singleton_method name: (_) @name body: (_)? @body) @function
    (class name: (_) @name body: (_)? @body) @type
    (module name: (_) @name body: (_)? @body) @module
    (method parameters: (method_parameters (_) @parameter))
    (singleton_method parameters: (method_parameters (_) @parameter))
    (superclass (_) @base)
    (call method: (identifier) @_include arguments: (argument_list [(constant) (scope_resolution)] @base)
      (#any-of? @_include "include" "extend" "prepend"))
    (body_statement (identifier) @access (#any-of? @access "private" "protected" "public"))
    (call method: (identifier) @_it arguments: (argument_list . (string) @name)
      block: [(do_block body: (_)? @body) (block body: (_)? @body)]
      (#any-of? @_it "it" "specify" "test" "scenario" "example")) @test
    (call method: (identifier) @_describe arguments: (argument_list . (_) @name)
      block: [(do_block body: (_)? @body) (block body: (_)? @body)]
      (#any-of? @_describe "describe" "context" "feature")) @suite

    (call method: [(identifier) (constant)] @call)
    (call method: (identifier) @_require arguments: (argument_list . (string) @source)
      (#any-of? @_require "require" "require_relative" "load")) @import

    [(if) (unless) (while) (until) (for) (rescue) (conditional) (if_modifier) (unless_modifier) (while_modifier)
     (until_modifier) (rescue_modifier)] @branch
    (elsif) @elif
    (if alternative: (else) @else)
    (elsif alternative: (else) @else)
    [(case) (case_match)] @switch
    [(when) (in_clause)] @case
    (binary ["&&" "and"]) @and
    (binary ["||" "or"]) @or

    (comment) @comment
    [(identifier) (constant) (instance_variable)] @word
    """,
    test_name=r"^test_",
    test_in=r"Test",
)
