"""The documentation site: it is built without warnings and without a network, and is complete in itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from argogen.catalogue import RULES
from argogen.explanations import list_pages as list_diagnostics
from docs.site.accessibility import add_attributes
from docs.site.links import DeadLinkError, Links
from docs.site.markdown import add_captions, write_code
from docs.site.navigation import add_navigation
from docs.site.pages import list_pages
from tests.browser import launch_browser, run_axe

from .html import HtmlPage, find_dead_links, find_reachable, is_external, read_page, read_site
from .markdown import ROOT

SHOWN = (
    "index.html", "tutorial.html", "reference/rules.html", "examples/nightly-scores.html", "reference/library.html",
)  # fmt: skip
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(19, 20, 22)"}
# The theme has a page of its search, to which its form leads.
OWN = {"search.html"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; the build has no network where the system permits that."""
    folder = tmp_path_factory.mktemp("site") / "html"
    command = [*isolate(), sys.executable, "-m", "docs.site", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout, done.stderr) == ("", "")
    return folder


def isolate() -> list[str]:
    """Return a command that runs another one without a network; nothing where that is not permitted."""
    if shutil.which("unshare") is None:
        return []
    done = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return ["unshare", "--net"] if done.returncode == 0 else []


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, HtmlPage]:
    return read_site(site)


@pytest.mark.slow
def test_every_page_is_on_the_site(pages: Mapping[str, HtmlPage]) -> None:
    expected = {page.removesuffix(".md") + ".html" for page in list_pages().values()}
    assert set(pages) == expected | OWN
    assert {f"diagnostics/{name}.html" for name in (*RULES, *list_diagnostics())} <= set(pages)


@pytest.mark.slow
def test_no_link_is_dead(site: Path, pages: Mapping[str, HtmlPage]) -> None:
    assert list(find_dead_links(pages, site)) == []


@pytest.mark.slow
def test_every_page_is_reachable(pages: Mapping[str, HtmlPage]) -> None:
    assert set(pages) - find_reachable(pages, "index.html") == set()


@pytest.mark.slow
def test_every_rule_is_linked_from_the_rules(pages: Mapping[str, HtmlPage]) -> None:
    linked = set(pages["reference/rules.html"].links)
    assert {f"../diagnostics/{name}.html" for name in list_diagnostics()} <= linked


@pytest.mark.slow
def test_nothing_is_loaded_from_another_host(site: Path, pages: Mapping[str, HtmlPage]) -> None:
    assert [target for page in pages.values() for target in page.loaded if is_external(target)] == []
    styles = [file.read_text("utf-8") for file in site.rglob("*.css")]
    targets = [target for style in styles for target in re.findall(r"url\(\s*['\"]?([^'\")]+)|@import[^;]*", style)]
    assert len(styles) > 2
    assert [target for target in targets if is_external(target) or not target] == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as launched:
        yield launched


class Reports(NamedTuple):
    """The addresses that a page has loaded, and the messages of its programs."""

    requests: list[str]
    messages: list[str]

    def check(self) -> None:
        """Check that files of the site are all that was loaded, and that no error was reported."""
        assert [url for url in self.requests if not url.startswith("file:///")] == []
        assert len(self.requests) > 3
        assert self.messages == []


def open_page(browser: Browser, file: Path, scheme: Literal["light", "dark"], width: int) -> tuple[Page, Reports]:
    """Open a file of the site without a network."""
    context = browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}, offline=True
    )
    page, reports = context.new_page(), Reports([], [])
    page.set_default_timeout(60_000)
    page.on("request", lambda request: reports.requests.append(request.url))
    page.on("console", lambda message: reports.messages.append(message.text))
    page.on("pageerror", lambda error: reports.messages.append(str(error)))
    page.goto(file.as_uri())
    return page, reports


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_accessibility(site: Path, browser: Browser, name: str, scheme: Literal["light", "dark"], width: int) -> None:
    """The rules of axe hold, no page is wider than the window, and nothing is loaded from elsewhere."""
    page, reports = open_page(browser, site / name, scheme, width)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == BACKGROUND[scheme]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reports.check()
    assert run_axe(page) == []
    page.context.close()


