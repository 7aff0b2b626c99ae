from __future__ import annotations

from pathlib import Path

import pytest

from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.yaml import SourceText
from tests.compiling import prepare_source


def edges(tasks: str) -> dict[str, tuple[str, ...] | str | None]:
    text = f"name: a\ndefaults: {{image: x}}\ntasks:\n{tasks}"
    (prepared,) = prepare_source(SourceFile(SourceText("a.yaml", text), Path("a.yaml"), Path()), CompileOptions())
    assert prepared.context is not None
    return {call.name: call.depends or call.dependencies for call in prepared.context.templates[0].tasks}


def task(name: str, needs: str = "", *uses: str) -> str:
    tags = " ".join(f"{{{{{use}.result}}}}" for use in uses)
    needs = f"needs: {needs}, " if needs else ""
    return f'  {name}: {{{needs}run: "echo {tags}"}}\n'


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (task("a") + task("b", "", "a"), ("a",)),
        (task("a") + task("b", "[a]", "a"), ("a",)),
        (task("a") + task("m", "[a]") + task("b", "[m]", "a"), ("m",)),
        (task("a") + task("m", "", "a") + task("b", "", "m", "a"), ("m",)),
        (task("a") + task("m") + task("b", "[m]", "a"), ("m", "a")),
        (task("a") + task("m") + task("b", "m", "m"), "m"),
        (task("a") + task("m") + task("b", "[m, a]") + task("z", "a || m"), "m && a"),
    ],
)
def test_the_last_tasks_edges(tasks: str, expected: tuple[str, ...] | str) -> None:
    assert edges(tasks)["b"] == expected


@pytest.mark.slow
def test_a_long_chain_of_references_needs_no_recursion() -> None:
    chain = task("t0") + "".join(task(f"t{n}", "", f"t{n - 1}", "t0") for n in range(1, 3000))
    found = edges(chain)
    assert found["t1"] == ("t0",)
    assert found["t2999"] == ("t2998",)
