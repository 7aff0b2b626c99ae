"""Values of environment variables and of options stay out of messages, logs and digests."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from argogen.engine.front_end import documents
from argogen.engine.masking import mask
from argogen.git.remote import hide_password
from tests.cli.conftest import GOOD, Run, Write

TOKEN = "hunter2-" + "0123456789" * 8
HEAD = "name: a\nimage: b:1\n"
PLACES = {
    "duration": HEAD + "deadline: '${{ env.TOKEN }}'\nrun: x\n",
    "image": "name: a\nimage: 'b c ${{ env.TOKEN }}'\nrun: x\n",
    "name": "name: 'A ${{ env.TOKEN }}'\nimage: b:1\nrun: x\n",
    "key": HEAD + "labels: {'${{ env.TOKEN }} /': x}\nrun: x\n",
    "unknown key": HEAD + "'${{ env.TOKEN }}': x\nrun: x\n",
    "reference": HEAD + "run: 'echo {{parameters.${{ env.TOKEN }}}}'\n",
    "condition": HEAD + "steps:\n- {name: s, when: '${{ env.TOKEN }} ===', run: x}\n",
    "quantity": HEAD + "resources: {limits: {cpu: '${{ env.TOKEN }}'}}\nrun: x\n",
    "joined": HEAD + "deadline: 'x${{ env.TOKEN }}y'\nrun: x\n",
    "schedule": HEAD + "schedule: '${{ env.TOKEN }}'\nrun: x\n",
    "script": HEAD + "script: {command: [x], file: '${{ env.TOKEN }}'}\n",
    "filter": HEAD + "deadline: '${{ env.TOKEN | upper | lower }}'\nrun: x\n",
    "all variables": HEAD + "deadline: '${{ env }}'\nrun: x\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", ["text", "json"])
def test_messages_mask_values_of_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, place: str, form: str
) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    for command in ("render", "lint"):
        done = run(command, "-", "--format", form, stdin=PLACES[place])
        assert "hunter2" not in done.err + (done.out if done.code else "")


def test_a_message_still_explains(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    said = run("render", "-", stdin=PLACES["duration"]).err
    assert "error[invalid-value]: invalid duration '***" in said
    assert "deadline: '${{ env.TOKEN }}'" in said


@pytest.mark.parametrize(
    ("text", "values", "masked"),
    [
        ("got 'swordfish'", ["swordfish"], "got '***'"),
        ("got 'swordfish and mo…'", ["swordfish and more"], "got '***…'"),
        ("got 'abc'", ["abc"], "got 'abc'"),
        ("one two", ["one two three", "one two"], "***"),
        ("word", [], "word"),
    ],
)
def test_values_are_masked(text: str, values: list[str], masked: str) -> None:
    assert mask(text, values) == masked


OPTIONS = [
    ("--set", f"who={TOKEN}"), (f"--set=who={TOKEN}",), ("--var", f"x={TOKEN}"), (f"--var=x={TOKEN}",),
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS)
def test_the_log_of_an_internal_error(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    def fail(*_: object) -> None:
        raise LookupError(f"no such luck with {TOKEN}")

    write({"a.yaml": GOOD, "logs/x": ""})
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "logs"))
    monkeypatch.setattr(documents, "normalize_all", fail)
    done = run("render", "a.yaml", *options)
    assert done.code == 3
    found = re.search(r"attach (\S+)", done.err)
    assert found is not None
    log = Path(found[1]).read_text("utf-8")
    assert "hunter2" not in log + done.err
    assert "no such luck with ***" in log
    assert "arguments: ['render', 'a.yaml', '--" in log
    assert ("=***'" in log) or ('=***"' in log)


def test_passwords_of_urls() -> None:
    said = "https://me:swordfish@example.com/x.git: not found at http://token@host/y"
    assert hide_password(said) == "https://***@example.com/x.git: not found at http://***@host/y"
    assert hide_password("git@example.com:x.git and https://example.com/@scope") == (
        "git@example.com:x.git and https://example.com/@scope"
    )


def test_stamps_have_no_digest_of_a_value(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"argogen.yaml": "pipelines: p/\n", "p/a.yaml": HEAD + "env: {PIN: '${{ env.PIN }}'}\nrun: x\n"})
    manifest = folder / "manifests/a.yaml"
    digests = []
    for pin in ("1234", "5678"):
        monkeypatch.setenv("PIN", pin)
        assert run("render").code == 0
        text = manifest.read_text()
        assert f"value: '{pin}'" in text or f'value: "{pin}"' in text
        digests.append(re.findall(r"(?m)^#   in: (.*)$", text))
        assert run("render", "--check").code == 0
    assert digests[0] == digests[1] != []
    monkeypatch.setenv("PIN", "9999")
    stale = run("render", "--check")
    assert (stale.code, "error[stale-manifest]" in stale.err) == (1, True)
