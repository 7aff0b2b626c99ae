"""Pages in a browser: their program, their keys, and their accessibility.

These tests need Chromium, such as the package `chromium` of Debian. ARGOGEN_BROWSER is the path of another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
from playwright.sync_api import Browser, Page

from argogen.drawing.html.page import write
from argogen.drawing.svg import document
from argogen.graph.model import Graph
from tests.browser import launch_browser, run_axe
from tests.drawing.samples import make_graph, make_large, make_run
from tests.graph.building import build_example
from tests.graph.hostile import make_hostile_graph

pytestmark = pytest.mark.slow

Scheme: TypeAlias = Literal["light", "dark"]
Open: TypeAlias = Callable[..., Page]
WIDTH, HEIGHT = 1200, 800


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


@pytest.fixture
def load(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a page without a network; at the end, nothing may have been loaded or reported."""
    requests: list[str] = []
    messages: list[str] = []
    contexts = []

    def load_page(graph: Graph, scheme: Scheme = "light", is_svg: bool = False) -> Page:
        context = browser.new_context(
            color_scheme=scheme, reduced_motion="reduce", viewport={"width": WIDTH, "height": HEIGHT}, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        file = tmp_path / ("page.svg" if is_svg else "page.html")
        file.write_text(document.write([graph]) if is_svg else write([graph], {"p.yaml": "a: 1\n"}), "utf-8")
        page.goto(file.as_uri())
        return page

    yield load_page
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith("file:///")] == []
    assert len(requests) == len(contexts)
    assert messages == []


def nested() -> Graph:
    (built,) = build_example("nested-map")
    return built.graph


def find(page: Page, name: str) -> Any:
    """Return the element of the picture with a name."""
    return page.locator(f"#picture [aria-label^='{name},']").first


def read_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"))


def read_transform(page: Page) -> str:
    return str(page.locator("#scene").get_attribute("transform"))


def list_boxes(page: Page) -> list[dict[str, float]]:
    """Return the rectangles of all visible cards on the screen."""
    boxes: list[dict[str, float]] = page.evaluate(
        "[...document.querySelectorAll('#nodes > g:not(.gone) > .card')].map((card) => card.getBoundingClientRect())"
        ".map(({x, y, width, height}) => ({x, y, width, height}))"
    )
    return boxes


def count_overlaps(boxes: list[dict[str, float]]) -> int:
    return sum(
        a["x"] < b["x"] + b["width"] - 0.1
        and b["x"] < a["x"] + a["width"] - 0.1
        and a["y"] < b["y"] + b["height"] - 0.1
        and b["y"] < a["y"] + a["height"] - 0.1
        for number, a in enumerate(boxes)
        for b in boxes[:number]
    )


def test_the_picture_is_fitted_and_moves(load: Open) -> None:
    page = load(nested())
    boxes = list_boxes(page)
    assert len(boxes) == 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= WIDTH for box in boxes)
    before = boxes[0]
    page.mouse.move(60, 400)
    page.mouse.down()
    page.mouse.move(100, 430, steps=4)
    page.mouse.up()
    after = list_boxes(page)[0]
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (40, 30)
    page.click("#fit")
    assert list_boxes(page)[0] == before


def test_zoom(load: Open) -> None:
    page = load(nested())
    width = list_boxes(page)[0]["width"]
    page.mouse.move(WIDTH / 2, HEIGHT / 2)
    page.mouse.wheel(0, -200)
    page.wait_for_function(f"document.querySelector('#nodes .card').getBoundingClientRect().width > {width * 1.1}")
    for zoom, factor in (("#in", 1.25), ("#out", 0.8)):
        width = list_boxes(page)[0]["width"]
        page.click(zoom)
        assert list_boxes(page)[0]["width"] == pytest.approx(width * factor, rel=0.01)
    page.keyboard.press("0")
    fitted = list_boxes(page)[0]["width"]
    page.keyboard.press("+")
    assert list_boxes(page)[0]["width"] == pytest.approx(fitted * 1.25, rel=0.01)
    page.keyboard.press("-")
    assert list_boxes(page)[0]["width"] == pytest.approx(fitted, rel=0.01)


def test_pinch(load: Open) -> None:
    page = load(nested())
    width = list_boxes(page)[0]["width"]
    page.evaluate(
        """() => {
          const send = (type, pointerId, clientX) => document.getElementById("picture").dispatchEvent(
            new PointerEvent(type, { pointerId, clientX, clientY: 400, bubbles: true }));
          document.getElementById("picture").setPointerCapture = () => {};
          send("pointerdown", 11, 500); send("pointerdown", 12, 600);
          send("pointermove", 12, 700); send("pointerup", 11, 500); send("pointerup", 12, 700);
        }"""
    )
    assert list_boxes(page)[0]["width"] == pytest.approx(width * 2, rel=0.01)


