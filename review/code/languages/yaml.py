"""YAML. Deep lists crash its parser."""

from review.code.languages.reading import Grammar, Reading

YAML = Reading(
    Grammar("tree_sitter_yaml", fragile=True),
    """
    (block_mapping_pair key: (_) @name value: (_) @body) @key
    (flow_pair key: (_) @name value: (_) @body) @key
    (block_mapping_pair key: (_) @word)
    (comment) @comment
    """,
    keys_of_several_lines=True,
)
