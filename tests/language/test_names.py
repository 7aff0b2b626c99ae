from __future__ import annotations

from argogen.language.lower.names import LONGEST, name_drafts, shorten
from argogen.language.model.drafts import CallModel, TemplateModel


def inside(parent: TemplateModel, name: str, *, fixed: bool = False) -> TemplateModel:
    return TemplateModel(name, "run", {}, (), fixed=fixed, caller=CallModel(name, parent, {}, ()))


def names(*drafts: TemplateModel) -> list[str]:
    name_drafts(drafts)
    return [draft.name for draft in drafts]


def test_a_name_that_stands_alone_stays() -> None:
    main = TemplateModel("main", "steps", {}, (), fixed=True)
    assert names(main, inside(main, "a"), inside(main, "b")) == ["main", "a", "b"]


def test_all_that_clash_get_their_parents_name() -> None:
    main = TemplateModel("main", "steps", {}, (), fixed=True)
    left, right = inside(main, "left"), inside(main, "right")
    found = names(main, left, right, inside(left, "x"), inside(right, "x"), inside(main, "x"))
    assert found == ["main", "left", "right", "left-x", "right-x", "main-x"]


def test_grandparents_help_where_parents_do_not() -> None:
    main = TemplateModel("main", "steps", {}, (), fixed=True)
    top, bottom = inside(main, "top"), inside(main, "bottom")
    a, b = inside(top, "loop"), inside(bottom, "loop")
    assert names(main, top, bottom, a, b, inside(a, "x"), inside(b, "x"))[-2:] == ["top-loop-x", "bottom-loop-x"]


def test_a_components_name_never_changes() -> None:
    main = TemplateModel("main", "steps", {}, (), fixed=True)
    component = TemplateModel("echo", "run", {}, (), fixed=True)
    assert names(main, component, inside(main, "echo")) == ["main", "echo", "main-echo"]


def test_names_are_numbered_where_nothing_else_helps() -> None:
    assert names(TemplateModel("x", "run", {}, ()), TemplateModel("x", "run", {}, (), fixed=True)) == ["x-2", "x"]


def test_a_cut_name_is_within_the_limit_and_still_its_own() -> None:
    one, other = (shorten("long-" * 40 + end, LONGEST) for end in ("a", "b"))
    assert len(one) <= LONGEST
    assert one != other
    assert shorten("short", LONGEST) == "short"