def test_collapse_and_expand(load: Open) -> None:
    page = load(nested())
    group = find(page, "score-region")
    assert group.get_attribute("aria-expanded") == "true"
    group.locator(".toggle").click()
    assert group.get_attribute("aria-expanded") == "false"
    assert len(list_boxes(page)) == 1
    assert group.locator("text", has_text="2 nodes").is_visible()
    assert page.locator("#status").text_content() == "score-region collapsed"
    group.locator(".toggle").dblclick()
    assert group.get_attribute("aria-expanded") == "false"
    page.click("#expand")
    assert len(list_boxes(page)) == 3
    page.click("#collapse")
    assert len(list_boxes(page)) == 1


@pytest.mark.parametrize("collapsed", [["stage-0"], ["stage-1", "stage-5"], [f"stage-{number}" for number in range(8)]])
def test_nothing_overlaps_with_collapsed_groups(load: Open, collapsed: list[str]) -> None:
    page = load(make_large(8, 9))
    whole = page.locator("#picture").evaluate("() => document.querySelector('#e0 .frame').getAttribute('width')")
    for name in collapsed:
        find(page, name).focus()
        page.keyboard.press(" ")
    boxes = list_boxes(page)
    frames: list[dict[str, float]] = page.evaluate(
        "[...document.querySelectorAll('#groups > g:not(.gone)')].slice(1).map((g) => g.firstElementChild)"
        ".map((frame) => frame.getBoundingClientRect()).map(({x, y, width, height}) => ({x, y, width, height}))"
    )
    assert len(boxes) == 9 * (8 - len(collapsed))
    assert count_overlaps(boxes) == 0
    assert count_overlaps(frames) == 0
    after = page.evaluate("document.querySelector('#e0 .frame').getAttribute('width')")
    assert float(after) <= float(whole)


def test_search(load: Open) -> None:
    page = load(nested())
    find(page, "score-region").focus()
    page.keyboard.press(" ")
    page.keyboard.press("/")
    assert read_focus(page) == "search"
    page.keyboard.type("shard")
    assert page.locator("#matches").text_content() == "2 matches"
    page.keyboard.press("Enter")
    assert (page.locator("#status").text_content() or "").startswith("1 of 2: list-shards")
    assert find(page, "list-shards").is_visible()
    page.keyboard.press("Enter")
    assert (page.locator("#status").text_content() or "").startswith("2 of 2: score-shard")
    assert page.locator("#picture .match").count() == 2
    page.keyboard.press("Escape")
    assert page.locator("#picture .match").count() == 0
    assert read_focus(page).startswith("score-shard")


def test_a_large_picture_begins_with_readable_steps(load: Open) -> None:
    page = load(make_large(50, 10))
    name = find(page, "stage-0").locator(".name").first.bounding_box()
    assert name is not None
    assert name["height"] > 8
    assert 0 < name["x"] < WIDTH
    assert 0 < name["y"] < HEIGHT / 2
    before = read_transform(page)
    page.click("#fit")
    assert read_transform(page) != before
    assert find(page, "stage-49").evaluate("(shape) => shape.getBoundingClientRect().right <= innerWidth")


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_element_remains_in_view_beside_its_details(load: Open, side: str) -> None:
    page = load(make_large(6, 1))
    element = find(page, "task-0")
    box = element.bounding_box()
    assert box is not None
    target = 20 if side == "left" else WIDTH - box["width"] - 20
    page.mouse.move(WIDTH / 2, HEIGHT - 60)
    page.mouse.down()
    page.mouse.move(WIDTH / 2 + target - box["x"], HEIGHT - 60, steps=4)
    page.mouse.up()
    element.click()
    page.wait_for_function("document.getElementById('view').clientWidth < innerWidth")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown = element.bounding_box()
    panel = page.locator("#panel").bounding_box()
    assert shown is not None
    assert panel is not None
    assert 0 <= shown["x"] <= shown["x"] + shown["width"] <= panel["x"]


def test_the_panel_shows_the_element(load: Open) -> None:
    page = load(nested())
    find(page, "gather").click()
    panel = page.locator("#panel")
    assert page.locator("#panel-name").text_content() == "gather"
    text = panel.inner_text()
    assert "examples/nested-map.yaml:" in text
    assert "gets values from" in text
    assert "score-region: scores" in text
    assert "Manifest: template" in text
    assert "name: gather" in text
    assert page.locator("#lines .near").count() == 1
    page.click("#close")
    assert panel.is_hidden()


