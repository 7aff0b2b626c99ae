"""A cluster of files, and programs kubectl and jq that work with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_KUBECTL = """#!{python} -S
import json, pathlib, re, sys
folder = pathlib.Path({folder!r})
arguments = sys.argv[1:]
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
action = arguments[0]
errors = folder / "errors"
texts = json.loads(errors.read_text()) if errors.exists() else []
if texts:
    errors.write_text(json.dumps(texts[1:]))
    if texts[0]:
        sys.exit(texts[0])


def option(name):
    return arguments[arguments.index(name) + 1] if name in arguments else ""


def fail(text):
    sys.exit("error: " + text)


def read_manifest():
    text = pathlib.Path(option("-f")).read_text()
    found = json.loads(text) if text.startswith("{{") else None
    return found or fail("not JSON")


if action in ("get", "delete") and "-f" not in arguments:
    kind, _, name = arguments[1].partition("/")
    path = folder / (name + ".json")
elif action == "patch":
    path = folder / (arguments[-3] + ".json")
else:
    manifest = read_manifest()
    metadata = manifest.setdefault("metadata", {{}})
    metadata.setdefault("name", metadata.pop("generateName", "") + "x")
    path = folder / (metadata["name"] + ".json")
if action in ("create", "apply"):
    if action == "create" and path.exists():
        fail("already exists")
    path.write_text(json.dumps(manifest))
if action == "delete":
    path.unlink(missing_ok="--ignore-not-found" in arguments)
    sys.exit()
if not path.exists():
    fail("not found")
data = json.loads(path.read_text())
if action == "patch":
    data.update(json.loads(pathlib.Path(option("--patch-file")).read_text()))
    path.write_text(json.dumps(data))
steps = data.pop("next", None)
if action == "get" and steps:
    path.write_text(json.dumps({{**steps[0], "next": steps[1:]}}))
form = option("-o")
if form.startswith("jsonpath="):
    for name in form[10:-1].strip(".").split("."):
        data = data[name] if name in data else fail("no " + name)
    print(data, end="")
else:
    print(json.dumps(data))
"""
_JQ = """#!{python} -S
import json, sys
data = json.load(sys.stdin)
for name in sys.argv[2].strip(".").split("."):
    data = data[name]
print(data)
"""


class Cluster:
    """Objects in a directory; the programs are in `path`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder / "objects", folder / "programs"
        for each in (self.folder, self.path):
            each.mkdir(parents=True)
        for name, text in (("kubectl", _KUBECTL), ("jq", _JQ)):
            program = self.path / name
            program.write_text(text.format(python=sys.executable, folder=str(self.folder)))
            program.chmod(0o755)

    @property
    def kubectl(self) -> str:
        """The path of kubectl."""
        return str(self.path / "kubectl")

    def add(self, name: str, **fields: Any) -> None:
        """Add an object."""
        data = {"kind": "Job", "apiVersion": "batch/v1", "metadata": {"name": name}, **fields}
        (self.folder / f"{name}.json").write_text(json.dumps(data))

    def fail(self, *texts: str) -> None:
        """Let the next calls of kubectl fail with these errors; "" is a call that does not."""
        (self.folder / "errors").write_text(json.dumps(texts))

    def read(self, name: str) -> dict[str, Any] | None:
        """Return an object, None if it does not exist."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of all calls of kubectl."""
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]
