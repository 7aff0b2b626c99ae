"""`argogen explain`: one page, or the list of all."""

from __future__ import annotations

import pytest

from argogen.catalogue import RULES
from argogen.cli.commands import explain
from argogen.explanations import list_pages, read_page
from tests.cli.conftest import Run


@pytest.mark.parametrize("given", ["AG401", "ag401", "undeclared-volume", "Undeclared-Volume"])
def test_a_rule_by_its_code_or_name(run: Run, given: str) -> None:
    done = run("explain", given)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# AG401 undeclared-volume (error, also checked by render)\n\n")
    assert done.out.endswith(read_page("undeclared-volume").text)


def test_a_diagnostic_without_a_code(run: Run) -> None:
    assert run("explain", "unknown-key").out.startswith("# unknown-key\n\n")


def test_a_rule_that_has_to_be_selected(run: Run) -> None:
    assert run("explain", "missing-resource-limits").out.startswith(
        "# AG701 missing-resource-limits (note, only if selected)\n\n"
    )


def test_the_list_has_every_page_and_rules_by_their_codes_first(run: Run) -> None:
    lines = run("explain").out.splitlines()
    assert [line[:5] for line in lines[: len(RULES)]] == [rule.code for rule in RULES.values()]
    assert {line[7:].split()[0] for line in lines} == set(list_pages())
    assert len(lines) == len(list_pages())


@pytest.mark.parametrize(
    ("given", "hint"), [("undeclared-volum", "Did you mean 'undeclared-volume'?"), ("xyz", "'argogen explain' lists")]
)
def test_what_there_is_not(run: Run, given: str, hint: str) -> None:
    done = run("explain", given)
    assert (done.code, done.out) == (2, "")
    assert hint in " ".join(done.err.split())


def test_the_page_on_the_site_is_named_if_its_address_is_known(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "find_address", lambda _label: "https://argogen.dev")
    for given, name in (("AG401", "undeclared-volume"), ("unknown-key", "unknown-key")):
        assert run("explain", given).out.endswith(f"\nhttps://argogen.dev/diagnostics/{name}.html\n")
