"""A measurement of growth continues with what its file contains, and ends with a summary."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from tests.benchmark.growth import main, report
from tests.benchmark.growth.digest import find_digest
from tests.benchmark.growth.measure import Growth
from tests.benchmark.growth.results import Result, Results, ResultsError
from tests.benchmark.growth.rows import Row, list_rows
from tests.benchmark.growth.workers import measure_rows, start_processes

WORDS = "manifests: unknown fields: "
LINEAR, SQUARE = (1.0, 2.0, 4.0), (1.0, 4.0, 16.0)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands of the rows that are measured: only `lint` is not linear."""
    names: list[str] = []

    def pretend(rows: Sequence[Row], jobs: int) -> Generator[Result, None, None]:
        for row in rows:
            names.append(row.names[2])
            yield _make_result(row, SQUARE if row.names[2] == "lint" else LINEAR)

    monkeypatch.setattr(report, "measure_rows", pretend)
    return names


def _make_result(row: Row, seconds: tuple[float, ...] = LINEAR) -> Result:
    return Result(row.names, Growth((1, 2, 4), seconds), None if seconds == LINEAR else 0.25)


def test_rows_of_the_file_are_not_measured_again(measured: list[str], tmp_path: Path) -> None:
    path = tmp_path / "results"
    first, *_ = list_rows([WORDS])
    Results(path, find_digest()).add(_make_result(first))
    assert main.measure(["--results", str(path), WORDS, "import"]) == 0
    assert measured == ["import", "import --rename --factor"]
    header, *rows = map(json.loads, path.read_text().splitlines())
    assert header == {"digest": find_digest()}
    assert [row["names"][2] for row in rows] == ["lint", "import", "import --rename --factor"]
    assert rows[0] == {
        "names": list(first.names), "sizes": [1, 2, 4], "seconds": [1.0, 2.0, 4.0], "factor": 2.0, "excess": None
    }  # fmt: skip


def test_the_summary_names_what_is_above_and_the_exit_code_is_1(
    measured: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--results", str(tmp_path / "results"), WORDS]
    for _ in range(2):
        assert main.measure(arguments) == 1
        out, err = capsys.readouterr()
        assert "more than 2.3: manifests: unknown fields: lint " in out
        assert "factor 4.00  TOO MUCH, with 25.0% excess of calls\n" in out
        assert out.endswith("3 rows, 1 of them more than 2.3\n")
        assert err.endswith("3 of 3 rows measured, 0 minutes left  \n")
    assert measured == ["lint", "import", "import --rename --factor", *["lint"] * 7]


def test_of_several_results_of_a_row_the_best_counts(tmp_path: Path) -> None:
    path = tmp_path / "results"
    row, *_ = list_rows([WORDS])
    results = Results(path, "digest")
    for seconds in (SQUARE, LINEAR, SQUARE):
        results.add(_make_result(row, seconds))
    assert list(results.rows.values()) == list(Results(path, "digest").rows.values()) == [_make_result(row)]


def test_without_a_file_each_row_is_printed(measured: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.measure([WORDS, "--jobs", "2", "import"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:9] for line in lines] == ["manifests"] * 2 + ["largest f"] * 2 + ["2 rows, 0"]


@pytest.mark.parametrize("removed", [1, 20])
def test_a_damaged_last_line_is_measured_again(removed: int, tmp_path: Path) -> None:
    path = tmp_path / "results"
    first, second, third = map(_make_result, list_rows([WORDS]))
    results = Results(path, "digest")
    results.add(first)
    results.add(second)
    path.write_text(path.read_text()[:-removed])
    results = Results(path, "digest")
    assert list(results.rows.values()) == [first]
    results.add(third)
    assert list(Results(path, "digest").rows.values()) == [first, third]


def test_a_damaged_first_line_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "results"
    Results(path, "digest")
    header = path.read_text()
    path.write_text(header[:-5])
    assert Results(path, "digest").rows == {}
    assert path.read_text() == header


@pytest.mark.parametrize("content", ["# a document\n", "a", '{"digest": "other"}\n{"names"'])
def test_results_of_other_sources_are_an_error(
    content: str, measured: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results"
    path.write_text(content)
    assert main.measure(["--results", str(path), WORDS]) == 2
    assert capsys.readouterr().err == (
        f"error: {path} does not contain results of these sources: specify another file, or remove it\n"
    )
    assert (measured, path.read_text()) == ([], content)


def test_a_damaged_line_before_others_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "results"
    Results(path, "digest")
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(ResultsError, match=r":2: invalid row"):
        Results(path, "digest")


@pytest.mark.parametrize("folder", ["generator", "templates", "schemas", "tests/benchmark/growth"])
def test_the_digest_depends_on_what_is_measured(folder: str, tmp_path: Path) -> None:
    digests = {find_digest(tmp_path)}
    for name in "a.py", "b.py", "__pycache__/a.pyc":
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        digests.add(find_digest(tmp_path))
    assert len(digests) == 3


def _fail() -> None:
    raise KeyboardInterrupt


def test_an_interruption_keeps_what_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results"

    def pretend(rows: Sequence[Row], jobs: int) -> Generator[Result, None, None]:
        yield _make_result(rows[0])
        _fail()

    monkeypatch.setattr(report, "measure_rows", pretend)
    assert main.measure(["--results", str(path), WORDS]) == 130
    assert capsys.readouterr().err.endswith("interrupted: repeat the command to continue\n")
    assert len(Results(path, find_digest()).rows) == 1


def test_processes_measure_all_rows_and_end() -> None:
    rows = list(list_rows(["pipelines: empty lines:"]))[:3]
    results = list(measure_rows(rows, jobs=2))
    assert sorted(result.names for result in results) == sorted(row.names for row in rows)
    assert multiprocessing.active_children() == []


def test_processes_end_when_the_measurement_is_interrupted() -> None:
    measured = measure_rows(list(list_rows(["pipelines: empty lines:"])), jobs=2)
    next(measured)
    assert len(multiprocessing.active_children()) == 2
    measured.close()
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the platform has no affinity")
def test_a_process_uses_one_processor(tmp_path: Path) -> None:
    with start_processes(1, str(tmp_path)) as executor:
        assert len(executor.submit(os.sched_getaffinity, 0).result()) == 1
