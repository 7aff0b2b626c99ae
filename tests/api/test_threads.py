"""Sessions in several threads at once: each call has the result that it has alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from argogen import Result, Session
from tests.properties.profile import choose_count

COUNT, THREADS = choose_count(120) // 4 * 4, 4  # a multiple of the bodies, too
BODIES = (
    "run: echo {n} ${{{{ env.WHO }}}}\n",
    "steps:\n- {{name: a, run: 'echo {n}'}}\n- {{name: b, for_each: [1, {n}], run: 'echo ${{{{ env.WHO }}}}'}}\n",
    "tasks:\n  a: {{run: 'echo {n}', outputs: {{x: /tmp/x}}}}\n  b: {{run: 'echo {{{{a.x}}}}', retry: {n}}}\n",
    "runn: {n}\n",
)
OVERLAY = """\
{{% extends "argogen/constructs/container.yaml.j2" %}}
{{% block settings %}}
priorityClassName: {name}
${{{{ super() }}}}
{{% endblock %}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many pipelines, a few of them with an error, and a directory of overriding templates for each thread."""
    for number in range(COUNT):
        body = BODIES[number % len(BODIES)].format(n=number)
        text = f"name: p{number}\ndefaults: {{image: alpine:3}}\n{body}"
        (tmp_path / f"p{number}.yaml").write_text(text, encoding="utf-8")
    for thread in range(THREADS):
        file = tmp_path / f"overlay{thread}/constructs/container.yaml.j2"
        file.parent.mkdir(parents=True)
        file.write_text(OVERLAY.format(name=f"o{thread}"), encoding="utf-8")
    return tmp_path


def open_session(folder: Path, thread: int) -> Session:
    return Session(cwd=folder, environ={"WHO": f"thread {thread}"})


def render_all(session: Session, thread: int) -> list[Result]:
    # Each thread begins elsewhere, so that not all of them are at the same place.
    order = [(number + thread * COUNT // THREADS) % COUNT for number in range(COUNT)]
    made = {number: session.render(f"p{number}.yaml", templates=[f"overlay{thread}"]) for number in order}
    return [made[number] for number in range(COUNT)]


def render_in_threads(open_for: Callable[[int], Session]) -> Sequence[list[Result]]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda thread: render_all(open_for(thread), thread), range(THREADS)))


@pytest.mark.slow
def test_threads_with_a_session_each(folder: Path) -> None:
    alone = [render_all(open_session(folder, thread), thread) for thread in range(THREADS)]
    assert [len({result.text for result in results if result.ok}) for results in alone] == [COUNT * 3 // 4] * THREADS
    assert alone[0] != alone[1]
    assert render_in_threads(lambda thread: open_session(folder, thread)) == alone


def test_threads_with_one_session(folder: Path) -> None:
    session = open_session(folder, 0)
    alone = [render_all(open_session(folder, 0), thread) for thread in range(THREADS)]
    assert all(f"priorityClassName: o{thread}" in alone[thread][0].text for thread in range(THREADS))
    assert render_in_threads(lambda _thread: session) == alone


def test_lint_and_convert_in_threads(folder: Path) -> None:
    session = open_session(folder, 0)

    def run(number: int) -> tuple[Result, Result]:
        manifest = session.render(f"p{number}.yaml").text
        return session.lint(f"p{number}.yaml"), session.convert(text=manifest, filename="workflow.yaml")

    numbers = range(24)
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(run, numbers)) == list(map(run, numbers))
