"""CSS, and what SCSS has of it."""

from review.code.languages.reading import Grammar, Reading

CSS = Reading(
    Grammar("tree_sitter_css"),
    """
    (rule_set (selectors) @name (block) @body) @key
    (media_statement . (_) @name (block) @body) @key
    (keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @key
    (call_expression (function_name) @call)
    (import_statement [(string_value) @source (call_expression (arguments (_) @source))]) @import
    (comment) @comment
    [(class_name) (id_name) (keyframes_name)] @word
    """,
)
