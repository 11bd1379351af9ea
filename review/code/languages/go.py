"""Go."""

from review.code.languages.reading import Grammar, Reading

GO = Reading(
    Grammar("tree_sitter_go"),
    """
    (function_declaration name: (_) @name body: (_)? @body) @function
    (method_declaration name: (_) @name body: (_)? @body) @function
    (method_elem name: (_) @name) @function
    (method_declaration receiver: (parameter_list (parameter_declaration type: [
      (type_identifier) @owner (pointer_type (type_identifier) @owner) (generic_type type: (_) @owner)
      (pointer_type (generic_type type: (_) @owner))])))
    (type_spec name: (_) @name type: [
      (struct_type (field_declaration_list) @body) (interface_type "{" @body) (_)]) @type
    (type_alias name: (_) @name) @type
    ((type_declaration) @wrap (#not-match? @wrap "^type\\\\s*[(]"))
    (field_declaration !name type: (_) @base)
    (interface_type (type_elem . (_) @base .))
    ([(function_declaration parameters: (parameter_list (parameter_declaration name: (_) @parameter)))
      (method_declaration parameters: (parameter_list (parameter_declaration name: (_) @parameter)))
      (method_elem parameters: (parameter_list (parameter_declaration name: (_) @parameter)))])
    ([(function_declaration parameters: (parameter_list (parameter_declaration !name) @parameter))
      (method_declaration parameters: (parameter_list (parameter_declaration !name) @parameter))
      (method_elem parameters: (parameter_list (parameter_declaration !name) @parameter))])
    ([(function_declaration parameters: (parameter_list (variadic_parameter_declaration) @parameter))
      (method_declaration parameters: (parameter_list (variadic_parameter_declaration) @parameter))
      (method_elem parameters: (parameter_list (variadic_parameter_declaration) @parameter))])

    (call_expression function: [(identifier) (selector_expression)] @call)
    (call_expression function: (index_expression operand: [(identifier) (selector_expression)] @call))
    (call_expression function: (type_instantiation_expression type: (_) @call))

    [(if_statement) (for_statement)] @branch
    (if_statement alternative: (if_statement) @elif)
    (if_statement alternative: (block) @else)
    [(expression_switch_statement) (type_switch_statement) (select_statement)] @switch
    [(expression_case) (type_case) (communication_case)] @case
    (binary_expression "&&") @and
    (binary_expression "||") @or

    (import_spec path: (_) @source) @import
    (import_spec name: (_) @alias)

    (comment) @comment
    [(identifier) (type_identifier) (field_identifier)] @word
    """,
    shown=r"(?:^|[\s.)])[A-Z]\w*$",
    hidden_name=r"^[^A-Z\W]",
    test_name=r"^(?:Test|Benchmark|Fuzz|Example)(?:[^a-z]|$)",
)
