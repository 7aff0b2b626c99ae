"""The build writes the version of the package, and the digest of its files, which only a checkout computes."""

from __future__ import annotations

import runpy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_VERSION, _DIGEST = "version.txt", "digest.txt"
_RESOURCES = ("templates", "schemas")


class VersionHook(BuildHookInterface[Any]):
    """Adds the version and the digest to a wheel.

    An editable installation has only the version, in the checkout, where its modules are.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write both; `version` is the kind of the wheel."""
        package = Path(self.root, "generator", "argogen")
        if version == "editable":
            self._write(package / _VERSION, self.metadata.version)
            return
        self._folder = TemporaryDirectory()
        for name, content in ((_VERSION, self.metadata.version), (_DIGEST, self._digest(package))):
            file = Path(self._folder.name, name)
            self._write(file, content)
            build_data["force_include"][str(file)] = f"argogen/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary files."""
        if version != "editable":
            self._folder.cleanup()

    def _digest(self, package: Path) -> str:
        """Return the digest that a checkout with the same files computes."""
        own = runpy.run_path(str(package / "workspace" / "own_files.py"))
        folders = (Path(self.root, name) for name in _RESOURCES)
        return str(own["digest_files"](own["list_own_files"](package, *folders)))

    def _write(self, file: Path, content: str) -> None:
        file.write_text(f"{content}\n", encoding="ascii")
