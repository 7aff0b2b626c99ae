"""Frozen values with named fields, whose classes are fast to define.

Each command defines some hundred small classes as it starts. A frozen dataclass takes half a millisecond and a named
tuple a tenth of one, because they compile separate methods. Records share the methods of one class and take ten
microseconds. To type checkers, they are dataclasses. Values that are compared or unpacked are tuple records, which are
named tuples to type checkers.
"""

from __future__ import annotations

import collections
from collections.abc import Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, dataclass_transform

__all__ = ["EMPTY", "Record", "TupleRecord", "cached_property"]

EMPTY: Mapping[str, Any] = {}
"""The default of a field that holds a mapping."""


@dataclass_transform(frozen_default=True, eq_default=False)
class Record:
    """A value whose fields are the annotated names of its class, with their defaults.

    `_fields` are their names, and `_replace` returns a copy with other values, as in named tuples. Records are equal
    only if they are the same object. A default is shared by all records of the class, so it must be immutable.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    __names: ClassVar[frozenset[str]] = frozenset()
    __required: ClassVar[frozenset[str]] = frozenset()
    __counts: ClassVar[range] = range(1)
    __accepted: ClassVar[frozenset[tuple[str, ...]]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = [name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar")]
        defaults = vars(cls)
        for name in own:
            if isinstance(default := defaults.get(name), FunctionType):
                setattr(cls, name, staticmethod(default))  # a value, not a method
        # Not `hasattr`, which formats a message for each name that a class lacks.
        required = [name for name in (*cls.__required, *own) if name not in defaults]
        cls._fields = fields = (*cls._fields, *own)
        cls.__names = frozenset(fields)
        cls.__required = frozenset(required)
        cls.__counts = range(max(map(fields.index, required), default=-1) + 1, len(fields) + 1)
        cls.__accepted = frozenset()

    def __init__(self, *values: Any, **named: Any) -> None:
        if not named and len(values) in self.__counts:  # most records, with less to check
            named = dict(zip(self._fields, values))  # noqa: B905 - the argument `strict` takes as long as the rest
        else:
            if values:
                count = len(values) + len(named)
                named.update(zip(self._fields, values, strict=False))
                if len(named) != count:
                    raise TypeError(f"{type(self).__name__} got too many values, or two for one field")
            if (names := tuple(named)) not in self.__accepted:
                self.__accept(names)
        _set_fields(self, named)  # fields without a value are attributes of the class

    @classmethod
    def _make(cls, fields: dict[str, Any]) -> Self:
        """Return a record that stores `fields` itself, which takes a third of the time of the constructor."""
        names = tuple(fields)
        if names not in cls.__accepted:
            cls.__accept(names)
        record = _new(cls)
        _set_fields(record, fields)
        return record

    @classmethod
    def __accept(cls, names: tuple[str, ...]) -> None:
        """Record that these names are valid: each caller has few combinations."""
        if not (cls.__names.issuperset(names) and cls.__required.issubset(names)):
            cls.__refuse(dict.fromkeys(names))
        cls.__accepted |= {names}

    @classmethod
    def __refuse(cls, named: Mapping[str, Any]) -> NoReturn:
        wrong = ", ".join(sorted((cls.__required - named.keys()) | (named.keys() - cls.__names)))
        raise TypeError(f"{cls.__name__} got missing or unknown fields: {wrong}")

    def _replace(self, **changes: Any) -> Self:
        kept = {name: value for name, value in vars(self).items() if name in self.__names}  # no cached properties
        return type(self)(**{**kept, **changes})

    if not TYPE_CHECKING:  # to type checkers, a class with these has any attribute

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"{type(self).__name__} is frozen: '{name}' cannot be set")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"{type(self).__name__} is frozen: '{name}' cannot be deleted")

    def __repr__(self) -> str:
        given = (f"{name}={vars(self)[name]!r}" for name in self._fields if name in vars(self))
        return f"{type(self).__name__}({', '.join(given)})"


# Sets all fields at once, without `__setattr__`.
_set_fields = vars(Record)["__dict__"].__set__
_new = object.__new__


if TYPE_CHECKING:
    from functools import cached_property
    from typing import NamedTuple as TupleRecord
else:

    class cached_property:  # noqa: N801 - as the one of Python
        """A property that is computed at its first use, as that of Python 3.12: before, each use of one takes a lock.

        Two threads may both compute it, with equal results.
        """

        def __init__(self, build):
            self._build = build
            self.__doc__ = build.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._build(instance)
            return value

    class TupleRecord(tuple):
        """A named tuple whose class is fast to define: its constructor is compiled at the first call.

        `typing.NamedTuple` compiles that, and each annotation, when the class is defined.
        """

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012 - as in named tuples, it is not modified

        def __init_subclass__(cls) -> None:
            cls._fields = tuple(cls.__annotations__)
            cls._field_defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}
            for number, name in enumerate(cls._fields):
                setattr(cls, name, collections._tuplegetter(number, None))

        def __new__(cls, *values, **named):
            """Return a tuple of values, as the compiled constructor that replaces this one."""
            made = collections.namedtuple(cls.__name__, cls._fields, defaults=cls._field_defaults.values())
            cls.__new__ = staticmethod(vars(made)["__new__"].__func__)
            return cls.__new__(cls, *values, **named)

        _make = classmethod(tuple.__new__)  # takes half the time of a function of Python

        def _replace(self, **changes):
            kept = {name: changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)}
            return type(self)(**kept, **changes)  # an unknown name is a TypeError

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            fields = (f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({', '.join(fields)})"
