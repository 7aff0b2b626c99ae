"""Collect what a Context contains, in one pass over its nodes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.context import Call, Container, ContextNode, EnvVar
from argogen.late import compile_late
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.records import cached_property

LONG = 128 * 1024
"""The length of strings that may be beyond the limit of Linux for arguments."""

MANY = 200
"""The least of the limits of the custom resources."""

_PREFIX = compile_late(r"\{\{(?!=)\s*(\{|[^{}\s.]+)")
_PREFIXES = (VARIABLE_PREFIXES | {"item"}) - {"cronworkflow"}
# Names that are valid wherever a name of this kind is.
_ENV_NAME = compile_late(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_MOST_PARTS, _LONGEST_TAG = 20, 60  # of an image
# A comparison of quoted strings, which is valid whatever the values of plain tags in it are.
_QUOTED = r"'(?:[^'\\{]|\{(?!\{=))*'"
_COMPARISON = rf"\s*{_QUOTED}\s*[!=]=\s*{_QUOTED}\s*"
_CONDITION = compile_late(rf"{_COMPARISON}(?:(?:&&|\|\|){_COMPARISON})*")

# The beginnings of conversions in expressions.
_CONVERSIONS = ("asInt(", "asFloat(", "=int(", " int(", "(int(", "=float(", " float(", "(float(")
# Settings of templates whose values have a notation.
_NOTED = ("activeDeadlineSeconds", "timeout", "pendingTimeout", "memoize")


class Evidence:
    """The fields that are set in a Context, and its unusual values; `sources` are the contents of its files."""

    def __init__(self, subject: Subject, sources: Sequence[str]) -> None:
        self.subject = subject
        self._sources = sources
        self._contained: dict[str, bool] = {}

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of the fields that some node sets, those of the Context and of Argo."""
        workflow, templates = self.subject.workflow, self.subject.all_templates
        # Leaves share most of these objects.
        shared = {id(fields): fields for it in templates for fields in (it.settings, it.raw)}
        shared |= {id(it.metadata): vars(it.metadata) for it in templates if it.metadata is not None}
        shared |= {id(it.others): it.others for it in self._containers}
        return frozenset(_list_set((workflow,)) | _list_set((workflow.metadata,)) | _list_set(self.calls)).union(
            workflow.settings,
            workflow.raw,
            workflow.cron,
            *shared.values(),
            *map(vars, templates),
            *map(vars, self._containers),
        )

    @cached_property
    def set_fields(self) -> frozenset[str] | None:
        """The same, None if there may be any field in an object."""
        return None if self.has_any_fields else self.fields

    @cached_property
    def has_any_fields(self) -> bool:
        """Whether there may be any object: there are fields of `argo`, or defaults of templates."""
        return "templateDefaults" in self.subject.workflow.settings or any(node.raw for node in self.subject.nodes)

    @cached_property
    def calls(self) -> Sequence[Call]:
        """Every step and task."""
        composite = [it for it in self.subject.all_templates if it.tasks or it.steps]
        return [call for it in composite for call in (*it.tasks, *itertools.chain.from_iterable(it.steps))]

    def mentions(self, words: Iterable[str]) -> bool:
        """Return whether a source contains one of these strings."""
        return any(map(self._is_mentioned, words))

    def _is_mentioned(self, word: str) -> bool:
        # Most sources lack the last character, or the name with which several words begin: fewer and faster searches.
        return all(map(self._contains, (word[-1], word.partition(".")[0].rstrip("[?("), word)))

    def _contains(self, text: str) -> bool:
        if text not in self._contained:
            self._contained[text] = any(text in source for source in self._sources)
        return self._contained[text]

    @property
    def has_unusual_conditions(self) -> bool:
        """Whether there are conditions that do not only compare quoted strings."""
        conditions = {call.when for call in self.calls if call.when is not None}
        return not all(_CONDITION.fullmatch(each) for each in conditions)

    @property
    def has_unusual_loops(self) -> bool:
        """Whether there are tags in steps or tasks with a loop that may stay unresolved."""
        loops = [call for call in self.calls if is_loop(call)]
        texts = (text for it in loops for text in (it.when, *(each.value for each in it.arguments)) if text)
        return not {prefix for text in texts for prefix in _PREFIX.findall(text)} <= _PREFIXES

    @property
    def has_unusual_images(self) -> bool:
        """Whether there are images that may be invalid."""
        images = {container.image for container in self._containers if container.image}
        return not all(map(_is_usual_image, images))

    @property
    def has_unusual_variables(self) -> bool:
        """Whether there are environment variables that may be invalid."""
        names = {variable.name for variable in self._variables}
        return any(map(_is_unusual, self._variables)) or not all(_ENV_NAME.fullmatch(each) for each in names)

    @property
    def has_task_results(self) -> bool:
        """Whether there are dependencies on results of tasks."""
        return any(call.depends is not None and "." in call.depends for call in self.calls)

    @property
    def has_hooks_or_inline_loops(self) -> bool:
        """Whether there are hooks, or inline templates, which may be in a loop."""
        return bool(self.subject.workflow.hooks) or any(call.hooks or call.inline is not None for call in self.calls)

    @property
    def has_nested_calls(self) -> bool:
        """Whether steps, tasks or their handlers call templates of steps or tasks."""
        composite = {it.name for it in self.subject.all_templates if it.tasks or it.steps}
        handlers = (hook.template for call in self.calls for hook in call.hooks)
        called = (name for call in self.calls for name in (call.template, call.on_exit))
        return not composite.isdisjoint(itertools.chain(called, handlers))

    @property
    def has_tags_in_values(self) -> bool:
        """Whether there are tags in images, durations or limits."""
        images = any("{{" in (container.image or "") for container in self._containers)
        paths = any("{{" in (mount.sub_path or "") for container in self._containers for mount in container.mounts)
        templates = self.subject.all_templates
        settings = {id(it.settings): it.settings for it in templates}.values()  # leaves share most of them
        retries = {id(it.retry): it.retry for it in templates if it.retry is not None}.values()
        values = [value for each in settings for name in _NOTED if (value := each.get(name)) is not None]
        values += [it.suspend for it in templates if it.suspend]
        values += [(retry.limit, retry.backoff) for retry in retries]
        return (
            images
            or paths
            or self.mentions(_CONVERSIONS)
            or any("{{" in text for text in {str(value) for value in values})
        )

    @property
    def has_variables_of_pods(self) -> bool:
        """Whether there are environment variables that may have a field of the pod as value."""
        return any(variable.field is not None or variable.value_from is not None for variable in self._variables)

    @property
    def has_sub_paths(self) -> bool:
        """Whether there are mounts of paths below a volume."""
        mounts = (mount for it in self._containers for mount in it.mounts)
        return any(mount.sub_path is not None or mount.sub_path_expr is not None for mount in mounts)

    @property
    def has_unusual_retries(self) -> bool:
        """Whether there are retries with a backoff, or with a limit that may not be a number."""
        retries = {id(node.retry): node.retry for node in self.subject.nodes if node.retry is not None}
        return any(
            it.backoff or not str(it.limit or 0).isdecimal() or "{{" in (it.policy or "") for it in retries.values()
        )

    @property
    def has_several_outputs(self) -> bool:
        """Whether a template has an output parameter and another output."""
        templates = self.subject.all_templates
        return any(it.outputs and len(it.outputs) + len(it.output_artifacts) > 1 for it in templates)

    @property
    def has_long_strings(self) -> bool:
        """Whether there are arguments, values of environment variables or sources that may be too long."""
        arguments = (text for it in self._containers for text in (*it.command, *it.args, it.source))
        values = (variable.value for variable in self._variables)
        return _is_any_long(arguments) or _is_any_long(values)

    @property
    def has_many_objects(self) -> bool:
        """Whether there are so many templates, tasks or parameters that a custom resource may not allow them."""
        templates, workflow = self.subject.all_templates, self.subject.workflow
        counts = (len(templates), len(self.calls), len(workflow.arguments), *(len(it.inputs) for it in templates))
        return max(counts) > MANY

    @cached_property
    def _containers(self) -> Sequence[Container]:
        return [it.container for it in self.subject.all_templates if it.container is not None]

    @cached_property
    def _variables(self) -> Sequence[EnvVar]:
        return [variable for container in self._containers for variable in container.env]


def _list_set(nodes: Sequence[ContextNode]) -> set[str]:
    """Return the names of the fields that have a value other than an empty one in some of the nodes."""
    names = set().union(*map(vars, nodes))
    return {name for name in names if any(getattr(node, name) for node in nodes)}


def _is_usual_image(image: str) -> bool:
    """Return whether an image is certainly valid: words of small letters and digits, and a tag, if any."""
    name, colon, tag = image.partition(":")
    words = name.replace("/", ".").replace("-", ".").split(".")
    if not image.isascii() or len(words) > _MOST_PARTS or name != name.lower() or not all(map(str.isalnum, words)):
        return False
    return not colon or (len(tag) <= _LONGEST_TAG and tag[:1].isalnum() and _is_tag(tag))


def _is_tag(text: str) -> bool:
    return text.replace(".", "").replace("-", "").replace("_", "").isalnum()


def _is_unusual(variable: EnvVar) -> bool:
    """Return whether a variable has more than a value."""
    return len(vars(variable)) > 2


def _is_any_long(texts: Iterator[Any]) -> bool:
    return max(map(len, filter(None, texts)), default=0) >= LONG // 4  # in UTF-8, a character takes at most four bytes
