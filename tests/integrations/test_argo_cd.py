"""The plugin for Argo CD: its command prints the manifests of a project as Argo CD runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.markdown import ROOT

FOLDER = ROOT / "integrations" / "argo-cd"
PROJECT = "pipelines: [a.yaml, b.yaml]\ndefaults: {image: alpine:3.23}\nenvironments: {staging: {}, production: {}}\n"
PIPELINE = "name: {}-${{{{ environment }}}}\nkind: WorkflowTemplate\nrun: echo {}\n"
# Another user who may read all files, since those of a test may be in a directory of root.
AS_OTHER = ["setpriv", "--reuid=999", "--regid=999", "--clear-groups"]
READING = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A read-only checkout with a project, and an `argogen` on a separate PATH."""
    (tmp_path / "argogen.yaml").write_text(PROJECT)
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(PIPELINE.format(name, name))
    program = tmp_path / "bin" / "argogen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m argogen "$@"\n')
    program.chmod(0o755)
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    return tmp_path


def generate(checkout: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the plugin in a checkout, with only these variables."""
    plugin: dict[str, Any] = yaml.safe_load((FOLDER / "plugin.yaml").read_text())
    command = [*plugin["spec"]["generate"]["command"], *plugin["spec"]["generate"]["args"]]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("setpriv is not installed")
        command = [*AS_OTHER, *READING, *command]
    path = f"{checkout / 'bin'}:{os.environ['PATH']}"
    python = {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}
    return subprocess.run(
        command, cwd=checkout, env={"PATH": path, **python, **environ}, capture_output=True, text=True, check=False
    )


def names(text: str) -> list[str]:
    return [document["metadata"]["name"] for document in yaml.safe_load_all(text)]


@pytest.mark.parametrize("variable", ["PARAM_ENVIRONMENT", "ARGOCD_ENV_ENVIRONMENT"])
def test_prints_the_manifests_of_an_environment(checkout: Path, variable: str) -> None:
    before = sorted(checkout.rglob("*"))
    done = generate(checkout, **{variable: "production"})
    assert (done.returncode, done.stderr) == (0, "")
    assert names(done.stdout) == ["a-production", "b-production"]
    assert sorted(checkout.rglob("*")) == before


def test_reports_errors_on_standard_error_only(checkout: Path) -> None:
    done = generate(checkout, PARAM_ENVIRONMENT="productio")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'production'?" in done.stderr
    done = generate(checkout)
    assert (done.returncode, done.stdout) == (2, "")
    assert "add --env NAME" in done.stderr


def test_the_sidecar_runs_as_the_user_of_argo_cd() -> None:
    patch = yaml.safe_load((FOLDER / "repo-server.yaml").read_text())
    pod = patch["spec"]["template"]["spec"]
    context = pod["containers"][0]["securityContext"]
    assert (context["runAsUser"], context["readOnlyRootFilesystem"]) == (999, True)
    mounts = {mount["mountPath"]: mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    [cache] = [each["value"] for each in pod["containers"][0]["env"] if each["name"] == "XDG_CACHE_HOME"]
    assert {"name": mounts[cache], "emptyDir": {}} in pod["volumes"]
    added = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]} - {"var-files", "plugins"}
    assert added == {volume["name"] for volume in pod["volumes"]}
