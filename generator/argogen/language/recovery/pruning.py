"""Takes the faulty fragments out of a document, so that the passes behind the validation can check the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.language.recovery.editor import DocumentEditor
from argogen.language.recovery.objects import find_fragment, find_owner, list_texts
from argogen.language.vocabulary import bodies, body_of, find_pattern

if TYPE_CHECKING:
    from argogen.argo.structure import Fault
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

FindFaults = Callable[["Document"], Sequence["Fault"]]

# A fragment is repaired, then its object is replaced, then the key of the pipeline that holds it is taken out.
_REPAIRS, _REPLACEMENTS, _ATTEMPTS = 3, 5, 8
_BODY = {"run": ":"}
# What these may hold depends on the body.
_OF_BODIES = ("outputs", "artifacts")
_NAME = re.compile(find_pattern("template"))
_SCHEDULE = "0 2 * * *"


class Removal(NamedTuple):
    """A fragment that was taken out, or replaced with a placeholder: where it stood, and what it was.

    `key` is its key as the person wrote it.
    """

    path: NodePath
    value: Any
    key: str = ""


class SoundPart(NamedTuple):
    """A document without its faulty fragments.

    `bodiless` are the paths of objects whose body is a placeholder, `nameless` those of steps whose name is one, and in
    which nothing can be seen of the right name. `invented` are all names that are placeholders.
    """

    document: Document
    removals: tuple[Removal, ...] = ()
    bodiless: frozenset[NodePath] = frozenset()
    nameless: frozenset[NodePath] = frozenset()
    invented: frozenset[str] = frozenset()


def find_sound_part(document: Document, faults: Iterable[Fault], find_faults: FindFaults) -> SoundPart | None:
    """A pipeline without the fragments in which the faults are; None where nothing sound is left.

    `find_faults` gives the faults of a document after a repair.
    """
    if not isinstance(document.data, dict):
        return None
    repair = _Repair(document)
    for attempt in range(_ATTEMPTS):
        # What only another version of Argo has can be checked like everything else.
        harmful = [fault for fault in faults if fault.code != "not-in-version"]
        if not harmful and attempt:
            return repair.finish()
        for fault in harmful:
            repair.apply(fault, attempt)
        faults = find_faults(repair.document)
    return None


class _Repair:
    """A document under repair, and what was taken out of it."""

    def __init__(self, document: Document) -> None:
        self._editor = DocumentEditor(document)
        self._removals: dict[NodePath, Removal] = {}
        self._written: dict[NodePath, str] = {}  # the keys that were corrected
        self._bodiless: set[NodePath] = set()
        self._nameless: set[NodePath] = set()
        self._invented: set[str] = set()

    @property
    def document(self) -> Document:
        """The document as it is by now."""
        return self._editor.document

    def finish(self) -> SoundPart:
        """What is left."""
        removals = tuple(self._removals.values())
        bodiless, nameless = frozenset(self._bodiless), frozenset(self._nameless)
        return SoundPart(self.document, removals, bodiless, nameless, frozenset(self._invented))

    def apply(self, fault: Fault, attempt: int) -> None:
        """Repair what a fault is about, with ever less left of its surroundings."""
        if not self._editor.has(fault.path):
            return  # it went with its surroundings
        owner = find_owner(fault.path)
        if attempt >= _REPLACEMENTS:
            self._take_out(fault.path[:1])
        elif attempt >= _REPAIRS and owner:
            self._replace_object(owner)
        elif not (attempt == 0 and self._correct(fault)):
            self._take_out(find_fragment(fault.path))
        self._complete(owner)

    def _correct(self, fault: Fault) -> bool:
        """Put in the place of a misspelled key or word what is probably meant; whether that was possible."""
        if not fault.meant:
            return False
        if not fault.on_key:
            self._editor.write(fault.path, fault.meant)
            return True
        if self._editor.has((*fault.path[:-1], fault.meant)):
            return False
        self._editor.rename(fault.path, fault.meant)
        self._written[(*fault.path[:-1], fault.meant)] = str(fault.path[-1])
        return True

    def _take_out(self, path: NodePath) -> None:
        owner = find_owner(path)
        if path == owner:  # an object that lacks something, or is none
            if path and not isinstance(self._editor.read(path), dict):
                self._replace_object(path)
            return
        if not self._editor.has(path):
            return
        self._note(path)
        self._editor.remove(path)
        if path[:-1] == owner and path[-1] in bodies():
            self._bodiless.add(owner)
        self._put_placeholder(path)

    def _put_placeholder(self, path: NodePath) -> None:
        """What keeps the kind of a pipeline as it was."""
        if path == ("schedule",):
            self._editor.write(path, _SCHEDULE)
        elif path == ("kind",):
            is_scheduled = "schedule" in self._editor.read(())
            self._editor.write(path, "CronWorkflow" if is_scheduled else "WorkflowTemplate")

    def _replace_object(self, path: NodePath) -> None:
        value = self._editor.read(path)
        name = value.get("name") if isinstance(value, dict) else None
        self._note(path)
        self._editor.write(path, {"name": name} if isinstance(name, str) and isinstance(path[-1], int) else {})

    def _note(self, path: NodePath) -> None:
        key = self._written.get(path, str(path[-1]))
        self._removals.setdefault(path, Removal(path, self._editor.read(path), key))

    def _complete(self, owner: NodePath) -> None:
        """Give an object a name and a body, where it has to have them and has none."""
        if not self._editor.has(owner) or not isinstance(value := self._editor.read(owner), dict):
            return
        if isinstance(owner[-1:] and owner[-1], int) and "name" not in value:
            self._name(owner)
        elif not owner and "name" not in value and "metadata" not in value:
            self._editor.write(("name",), "unnamed")
        needs_body = bool(owner) or owner in self._bodiless
        if needs_body and body_of(self._editor.read(owner)) is None:
            self._bodiless.add(owner)
            for key in _OF_BODIES:
                self._take_out((*owner, key))
            for key, body in _BODY.items():
                self._editor.write((*owner, key), body)

    def _name(self, step: NodePath) -> None:
        """Give a step a name of which there is no other."""
        removed = [self._removals[path].value for path in (step, (*step, "name")) if path in self._removals]
        if not any(_NAME.fullmatch(text) for value in removed for text in list_texts(value)):
            self._nameless.add(step)
        name = f"unnamed-{len(self._invented) + 1}"
        self._invented.add(name)
        self._editor.write((*step, "name"), name)
