"""Changes of Markdown that leave blocks of code alone."""

from __future__ import annotations

import re
from collections.abc import Callable

_FENCE = re.compile(r"^(?P<marks>`{3,})(?P<info>[^\n]*)\n(?P<code>.*?)^(?P=marks)$", re.MULTILINE | re.DOTALL)
# Languages that Pygments does not know.
_NOT_HIGHLIGHTED = {"mermaid"}
_COMMENT = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
_CODE_OR_TARGET = re.compile(r"`+[^`\n]+`+|(?<=\]\()([^)\s]+)(?=\))")


def replace_targets(text: str, replace: Callable[[str], str]) -> str:
    """Return Markdown with another target of each link and picture."""

    def change(found: re.Match[str]) -> str:
        return replace(found[1]) if found[1] else found[0]

    return "".join(
        piece if piece.startswith("```") else _CODE_OR_TARGET.sub(change, piece) for piece in _split_blocks(text)
    )


def add_captions(text: str) -> str:
    """Return Markdown in which blocks of code with `file=NAME` have this name as their caption, and known languages."""
    return _FENCE.sub(_caption, text)


def remove_comment(text: str) -> str:
    """Return Markdown without the comment at its beginning."""
    return _COMMENT.sub("", text)


def write_code(language: str, code: str, caption: str = "") -> str:
    """Return a block of code with a caption."""
    longest = max((len(marks) for marks in re.findall(r"`{3,}", code)), default=2)
    marks = "`" * (longest + 1)
    head = f"{{code-block}} {language}\n:caption: {caption}\n\n" if caption else f"{language}\n"
    return f"{marks}{head}{code}{marks}"


def _caption(found: re.Match[str]) -> str:
    language, _, role = found["info"].partition(" ")
    if role.startswith("file="):
        return write_code(language, found["code"], role.removeprefix("file="))
    return write_code("text", found["code"]) if language in _NOT_HIGHLIGHTED else found[0]


def _split_blocks(text: str) -> list[str]:
    """Return the parts of a page: prose, and blocks of code, which begin with a fence."""
    pieces, end = [], 0
    for found in _FENCE.finditer(text):
        pieces += [text[end : found.start()], found[0]]
        end = found.end()
    return [*pieces, text[end:]]
