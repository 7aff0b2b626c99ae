"""The version comes from git tags, and exists without them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT
from tests.git.identity import NOBODY

VERSION = ROOT / "generator" / "argogen" / "version.py"
PARTS = (
    ".gitattributes",
    ".git_archival.txt",
    ".gitignore",
    "hatch_build.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


def load_version(file: Path) -> str:
    spec = importlib.util.spec_from_file_location("loaded_version", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: str = module.__version__
    return found


def test_a_checkout_that_is_not_installed_has_a_version(tmp_path: Path) -> None:
    copied = Path(shutil.copy(VERSION, tmp_path))
    assert load_version(copied) == "0.dev0"
    (tmp_path / "version.txt").write_text("1.2.0\n")
    assert load_version(copied) == "1.2.0"


def run(*command: str | Path, cwd: Path) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SETUPTOOLS_SCM"))
    }
    done = subprocess.run(
        command, cwd=cwd, env=environment | NOBODY, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def find_version(folder: Path) -> str:
    return run(sys.executable, "-m", "hatchling", "metadata", "version", cwd=folder)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small package with the build of this one, its tag, and a commit after it."""
    folder = tmp_path_factory.mktemp("origin")
    for name in PARTS:
        shutil.copy(ROOT / name, folder)
    package = folder / "generator" / "argogen"
    package.mkdir(parents=True)
    shutil.copy(VERSION, package)
    (package / "workspace").mkdir()
    shutil.copy(VERSION.parent / "workspace" / "own_files.py", package / "workspace")
    (package / "__init__.py").touch()
    for data in ("templates", "schemas", "examples"):
        (folder / data).mkdir()
        (folder / data / "a.yaml").touch()
    run("git", "init", "--quiet", "--initial-branch=main", cwd=folder)
    run("git", "add", ".", cwd=folder)
    run("git", "commit", "--quiet", "--message=release", cwd=folder)
    run("git", "tag", "--annotate", "v1.2.0", "--message=1.2.0", cwd=folder)
    run("git", "commit", "--quiet", "--allow-empty", "--message=later", cwd=folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "version"),
    [
        (("--branch=v1.2.0",), r"1\.2\.0"),
        ((), r"1\.2\.1\.dev1\+g[0-9a-f]+"),
        (("--no-tags",), r"0\.dev2\+g[0-9a-f]+"),
        (("--depth=1", "--no-tags"), r"0\.dev1\+g[0-9a-f]+"),
    ],
    ids=["tag", "later commit", "no tags", "shallow"],
)
def test_the_version_of_a_clone(origin: Path, tmp_path: Path, options: tuple[str, ...], version: str) -> None:
    clone = ("git", "-c", "advice.detachedHead=false", "clone", "--quiet", *options, f"file://{origin}", "clone")
    run(*clone, cwd=tmp_path)
    assert re.fullmatch(version, find_version(tmp_path / "clone"))


@pytest.mark.slow
def test_the_version_of_an_archive(origin: Path, tmp_path: Path) -> None:
    run("git", "archive", "--output", tmp_path / "a.tar", "v1.2.0", cwd=origin)
    run("tar", "xf", "a.tar", cwd=tmp_path)
    assert find_version(tmp_path) == "1.2.0"
    (tmp_path / ".git_archival.txt").unlink()
    assert find_version(tmp_path) == "0.dev0"


@pytest.mark.slow
def test_builds_keep_the_version(origin: Path, tmp_path: Path) -> None:
    """An sdist has no git, a wheel has the file, and an editable installation has it in the checkout."""
    run("git", "clone", "--quiet", "--branch=v1.2.0", f"file://{origin}", "clone", cwd=tmp_path)
    clone = tmp_path / "clone"
    run(sys.executable, "-m", "build", "--no-isolation", clone, cwd=tmp_path)
    assert sorted(file.name for file in (clone / "dist").iterdir()) == [
        "argogen-1.2.0-py3-none-any.whl",
        "argogen-1.2.0.tar.gz",
    ]
    assert not (clone / "generator" / "argogen" / "version.txt").exists()
    shutil.unpack_archive(clone / "dist" / "argogen-1.2.0-py3-none-any.whl", tmp_path / "unpacked", "zip")
    assert load_version(tmp_path / "unpacked" / "argogen" / "version.py") == "1.2.0"
    run(sys.executable, "-c", "import hatchling.build; hatchling.build.build_editable('dist')", cwd=clone)
    assert load_version(clone / "generator" / "argogen" / "version.py") == "1.2.0"
    assert run("git", "status", "--porcelain", cwd=clone) == ""
