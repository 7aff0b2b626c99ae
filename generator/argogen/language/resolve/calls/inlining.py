"""Limit inline templates, which multiply: each level that inlines the next one twice doubles the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.symbols import Symbols

MAX_TEMPLATES = 10_000
"""The number of inline templates of a manifest: Kubernetes limits its size to about 1.5 MiB."""

MAX_LEVELS = 18
"""Levels of inline templates. The template files of each level are nested in those of the level around it."""

_TOO_MANY = f"inline templates expand to more than {MAX_TEMPLATES:,} templates"


def find_excessive(symbols: Symbols, collector: DiagnosticCollector) -> frozenset[CallModel]:
    """Report the calls whose inline templates exceed a limit, and return them; they are not inlined."""
    calls = {template: _list_inlined(template, symbols) for template in symbols.templates}
    if not any(calls.values()):
        return frozenset()
    limits = _Limits(calls, collector)
    for template in symbols.templates:
        limits.measure(template)
    for template in symbols.templates:
        if not symbols.is_inlined(template):
            limits.charge(template)
    return frozenset(limits.excessive)


def _list_inlined(template: TemplateModel, symbols: Symbols) -> list[tuple[CallModel, TemplateModel]]:
    """Return the inline calls of a template, each with its target."""
    inline = (call for group in template.groups for call in group if call.is_inline)
    return [(call, target) for call in inline if (target := symbols.find_template(call)) is not None]


class _Limits:
    """Counts the inline templates and the levels of each template, without those of excessive calls."""

    def __init__(
        self, calls: Mapping[TemplateModel, list[tuple[CallModel, TemplateModel]]], collector: DiagnosticCollector
    ) -> None:
        self.excessive: dict[CallModel, None] = {}
        self._calls = calls
        self._collector = collector
        self._sizes: dict[TemplateModel, tuple[int, int]] = {}
        self._remaining = MAX_TEMPLATES
        self._is_reported = False

    def measure(self, root: TemplateModel) -> None:
        """Count those of a template after those of its targets, without recursion; recursive ones are reported."""
        opened: set[TemplateModel] = set()
        pending = [root]
        while pending:
            template = pending[-1]
            targets = [] if template in self._sizes else list(self._list_targets(template, opened))
            opened.add(template)
            if targets:
                pending += targets
                continue
            pending.pop()
            if template not in self._sizes:
                self._sizes[template] = self._count(template)

    def _list_targets(self, template: TemplateModel, opened: set[TemplateModel]) -> Iterator[TemplateModel]:
        for _, target in self._calls[template]:
            if target not in self._sizes and target not in opened:
                yield target

    def _count(self, template: TemplateModel) -> tuple[int, int]:
        count = levels = 0
        for number, (call, target) in enumerate(self._calls[template]):
            inner, below = self._sizes.get(target, (0, 0))
            count, levels = count + inner + 1, max(levels, below + 1)
            if levels > MAX_LEVELS or count > MAX_TEMPLATES:
                self._exclude(template, number)
                message = f"templates are inlined more than {MAX_LEVELS} levels deep"
                self._report(call, message if levels > MAX_LEVELS else _TOO_MANY)
                return count - inner - 1, min(levels, MAX_LEVELS)
        return count, levels

    def charge(self, template: TemplateModel) -> None:
        """Count the inline templates of a named template among those of the manifest."""
        count, _ = self._sizes[template]
        if count > max(self._remaining, 0):
            self._exclude(template, 0)
            self._report(self._calls[template][0][0], _TOO_MANY)
        self._remaining -= count

    def _exclude(self, template: TemplateModel, first: int) -> None:
        self.excessive.update((call, None) for call, _ in self._calls[template][first:])

    def _report(self, call: CallModel, message: str) -> None:
        if self._is_reported:  # the templates around it exceed the limit, too
            return
        self._is_reported = True
        hint = "remove 'inline' to use a named template, which the manifest contains once"
        self._collector.error("expansion-too-large", message, (*call.path, "inline"), hint, key=True)
