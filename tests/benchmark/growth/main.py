"""The command that measures growth."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.benchmark.growth.digest import find_digest
from tests.benchmark.growth.options import Options, read_options
from tests.benchmark.growth.report import report_growth
from tests.benchmark.growth.results import Results, ResultsError
from tests.benchmark.growth.timing import MeasurementError

_INTERRUPTED = 130


def measure(arguments: Sequence[str]) -> int:
    """Measure the rows that the arguments select, and report them; return the exit code."""
    options = read_options(arguments)
    try:
        return 1 if report_growth(options, _open_results(options)) else 0
    except (ResultsError, MeasurementError) as error:
        return _end(f"error: {error}", 2)
    except KeyboardInterrupt:
        return _end("\ninterrupted" + (": repeat the command to continue" if options.results else ""), _INTERRUPTED)


def _open_results(options: Options) -> Results:
    return Results(options.results, find_digest()) if options.results else Results()


def _end(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
