"""How many examples are tried: few and always the same ones in the suite, more of them or new ones when asked.

ARGOGEN_EXAMPLES=all pytest tests/properties   three times as many, as `.ci/run` does
ARGOGEN_EXAMPLES=3000 pytest tests/properties  so many new ones
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_WRITTEN = os.environ.get("ARGOGEN_EXAMPLES")
_NUMBER = int(_WRITTEN) if _WRITTEN and _WRITTEN != "all" else None


def choose_count(count: int) -> int:
    """How often something is tried that is tried `count` times if all is tried."""
    return count if _WRITTEN else max(1, count // 3)


def examples(count: int) -> settings:
    """The settings of a property that is tried `count` times if all is tried."""
    return settings(
        max_examples=_NUMBER or choose_count(count),
        derandomize=_NUMBER is None,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
