"""A browser for tests of pages: Chromium, or the one that ARGOGEN_BROWSER names."""

from __future__ import annotations

import contextlib
import importlib.resources
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


@contextlib.contextmanager
def launch_browser() -> Iterator[Browser]:
    """Run a browser; the test is skipped where none is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("ARGOGEN_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("NO BROWSER: pages are not tested; install chromium or set ARGOGEN_BROWSER")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


def run_axe(page: Page) -> list[str]:
    """Return the violations of the rules of axe."""
    program = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.evaluate(program)
    result = page.evaluate("axe.run()")
    assert len(result["passes"]) > 10
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
