"""The scalars of a pipeline, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema)."""

from __future__ import annotations

import math
from typing import Any

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import CORE, LONGEST_WORD, Scalars, is_unusually_spelled, to_string
from argogen.yaml.text import SourceText

TABLE: dict[str, Any] = {
    # null, booleans and the texts that YAML 1.1 took for booleans
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
    **{text: text for text in ["y", "Y", "yes", "No", "on", "OFF", "tRUE", "nULL", "None", "n", "t", "~a", "nullable"]},
    # whole numbers
    "0": 0,
    "1": 1,
    "-1": -1,
    "+5": 5,
    "-0": 0,
    "007": 7,
    "0755": 755,
    "08": 8,
    "0o17": 15,
    "0o0": 0,
    "0x1F": 31,
    "0xdeadBEEF": 3735928559,
    "9223372036854775808": 2**63,
    "-123456789012345678901234567890": -123456789012345678901234567890,
    "9" * 3000: int("9" * 3000),
    # fractions
    "1.0": 1.0,
    "1.": 1.0,
    ".5": 0.5,
    "-.5": -0.5,
    "+.5": 0.5,
    "3.10": 3.1,
    "00.5": 0.5,
    "1e3": 1000.0,
    "1E3": 1000.0,
    "1e+3": 1000.0,
    "1.5e-3": 0.0015,
    "-0.0": -0.0,
    "1e400": math.inf,
    ".inf": math.inf,
    ".Inf": math.inf,
    "+.INF": math.inf,
    "-.inf": -math.inf,
    # texts that look like numbers, dates or times
    **{
        text: text
        for text in ["0O17", "0o8", "-0o7", "+0x1F", "0x", "0X1F", "0xG", "0b101", "1_000", "1,000", "1e", "e3"]
    },
    **{
        text: text
        for text in [".", "..", ".e1", "1.2.3", "+", "--1", "1-1", ".iNF", ".nAn", "-.nan", "inf", "nan", "1a"]
    },
    **{
        text: text
        for text in ["12:30", "1:20:30", "2024-01-01", "2001-12-14T21:59:43Z", "10Mi", "90s", "1 2", "\u0663"]
    },
    **{text: text for text in ["=", "<<", "a<b", "a#b", "a:b", "9" * 3001, "0x" + "f" * 3000]},
    # quoted and tagged
    '"12"': "12",
    "'true'": "true",
    '""': "",
    "!!str 12": "12",
    "!!str": "",
    "!!int 12": 12,
    '!!int "0x1F"': 31,
    "!!float 1": 1.0,
    '!!bool "true"': True,
    "!!null ~": None,
}


def read(text: str) -> Any:
    (document,) = read_documents(SourceText("pipeline.yaml", text))
    return document.data


@pytest.mark.parametrize("written", TABLE)
def test_scalar_is_read_by_the_core_schema(written: str) -> None:
    for value in (read(f"a: {written}\n")["a"], read(f"- {written}\n")[0]):
        assert (type(value), value) == (type(TABLE[written]), TABLE[written])


def test_not_a_number() -> None:
    assert [math.isnan(value) for value in read("[.nan, .NaN, .NAN]")] == [True] * 3


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *(
            (text, text)
            for text in ["3.10", "0x1F", "007", "true", "~", "null", "on", "2024-01-01", "1e3", ".inf", "a b"]
        ),
        ('"3.10"', "3.10"),
        ("!!str 1", "1"),
        ("!!int 0x1F", "0x1F"),
        ("", ""),
    ],
)
def test_key_is_the_text_that_was_written(written: str, key: str) -> None:
    assert read(f"? {written}\n: 1\n") == {key: 1}


@pytest.mark.parametrize("written", ["!!int x", "!!int 1.5", "!!float x", "!!bool yes", "!!null 0", '!!int ""'])
def test_text_that_does_not_fit_its_tag(written: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(f"ok: 1\na: {written}\n")
    (fault,) = caught.value.diagnostics
    assert (str(fault.place), fault.code) == ("pipeline.yaml:2:4", "invalid-value")


@pytest.mark.parametrize(
    "text", ["3.10", "1e3", "0x1F", "007", "+5", "0o17", "-0", "1.", ".5", "1E3", "1e400", "+.inf"]
)
def test_number_that_is_spelled_unusually(text: str) -> None:
    assert is_unusually_spelled(read(text), text)


@pytest.mark.parametrize(
    "text", ["3.1", "1000.0", "31", "-5", "0", "0.5", ".inf", "-.inf", ".nan", "1e+16", "true", "x"]
)
def test_text_that_is_spelled_as_its_value(text: str) -> None:
    assert not is_unusually_spelled(read(text), text)
    assert to_string(read(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (False, "false"),
        (1.0, "1.0"),
        ("é", "é"),
        ([1, "é", None], '[1, "é", null]'),
        ({"a": {"b": True}}, '{"a": {"b": true}}'),
    ],
)
def test_value_as_text(value: Any, text: str) -> None:
    assert to_string(value) == text


@pytest.mark.parametrize("scalars", [CORE, KUBERNETES])
def test_a_long_word_is_a_string(scalars: Scalars) -> None:
    words = ("true", "False", "FALSE", "null", "yes", "off", ".inf")
    assert max(len(word) for word in words if word[0].isalpha()) == LONGEST_WORD
    longer = [word.ljust(LONGEST_WORD + 1, end) for word in words for end in "se_1." if word[0].isalpha()]
    assert [scalars.value(word) for word in longer] == longer
