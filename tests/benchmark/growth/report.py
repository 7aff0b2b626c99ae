"""Measure all that repeats, and report what grows faster than it does."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmark.growth.calls import MOST_EXCESS, count_growth
from tests.benchmark.growth.measure import MOST, Growth, measure_growth
from tests.benchmark.growth.rows import Row, list_rows, neutral_process


def report_growth(words: Sequence[str] = ()) -> int:
    """Print how the time of each command grows with each sample; return how many grow by more than they may."""
    with neutral_process():
        failed = [row.names for row in list_rows(words) if _report(row)]
    for names in failed:
        print(f"more than {MOST}: {': '.join(names)}")
    return len(failed)


def report_calls(words: Sequence[str] = ()) -> int:
    """Print how the calls of each command grow with each sample; return how many grow faster than the sample."""
    with neutral_process():
        return sum(map(_report_calls, list_rows(words)))


def _report(row: Row) -> bool:
    growth = measure_growth(row.command, row.sample)
    is_above = growth.factor > MOST
    # A busy machine changes the times, but not the calls.
    verdict = f"  TOO MUCH, with {count_growth(row.command, row.sample).excess:.1%} excess of calls" if is_above else ""
    print(f"{': '.join(row.names):80} {_format(growth)}{verdict}", flush=True)
    return is_above


def _format(growth: Growth) -> str:
    """Return the sizes, their seconds, and the worst factor."""
    times = "  ".join(f"{size:6} {seconds:7.3f} s" for size, seconds in zip(*growth, strict=True))
    return f"{times}   factor {growth.factor:4.2f}"


def _report_calls(row: Row) -> bool:
    calls = count_growth(row.command, row.sample)
    is_above = calls.excess > MOST_EXCESS
    counts = "  ".join(f"{size:4} {count:9,}" for size, count in zip(*calls, strict=True))
    verdict = "  TOO MUCH" if is_above else ""
    print(f"{': '.join(row.names):80} {counts}   excess {calls.excess:5.1%}{verdict}", flush=True)
    return is_above
