"""The environment variables of containers."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.executors.pods.environment import build_environment, find_home
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.fields import read_resource
from argogen.executors.pods.objects import Objects, read_objects
from argogen.executors.pods.pod import Pod


def test_the_home_directory_is_that_of_the_user(tmp_path: Path) -> None:
    users = tmp_path / "passwd"
    users.write_text("root:x:0:0::/root:/bin/sh\nsomebody:x:12:12::/home/somebody:/bin/sh\nbroken:12\n")
    assert [find_home(user, users) for user in (0, 12, 34)] == ["/root", "/home/somebody", "/"]
    assert find_home(0, tmp_path / "none") == "/"


def test_variables_do_not_have_binary_data() -> None:
    data = {"data": {"text": "t"}, "binaryData": {"bytes": "AAE="}}
    objects = read_objects([{"kind": "ConfigMap", "metadata": {"name": "c"}, **data}])
    key = {"configMapKeyRef": {"name": "c", "key": "bytes", "optional": True}}
    container = {"envFrom": [{"configMapRef": {"name": "c"}}], "env": [{"name": "B", "valueFrom": key}]}
    variables = build_environment(Pod("p", (), (), (), (), {}), container, {}, objects)
    assert variables == {"HOSTNAME": "p", "text": "t"}
    assert objects.find("ConfigMap", "c") == {"text": b"t", "bytes": b"\0\1"}


def test_resources_are_numbers_of_their_divisors() -> None:
    resources = {"limits": {"memory": "128Mi", "cpu": "1"}, "requests": {"cpu": "100m"}}

    def read(resource: str, divisor: str = "") -> str:
        return read_resource({"resources": resources}, {"resource": resource, "divisor": divisor})

    assert read("limits.memory") == "134217728"
    assert [read("limits.memory", "1Mi"), read("requests.memory", "1Gi")] == ["128", "1"]
    assert [read("requests.cpu"), read("requests.cpu", "1m"), read("limits.cpu", "1m")] == ["1", "100", "1000"]
    assert read("limits.ephemeral-storage") == "0"
    with pytest.raises(PodError, match="invalid quantity"):
        read("limits.cpu", "a few")


def test_the_user_of_a_container_replaces_that_of_the_pod() -> None:
    pod = Pod("p", (), (), (), (), {}, security={"runAsUser": 4294967})
    base, objects = {"HOME": "/base"}, Objects()
    assert build_environment(pod._replace(security={}), {}, base, objects)["HOME"] == "/base"
    assert build_environment(pod, {}, base, objects)["HOME"] == "/"
    own = {"securityContext": {"runAsUser": 4294967}, "env": [{"name": "HOME", "value": "/own"}]}
    assert build_environment(pod, own, base, objects)["HOME"] == "/own"
    assert "HOME" not in build_environment(pod, {}, {}, objects)
