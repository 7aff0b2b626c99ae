"""The messages of YAML errors: the cause, the expected columns, and the corrected line."""

from __future__ import annotations

import pytest

import argogen
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

Expected = tuple[str, str, str]
"""The place, the message and the hint."""


def find_error(text: str) -> Diagnostic:
    with pytest.raises(InvalidInputError) as caught:
        read_documents(SourceText("f", text))
    (found,) = caught.value.diagnostics
    return found


def show(found: Diagnostic) -> Expected:
    return f"{found.place.line}:{found.place.column}+{found.place.width}", found.message, found.hint


FLOW: dict[str, Expected] = {
    '- {name: plan, run: echo "[1,2]"}': (
        "1:21+12",
        "unquoted string within '{ }' cannot contain '['",
        "quote the value: {name: plan, run: 'echo \"[1,2]\"'}",
    ),
    "steps:\n  - {name: plan, run: echo a: b, image: x} # why": (
        "2:23+9",
        "unquoted string cannot contain ': '",
        "quote the value: {name: plan, run: \"echo a: b\", image: x} # why (or separate the keys with ',')",
    ),
    "steps: [{name: plan, run: echo {a}}]": (
        "1:27+8",
        "unquoted string within '{ }' cannot contain '{'",
        'quote the value: steps: [{name: plan, run: "echo {a}"}]',
    ),
    'args: [sh, -c, echo "[a]"]': (
        "1:16+10",
        "unquoted string within '[ ]' cannot contain '['",
        "quote the value: args: [sh, -c, 'echo \"[a]\"']",
    ),
    "env: {A: b, C: @d}": (
        "1:16+2",
        "unquoted string cannot start with '@'",
        'quote the value: env: {A: b, C: "@d"}',
    ),
    "args: ['a' \"b\"]": (
        "1:8+7",
        "missing ',' between list items",
        "separate the items with ',': args: ['a', \"b\"]",
    ),
    'cmd: ["sh", "-c", "echo "hi""]': (
        "1:19+11",
        "unexpected text after the closing quote",
        'quote the value: cmd: ["sh", "-c", \'echo "hi"\']',
    ),
    "env: {\n  A: echo [1], # first\n  B: c\n}": (
        "2:6+8",
        "unquoted string within '{ }' cannot contain '['",
        'quote the value: A: "echo [1]"',
    ),
    'args: [\n  "x"\n  "y"\n]': (
        "3:3+1",
        "expected ',' or ']'",
        "add ',' or ']', or put a string with special characters in quotes",
    ),
    "a: {b: c\nd: e": ("1:4+1", "missing closing '}'", "close it: a: {b: c}"),
    "{a: b}}": ("1:7+1", "unmatched '}'", "remove it"),
    "a: [b]]": ("1:7+1", "unmatched ']'", 'remove it, or quote the value: a: "[b]]"'),
}

BLOCK_TEXT: dict[str, Expected] = {
    "steps:\n  - name: a\n    run: |\n    echo hi\n    echo there": (
        "4:5+7",
        "text below 'run: |' is not indented (expected column 7)",
        "indent each of its lines by 6 spaces or more",
    ),
    "run: >-\r\nls\r\n": (
        "2:1+2",
        "text below 'run: >-' is not indented (expected column 3)",
        "indent each of its lines by 2 spaces or more",
    ),
    "x:\n- run: |  # all of it\n    cat <<EOF\n    x\nEOF\n": (
        "5:1+3",
        "text below 'run: |  # all of it' is not indented (expected column 5)",
        "indent each of its lines by 4 spaces or more",
    ),
    "run: |\n    echo a\n  echo b\n": (
        "3:3+6",
        "text below 'run: |' is not indented (expected column 5)",
        "indent each of its lines by 4 spaces or more",
    ),
    "- |\n echo a\necho b\n": (
        "3:1+6",
        "text below '|' is not indented (expected column 2)",
        "indent each of its lines by 1 space or more",
    ),
}

_LEVEL = "indentation does not match any enclosing block"
INDENTATION: dict[str, Expected] = {
    "a:\n  b:\n    c: 1\n   d: 2": ("4:4+4", f"{_LEVEL} (expected column 3 or 5)", "align it with line 2 or 3"),
    "steps:\n    - name: a\n      run: b\n     image: c": (
        "4:6+8",
        f"{_LEVEL} (expected column 1 or 7)",
        "align it with line 1 or 2",
    ),
    "steps:\n  - name: a\n    env:\n      B: c\n   - name: d": (
        "5:4+9",
        f"{_LEVEL} (expected column 3)",
        "align it with line 2",
    ),
    "steps: &all\n  # first\n  - name: a\n - name: b": (
        "4:2+9",
        f"{_LEVEL} (expected column 3)",
        "align it with line 3",
    ),
    "steps:\n  - name: a\n  run: echo": ("3:3+9", f"{_LEVEL} (expected column 1 or 5)", "align it with line 1 or 2"),
    'name: "a"\n   image: b': ("2:4+8", f"{_LEVEL} (expected column 1)", "align it with line 1"),
    "steps:\n  - name: a\n     image: b": (
        "3:6+5",
        "unexpected indentation of a key (expected column 5)",
        "align it with line 2",
    ),
    "- a\nb: 1": ("2:1+4", "unexpected key in the list that begins in line 1", "start the line with '- '"),
    "a: 1\n- b": (
        "2:1+3",
        "unexpected list item in the mapping that begins in line 1",
        "remove '- ', or indent the list below its key",
    ),
}

