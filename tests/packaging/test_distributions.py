"""The wheel and the sdist: they contain the expected files, and work without other packages."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from argogen.workspace.own_files import digest_files, list_own_files
from release.checkout import list_tracked
from release.distributions import check_distributions, read_wheel

pytestmark = pytest.mark.slow  # both are built and installed

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "script-file.yaml"
TRACKED = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the expected files are those that git tracks")
VERSION = "generator/argogen/version.txt"
# Another pip takes as long to install as the wheel and its dependencies.
HAS_PIP = importlib.util.find_spec("pip") is not None


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program without the variables by which it would find this checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)


def run_pip(python: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the pip of an environment, or the one of these tests for it."""
    pip = (sys.executable, "-m", "pip", "--python", python) if HAS_PIP else (python, "-m", "pip")
    return run(*pip, *arguments, cwd=cwd)


def build(kind: str, source: Path, folder: Path) -> Path:
    done = run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", folder, source, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = folder.glob("argogen-*")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


def read_version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with only the wheel and its dependencies."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=not HAS_PIP)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    options = ("--disable-pip-version-check", "--retries=1", "--no-compile")
    done = run_pip(python, "install", *options, wheel, cwd=folder)
    if done.returncode:
        if "No matching distribution" in done.stderr or "connection" in done.stderr.lower():
            pytest.skip(f"NOTHING WAS INSTALLED: the package index cannot be reached: {done.stderr.strip()[-300:]}")
        pytest.fail(done.stderr)
    return python


def list_sources(*folders: str) -> set[str]:
    """Return the files of the checkout, without those of tools and of an editable installation."""
    found = (path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    kept = (path for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts))
    return {path.as_posix() for path in kept} - {VERSION}


def test_the_wheel_has_the_package_its_templates_and_its_schemas(wheel: Path) -> None:
    code = {name.removeprefix("generator/") for name in list_sources("generator/argogen")}
    data = {f"argogen/{name}" for name in list_sources("templates", "schemas", "examples")} - {
        "argogen/schemas/argo/derive.py"
    }
    held = {name for name in read_wheel(wheel) if ".dist-info/" not in name}
    assert held == code | data | {"argogen/version.txt", "argogen/digest.txt"}
    assert {"argogen/py.typed", "argogen/templates/manifest.yaml.j2", "argogen/schemas/argo/structure.json"} <= held


def test_the_digest_in_the_wheel_is_that_of_its_files_and_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    package = tmp_path / "argogen"
    digest = digest_files(list_own_files(package, package / "templates", package / "schemas"))
    assert (package / "digest.txt").read_text("ascii") == f"{digest}\n"
    assert digest_files(list_own_files(ROOT / "generator" / "argogen", ROOT / "templates", ROOT / "schemas")) == digest
    (package / "records.py").write_text("# changed\n")
    assert digest_files(list_own_files(package, package / "templates", package / "schemas")) != digest


def test_the_metadata_of_the_wheel(wheel: Path) -> None:
    files = read_wheel(wheel)
    version = read_version(wheel)
    folder = f"argogen-{version}.dist-info"
    assert files[f"{folder}/entry_points.txt"].decode().split("\n")[:2] == [
        "[console_scripts]",
        "argogen = argogen.__main__:main",
    ]
    assert f"{folder}/licenses/LICENSE" in files
    metadata = files[f"{folder}/METADATA"].decode()
    assert f"\nVersion: {version}\n" in metadata
    assert files["argogen/version.txt"].decode() == f"{version}\n"
    assert (ROOT / "README.md").read_text("utf-8").partition("\n![")[0] in metadata
    assert wheel.name.endswith("-py3-none-any.whl")


@TRACKED
def test_the_sdist_has_all_files_to_build_and_to_test(unpacked: Path) -> None:
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert set(list_tracked(ROOT)) <= held
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "PKG-INFO"} <= held
    assert [name for name in held if "__pycache__" in name or name.startswith((".git/", ".venv/"))] == []


@TRACKED
def test_they_can_be_published(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    for made in (wheel, sdist):
        (tmp_path / made.name).hardlink_to(made)
    assert check_distributions(ROOT, tmp_path, isolated=False) == read_version(wheel)


def test_it_renders_from_another_folder(python: Path, tmp_path: Path) -> None:
    done = run(python.with_name("argogen"), "render", EXAMPLE, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    here = run(sys.executable, "-m", "argogen", "render", EXAMPLE, cwd=tmp_path)
    assert done.stdout == here.stdout
    assert yaml.load(done.stdout, yaml.CSafeLoader)["kind"] == "Workflow"


def test_it_is_the_installed_one_that_runs(python: Path, tmp_path: Path) -> None:
    done = run(python, "-c", "import argogen.resources as r; print(r.TEMPLATES); print(r.SCHEMAS)", cwd=tmp_path)
    for folder in map(Path, done.stdout.splitlines()):
        assert folder.is_dir()
        assert folder.is_relative_to(python.parents[1])


def test_it_has_its_version(wheel: Path, python: Path, tmp_path: Path) -> None:
    assert run(python, "-m", "argogen", "--version", cwd=tmp_path).stdout == f"argogen, version {read_version(wheel)}\n"


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "argo"], ["lint", str(EXAMPLE)]])
def test_the_other_commands_find_their_files(python: Path, tmp_path: Path, arguments: list[str]) -> None:
    done = run(python, "-m", "argogen", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout or arguments[0] == "lint"


def test_nothing_but_the_dependencies_is_needed(python: Path, tmp_path: Path) -> None:
    done = run_pip(python, "check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert run(python, "-c", "import pytest", cwd=tmp_path).returncode != 0
