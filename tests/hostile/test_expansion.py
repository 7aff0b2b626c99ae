"""A few lines that expand to more data than fits into memory are refused, and large pipelines are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from argogen.yaml.emitter import DocumentSizeError, dump
from tests.cli.conftest import Run

HEAD = "name: big\ndefaults: {image: 'alpine:3.23'}\n"


def write_doubling(levels: int) -> str:
    """Each component inlines the next one twice."""
    calls = [
        f"  c{n}: {{steps: [{{name: a, inline: true, use: c{n + 1}}}, {{name: b, inline: true, use: c{n + 1}}}]}}"
        for n in range(levels)
    ]
    first = "steps: [{name: a, inline: true, use: c0}]\ncomponents:"
    return "\n".join([HEAD + first, *calls, f"  c{levels}: {{run: echo}}\n"])


def write_square(width: int) -> str:
    """A component of many inline calls is inlined as often."""
    outer = [f"- {{name: a{n}, inline: true, use: middle}}" for n in range(width)]
    inner = [f"    - {{name: a{n}, inline: true, use: last}}" for n in range(width)]
    return "\n".join([f"{HEAD}steps:", *outer, "components:\n  middle:\n    steps:", *inner, "  last: {run: echo}\n"])


def write_named(width: int) -> str:
    """Many components, each of which inlines the same large one."""
    calls = [f"- {{name: a{n}, use: c{n}}}" for n in range(width)]
    components = [f"  c{n}: {{steps: [{{name: x, inline: true, use: large}}]}}" for n in range(width)]
    large = [f"    - {{name: a{n}, inline: true, use: last}}" for n in range(width)]
    return "\n".join(
        [f"{HEAD}steps:", *calls, "components:", *components, "  large:\n    steps:", *large, "  last: {run: echo}\n"]
    )


def write_chain(levels: int) -> str:
    """Each component inlines the next one once."""
    calls = [f"  c{n}: {{steps: [{{name: a, inline: true, use: c{n + 1}}}]}}" for n in range(levels)]
    first = "steps: [{name: a, inline: true, use: c0}]\ncomponents:"
    return "\n".join([HEAD + first, *calls, f"  c{levels}: {{run: echo}}\n"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [write_doubling(18), write_square(101), write_named(110)], ids=["twice", "square", "named"]
)
@pytest.mark.parametrize("command", ["render", "lint"])
def test_inline_templates_that_multiply(run: Run, text: str, command: str) -> None:
    done = run(command, "-", stdin=text)
    assert done.code == {"render": 2, "lint": 1}[command]
    assert done.err.count("error[") == 1
    assert "error[expansion-too-large]: inline templates expand to more than 10,000 templates" in done.err
    assert "remove 'inline' to use a named template" in done.err


@pytest.mark.parametrize("levels", [18, 40, 400, 2_000])
def test_levels_of_inline_templates(run: Run, levels: int) -> None:
    done = run("render", "-", stdin=write_chain(levels))
    assert (done.code, done.err.count("error[")) == (2, 1)
    assert "templates are inlined more than 18 levels deep" in done.err


@pytest.mark.parametrize("text", [write_doubling(9), write_square(20), write_named(20), write_chain(17)])
def test_inline_templates_that_do_not(run: Run, text: str) -> None:
    assert run("render", "-", stdin=text).code == 0


def _env(count: int) -> Iterator[str]:
    return (f"    V{number}: x" for number in range(count))


INHERITED = {
    "defaults": "defaults:\n  image: alpine:3.23\n  env:\n",
    "profiles": "defaults: {image: 'alpine:3.23'}\nprofiles:\n p:\n  env:\n",
}


@pytest.mark.parametrize("layer", INHERITED)
@pytest.mark.parametrize(("count", "code"), [(800, 2), (60, 0)])
def test_inherited_settings_of_many_templates(run: Run, layer: str, count: int, code: int) -> None:
    profile = ", profile: p" if layer == "profiles" else ""
    tasks = [f"  t{number}: {{run: x{profile}}}" for number in range(count)]
    text = "\n".join([f"name: big\n{INHERITED[layer]}" + "\n".join(_env(count)), "tasks:", *tasks])
    done = run("render", "-", stdin=f"{text}\n")
    assert done.code == code
    assert ("error[expansion-too-large]: inherited settings expand to more than 500,000 values" in done.err) == bool(
        code
    )


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("render", "x" * 50_000),
        ("lint", "x " * 25_000 + "\\n" + "y" * 10),
        pytest.param("render", "x " * 25_000 + "\\n" + "y" * 10, marks=pytest.mark.slow),
        pytest.param("lint", "x" * 50_000, marks=pytest.mark.slow),
    ],
    ids=["render a line", "lint lines", "render lines", "lint a line"],
)
def test_a_long_string_of_many_aliases(run: Run, value: str, command: str) -> None:
    aliases = "".join(f"  p{number}: *a\n" for number in range(1_000))
    done = run(command, "-", stdin=f'{HEAD}parameters:\n  p: &a "{value}"\n{aliases}run: x\n')
    assert done.code == {"render": 2, "lint": 1}[command]
    assert "error[expansion-too-large]: manifest expands to more than 32 MiB" in done.err


@pytest.mark.slow
def test_results_of_many_expressions(run: Run) -> None:
    lines = "".join(f"  v{number}: ${{{{ range(100000 - {number}) | list }}}}\n" for number in range(20))
    done = run("render", "-", stdin=f"{HEAD}parameters:\n{lines}run: x\n")
    assert done.code == 2
    assert "expressions of the document generate more than 10,000,000 characters in total" in done.err


def test_objects_that_are_used_many_times() -> None:
    small = {f"k{number}": "a short value" for number in range(1_000)}
    wide = {f"w{number}": small for number in range(100)}
    with pytest.raises(DocumentSizeError):
        dump({f"v{number}": wide for number in range(100)})
    assert len(dump(wide)) > 1_000_000
