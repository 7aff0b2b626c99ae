"""Amounts of resources as Kubernetes writes them.

https://github.com/kubernetes/apimachinery/blob/v0.33.1/pkg/api/resource/quantity.go
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from argogen.argo.notation.error import NotationError, quote

_UNITS: Mapping[str, Fraction] = {
    **{unit: Fraction(10) ** power for unit, power in {"n": -9, "u": -6, "m": -3, "": 0}.items()},
    **{unit: Fraction(1000) ** power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": Fraction(1024) ** power for power, unit in enumerate("KMGTPE", 1)},
}
_QUANTITY = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))([a-zA-Z]*(?:[-+]?[0-9]+)?)", re.ASCII)
_EXPONENT = re.compile(r"[eE]([-+]?[0-9]{1,3})", re.ASCII)


def read_quantity(text: str) -> Fraction:
    """The amount that a text such as `500m`, `1.5Gi` or `1e3` stands for. Raises NotationError."""
    parts = _QUANTITY.fullmatch(text)
    if parts is None:
        raise NotationError(f"{quote(text)} is no quantity", "write a number and perhaps a unit: 500m, 2, 1Gi")
    number, suffix = parts.groups()
    exponent = _EXPONENT.fullmatch(suffix)
    if exponent is not None:
        return Fraction(number.rstrip(".")) * Fraction(10) ** int(exponent[1])
    if suffix not in _UNITS:
        raise _unknown_unit(number, suffix)
    return Fraction(number.rstrip(".")) * _UNITS[suffix]


def _unknown_unit(number: str, suffix: str) -> NotationError:
    letter = suffix[:1].upper()
    near = [unit for unit in ("k" if letter == "K" else letter, f"{letter}i") if unit in _UNITS]
    message = f"Kubernetes knows no unit {quote(suffix)}"
    if len(near) < 2:
        return NotationError(message, "units are m, k, M, G, Ki, Mi, Gi …")
    return NotationError(message, "write " + " or ".join(f"{number}{unit}" for unit in near))
