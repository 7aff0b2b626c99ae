"""Move through the tokens of a jq filter."""

from __future__ import annotations

from argogen.argo.expressions.jq.tokens import END, Token, read_token, unexpected


class Cursor:
    """A position in a filter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = 0
        self._peeked: Token | None = None

    @property
    def upcoming(self) -> Token:
        """The next token, which is read at its first use: a string has no tokens."""
        if self._peeked is None:
            self._peeked = read_token(self.text, self._at)
        return self._peeked

    def advance(self) -> Token:
        """Return the next token, and move behind it."""
        token = self.upcoming
        self.continue_at(token.end)
        return token

    def continue_at(self, at: int) -> None:
        """Move to a position."""
        self._at, self._peeked = at, None

    def take(self, text: str) -> bool:
        """Advance if the next token is a given one, and return whether it is."""
        is_next = self.upcoming.text == text and self.upcoming.kind != END
        if is_next:
            self.advance()
        return is_next

    def expect(self, *texts: str) -> str:
        """Move behind the next token, which must be one of these, and return it. Raises NotationError."""
        token = self.upcoming
        if not any(map(self.take, texts)):
            raise unexpected(token, f"add '{texts[0]}'" if token.kind == END else "")
        return token.text

    def expect_kind(self, kind: str) -> Token:
        """Move behind the next token, which must be of a kind, and return it. Raises NotationError."""
        if self.upcoming.kind != kind:
            raise unexpected(self.upcoming)
        return self.upcoming if kind == END else self.advance()
