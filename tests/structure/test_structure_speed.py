from __future__ import annotations

import time
from typing import Any

from argogen.structure import load_structure

COUNT = 10_000
# Some three to six times what it takes on two busy cores: a slip from linear to worse is far beyond it.
MOST_SECONDS = 0.5


def make_template(number: int) -> dict[str, Any]:
    return {
        "name": f"t{number}",
        "inputs": {"parameters": [{"name": "x", "value": "1"}]},
        "container": {
            "image": "busybox:1.36",
            "imagePullPolicy": "Always",
            "command": ["sh", "-c"],
            "args": ["echo $X"],
            "env": [{"name": "X", "value": "{{inputs.parameters.x}}"}],
            "resources": {"limits": {"memory": "1Gi", "cpu": "250m"}},
        },
    }


def make_task(number: int) -> dict[str, Any]:
    arguments = {"parameters": [{"name": "x", "value": "3"}]}
    return {"name": f"k{number}", "template": f"t{number}", "dependencies": [f"k{number - 1}"], "arguments": arguments}


def test_ten_thousand_templates_and_tasks_are_checked_at_once() -> None:
    main = {"name": "main", "dag": {"tasks": [make_task(number) for number in range(COUNT)]}}
    spec = {"entrypoint": "main", "templates": [main, *map(make_template, range(COUNT))]}
    structure = load_structure("3.7")
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        assert structure.check(spec, "WorkflowSpec") == []
        taken.append(time.perf_counter() - start)
    assert min(taken) < MOST_SECONDS
