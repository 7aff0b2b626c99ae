"""Indices of the texts of a document, and the comparison of texts but for their tags, which normalizing rewrites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from argogen.yaml.node_path import NodePath

_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_LAST = re.compile(r"([-\w]+)\W*\}\}$")


class TextIndex:
    """The paths of texts, by the text and by its shape, each in the order in which they were given."""

    def __init__(self, texts: Iterable[tuple[NodePath, str]]) -> None:
        self._paths: dict[str, list[NodePath]] = {}
        for path, text in texts:
            self._paths.setdefault(text, []).append(path)
        self._shapes: Mapping[str, Sequence[str]] | None = None

    def find_same(self, text: str) -> Sequence[NodePath]:
        """Return the paths of a text."""
        return self._paths.get(text, ())

    def find_similar(self, text: str) -> Iterator[NodePath]:
        """Yield the paths of texts that are the same but for their tags, which end in the same words."""
        for candidate in self._of_shape(text) if "{{" in text else ():
            if _is_similar(candidate, text):
                yield from self._paths[candidate]

    def find_shaped(self, text: str) -> list[NodePath]:
        """Return the paths of texts that are the same but for their tags."""
        return [path for candidate in self._of_shape(text) for path in self._paths[candidate]] if "{{" in text else []

    def _of_shape(self, text: str) -> Sequence[str]:
        if self._shapes is None:
            shapes: dict[str, list[str]] = {}
            for known in self._paths:
                shapes.setdefault(_remove_tags(known), []).append(known)
            self._shapes = shapes
        return self._shapes.get(_remove_tags(text), ())


def find_part(written: str, text: str, start: int, wanted: str) -> tuple[int, int] | None:
    """Return where a part of a text is in what was written instead, and how long it is there."""
    if written == text:
        return start, len(wanted)
    tags, made = [tag.span() for tag in _TAG.finditer(written)], [tag.span() for tag in _TAG.finditer(text)]
    if (start, start + len(wanted)) in made:  # a whole tag is the tag that it was made of
        first, last = tags[made.index((start, start + len(wanted)))]
        return first, last - first
    before = sum(last <= start for _, last in made)
    offset = start + (tags[before - 1][1] - made[before - 1][1] if before else 0)
    if written.startswith(wanted, offset):
        return offset, len(wanted)
    found = [at.start() for at in re.finditer(re.escape(wanted), written)]
    return (found[0], len(wanted)) if len(found) == 1 else _find_word(written, wanted)


def _find_word(written: str, wanted: str) -> tuple[int, int] | None:
    """Return the first or last word of what is wanted, with the name that it is of, where there is only one."""
    words = _WORD.findall(wanted)
    for pattern in (rf"\b{words[0]}\b", rf"[-\w.]*\b{words[-1]}\b") if words else ():
        found = list(re.finditer(pattern, written))
        if len(found) == 1:
            return found[0].start(), len(found[0][0])
    return None


def _remove_tags(text: str) -> str:
    """Return a text without what is in its tags."""
    return _TAG.sub("{{}}", text)


def _is_similar(written: str, text: str) -> bool:
    """Whether the tags of two texts of the same shape end in the same words."""
    if "{{" not in written:
        return False
    return all(map(_ends_alike, _TAG.findall(written), _TAG.findall(text)))


def _ends_alike(written: str, tag: str) -> bool:
    """Whether a tag may be what was made of another: `{{plan.exit_code}}` of `{{steps.plan.exitCode}}`."""
    last, made = (_fold(_LAST.search(text)) for text in (written, tag))
    return made == last or made.endswith(last)


def _fold(word: re.Match[str] | None) -> str:
    return word[1].replace("_", "").replace("-", "").lower() if word else ""
