from __future__ import annotations

import enum
import math
from collections import OrderedDict
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.yaml.emitter import dump, dump_all
from argogen.yaml.emitter import scalars as scalars_module
from argogen.yaml.emitter.commented import dump_commented

from .nasty import NASTY
from .readers import read_yaml11, read_yaml12

READERS = [read_yaml11, read_yaml12]

hostile = st.text(
    st.sampled_from("ab1 0.:-#\n\t\r'\"[]{},&*!|>%@`?~=<ey_\\\ue000\u2028\x85\ufeff\u00a0é😀"), max_size=12
)
texts = st.text() | hostile
scalars = texts | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
documents = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@pytest.mark.slow
@pytest.mark.parametrize("read", READERS)
@given(text=texts)
def test_any_text_comes_back_from_any_place(read: Any, text: str) -> None:
    document = {
        text: text,
        "items": [text, "x"],
        "nested": [{"a": text, "b": [text, {text: [[text]]}]}, [[text], {"c": text}]],
        "last": text,
    }
    assert read(dump(document)) == document


@pytest.mark.slow
@pytest.mark.parametrize("read", READERS)
@given(document=documents)
def test_any_data_comes_back(read: Any, document: Any) -> None:
    assert read(dump(document)) == document
    assert dump(document).endswith("\n")


@given(document=documents)
def test_ends_in_exactly_one_line_end_and_holds_no_other(document: Any) -> None:
    text = dump(document)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not set(text) & set("\r\x85\u2028\u2029\ufeff")


@given(text=texts)
def test_a_text_is_plain_where_the_patterns_allow_it(text: str) -> None:
    allowed = scalars_module._plain().fullmatch(text) and not scalars_module._is_typed(text)
    assert (scalars_module.write_scalar(text) == text) == bool(allowed)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_texts_come_back(read: Any, text: str) -> None:
    document = {"a": {"s": [{"v": text}]}, text: [text], "z": text}
    assert read(dump(document)) == document


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("alpine:3.20", "alpine:3.20"),
        ("1Gi", "1Gi"),
        ("250m", "250m"),
        ("1d", "1d"),
        ("echo {{x}} && y", "echo {{x}} && y"),
        ("Größe der Stücke", "Größe der Stücke"),
        ("-c", "-c"),
        ("--flag=x", "--flag=x"),
        ("3", '"3"'),
        ("yes", '"yes"'),
        ("{{inputs.parameters.x}}", '"{{inputs.parameters.x}}"'),
        ("0 2 * * *", "0 2 * * *"),
        ("*/5 * * * *", '"*/5 * * * *"'),
        ('{"a": "b"}', '\'{"a": "b"}\''),
        (r"\d+: x", r"'\d+: x'"),
        ('{"a": "it\'s"}', '"{\\"a\\": \\"it\'s\\"}"'),
        ("a\tb", '"a\\tb"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("", '""'),
    ],
)
def test_quotes_are_few_and_double_first(text: str, written: str) -> None:
    assert dump({"a": text}) == f"a: {written}\n"


def test_reads_as_argo_examples_do() -> None:
    document = {
        "steps": [[{"name": "a"}], [{"name": "b"}, {"name": "c", "withItems": [1, 2]}]],
        "container": {"command": ["sh", "-c"], "args": ["{{x}}", "a:b"], "env": [], "resources": {}},
        "script": {"source": "set -e\necho hi\n"},
        "lists": [["a", "b"], []],
    }
    assert dump(document) == (
        "steps:\n- - name: a\n- - name: b\n  - name: c\n    withItems: [1, 2]\n"
        'container:\n  command: [sh, -c]\n  args: ["{{x}}", "a:b"]\n  env: []\n  resources: {}\n'
        "script:\n  source: |\n    set -e\n    echo hi\n"
        "lists:\n- [a, b]\n- []\n"
    )


