"""The check of the wheel and the sdist before they are published."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from release.checkout import list_tracked
from release.failure import ReleaseError

_DATA = ("templates", "schemas", "examples")
_NOT_IN_WHEEL = {"schemas/argo/derive.py"}
_METADATA = ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "RECORD")


def check_distributions(root: Path, folder: Path, version: str = "", *, isolated: bool = True) -> str:
    """Check a directory with a wheel and an sdist, and return their version. Raises ReleaseError.

    Without `isolated`, the wheel of the sdist is built with the installed packages.
    """
    wheel, sdist = _find(folder, "*.whl"), _find(folder, "*.tar.gz")
    found = wheel.name.split("-")[1]
    if sdist.name != f"argogen-{found}.tar.gz":
        raise ReleaseError(f"{wheel.name} and {sdist.name} have different versions: remove {folder}, and build again")
    if version and found != version:
        raise ReleaseError(f"{wheel.name} does not have the version {version}: build it from a clone with the tag")
    expected = {
        *list_package(root),
        "argogen/version.txt",
        "argogen/digest.txt",
        *(f"argogen-{found}.dist-info/{name}" for name in _METADATA),
    }
    files = read_wheel(wheel)
    _compare(wheel.name, files, expected)
    _compare_contents(files, read_wheel_of_sdist(sdist, isolated=isolated))
    return found


def list_package(root: Path) -> Iterator[str]:
    """Return the files that a wheel has of a checkout, by their paths in the wheel. Raises ReleaseError."""
    for path in list_tracked(root, "generator/argogen", *_DATA):
        if path not in _NOT_IN_WHEEL:
            yield path.removeprefix("generator/") if path.startswith("generator/") else f"argogen/{path}"


def read_wheel(wheel: Path) -> dict[str, bytes]:
    """Return the content of each file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_wheel_of_sdist(sdist: Path, *, isolated: bool) -> dict[str, bytes]:
    """Build the wheel of an sdist, as package builders do, and return its files. Raises ReleaseError."""
    with TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        source = Path(folder, sdist.name.removesuffix(".tar.gz"))
        options = [] if isolated else ["--no-isolation"]
        command = [sys.executable, "-m", "build", "--wheel", *options, "--outdir", f"{folder}/dist", str(source)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ReleaseError(f"{sdist.name} cannot be built: {(done.stdout + done.stderr).strip()[-1000:]}")
        return read_wheel(_find(Path(folder, "dist"), "*.whl"))


def _find(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ReleaseError(f"{folder} has {len(found)} files {pattern}, not one: run python -m build")
    return found[0]


def _compare(name: str, found: Iterable[str], expected: set[str]) -> None:
    faults = [f"unexpected {path}" for path in sorted(set(found) - expected)]
    faults += [f"missing {path}" for path in sorted(expected - set(found))]
    if faults:
        raise ReleaseError(f"{name}: {', '.join(faults[:20])}")


def _compare_contents(wheel: Mapping[str, bytes], rebuilt: Mapping[str, bytes]) -> None:
    different = sorted(name for name in {*wheel, *rebuilt} if wheel.get(name) != rebuilt.get(name))
    if different:
        raise ReleaseError(f"the wheel of the sdist has other files than the wheel: {', '.join(different[:20])}")
