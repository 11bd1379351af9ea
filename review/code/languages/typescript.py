"""TypeScript, with and without JSX: neither dialect reads all of the other (`<T>x`, `<T />`)."""

from review.code.languages.javascript import BRANCHES, CALLS, DEFINITIONS, IMPORTS, JAVASCRIPT, JSX
from review.code.languages.reading import Grammar, Reading

_QUERY = (
    DEFINITIONS
    + BRANCHES
    + IMPORTS
    + CALLS
    + """
    [(function_signature name: (_) @name) (method_signature name: (_) @name)
     (abstract_method_signature name: (_) @name)] @function
    (public_field_definition name: (_) @name
      value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
    [(abstract_class_declaration name: (_) @name body: (_) @body)
     (interface_declaration name: (_) @name body: (_) @body) (enum_declaration name: (_) @name body: (_) @body)
     (type_alias_declaration name: (_) @name)] @type
    [(internal_module name: (_) @name body: (_) @body) (module name: (_) @name body: (_) @body)] @module
    (ambient_declaration) @wrap
    (formal_parameters [(optional_parameter)
      (required_parameter pattern: [(identifier) (object_pattern) (array_pattern) (rest_pattern)])] @parameter)
    (extends_clause value: (_) @base)
    (implements_clause (_) @base)
    (extends_type_clause type: (_) @base)
    (import_require_clause (identifier) @alias source: (string) @source)
    (type_identifier) @word
    """
)


def _dialect(function: str, more: str) -> Reading:
    return Reading(
        Grammar("tree_sitter_typescript", function),
        _QUERY + more,
        shown=JAVASCRIPT.shown + r"|^\s*declare\b",
        hidden=r"\b(?:private|protected)\b",
        hidden_name=JAVASCRIPT.hidden_name,
        open_types=JAVASCRIPT.open_types,
        dropped=JAVASCRIPT.dropped,
    )


TYPESCRIPT = _dialect("language_typescript", "")
TSX = _dialect("language_tsx", JSX)
