"""How a language is read: its grammar, one query over its trees, and the few rules that no query can say.

The names of a query's captures are the same in every language:

- definitions: `function`, `type`, `module`, `key`; `test` and `suite` for calls that define a test or a group of them.
  What follows belongs to the innermost definition around it: `name`, `owner` (names before it), `body`, `doc`, `base`,
  `parameter`.
- around definitions: `attribute` (decorators, annotations) and `wrap` (`export`, `template <…>`) before one, `access`
  (`private:`) for those after it.
- branches: `branch` (one more path, and a level), `elif` and `else` (in a branch's own level), `switch` (a level),
  `case` (a path), `and` and `or`.
- imports: `import` (one statement) with `source`, `taken`, `default` and `alias` inside it.
- the rest: `call` (the name called, or the whole dotted one), `comment`, `word` (an identifier).

Names with a leading underscore serve predicates alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """A dialect: the module of its wheel, and the function there that gives its table.

    `fragile` says that some text is known to crash it: it may only read in a process that may die.
    """

    module: str
    function: str = "language"
    fragile: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A grammar with what is asked of it. All rules are regular expressions; "" is no rule.

    Public is what `shown` finds in the head up to the name, or everything without that rule, unless `hidden` finds
    there or `hidden_name` in the name. In a type whose head `open_types` finds, `shown` is not asked for.
    """

    grammar: Grammar
    query: str
    shown: str = ""
    hidden: str = ""
    hidden_name: str = ""
    open_types: str = ""
    closed_types: str = ""  # types whose members are not public before the first `access`
    dropped: str = ""  # parts of a written name that are no names: `exports.`
    test_name: str = ""  # a function's own name, outside of other functions
    test_in: str = ""  # what a type around it must extend, where it stands in one
    test_mark: str = ""  # its attributes
    receivers: str = ""  # a first parameter that is the receiver
    keys_of_several_lines: bool = False  # a key on one line is no definition
    separator: str = ""  # of the names in an import that is read as text; "" where the query names its parts
