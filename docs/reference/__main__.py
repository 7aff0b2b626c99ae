"""Update the pages of the reference and the comments of the templates: python -m docs.reference.

They are generated from the schemas, the rules and the commands. Tests compare the files with the output.
"""

from __future__ import annotations

from pathlib import Path

from argogen.resources import TEMPLATES

from .pages import write_pages
from .template_comments import list_described


def main() -> None:
    """Write all files."""
    for folder, files in ((Path(__file__).parent, write_pages()), (TEMPLATES, list_described())):
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
