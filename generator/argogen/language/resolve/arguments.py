"""Arguments against the inputs of what is called: Argo drops one with a wrong name, and says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import EMPTY, CallModel, ComponentUse, InputModel, TemplateModel
from argogen.language.resolve.artifacts import Artifacts, ArtifactShares, is_missing
from argogen.language.resolve.inputs import GeneratedInputs
from argogen.language.resolve.symbols import Symbols
from argogen.suggestions import find_nearest, suggest
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

_Inputs = Mapping[str, Any]


class ArgumentChecker(NamedTuple):
    """Checks the arguments of every call, and those that the workflow has for its entrypoint and its exit handler."""

    symbols: Symbols
    shares: ArtifactShares
    collector: DiagnosticCollector

    def check(self, values: Mapping[str, str]) -> None:
        """Report unknown and missing arguments, and values that an `enum` does not have.

        `values` are for the pipeline's parameters, instead of those written.
        """
        self._check_parameters(values)
        self._check_uses()
        for call in self.symbols.calls:
            self._check_call(call)
        self._check_entry()
        self._check_exit()

    def _check_parameters(self, values: Mapping[str, str]) -> None:
        declared = self.symbols.pipeline.parameters
        for name, model in declared.items():
            own = model.parameter.value if model.parameter.value is not None else model.parameter.default
            self._check_enum(model, values.get(name, own), ("parameters", name))
        for name in values:
            if name not in declared:
                hint = suggest(name, declared, f"it has {', '.join(declared) or 'none'}")
                message = f"the pipeline has no parameter '{name}' to be set"
                self.collector.error("unknown-parameter", message, (), hint)

    def _check_uses(self) -> None:
        """Report uses of components that nobody wrote."""
        for call in self.symbols.calls:
            self._check_use(call.target, call.path)
        self._check_use(self.symbols.pipeline.on_exit, ("on_exit",))

    def _check_use(self, target: object, path: NodePath) -> None:
        named = self.symbols.named
        if isinstance(target, ComponentUse) and target.name not in named:
            kind = "template" if self.collector.is_argo_syntax else "component"
            elsewhere = (
                "" if self.collector.is_argo_syntax else "a template elsewhere is written WORKFLOWTEMPLATE/TEMPLATE"
            )
            hint = suggest(target.name, named, elsewhere)
            self.collector.error("unknown-component", f"there is no {kind} '{target.name}'", (*path, "use"), hint)

    def _check_call(self, call: CallModel) -> None:
        template = self.symbols.find_template(call)
        self._check_twice(call)
        self._check_values(call, template)
        if template is None or template is call.own_template:
            return
        self._check_inputs(call, template)
        for name, value in call.arguments.items():
            if name in template.inputs:
                self._check_enum(template.inputs[name], value, (*call.path, "with", name))

    def _check_inputs(self, call: CallModel, template: TemplateModel) -> None:
        """Check the arguments of a call; an exit handler without any gets those of the workflow."""
        pipeline, step = self.symbols.pipeline, self.symbols.steps.get(call)
        parameters = _find_arguments(call)
        artifacts = {name: it.origin for name, it in self.shares.arguments.get(call, EMPTY).items()}
        exits = (step.on_exit, step.hooks.get("exit")) if step is not None else (pipeline.hooks.get("exit"),)
        has_workflows = call in exits and not parameters and not artifacts
        inherited = (pipeline.parameters, self.shares.of_workflow) if has_workflows else (EMPTY, EMPTY)
        self._check_names(call.path, template, _PARAMETERS, parameters, template.inputs, inherited[0])
        declared = self.shares.inputs.get(template, EMPTY)
        self._check_names(call.path, template, _ARTIFACTS, artifacts, declared, inherited[1])

    def _check_twice(self, call: CallModel) -> None:
        for index, argument in enumerate(call.more_arguments):
            if argument["name"] in call.arguments:
                path = (*call.path, "arguments", "parameters", index, "name")
                message = f"'{argument['name']}' stands in 'with' too"
                self.collector.error("set-twice", message, path, "keep one of them")

    def _check_names(
        self,
        path: NodePath,
        template: TemplateModel,
        sort: _Sort,
        given: Mapping[str, NodePath],
        declared: _Inputs,
        inherited: Iterable[str],
    ) -> None:
        unknown = [name for name in given if name not in declared]
        for name in unknown:
            known = f"it takes {', '.join(declared)}" if declared else "it takes none"
            message = f"'{template.name}' has no {sort.name} '{name}'"
            # Argo's own words may say what Argo takes, and drops.
            is_argo_syntax = "arguments" in given[name] or self.collector.is_argo_syntax
            report = self.collector.warning if is_argo_syntax else self.collector.error
            hint = suggest(name, declared, known)
            report("unknown-argument", message, given[name], hint, key=given[name][-1] == name)
        # A misspelt argument has been reported: it is not missing as well.
        meant = {find_nearest(name, tuple(declared)) for name in unknown}
        missing = _list_missing(sort, {*given, *meant, *inherited}, declared)
        if missing:
            at = (*path, sort.keys[0] if given else "use")
            is_argo_syntax = self.collector.is_argo_syntax
            hint = "add it to the arguments" if is_argo_syntax else f"add {_show((*sort.keys, missing[0]))}"
            message = f"'{template.name}' needs {_name(sort, missing)}"
            self.collector.error("missing-argument", message, at, hint, key=True)

    def _check_values(self, call: CallModel, template: TemplateModel | None) -> None:
        """Report an argument without a value: only code has something that means nothing."""
        for name, value in call.arguments.items():
            if value is None and not (template is not None and template.is_code):
                message = f"the argument '{name}' has no value"
                path = (*call.path, "with", name)
                self.collector.error("missing-value", message, path, "write one, such as an empty text: ''", key=True)

    def _check_entry(self) -> None:
        """Check the entrypoint, which gets the workflow's arguments of the same names (docs/workflow-inputs)."""
        pipeline, named = self.symbols.pipeline, self.symbols.named
        name = pipeline.entrypoint
        if pipeline.main is not None or name is None or pipeline.reference is not None:
            return
        if name not in named:
            kind, other = ("template", "") if self.collector.is_argo_syntax else ("component", ", or a body")
            hint = suggest(name, named, f"write a {kind} of that name{other}")
            message = f"there is no {kind} '{name}' to start with"
            self.collector.error("unknown-component", message, ("entrypoint",), hint)
        elif pipeline.kind not in TEMPLATE_KINDS:
            artifacts: Artifacts = self.shares.inputs.get(named[name], EMPTY)
            self._check_given(name, _PARAMETERS, pipeline.parameters, named[name].inputs, ("parameters",))
            self._check_given(name, _ARTIFACTS, self.shares.of_workflow, artifacts, ("artifacts", "in"))

    def _check_given(self, name: str, sort: _Sort, given: _Inputs, declared: _Inputs, keys: tuple[str, ...]) -> None:
        missing = _list_missing(sort, given, declared)
        if missing:
            message = f"'{name}' needs {_name(sort, missing)}, and the pipeline has no such {sort.name}"
            self.collector.error("missing-argument", message, ("entrypoint",), f"add {_show((*keys, missing[0]))}")

    def _check_exit(self) -> None:
        """Check a component that is the exit handler, which gets the workflow's arguments (LifecycleHook.WithArgs)."""
        pipeline, template = self.symbols.pipeline, self.symbols.find_exit()
        if isinstance(pipeline.on_exit, ComponentUse) and isinstance(template, TemplateModel):
            path: NodePath = ("on_exit",)
            declared = self.shares.inputs.get(template, EMPTY)
            self._check_names(path, template, _PARAMETERS, {}, template.inputs, pipeline.parameters)
            self._check_names(path, template, _ARTIFACTS, {}, declared, self.shares.of_workflow)

    def _check_enum(self, model: InputModel, value: Any, path: NodePath) -> None:
        choices, name = model.parameter.enum, model.parameter.name
        text = "" if not choices or value is None else to_string(value)
        if choices and value is not None and text not in choices and "{{" not in text:
            hint = suggest(text, choices)
            # Argo holds the arguments of a workflow to their own words, and nothing else to any.
            is_argo_syntax = self.collector.is_argo_syntax and path[0] != "parameters"
            report = self.collector.warning if is_argo_syntax else self.collector.error
            report("not-one-of", f"'{name}' is one of {', '.join(choices)}, not '{text}'", path, hint)


