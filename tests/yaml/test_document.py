"""Places of the nodes of a document, and the spelling of its numbers."""

from __future__ import annotations

import textwrap

import pytest

from argogen.diagnostics import Place
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.counting import count_calls

TEXT = textwrap.dedent(
    """\
    name: demo   # a comment
    base: &base
      image: &i !!str x:1
      sizes: [1, {a: b}, 0x1F]
    steps:
      - name: plan
        <<: *base
        run: |
          echo one
            echo {{plan.chunks}} {{plan.chunks}}
      - - name: "it"
          with: {text: 'don''t {{=a[''b'']}}', "q\\u0041": "\\x41 \\" {{b}}\\
            \\tc {{d}}"}
    folded: >-
      some words

      then {{more
      words}}
    plain: one {{two}}
      three {{four}}
    empty:
    copied: *i
    é: {ü: 'ö {{a}}'}
    """
)


def read(text: str) -> Document:
    (document,) = read_documents(SourceText("f", text))
    return document


def describe(place: Place) -> str:
    return f"{place.line}:{place.column} {place.text[place.column - 1 : place.column - 1 + place.width]}"


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        ((), "1:1 name"),
        (("name",), "1:7 demo"),
        (("base",), "3:3 image"),
        (("base", "image"), "3:19 x:1"),
        (("base", "sizes"), "4:10 ["),
        (("base", "sizes", 0), "4:11 1"),
        (("base", "sizes", 1), "4:14 {"),
        (("base", "sizes", 1, "a"), "4:18 b"),
        (("base", "sizes", 2), "4:22 0x1F"),
        (("steps",), "6:3 -"),
        (("steps", 0), "6:5 name"),
        (("steps", 0, "run"), "8:10 |"),
        (("steps", 0, "image"), "3:19 x:1"),  # merged
        (("steps", 0, "sizes", 1, "a"), "4:18 b"),
        (("steps", 1, 0, "name"), '11:13 "it"'),
        (("folded",), "14:9 >-"),
        (("plain",), "19:8 one {{two}}"),
        (("copied",), "3:19 x:1"),  # an alias
        (("é", "ü"), "23:8 'ö {{a}}'"),
        # nowhere: the deepest part on the way
        (("nothing",), "1:1 name"),
        (("name", "nothing", 3), "1:7 demo"),
        (("steps", 7), "6:3 -"),
        (("steps", -1), "6:3 -"),
        (("steps", "x"), "6:3 -"),
        (("steps", 0, 0), "6:5 name"),
        (("steps", 1, 0, "with", "no"), "12:13 {"),
    ],
)
def test_place_of_a_value(path: NodePath, spot: str) -> None:
    assert describe(read(TEXT).place(path)) == spot


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        (("name",), "1:1 name"),
        (("base", "sizes", 1, "a"), "4:15 a"),
        (("steps", 0, "image"), "3:3 image"),
        (("steps", 1, 0, "with", "qA"), '12:44 "q\\u0041"'),
        (("empty",), "21:1 empty"),
        (("é",), "23:1 é"),
        (("steps", 0), "6:5 name"),  # an item has no key
        (("steps", 0, "nothing"), "6:5 name"),
    ],
)
def test_place_of_a_key(path: NodePath, spot: str) -> None:
    assert describe(read(TEXT).place(path, key=True)) == spot


@pytest.mark.parametrize(
    ("path", "find", "at", "spot"),
    [
        (("name",), "em", 0, "1:8 em"),
        (("steps", 0, "run"), "{{plan.chunks}}", 0, "10:14 {{plan.chunks}}"),
        (("steps", 0, "run"), "{{plan.chunks}}", 32, "10:30 {{plan.chunks}}"),
        (("steps", 0, "run"), "echo", 11, "10:9 echo"),
        (("steps", 1, 0, "with", "text"), "{{=a['b']}}", 0, "12:28 {{=a[''b'']}}"),
        (("steps", 1, 0, "with", "qA"), '" {{b}}', 0, '12:61 \\" {{b}}'),
        (("steps", 1, 0, "with", "qA"), "A", 0, "12:56 \\x41"),
        (("steps", 1, 0, "with", "qA"), "{{d}}", 0, "13:13 {{d}}"),
        (("folded",), "then", 0, "17:3 then"),
        (("folded",), "{{more words}}", 0, "17:8 {{more"),
        (("plain",), "{{four}}", 0, "20:9 {{four}}"),
        (("é", "ü"), "{{a}}", 0, "23:11 {{a}}"),
        # not there: the whole scalar
        (("plain",), "{{five}}", 0, "19:8 one {{two}}"),
        (("steps",), "name", 0, "6:3 -"),
    ],
)
def test_place_of_a_text_in_a_value(path: NodePath, find: str, at: int, spot: str) -> None:
    assert describe(read(TEXT).place(path, find=find, at=at)) == spot


