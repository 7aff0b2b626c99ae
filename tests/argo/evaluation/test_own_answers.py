"""Expressions, conditions and tags with the answers of Argo's packages, for each function and each kind of error.

`place` is that of an error, and empty for one without a place; a `result` that is absent stands for an error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from argogen.argo.evaluation.batch import evaluate_row
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.expr.signatures import NAMES
from argogen.argo.evaluation.sprig.table import SPRIG
from argogen.argo.evaluation.tags.replacement import LENIENT, STRICT, replace_in_text, require_prefixes

from .test_shared_answers import differs, find_place

ANSWERS = Path(__file__).parent / "answers"
POLICIES = {"strict": STRICT, "lenient": LENIENT, "steps": require_prefixes(("steps", "tasks"))}
# Functions whose results are random, or depend on the time or the network: tests of their own check them.
UNPREDICTABLE = frozenset(
    {"ago", "bcrypt", "encryptAES", "genCA", "genCAWithKey", "genPrivateKey", "genSelfSignedCert", "genSignedCert"}
    | {"genSelfSignedCertWithKey", "genSignedCertWithKey", "getHostByName", "htpasswd", "randAlpha", "randAlphaNum"}
    | {"randAscii", "randBytes", "randInt", "randNumeric", "shuffle", "uuidv4", "now", "derivePassword"}
)


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ANSWERS / f"{name}.jsonl").read_text("utf-8").splitlines()]


EXPRESSIONS, CONDITIONS = read("expressions"), read("when")
VARIABLES, *TAGS = read("tags")


@pytest.mark.parametrize("row", EXPRESSIONS, ids=[row["expr"] for row in EXPRESSIONS])
def test_an_expression(row: dict[str, Any]) -> None:
    own = evaluate_row({"expr": row["expr"], "env": {}}, Evaluation())
    assert {key: own.get(key) for key in ("go_type", "stage")} == {key: row.get(key) for key in ("go_type", "stage")}
    assert not differs(row.get("result"), own.get("result"))
    assert ("error" in own) is ("place" in row)
    assert find_place(own.get("error")) == row.get("place", "")


@pytest.mark.parametrize("row", CONDITIONS, ids=[row["when"] for row in CONDITIONS])
def test_a_condition(row: dict[str, Any]) -> None:
    own = evaluate_row({"when": row["when"]}, Evaluation())
    keys = ("result", "cron_result")
    assert {key: own.get(key) for key in keys} == {key: row.get(key) for key in keys}
    assert "error" in own or "result" in row


@pytest.mark.parametrize("row", TAGS, ids=[f"{row['policy']}: {row['text']}" for row in TAGS])
def test_tags(row: dict[str, Any]) -> None:
    try:
        replaced = replace_in_text(row["text"], VARIABLES["variables"], POLICIES[row["policy"]])
    except EvaluationError:
        assert "result" not in row
    else:
        assert replaced == row["result"]


def test_every_function_has_an_answer() -> None:
    written = " ".join(row["expr"] for row in EXPRESSIONS)
    assert [name for name in sorted(NAMES) if f"{name}(" not in written] == []
    assert [name for name in sorted(SPRIG) if f"sprig.{name}(" not in written] == sorted(UNPREDICTABLE & SPRIG.keys())
