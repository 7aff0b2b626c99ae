"""`argogen eval`: one text, or the rows of a batch."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run, Write

TEXTS = [
    (("1 + 1",), "2"),
    (("'a' + 'b'",), "ab"),
    (("{a: [1, 2.5]}",), '{"a":[1,2.5]}'),
    (("groupBy([1, 2], # % 2)",), "map[0:[2] 1:[1]]"),
    (("{{=1 + 1}}",), "2"),
    (("{{a.b}} {{c}}", "--set", "a.b=x"), "x {{c}}"),
    (("--kind", "when", "1 == 1"), "true"),
    (("--kind", "when", "{{a}} == 'x'", "--set", "a=y"), "false"),
    (("--kind", "when", "'a' == 'a'", "--cron"), "true"),
    (("--kind", "when", "{{cronworkflow.name}} == 1", "--cron", "--set", "cronworkflow.name=1"), "true"),
    (("--kind", "depends", "a", "--set", "a=Failed"), None),
]


@pytest.mark.parametrize(("given", "expected"), TEXTS, ids=[" ".join(given) for given, _ in TEXTS])
def test_a_text(run: Run, given: tuple[str, ...], expected: str | None) -> None:
    done = run("eval", *given)
    wanted = expected or "logic: (a.Succeeded || a.Skipped || a.Daemoned)\nproceed: true\nexecute: false"
    assert (done.code, done.out, done.err) == (0, f"{wanted}\n", "")


FAULTS = [
    (("1 +",), "expr:1:3: "),
    (("a {{=1 +}}",), "tag:1:8: "),
    (("{{a}}", "--strict"), "tag: "),
    (("--kind", "when", "a b"), "when:1:3: "),
    (("--kind", "when", "a == a", "--cron"), "when:1:1: "),
    (("--kind", "depends", "a && b", "--set", "a=Succeeded"), "depends:1:6: "),
    (("--kind", "depends", "a.Done", "--set", "a=Succeeded"), "depends:1:1: "),
]


@pytest.mark.parametrize(("given", "place"), FAULTS, ids=[" ".join(given) for given, _ in FAULTS])
def test_a_fault_has_a_place(run: Run, given: tuple[str, ...], place: str) -> None:
    done = run("eval", *given)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"{place}error[AG201 invalid-expression]: ")


@pytest.mark.parametrize(("kind", "key"), [("expr", "result"), ("tag", "tag")])
def test_json(run: Run, kind: str, key: str) -> None:
    text = "{{=n}}" if kind == "tag" else "n"
    done = run("eval", "--kind", kind, text, "--set", "n=é", "--format", "json")
    assert json.loads(done.out)[key] == "é"
    failed = run("eval", "1 +", "--format", "json")
    assert failed.code == 1
    assert json.loads(failed.out)["stage"] == "compile"


@pytest.mark.parametrize("name", ["variables.yaml", "variables.json"])
def test_variables_of_a_file(run: Run, write: Write, name: str) -> None:
    write({name: '{"inputs": {"parameters": {"n": "4"}}, "item.a": "x"}'})
    assert run("eval", "{{inputs.parameters.n}}{{item.a}}{{=inputs.parameters.n}}", "--env", name).out == "4x4\n"
    assert run("eval", "inputs.parameters.n + item.a", "--env", name, "--set", "item.a=y").out == "4y\n"


def test_a_number_in_a_tag_is_explained(run: Run, write: Write) -> None:
    write({"variables.yaml": "n: 4\n"})
    done = run("eval", "{{n}}", "--env", "variables.yaml")
    assert done.code == 1
    assert "put the value in quotes" in done.err


def test_a_batch(run: Run, write: Write) -> None:
    rows = [{"expr": "1"}, {"when": "a"}, {"text": "{{a}}", "env": {"a": "b"}}, {"tasks": {}}, {"expr": "1 < 2"}]
    write({"rows.json": json.dumps(rows)})
    done = run("eval", "--batch", "rows.json")
    assert [json.loads(line) for line in done.out.splitlines()] == [
        {"result": 1, "go_type": "int", "tag": "1"},
        {"error": "Expected boolean evaluation for 'a'. Got a", "cron_error": "No parameter 'a' found."},
        {"tag": "b"},
        {"proceed": True, "execute": True},
        {"result": True, "go_type": "bool", "bool": True, "tag": "true"},
    ]


BAD_BATCHES = [
    "{", "{}", "[1]", "[{}]", '[{"expr": 1}]', '[{"expr": "1", "env": []}]', '[{"depends": 1}]',
    '[{"dependencies": "a"}]', '[{"dependencies": [1]}]', '[{"tasks": []}]',
    '[{"depends": "a", "tasks": {"a": "Succeeded"}}]', '[{"depends": "a", "tasks": {"a": {"continueOn": true}}}]',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_BATCHES)
def test_an_invalid_batch(run: Run, write: Write, text: str) -> None:
    write({"rows.json": text})
    done = run("eval", "--batch", "rows.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("rows.json: error[invalid-value]: ")


def test_a_batch_and_a_text_exclude_each_other(run: Run, write: Write) -> None:
    write({"rows.json": "[]"})
    assert run("eval", "1", "--batch", "rows.json").code == 2
    assert run("eval").code == 2


def test_invalid_variables(run: Run, write: Write) -> None:
    write({"variables.yaml": "- 1\n"})
    done = run("eval", "1", "--env", "variables.yaml")
    assert (done.code, done.out) == (2, "")
    assert "expected a mapping" in done.err
    assert run("eval", "1", "--env", "missing.yaml").code == 2
