"""Text operations of templates: numbers as YAML writes them, and no text glued to a fragment of YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import FILTERS, make_attrgetter
from markupsafe import Markup

from argogen.templating.data import as_data, as_text, raise_undefined
from argogen.templating.errors import MisplacedFragmentError, NotDataError, TemplateArgumentError

# HTML's, and one that would give other bytes for the same input.
_REFUSED = frozenset(
    {"e", "escape", "forceescape", "random", "safe", "striptags", "tojson", "urlize", "xmlattr"},
)


def choose_filters() -> dict[str, Any]:
    """Return Jinja's filters, by name, as far as they make sense where there is no HTML."""
    return {
        **{name: function for name, function in FILTERS.items() if name not in _REFUSED},
        "format": _format,
        "join": _join,
    }


def refuse_fragments(*values: Any) -> None:
    """Raise MisplacedFragmentError if one of `values` is a fragment: text glued to YAML would be YAML by luck only."""
    if any(isinstance(value, Markup) for value in values):
        raise MisplacedFragmentError


def join_text(values: Iterable[Any], between: str = "") -> str:
    """Return `values` as one text.

    Raises NotDataError for a fragment or an absent value, UndefinedError for an undefined one.
    """
    return between.join([_write(value) for value in values])


def _write(value: Any) -> str:
    if value is None:
        raise NotDataError("a value that is absent stands inside a text")
    if isinstance(value, Undefined):
        raise_undefined(value)
    return as_text(as_data(value))


@pass_environment
def _join(environment: Environment, value: Any, d: Any = "", attribute: str | int | None = None) -> str:
    if not isinstance(value, Iterable):
        raise TemplateArgumentError(f"`join` takes a list, and got a {type(value).__name__}")
    if not isinstance(d, str):
        raise TemplateArgumentError(f"`join` puts a text between the values, and got a {type(d).__name__}")
    get = make_attrgetter(environment, attribute) if attribute is not None else None
    return join_text(map(get, value) if get else value, d)


def _format(value: Any, *args: Any, **kwargs: Any) -> Any:
    refuse_fragments(value, *args, *kwargs.values())
    try:
        return value % (kwargs or args)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise TemplateArgumentError(f"`format`: {type(error).__name__}: {error}") from error
