"""Build the documentation site: python -m docs.site [DIRECTORY], in the root directory of the repository.

The sources are assembled in a temporary directory. Sphinx then builds them, and treats every warning as an error.
Nothing is loaded from the network.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import main as run_sphinx

from .accessibility import complete_pages
from .links import DeadLinkError
from .pages import ROOT
from .sources import write_sources

HERE = Path(__file__).resolve().parent
# Cross references of all kinds must resolve; all warnings are reported, and are errors.
_STRICT = ["--nitpicky", "--fail-on-warning", "--keep-going", "--quiet"]


def build(output: Path) -> int:
    """Build the site in a directory, and return the exit code: 1 for a dead link, or that of Sphinx."""
    with tempfile.TemporaryDirectory(prefix="argogen-site-") as name:
        sources = Path(name, "pages")
        try:
            write_sources(sources)
        except DeadLinkError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        locations = ["--conf-dir", HERE, "--doctree-dir", Path(name, "doctrees"), sources, output]
        code = run_sphinx([*_STRICT, *map(str, locations)])
    complete_pages(output)
    return code


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"))
