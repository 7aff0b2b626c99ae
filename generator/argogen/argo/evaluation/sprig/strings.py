"""Functions on strings."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import text, types
from argogen.argo.evaluation.golang.encoding.base64_text import (
    decode_base32,
    decode_base64,
    encode_base32,
    encode_base64,
)
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.types import ANY, BOOL, INT, STRING, STRING_MAP, STRINGS
from argogen.argo.evaluation.golang.values import ContextualFunction, GoList, GoMap, GoValue, decode, encode, join_text
from argogen.argo.evaluation.sprig.conversion import to_text, to_texts
from argogen.argo.evaluation.sprig.declare import contextual, function, variadic
from argogen.argo.evaluation.sprig.words import (
    initials,
    kebab_case,
    pascal_case,
    remove_spaces,
    snake_case,
    swap_case,
    title,
    untitle,
)

_SHORTEST_ABBREVIATION, _SHORTEST_WITH_OFFSET = 4, 7
_PRINTABLE = "".join(map(chr, range(32, 127)))


def _bounds_error() -> GoPanicError:
    return GoPanicError("runtime error: slice bounds out of range")


def _abbreviate(value: str, offset: int, width: int) -> str:
    """Shorten a string in bytes, with `...` for the omitted part."""
    data = encode(value)
    if len(data) <= width:
        return value
    offset = min(offset, len(data))
    if len(data) - offset < width - 3:
        offset = len(data) - (width - 3)
    if offset <= _SHORTEST_ABBREVIATION:
        return decode(data[: width - 3] + b"...")
    if width < _SHORTEST_WITH_OFFSET:
        return ""
    if offset + width - 3 < len(data):
        return "..." + _abbreviate(decode(data[offset:]), 0, width - 3)
    return "..." + decode(data[len(data) - (width - 3) :])


def _abbreviate_end(width: int, value: str) -> str:
    return value if width < _SHORTEST_ABBREVIATION else _abbreviate(value, 0, width)


def _abbreviate_both(left: int, right: int, value: str) -> str:
    if right < _SHORTEST_ABBREVIATION or (left > 0 and right < _SHORTEST_WITH_OFFSET):
        return value
    return _abbreviate(value, left, right)


def _truncate(length: int, value: str) -> str:
    data = encode(value)
    if length < 0 and len(data) + length > 0:
        return decode(data[len(data) + length :])
    return decode(data[:length]) if 0 <= length < len(data) else value


def _substring(start: int, end: int, value: str) -> str:
    data = encode(value)
    if start < 0:
        start = 0
    elif end < 0 or end > len(data):
        end = len(data)
    if not 0 <= start <= end <= len(data):
        raise _bounds_error()
    return decode(data[start:end])


def _repeat(evaluation: Evaluation, count: int, value: str) -> str:
    return text.repeat(value, count, evaluation.maximum_size)


def _indent(evaluation: Evaluation, spaces: int, value: str) -> str:
    margin = text.repeat(" ", spaces, evaluation.maximum_size // (value.count("\n") + 1))
    return margin + value.replace("\n", f"\n{margin}")


def _new_indent(evaluation: Evaluation, spaces: int, value: str) -> str:
    return "\n" + _indent(evaluation, spaces, value)


def _wrap(width: int, value: str) -> str:
    return _wrap_custom(width, "\n", value, breaks_words=False)


def _wrap_with(width: int, separator: str, value: str) -> str:
    return _wrap_custom(width, separator or "\n", value, breaks_words=True)


def _wrap_custom(width: int, separator: str, value: str, *, breaks_words: bool) -> str:
    """Break a string at blanks into lines of at most `width` bytes."""
    data, width = encode(value), max(1, width)
    lines: list[bytes] = []
    at = 0
    while len(data) - at > width:
        if data[at] == ord(" "):
            at += 1
            continue
        blank = data.rfind(b" ", at, at + width + 1)
        if blank < 0 and breaks_words:
            lines.append(data[at : at + width])
            at += width
            continue
        blank = data.find(b" ", at + width) if blank < 0 else blank
        if blank < 0:
            break
        lines.append(data[at:blank])
        at = blank + 1
    return decode(encode(separator).join((*lines, data[at:])))


def _quote_all(*values: GoValue) -> str:
    return " ".join(quote(to_text(value)) for value in values if value is not None)


def _quote_single(*values: GoValue) -> str:
    return " ".join(f"'{format_value(value)}'" for value in values if value is not None)


def _concatenate(*values: GoValue) -> str:
    return " ".join(format_value(value) for value in values if value is not None)


def _split(separator: str, value: str) -> GoMap:
    return _number_parts(text.split(value, separator))


def _split_limited(separator: str, limit: int, value: str) -> GoMap:
    return _number_parts(text.split(value, separator, limit))


def _number_parts(parts: list[str] | None) -> GoMap:
    return GoMap(STRING_MAP, {f"_{index}": part for index, part in enumerate(parts or ())})


def _as_strings(parts: list[str]) -> GoList:
    return GoList(types.STRINGS, parts)


def _join(separator: str, value: GoValue) -> str:
    return join_text(to_texts(value), separator)


def _sort_alphabetically(value: GoValue) -> GoList:
    texts = to_texts(value) if isinstance(value, list) else [to_text(value)]
    return _as_strings(sorted(texts, key=encode))


def _random_text(alphabet: str) -> ContextualFunction:
    def make(evaluation: Evaluation, count: int) -> str:
        if count > evaluation.maximum_size:
            raise GoPanicError("the result is too long")
        return "".join(alphabet[evaluation.random_below(len(alphabet))] for _ in range(count))

    return contextual(make, STRING, INT)


def _shuffle(evaluation: Evaluation, value: str) -> str:
    characters = list(value)
    for index in range(len(characters) - 1, 0, -1):
        other = evaluation.random_below(index + 1)
        characters[index], characters[other] = characters[other], characters[index]
    return "".join(characters)


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def _decode_or_message(decoder: Callable[[str], str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        try:
            return decoder(value)
        except GoPanicError as error:
            return str(error)

    return read


STRING_FUNCTIONS: Mapping[str, GoValue] = {
    "abbrev": function(_abbreviate_end, STRING, INT, STRING),
    "abbrevboth": function(_abbreviate_both, STRING, INT, INT, STRING),
    "trunc": function(_truncate, STRING, INT, STRING),
    "trim": function(lambda value: value.strip(text.SPACES), STRING, STRING),
    "upper": function(text.to_upper, STRING, STRING),
    "lower": function(text.to_lower, STRING, STRING),
    "title": function(title, STRING, STRING),
    "untitle": function(untitle, STRING, STRING),
    "substr": function(_substring, STRING, INT, INT, STRING),
    "repeat": contextual(_repeat, STRING, INT, STRING),
    **dict.fromkeys(
        ("trimall", "trimAll"), function(lambda characters, value: text.trim(value, characters), STRING, STRING, STRING)
    ),
    "trimSuffix": function(lambda suffix, value: value.removesuffix(suffix), STRING, STRING, STRING),
    "trimPrefix": function(lambda prefix, value: value.removeprefix(prefix), STRING, STRING, STRING),
    "nospace": function(remove_spaces, STRING, STRING),
    "initials": function(initials, STRING, STRING),
    "randAlphaNum": _random_text(string.ascii_letters + string.digits),
    "randAlpha": _random_text(string.ascii_letters),
    "randAscii": _random_text(_PRINTABLE),
    "randNumeric": _random_text(string.digits),
    "swapcase": function(swap_case, STRING, STRING),
    "shuffle": contextual(_shuffle, STRING, STRING),
    "snakecase": function(snake_case, STRING, STRING),
    "camelcase": function(pascal_case, STRING, STRING),
    "kebabcase": function(kebab_case, STRING, STRING),
    "wrap": function(_wrap, STRING, INT, STRING),
    "wrapWith": function(_wrap_with, STRING, INT, STRING, STRING),
    "contains": function(lambda part, value: part in value, BOOL, STRING, STRING),
    "hasPrefix": function(lambda prefix, value: value.startswith(prefix), BOOL, STRING, STRING),
    "hasSuffix": function(lambda suffix, value: value.endswith(suffix), BOOL, STRING, STRING),
    "quote": variadic(_quote_all, STRING, ANY),
    "squote": variadic(_quote_single, STRING, ANY),
    "cat": variadic(_concatenate, STRING, ANY),
    "indent": contextual(_indent, STRING, INT, STRING),
    "nindent": contextual(_new_indent, STRING, INT, STRING),
    "replace": function(lambda old, new, value: text.replace(value, old, new), STRING, STRING, STRING, STRING),
    "plural": function(_plural, STRING, STRING, STRING, INT),
    "toString": function(to_text, STRING, ANY),
    "split": function(_split, STRING_MAP, STRING, STRING),
    "splitList": function(
        lambda separator, value: _as_strings(text.split(value, separator) or []), STRINGS, STRING, STRING
    ),
    "splitn": function(_split_limited, STRING_MAP, STRING, INT, STRING),
    "toStrings": function(lambda value: _as_strings(to_texts(value)), STRINGS, ANY),
    "join": function(_join, STRING, STRING, ANY),
    "sortAlpha": function(_sort_alphabetically, STRINGS, ANY),
    "b64enc": function(encode_base64, STRING, STRING),
    "b64dec": function(_decode_or_message(decode_base64), STRING, STRING),
    "b32enc": function(encode_base32, STRING, STRING),
    "b32dec": function(_decode_or_message(decode_base32), STRING, STRING),
    "hello": function(lambda: "Hello!", STRING),
}
