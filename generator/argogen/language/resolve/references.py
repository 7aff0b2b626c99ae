"""What a reference means where it stands, found by a search outwards.

From the scope in which it is read the search goes out level by level: the loop of the call there, the steps of the
level, its parameters; at last the pipeline's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.argo_tags import check_argo_tag
from argogen.language.resolve.artifacts import Artifacts
from argogen.language.resolve.loop_items import require_key
from argogen.language.resolve.step_values import ForwardedOutput, StepValue, find_artifact, find_value
from argogen.language.resolve.symbols import Scope, Symbols, visible_names
from argogen.language.resolve.unknown_names import refuse_minus, refuse_unknown, refuse_wrapped_loop
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Knows, Reference
from argogen.language.vocabulary import OWN_ROOTS
from argogen.suggestions import list_known, suggest

_NO_NAME = re.compile(r"[^-\w]+", re.ASCII)
# What a step gives before its hooks run.
_SAVED = (("outputs", "parameters"), ("outputs", "artifacts"))


class ValueSource(NamedTuple):
    """Where a value comes from: Argo's tag in parts, and the template or call in which that tag may be used.

    `level` None means everywhere. `short` names an input that carries the value; `long` does where two would clash.
    `kind` is that of the input: "parameters" or "artifacts".
    """

    level: TemplateModel | CallModel | None
    parts: tuple[str, ...]
    short: str
    long: str
    kind: str = "parameters"


class Edge(NamedTuple):
    """What a reference asks of the order of steps: `call` has to wait for `needed`, of which it uses `text`."""

    call: CallModel
    needed: CallModel
    text: str


class Resolved(NamedTuple):
    """A reference that means something: the source of its value, and what has to be so that it is there."""

    source: ValueSource
    edge: Edge | None = None
    forwarded: tuple[ForwardedOutput, ...] = ()


class Resolver(NamedTuple):
    """Resolves references in a pipeline; it finds out, and notes nothing.

    `parameters` are the names of the pipeline's; `is_whole` when no other workflow can bring more of them.
    `has_foreign_tags` says that all of it is written in Argo's own tags; `inputs` are the input artifacts of templates.
    """

    symbols: Symbols
    inputs: Mapping[TemplateModel, Artifacts]
    parameters: tuple[str, ...]
    is_whole: bool
    has_foreign_tags: bool = False

    def resolve(self, reference: Reference, scope: Scope) -> Resolved | None:
        """Return what a short reference in a scope means; None if it is not one. Raises UnresolvedReferenceError."""
        root, *rest = reference.parts
        refuse_minus(reference)
        if root in VARIABLE_PREFIXES or reference.called:
            parameters = self.parameters if self.is_whole else None
            check_argo_tag(reference, scope.template, self.inputs.get(scope.template, {}), parameters)
            return None
        if root in OWN_ROOTS:
            return Resolved(self._own_input(root, rest, reference, scope)) if rest else None
        fault: UnresolvedReferenceError | None = None
        for level, via in self.symbols.outwards(scope):
            loop = self.symbols.loop_seen(scope, via)
            if via is not None and loop is not None and root in ("item", loop.alias):
                require_key(loop, rest)
                _refuse_as_artifact(reference, scope, "the value of a loop")
                return Resolved(_item(self.symbols.step_of(via), reference, rest))
            if root in level.calls:
                try:
                    return self._output(level, level.calls[root], via, rest, reference, scope)
                except UnresolvedReferenceError as unresolved:
                    fault = fault or unresolved
        if fault is not None:
            raise fault
        refuse_wrapped_loop(reference, scope, self.symbols)
        refuse_unknown(reference, scope, visible_names(self.symbols, scope, self.inputs))
        return None

    def find_known(self, scope: Scope) -> Knows:
        """Return the test for names that an expression can use, in which a dash is no minus, as it is to Argo."""

        def knows(parts: tuple[str, ...]) -> bool:
            if self.has_foreign_tags:
                return False
            if len(parts) == 1:
                return parts[0] not in VARIABLE_PREFIXES and self._is_visible(parts[0], scope)
            try:
                return self.resolve(Reference(".".join(parts), parts, True), scope) is not None
            except UnresolvedReferenceError:
                return False

        return knows

    def _is_visible(self, name: str, scope: Scope) -> bool:
        """Return whether a reference can begin with a name; quicker than a list of all that can."""
        if name == "artifacts":
            return any(self.inputs.get(level) for level, _ in self.symbols.outwards(scope))
        return name == "parameters" or self.symbols.is_visible(name, scope)

    def _own_input(self, root: str, rest: list[str], reference: Reference, scope: Scope) -> ValueSource:
        """Return what is given from outside: a parameter, or an artifact."""
        if root == "artifacts":
            return self._artifact(rest, scope)
        _refuse_as_artifact(reference, scope, "a parameter")
        return self._parameter(rest, scope)

    def _artifact(self, rest: list[str], scope: Scope) -> ValueSource:
        name = ".".join(rest)
        if not scope.names_artifact:
            message = f"an artifact has no value that could stand here: '{name}'"
            hint = f"in the step that reads it, {{{{inputs.artifacts.{rest[0]}.path}}}}"
            raise UnresolvedReferenceError("wrong-kind", message, hint)
        known: dict[str, None] = {}
        for level, _ in self.symbols.outwards(scope):
            inputs = self.inputs.get(level, {})
            if name in inputs:
                return ValueSource(level, ("inputs", "artifacts", name), name, name, "artifacts")
            known.update(dict.fromkeys(inputs))
        hint = suggest(name, known, list_known(known), prefix="artifacts.")
        raise UnresolvedReferenceError("unknown-artifact", f"there is no artifact '{name}' here", hint)

    def _parameter(self, rest: list[str], scope: Scope) -> ValueSource:
        name = ".".join(rest)
        known = dict.fromkeys(self.parameters)
        for level, _ in self.symbols.outwards(scope):
            if name in level.inputs:
                return ValueSource(level, ("inputs", "parameters", name), name, name)
            known.update(dict.fromkeys(level.inputs))
        if name in self.parameters:
            return ValueSource(None, ("workflow", "parameters", name), name, name)
        hint = suggest(name, known, list_known(known), prefix="parameters.")
        raise UnresolvedReferenceError("unknown-parameter", f"there is no parameter '{name}' here", hint)

    def _output(
        self,
        level: TemplateModel,
        target: CallModel,
        via: CallModel | None,
        rest: list[str],
        reference: Reference,
        scope: Scope,
    ) -> Resolved:
        step = None if via is None else self.symbols.step_of(via)
        if via is not None and step is not None:
            _require_order(level, target, step, is_handler=via is not step)
        parts, forwarded = self._find_value(target, rest, reference, scope)
        if step is target and parts[0] != "status" and parts[:2] not in _SAVED:
            message = f"a hook of '{target.name}' runs too early for its {rest[0]}"
            hint = "a hook can use the status, and declared outputs with a path"
            raise UnresolvedReferenceError("wrong-kind", message, hint)
        is_other = step is not None and step is not target
        edge = Edge(step, target, f"{target.name}.{'.'.join(rest)}") if step is not None and is_other else None
        kind = "artifacts" if parts[:2] == ("outputs", "artifacts") else "parameters"
        long = "-".join((target.name, rest[-1]))
        source = ValueSource(level, (level.tag_prefix, target.name, *parts), rest[-1], long, kind)
        return Resolved(source, edge, forwarded)

    def _find_value(self, target: CallModel, rest: list[str], reference: Reference, scope: Scope) -> StepValue:
        if scope.names_artifact:
            return find_artifact(self.symbols, target, rest, or_value=reference.in_expression)
        return find_value(self.symbols, target, rest)


def _item(step: CallModel, reference: Reference, rest: list[str]) -> ValueSource:
    short = _NO_NAME.sub("-", "-".join(reference.parts))
    return ValueSource(step, ("item", *rest), short, f"{step.name}-{short}")


def _refuse_as_artifact(reference: Reference, scope: Scope, what: str) -> None:
    if scope.names_artifact and not reference.in_expression:
        message = f"'{reference.text}' is {what}, not an artifact"
        raise UnresolvedReferenceError("wrong-kind", message, "name an artifact of a step")


def _require_order(level: TemplateModel, target: CallModel, step: CallModel, *, is_handler: bool) -> None:
    if target is step:
        if is_handler and target.loop is not None:
            message = f"a hook of a loop cannot see what '{target.name}' gives: each of its runs has another name"
            hint = "put both into steps of their own, and loop over those"
            raise UnresolvedReferenceError("wrong-kind", message, hint)
        if not is_handler:
            message = f"'{target.name}' cannot use its own outputs"
            raise UnresolvedReferenceError("self-reference", message, "name an earlier step, or write a hook")
    elif level.body != "tasks" and target.group >= step.group:
        runs = "runs beside" if target.group == step.group else "runs after"
        message = f"'{target.name}' has not run yet: it {runs} '{step.name}'"
        raise UnresolvedReferenceError("not-yet-run", message, f"put '{target.name}' before it")
