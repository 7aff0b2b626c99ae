"""The table of changes in the behavior of Argo that its structure does not show, with the first versions of each.

A minor version has a change if all of its patch levels have it; a patch level opts in to newer behavior. The sources of
the rows are the files of Argo at these tags.
"""

from __future__ import annotations

import functools

from argogen.argo.versions import PATCH_LEVELS, ArgoVersion, is_before, parse_version
from argogen.records import Record


class BehaviorChange(Record):
    """A change: a summary, the first version with it of each minor version that was changed, and the source.

    Minor versions after the last one in `since` have the change, other ones that are not in it lack it.
    """

    summary: str
    since: tuple[str, ...]
    source: str = ""

    def holds_in(self, version: ArgoVersion) -> bool:
        """Return whether all patch levels of a version have the change."""
        return all(_list_levels(self.since, version))

    def may_hold_in(self, version: ArgoVersion) -> bool:
        """Return whether some patch levels of a version have the change."""
        return any(_list_levels(self.since, version))


@functools.lru_cache(maxsize=256)
def _list_levels(since: tuple[str, ...], version: ArgoVersion) -> tuple[bool, ...]:
    """Return for each patch level of a version whether it has a change."""
    firsts = {first.minor: first.patches[0] for first in map(parse_version, since)}
    is_later = is_before(tuple(firsts)[-1], version.minor)
    first = firsts.get(version.minor, 0 if is_later else PATCH_LEVELS[version.minor][-1] + 1)
    return tuple(patch >= first for patch in version.patches)


COMMENTS = BehaviorChange("Comments in expressions, of expr-lang 1.12.", ("3.4.7",), "go.mod")
STATEMENTS = BehaviorChange("`if` and `;` in expressions, of expr-lang 1.17.", ("3.6",), "go.mod")
TEMPLATES_IN_CONFIG_MAPS = BehaviorChange(
    "A template above 128 KiB, such as one with a long script, reaches its pod in a ConfigMap; before, the pod fails.",
    ("3.6",),
    "workflow/controller/workflowpod.go",
)
ARGUMENTS_IN_FILES = BehaviorChange(
    "In place of an argument above 128 KiB, a program gets `@` and the path of a file with it; before, the pod fails.",
    ("3.7.10", "4.0.1"),
    "cmd/argoexec/commands/emissary.go",
)
MISSING_OUTPUTS_WAIT = BehaviorChange(
    "A workflow waits forever for an output that a step did not give; before, its tag was left as it is.",
    ("3.7.11", "4.0.2"),
    "workflow/controller/scope.go",
)
MISSING_NAMES_FAIL = BehaviorChange(
    "An expression with a name that is missing fails, even if it handles a missing value; before, the name was nil.",
    ("3.7.11", "4.0.2"),
    "util/template/expression_template.go",
)
GUARDED_NAMES_PASS = BehaviorChange(
    "A name that is missing before `??` is nil; before, the expression failed.",
    ("3.7.16", "4.0.7"),
    "util/template/expression_template.go",
)
TIME_ZONES_CHECKED = BehaviorChange(
    "Unknown time zones of a CronWorkflow are rejected.", ("3.7.12", "4.0.3"), "workflow/validate/validate.go"
)
EMPTY_TASK_OUTPUTS = BehaviorChange(
    "Output parameters of a skipped task are empty strings; later, they have their defaults.",
    ("3.7.13", "4.0.4"),
    "workflow/controller/dag.go",
)
SKIPPED_OUTPUTS_DEFAULT = BehaviorChange(
    "An output of a skipped step has its default; without one, an input that is nothing but its tag has its own"
    " default, and all else fails.",
    ("3.7.16", "4.0.7"),
    "workflow/controller/scope.go",
)
NIL_EXPRESSION_FAILS = BehaviorChange(
    "An output whose expression gives nil fails; before, its value was `<nil>`.",
    ("3.7.16", "4.0.7"),
    "workflow/controller/scope.go",
)
OBJECT_LIMITS = BehaviorChange(
    "The custom resources limit the number of templates, tasks and parameters.", ("4.0",), "manifests/base/crds"
)

CHANGES = (
    COMMENTS,
    STATEMENTS,
    TEMPLATES_IN_CONFIG_MAPS,
    ARGUMENTS_IN_FILES,
    MISSING_OUTPUTS_WAIT,
    MISSING_NAMES_FAIL,
    GUARDED_NAMES_PASS,
    TIME_ZONES_CHECKED,
    EMPTY_TASK_OUTPUTS,
    SKIPPED_OUTPUTS_DEFAULT,
    NIL_EXPRESSION_FAILS,
    OBJECT_LIMITS,
)
"""All changes, in the order of the versions."""
