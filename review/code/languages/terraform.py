"""Terraform, and what else is written in HCL. A block is named by its type and its labels."""

from review.code.languages.reading import Grammar, Reading

TERRAFORM = Reading(
    Grammar("tree_sitter_hcl"),
    """
    (block . (identifier) @name . (block_start) @body) @key
    (block . (identifier) @owner . (string_lit (template_literal) @name) . (block_start) @body) @key
    (block . (identifier) @owner . (string_lit (template_literal) @owner) . (string_lit (template_literal) @name)) @key
    (function_call (identifier) @call)
    (block . (identifier) @_module (body (attribute (identifier) @_source
      (expression (literal_value (string_lit) @source))) @import)
      (#eq? @_module "module") (#eq? @_source "source"))
    (comment) @comment
    [(identifier) (template_literal)] @word
    """,
)
