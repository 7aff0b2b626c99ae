"""Expressions, conditions and tags with the answers of Argo's packages, for each function and each kind of error.

`place` is that of an error, and empty for one without a place; a `result` that is absent stands for an error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def is_answer(row: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether the outcome of an expression is that of Argo."""
    return (
        all(own.get(key) == row.get(key) for key in ("go_type", "stage"))
        and not differs(row.get("result"), own.get("result"))
        and ("error" in own) is ("place" in row)
        and find_place(own.get("error")) == row.get("place", "")
    )


def test_expressions() -> None:
    outcomes = ((row, evaluate_row({"expr": row["expr"], "env": {}}, Evaluation())) for row in EXPRESSIONS)
    assert [(row, own) for row, own in outcomes if not is_answer(row, own)] == []
    assert len(EXPRESSIONS) > 600


def test_conditions() -> None:
    keys = ("result", "cron_result")
    outcomes = [(row, evaluate_row({"when": row["when"]}, Evaluation())) for row in CONDITIONS]
    assert [(row, own) for row, own in outcomes if any(own.get(key) != row.get(key) for key in keys)] == []
    assert [row for row, own in outcomes if "error" not in own and "result" not in row] == []
    assert len(outcomes) == 100


def replace_tags(row: dict[str, Any]) -> str | None:
    """Return a text with values in place of its tags, None for an error."""
    try:
        return replace_in_text(row["text"], VARIABLES["variables"], POLICIES[row["policy"]])
    except EvaluationError:
        return None


def test_tags() -> None:
    replaced = ((row, replace_tags(row)) for row in TAGS)
    assert [(row, own) for row, own in replaced if own != row.get("result")] == []
    assert len(TAGS) == 80


def test_every_function_has_an_answer() -> None:
    written = " ".join(row["expr"] for row in EXPRESSIONS)
    assert [name for name in sorted(NAMES) if f"{name}(" not in written] == []
    assert [name for name in sorted(SPRIG) if f"sprig.{name}(" not in written] == sorted(UNPREDICTABLE & SPRIG.keys())
