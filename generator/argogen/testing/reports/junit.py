"""The report as JUnit XML, which continuous integration systems show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from argogen.diagnostics import Diagnostic, format_text
from argogen.testing.results import CaseResult, SuiteResult

# Characters that XML 1.0 does not allow, even as references.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(suites: Sequence[SuiteResult]) -> str:
    """Return a document with a test suite for each test file. The times are simulated."""
    root = Element("testsuites")
    totals = [_add_suite(root, suite) for suite in suites]
    for name, numbers in zip(("tests", "failures", "errors"), zip(*totals, strict=True), strict=False):
        root.set(name, str(sum(numbers)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add_suite(root: Element, suite: SuiteResult) -> tuple[int, int, int]:
    element = SubElement(root, "testsuite", name=_clean(suite.file), file=_clean(suite.file))
    for case in suite.cases:
        _add_case(element, suite.file, case)
    for diagnostic in suite.diagnostics:
        broken = SubElement(element, "testcase", name=diagnostic.code, classname=_clean(suite.file))
        _add_problem(broken, "error", [diagnostic], ())
    failures, errors = sum(not case.has_passed for case in suite.cases), len(suite.diagnostics)
    counts = (len(suite.cases) + errors, failures, errors)
    for name, number in zip(("tests", "failures", "errors"), counts, strict=True):
        element.set(name, str(number))
    element.set("time", _format(sum(case.seconds for case in suite.cases)))
    return counts


def _add_case(parent: Element, file: str, case: CaseResult) -> None:
    element = SubElement(parent, "testcase", name=_clean(case.name), classname=_clean(file))
    element.set("file", _clean(file))
    element.set("line", str(case.place.line))
    element.set("time", _format(case.seconds))
    if not case.has_passed:
        _add_problem(element, "failure", case.diagnostics, case.tree)


def _add_problem(parent: Element, kind: str, diagnostics: Sequence[Diagnostic], tree: Sequence[str]) -> None:
    message = "; ".join(diagnostic.message for diagnostic in diagnostics)
    problem = SubElement(parent, kind, message=_clean(message), type=diagnostics[0].code)
    problem.text = _clean("\n".join([*map(format_text, diagnostics), "", *tree]).rstrip())


def _format(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
