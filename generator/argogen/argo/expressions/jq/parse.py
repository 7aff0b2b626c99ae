"""Read a jq filter with the grammar of gojq, as far as this is required to find errors.

Operators are accepted in any order of precedence, and `catch` as one of them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.expressions.jq.cursor import Cursor
from argogen.argo.expressions.jq.tokens import END, Token, unexpected
from argogen.argo.notation.error import NotationError

_OPERATORS = frozenset(
    (
        "|", ",", "//", "=", "|=", "+=", "-=", "*=", "/=", "%=", "//=", "or", "and", "==", "!=", "<", "<=", ">", ">=",
        "+", "-", "*", "/", "%", "catch",
    )
)  # fmt: skip
_CONSTANTS = ("null", "true", "false")
_PLAIN = re.compile(r'[^"\\]*')
_ESCAPE = re.compile(r'\\(?:["/\\bfnrt]|u[0-9A-Fa-f]{4})')
_MAX_DEPTH = 60


class Use(NamedTuple):
    """A function that is called with some arguments, or a variable with None; and its place."""

    name: str
    arguments: int | None
    start: int
    end: int


class TooDeepError(Exception):
    """A filter with too many levels to be read."""


class JqReader(Cursor):
    """Reads one filter: its uses and its definitions. Raises NotationError for invalid syntax, and TooDeepError."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.uses: list[Use] = []
        self.defined: set[str] = set()
        self._depth = 0
        if self.upcoming.text not in ("module", "import", "include"):
            self._read_query()
            self.expect_kind(END)

    def _read_query(self, *, has_comma: bool = True, can_bind: bool = True) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise TooDeepError
        self._read_operand(can_bind=can_bind)
        while self.upcoming.text in _OPERATORS and (has_comma or self.upcoming.text != ","):
            self.advance()
            self._read_operand(can_bind=can_bind)
        self._depth -= 1

    def _read_operand(self, *, can_bind: bool) -> None:
        """Read a term with the definitions, labels and bindings before it."""
        while True:
            if self.take("def"):
                self._read_definition()
            elif self.take("label"):
                self._bind(self.expect_kind("variable"))
                self.expect("|")
            elif not any(map(self.take, ("-", "+", "try"))):
                self._read_term()
                if not (can_bind and self.take("as")):
                    return
                self._read_patterns()
                self.expect("|")

    def _read_definition(self) -> None:
        self.defined.add(self._read_name().text)
        if self.take("("):
            self._read_parameter()
            while self.take(";"):
                self._read_parameter()
            self.expect(")")
        self.expect(":")
        self._read_query()
        self.expect(";")

    def _read_parameter(self) -> None:
        token = self.advance() if self.upcoming.kind == "variable" else self._read_name()
        self.defined.update((token.text, token.text.lstrip("$")))

    def _read_name(self) -> Token:
        return self.advance() if self.upcoming.kind == "keyword" else self.expect_kind("name")

    def _bind(self, token: Token) -> None:
        self.defined.add(token.text)

    def _read_term(self) -> None:
        token = self.advance()
        if token.text == ".":
            if not self._read_string_or_format() and self.take("["):
                self._read_brackets()
        elif token.text == '"':
            self._read_string(token)
        elif token.text in _BODIES:
            _BODIES[token.text](self)
        elif token.kind == "format":
            self._read_string_or_format()
        elif token.kind in ("name", "variable"):
            self._read_use(token)
        elif token.kind not in ("index", "number") and token.text not in ("..", *_CONSTANTS):
            raise unexpected(token)
        self._read_suffixes()

    def _read_string_or_format(self) -> bool:
        return self.upcoming.text == '"' and self._read_string(self.advance())

    def _read_use(self, token: Token) -> None:
        arguments = None if token.kind == "variable" else 0
        if token.kind == "name" and self.take("("):
            arguments = 1
            self._read_query()
            while self.take(";"):
                arguments += 1
                self._read_query()
            self.expect(")")
        self.uses.append(Use(token.text, arguments, token.start, token.end))

    def _read_suffixes(self) -> None:
        while True:
            if self.take("["):
                self._read_brackets()
            elif self.take("."):
                if not self._read_string_or_format():
                    self.expect("[")
                    self._read_brackets()
            elif self.upcoming.text == "?//":  # `?` and `//`, outside of patterns
                self.continue_at(self.upcoming.start + 1)
            elif self.upcoming.kind == "index" or self.upcoming.text == "?":
                self.advance()
            else:
                return

    def _read_brackets(self) -> None:
        """Read the rest of `[]`, `[1]` or `[1:2]`."""
        if self.take("]"):
            return
        has_start = not self.take(":")
        self._read_query()
        if has_start and self.take(":") and self.upcoming.text != "]":
            self._read_query()
        self.expect("]")

    def _read_string(self, opening: Token) -> bool:
        """Read the rest of a string with the filters in it; always return True."""
        at = opening.end
        while True:
            plain = _PLAIN.match(self.text, at)
            at = plain.end() if plain is not None else at
            if at >= len(self.text):
                raise NotationError("unclosed quote", "add '\"'", start=opening.start, end=opening.end)
            if self.text[at] == '"':
                self.continue_at(at + 1)
                return True
            at = self._read_escape(at)

    def _read_escape(self, at: int) -> int:
        """Read an escape sequence or `\\(…)`, and return the position after it."""
        if self.text.startswith("\\(", at):
            self.continue_at(at + 2)
            self._read_query()
            if self.upcoming.text != ")":
                raise unexpected(self.upcoming, "add ')'" if self.upcoming.kind == END else "")
            return self.upcoming.end
        escape = _ESCAPE.match(self.text, at)
        if escape is None:
            message = f"invalid escape sequence '{self.text[at : at + 2]}'"
            raise NotationError(message, "use '\\\\' for a backslash", start=at, end=at + 2)
        return escape.end()

    def _read_parentheses(self) -> None:
        self._read_query()
        self.expect(")")

    def _read_array(self) -> None:
        if not self.take("]"):
            self._read_query()
            self.expect("]")

    def _read_object(self) -> None:
        while not self.take("}"):
            self._read_entry()
            if not self.take(","):
                self.expect("}")
                return

    def _read_entry(self) -> None:
        token = self.advance()
        is_required = token.text == "("
        if is_required:
            self._read_parentheses()
        elif token.kind == "format" or token.text == '"':
            self._read_string(token if token.text == '"' else self._expect_quote())
        elif token.kind == "variable":
            self._read_use(token)
        elif token.kind not in ("name", "keyword"):
            raise unexpected(token)
        if is_required or self.upcoming.text == ":":
            self.expect(":")
            self._read_query(has_comma=False)

    def _expect_quote(self) -> Token:
        if self.upcoming.text != '"':
            raise unexpected(self.upcoming)
        return self.advance()

    def _read_condition(self) -> None:
        self._read_query()
        self.expect("then")
        self._read_query()
        while self.take("elif"):
            self._read_query()
            self.expect("then")
            self._read_query()
        if self.take("else"):
            self._read_query()
        self.expect("end")

    def _read_reduction(self) -> None:
        self._read_query(has_comma=False, can_bind=False)
        self.expect("as")
        self._read_patterns()
        self.expect("(")
        self._read_query()
        self.expect(";")
        self._read_query()
        if self.take(";"):
            self._read_query()
        self.expect(")")

    def _read_break(self) -> None:
        self._read_use(self.expect_kind("variable"))

    def _read_patterns(self) -> None:
        self._read_pattern()
        while self.take("?//"):
            self._read_pattern()

    def _read_pattern(self) -> None:
        if self.upcoming.kind == "variable":
            self._bind(self.advance())
            return
        closing = "]" if self.expect("[", "{") == "[" else "}"
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise TooDeepError
        self._read_pattern_item(closing)
        while self.take(","):
            self._read_pattern_item(closing)
        self.expect(closing)
        self._depth -= 1

    def _read_pattern_item(self, closing: str) -> None:
        if closing == "]":
            self._read_pattern()
            return
        token = self.upcoming
        if token.kind == "variable":
            self._bind(self.advance())
            if not self.take(":"):
                return
        else:
            self._read_entry_key()
            self.expect(":")
        self._read_pattern()

    def _read_entry_key(self) -> None:
        if self.take("("):
            self._read_parentheses()
        elif not self._read_string_or_format():
            self._read_name()


_BODIES = {
    "(": JqReader._read_parentheses,
    "[": JqReader._read_array,
    "{": JqReader._read_object,
    "if": JqReader._read_condition,
    "reduce": JqReader._read_reduction,
    "foreach": JqReader._read_reduction,
    "break": JqReader._read_break,
}
