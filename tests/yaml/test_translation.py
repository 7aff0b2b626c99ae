"""Translations: data that a dialect made, and places in the files that it was made of."""

from __future__ import annotations

from argogen.dialects.translation import LocatedValue, SourceLocation, TranslatedDocument, translate
from argogen.yaml import SourceText, read_documents
from argogen.yaml.spelled_numbers import keep_spelling

MAIN = SourceText("main.yaml", "dag:\n  steps:\n    chunk files:\n      command: echo  hello\n")
SETTINGS = SourceText("settings.yaml", "image: alpine\nlabels: {version: 3.10}\n")


def make_translation() -> TranslatedDocument:
    """One step of one file, with settings of another."""
    (main,) = read_documents(MAIN)
    (settings,) = read_documents(SETTINGS)
    step = SourceLocation(main, ("dag", "steps", "chunk files"))
    run = LocatedValue(step.at("command"), "echo  hello\necho more")
    defaults = LocatedValue(SourceLocation(settings, ()), keep_spelling(settings))
    return translate(
        LocatedValue(
            SourceLocation(main, ()), {"defaults": defaults, "steps": [LocatedValue(step, {"name": "a", "run": run})]}
        )
    )


def test_gives_plain_data() -> None:
    assert make_translation().data == {
        "defaults": {"image": "alpine", "labels": {"version": 3.1}},
        "steps": [{"name": "a", "run": "echo  hello\necho more"}],
    }


def test_keeps_the_spelling_of_numbers() -> None:
    labels = keep_spelling(make_translation())["defaults"]["labels"]
    assert labels["version"].spelling == "3.10"


def test_finds_the_original_of_a_value_and_of_its_key() -> None:
    document = make_translation()
    assert str(document.place(("steps", 0, "run"))) == "main.yaml:4:16"
    assert str(document.place(("steps", 0, "run"), key=True)) == "main.yaml:4:7"
    assert str(document.place(("steps", 0, "run"), find="hello")) == "main.yaml:4:22"


def test_finds_what_has_no_original_where_the_nearest_part_has_its_own() -> None:
    document = make_translation()
    assert str(document.place(("steps", 0, "name"), key=True)) == "main.yaml:4:7"
    assert str(document.place(("steps",))) == "main.yaml:1:1"


def test_goes_on_from_an_original_by_the_same_keys() -> None:
    assert str(make_translation().place(("defaults", "labels", "version"))) == "settings.yaml:2:19"


def test_finds_a_text_that_only_the_translation_has_at_the_whole_original() -> None:
    place = make_translation().place(("steps", 0, "run"), find="more")
    assert (str(place), place.width) == ("main.yaml:4:16", len("echo  hello"))


def test_finds_characters_of_an_original() -> None:
    assert str(make_translation().place_within(("steps", 0, "run"), 6, 5)) == "main.yaml:4:22"
