"""Python."""

from review.code.languages.reading import Grammar, Reading

PYTHON = Reading(
    Grammar("tree_sitter_python"),
    """
    (function_definition name: (identifier) @name body: (_) @body) @function
    (class_definition name: (identifier) @name body: (_) @body) @type
    (type_alias_statement left: (type [(identifier) @name (generic_type . (identifier) @name)])) @type
    (class_definition superclasses: (argument_list [(identifier) (attribute) (subscript)] @base))
    (function_definition parameters: (parameters [
      (identifier) (typed_parameter) (default_parameter) (typed_default_parameter)
      (list_splat_pattern) (dictionary_splat_pattern) (tuple_pattern)] @parameter))
    (function_definition body: (block . (expression_statement . (string) @doc)))
    (class_definition body: (block . (expression_statement . (string) @doc)))
    (decorator) @attribute
    (decorator [(identifier) (attribute)] @call)
    (call function: [(identifier) (attribute)] @call)

    [(if_statement) (for_statement) (while_statement) (except_clause) (conditional_expression)] @branch
    (elif_clause) @elif
    (if_statement alternative: (else_clause) @else)
    (match_statement) @switch
    [(for_in_clause) (if_clause)] @case
    (case_clause . (_) @_pattern (#not-eq? @_pattern "_")) @case
    (boolean_operator "and") @and
    (boolean_operator "or") @or

    [(import_statement) (import_from_statement) (future_import_statement)] @import
    (import_from_statement module_name: (_) @source)
    (future_import_statement "__future__" @source)
    (import_statement name: (dotted_name) @source)
    (import_statement name: (aliased_import name: (_) @source alias: (_) @alias))
    [(import_from_statement name: (dotted_name) @taken) (future_import_statement name: (dotted_name) @taken)]
    (import_from_statement name: (aliased_import name: (_) @taken alias: (_) @alias))
    (import_from_statement (wildcard_import) @taken)

    (comment) @comment
    (identifier) @word
    """,
    hidden_name=r"^_(?!_.*__$)",
    test_name=r"^test",
    receivers=r"^(?:self|cls)\b",
)
