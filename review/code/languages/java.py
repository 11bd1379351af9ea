"""Java."""

from review.code.languages.reading import Grammar, Reading

JAVA = Reading(
    Grammar("tree_sitter_java"),
    """
    (method_declaration name: (_) @name body: (_)? @body) @function
    (constructor_declaration name: (_) @name body: (_) @body) @function
    (compact_constructor_declaration name: (_) @name body: (_) @body) @function
    (annotation_type_element_declaration name: (_) @name) @function
    (class_declaration name: (_) @name body: (_) @body) @type
    (interface_declaration name: (_) @name body: (_) @body) @type
    (enum_declaration name: (_) @name body: (_) @body) @type
    (record_declaration name: (_) @name body: (_) @body) @type
    (annotation_type_declaration name: (_) @name body: (_) @body) @type
    (superclass (_) @base)
    (super_interfaces (type_list (_) @base))
    (extends_interfaces (type_list (_) @base))
    (formal_parameters [(formal_parameter) (spread_parameter)] @parameter)
    (modifiers [(marker_annotation) (annotation)] @attribute)

    (method_invocation name: (_) @call)
    (object_creation_expression type: [(type_identifier) (scoped_type_identifier)] @call)
    (object_creation_expression type: (generic_type . [(type_identifier) (scoped_type_identifier)] @call))
    (explicit_constructor_invocation constructor: (_) @call)
    (method_reference (identifier) @call .)

    [(if_statement) (for_statement) (enhanced_for_statement) (while_statement) (do_statement) (catch_clause)
     (ternary_expression)] @branch
    (if_statement alternative: (if_statement) @elif)
    (if_statement alternative: [(block) (expression_statement) (return_statement) (throw_statement)] @else)
    (switch_expression) @switch
    (switch_label (_)) @case
    (binary_expression "&&") @and
    (binary_expression "||") @or

    (import_declaration) @import
    [(line_comment) (block_comment)] @comment
    [(identifier) (type_identifier)] @word
    """,
    shown=r"\bpublic\b",
    hidden=r"\bprivate\b",
    open_types=r"\binterface\b",
    test_name=r"^test",
    test_in=r"\bTestCase$",
    test_mark=r"@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b",
    separator=".",
)
