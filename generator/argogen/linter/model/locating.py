"""Where in a person's file the thing stands that a rule has found in the Context.

A Context says of each node what it was made from, not of each text: that may have come from defaults or a profile, and
its references have been written out. So a text is looked for where its node was made, then in the settings that every
node gets, by all of it that normalizing leaves alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from argogen.diagnostics import Place
from argogen.language.vocabulary import keys
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_LAST = re.compile(r"([-\w]+)\W*\}\}$")
_MANY = 100
_LOOPS = frozenset({"withItems", "withParam", "withSequence"})
# Below these keys are nodes of their own.
_NODES = frozenset({"steps", "tasks", "components", "defaults", "profiles"})
_CONTAINERS = ("container", "script")
# Where below a node Argo's own fields stand.
_PREFIXES: tuple[NodePath, ...] = ((), ("argo",))


class Locator:
    """Finds places in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._data: Any = document.data

    def place(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        """Find the place of a diagnostic, and whether it is exactly what is at fault, so that a fix can replace it."""
        if diagnostic.below:
            path, is_whole = self._find_below(diagnostic.origin, diagnostic.below)
            if path is not None and (is_whole or not (diagnostic.field or diagnostic.text)):
                return self._place_below(diagnostic, path)
        if diagnostic.text:
            return self._place_text(diagnostic)
        path = self._find_field(diagnostic.origin, diagnostic.field) if diagnostic.field else None
        found = diagnostic.origin if path is None else path
        return self.document.place(found, key=diagnostic.key), path is not None and not diagnostic.key

    def _place_below(self, diagnostic: RuleDiagnostic, path: NodePath) -> tuple[Place, bool]:
        written = _follow(self._data, path)
        if not diagnostic.text or written != diagnostic.text:
            return self.document.place(path, key=diagnostic.key), not diagnostic.key
        length = (diagnostic.end or len(written)) - diagnostic.start
        place = self.document.place_within(path, diagnostic.start, length)
        part = written[diagnostic.start : diagnostic.start + length]
        return place, place.text[place.column - 1 :].startswith(part)

    def _find_below(self, origin: NodePath, below: NodePath) -> tuple[NodePath | None, bool]:
        """The path of what a way in Argo's spelling leads to, as far as it goes here, and whether all of it does."""
        first, *rest = below
        starts = [(*origin, *prefix, key) for prefix in _PREFIXES for key in _keys_of(str(first))]
        path = next((start for start in starts if _follow(self._data, start) is not None), None)
        path = path or self._find_field(origin, str(first))
        if path is None or (rest and _follow(self._data, (*path, rest[0])) is None):
            # In the language, what is of the container stands beside it.
            beside = self._find_below(origin, tuple(rest)) if first in _CONTAINERS and rest else (None, False)
            return beside if beside[0] is not None else (path, False)
        for part in rest:
            if _follow(self._data, (*path, part)) is None:
                return path, False
            path = (*path, part)
        return path, True

    def _place_text(self, diagnostic: RuleDiagnostic) -> tuple[Place, bool]:
        wanted = diagnostic.text[diagnostic.start : diagnostic.end or len(diagnostic.text)]
        path = self._find_text(diagnostic)
        if diagnostic.origin[-1:] == (diagnostic.text,):  # what is a key in the language, and a text to Argo
            return self.document.place(diagnostic.origin, key=True), True
        if path is None:
            field = self._find_field(diagnostic.origin, diagnostic.field) if diagnostic.field else None
            return self.document.place(diagnostic.origin if field is None else field), False
        written = str(_follow(self._data, path))
        span = _find_in(written, diagnostic.text, diagnostic.start, wanted) if wanted else None
        if span is None:
            return self.document.place(path), False
        place = self.document.place_within(path, span[0], span[1])
        return place, place.text[place.column - 1 :].startswith(written[span[0] : sum(span)])

    def _find_text(self, diagnostic: RuleDiagnostic) -> NodePath | None:
        """The path of the text, or of one that is the same but for its tags; one in the field before all others."""
        own = list(_list_texts(_follow(self._data, diagnostic.origin), diagnostic.origin, inner=False))
        wanted = frozenset(_keys_of(diagnostic.field))
        same = (path for path, value in own if value == diagnostic.text)
        if found := _prefer(chain(same, self._common_texts.get(diagnostic.text, ())), wanted):
            return found
        alike = (path for path, value in own if _is_alike(value, diagnostic.text))
        if found := _prefer(chain(alike, self._find_alike(diagnostic.text)), wanted):
            return found
        shaped = [path for path, value in own if _shape(value) == _shape(diagnostic.text) != diagnostic.text]
        return shaped[0] if len(shaped) == 1 else None

    def _find_alike(self, text: str) -> Iterator[NodePath]:
        for value in self._common_shapes.get(_shape(text), ()) if "{{" in text else ():
            if _is_alike(value, text):
                yield from self._common_texts[value]

    @functools.cached_property
    def _common_texts(self) -> Mapping[str, Sequence[NodePath]]:
        """The places of each text: first those in the settings that leaves share, later profiles before earlier."""
        shared = [("profiles", name) for name in reversed(list(self._data.get("profiles") or ()))] + [("defaults",)]
        found: dict[str, list[NodePath]] = {}
        for path in (*shared, ()):
            for at, text in _list_texts(_follow(self._data, path), path, inner=True):
                found.setdefault(text, []).append(at)
        return found

    @functools.cached_property
    def _common_shapes(self) -> Mapping[str, Sequence[str]]:
        """The texts that are the same but for what stands in their tags."""
        found: dict[str, list[str]] = {}
        for text in self._common_texts:
            if "{{" in text:
                found.setdefault(_shape(text), []).append(text)
        return found

    def _find_field(self, origin: NodePath, field: str) -> NodePath | None:
        """The path of a field of Argo's, by any key of the language that becomes it, next to the node or below it."""
        wanted = _keys_of(field)
        profiles = [("profiles", name) for name in reversed(list(self._data.get("profiles") or ()))]
        for start in (origin, *profiles, ("defaults",)):
            for path, value in _list_mappings(_follow(self._data, start), start):
                if key := next((key for key in wanted if key in value), None):
                    return (*path, key)
        return None


def _prefer(paths: Iterable[NodePath], wanted: frozenset[str]) -> NodePath | None:
    """The first path with a wanted key, or else the first; of very many, only some are looked at."""
    some = list(islice(paths, _MANY))
    return next((path for path in some if not wanted.isdisjoint(path)), some[0] if some else None)


@functools.cache
def _keys_of(field: str) -> tuple[str, ...]:
    """The keys that become a field, and the field's own name, as it stands in Argo's objects."""
    if field in _LOOPS:
        return ("for_each",)
    return (*(name for name, key in keys().items() if field in key.argo.values()), field) if field else ()


def _list_texts(value: Any, path: NodePath, *, inner: bool) -> Iterator[tuple[NodePath, str]]:
    """The texts within a value; those of other nodes only if `inner`."""
    waiting: list[tuple[NodePath, Any]] = [(path, value)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, (str, int, float)) and not isinstance(part, bool):
            yield at, str(part)
        waiting.extend(reversed([((*at, key), item) for key, item in _entries(part, inner=inner)]))


def _list_mappings(value: Any, path: NodePath) -> Iterator[tuple[NodePath, Mapping[Any, Any]]]:
    """The mappings of a node, from the outside in."""
    level: list[tuple[NodePath, Any]] = [(path, value)]
    while level:
        yield from ((at, part) for at, part in level if isinstance(part, dict))
        level = [((*at, key), item) for at, part in level for key, item in _entries(part, inner=False)]


def _entries(part: Any, *, inner: bool) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, dict):
        return [(key, item) for key, item in part.items() if inner or key not in _NODES]
    return enumerate(part) if isinstance(part, list) else ()


