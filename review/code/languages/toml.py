"""TOML."""

from review.code.languages.reading import Grammar, Reading

TOML = Reading(
    Grammar("tree_sitter_toml"),
    """
    (table . [(bare_key) (dotted_key) (quoted_key)] @name) @key
    (table_array_element . [(bare_key) (dotted_key) (quoted_key)] @name) @key
    (pair . [(bare_key) (dotted_key) (quoted_key)] @name [(array) (inline_table) (string)] @body) @key
    [(bare_key) (quoted_key)] @word
    (comment) @comment
    """,
    keys_of_several_lines=True,
)
