"""Mistakes at random: in the data of a pipeline, and in its text."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from argogen.yaml import SourceText, read_documents
from tests.compiling import list_examples
from tests.properties.generating import write_pipeline
from tests.properties.pipelines import pipelines

ROOT = Path(__file__).resolve().parents[2]
KEYS = st.sampled_from(
    [
        "name", "run", "runn", "image", "steps", "tasks", "use", "with", "needs", "when", "for_each", "items", "as",
        "env", "outputs", "parameters", "value", "key", "secret", "hooks", "on_exit", "argo", "components",
        "templates", "kind", "metadata", "nodeSelector", "volumes", "mounts", "retry", "limit", "entrypoint", "x", "",
        "a b", "<<", "{{x}}",
    ]
)  # fmt: skip
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**20),
    st.sampled_from([1.5, 1e300, float("inf")]),
    st.sampled_from(
        ["", "a", "main", "{{a.result}}", "{{item}}", "{{parameters.x}}", "{{=1 +}}", "{{", "a && (b", "a/b"]
    ),
    st.sampled_from(
        ["${{ vars.x }}", "${{ 1 / 0 }}", "${{ vars }}", "${{", "2h", "-1s", "two\nlines", "é" * 200, "\x00"]
    ),
    st.sampled_from(
        [[], {}, [[]], [{}], [None], {"": None}, {"name": "a"}, [{"name": "a"}], {"run": "x"}, {"use": "a"}]
    ),
)
SCRAPS = st.sampled_from(
    [
        ":", ": ", "-", "- ", "#", "'", '"', "[", "]", "{", "}", "{{", "}}", "${{", "&a ", "*a", "!!int ", "!x ", "|",
        ">", "\n", "\n  ", "\t", " ", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "? ", "@", "`", ",", "\x00", "\u2028",
        "\ufeff", "é", "name: x\n", "  run: x\n", "null", "1e999", "0x", "steps:\n",
    ]
)  # fmt: skip


class Original(NamedTuple):
    """A good pipeline as it stands in a file."""

    folder: Path
    text: str


@functools.cache
def read_originals() -> list[Original]:
    """The good cases and the examples."""
    files = [*sorted((ROOT / "tests/cases/good").glob("*.yaml")), *list_examples()]
    return [Original(file.parent, file.read_text("utf-8")) for file in files]


def originals() -> st.SearchStrategy[Original]:
    """Good pipelines: those that people wrote, and random ones, which use more of the language at once."""
    return st.sampled_from(read_originals()) | pipelines().map(lambda data: Original(ROOT, write_pipeline(data)))


@functools.cache
def read_runnable() -> list[Original]:
    """The examples of runnable pipelines, each with the configuration and the parameters as further documents."""
    folder = ROOT / "examples/runnable"
    beside = [folder / "config.yaml", folder / "parameters.yaml"]
    pipelines = sorted({*folder.glob("*.yaml")} - {*beside, folder / "argogen.yaml"})
    files = [[file, *beside] for file in pipelines]
    return [Original(folder, "---\n".join(file.read_text("utf-8") for file in each)) for each in files]


@st.composite
def broken_data(draw: st.DrawFn, among: st.SearchStrategy[Original]) -> Original:
    """A pipeline of which one to three nodes are taken out, renamed, replaced, wrapped or moved."""
    original = draw(among)
    documents = [copy.deepcopy(document.data) for document in read_documents(SourceText("x", original.text))]
    for _ in range(draw(st.integers(1, 3))):
        slots = list(_list_slots(documents))
        change = draw(st.sampled_from([_delete, _rename, _misspell, _replace, _wrap, _add, _swap]))
        change(draw, slots, *slots[draw(st.integers(0, len(slots) - 1))])
    return original._replace(text="\n---\n".join(map(write_pipeline, documents)))


Slot = tuple[Any, Any]


def _list_slots(data: Any) -> Iterator[Slot]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield data, key
        yield from _list_slots(value)


def _delete(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    if len(container) > 1 or isinstance(container, dict):
        del container[key]


def _rename(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[draw(KEYS)] = container.pop(key)


def _misspell(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    texts = (key, container[key]) if isinstance(container, dict) else (container[key],)
    text = draw(st.sampled_from(texts))
    if isinstance(text, str) and text:
        cut = draw(st.integers(0, len(text) - 1))
        shorter = text[:cut] + draw(st.sampled_from(["", "x", "{{", "}}", "."])) + text[cut + 1 :]
        if isinstance(container, dict) and text == key:
            container[shorter] = container.pop(key)
        else:
            container[key] = shorter


def _replace(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    container[key] = copy.deepcopy(draw(VALUES))


def _wrap(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    container[key] = draw(st.sampled_from([lambda value: [value], lambda value: {"name": value}]))(container[key])


def _add(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    if isinstance(container[key], dict):
        container[key][draw(KEYS)] = copy.deepcopy(draw(VALUES))


def _swap(draw: st.DrawFn, slots: list[Slot], container: Any, key: Any) -> None:
    other, other_key = slots[draw(st.integers(0, len(slots) - 1))]
    container[key] = copy.deepcopy(other[other_key])


@st.composite
def broken_text(draw: st.DrawFn) -> Original:
    """A pipeline in whose text something is missing, too much, or in the wrong place."""
    original = draw(originals())
    text = original.text
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        change = draw(st.sampled_from(_TEXT_CHANGES))
        text = change(text[:start], text[start:end], text[end:], draw(SCRAPS))
    return original._replace(text=text)


_TEXT_CHANGES: list[Callable[[str, str, str, str], str]] = [
    lambda before, _part, after, _scrap: before + after,
    lambda before, part, after, scrap: before + scrap + part + after,
    lambda before, _part, after, scrap: before + scrap + after,
    lambda before, part, after, _scrap: before + part + part + after,
    lambda before, part, after, _scrap: before + part.replace("\n", "\n  ") + after,
    lambda before, _part, _after, _scrap: before,
]