def test_a_list_goes_line_by_line_when_it_is_long_or_its_items_are() -> None:
    assert dump({"a": ["x" * 30, "y" * 30]}) == f"a:\n- {'x' * 30}\n- {'y' * 30}\n"
    assert dump({"a": ["x\ny"]}) == "a:\n- |-\n  x\n  y\n"
    assert dump({"a": ["x", {}]}) == "a:\n- x\n- {}\n"


def test_blank_lines_at_the_end_of_the_document_are_quoted_and_kept_elsewhere() -> None:
    assert dump({"a": "x\n\n"}) == 'a: "x\\n\\n"\n'
    assert dump({"a": "x\n\n", "b": 1}) == "a: |+\n  x\n\nb: 1\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (None, "null"),
        (-5, "-5"),
        (1e16, "1.0e+16"),
        (1e-7, "1.0e-07"),
        (1.5e300, "1.5e+300"),
        (1.0, "1.0"),
    ],
)
def test_numbers_are_numbers_to_every_reader(value: Any, written: str) -> None:
    assert dump([value, {}]) == f"- {written}\n- {{}}\n"
    assert [read(dump({"a": value}))["a"] for read in READERS] == [value, value]


@pytest.mark.parametrize("value", [math.nan, math.inf, "\ud800", "x\n\ud800"])
def test_what_no_reader_takes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="in a manifest"):
        dump({"a": value})


@pytest.mark.parametrize("value", [{1, 2}, object(), b"x", {("a",): 1}])
def test_what_json_has_no_form_for_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="in a manifest"):
        dump({"a": value})


class Colour(str, enum.Enum):  # noqa: UP042 - the harder kind, whose str() is not its value
    RED = "red"


def test_relatives_of_the_json_types_are_written_like_them() -> None:
    relatives: Any = OrderedDict(
        a=(Colour.RED, ()), b=[(("x", {}),), MappingProxyType({"c": 1})], d=MappingProxyType({})
    )
    plain = {"a": ["red", []], "b": [[["x", {}]], {"c": 1}], "d": {}}
    assert dump(relatives) == dump(plain)
    assert read_yaml12(dump(relatives)) == plain


def test_keys_become_text_as_in_json() -> None:
    assert dump({True: 1, None: 2, 3: 4, 1.5: 5, "yes": 6}) == '"true": 1\n"null": 2\n"3": 4\n"1.5": 5\n"yes": 6\n'


@pytest.mark.parametrize("read", READERS)
def test_long_keys_come_back(read: Any) -> None:
    document = [{"k" * 2000: {"a": 1}, "b" * 2000: ["x" * 70, "y"], "c" * 2000: "x\ny\n", "d: " * 900: []}]
    assert read(dump(document)) == document


def test_shared_data_is_written_twice_and_not_as_an_alias() -> None:
    shared = {"a": ["b"]}
    assert dump([shared, shared]) == "- a: [b]\n- a: [b]\n"


@pytest.mark.parametrize("wrap", [lambda inner: {"k": inner}, lambda inner: [inner, 1]])
def test_nesting_of_200_levels_is_written_and_endless_nesting_refused(wrap: Any) -> None:
    document: Any = "x"
    for _ in range(200):
        document = wrap(document)
    assert dump(document).count("x") == 1
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="too deeply"):
        dump(endless)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("count", [1, 1365, 1366, pytest.param(5000, marks=pytest.mark.slow)])
def test_long_lists_are_written_whole(read: Any, count: int) -> None:
    document = {"items": [{"name": f"n{number}", "text": "a\nb\n\n"} for number in range(count)], "last": "x\n\n"}
    assert read(dump(document)) == document
    assert dump(document).count("\n") == len(dump(document).splitlines())
    assert read(dump_commented(document, {}, ["# top"], ["# end"])) == document
    assert dump_commented(document, {}, ["# top"], ["# end"]) == f"# top\n{dump(document)}# end\n"


def test_documents_are_parted_by_three_dashes() -> None:
    assert dump_all([{"a": 1}, ["b"], "c"]) == "a: 1\n---\n[b]\n---\nc\n"
    assert dump_all([]) == ""