def _follow(data: Any, path: NodePath) -> Any:
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):
            return None
    return data


def _shape(text: str) -> str:
    """A text without what stands in its tags."""
    return _TAG.sub("{{}}", text)


def _is_alike(written: str, text: str) -> bool:
    """Whether two texts are the same but for their tags, and those end in the same words."""
    if "{{" not in written or "{{" not in text or _shape(written) != _shape(text):
        return False
    return all(map(_end_alike, _TAG.findall(written), _TAG.findall(text)))


def _end_alike(written: str, tag: str) -> bool:
    """Whether a tag may be what was made of another: `{{plan.exit_code}}` of `{{steps.plan.exitCode}}`."""
    last, made = (_fold(_LAST.search(text)) for text in (written, tag))
    return made == last or made.endswith(last)


def _fold(word: re.Match[str] | None) -> str:
    return word[1].replace("_", "").replace("-", "").lower() if word else ""


def _find_in(written: str, text: str, start: int, wanted: str) -> tuple[int, int] | None:
    """Where a part of a text stands in what was written instead, and how long it is there."""
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
    """The first or last word of what is wanted, with the name that it is of, where there is only one."""
    words = _WORD.findall(wanted)
    for pattern in (rf"\b{words[0]}\b", rf"[-\w.]*\b{words[-1]}\b") if words else ():
        found = list(re.finditer(pattern, written))
        if len(found) == 1:
            return found[0].start(), len(found[0][0])
    return None
