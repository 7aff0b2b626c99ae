"""The scalar schema of sigs.k8s.io/yaml, which kubectl and Argo use.

That library reads YAML with go-yaml v2 (`resolve` in goyaml.v2/resolve.go), writes it as JSON, and reads the JSON: so
`yes` is true, 0755 is 493, 1_000 is 1000, 1.0 is 1, a date remains a string, and a key is always a string. Unknown tags
have no effect. Compared with v1.4.0, from which the expected values of the tests are taken.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from decimal import Decimal
from typing import Any

from argogen.yaml.scalars import TAG, Scalars, shorten_tag

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGERS = (  # accepted by strconv.ParseInt with base 0; in go-yaml also 0b with a sign inside
    (re.compile(r"([-+]?)0[bB]([01]+)|0b([-+]?[01]+)"), 2),
    (re.compile(r"([-+]?)0[oO]?([0-7]+)"), 8),
    (re.compile(r"([-+]?)0[xX]([0-9a-fA-F]+)"), 16),
    (re.compile(r"([-+]?)(0|[1-9][0-9]*)"), 10),
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_LONGEST_INTEGER = 200  # digits: a longer number exceeds 64 bits in any base
_LARGEST, _LARGEST_UNSIGNED = 2**63 - 1, 2**64 - 1


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "+-.0123456789":
        return text
    # go-yaml removes all underscores; in a number that begins with the point, Go accepts them between digits only
    digits = re.sub(r"(?<=[0-9])_(?=[0-9])", "", text) if text[0] == "." else text.replace("_", "")
    value: int | float | None = _parse_integer(digits)
    if value is None and _FLOAT.fullmatch(digits):
        value = float(digits)
    # an overflow is an error of strconv, and go-yaml then reads a string
    return text if value is None or value in (math.inf, -math.inf) else value


def _parse_integer(digits: str) -> int | None:
    for pattern, base in _INTEGERS if len(digits) < _LONGEST_INTEGER else ():
        if found := pattern.fullmatch(digits):
            value = int("".join(filter(None, found.groups())), base)
            fits = -_LARGEST - 1 <= value <= (_LARGEST if digits[0] in "+-" else _LARGEST_UNSIGNED)
            return value if fits else None
    return None


_TYPES: dict[str, type] = {f"{TAG}int": int, f"{TAG}float": float, f"{TAG}bool": bool, f"{TAG}null": type(None)}


def _construct(tag: str, text: str) -> Any:
    if tag == f"{TAG}binary":
        return _decode_binary(text)
    if tag == f"{TAG}timestamp" and not _DATE.fullmatch(text):
        raise ValueError(f"invalid date '{text}'")
    if tag not in _TYPES:
        return text
    value = _resolve(text)
    if tag == f"{TAG}float" and type(value) is int and value <= _LARGEST:
        return float(value)
    if type(value) is not _TYPES[tag]:
        raise ValueError(f"invalid {shorten_tag(tag)} '{text}'")
    return value


def _decode_binary(text: str) -> str:
    try:
        return base64.b64decode(re.sub(r"[\r\n]", "", text), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise ValueError("invalid base64") from error


def _as_value(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        raise ValueError("invalid number: JSON has no infinity and no NaN")
    # Go writes integral floats below 1e21 without point and exponent, so that they are read as integers
    return int(Decimal(repr(value))) if value.is_integer() and abs(value) < 1e21 else value


def _as_key(value: Any, text: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _write_float32(value)
    if value is None or value > _LARGEST:
        raise ValueError(f"invalid key '{text}': put it in quotes")
    return str(value)


def _write_float32(value: float) -> str:
    """Return the result of strconv.FormatFloat(value, 'g', -1, 32), by which such a key is written (and rounded)."""
    if math.isnan(value):
        return ".nan"
    try:
        short: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        short = math.copysign(math.inf, value)
    if math.isinf(short):
        return ".inf" if short > 0 else "-.inf"
    return _write_shortest(short)


def _write_shortest(short: float) -> str:
    written = next(s for n in range(17) if struct.pack("f", float(s := f"{short:.{n}e}")) == struct.pack("f", short))
    mantissa, exponent = written.split("e")
    if -4 <= int(exponent) < 21 and (short == 0 or -4 <= int(exponent) < 6):
        return f"{Decimal(written):f}"
    return f"{mantissa}e{int(exponent):+03d}"


_STARTS = frozenset(["", *"+-.0123456789yYnNtTfFoO~"])

KUBERNETES = Scalars(
    resolve=_resolve,
    construct=_construct,
    as_value=_as_value,
    as_key=_as_key,
    starts=_STARTS,
    key_starts=_STARTS,
    merges_in_place=True,
    known_tags=None,
)
# Of duplicate keys, kubectl and Argo use the last one or report an error, depending on how they are called.
LAST_KEY_WINS = KUBERNETES._replace(last_key_wins=True)