def test_place_of_a_text_in_a_key() -> None:
    assert (
        describe(read("a: {'x''${{ y }}': 1}").place(("a", "x'${{ y }}"), key=True, find="${{ y }}")) == "1:9 ${{ y }}"
    )


def test_place_within_a_value() -> None:
    assert describe(read("a: 'x''y {{z}}'").place_within(("a",), 4, 5)) == "1:10 {{z}}"


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_have_the_same_places(line_end: str) -> None:
    document, other = read(TEXT), read(TEXT.replace("\n", line_end))
    assert other.data == document.data
    paths: list[NodePath] = [("steps", 0, "run"), ("steps", 1, 0, "with", "qA"), ("plain",), ("é", "ü")]
    for path in paths:
        for find in ("", "{{d}}", "{{a}}", "{{plan.chunks}}", "{{four}}"):
            assert other.place(path, find=find) == document.place(path, find=find)


def test_places_of_several_documents() -> None:
    first, second, third = read_documents(SourceText("f", "a: 1\n---\n---\na: {b: 2}\n"))
    assert [document.index for document in (first, second, third)] == [0, 1, 2]
    assert str(first.place(("a",))) == "f:1:4"
    assert str(second.place(())) == "f:3:1"
    assert str(third.place(("a", "b"))) == "f:4:8"


def test_numbers_keep_their_spelling() -> None:
    document = read("a: 3.10\nb: [1, 1e3, 0x1F, 007, +5, 3.1, '1e3', 1.5]\n")
    assert document.number_spellings == {
        ("a",): "3.10",
        ("b", 1): "1e3",
        ("b", 2): "0x1F",
        ("b", 3): "007",
        ("b", 4): "+5",
    }
    assert [document.text_at(("b", i), value) for i, value in enumerate(document.data["b"])] == [
        *("1", "1e3", "0x1F", "007", "+5", "3.1", "1e3", "1.5")
    ]


def test_spelling_follows_aliases_and_merges() -> None:
    document = read(
        "a: &a {v: 3.10, w: 0x1}\nb: *a\nc: {<<: *a, w: 1}\nd: {<<: [{v: 1.0}, *a], w: 1e0}\ne: &e 1e1\nf: [*e]\n"
    )
    assert document.number_spellings == {
        ("a", "v"): "3.10",
        ("a", "w"): "0x1",
        ("b", "v"): "3.10",
        ("b", "w"): "0x1",
        ("c", "v"): "3.10",
        ("d", "w"): "1e0",
        ("e",): "1e1",
        ("f", 0): "1e1",
    }
    assert document.text_at(("b", "v"), 3.1) == "3.10"
    assert document.text_at(("d", "v"), 1.0) == "1.0"


def test_whole_document_that_is_a_number() -> None:
    document = read("0x10\n")
    assert (document.data, document.number_spellings, document.text_at((), 16)) == (16, {(): "0x10"}, "0x10")


def test_text_of_a_value_that_is_not_from_the_source() -> None:
    document = read("a: 0x10\n")
    assert document.text_at(("a",), "b") == "b"
    assert document.text_at(("b", 3), [1]) == "[1]"


def test_a_place_takes_few_calls_in_a_large_document() -> None:
    text = "tasks:\n" + "".join(f"  t{i}: {{run: 'echo {{{{x}}}}', env: {{A: b}}}}\n" for i in range(1000))
    document = read(text)
    assert document.place(("tasks", "t0", "run")).line == 2
    for name in ("t1", "t500", "t999"):
        assert count_calls(lambda path: document.place(path, find="{{x}}"), ("tasks", name, "run")) < 100
