"""Frozen values: what they accept, and how copies and subclasses behave."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from argogen.records import Record, TupleRecord, cached_property


class Point(Record):
    kind: ClassVar[str] = "point"
    x: int
    y: int = 0

    @cached_property
    def total(self) -> int:
        return self.x + self.y


class NamedPoint(Point):
    name: str = ""


def test_fields_are_given_in_order_or_by_name_and_else_have_their_default() -> None:
    assert Point._fields == ("x", "y")
    assert [(point.x, point.y) for point in (Point(1), Point(1, 2), Point(y=2, x=1))] == [(1, 0), (1, 2), (1, 2)]


class Calculation(Record):
    function: Callable[[int], int] = abs
    other: Callable[[int], int] = lambda number: number + 1


def test_a_function_is_a_value_like_others() -> None:
    assert (Calculation().function(-1), Calculation().other(1), Calculation(lambda number: -number).function(1)) == (
        1,
        2,
        -1,
    )


def test_a_subclass_has_the_fields_of_its_base_first() -> None:
    assert NamedPoint._fields == ("x", "y", "name")
    point = NamedPoint(1, 2, "a")
    assert (point.total, point.name) == (3, "a")


@pytest.mark.parametrize(
    ("values", "named", "message"),
    [
        ((), {}, "missing or unknown fields: x"),
        ((), {"y": 1, "z": 2}, "missing or unknown fields: x, z"),
        ((1,), {"kind": "line"}, "missing or unknown fields: kind"),
        ((1, 2, 3), {}, "too many values"),
        ((1,), {"x": 2}, "two for one field"),
    ],
)
def test_other_fields_are_refused(values: tuple[Any, ...], named: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Point(*values, **named)


def test_nothing_can_be_set_or_deleted() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="'x' cannot be set"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="'other' cannot be set"):
        point.other = 2  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="'x' cannot be deleted"):
        del point.x
    assert point.x == 1


def test_a_copy_with_other_values_computes_its_properties_anew() -> None:
    point = Point(1, 2)
    assert (point.total, point._replace(y=5).total, point.total) == (3, 6, 3)
    with pytest.raises(TypeError, match="unknown fields: z"):
        point._replace(z=1)


def test_records_are_compared_by_identity() -> None:
    point = Point(1)
    assert point != Point(1)
    assert {point: 1}[point] == 1


def test_the_fields_given_are_printed() -> None:
    assert repr(NamedPoint(1, name="a")) == "NamedPoint(x=1, name='a')"


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda point: pickle.loads(pickle.dumps(point))])
def test_records_can_be_copied_and_sent_to_other_processes(duplicate: Any) -> None:
    assert (duplicate(Point(1, 2)).x, duplicate(Point(1, 2)).y) == (1, 2)


class Circle(Record):
    r: int


def test_makes_a_record_that_keeps_its_fields() -> None:
    fields = {"x": 1}
    made = Point._make(fields)
    assert (made.x, made.y) == (1, 0)
    assert vars(made) is fields
    for _ in range(2):  # valid names are remembered, and others are not
        assert Point._make({"x": 2}).x == 2
        with pytest.raises(TypeError, match="missing or unknown fields: x, z"):
            Point._make({"z": 1})
    assert Circle._make({"r": 1}).r == 1
    with pytest.raises(TypeError, match="missing or unknown fields: r, x"):
        Circle._make({"x": 1})


class Size(TupleRecord):
    """A tuple record."""

    width: int
    height: int = 1

    @property
    def area(self) -> int:
        """The product."""
        return self.width * self.height


def test_tuple_records_are_compared_and_unpacked_as_tuples() -> None:
    width, height = Size(2)
    assert (width, height) == (2, 1) == Size(width=2)
    assert {Size(2, 3): "a"}[Size(2, 3)] == "a"
    assert (Size(2, 3).area, Size(2)._replace(height=5), Size._make([4, 5]).width) == (6, (2, 5), 4)
    assert (Size(2)._asdict(), Size._fields, repr(Size(2))) == (
        {"width": 2, "height": 1},
        ("width", "height"),
        "Size(width=2, height=1)",
    )


def test_tuple_records_have_their_fields_only() -> None:
    wrong: Any = Size
    wrongly_given: list[tuple[tuple[int, ...], dict[str, int]]] = [((), {}), ((1, 2, 3), {}), ((1,), {"depth": 2})]
    for values, named in wrongly_given:
        with pytest.raises(TypeError):
            wrong(*values, **named)
    with pytest.raises(TypeError):
        wrong(1)._replace(depth=2)
    with pytest.raises(AttributeError):
        wrong(1).width = 2


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda size: pickle.loads(pickle.dumps(size))])
def test_tuple_records_can_be_copied_and_sent_to_other_processes(duplicate: Any) -> None:
    assert duplicate(Size(1, 2)) == Size(1, 2)
    assert type(duplicate(Size(1, 2))) is Size


class Counted:
    def __init__(self) -> None:
        self.runs = 0

    @cached_property
    def value(self) -> list[int]:
        """The value."""
        self.runs += 1
        return [self.runs]


def test_a_cached_property_is_computed_once_per_object() -> None:
    first, second = Counted(), Counted()
    assert first.value is first.value
    assert (first.runs, second.runs, first.value) == (1, 0, [1])
    assert first.value is not second.value
    assert Counted.value.__doc__ == "The value."


def test_copies_of_records_compute_their_own_properties() -> None:
    point = Point(1, 2)
    assert (point.total, point._replace(x=2).total) == (3, 4)


def test_a_default_of_a_subclass_makes_a_field_of_its_base_optional() -> None:
    class Origin(Point):
        x = 0

    make: Any = Origin
    assert (make().x, make(1).x) == (0, 1)


def test_a_tuple_record_is_the_same_before_and_after_its_constructor_is_compiled() -> None:
    class Pair(TupleRecord):
        first: int
        second: int = 2

    made = [each for _ in range(100) for each in (Pair(1), Pair(first=1), Pair(1, second=2))]
    assert set(made) == {(1, 2)}
    assert {type(each) for each in made} == {Pair}