class _Sort(NamedTuple):
    """One sort of arguments: its name, the keys under which a call has them, and whether one has to be given."""

    name: str
    keys: tuple[str, ...]
    is_needed: Callable[[Any], bool]


def _is_required(model: InputModel) -> bool:
    return model.is_required


_PARAMETERS = _Sort("parameter", ("with",), _is_required)
_ARTIFACTS = _Sort("artifact", ("artifacts", "in"), is_missing)


def _find_arguments(call: CallModel) -> dict[str, NodePath]:
    """Return the arguments that are parameters, and where they stand."""
    more = enumerate(call.more_arguments)
    return {
        **{
            to_string(argument["name"]): (*call.path, "arguments", "parameters", index, "name")
            for index, argument in more
        },
        **{name: (*call.path, "with", name) for name in call.arguments},
    }


def _list_missing(sort: _Sort, given: Iterable[str], declared: _Inputs) -> list[str]:
    return [name for name, it in declared.items() if sort.is_needed(it) and name not in given]


def _name(sort: _Sort, names: list[str]) -> str:
    return f"the {sort.name}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _show(keys: tuple[str, ...]) -> str:
    """Return how something under these keys is written: `with: {x: …}`."""
    return f"{keys[0]}: " + "".join(f"{{{key}: " for key in keys[1:]) + "…" + "}" * len(keys[1:])


def check_inline(call: CallModel, symbols: Symbols, inputs: GeneratedInputs, collector: DiagnosticCollector) -> None:
    """Report a call that holds a template with inputs in a loop, or with an input that the holder has as well."""
    template = symbols.find_template(call)
    if not call.is_inline or template is None:
        return
    owner = symbols.owners[call]
    if template is owner or template in symbols.find_inline_owners(owner):
        message = "a template cannot be put inside of itself"
        collector.error("inline-loop", message, (*call.path, "inline"), "take inline out", key=True)
        return
    report = collector.warning if collector.is_argo_syntax else collector.error
    generated = any(source.kind == "parameters" for source in inputs.get(template, ()))
    if call.loop is not None and (template.inputs or generated):
        message, hint = "a loop cannot hold a template that has inputs", "take inline out: the template gets a name"
        report("inline-loop", message, (*call.path, "inline"), hint, key=True)
    for name in template.inputs:
        if name in owner.inputs:
            message = f"the template around this one has an input '{name}' too, and Argo would put that in"
            report("inline-input", message, (*call.path, "with", name), "choose another name", key=True)
