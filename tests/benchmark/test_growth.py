"""The samples of the benchmark are valid or invalid as their names state, and grow with their size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmark.growth.calls import MOST_EXCESS, Calls, count_growth
from tests.benchmark.growth.commands import COMMANDS, run
from tests.benchmark.growth.rows import list_rows
from tests.benchmark.growth.samples import Sample, read_samples

# How the first command ends on the samples of each file.
ENDINGS = {
    "pipelines": {0},
    "faults": {0, 2},
    "fixes": {0, 1, 2},
    "manifests": {0, 1},
    "rules": {0, 1},
    "conflicts": {0, 1},
    "runnable": {0, 2},
    "projects": {0, 2},
    "folders": {0, 1},
    "cases": {0, 1, 2},
}


@pytest.mark.parametrize("file", COMMANDS)
def test_samples_end_as_they_should(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = next(iter(COMMANDS[file].values()))
    for number, (name, sample) in enumerate(read_samples(file).items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        command.prepare(sample.write(3))
        assert run(command.arguments).code in ENDINGS[file], name


def test_files_change_only_where_a_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changing = {"conflicts: force", "projects: render", "projects: prune", "fixes: lint --fix", "folders: import"}
    for number, row in enumerate({(row.names[0], row.names[2]): row for row in [*list_rows()][::-1]}.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        row.command.prepare(row.sample.write(3))
        before = _read_files(folder)
        run(row.command.arguments)
        assert row.command.is_writing or _read_files(folder) == before, row.names
        assert row.command.is_writing == (f"{row.names[0]}: {row.names[2]}" in changing), row.names


def _read_files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_calls_are_counted_and_what_is_not_proportional(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (row,) = list_rows(["rules: outputs within others:", "lint"])
    calls = count_growth(row.command, row.sample._replace(most=32))
    assert calls.sizes == [8, 16, 32]
    assert 0 < calls.counts[0] < calls.counts[1] < calls.counts[2]
    assert abs(calls.excess) < MOST_EXCESS
    assert Calls([1, 2, 4], [100 + 3 * size for size in (1, 2, 4)]).excess == 0
    assert Calls([1, 2, 4], [100 + size**2 for size in (1, 2, 4)]).excess == 0.4


def test_samples_of_few_repetitions_end_as_they_should_at_their_largest_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = {row.names[:2]: row for row in [*list_rows()][::-1] if row.sample.most and row.sample.most <= 100}
    assert len(rows) > 10
    for (file, name), row in rows.items():
        row.command.prepare(row.sample.write(row.sample.most or 1))
        assert run(row.command.arguments).code in ENDINGS[file], name


def test_what_repeats_is_numbered() -> None:
    sample = Sample("a: <N>\n«- <P> <N> <S> <R> <F>»\n[«x<N>, »] <E>\n")
    assert sample.write(2) == "a: 2\n- 0 1 2 2 00001\n- 1 2 3 1 00002\n[x1, x2, ] 3\n"


def test_each_sample_repeats_something() -> None:
    assert [row.names for row in list_rows() if len(row.sample.write(3)) <= len(row.sample.write(2))] == []


def test_rows_are_chosen_by_words() -> None:
    assert [row.names for row in list_rows(["pipelines: steps:", "render"])] == [("pipelines", "steps", "render")]
