"""The limits of resources of a container as options of an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity

_LEAST_MEMORY = 6 << 20
"""The smallest limit that docker accepts."""
_LEAST_CPUS = 0.01


def list_limit_options(limits: Mapping[str, Any], processors: int) -> Iterator[str]:
    """Yield the options for the limits of memory and CPUs, of which the machine has `processors`.

    Requests and limits of other resources have no effect on one machine.
    """
    memory, cpus = (_read(limits.get(name)) for name in ("memory", "cpu"))
    if memory:
        yield f"--memory={max(int(memory), _LEAST_MEMORY)}"
    if cpus:
        yield f"--cpus={max(min(cpus, processors), _LEAST_CPUS):g}"


def _read(quantity: Any) -> float | None:
    if quantity is None:
        return None
    try:
        return float(read_quantity(str(quantity)))
    except NotationError:
        return None  # reported by lint
