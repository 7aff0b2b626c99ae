"""The commands that the pages show for the installation work in a clone, and with the address of a repository."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, find_blocks, read_page

ADDRESS = "git+https://git.example.com/argogen"


def list_shown(page: str) -> list[str]:
    """Return the commands that install argogen, in blocks and in prose."""
    blocks = [block.text for block in find_blocks(page) if block.language == "console"]
    inline = re.findall(r"`(pip install [^`]+)`", page)
    commands = [line.removeprefix("$ ") for text in blocks for line in text.splitlines() if line.startswith("$ ")]
    return [command for command in [*commands, *inline] if "pip install" in command]


@pytest.mark.parametrize("name", ["README.md", "docs/how-to/install.md"])
def test_pages_install_what_exists_without_a_release(name: str) -> None:
    """An extra alone adds packages to an installed argogen; the page describes that others fail."""
    shown = list_shown(read_page(name))
    assert any(ADDRESS in command for command in shown)
    allowed = rf"pip install ('?\.|\"?(argogen @ )?{re.escape(ADDRESS)}|'argogen\[[\w,]+\]')"
    others = [command for command in shown if not re.search(allowed, command)]
    assert others == (["pip install argogen"] if "`pip install argogen` fails until then" in read_page(name) else [])


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environ = inherited | {"PATH": f"{cwd / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["sh", "-ec", command], cwd=cwd, env=environ, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="there is no repository to clone")
def test_the_commands_of_the_readme(tmp_path: Path) -> None:
    in_clone, from_address = list_shown(read_page("README.md"))[0], f"pip install {ADDRESS}"
    assert from_address in list_shown(read_page("README.md"))
    clone = tmp_path / "argogen"
    assert run(f"git clone --quiet 'file://{ROOT}' '{clone}'", tmp_path).returncode == 0
    done = run(in_clone, clone)
    if "No matching distribution" in done.stderr or "connection" in done.stderr.lower():
        pytest.skip(f"NOTHING WAS INSTALLED: the package index cannot be reached: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr
    assert "\nkind: Workflow\n" in done.stdout
    printed = run(".venv/bin/argogen --version", clone).stdout
    found = re.fullmatch(r"argogen, version \d[\w.]*(?:\+g([0-9a-f]+))?\n", printed)
    assert found is not None, printed
    assert run("git rev-parse HEAD", clone).stdout.startswith(found[1] or "")
    run("git -c user.name=a -c user.email=a@b.example commit --quiet --allow-empty --message=next", clone)
    done = run(from_address.replace(ADDRESS, f"git+file://{clone}"), clone)
    assert done.returncode == 0, done.stderr
    assert "Successfully installed argogen-" in done.stdout
    done = run("pip install 'argogen[run]' && python -c 'import rich' && pip show argogen", clone)
    assert done.returncode == 0, done.stderr
    assert "Successfully installed argogen" not in done.stdout
