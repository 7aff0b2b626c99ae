"""Random workflows end, twice the same; manifests with wrong values are refused or run, without an exception."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from argogen.runner.execution import SECOND, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.virtual import VirtualExecutor

Data = dict[str, Any]
_PHASES = ("Succeeded", "Succeeded", "Succeeded", "Failed", "Error")
_RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted")


class Writer:
    """Writes a random workflow of steps, tasks, loops, conditions, retries and hooks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.templates: list[Data] = [{
            "name": "leaf", "inputs": {"parameters": [{"name": "v", "default": "x"}]},
            "container": {"image": "x", "command": ["x"], "args": ["{{inputs.parameters.v}}"]},
            "outputs": {"parameters": [{"name": "o", "valueFrom": {"path": "/o"}}]},
        }]  # fmt: skip

    def write(self) -> Data:
        entrypoint = self.write_template(2)
        spec: Data = {"entrypoint": entrypoint, "templates": self.templates}
        self.maybe(spec, "parallelism", lambda: self.random.randint(1, 3), 5)
        self.maybe(spec, "onExit", lambda: "leaf", 4)
        self.maybe(spec, "activeDeadlineSeconds", lambda: self.random.randint(1, 20), 6)
        return {"kind": "Workflow", "metadata": {"name": "w"}, "spec": spec}

    def maybe(self, data: Data, key: str, value: Any, rarity: int) -> None:
        if self.random.randrange(rarity) == 0:
            data[key] = value()

    def write_template(self, depth: int) -> str:
        if depth == 0 or self.random.randrange(4) == 0:
            return "leaf"
        name = f"t{len(self.templates)}"
        template: Data = {"name": name}
        self.templates.append(template)
        count = self.random.randint(1, 4)
        if self.random.randrange(2):
            template["steps"] = [
                [self.write_call(f"s{group}-{number}", depth, "steps") for number in range(self.random.randint(1, 3))]
                for group in range(count)
            ]
        else:
            template["dag"] = {"tasks": [self.write_task(number, depth) for number in range(count)]}
            self.maybe(template["dag"], "failFast", lambda: False, 2)
        self.maybe(template, "retryStrategy", lambda: {"limit": 1, "backoff": {"duration": "1m"}}, 4)
        self.maybe(template, "parallelism", lambda: self.random.randint(1, 2), 4)
        self.maybe(template, "synchronization", lambda: {"mutexes": [{"name": name}]}, 6)
        return name

    def write_task(self, number: int, depth: int) -> Data:
        task = self.write_call(f"k{number}", depth, "tasks")
        others = [f"k{other}" for other in range(number) if self.random.randrange(2)]
        parts = [f"{other}.{self.random.choice(_RESULTS)}" for other in others]
        if parts:
            task["depends"] = self.random.choice((" && ", " || ")).join(
                self.random.choice((part, part.split(".")[0])) for part in parts
            )
        return task

    def write_call(self, name: str, depth: int, root: str) -> Data:
        call: Data = {"name": name, "template": self.write_template(depth - 1)}
        if call["template"] == "leaf":
            call["arguments"] = {"parameters": [{"name": "v", "value": "{{workflow.name}}"}]}
        self.maybe(call, "when", lambda: f"{self.random.randint(0, 1)} == 1", 4)
        self.maybe(call, "withItems", lambda: list(range(self.random.randint(0, 3))), 4)
        if root == "steps":
            self.maybe(call, "continueOn", lambda: {"failed": True, "error": True}, 3)
        if "withItems" not in call:
            expression = f"{root}['{name}'].status == '{self.random.choice(('Running', 'Failed'))}'"
            self.maybe(call, "hooks", lambda: {"h": {"template": "leaf", "expression": expression}}, 5)
        self.maybe(call, "onExit", lambda: "leaf", 6)
        return call


def run(document: Any, seed: int) -> Run:
    def answer(job: Job) -> Outcome:
        own = random.Random(f"{seed} {job.path}")
        phase = own.choice(_PHASES)
        return Outcome(phase, phase, "0", {"o": "[1]"}, "1", duration=own.randint(0, 5) * SECOND)

    return schedule(document, read_library([document]), VirtualExecutor(answer))


@given(st.integers(0, 10**9))
def test_random_workflows_end_twice_the_same(seed: int) -> None:
    document = Writer(seed).write()
    before = copy.deepcopy(document)
    first, second = run(document, seed), run(document, seed)
    assert document == before
    assert first.phase in ("Succeeded", "Failed", "Error")
    assert first.blockages == ()
    assert [vars(node) for node in first.nodes] == [vars(node) for node in second.nodes]
    open_nodes = [node.path for node in first.nodes if node.phase in ("Running", "Pending")]
    assert open_nodes == [] or first.phase != "Succeeded"
    assert len({node.id for node in first.nodes}) == len(first.nodes)


def list_places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, member in members for place in list_places(member, (*path, key)))]


WRONG = st.sampled_from((None, True, 0, -1, 1.5, "", "x", "{{", "{{item}}", "{{=1 +}}", [], {}, [None], {"a": None}))


@given(st.integers(0, 10**6), st.integers(0, 10**6), WRONG)
def test_a_wrong_value_never_gives_an_exception(seed: int, place: int, value: Any) -> None:
    document = Writer(seed).write()
    places = list_places(document["spec"])[1:]
    *path, last = places[place % len(places)]
    holder = document["spec"]
    for key in path:
        holder = holder[key]
    holder[last] = value
    assert run(document, seed).phase in ("Succeeded", "Failed", "Error", "Refused", "Running")