def test_keyboard_only(load: Open) -> None:
    page = load(nested())
    page.locator("#keys").focus()
    page.keyboard.press("Tab")
    assert read_focus(page).startswith("nested-map")
    seen = [read_focus(page)]
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        seen.append(read_focus(page))
    assert [name.split(",")[0] for name in seen] == [
        "nested-map",
        "score-region",
        "list-shards",
        "score-shard",
        "gather",
    ]
    outline = page.evaluate("getComputedStyle(document.activeElement.querySelector('.card')).strokeWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    assert read_focus(page) == "panel-name"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert read_focus(page).startswith("gather")
    before = read_transform(page)
    page.keyboard.press("Shift+ArrowRight")
    assert read_transform(page) != before
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


def test_the_focus_is_kept_in_the_window(load: Open) -> None:
    page = load(make_large(3, 30))
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    find(page, "main").focus()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        box = page.evaluate(
            "(({x, y, right}) => ({x, y, right}))(document.activeElement.firstElementChild.getBoundingClientRect())"
        )
        assert box["right"] > 0
        assert box["x"] < WIDTH
        assert 0 <= box["y"] < HEIGHT


def test_the_timeline_leads_to_the_element(load: Open) -> None:
    page = load(make_run())
    page.locator("#bars .row").nth(3).click()
    assert page.locator("#panel-name").text_content() == "c"
    assert "exit code 1" in page.locator("#panel").inner_text()
    page.keyboard.press("Escape")
    page.locator("#bars .row").nth(0).focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel-name").text_content() == "a"


@pytest.mark.parametrize(
    ("make", "scheme"), [(nested, "light"), (make_graph, "dark"), (make_run, "light"), (make_run, "dark")]
)
def test_accessibility(load: Open, make: Callable[[], Graph], scheme: Scheme) -> None:
    """The rules of axe hold, with the details open and closed."""
    page = load(make(), scheme)
    assert run_axe(page) == []
    page.evaluate("document.querySelectorAll('#nodes [role=button]')[0].focus()")
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("?")
    assert run_axe(page) == []


def test_axe_finds_violations(load: Open) -> None:
    page = load(nested())
    page.evaluate("document.getElementById('search').labels[0].remove(); document.documentElement.lang = ''")
    assert any(found.startswith("html-has-lang") for found in run_axe(page))


def test_color_schemes(load: Open) -> None:
    def read_colors(scheme: Scheme, is_svg: bool) -> list[str]:
        page = load(nested(), scheme, is_svg)
        colors: list[str] = page.evaluate(
            "['.card', '.frame', 'text.name'].map((name) => getComputedStyle(document.querySelector(name)).fill)"
        )
        return colors

    for is_svg in (False, True):
        light, dark = read_colors("light", is_svg), read_colors("dark", is_svg)
        assert light[0] == "rgb(255, 255, 255)"
        assert all(one != other for one, other in zip(light, dark, strict=True))


def test_texts_are_in_their_boxes(load: Open) -> None:
    """The estimated widths are enough for the font of this machine."""
    for make in (make_graph, nested, make_hostile_graph):
        page = load(make(), is_svg=True)
        wide = page.evaluate(
            """[...document.querySelectorAll("g:has(> rect)")].flatMap((g) => {
              const width = g.querySelector("rect").width.baseVal.value;
              const box = (text) => { const { x, width } = text.getBBox(); return x + width; };
              return [...g.querySelectorAll("text")].filter((text) => box(text) > width).map((t) => t.textContent);
            })"""
        )
        assert wide == []


def test_hostile_names_run_nothing(load: Open) -> None:
    page = load(make_hostile_graph())
    assert page.evaluate("document.scripts.length") == 2
    page.keyboard.press("/")
    page.keyboard.type("alert(1)")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert page.locator("#panel-name").text_content() == "<script>alert(1)</script>"


def test_a_large_page_starts_collapsed(load: Open) -> None:
    page = load(make_large(50, 20))
    assert list_boxes(page) == []
    assert page.locator("#groups > g:not(.gone)").count() == 51
    page.keyboard.press("/")
    page.keyboard.type("task-7")
    assert page.locator("#matches").text_content() == "50 matches"
    page.keyboard.press("Enter")
    assert len(list_boxes(page)) == 20
    page.click("#expand")
    boxes = list_boxes(page)
    assert len(boxes) == 1000
    assert count_overlaps(boxes) == 0


def test_reduced_motion(load: Open) -> None:
    page = load(nested())
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0


def test_an_empty_page(load: Open) -> None:
    page = load(Graph("w", "WorkflowTemplate"))
    assert page.locator("h1").text_content() == "w"
    page.click("#fit")
    page.keyboard.press("ArrowDown")
