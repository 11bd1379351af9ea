"""HTML: elements that have an id."""

from review.code.languages.reading import Grammar, Reading

HTML = Reading(
    Grammar("tree_sitter_html"),
    """
    (_ [(start_tag (attribute (attribute_name) @_id [(quoted_attribute_value (_) @name) (attribute_value) @name]))
        (self_closing_tag (attribute (attribute_name) @_id
          [(quoted_attribute_value (_) @name) (attribute_value) @name]))]
      (#eq? @_id "id")) @key
    (script_element (start_tag (attribute (attribute_name) @_src [(quoted_attribute_value) (attribute_value)] @source))
      (#eq? @_src "src")) @import
    (element (start_tag (tag_name) @_link (attribute (attribute_name) @_href
      [(quoted_attribute_value) (attribute_value)] @source))
      (#eq? @_link "link") (#eq? @_href "href")) @import
    (comment) @comment
    (attribute_value) @word
    """,
)
