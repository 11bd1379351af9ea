"""Swift."""

from review.code.languages.reading import Grammar, Reading

SWIFT = Reading(
    Grammar("tree_sitter_swift"),
    """
    (function_declaration name: _ @name body: (_) @body) @function
    (protocol_function_declaration name: _ @name) @function
    (init_declaration "init" @name body: (_)? @body) @function
    (deinit_declaration "deinit" @name body: (_) @body) @function
    (class_declaration name: (_) @name body: (_) @body) @type
    (protocol_declaration name: (_) @name body: (_) @body) @type
    (typealias_declaration name: (type_identifier) @name) @type
    (inheritance_specifier inherits_from: (_) @base)
    (attribute) @attribute
    (function_declaration (parameter) @parameter)
    (protocol_function_declaration (parameter) @parameter)
    (init_declaration (parameter) @parameter)

    (call_expression . [(simple_identifier) (navigation_expression)] @call)

    [(if_statement) (guard_statement) (for_statement) (while_statement) (repeat_while_statement) (catch_block)
     (ternary_expression)] @branch
    (if_statement (else) . (if_statement) @elif)
    (if_statement (else) . (statements) @else)
    (switch_statement) @switch
    (switch_entry (switch_pattern)) @case
    (conjunction_expression) @and
    (disjunction_expression) @or
    (nil_coalescing_expression) @or

    (import_declaration) @import
    [(comment) (multiline_comment)] @comment
    [(simple_identifier) (type_identifier)] @word
    """,
    shown=r"\b(?:public|open)\b",
    hidden=r"\b(?:private|fileprivate)\b",
    open_types=r"\bpublic\s+(?:protocol|extension)\b",
    test_name=r"^test",
    test_in=r"TestCase$",
    test_mark=r"^@Test\b",
    separator=".",
)
