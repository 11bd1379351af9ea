"""JSON."""

from review.code.languages.reading import Grammar, Reading

JSON = Reading(
    Grammar("tree_sitter_json"),
    """
    (pair key: (_) @name value: [(object) (array)] @body) @key
    (pair key: (_) @word)
    (comment) @comment
    """,
    keys_of_several_lines=True,
)
