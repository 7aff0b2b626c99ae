"""Outputs of programs that are certain."""

from __future__ import annotations

import pytest

from argogen.linter.model.programs.printed import Printed, find_printed


@pytest.mark.parametrize(
    ("program", "printed", "may_be_json"),
    [
        ("echo processed {{item}}", Printed("processed "), False),
        ("echo 12 apples", Printed("12 apples", True), False),
        ("echo '\"a\"'", Printed('"a"', True), True),
        ("echo [draft]", Printed("[draft]", True), False),
        ("echo '{\"a\": 1}'", Printed('{"a": 1}', True), True),
        ("set -e\necho hi\ndate", Printed("hi\n"), False),
        ("set -eu; # options\n# first\necho hi; date", Printed("hi\n"), False),
        ("echo hi && date", Printed("hi\n"), False),
        ("echo 1; echo 2", Printed("1\n2", True), False),
        ("echo 1; # one\n\necho 2{{item}}", Printed("1\n2"), False),
        ("printf 1; printf 2 # two", Printed("12", True), True),
        ("printf tr; echo ue; date", Printed("true\n"), True),
        ("echo true; echo $X", Printed("true\n"), True),
        ("echo '[1,'; echo '2]'", Printed("[1,\n2]", True), True),
        ("echo 1 || date", None, True),
        ("printf 'true\\n'", Printed("true"), True),
        ("echo 12 {{item}}", Printed("12 "), True),
        ("echo nullable; date", Printed("nullable\n"), False),
        ('echo "$NAME"', Printed(""), True),
    ],
)
def test_the_first_commands_are_read(program: str, printed: Printed | None, may_be_json: bool) -> None:
    found = find_printed({"command": ["sh", "-c"], "args": [program]}, {})
    assert found == printed
    assert (found is None or found.may_be_json) is may_be_json


@pytest.mark.parametrize(
    "program", ["date", "echo a | jq .", "echo a > /tmp/a", 'echo "a" >&2', "echo -n a", "x=1; echo a"]
)
def test_other_outputs_are_not_certain(program: str) -> None:
    assert find_printed({"command": ["sh", "-c"], "args": [program]}, {}) is None


def test_values_of_tags_are_inserted() -> None:
    tag = "{{inputs.parameters.x}}"
    assert find_printed({"command": ["echo"], "args": [tag]}, {tag: "a"}) == Printed("a", True)
    assert find_printed({"command": ["python"], "source": f"print('{tag}')\n"}, {tag: "1"}) == Printed("1", True)
