"""Errors in YAML: each at its place, and all of them in one run."""

from __future__ import annotations

import pytest
import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.yaml import events
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.counting import count_calls


def find_faults(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(InvalidInputError) as caught:
        read_documents(SourceText("f", text))
    return caught.value.diagnostics


def list_spots(text: str) -> list[str]:
    return [f"{d.place.line}:{d.place.column}+{d.place.width} {d.code}" for d in find_faults(text)]


STRUCTURE = {  # the parser takes these
    "a: 1\nb: 2\na: 3\n'b': 4\n\"a\": 5\n": ["3:1+1 duplicate-key", "4:1+3 duplicate-key", "5:1+3 duplicate-key"],
    "x: {a: 1, a: 2}\ny: {b: 1, b: 2}\n": ["1:11+1 duplicate-key", "2:11+1 duplicate-key"],
    "a: 1\n---\nb: 1\nb: 2\n": ["4:1+1 duplicate-key"],
    "? &x a\n: 1\n*x : 2\n": ["1:3+4 duplicate-key"],
    "<<: {a: 1}\n<<: {b: 1}\n": ["2:1+2 duplicate-key"],
    "a: !foo 1\nb: !bar [x]\nc: !!set {d}\n": [
        "1:4+4 unknown-yaml-tag",
        "2:4+4 unknown-yaml-tag",
        "3:4+5 unknown-yaml-tag",
    ],
    "!foo a: 1\n": ["1:1+4 unknown-yaml-tag"],
    "a: &x !foo 1\nb: *x\n": ["1:7+4 unknown-yaml-tag"],
    "a: !x!y z\n": ["1:4+4 unknown-yaml-tag"],
    "? [a]\n: 1\n": ["1:3+3 non-string-key"],
    "{a: b}: 1\n": ["1:1+6 non-string-key"],
    "a: &x [1]\n*x : 2\n": ["1:4+6 non-string-key"],
    "a: *b\nc: *d\n": ["1:4+2 undefined-alias", "2:4+2 undefined-alias"],
    "a: &b 1\n---\nc: *b\n": ["3:4+2 undefined-alias"],
    "a: &a [*a]\n": ["1:8+2 recursive-alias"],
    "a: &a {b: {<<: *a}}\n": ["1:16+2 recursive-alias"],
    "<<: 3\n": ["1:5+1 invalid-merge-key"],
    "<<: [{}, x]\n": ["1:10+1 invalid-merge-key"],
    "a: &a x\nb: {<<: *a}\n": ["1:4+4 invalid-merge-key"],
    "a: {{x}}\nb: [{{y.z}}]\n": ["1:4+5 unquoted-braces", "2:5+7 unquoted-braces"],
    "a: \x01\nb: 'x\x7fy'\n": ["1:4+1 control-character", "2:6+1 control-character"],
    "a: b\n\0": ["2:1+1 control-character"],
    "a: \ud800\n": ["1:4+1 control-character"],
    "a: 1\na: \x01\nb: !c d\n": ["2:1+1 duplicate-key", "2:4+1 control-character", "3:4+2 unknown-yaml-tag"],
    "[" * 101: ["1:101+1 nesting-too-deep"],
    "- " * 100_000 + "x": ["1:201+1 nesting-too-deep"],
    "{a: " * 101: ["1:401+1 nesting-too-deep"],
    "a: 1\na: 2\nb: " + "[" * 100_000: ["2:1+1 duplicate-key", "3:103+1 nesting-too-deep"],
    # what reads ahead finds more than a thousand levels, which some versions of libyaml do not take, or another fault
    "[" * 2_000: ["1:101+1 nesting-too-deep"],
    "a: " + "[" * 2_000: ["1:103+1 nesting-too-deep"],
    "a: &a [1]\nb: [*a, " + "[" * 1_001 + "]" * 1_002: ["2:107+1 nesting-too-deep"],
    "- [!x " + "[" * 1_001: ["1:4+2 unknown-yaml-tag", "1:105+1 nesting-too-deep"],
    "[" * 1_001 + "@": ["1:101+1 nesting-too-deep"],
    "[" * 150 + "'x": ["1:101+1 nesting-too-deep"],
    "{a: " * 2_000: ["1:401+1 nesting-too-deep"],
    "a:\n" + "".join(f"{' ' * level}a:\n" for level in range(1, 1_100)): ["101:101+1 nesting-too-deep"],
    "a: 1\n" + "[" * 2_000: ["2:1+2000 invalid-yaml"],  # this is a key, for where it stands
}

SYNTAX = {  # the parser stops here
    "a:\n\tb: 1": "2:1+1 tab-indentation",
    "a:\n  b: 1\n\t\tc: 1\n\td: 1": "3:1+2 tab-indentation",
    "a: x\n  \tb: 1": "2:3+1 tab-indentation",
    "a: >\n\tx\n": "2:1+1 tab-indentation",
    "a: 1\n\t": "2:1+1 tab-indentation",
    "a: b: c": "1:5+1 invalid-yaml",
    "a: 1\n  b: 2\n": "2:3+1 invalid-yaml",
    "run\nname: x": "1:1+3 invalid-yaml",
    "a: b\n  c\nd": "3:1+1 invalid-yaml",
    "a:\n  - b\n c: 1": "3:2+4 invalid-yaml",
    "- - a\n - b": "2:2+3 invalid-yaml",
    "- a\nb: 1": "2:1+4 invalid-yaml",
    "a: 'b' c": "1:8+1 invalid-yaml",
    "a: 'it's'": "1:8+1 invalid-yaml",
    "a: 'x\nb: 1\n": "1:4+1 invalid-yaml",
    'a: "x\n---\n': "1:4+1 invalid-yaml",
    "a: [1,\nb: 2": "1:4+1 invalid-yaml",
    "a: {b: 1\nc: 2": "1:4+1 invalid-yaml",
    "a: {b: c d: e}": "1:8+6 invalid-yaml",
    "a: [b\n": "1:4+1 invalid-yaml",
    "a: ]": "1:4+1 invalid-yaml",
    "a: @x": "1:4+1 invalid-yaml",
    "a: `x`": "1:4+1 invalid-yaml",
    "a: %x": "1:4+1 invalid-yaml",
    "a: *.txt": "1:4+1 invalid-yaml",
    "a: & b": "1:4+1 invalid-yaml",
    "k: - a": "1:4+1 invalid-yaml",
    'a: "\\d"': "1:5+2 invalid-yaml",
    'é: "é\\x4"': "1:6+2 invalid-yaml",
    'a: "\\ud800"': "1:5+2 invalid-yaml",
    "a: |foo\n b": "1:5+1 invalid-yaml",
    "a: 1\n...\nb": "3:1+1 invalid-yaml",
    "{a: b}}": "1:7+1 invalid-yaml",
    "%YAML 3.0\n---\na": "1:1+1 invalid-yaml",
    "a: {{x}}-b": "1:4+7 unquoted-braces",
    "a: [${{ x }}]": "1:5+8 unquoted-braces",
}


@pytest.mark.parametrize("text", STRUCTURE, ids=lambda text: text[:30])
def test_faults_of_the_structure(text: str) -> None:
    assert list_spots(text) == STRUCTURE[text]


@pytest.mark.parametrize("text", SYNTAX)
def test_fault_of_the_syntax(text: str) -> None:
    assert list_spots(text) == [SYNTAX[text]]


@pytest.mark.parametrize("text", SYNTAX)
def test_fault_of_the_syntax_after_other_faults_and_other_line_ends(text: str) -> None:
    before = "\ufeffz: 1\r\nz: 2\r\n---\r\n" if not text.startswith("%") else "\ufeff"
    line, _, rest = SYNTAX[text].partition(":")
    expected = ["2:1+1 duplicate-key", f"{int(line) + 3}:{rest}"] if before != "\ufeff" else [SYNTAX[text]]
    assert list_spots(before + text) == expected


@pytest.mark.slow
@pytest.mark.parametrize("text", [*STRUCTURE, *SYNTAX], ids=lambda text: text[:30])
def test_pure_python_parser_finds_a_fault_in_the_same_texts(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOADER", yaml.SafeLoader)
    if text in STRUCTURE and "\\" not in text:
        assert list_spots(text) == STRUCTURE[text]
    elif text != 'a: "\\ud800"':  # it takes half of a character
        assert list_spots(text)


def test_message_names_the_first_of_two_keys() -> None:
    (fault,) = find_faults("a:\n  image: x\n  run: y\n  image: z\n")
    assert fault.message == "duplicate key 'image' (first at line 2, column 3)"
    assert fault.place.text == "  image: z"


def test_tabs_are_counted() -> None:
    (fault,) = find_faults("a:\n\tb: 1\n\tc: 1\n")
    assert (fault.message, fault.hint) == (
        "tab in the indentation",
        "indent with spaces (2 lines are indented with tabs)",
    )


def test_few_control_characters_stand_for_many() -> None:
    assert list_spots("\0" * 1000) == [f"1:{column}+1 control-character" for column in range(1, 11)]


def test_aliases_that_expand_too_much() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    assert list_spots(text) == ["6:36+2 alias-expansion-too-large"]


def test_merges_that_expand_too_much() -> None:
    chain = [f"m{i}: &m{i} {{<<: *m{i - 1}, k{i}: 1}}" for i in range(1, 5000)]
    (fault,) = find_faults("\n".join(["m0: &m0 {}", *chain]))
    assert fault.code == "alias-expansion-too-large"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_text_is_not_read_to_its_end(opening: str) -> None:
    assert find_faults(opening * 100_000)
    assert count_calls(find_faults, opening * 100_000) < 10_000
