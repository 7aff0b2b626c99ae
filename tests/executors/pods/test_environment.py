"""The environment variables of containers."""

from __future__ import annotations

from pathlib import Path

from argogen.executors.pods.environment import build_environment, find_home
from argogen.executors.pods.objects import Objects
from argogen.executors.pods.pod import Pod


def test_the_home_directory_is_that_of_the_user(tmp_path: Path) -> None:
    users = tmp_path / "passwd"
    users.write_text("root:x:0:0::/root:/bin/sh\nsomebody:x:12:12::/home/somebody:/bin/sh\nbroken:12\n")
    assert [find_home(user, users) for user in (0, 12, 34)] == ["/root", "/home/somebody", "/"]
    assert find_home(0, tmp_path / "none") == "/"


def test_the_user_of_a_container_replaces_that_of_the_pod() -> None:
    pod = Pod("p", (), (), (), (), {}, security={"runAsUser": 4294967})
    base, objects = {"HOME": "/base"}, Objects()
    assert build_environment(pod._replace(security={}), {}, base, objects)["HOME"] == "/base"
    assert build_environment(pod, {}, base, objects)["HOME"] == "/"
    own = {"securityContext": {"runAsUser": 4294967}, "env": [{"name": "HOME", "value": "/own"}]}
    assert build_environment(pod, own, base, objects)["HOME"] == "/own"
    assert "HOME" not in build_environment(pod, {}, {}, objects)
