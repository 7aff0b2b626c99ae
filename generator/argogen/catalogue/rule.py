"""A rule and its default configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.records import Record
from argogen.severity import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

Check = str | Callable[[Any], Iterable[Any]]
"""A function that takes a `Subject` and yields a `RuleDiagnostic` for each violation. A built-in check is given as a
reference: its module below `argogen.linter.rules` and its name, such as `storage.volumes:find_host_paths`."""

PROFILES = ("kubeflow",)
"""The platforms whose requirements are checked only on request, by the rules of a profile in lint."""

# fmt: off
LINT_ONLY: Mapping[Check, str] = {
    "unknown-rule": "suppression comments do not change the manifest",
    "references.libraries:check_template_refs":
        "references to templates of other files require these files, which `lint` reads with `--ref`",
    "references.library_requirements:find_unmet_requirements":
        "requirements of templates of other files require these files; `render` checks those in the same file",
    "references.whole_references:check_whole_references":
        "a WorkflowTemplate of another file requires this file; `render` checks those in the same file",
}
"""The errors that render does not report, by the check or the rule without a check, with the reasons."""
# fmt: on


class Rule(Record):
    """A rule and its default configuration.

    `summary` is a noun phrase. `argogen lint` runs all checks. `argogen render` runs the `render_checks`, and, of rules
    with the severity error, the `error_checks`, of which it reports only errors. `in_compiler` is True if the compiler
    itself reports violations; an error of the compiler cannot be disabled, because it prevents the manifest.
    `has_errors` is True if some violations of a warning are errors. `is_default` is False if the rule only runs when it
    is selected; a rule of a `profile` runs with this profile, or if it is selected other than by `all`. `is_fixable` is
    True if some of its diagnostics have a fix. `page` is the explanation of a rule of a
    package, in Markdown; that of a built-in rule is a file in `pages`. `package` is the distribution that provides the
    rule, "" for a built-in one.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    checks: tuple[Check, ...] = ()
    render_checks: tuple[Check, ...] = ()
    in_compiler: bool = False
    is_default: bool = True
    is_fixable: bool = False
    has_errors: bool = False
    page: str = ""
    package: str = ""
    profile: str = ""

    @property
    def error_checks(self) -> tuple[Check, ...]:
        """The checks that render runs for errors: all of a built-in rule that need nothing but the pipeline."""
        has_errors = self.has_errors or (self.severity is Severity.ERROR and not self.package)
        return tuple(it for it in self.checks if it not in LINT_ONLY) if has_errors and not self.profile else ()

    @property
    def in_render(self) -> bool:
        """Return whether render reports violations too."""
        return self.in_compiler or bool(self.render_checks or (self.error_checks and not self.has_errors))


# fmt: off
def rule(
    code: str, name: str, severity: Severity, summary: str, *checks: str, in_render: str = "",
    in_compiler: bool = False, is_default: bool = True, is_fixable: bool = False, has_errors: bool = False,
    profile: str = "",
) -> Rule:
    """Return a row; `in_render` is the reference of a check that render runs too."""
    return Rule._make({
        "code": code, "name": name, "severity": severity, "summary": summary, "checks": checks,
        "render_checks": (in_render,) if in_render else (), "in_compiler": in_compiler,
        "is_default": is_default and not profile, "is_fixable": is_fixable, "has_errors": has_errors,
        "profile": profile,
    })
# fmt: on
