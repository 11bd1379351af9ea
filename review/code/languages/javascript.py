"""JavaScript, and what TypeScript has of it."""

from review.code.languages.reading import Grammar, Reading

DEFINITIONS = """
(function_declaration name: (_) @name body: (_) @body) @function
(generator_function_declaration name: (_) @name body: (_) @body) @function
(method_definition name: (_) @name body: (_) @body) @function
(variable_declarator name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)
    (generator_function body: (_) @body)]) @function
(pair key: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(assignment_expression left: [(member_expression) (identifier)] @name
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(class_declaration name: (_) @name body: (_) @body) @type
(export_statement "default" @name value: (class !name body: (_) @body)) @type
(export_statement "default" @name
  value: [(arrow_function body: (_) @body) (function_expression !name body: (_) @body)]) @function
(variable_declarator name: (_) @name value: (class body: (_) @body)) @type
(export_statement declaration: (_)) @wrap
(lexical_declaration (variable_declarator value: (arrow_function))) @wrap
(lexical_declaration (variable_declarator value: (function_expression))) @wrap
(lexical_declaration (variable_declarator value: (class))) @wrap
(variable_declaration (variable_declarator value: (arrow_function))) @wrap
(variable_declaration (variable_declarator value: (function_expression))) @wrap
(decorator) @attribute
(decorator (identifier) @call)
(arrow_function parameter: (_) @parameter)

(call_expression function: [
    (identifier) @_it (member_expression object: (identifier) @_it)
    (call_expression function: (member_expression object: (identifier) @_it))]
  arguments: (arguments . [(string) (template_string)] @name
    [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  (#any-of? @_it "it" "test" "specify" "fit" "xit" "bench")) @test
(call_expression function: [
    (identifier) @_describe (member_expression object: (identifier) @_describe)
    (call_expression function: (member_expression object: (identifier) @_describe))]
  arguments: (arguments . [(string) (template_string)] @name
    [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  (#any-of? @_describe "describe" "suite" "context" "fdescribe" "xdescribe")) @suite
"""
BRANCHES = """
[(if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement) (catch_clause)
 (ternary_expression)] @branch
(else_clause (if_statement) @elif)
(else_clause [(statement_block) (expression_statement) (return_statement)] @else)
(switch_statement) @switch
(switch_case) @case
(binary_expression ["&&" "??"]) @and
(binary_expression "||") @or
"""
IMPORTS = """
(import_statement) @import
(import_statement source: (string) @source)
(import_clause (identifier) @default)
(namespace_import (identifier) @alias)
(import_specifier name: (_) @taken)
(import_specifier alias: (_) @alias)
(export_statement source: (string) @source) @import
(export_statement "*" @taken source: (string))
(export_statement (namespace_export (_) @alias))
(export_statement (export_clause (export_specifier name: (_) @taken)) source: (string))
(export_statement (export_clause (export_specifier alias: (_) @alias)) source: (string))
(call_expression function: [(identifier) @_require (import)] arguments: (arguments . (string) @source)
  (#eq? @_require "require")) @import
(variable_declarator name: (identifier) @alias
  value: (call_expression function: (identifier) @_taking arguments: (arguments . (string) @source))
  (#eq? @_taking "require")) @import
(variable_declarator
  name: (object_pattern [(shorthand_property_identifier_pattern) @taken
    (pair_pattern key: (_) @taken value: (identifier) @alias)])
  value: (call_expression function: (identifier) @_taking arguments: (arguments . (string) @source))
  (#eq? @_taking "require")) @import
"""
CALLS = """
(call_expression function: [(identifier) (member_expression)] @call)
(new_expression constructor: [(identifier) (member_expression)] @call)
(comment) @comment
[(identifier) (property_identifier) (shorthand_property_identifier) (shorthand_property_identifier_pattern)] @word
"""
JSX = """
(jsx_opening_element name: (_) @call (#match? @call "^[A-Z]"))
(jsx_self_closing_element name: (_) @call (#match? @call "^[A-Z]"))
"""
JAVASCRIPT = Reading(
    Grammar("tree_sitter_javascript"),
    DEFINITIONS
    + BRANCHES
    + IMPORTS
    + CALLS
    + """
    (formal_parameters (_) @parameter)
    (class_heritage (_) @base)
    (field_definition property: (_) @name
      value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
    """
    + JSX,
    shown=r"\bexports?\b",
    hidden_name=r"^#",
    open_types=r".",
    dropped=r"^(?:module\.)?exports\.(?=\w)|^this\.|\bprototype\.",
)
