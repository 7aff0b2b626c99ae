"""Valid pipelines at random: nested steps and tasks, loops, references, components, handlers and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

NAMES = [
    "a",
    "b",
    "plan",
    "score",
    "step-1",
    "report",
    "x2",
    "1st",
    "a-b",
    "main",
    "make-it-so",
    "on-exit",
    "plan-loop",
]
WORDS = ["chunks", "text", "out-1", "result_2"]
FILES = ["file", "text", "model"]
ALIASES = [None, "it", "chunk", "the-one"]
TIMES = ["status", "id", "started_at", "finished_at"]
OF_ONE_RUN = ["exit_code", "host_node_name"]  # each run of a loop has its own
PRINTED = [*TIMES, "result", "exit_code", "host_node_name"]
PARAMETERS = ["level", "p-1", "chunks", "list"]
VALUES = st.sampled_from(["low", "a: b", "two\nlines\n", 3, 1.5, True, [1, "x"], {"value": {"k": "v"}}])
DEEPEST = 3


@dataclass(frozen=True)
class Scope:
    """What a spot can refer to: outputs of steps (`plan.result`), loops (`item`, `chunk`), parameters, artifacts."""

    outputs: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()

    def without(self, names: Sequence[str]) -> Scope:
        """The scope of a level whose own names hide those outside."""
        outputs = tuple(text for text in self.outputs if text.partition(".")[0] not in names)
        artifacts = tuple(text for text in self.artifacts if text.partition(".")[0] not in names)
        return replace(self, outputs=outputs, artifacts=artifacts)

    def plus(self, name: str, words: Sequence[str]) -> Scope:
        """The scope after a step, which gives these words; those of artifacts begin with `@`."""
        values = (f"{name}.{word}" for word in words if not word.startswith("@"))
        artifacts = (f"{name}.{word[1:]}" for word in words if word.startswith("@"))
        return replace(self, outputs=(*self.outputs, *values), artifacts=(*self.artifacts, *artifacts))

    def in_loop(self, names: Sequence[str]) -> Scope:
        """The scope inside of a loop, whose `item` and alias hide those outside."""
        roots = {name.partition(".")[0] for name in names}
        return replace(self, loops=(*names, *(name for name in self.loops if name.partition(".")[0] not in roots)))


@dataclass
class Component:
    """What a caller has to know of a component: `required` parameters, `optional` ones, and what it gives."""

    name: str
    required: list[str]
    optional: list[str]
    words: list[str]


@dataclass
class Author:
    """Draws one pipeline."""

    draw: st.DrawFn
    components: list[Component] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)
    fixed: int = 0

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == of

    def some(self, choices: Sequence[Any], most: int = 3, least: int = 0) -> list[Any]:
        most = min(most, len(choices))
        return self.draw(st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True)) if most else []

    def one(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def reference(self, scope: Scope) -> str:
        """A tag, or a text without one where nothing is in scope."""
        texts = [*scope.outputs, *scope.loops, *(f"parameters.{name}" for name in scope.parameters)]
        texts += ["workflow.name", "workflow.uid"]
        text: str = self.one(texts)
        if self.chance(4) and not text[0].isdigit():
            root, _, word = text.partition(".")
            return f"{{{{={root}['{word}']}}}}" if "-" in word else f"{{{{={text}}}}}"
        return f"{{{{{text}}}}}"

    def text(self, scope: Scope) -> str:
        """Some words, with references between them."""
        parts = [self.reference(scope) for _ in range(self.draw(st.integers(0, 2)))]
        return " ".join(["echo", *parts, self.one(["", "'done'", "| tee /tmp/out", "\nls\n"])])

    def loop(self, scope: Scope) -> tuple[Any, list[str]]:
        """A `for_each` and the names of its values."""
        tags = [f"{{{{{text}}}}}" for text in scope.outputs if text.endswith((".result", ".chunks"))]
        tags += [f"{{{{parameters.{name}}}}}" for name in scope.parameters]
        items = self.one([*tags, [1, "two", True], [{"id": 1}, {"id": "x"}]])
        form = self.draw(st.integers(1, 4))
        if form == 1:
            return items, self.name_items(None, items)
        loop: dict[str, Any] = {"items": items} if form < 4 else {"sequence": {"count": 3}}
        alias = self.one(ALIASES)
        if alias:
            loop["as"] = alias
        if self.chance(2):
            loop["parallelism"] = 2
        return loop, self.name_items(alias, loop.get("items"))

    def name_items(self, alias: str | None, items: Any) -> list[str]:
        """What a loop's value is called, and its key where it may have one."""
        names = ["item", *filter(None, [alias])]
        has_keys = isinstance(items, str) or (items and isinstance(items[0], dict))
        return [*names, *(f"{name}.id" for name in names)] if has_keys else names

    def settings(self, scope: Scope) -> dict[str, Any]:
        """Settings of a leaf with a container."""
        all_of_them: dict[str, Callable[[], Any]] = {
            "env": lambda: {"A": self.text(scope), "B": {"secret": "s", "key": "k"}},
            "retry": lambda: self.one([2, {"limit": "3", "retryPolicy": "Always"}]),
            "labels": lambda: {"of": self.reference(scope)},
            "deadline": lambda: self.one(["90s", 60, "1d"]),
            "resources": lambda: {"limits": {"cpu": 1, "gpu": 1}},
            "node_selector": lambda: {"pool": "a"},
            "working_dir": lambda: "/work",
            "mounts": lambda: {f"/mnt/{name}": name for name in self.volumes} | {"/tmp/x": {"empty_dir": {}}},
            "profile": lambda: self.profiles,
            "inline": lambda: True,
        }
        return {key: all_of_them[key]() for key in self.some(list(all_of_them), 2)}

    def step(self, name: str, scope: Scope, depth: int, in_tasks: bool = False) -> tuple[dict[str, Any], list[str]]:
        """A step or task without its name, and what it gives."""
        step: dict[str, Any] = {}
        inside = scope
        if self.chance(4):
            step["for_each"], names = self.loop(scope)
            inside = scope.in_loop(names)
        if self.chance(4):
            step["when"] = f"{self.reference(inside)} == 1"  # asked for each item
        if self.components and self.chance(4):
            words = self.call(step, inside)
        else:
            if self.chance(4):
                step["with"] = {key: self.text(inside) for key in self.some(PARAMETERS, 2, 1)}
            parameters = dict.fromkeys((*inside.parameters, *step.get("with", ())))
            words = self.body(step, replace(inside, parameters=tuple(parameters)), depth)
            if self.chance(8):
                self.fixed += 1
                step["template"] = f"fixed-{self.fixed}"
                step.pop("inline", None)
        if step.keys() & {
            "for_each",
            "with",
        }:  # an inline input may clash with those around
            step.pop("inline", None)
        if "for_each" in step:
            words = [word for word in words if word not in OF_ONE_RUN and not word.startswith("@")]
        self.handlers(step, name, in_tasks)
        return step, words

    def call(self, step: dict[str, Any], scope: Scope) -> list[str]:
        """Make a step the call of a component, or of a template elsewhere."""
        if self.chance(5):
            step |= {"use": "library/make", "with": {"size": self.text(scope)}}
            return ["status", "result", "anything"]
        component = self.one(self.components)
        given = [*component.required, *self.some(component.optional)]
        step["use"] = component.name
        if given:
            step["with"] = {name: self.text(scope) for name in given}
        return list(component.words)

    def body(self, step: dict[str, Any], scope: Scope, depth: int) -> list[str]:
        """Give a step a body of its own; what that gives."""
        nested = ["steps", "tasks"] * 2 if depth < DEEPEST else []
        kinds = ["run", "run", "script", "container", "suspend", "http", "resource", *nested]
        kind = self.one(kinds)
        if kind in ("steps", "tasks"):
            return [*TIMES, *(self.steps if kind == "steps" else self.tasks)(step, scope, depth + 1)]
        if kind == "suspend":
            step["suspend"] = self.one([{}, {"duration": "20s"}])
            outputs = {word: {"supplied": {}, "default": "none"} for word in self.some(WORDS, 1)}
            step |= {"outputs": outputs} if outputs else {}
            return [*TIMES, *outputs]
        if kind == "http":
            step["http"] = {"url": self.text(scope)}
            return [*TIMES, "result"]
        if kind == "resource":
            step["resource"] = {"action": "create", "manifest": {"kind": "Job", "spec": [self.text(scope)]}}
            step["outputs"] = {word: {"json_path": "{.x}"} for word in self.some(WORDS, 2, 1)}
            return [*TIMES, *step["outputs"]]
        source = self.text(scope)
        step[kind] = {
            "run": source,
            "script": {"command": ["sh"], "source": source},
            "container": {"command": ["echo"], "args": [source, "x"]},
        }[kind]
        step |= self.settings(scope)
        outputs = {word: self.one([f"/tmp/{word}", {"path": "/tmp/x", "default": [1]}]) for word in self.some(WORDS, 2)}
        step |= {"outputs": outputs} if outputs else {}
        return [*PRINTED, *outputs, *self.artifacts(step, scope)]

    def artifacts(self, step: dict[str, Any], scope: Scope) -> list[str]:
        """Give a leaf artifacts in and out; the words of those that come out."""
        given = {f"in-{n}": text for n, text in enumerate(self.some(scope.artifacts, 2))}
        inside: dict[str, Any] = {
            name: {"path": f"/tmp/{name}", "from": f"{{{{{text}}}}}"} for name, text in given.items()
        }
        if self.chance(6):
            inside["stored"] = {"path": "/tmp/stored", "s3": {"key": self.text(scope)}}
        files = [{"path": "/tmp/x", "optional": True}, "/tmp/y"]
        outside = {word: self.one(files) for word in self.some(FILES, 1)}
        step |= {"artifacts": {"in": inside, "out": outside}} if inside or outside else {}
        return [f"@{word}" for word in outside]

    def steps(self, step: dict[str, Any], scope: Scope, depth: int) -> list[str]:
        """Steps, one after the other or side by side; the names of their outputs."""
        names = self.some(NAMES, 4, 1)
        scope = scope.without(names)
        step["steps"] = []
        while names:
            group = [names.pop() for _ in range(min(len(names), self.one([1, 1, 2])))]
            made = [(name, *self.step(name, scope, depth)) for name in group]
            entries = [{"name": name, **data} for name, data, _ in made]
            step["steps"].append(entries if len(entries) > 1 or self.chance(4) else entries[0])
            for name, _, words in made:
                scope = scope.plus(name, words)
        return self.outputs(step, scope)

    def tasks(self, step: dict[str, Any], scope: Scope, depth: int) -> list[str]:
        """Tasks that need some of those before them; the names of their outputs."""
        names = self.some([name for name in NAMES if not name[0].isdigit()], 5, 1)  # or `depends` could not name it
        outside = scope.without(names)
        step["tasks"] = {}
        as_expressions = self.chance(3)
        gives: dict[str, list[str]] = {}
        above: dict[str, set[str]] = {}
        for name in names:
            needs = self.some(list(gives), 2)
            above[name] = set(needs).union(*(above[need] for need in needs))
            spot = outside
            for other in above[name] if as_expressions and needs else gives:
                spot = spot.plus(other, gives[other])
            task, gives[name] = self.step(name, spot, depth, in_tasks=True)
            if needs:
                task["needs"] = self.expression(needs) if as_expressions else needs
            step["tasks"][name] = task
        for name in names:
            outside = outside.plus(name, gives[name])
        return self.outputs(step, outside)

    def expression(self, needs: Sequence[str]) -> str:
        return f" {self.one(['&&', '||'])} ".join(f"{need}{self.one(['', '.Succeeded', '.Failed'])}" for need in needs)

    def outputs(self, step: dict[str, Any], scope: Scope) -> list[str]:
        """Hand some values of a level out of it."""
        inner = {
            entry["name"] for group in step.get("steps", []) for entry in (group if type(group) is list else [group])
        }
        known = [text for text in scope.outputs if text.partition(".")[0] in inner | set(step.get("tasks", ()))]
        if "tasks" in step:
            known = [text for text in known if not text.endswith(".status")]  # Argo shows it to later tasks alone
        outputs = {word: f"{{{{{self.one(known)}}}}}" for word in self.some(WORDS, 2)} if known else {}
        step |= {"outputs": outputs} if outputs else {}
        found = [text for text in scope.artifacts if text.partition(".")[0] in inner | set(step.get("tasks", ()))]
        artifacts = {word: f"{{{{{self.one(found)}}}}}" for word in self.some(FILES, 1)} if found else {}
        step |= {"artifacts": {"out": artifacts}} if artifacts else {}
        return [*outputs, *(f"@{word}" for word in artifacts)]

    def handlers(self, step: dict[str, Any], name: str, in_tasks: bool) -> None:
        """Sometimes a hook or an exit handler, which may look at its own step unless that loops."""
        own = "workflow" if "for_each" in step else name
        if self.chance(8):
            step["on_exit"] = {"image": "busybox", "run": f"echo {{{{{own}.status}}}}"}
        if self.chance(8):
            root = "tasks" if in_tasks else "steps"
            looks_at = "workflow" if "for_each" in step else f"{root}['{name}']"
            step["hooks"] = {"h": {"expression": f"{looks_at}.status == 'Failed'", "run": f"echo {{{{{own}.status}}}}"}}

    def component(self, name: str, scope: Scope) -> dict[str, Any]:
        """A component, which may use those before it."""
        inputs = self.some(PARAMETERS, 3)
        required = inputs[: self.draw(st.integers(0, len(inputs)))]
        optional = inputs[len(required) :]
        data: dict[str, Any] = {}
        if inputs:
            data["parameters"] = {**dict.fromkeys(required), **{each: self.draw(VALUES) for each in optional}}
        names = tuple(dict.fromkeys((*inputs, *scope.parameters)))
        words = self.body(data, replace(scope, parameters=names), depth=1)
        data.pop("inline", None)
        self.components.append(Component(name, required, optional, words))
        return data


@st.composite
def pipelines(draw: st.DrawFn) -> dict[str, Any]:
    """A valid pipeline as data."""
    author = Author(draw)
    data: dict[str, Any] = {"name": "random", "defaults": {"image": "busybox"}}
    scope = Scope(parameters=tuple(author.some(PARAMETERS)))
    if scope.parameters:
        data["parameters"] = {name: draw(VALUES) for name in scope.parameters}
    if author.chance(3):
        author.volumes = ["data"]
        data["volumes"] = {"data": author.one([{"claim": "c"}, {"empty_dir": {}}])}
    if author.chance(3):
        author.profiles = ["big"]
        data["profiles"] = {"big": {"env": {"BIG": "yes"}, "retry": 1}}
    data |= author.one([{}, {}, {"kind": "WorkflowTemplate"}, {"schedule": "0 2 * * *"}])
    names = [name for name in author.some(NAMES, 3) if name != "main"]
    components = {name: author.component(name, scope) for name in names}
    if components:
        data["components"] = components
    words = (author.steps if author.chance(2) else author.tasks)(data, scope, 1)
    del words
    if author.chance(5):
        data["on_exit"] = {"run": "echo {{workflow.status}}"}
    return data
