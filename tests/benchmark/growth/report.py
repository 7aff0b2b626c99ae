"""Measure all that repeats, and report what grows faster than it does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from tests.benchmark.growth.calls import MOST_EXCESS, count_growth
from tests.benchmark.growth.measure import MOST
from tests.benchmark.growth.options import Options
from tests.benchmark.growth.progress import Progress
from tests.benchmark.growth.results import Result, Results
from tests.benchmark.growth.rows import Row, list_rows, neutral_process
from tests.benchmark.growth.workers import measure_rows

_LARGEST, _ATTEMPTS = 10, 4


def report_growth(options: Options, results: Results) -> int:
    """Measure how the time of each command grows with each sample; return how many grow by more than they may.

    A row that is above the limit is measured again after all others, since other processes only make a factor larger.
    """
    rows = list(list_rows(options.words))
    for _ in range(_ATTEMPTS):
        missing = [row for row in rows if row.names not in results.rows or results.rows[row.names].is_above]
        if not missing:
            break
        _measure(missing, options, results, Progress(len(rows), len(rows) - len(missing)))
    return _summarize([results.rows[row.names] for row in rows])


def _measure(rows: Sequence[Row], options: Options, results: Results, progress: Progress) -> None:
    with contextlib.closing(measure_rows(rows, options.jobs)) as measured:
        for result in measured:
            results.add(result)
            if options.results is None:
                print(_format(result), flush=True)
            progress.advance()


def report_calls(words: Sequence[str] = ()) -> int:
    """Print how the calls of each command grow with each sample; return how many grow faster than the sample."""
    with neutral_process():
        return sum(map(_report_calls, list_rows(words)))


def _summarize(results: Sequence[Result]) -> int:
    """Print the largest factors, and the rows that are above the limit; return how many these are."""
    ordered = sorted(results, key=lambda result: result.growth.factor, reverse=True)
    above = [result for result in ordered if result.is_above]
    _print_all("largest factors", ordered[len(above) : len(above) + _LARGEST])
    _print_all(f"more than {MOST}", above)
    print(f"{len(results):,} rows, {len(above):,} of them more than {MOST}")
    return len(above)


def _print_all(heading: str, results: Iterable[Result]) -> None:
    for result in results:
        print(f"{heading}: {_format(result)}")


def _format(result: Result) -> str:
    """Return the names, the sizes, their seconds, and the worst factor."""
    times = "  ".join(f"{size:6} {seconds:7.3f} s" for size, seconds in zip(*result.growth, strict=True))
    verdict = f"  TOO MUCH, with {result.excess:.1%} excess of calls" if result.excess is not None else ""
    return f"{': '.join(result.names):80} {times}   factor {result.growth.factor:4.2f}{verdict}"


def _report_calls(row: Row) -> bool:
    calls = count_growth(row.command, row.sample)
    is_above = calls.excess > MOST_EXCESS
    counts = "  ".join(f"{size:4} {count:9,}" for size, count in zip(*calls, strict=True))
    verdict = "  TOO MUCH" if is_above else ""
    print(f"{': '.join(row.names):80} {counts}   excess {calls.excess:5.1%}{verdict}", flush=True)
    return is_above
