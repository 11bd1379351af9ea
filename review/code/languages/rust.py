"""Rust."""

from review.code.languages.reading import Grammar, Reading

RUST = Reading(
    Grammar("tree_sitter_rust"),
    """
    (function_item name: (_) @name body: (_) @body) @function
    (function_signature_item name: (_) @name) @function
    (macro_definition name: (_) @name ["{" "("] @body) @function
    (struct_item name: (_) @name body: (_)? @body) @type
    (enum_item name: (_) @name body: (_) @body) @type
    (union_item name: (_) @name body: (_) @body) @type
    (trait_item name: (_) @name body: (_) @body) @type
    (type_item name: (_) @name) @type
    (impl_item trait: (_)? @base body: (_) @body) @type
    (impl_item type: [(type_identifier) @name (scoped_type_identifier) @name (generic_type type: (_) @name)
      (primitive_type) @name (reference_type type: (_) @name) (dynamic_type trait: (_) @name)])
    (mod_item name: (_) @name body: (_) @body) @module
    (trait_item bounds: (trait_bounds (_) @base))
    (attribute_item) @attribute
    (function_item parameters: (parameters (parameter) @parameter))
    (function_signature_item parameters: (parameters (parameter) @parameter))

    (call_expression function: [(identifier) (scoped_identifier) (field_expression)] @call)
    (call_expression function: (generic_function function: (_) @call))
    (macro_invocation macro: (_) @call)
    (token_tree (identifier) @call . (token_tree "("))

    [(if_expression) (for_expression) (while_expression) (loop_expression)] @branch
    (else_clause (if_expression) @elif)
    (else_clause (block) @else)
    (match_expression) @switch
    (match_arm pattern: (match_pattern (_))) @case
    (binary_expression "&&") @and
    (binary_expression "||") @or

    [(use_declaration) (extern_crate_declaration)] @import
    [(line_comment) (block_comment)] @comment
    [(identifier) (type_identifier) (field_identifier)] @word
    """,
    shown=r"\bpub\b",
    open_types=r"\btrait\b|\bimpl\b.*\bfor\b",
    test_mark=r"^#\[\s*(?:\w+::)*(?:test|rstest|test_case|bench|proptest|quickcheck)\b",
    separator="::",
)
