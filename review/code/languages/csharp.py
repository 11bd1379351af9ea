"""C#."""

from review.code.languages.reading import Grammar, Reading

CSHARP = Reading(
    Grammar("tree_sitter_c_sharp"),
    """
    (method_declaration name: (_) @name body: (_)? @body) @function
    (constructor_declaration name: (_) @name body: (_)? @body) @function
    (destructor_declaration name: (_) @name body: (_)? @body) @function
    (local_function_statement name: (_) @name body: (_)? @body) @function
    (property_declaration name: (_) @name accessors: (_)? @body value: (_)? @body) @function
    (operator_declaration operator: _ @name body: (_)? @body) @function
    (class_declaration name: (_) @name body: (_)? @body) @type
    (interface_declaration name: (_) @name body: (_)? @body) @type
    (struct_declaration name: (_) @name body: (_)? @body) @type
    (record_declaration name: (_) @name body: (_)? @body) @type
    (enum_declaration name: (_) @name body: (_)? @body) @type
    (delegate_declaration name: (_) @name) @type
    (namespace_declaration name: (_) @name body: (_) @body) @module
    (base_list [(identifier) (qualified_name) (generic_name)] @base)
    (base_list (primary_constructor_base_type . (_) @base))
    (attribute_list) @attribute
    ([(method_declaration parameters: (parameter_list [(parameter) name: (identifier)] @parameter))
      (constructor_declaration parameters: (parameter_list [(parameter) name: (identifier)] @parameter))
      (local_function_statement parameters: (parameter_list [(parameter) name: (identifier)] @parameter))])

    (invocation_expression function: (identifier) @call)
    (invocation_expression function: (generic_name . (identifier) @call))
    (invocation_expression function: (member_access_expression name: (identifier) @call))
    (invocation_expression function: (member_access_expression name: (generic_name . (identifier) @call)))
    (invocation_expression function: (conditional_access_expression
      (member_binding_expression name: (identifier) @call)))
    (object_creation_expression type: [(identifier) (qualified_name)] @call)
    (object_creation_expression type: (generic_name . (identifier) @call))

    [(if_statement) (for_statement) (foreach_statement) (while_statement) (do_statement) (catch_clause)
     (conditional_expression)] @branch
    (if_statement alternative: (if_statement) @elif)
    (if_statement alternative: (_) @else)
    [(switch_statement) (switch_expression)] @switch
    (switch_section . (_) (_)) @case
    (switch_expression_arm . (_) @_pattern (#not-eq? @_pattern "_")) @case
    (binary_expression ["&&" "??"]) @and
    (binary_expression "||") @or

    (using_directive) @import
    (using_directive !name [(identifier) (qualified_name)] @source)
    (using_directive name: (_) @alias [(identifier) (qualified_name)] @source)
    (comment) @comment
    (identifier) @word
    """,
    shown=r"\bpublic\b",
    hidden=r"\bprivate\b",
    open_types=r"\binterface\b",
    test_mark=r"\b(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|Property)\b",
)
