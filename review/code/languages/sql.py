"""SQL, of many dialects at once."""

from review.code.languages.reading import Grammar, Reading

SQL = Reading(
    Grammar("tree_sitter_sql"),
    """
    (create_table (object_reference) @name (column_definitions)? @body) @type
    (create_view (object_reference) @name (create_query)? @body) @type
    (create_materialized_view (object_reference) @name) @type
    (create_type (object_reference) @name) @type
    (create_function (object_reference) @name (function_body)? @body) @function
    (create_trigger . (keyword_create) (keyword_trigger) . (object_reference) @name) @function
    (create_schema (identifier) @name) @module
    (create_function (function_arguments (function_argument) @parameter))
    (invocation (object_reference) @call)
    (case (keyword_when) @case)
    (binary_expression (keyword_and)) @and
    (binary_expression (keyword_or)) @or
    [(comment) (marginalia)] @comment
    (identifier) @word
    """,
)
