"""The container image: it works for any user, without a network, HOME and write access."""

from __future__ import annotations

import email
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from argogen.executors.containers.engine import Engine
from tests.docs.markdown import ROOT
from tests.executors.containers.conftest import engine  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow  # a Debian is installed

IMAGE, BASE = "localhost/argogen:tested", "localhost/base:tested"
PACKAGES = "python3,python3-venv,git,ca-certificates"
# Without documentation, and without waiting for the disk after each file.
OPTIONS = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "locale", "man")]
OPTIONS += ["--quiet", "--variant=essential", "--dpkgopt=force-unsafe-io", f"--include={PACKAGES}"]
# The packages of the image may not take more: the pages say so.
MEGABYTES = 60


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=900, check=False)


def ask(podman: Engine, *arguments: str) -> str:
    """Return the output of a command of the engine, which reads and writes many files."""
    answer = podman.call(*arguments, timeout=900)
    assert answer.code == 0, answer.errors + answer.output.decode()[-2000:]
    return answer.output.decode()


def install_base(folder: Path) -> Path:
    """Return a root file system with Debian's Python as an archive: no registry is required."""
    if given := os.environ.get("ARGOGEN_IMAGE_BASE"):
        return Path(given)
    if shutil.which("mmdebstrap") is None:
        pytest.skip("NO IMAGE WAS BUILT: mmdebstrap is not installed")
    archive = folder / "base.tar"
    made = run("mmdebstrap", *OPTIONS, "bookworm", archive)
    if made.returncode:
        pytest.skip(f"NO IMAGE WAS BUILT: Debian cannot be installed here: {made.stderr.strip()[-500:]}")
    return archive


def collect_wheels(python: str, folder: Path) -> None:
    """Build the wheel, and download those that it requires for a version of Python."""
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    options = ("--only-binary=:all:", f"--python-version={python}", "--disable-pip-version-check", "--quiet")
    missing = {str(wheel)}
    while missing:
        done = run(sys.executable, "-m", "pip", "download", *options, f"--dest={folder / 'dist'}", *missing)
        if done.returncode:
            pytest.skip(f"NO IMAGE WAS BUILT: the package index cannot be reached: {done.stderr.strip()[-500:]}")
        missing = find_missing(folder / "dist", python)


def find_missing(folder: Path, python: str) -> set[str]:
    """Return the missing requirements of the wheels in a directory for a Python version; pip uses its own."""
    required: dict[str, str] = {}
    for path in folder.glob("*.whl"):
        with zipfile.ZipFile(path) as wheel:
            (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            metadata = email.message_from_bytes(wheel.read(name))
        target = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
        for each in map(Requirement, metadata.get_all("Requires-Dist") or ()):
            if each.marker is None or each.marker.evaluate(target):
                required[canonicalize_name(each.name)] = f"{each.name}{each.specifier}"
    present = {canonicalize_name(path.name.partition("-")[0]) for path in folder.glob("*.whl")}
    return {text for name, text in required.items() if name not in present}


@pytest.fixture(scope="module")
def image(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:  # noqa: F811
    folder = tmp_path_factory.mktemp("image")
    ask(engine, "import", "--quiet", str(install_base(folder)), BASE)
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    python = ask(engine, "run", "--rm", "--network=none", BASE, "python3", "-c", version).strip()
    collect_wheels(python, folder)
    for name in ("Dockerfile", ".dockerignore"):
        shutil.copy(ROOT / name, folder)
    options = (f"--build-arg=BASE={BASE}", "--build-arg=PIP_NO_INDEX=1", "--network=none", "--pull=never")
    ask(engine, "build", *options, f"--tag={IMAGE}", str(folder))
    yield engine
    ask(engine, "rmi", "--force", IMAGE, BASE)


def run_image(image: Engine, *arguments: str, options: tuple[str, ...] = (), entrypoint: str = "argogen") -> str:
    """Run a program of the image as a user without an account and without HOME, and return its output."""
    limits = (
        "--read-only",
        "--read-only-tmpfs=false",
        "--user=12345",
        "--network=none",
        "--cap-drop=all",
        "--pull=never",
    )
    command = ("--entrypoint=env", IMAGE, "-u", "HOME", entrypoint, *arguments)
    return ask(image, "run", "--rm", *limits, *options, *command)


def test_it_renders_a_mounted_pipeline(image: Engine) -> None:
    mounted = (f"--volume={ROOT / 'examples'}:/work:ro",)
    text = run_image(image, "render", "readme.yaml", options=mounted)
    here = run(sys.executable, "-m", "argogen", "render", "examples/readme.yaml")
    assert text == here.stdout
    assert yaml.safe_load(text)["kind"] == "Workflow"


def test_it_knows_its_version(image: Engine) -> None:
    assert run_image(image, "--version").startswith("argogen, version ")


def test_it_runs_as_an_ordinary_user(image: Engine) -> None:
    started = ("run", "--rm", "--network=none", "--pull=never")
    assert ask(image, *started, "--entrypoint=id", IMAGE, "-u") == "65532\n"
    assert "Usage: argogen" in ask(image, *started, IMAGE)


PROJECT = """
mkdir -p /tmp/project/pipelines && cd /tmp/project && git init --quiet
echo 'pipelines: pipelines/' > argogen.yaml
echo '{name: hello, image: "alpine:3.23", run: echo hello}' > pipelines/hello.yaml
git add . && argogen lint --all-projects --tracked && git ls-files
"""


def test_git_and_the_certificates_are_there(image: Engine) -> None:
    temporary = ("--tmpfs=/tmp:rw,mode=1777",)
    assert (
        run_image(image, "-ec", PROJECT, options=temporary, entrypoint="sh") == "argogen.yaml\npipelines/hello.yaml\n"
    )
    count = "import ssl; print(ssl.create_default_context().cert_store_stats()['x509_ca'] > 50)"
    assert run_image(image, "-c", count, entrypoint="python3") == "True\n"


def test_it_is_small(image: Engine) -> None:
    size = int(run_image(image, "-sm", "/opt/argogen", entrypoint="du").split()[0])
    assert MEGABYTES / 2 < size < MEGABYTES
    assert "No module named pip" in run_image(
        image, "-c", "/opt/argogen/bin/python -m pip 2>&1 || true", entrypoint="sh"
    )
