"""Random changes of a file: of its structure, its lines, its expressions, and its bytes."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

_SCALARS: list[Any] = [
    None, True, False, 0, -1, 1e3, 1e308, float("inf"), float("nan"), 10**30, "", " ", "\0", "\u2028", "\ud800",
    "é" * 300, "a" * 3000, "1e3", "0644", "1e4000", "{{a.result}}", "{{item}}", "{{=", "{{=1 +}}",
    "{{workflow.name", "${{ env.X }}", "${{ vars }}", "${{", "$${{", "${{ 9 ** 9 ** 9 }}", "a**.yaml",
    "**/**/**/*.yaml", "[", "[!", "../../x", "/", "/dev/zero", "/proc/self/environ", ".", "..", "~", "2h", "-1s",
    "P1D", "* * * * *", "60 25 * * *", "tasks.b.outputs", "t&a b", "a-b-c", "(" * 120, "!" * 120 + "a",
    "a" + "-a" * 500, "1" + " || 1" * 400, "[" * 120, "${{ " + "(" * 300 + " }}", "{{=" + "a ? " * 200 + "}}",
    "x\ny", "key: value", "- a", "*a", "&a", "!!binary x", "<<", "sha256:" + "0" * 64, [], {}, [[]], [{}], [None],
    {"": None}, {"name": "a"}, [{"name": "a"}], [{"name": "a"}, {"name": "a"}], {"use": "a"},
]  # fmt: skip
_SCRAPS = [
    ":", ": ", "- ", "#", "'", '"', "[", "]", "{", "}", "{{", "}}", "${{", "{%", "%}", "&a ", "*a", "!!int ",
    "!x ", "|\n", ">-\n", "\n", "\n  ", "\t", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "? ", "@", "`", ",", "\0",
    "\u2028", "\ufeff", "null", "1e999", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "# argogen: ignore[AG",
    "-a" * 200, " || a" * 200, "(" * 150,
]  # fmt: skip
_TAG = re.compile(r"\$?\{\{.*?\}\}|(?<=when: ).*|(?<=depends: ).*|(?<=expression: ).*")
_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)


_MOST = 65_536  # bytes, so that the time for a document does not grow with the number of its copies


def mutate(content: bytes, chance: random.Random) -> bytes:
    """Return the content with one to three changes."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        change = chance.choice(
            [_change_data, _change_data, _change_text, _change_text, _change_expression, _change_bytes]
        )
        content = change(content, chance)[:_MOST]
    return content


def _change_data(content: bytes, chance: random.Random) -> bytes:
    """Change a node of a YAML stream; other files are changed as plain text."""
    try:
        documents = list(yaml.load_all(content, yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError):
        return _change_text(content, chance)
    slots = list(_list_slots(documents))
    if not slots:
        return _change_text(content, chance)
    container, key = chance.choice(slots)
    other, other_key = chance.choice(slots)
    chance.choice(_CHANGES)(container, key, copy.deepcopy(other[other_key]), chance)
    try:
        return b"---\n".join(_dump(document) for document in documents)
    except (ValueError, RecursionError, yaml.YAMLError):
        return content


def _dump(document: Any) -> bytes:
    text: str = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", "surrogatepass")


Slot = tuple[Any, Any]


def _list_slots(data: Any, depth: int = 0) -> Iterator[Slot]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield data, key
        if depth < 90:
            yield from _list_slots(value, depth + 1)


def _remove(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    del container[key]


def _replace(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    container[key] = copy.deepcopy(chance.choice(_SCALARS))


def _move(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    container[key] = other


def _wrap(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    value = container[key]
    for _ in range(chance.choice([1, 1, 2, 60])):
        value = [value] if chance.random() < 0.5 else {chance.choice(["name", "steps", "value"]): value}
    container[key] = value


def _repeat(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    if isinstance(container, list):
        container[key:key] = [container[key]] * chance.choice([1, 2, 200])
    else:
        container.update({f"{key}{number}": container[key] for number in range(chance.choice([1, 2, 200]))})


def _rename(container: Any, key: Any, other: Any, chance: random.Random) -> None:
    if isinstance(container, dict):
        container[chance.choice(["name", "steps", "with", "", "<<", "a b", "{{x}}", str(key) + "s", 1, None])] = other


_CHANGES: list[Callable[[Any, Any, Any, random.Random], None]] = [
    _remove,
    _replace,
    _replace,
    _move,
    _wrap,
    _repeat,
    _rename,
]


def _change_text(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
    before, part, after = text[:start], text[start:end], text[end:]
    scrap = chance.choice(_SCRAPS)
    changed = chance.choice(
        [before + after, before + scrap + after, before + part * 3 + after, before, before + scrap + part + after]
    )
    return changed.encode("utf-8", "surrogateescape")


def _change_expression(content: bytes, chance: random.Random) -> bytes:
    """Change a token of a template tag or an expression."""
    text = content.decode("utf-8", "surrogateescape")
    tags = list(_TAG.finditer(text))
    if not tags:
        return _change_text(content, chance)
    tag = chance.choice(tags)
    tokens = _TOKEN.findall(tag[0])
    index = chance.randrange(len(tokens)) if tokens else 0
    more = chance.choice(
        [
            "",
            "-",
            "(",
            ")",
            "!",
            "||",
            "&&",
            "?",
            ":",
            ".",
            "[",
            "'",
            '"',
            " == ",
            "item",
            "1e999",
            "in",
            "=~ '('",
            "=",
            "#",
        ]
    )
    tokens[index : index + chance.randint(0, 2)] = [more] * chance.choice([1, 1, 1, 2, 150])
    return (text[: tag.start()] + "".join(tokens) + text[tag.end() :]).encode("utf-8", "surrogateescape")


def _change_bytes(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return b"\xff"
    position = chance.randrange(len(content))
    return content[:position] + bytes([chance.randrange(256)]) + content[position + 1 :]
