"""Whatever a template evaluates, it gives data or a diagnostic: no error in argogen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.diagnostics import InvalidInputError
from argogen.templating.filters import choose_filters
from argogen.templating.templates import Templates

LITERALS = ["1", "0", "-1", "'a'", "''", "[]", "[1,2]", "{}", "{'a':1}", "none", "true", "1.5", "'%d'", "('a','b')"]
NAMES = ["x", "x.y", "range(3)", "nope", "m()", "v", "v.f", "v.g", "self", "field"]
ATOMS = st.sampled_from([*LITERALS, *NAMES])
KEYS = st.sampled_from(["k", "<<", "- a", "'q'"])
FILTERS = st.sampled_from(sorted(choose_filters()))
FORMS = ("{a} | {f}", "{a} | {f}({b})", "{a} | {f}(attribute={b})", "[{a}, {b}] | map('{f}', {c}) | list", "{a}[{b}]")
OPERATIONS = tuple(f"{{a}} {operator} {{b}}" for operator in ("+", "-", "*", "//", "%", "~", "<", "in", "=="))
CALLS = ("field({a}, {b})", "field('a', {a})", "construct({a})", "field({a})", "{a}({b})", "{a}.x({b})")
EXPRESSIONS = st.builds(
    lambda form, a, b, c, f: form.format(a=a, b=b, c=c, f=f),
    st.sampled_from((*FORMS, *OPERATIONS, *CALLS)), ATOMS, ATOMS, ATOMS, FILTERS,
)  # fmt: skip
LINES = st.one_of(
    st.builds(
        lambda key, value: f"{key}: ${{{{ {value} }}}}\n", st.sampled_from(["k", "<<", "- a", "'q'"]), EXPRESSIONS
    ),
    st.builds(lambda key: f"x${{{{ {key} }}}}: |\n  a ${{{{ {key} }}}}\n", EXPRESSIONS),
    st.builds(lambda items: f"{{% for i in {items} %}}\nk${{{{ i }}}}: 1\n{{% endfor %}}\n", EXPRESSIONS),
    st.builds(lambda f, e: f"{{% filter {f} %}}\nf: ${{{{ {e} }}}}\n{{% endfilter %}}\n", FILTERS, EXPRESSIONS),
    st.builds(lambda name: f"{{% include {name} ignore missing %}}\n", ATOMS),
    st.builds(
        lambda e, f: f"{{% set s %}}\na: ${{{{ {e} }}}}\n{{% endset %}}\n${{{{ s | {f} }}}}\n", EXPRESSIONS, FILTERS
    ),
)
MACRO = "{% macro m(a=1) %}\nmm: ${{ a }}\n{% endmacro %}\n"


@dataclass(frozen=True)
class Value:
    f: int = 1
    g: tuple[int, ...] = ()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        (Path(name) / "fields").mkdir()
        (Path(name) / "fields/a.yaml.j2").write_text("k: ${{ a }}\n")
        yield Path(name)


@given(text=st.lists(LINES, min_size=1, max_size=3).map("".join))
def test_data_or_a_diagnostic(folder: Path, text: str) -> None:
    (folder / "t.j2").write_text(MACRO + text)
    try:
        Templates([folder]).render("t.j2", x={"y": [1, {"z": 2}]}, v=Value())
        places = {"t.j2"}
    except InvalidInputError as error:
        places = {Path(found.place.file).name for found in error.diagnostics}
    assert places <= {"t.j2", "a.yaml.j2"}
    assert places
