"""Mistakes in a value: its type, the words it may be, its size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from argogen.language.validation.language import allows_text
from argogen.language.validation.patterns import explain_text
from argogen.language.validation.words import describe, list_words, name_kinds, quote, show_example, write_flow
from argogen.suggestions import find_nearest, find_same

if TYPE_CHECKING:
    from argogen.argo.structure import Fault
    from argogen.language.validation.mistakes import Mistake

_WHOLE_CHOICE = re.compile(r"\^\(([\w|]+)\)\$")  # a pattern that only lists words
_TAG = "Argo fills in tags only where text is wanted"


def explain_type(mistake: Mistake) -> Iterator[Fault]:
    """The value is of another type than the language wants."""
    wanted = [mistake.wanted] if isinstance(mistake.wanted, str) else list(mistake.wanted)
    message = f"expected {name_kinds(wanted)}, found {describe(mistake.value)}"
    hints = (hint(mistake, wanted) for hint in _TYPE_HINTS)
    yield mistake.fault("wrong-type", message, next(filter(None, hints), ""))


def explain_words(mistake: Mistake) -> Iterator[Fault]:
    """The value is not one of those listed."""
    words = [word for word in _list_words(mistake) if word is not None]
    found = quote(mistake.value) if isinstance(mistake.value, str | int | float) else describe(mistake.value)
    message = f"{found} is not one of {list_words([str(word) for word in words])}"
    fault = mistake.fault("not-one-of", message, _hint_word(mistake.value, tuple(map(str, words))))
    yield fault._replace(fix=find_same(str(mistake.value), tuple(map(str, words))))


def explain_pattern(mistake: Mistake) -> Iterator[Fault]:
    """The text has another form than the language wants."""
    if _WHOLE_CHOICE.fullmatch(mistake.wanted):
        yield from explain_words(mistake)
    else:
        told = explain_text(mistake.wanted, mistake.value, mistake.schema.get("examples", []))
        yield mistake.fault(told.code, told.message, told.hint)._replace(fix=told.fix)


def explain_size(mistake: Mistake) -> Iterator[Fault]:
    """The value is too short, too long, too small or too large."""
    message, hint = _SIZES[mistake.keyword](mistake.value, mistake.wanted)
    yield mistake.fault("bad-name" if mistake.is_key else "bad-value", message, hint)


def explain_misfit(mistake: Mistake) -> Iterator[Fault]:
    """What no other function has words for."""
    yield mistake.fault("bad-value", f"{describe(mistake.value)} cannot stand here", _show_example(mistake))


def _list_words(mistake: Mistake) -> list[Any]:
    if mistake.keyword == "pattern":
        return str(mistake.wanted)[2:-2].split("|")
    return [mistake.wanted] if mistake.keyword == "const" else list(mistake.wanted)


def _hint_word(value: Any, words: tuple[str, ...]) -> str:
    if isinstance(value, str) and "{{" in value:
        return "this has to be known when the manifest is made"
    if not isinstance(value, str):
        return "quote it" if str(value) in words else ""
    close = find_nearest(value, words)
    return f"did you mean '{close}'?" if close else ""


def _hint_quotes(mistake: Mistake, wanted: list[str]) -> str:
    if "string" not in wanted or not isinstance(mistake.value, int | float) or {"array", "object"} & set(wanted):
        return ""
    return "quote it" if allows_text(mistake.schema, write_flow(mistake.value)) else ""


def _hint_bare(mistake: Mistake, wanted: list[str]) -> str:
    if not isinstance(mistake.value, str) or "string" in wanted:
        return ""
    number = {"integer", "number"} & set(wanted) and re.fullmatch(r"[-+]?\d+(\.\d+)?", mistake.value)
    if number or ("boolean" in wanted and mistake.value in ("true", "false")):
        return "write it without quotes"
    if "boolean" in wanted and mistake.value.lower() in ("yes", "no", "on", "off"):
        return f"write {'true' if mistake.value.lower() in ('yes', 'on') else 'false'}"
    return _TAG if "{{" in mistake.value and not {"array", "object"} & set(wanted) else ""


def _hint_list(mistake: Mistake, wanted: list[str]) -> str:
    if "array" not in wanted or mistake.value is None:
        return ""
    return "write it as a list, each item after a -" if isinstance(mistake.value, dict) else "put it into a list: [ … ]"


def _hint_mapping(mistake: Mistake, wanted: list[str]) -> str:
    """Kubernetes lists what the language keys by name."""
    named = isinstance(mistake.value, list) and all(isinstance(item, dict) for item in mistake.value)
    by_name = named and isinstance(mistake.schema.get("additionalProperties"), dict)
    return "write it as a mapping, with the names as keys" if by_name and "object" in wanted else ""


def _hint_lines(mistake: Mistake, wanted: list[str]) -> str:
    texts = isinstance(mistake.value, list) and all(isinstance(item, str) for item in mistake.value)
    return "write several lines as one text, after a |" if texts and wanted == ["string"] else ""


def _hint_example(mistake: Mistake, wanted: list[str]) -> str:  # noqa: ARG001
    example = _show_example(mistake)
    return example or ("give it a value, or leave it out" if mistake.value is None else "")


def _show_example(mistake: Mistake) -> str:
    return show_example(mistake.schema.get("examples", []))


_TYPE_HINTS = (_hint_quotes, _hint_bare, _hint_list, _hint_mapping, _hint_lines, _hint_example)

_SIZES: dict[str, Callable[[Any, Any], tuple[str, str]]] = {
    "minLength": lambda value, _: ("this text is empty" if not value else f"{quote(value)} is too short", "fill it in"),
    "maxLength": lambda value, most: (f"{quote(value)} has {len(value)} characters", f"{most} are allowed"),
    "minItems": lambda _, least: (f"this list needs {_count(least, 'item')}", "add one, or leave the key out"),
    "uniqueItems": lambda items, _: ("this list names something twice", f"see {quote(_find_twin(items))}"),
    "maxItems": lambda value, most: (f"this list has {len(value)} items", f"{most} are allowed"),
    "minProperties": lambda _, least: (f"this mapping needs {_count(least, 'key')}", "add one, or leave it out"),
    "maxProperties": lambda value, most: (f"this mapping has {_count(len(value), 'key')}", _most_keys(most)),
    "minimum": lambda value, least: (f"{value} is too small", f"the least is {least}"),
    "maximum": lambda value, most: (f"{value} is too large", f"the most is {most}"),
}
SIZES = tuple(_SIZES)


def _find_twin(items: list[Any]) -> Any:
    return next((item for index, item in enumerate(items) if item in items[:index]), None)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _most_keys(most: int) -> str:
    return f"{most} are allowed" if most else "write it as {}"