TABS: dict[str, Expected] = {
    "a:\n\tb: 1": ("2:1+1", "tab in the indentation", "indent with spaces"),
    "a:\n  - b\n\t- c": ("3:1+1", "tab in the indentation", "indent with spaces"),
    "run: |\n\techo a\n\techo b": (
        "2:1+1",
        "tab in the indentation",
        "indent with spaces (2 lines are indented with tabs)",
    ),
    "a:\n  -\tb: 1\n    c: 2": ("2:4+1", "tab in the indentation", "indent with spaces"),
}

QUOTES: dict[str, Expected] = {
    "description: Note: it runs": (
        "1:18+1",
        "unquoted string cannot contain ': '",
        'quote the value: description: "Note: it runs"',
    ),
    "- run: echo 'a: b' # why": (
        "1:15+1",
        "unquoted string cannot contain ': '",
        "quote the value: run: \"echo 'a: b'\" # why",
    ),
    'run: echo "it\'s: a"': (
        "1:16+1",
        "unquoted string cannot contain ': '",
        'quote the value: run: "echo \\"it\'s: a\\""',
    ),
    "image: @x": ("1:8+1", "unquoted string cannot start with '@'", 'quote the value: image: "@x"'),
    "@x: y": ("1:1+1", "unquoted string cannot start with '@'", 'quote the value: "@x": y'),
    "run: `ls`": ("1:6+1", "unquoted string cannot start with '`'", 'quote the value: run: "`ls`"'),
    "- %d": ("1:3+1", "unquoted string cannot start with '%'", 'quote the value: "%d"'),
    "%YAML 1.1": ("1:10+1", "no document follows the directive", "add a line '---' below it"),
    "%d\n": ("1:1+2", "invalid YAML directive '%d'", 'quote the value: "%d"'),
    "a: ? b": ("1:4+1", "unquoted string cannot start with '?'", 'quote the value: a: "? b"'),
    "schedule: */5 * * * *": (
        "1:11+1",
        "unquoted string cannot start with '*' (alias)",
        'quote the value: schedule: "*/5 * * * *"',
    ),
    "files: *txt": ("1:8+4", "undefined alias '*txt'", "define '&txt' before it, or quote the value: files: \"*txt\""),
    "a: & b": ("1:4+1", "unquoted string cannot start with '&' (anchor)", 'quote the value: a: "& b"'),
    "a: > b": ("1:6+1", "unexpected text after '>'", 'start the string on the next line, or quote the value: a: "> b"'),
    "a: - b": (
        "1:4+1",
        "list item on the line of its key",
        'start the list on the next line, or quote the value: a: "- b"',
    ),
    'when: "{{x}}" == "a"': (
        "1:15+1",
        "unexpected text after the closing quote",
        'quote the value: when: \'"{{x}}" == "a"\'',
    ),
    "when: '{{x}}' == 'a'": (
        "1:15+1",
        "unexpected text after the closing quote",
        "quote the value: when: \"'{{x}}' == 'a'\"",
    ),
    'run: "echo "a""': ("1:13+1", "unexpected text after the closing quote", "quote the value: run: 'echo \"a\"'"),
    "run: 'echo it's'": ("1:15+1", "unexpected text after the closing quote", 'quote the value: run: "echo it\'s"'),
    'image: "repo/x":1.0': (
        "1:16+1",
        "unexpected text after the closing quote",
        'quote the value: image: "repo/x:1.0"',
    ),
    'run: "echo\nimage: x': ("1:6+1", "missing closing double quote", 'close the string: run: "echo"'),
    "run: 'a\nimage: 'x'": (
        "2:9+1",
        "unexpected text after the string that begins in line 1",
        "check the quotes in line 1",
    ),
    'a: "\\d"': (
        "1:5+2",
        "invalid escape sequence '\\d' in double quotes",
        "write '\\\\d' for a backslash, or use single quotes",
    ),
}

COLONS: dict[str, Expected] = {
    "name:plan\nimage: x": ("1:5+1", "missing space after ':' in 'name:plan'", "write 'name: plan'"),
    "- name:plan\n  image: x": ("1:7+1", "missing space after ':' in 'name:plan'", "write 'name: plan'"),
    "name: a\nimage:x # why\nrun: y": ("2:6+1", "missing space after ':' in 'image:x'", "write 'image: x'"),
    "steps\n  - name: a": ("1:1+5", "missing ':' after 'steps'", ""),
    "steps:\n  - name\n    run: x": ("2:5+4", "missing ':' after 'name'", ""),
    "description: some words\nand more\nimage: x": (
        "2:1+8",
        "missing ':' after 'and more'",
        "if it continues the value above, indent it (expected column 3)",
    ),
}

