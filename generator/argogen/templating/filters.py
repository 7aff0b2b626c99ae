"""String filters of templates: numbers in YAML notation, and no concatenation of strings with fragments of YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import FILTERS, make_attrgetter
from markupsafe import Markup

from argogen.argo.notation.variable_expansion import ANY_VARIABLES, escape_variables
from argogen.late import import_late
from argogen.templating.data import as_data, as_text, raise_undefined
from argogen.templating.errors import MisplacedFragmentError, NotDataError, TemplateArgumentError

if TYPE_CHECKING:
    from argogen.templating import documents
else:
    documents = import_late("argogen.templating.documents")

# Filters for HTML, and a non-deterministic one.
_REFUSED = frozenset(
    {"e", "escape", "forceescape", "random", "safe", "striptags", "tojson", "urlize", "xmlattr"},
)


def choose_filters() -> dict[str, Any]:
    """Return the filters of Jinja that are useful without HTML, by name."""
    return {
        **{name: function for name, function in FILTERS.items() if name not in _REFUSED},
        "argument": _write_argument,
        "documents": _write_documents,
        "format": _format,
        "join": _join,
    }


def refuse_fragments(*values: Any) -> None:
    """Raise MisplacedFragmentError for a fragment: its concatenation with a string need not be valid YAML."""
    if any(isinstance(value, Markup) for value in values):
        raise MisplacedFragmentError


def join_text(values: Iterable[Any], between: str = "") -> str:
    """Return `values` as one string.

    Raises NotDataError for a fragment or an absent value, UndefinedError for an undefined one.
    """
    return between.join([_write(value) for value in values])


def _write(value: Any) -> str:
    if value is None:
        raise NotDataError("absent value inside a string")
    if isinstance(value, Undefined):
        raise_undefined(value)
    return as_text(as_data(value))


def _write_documents(value: Any) -> str:
    """Return a list of objects as YAML documents, an empty string for None."""
    objects = [] if value is None else as_data(value)
    if not isinstance(objects, list):
        raise TemplateArgumentError(f"`documents` requires a list of objects, got a {type(value).__name__}")
    return documents.write_documents(objects)


def _write_argument(value: Any) -> str:
    """Return an argument of a container that Kubernetes expands to a string."""
    if not isinstance(value, str):
        raise TemplateArgumentError(f"`argument` requires a string, got {type(value).__name__}")
    return escape_variables(value, ANY_VARIABLES)


@pass_environment
def _join(environment: Environment, value: Any, d: Any = "", attribute: str | int | None = None) -> str:
    if not isinstance(value, Iterable):
        raise TemplateArgumentError(f"`join` requires a list, got a {type(value).__name__}")
    if not isinstance(d, str):
        raise TemplateArgumentError(f"separator of `join` must be a string, got a {type(d).__name__}")
    get = make_attrgetter(environment, attribute) if attribute is not None else None
    return join_text(map(get, value) if get else value, d)


def _format(value: Any, *args: Any, **kwargs: Any) -> Any:
    refuse_fragments(value, *args, *kwargs.values())
    try:
        return value % (kwargs or args)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise TemplateArgumentError(f"`format`: {type(error).__name__}: {error}") from error
