"""Completion of names by the completion classes of click, for each shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from argogen.catalogue import RULES
from tests.cli.conftest import Run, Write

Complete = Callable[..., list[str]]
SHELLS = ("bash", "zsh", "fish")
PIPELINE = """\
name: scores
parameters: {level: full, shards: 3}
components:
  publish: {image: alpine:3.23, run: echo}
steps:
- {name: plan, run: echo}
- [{name: left, run: echo}, {name: right, use: publish}]
"""
MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: ["0 3 * * *"]
  workflowSpec:
    entrypoint: main
    arguments: {parameters: [{name: day, value: "1"}]}
    templates:
    - name: main
      dag: {tasks: [{name: load, template: say}, {name: store, template: say}]}
    - {name: say, container: {image: "alpine:3.23", command: [echo]}}
"""
TESTS = "cases:\n- {name: all regions}\n- {name: an empty region}\n- {mocks: {}}\n"
FILES = {
    "argogen.yaml": "pipelines: scores.yaml\nenvironments: {staging: {}, production: {}}\n",
    "scores.yaml": PIPELINE,
    "scores.test.yaml": TESTS,
    "nightly.yaml": MANIFEST,
    "other/argogen.yaml": "pipelines: x.yaml\nenvironments: {dev: {}, test: {}}\n",
    "other/x.yaml": "name: x\n",
    "dag.yaml": "name: d\nimage: a\ntasks: {load: {run: echo}, store: {steps: [{name: inner, run: echo}]}}\n",
}


@pytest.fixture
def complete(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    def complete_line(line: str, shell: str = "bash") -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_ARGOGEN_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", f"argogen {line}")
        monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words)))
        with pytest.raises(SystemExit):
            run()
        printed = capsys.readouterr()
        assert printed.err == ""
        return read_values(printed.out.splitlines(), shell)

    return complete_line


def read_values(lines: list[str], shell: str) -> list[str]:
    """Return the values in the output of a completion class."""
    if shell == "zsh":
        return lines[1::3]
    return [line.partition(",")[2].partition("\t")[0] for line in lines if line]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("lint --ignore unpinned", ["unpinned-image"]),
        ("lint --select AG85", sorted(rule.code for rule in RULES.values() if rule.profile)),
        ("lint --select ag7", ["AG7", *(rule.code for rule in RULES.values() if rule.code.startswith("AG7"))]),
        ("lint --select AG501,missing-t", ["AG501,missing-ttl"]),
        ("lint --select al", ["all"]),
        ("lint --severity AG501=", ["AG501=error", "AG501=warning", "AG501=note"]),
        ("lint --severity ag503", ["AG503"]),
        ("lint --profile ", ["kubeflow"]),
        ("explain unpinned-im", ["unpinned-image"]),
        ("explain duplicate-k", ["duplicate-key"]),
        ("explain AG851", ["AG851"]),
        ("render --env ", ["staging", "production"]),
        ("lint other --env d", ["dev"]),
        ("run other/x.yaml --env ", ["dev", "test"]),
        ("run scores.yaml --log ", ["plan", "left", "right", "publish"]),
        ("run nightly.yaml --log ", ["load", "store"]),
        ("run dag.yaml --log ", ["load", "store", "inner"]),
        ("run scores.yaml --mock p", ["plan=", "publish="]),
        ("run scores.yaml --approve le", ["left"]),
        ("run scores.yaml --artifact pl", ["plan/"]),
        ("run nightly.yaml --entrypoint ", ["main", "say"]),
        ("run nightly.yaml --set ", ["day="]),
        ("render scores.yaml --set ", ["level=", "shards="]),
        ("graph nightly.yaml --collapse s", ["store", "say"]),
        ("graph scores.yaml nightly.yaml --entrypoint ", ["publish", "main", "say"]),
    ],
)
def test_names(complete: Complete, write: Write, shell: str, line: str, words: list[str]) -> None:
    write(FILES)
    assert complete(line, shell) == words


