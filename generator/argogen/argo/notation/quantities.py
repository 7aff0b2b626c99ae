"""Resource quantities of Kubernetes.

https://github.com/kubernetes/apimachinery/blob/v0.33.1/pkg/api/resource/quantity.go. Kubernetes silently reduces a
quantity beyond its maximum to the maximum; here it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from argogen.argo.notation.error import NotationError, quote
from argogen.late import import_late

if TYPE_CHECKING:
    import fractions
    from fractions import Fraction
else:
    fractions = import_late("fractions")

LARGEST = 2**63 - 1
"""The largest quantity of Kubernetes, about 9.2E."""

# The base and the power of each unit.
_UNITS: Mapping[str, tuple[int, int]] = {
    **{unit: (10, power) for unit, power in {"n": -9, "u": -6, "m": -3, "": 0}.items()},
    **{unit: (1000, power) for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": (1024, power) for power, unit in enumerate("KMGTPE", 1)},
}
_QUANTITY = r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-zA-Z]*(?:[-+][0-9]+|(?<=[a-zA-Z])[0-9]+)?)"
_EXPONENT = r"[eE]([-+]?[0-9]{1,9})"
# The most common forms, with so few digits that they are below the maximum.
_COMMON = r"[0-9]{1,6}(?:\.[0-9]{1,6})?(?:[numkMGT]|[KMGT]i)?"
_MOST_DIGITS = 1000
# A power of ten that makes any number of so many digits larger, or smaller, than all quantities of Kubernetes.
_MOST_POWER = _MOST_DIGITS + 30
_FORM = "use a number with an optional unit: 500m, 2, 1.5Gi (units: m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei)"
# An invalid quantity with a recognizable intention: a number, and a unit of bytes or CPUs.
_INTENDED = (
    r"(?ai)([+-]?[0-9]+(?:[.,][0-9]+)?)\s*"
    r"(?:(m)(?:illi)?(?:cores?|v?cpus?)|v?cpus?|cores?|([kmgtpe])(i?)(b?)(?:ytes?)?|b(?:ytes?)?)"
)


def read_quantity(text: str) -> Fraction | int:
    """Return the amount of a quantity such as `500m`, `1.5Gi` or `1e3`. Raises NotationError."""
    parts = re.fullmatch(_QUANTITY, text)
    if parts is None or len(text) > _MOST_DIGITS:
        raise _build_error(text)
    sign, number, suffix = parts.groups()
    factor = _read_suffix(suffix)
    if factor is None:
        raise _build_error(text)
    # Fractions take longer, and the import of their module milliseconds.
    amount = (int(number) if number.isdecimal() else fractions.Fraction(number.rstrip("."))) * factor
    if amount > LARGEST:
        raise NotationError(f"quantity {quote(text)} exceeds the maximum of Kubernetes", f"use at most {LARGEST}")
    return -amount if sign == "-" else amount


def is_quantity(text: str) -> bool:
    """Return whether a string is a valid quantity."""
    if re.fullmatch(_COMMON, text):
        return True
    try:
        read_quantity(text)
    except NotationError:
        return False
    return True


def _read_suffix(suffix: str) -> Fraction | int | None:
    """Return the factor of a unit or an exponent, None if it is invalid."""
    exponent = re.fullmatch(_EXPONENT, suffix)
    if exponent is not None:
        return fractions.Fraction(10) ** max(-_MOST_POWER, min(int(exponent[1]), _MOST_POWER))
    if suffix not in _UNITS:
        return None
    base, power = _UNITS[suffix]
    return int(base**power) if power >= 0 else fractions.Fraction(base) ** power


def _build_error(text: str) -> NotationError:
    intended = list_intended_quantities(text)
    hint = f"use {' or '.join(intended)}" if intended else _FORM
    return NotationError(f"invalid quantity {quote(text)}", hint)


def list_intended_quantities(text: str) -> list[str]:
    """Return the quantities that an invalid one can mean, in quotes and with explanations; none if it is unclear.

    A unit without `i`, such as `GB` or `K`, can mean a power of ten or of two.
    """
    found = re.fullmatch(_INTENDED, text.strip()) if len(text) <= _MOST_DIGITS else None
    if found is None:
        return []
    number = found[1].replace(",", ".")
    if found[3] is None:
        return [f"'{number}{found[2] or ''}'"]
    letter, bytes_ = found[3].upper(), " bytes" if found[5] else ""
    if found[4]:
        return [f"'{number}{letter}i'"]
    unit, power = "k" if letter == "K" else letter, "KMGTPE".index(letter) + 1
    of_decimal, of_binary = ("", "") if number == "1" else (f"{unit} = ", f"{letter}i = ")
    decimal = f"'{number}{unit}' ({of_decimal}10^{3 * power}{bytes_})"
    return [decimal, f"'{number}{letter}i' ({of_binary}2^{10 * power}{bytes_})"]