@pytest.mark.slow
def test_the_search_needs_no_server(site: Path, browser: Browser) -> None:
    page, reports = open_page(browser, site / "index.html", "light", 1280)
    page.fill("input[name=q]", "unpinned")
    page.keyboard.press("Enter")
    page.click("#search-results li a[href*='unpinned-image']")
    page.wait_for_selector("h1:has-text('unpinned-image')")
    reports.check()
    page.context.close()


@pytest.mark.slow
def test_descriptions_are_found_before_diagnostics(site: Path, browser: Browser) -> None:
    page, reports = open_page(browser, site / "search.html", "light", 1280)
    page.goto((site / "search.html").as_uri() + "?q=withParam")
    page.wait_for_selector("#search-results li a[href*='diagnostics']")
    found = [link.get_attribute("href") for link in page.query_selector_all("#search-results li > a")]
    assert found[:2] == ["language.html", "reference/argo-fields.html"]
    reports.check()
    page.context.close()


# The functions of the build, and of these checks.


def test_links_lead_to_pages_of_the_site_or_to_the_repository() -> None:
    links = Links(ROOT, {"docs/a.md": "a.md", "docs/how-to/b.md": "how-to/b.md", "examples/e.yaml": "examples/e.md"})
    text = "[a](../a.md#x) [e](../../examples/e.yaml) [c](../../LICENSE) [d](../../tests) [w](https://example.com/)\n"
    assert links.rewrite("docs/how-to/b.md", text) == (
        "[a](../a.md#x) [e](../examples/e.md) [c](https://git.example.com/argogen/blob/main/LICENSE)"
        " [d](https://git.example.com/argogen/tree/main/tests) [w](https://example.com/)\n"
    )
    rules = "generator/argogen/pages/x-y.md"
    assert (
        Links(ROOT, {"docs/a.md": "a.md", rules: "diagnostics/x-y.md"}).rewrite(
            "docs/a.md", "[x](reference/rules.md#ag102-x-y) [y](#ag102-x-y)"
        )
        == "[x](diagnostics/x-y.md) [y](#ag102-x-y)"
    )
    for target in ("../c.md", "../../examples/none.yaml#x", "../pictures/none.svg", "../reference/rules.md#ag102-x-y"):
        with pytest.raises(DeadLinkError, match=r"docs/how-to/b.md: '.*' leads to no file of the repository"):
            links.rewrite("docs/how-to/b.md", f"[c]({target})")
    code = "`[a](a.md)`\n```text\n[a](a.md)\n```\n"
    assert links.rewrite("docs/how-to/b.md", code) == code


def test_files_of_pages_have_captions() -> None:
    page = "```yaml file=a.yaml\na: 1\n```\n\n```console run\n$ b\n```\n"
    shown = "```{code-block} yaml\n:caption: a.yaml\n\na: 1\n```\n\n```console run\n$ b\n```\n"
    assert add_captions(page) == shown
    assert add_captions("```mermaid output\na\n```\n") == "```text\na\n```\n"
    assert write_code("text", "```\n") == "````text\n```\n````"


def test_the_navigation_has_the_sections_of_the_home_page() -> None:
    home = "# A\n\n[x](x.md)\n\n## B\n\n- [b](b.md), [c](c/d.md#e)\n"
    assert add_navigation(home).removeprefix(home) == "\n```{toctree}\n:hidden:\n:caption: B\n\nb\n```\n"


def test_dead_links_and_unreachable_pages_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#x">b</a><a href="https://example.com/">w</a>', "utf-8")
    (tmp_path / "b.html").write_text('<p id="y"><img src="b.svg"><a href="?q#y"></a>', "utf-8")
    (tmp_path / "c.html").touch()
    pages = read_site(tmp_path)
    assert set(find_dead_links(pages, tmp_path)) == {"a.html: b.html#x", "b.html: b.svg"}
    assert find_reachable(pages, "a.html") == {"a.html", "b.html"}
    loaded = read_page('<script src="//example.com/a.js"></script>').loaded
    assert [is_external(target) for target in loaded] == [True]


def test_pages_get_attributes_for_screen_readers() -> None:
    page = '<aside class="toc-drawer no-toc"><p class="caption" role="heading">A</p><pre>&lt;pre&gt;</pre></aside>'
    assert add_attributes(page) == (
        '<aside class="toc-drawer no-toc" aria-label="On this page"><p class="caption" role="heading" aria-level="2">'
        'A</p><pre tabindex="0">&lt;pre&gt;</pre></aside>'
    )
