"""Where a person writes text in a pipeline, and where it then stands in the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
LEAF = {"name": "leaf", "image": "busybox", "run": "true"}
COMPONENT = {"image": "busybox", "run": "true", "parameters": {"p": "x"}}


class Position(NamedTuple):
    """`build` makes a pipeline around a text, `path` leads to the text in its manifest; `empty` if it may be empty.

    `is_escaped` if a `$` is escaped there, so that Kubernetes' expansion gives the text.
    """

    build: Callable[[Any], Mapping[str, Any]]
    path: Path
    empty: bool = True
    is_escaped: bool = False


def of_leaf(path: Path, empty: bool = True, /, **keys: Callable[[Any], Any]) -> Position:
    """A position in a pipeline of one leaf."""

    def build(text: Any) -> dict[str, Any]:
        data = {**LEAF, **{key: make(text) for key, make in keys.items()}}
        if keys.keys() & {"script", "container", "suspend", "steps", "tasks"}:
            del data["run"]
        return {key: data[key] for key in data if key != "image" or not keys.keys() & {"steps", "tasks", "suspend"}}

    return Position(build, path, empty)


def of_step(path: Path, empty: bool = True, /, **keys: Callable[[Any], Any]) -> Position:
    """A position in the first of two steps, of which the second calls a component."""

    def build(text: Any) -> dict[str, Any]:
        step = {"name": "first", "image": "busybox", "run": "true", **{key: make(text) for key, make in keys.items()}}
        if "use" in keys:
            del step["image"], step["run"]
        return {"name": "p", "steps": [step], "components": {"c": COMPONENT}}

    return Position(build, ("spec", "templates", *path), empty)


_BODY: Path = ("spec", "templates", 0, "container")
_CALL: Path = (0, "steps", 0, 0)
_NOTES: Path = ("metadata", "annotations")

POSITIONS: Mapping[str, Position] = {
    "parameter": of_leaf(("spec", "arguments", "parameters", 0, "value"), parameters=lambda t: {"p": t}),
    "parameter value": of_leaf(
        ("spec", "arguments", "parameters", 0, "value"), parameters=lambda t: {"p": {"value": t}}
    ),
    "parameter default": of_leaf(
        ("spec", "arguments", "parameters", 0, "default"), parameters=lambda t: {"p": {"default": t}}
    ),
    "enum": of_leaf(("spec", "arguments", "parameters", 0, "enum", 1), parameters=lambda t: {"p": {"enum": ["x", t]}}),
    "parameter description": of_leaf(
        ("spec", "arguments", "parameters", 0, "description"), parameters=lambda t: {"p": {"description": t}}
    ),
    "description": of_leaf((*_NOTES, "workflows.argoproj.io/description"), description=lambda t: t),
    "annotation": of_leaf((*_NOTES, "a/b"), annotations=lambda t: {"a/b": t}),
    "label": of_leaf(("metadata", "labels", "a"), labels=lambda t: {"a": t}),
    "step label": of_step((1, "metadata", "labels", "a"), labels=lambda t: {"a": t}),
    "step annotation": of_step((1, "metadata", "annotations", "a"), annotations=lambda t: {"a": t}),
    "run": of_leaf((*_BODY, "args", 0), False, run=lambda t: t)._replace(is_escaped=True),
    "shell": of_leaf((*_BODY, "command", 1), shell=lambda t: ["sh", t]),
    "image": of_leaf((*_BODY, "image"), False, image=lambda t: t),
    "working dir": of_leaf((*_BODY, "workingDir"), False, working_dir=lambda t: t),
    "env": of_leaf((*_BODY, "env", 0, "value"), env=lambda t: {"A": t}),
    "secret key": of_leaf(
        (*_BODY, "env", 0, "valueFrom", "secretKeyRef", "key"),
        False,
        env=lambda t: {"A": {"secret": "s", "key": t}},
    ),
    "args": of_leaf((*_BODY, "args", 0), container=lambda t: {"args": [t]}),
    "several args": of_leaf((*_BODY, "args", 1), container=lambda t: {"args": ["x", t, "y"]}),
    "command": of_leaf((*_BODY, "command", 0), container=lambda t: {"command": [t]}),
    "body env": of_leaf((*_BODY, "env", 0, "value"), container=lambda t: {"env": [{"name": "A", "value": t}]}),
    "source": of_leaf(
        ("spec", "templates", 0, "script", "source"), script=lambda t: {"command": ["python"], "source": t}
    )._replace(is_escaped=True),
    "node selector": of_leaf(("spec", "nodeSelector", "pool"), node_selector=lambda t: {"pool": t}),
    "output path": of_step((1, "outputs", "parameters", 0, "valueFrom", "path"), False, outputs=lambda t: {"o": t}),
    "output default": of_step(
        (1, "outputs", "parameters", 0, "valueFrom", "default"), outputs=lambda t: {"o": {"path": "/o", "default": t}}
    ),
    "output description": of_step(
        (1, "outputs", "parameters", 0, "description"), outputs=lambda t: {"o": {"path": "/o", "description": t}}
    ),
    "argument of a body": of_step((*_CALL, "arguments", "parameters", 0, "value"), **{"with": lambda t: {"p": t}}),
    "argument of a component": of_step(
        (*_CALL, "arguments", "parameters", 0, "value"), use=lambda _: "c", **{"with": lambda t: {"p": t}}
    ),
    "component parameter": Position(
        lambda t: {"name": "p", "entrypoint": "c", "components": {"c": {**COMPONENT, "parameters": {"p": t}}}},
        ("spec", "templates", 0, "inputs", "parameters", 0, "default"),
    ),
    "item": of_step((*_CALL, "withItems", 0), for_each=lambda t: [t, 1]),
    "item's key": of_step((*_CALL, "withItems", 0, "k"), for_each=lambda t: [{"k": t}]),
    "sequence format": of_step(
        (*_CALL, "withSequence", "format"), for_each=lambda t: {"sequence": {"count": 2, "format": t}}
    ),
    "when": of_step((*_CALL, "when"), False, when=lambda t: t),
    "argument of a hook": of_step(
        (*_CALL, "hooks", "exit", "arguments", "parameters", 0, "value"),
        hooks=lambda t: {"exit": {"use": "c", "with": {"p": t}}},
    ),
    "volume": of_leaf(
        ("spec", "volumes", 0, "persistentVolumeClaim", "claimName"), False, volumes=lambda t: {"v": {"claim": t}}
    ),
    "sub path": Position(
        lambda t: {
            **LEAF,
            "volumes": {"v": {"claim": "c"}},
            "mounts": {"/m": {"volume": "v", "sub_path": t}},
        },
        (*_BODY, "volumeMounts", 0, "subPath"),
        False,
    ),
    "raw": of_leaf(("spec", "newField", "a", 0), argo=lambda t: {"newField": {"a": [t]}}),
    "raw of a step": of_step((1, "newField", "a"), argo=lambda t: {"newField": {"a": t}}),
    "passed through": Position(
        lambda t: {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": t}},
        ("data", "a"),
    ),
}

# Here the text is the one key of the mapping at the path.
KEYS: Mapping[str, Position] = {
    "annotation": of_leaf(_NOTES, annotations=lambda t: {t: "v"}),
    "label": of_step((1, "metadata", "labels"), labels=lambda t: {t: "v"}),
    "node selector": of_leaf(("spec", "nodeSelector"), node_selector=lambda t: {t: "v"}),
    "item": of_step((*_CALL, "withItems", 0), for_each=lambda t: [{t: "v"}]),
    "raw": of_leaf(("spec", "newField"), argo=lambda t: {"newField": {t: "v"}}),
    "passed through": Position(
        lambda t: {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {t: "v"}}, ("data",)
    ),
}
