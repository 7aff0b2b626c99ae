"""Volumes are directories of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.objects import Objects
from argogen.executors.pods.pod import Pod
from argogen.executors.pods.volumes import Volumes


@pytest.mark.parametrize("claim", ["template/link", "data/folder/new", "../host", "/host"])
def test_claims_do_not_lead_out_of_the_run(tmp_path: Path, claim: str) -> None:
    for name in ("claims/template", "claims/data", "host"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "claims" / "template" / "link").symlink_to(tmp_path / "host")
    (tmp_path / "claims" / "data" / "folder").symlink_to(tmp_path / "host")
    pod = Pod("p", (), (), (), [{"name": "v", "persistentVolumeClaim": {"claimName": claim}}], {})
    volumes = Volumes(pod, tmp_path / "pod", tmp_path / "claims", Objects(), allows_host_paths=False)
    with pytest.raises(PodError, match=r"leads out of the claims|relative path"):
        volumes.list_mounts({"volumeMounts": [{"name": "v", "mountPath": "/v"}]})
    assert list((tmp_path / "host").iterdir()) == []
