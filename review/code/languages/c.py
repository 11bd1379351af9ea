"""C, and what C++ has of it."""

from review.code.languages.reading import Grammar, Reading

DEFINITIONS = """
(function_definition body: (compound_statement) @body) @function
(function_declarator declarator: [(identifier) (field_identifier)] @name
  (#not-match? @name "^(TYPED_)?TEST(_[FP])?$"))
(function_definition declarator: (function_declarator parameters: (parameter_list (_) @parameter))
  (#not-eq? @parameter "void"))
(function_definition declarator: (_ (function_declarator parameters: (parameter_list (_) @parameter)))
  (#not-eq? @parameter "void"))
(preproc_function_def name: (_) @name parameters: (preproc_params (identifier) @parameter)) @function
(struct_specifier name: (_) @name body: (_) @body) @type
(union_specifier name: (_) @name body: (_) @body) @type
(enum_specifier name: (_) @name body: (_) @body) @type
(type_definition type: [(struct_specifier !name body: (_)) (union_specifier !name body: (_))
  (enum_specifier !name body: (_))] declarator: (type_identifier) @name) @type
"""
BODIES = """
[(if_statement) (for_statement) (while_statement) (do_statement) (conditional_expression)] @branch
(else_clause (if_statement) @elif)
(else_clause (_) @else)
(switch_statement) @switch
(case_statement value: (_)) @case
(binary_expression "&&") @and
(binary_expression "||") @or
(call_expression function: [(identifier) (field_expression)] @call)
(preproc_include path: (_) @source) @import
(comment) @comment
[(identifier) (type_identifier) (field_identifier)] @word
"""
C = Reading(Grammar("tree_sitter_c"), DEFINITIONS + BODIES, hidden=r"\bstatic\b")