BRACES: dict[str, Expected] = {
    "a: {{x}}-b": (
        "1:4+7",
        "unquoted template tag: YAML reads these braces as a mapping",
        'quote the value: a: "{{x}}-b"',
    ),
    "a: [b, {{x}}, ${{ y }}]": (
        "1:8+5",
        "unquoted template tag: YAML reads these braces as a mapping",
        'quote the value: a: [b, "{{x}}", "${{ y }}"]',
    ),
    "- {name: a, when: {{x}} == b}": (
        "1:19+5",
        "unquoted template tag: YAML reads these braces as a mapping",
        'quote the value: {name: a, when: "{{x}} == b"}',
    ),
    "{{ x }}: b": (
        "1:1+7",
        "unquoted template tag: YAML reads these braces as a mapping",
        'quote the value: "{{ x }}": b',
    ),
}

STRUCTURE: dict[str, Expected] = {
    "a: 1\nb: 2\na: 3": ("3:1+1", "duplicate key 'a' (first at line 1, column 1)", "remove one of them"),
    "\ufeffx:\r\n  'b c': 1\r\n  b c: 2\r\n": (
        "3:3+3",
        "duplicate key 'b c' (first at line 2, column 3)",
        "remove one of them",
    ),
    "{a: 1, a: 2}": ("1:8+1", "duplicate key 'a' (first at line 1, column 2)", "remove one of them"),
    "a: &a {b: *a}": ("1:11+2", "recursive alias '*a': it is within the node '&a'", ""),
    "a: b\0": (
        "1:5+1",
        "invalid control character U+0000",
        'remove it, or write it as an escape in double quotes: "\\x00"',
    ),
    "a: !Ref b": ("1:4+4", "unknown tag '!Ref'", ""),
    "? [a]\n: 1": ("1:3+3", "invalid key: expected a string, found a list", ""),
    "<<: [x]": ("1:6+1", "invalid merge key: '<<' requires a mapping, found a scalar", ""),
}


@pytest.mark.parametrize("cases", [FLOW, BLOCK_TEXT, INDENTATION, TABS, QUOTES, COLONS, BRACES, STRUCTURE])
def test_message(cases: dict[str, Expected]) -> None:
    assert {text: show(find_error(text)) for text in cases} == cases


@pytest.mark.parametrize("text", [*FLOW, *QUOTES, *BRACES])
def test_corrected_line_is_valid(text: str) -> None:
    hint = find_error(text).hint.removesuffix(" (or separate the keys with ',')")
    for start in ("quote the value: ", "close it: ", "close the string: ", "separate the items with ',': "):
        if start in hint:
            (document,) = read_documents(SourceText("f", hint.partition(start)[2]))
            assert document.data


def test_corrected_line_has_the_value_that_was_meant() -> None:
    (document,) = read_documents(
        SourceText("f", find_error('- {name: plan, run: echo "[1,2]"}').hint.partition(": ")[2])
    )
    assert document.data == {"name": "plan", "run": 'echo "[1,2]"'}


def test_long_line_is_not_repeated() -> None:
    assert find_error(f"run: @{'x' * 110}").hint == f'quote the value: run: "@{"x" * 110}"'
    assert find_error(f"run: @{'x' * 150}").hint == "quote the value"
    assert find_error(f"run: @{'x' * 250}").hint == "put a string with special characters in quotes"


UNKNOWN_KEYS = {  # valid YAML, in which keys are text that was meant otherwise
    "steps:\n  - {name: a, run: echo 'x', 'y'}": (
        ["2:30"],
        "quote the value: {name: a, run: \"echo 'x', 'y'\"}",
    ),
    'steps:\n  - {name: a, run: echo "x, y"}': (["2:29"], "quote the value: {name: a, run: 'echo \"x, y\"'}"),
    "steps:\n  - {name: a, run: echo x, y, z}": (["2:28", "2:31"], 'quote the value: {name: a, run: "echo x, y, z"}'),
    "steps:\n  - {name: a, run:echo}": (["2:15"], "write 'run: echo'"),
    "steps:\n  - name: a\n    run: |\n    echo hi: you": (
        ["4:5"],
        "if it continues line 3, indent it (expected column 7)",
    ),
    'steps:\n  - name: a\n    run: |\n    echo "a: b"\n    curl -H "A: b"': (
        ["4:5", "5:5"],
        "if it continues line 3, indent it (expected column 7)",
    ),
    "steps:\n  - name: a\n    run: |\n        echo a\n    echo b: c": (
        ["5:5"],
        "if it continues line 3, indent it (expected column 9)",
    ),
    "steps:\n  - name: a\n    \xa0image: x\n    run: x": (["3:5"], "replace the no-break space (U+00A0) with a space"),
}


@pytest.mark.parametrize("text", UNKNOWN_KEYS)
def test_unknown_key_that_was_not_meant_as_one(text: str) -> None:
    found = [each for each in argogen.render(text=text).diagnostics if each.code == "unknown-key"]
    places, hint = UNKNOWN_KEYS[text]
    assert [f"{each.place.line}:{each.place.column}" for each in found] == places
    assert {each.hint for each in found} == {hint}
