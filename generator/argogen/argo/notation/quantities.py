"""Amounts of resources as Kubernetes writes them.

https://github.com/kubernetes/apimachinery/blob/v0.33.1/pkg/api/resource/quantity.go. What is larger than Kubernetes can
hold it caps in silence; here that is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from argogen.argo.notation.error import NotationError, quote

LARGEST = 2**63 - 1
"""The largest amount that Kubernetes holds, some 9.2E."""

_UNITS: Mapping[str, Fraction] = {
    **{unit: Fraction(10) ** power for unit, power in {"n": -9, "u": -6, "m": -3, "": 0}.items()},
    **{unit: Fraction(1000) ** power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": Fraction(1024) ** power for power, unit in enumerate("KMGTPE", 1)},
}
_QUANTITY = r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-zA-Z]*(?:[-+][0-9]+|(?<=[a-zA-Z])[0-9]+)?)"
_EXPONENT = r"[eE]([-+]?[0-9]{1,9})"
# What nearly everyone writes: of so few digits that it cannot be too large.
_COMMON = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?(?:[numkMGT]|[KMGT]i)?")
_MOST_DIGITS = 1000
# A power of ten that makes any number of so many digits larger, or smaller, than all that Kubernetes holds.
_MOST_POWER = _MOST_DIGITS + 30


class QuantityTooLargeError(NotationError):
    """An amount that is larger than Kubernetes can hold."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{quote(text)} is more than Kubernetes can hold", f"write at most {LARGEST}")


def read_quantity(text: str) -> Fraction:
    """Return the amount that a text such as `500m`, `1.5Gi` or `1e3` stands for. Raises NotationError."""
    parts = re.fullmatch(_QUANTITY, text)
    if parts is None or len(text) > _MOST_DIGITS:
        raise NotationError(f"{quote(text)} is no quantity", "write a number and perhaps a unit: 500m, 2, 1Gi")
    sign, number, suffix = parts.groups()
    amount = Fraction(number.rstrip(".")) * _read_suffix(sign + number, suffix)
    if amount > LARGEST:
        raise QuantityTooLargeError(text)
    return -amount if sign == "-" else amount


def is_quantity(text: str) -> bool:
    """Return whether a text is an amount that Kubernetes can hold."""
    if _COMMON.fullmatch(text):
        return True
    try:
        read_quantity(text)
    except NotationError:
        return False
    return True


def _read_suffix(number: str, suffix: str) -> Fraction:
    exponent = re.fullmatch(_EXPONENT, suffix)
    if exponent is not None:
        return Fraction(10) ** max(-_MOST_POWER, min(int(exponent[1]), _MOST_POWER))
    if suffix not in _UNITS:
        raise _build_unknown_unit(number, suffix)
    return _UNITS[suffix]


def _build_unknown_unit(number: str, suffix: str) -> NotationError:
    letter = suffix[:1].upper()
    near = [unit for unit in ("k" if letter == "K" else letter, f"{letter}i") if unit in _UNITS]
    message = f"Kubernetes knows no unit {quote(suffix)}"
    if len(near) < 2:
        return NotationError(message, "units are m, k, M, G, Ki, Mi, Gi …")
    return NotationError(message, "write " + " or ".join(f"{number}{unit}" for unit in near))
