"""How many examples are tried: few and always the same ones in the suite, many and new ones when asked.

ARGOGEN_EXAMPLES=3000 pytest tests/properties
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_ASKED = os.environ.get("ARGOGEN_EXAMPLES")


def examples(count: int) -> settings:
    """The settings of a property that the suite tries `count` times."""
    return settings(
        max_examples=int(_ASKED or count),
        derandomize=_ASKED is None,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
