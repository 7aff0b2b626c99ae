"""The build writes the version of the package, which `generator/argogen/version.py` reads."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FILE = "version.txt"


class VersionHook(BuildHookInterface[Any]):
    """Adds the version to a wheel. Only an editable installation has it in the checkout, where its modules are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the version; `version` is the kind of the wheel."""
        if version == "editable":
            self._write(Path(self.root, "generator", "argogen", _FILE))
            return
        self._folder = TemporaryDirectory()
        file = Path(self._folder.name, _FILE)
        self._write(file)
        build_data["force_include"][str(file)] = f"argogen/{_FILE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary file."""
        if version != "editable":
            self._folder.cleanup()

    def _write(self, file: Path) -> None:
        file.write_text(f"{self.metadata.version}\n", encoding="ascii")
