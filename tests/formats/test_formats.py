"""The output formats of diagnostics for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argogen.diagnostics import Diagnostic, Place, Severity
from argogen.formats import FORMATS, write_diagnostics

PLACE = Place("pipelines/a b,c.yaml", 3, 5, 4, "  - name: x")
FOUND = [
    Diagnostic("unknown-key", "'retires' is not a key: 100%", PLACE, "did you mean 'retry'?"),
    Diagnostic("no-pipelines", "nothing\nhere", Place("pipelines"), severity=Severity.WARNING),
    Diagnostic("remark", "ä", Place("a.yaml", 1, 1), severity=Severity.NOTE),
]


CWD = Path("/work")


def test_json() -> None:
    first, second, third = json.loads(write_diagnostics("json", FOUND, CWD, {}))
    assert first == {
        "code": "unknown-key",
        "name": "unknown-key",
        "severity": "error",
        "message": "'retires' is not a key: 100%",
        "hint": "did you mean 'retry'?",
        "file": "pipelines/a b,c.yaml",
        "line": 3,
        "column": 5,
        "end_column": 9,
    }
    assert set(first) - set(second) == {"line", "column", "end_column"}
    assert (second["severity"], third["severity"]) == ("warning", "note")


def test_github() -> None:
    assert write_diagnostics("github", FOUND, CWD, {}).splitlines() == [
        (
            "::error file=pipelines/a b%2Cc.yaml,line=3,col=5,endColumn=9,title=unknown-key::"
            "'retires' is not a key: 100%25%0Adid you mean 'retry'?"
        ),
        "::warning file=pipelines,title=no-pipelines::nothing%0Ahere",
        "::notice file=a.yaml,line=1,col=1,endColumn=2,title=remark::ä",
    ]


def test_paths_for_github_are_relative_to_the_checkout() -> None:
    environ = {"GITHUB_WORKSPACE": "/checkout"}
    elsewhere = FOUND[2]._replace(place=Place("/elsewhere/a.yaml"))
    above = FOUND[2]._replace(place=Place("../b.yaml", 1, 1))
    written = write_diagnostics("github", [FOUND[2], elsewhere, above], Path("/checkout/team"), environ)
    assert "file=team/a.yaml," in written
    assert "file=b.yaml," in written
    assert "file=/elsewhere/a.yaml," in written


def test_gitlab() -> None:
    issues = json.loads(write_diagnostics("gitlab", [*FOUND, FOUND[2]], CWD, {}))
    assert issues[0] | {"fingerprint": ""} == {
        "type": "issue",
        "description": "'retires' is not a key: 100%; did you mean 'retry'?",
        "check_name": "unknown-key",
        "categories": ["Bug Risk"],
        "severity": "major",
        "location": {"path": "pipelines/a b,c.yaml", "lines": {"begin": 3}},
        "fingerprint": "",
    }
    assert [issue["severity"] for issue in issues] == ["major", "minor", "info", "info"]
    assert issues[1]["location"] == {"path": "pipelines", "lines": {"begin": 1}}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_an_issue_of_gitlab_is_the_same_in_another_line() -> None:
    moved = FOUND[0]._replace(place=PLACE._replace(line=9))
    (before,), (after,) = (json.loads(write_diagnostics("gitlab", [found], CWD, {})) for found in (FOUND[0], moved))
    assert before["fingerprint"] == after["fingerprint"]
    (other,) = json.loads(write_diagnostics("gitlab", [FOUND[0]._replace(message="x")], CWD, {}))
    assert other["fingerprint"] != before["fingerprint"]


def test_paths_for_gitlab_are_relative_to_the_checkout() -> None:
    (issue,) = json.loads(
        write_diagnostics("gitlab", [FOUND[2]], Path("/builds/a/team"), {"CI_PROJECT_DIR": "/builds/a"})
    )
    assert issue["location"]["path"] == "team/a.yaml"


@pytest.mark.parametrize("form", FORMATS)
def test_no_diagnostics_are_valid_output_too(form: str) -> None:
    written = write_diagnostics(form, [], CWD, {})
    assert written == "" if form == "github" else isinstance(json.loads(written), dict | list)
