"""GitLab Code Quality: a list of issues, which GitLab shows in the changes of a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, Severity, full_name
from argogen.formats.checkout import find_in_checkout

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Return one issue for each diagnostic."""
    top = environ.get("CI_PROJECT_DIR")
    earlier: Counter[str] = Counter()
    issues = []
    for diagnostic in diagnostics:
        issue = _report(diagnostic, find_in_checkout(cwd / diagnostic.place.file, top) or diagnostic.place.file)
        identity = json.dumps([issue["check_name"], issue["location"]["path"], issue["description"]])
        issues.append({**issue, "fingerprint": _digest(identity, earlier[identity])})
        earlier[identity] += 1
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _report(diagnostic: Diagnostic, path: str) -> dict[str, Any]:
    text = f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {
        "type": "issue",
        "description": text,
        "check_name": full_name(diagnostic),
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": path, "lines": {"begin": diagnostic.place.line or 1}},
    }


def _digest(identity: str, number: int) -> str:
    """Return the identity of an issue in other commits, where its line may be another one."""
    return hashlib.sha256(f"{number} {identity}".encode()).hexdigest()