@pytest.mark.parametrize(
    ("shell", "names"),
    [
        ("bash", ["all\\\\ regions", "an\\\\ empty\\\\ region"]),
        ("zsh", ["all regions", "an empty region"]),
        ("fish", ["all regions", "an empty region"]),
    ],
)
@pytest.mark.parametrize("line", ["test -k ", "test scores.yaml -k ", "test scores.test.yaml -k ", "test . -k "])
def test_names_of_cases(complete: Complete, write: Write, line: str, shell: str, names: list[str]) -> None:
    write(FILES)
    assert complete(line, shell) == names


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("render --env = p", ["production"]),
        ("render --env =", ["staging", "production"]),
        ("lint --severity AG503 = e", ["error"]),
        ("lint --severity AG503 =", ["error", "warning", "note"]),
    ],
)
def test_bash_splits_words_at_equals_signs(complete: Complete, write: Write, line: str, words: list[str]) -> None:
    write(FILES)
    assert complete(line) == words


def test_help_is_that_of_the_catalogue(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"_ARGOGEN_COMPLETE": "fish_complete", "COMP_WORDS": "argogen explain AG503"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COMP_CWORD", "AG503")
    with pytest.raises(SystemExit):
        run()
    assert capsys.readouterr().out == "plain,AG503\tunpinned-image: Image without a pinned tag.\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_runs_and_their_steps(complete: Complete, write: Write, folder: Path, shell: str) -> None:
    pods = ("plan", "score(0)", "score(1)")
    nodes = json.dumps(
        {
            "g": {"displayName": "[0]", "type": "StepGroup"},
            **{name: {"displayName": name, "type": "Pod"} for name in pods},
        }
    )
    record = {f"runs/{name}/run.json": "{}" for name in ("scores-1", "scores-2", "other-1")}
    write({**record, "runs/scores-1/workflow.json": f'{{"status": {{"nodes": {nodes}}}}}'})
    assert sorted(complete("runs --runs runs show sco", shell)) == ["scores-1", "scores-2"]
    assert sorted(complete("run --runs runs --resume o", shell)) == ["other-1"]
    assert complete("runs --runs runs show scores-1 --log ", shell) == ["plan", "score"]


@pytest.mark.parametrize("shell", SHELLS)
def test_steps_of_a_resumed_run_are_those_of_its_record(complete: Complete, write: Write, shell: str) -> None:
    steps = '[[{"name": "plan"}, {"name": "score"}]]'
    write({"runs/scores-1/run.json": f'{{"spec": {{"templates": [{{"name": "main", "steps": {steps}}}]}}}}'})
    line = "run --runs runs --resume scores-1"
    assert complete(f"{line} --log ", shell) == ["plan", "score"]
    assert complete(f"{line} --mock p", shell) == ["plan="]
    assert complete(f"{line} --entrypoint ", shell) == ["main"]
    assert complete("run --runs runs --resume scores-2 --log ", shell) == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("line", ["lint sc", "render ", "graph sc", "test ", "import x", "context "])
def test_paths_are_those_of_the_shell(
    complete: Complete,
    shell: str,
    line: str,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert complete(line, shell) == [line.split(" ")[-1]]


BROKEN = ["a: [\n", "a: &x [*x]\n", "[]", "steps: [[[{name: 1}]], null, 3]\n", "\x00", "spec: {templates: {}}\n"]
LINES = [
    *(f"run p.yaml --{option} " for option in ("log", "mock", "approve", "artifact", "entrypoint", "set", "env")),
    "test -k ", "test p.yaml -k ", "graph p.yaml missing.yaml --collapse ", "runs show ", "run --resume ",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_broken_files_have_no_completions(complete: Complete, write: Write, text: str) -> None:
    """Nothing is printed to the standard error, which the fixture checks."""
    write({"argogen.yaml": text, "p.yaml": text, "p.test.yaml": text})
    for line in LINES:
        assert set(complete(f"{line}zz")) == set()


def test_an_error_in_a_completion_is_not_shown(
    complete: Complete, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such luck")

    write(FILES)
    monkeypatch.setattr("argogen.cli.completion.sources.read_host", fail)
    assert complete("run scores.yaml --log ") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_names_with_line_ends_are_left_out(complete: Complete, write: Write, shell: str) -> None:
    write({"p.yaml": 'steps: [{name: "a\\nplain,--evil"}, {name: "b\\e[31m"}, {name: c}]\n'})
    assert complete("run p.yaml --log ", shell) == ["c"]
