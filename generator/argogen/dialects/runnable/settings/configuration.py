"""The configuration of runnable: its executor for Argo, and other relevant services."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from argogen.diagnostics import has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.catalog import Catalog, list_mounts, read_catalog
from argogen.dialects.runnable.settings.settings import NOT_PER_STEP, Setting, drop_empty, list_settings
from argogen.dialects.runnable.settings.variables import fill_variables
from argogen.dialects.translation import LocatedValue, SourceLocation, translate
from argogen.language.validation import validate_document, validate_fragment
from argogen.records import EMPTY, Record
from argogen.yaml import Document
from argogen.yaml.spelled_numbers import keep_spelling

_CONFIG = ("executor", "config")
_WITHOUT_MEANING = {
    "run_log_store": "Argo stores the state of a run",
    "secrets": "use 'secrets_from_k8s' for Kubernetes secrets",
    "experiment_tracker": "configure tracking in the code of the tasks",
    "pickler": "values are passed between steps as JSON",
}
_NOTHING = frozenset({"do-nothing", "buffered"})


class Configuration(Record):
    """The non-empty settings of the executor, its overrides, and the catalog; `origin` is the location of settings."""

    origin: SourceLocation
    settings: Mapping[str, Setting] = EMPTY
    overrides: Mapping[str, Mapping[str, Setting]] = EMPTY
    service: LocatedValue | None = None

    def value(self, name: str) -> Any:
        """Return the value of a setting, None if it is not set."""
        return self.settings[name].value if name in self.settings else None

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog for files of tasks."""
        origin, service = self.service or (self.origin, None)
        return read_catalog(service, origin, self.value("persistent_volumes") or ())


def read_configuration(
    document: Document, environ: Mapping[str, str], collector: TranslationCollector
) -> Configuration:
    """Return the configuration in a document; `environ` contains the values of its variables."""
    top = SourceLocation(document, ())
    origin = top.at(*_CONFIG)
    filled = translate(LocatedValue(top, _open(keep_spelling(document), environ, top, collector)))
    errors = validate_document(filled, "runnable_configuration")
    collector.add(*errors)
    spelled = keep_spelling(filled)
    executor = spelled.get("executor") if isinstance(spelled, dict) else None
    if not isinstance(executor, dict) or not isinstance(executor.get("config") or {}, dict):
        if not errors:
            _report_executor({}, top, collector)
        return Configuration(origin)
    if executor.get("type") != "argo":
        _report_executor(executor, top, collector)
        return Configuration(origin)
    _report_reasons(executor.get("config") or {}, origin, collector)
    reported = {each.place for each in collector.diagnostics}
    errors = validate_fragment(filled, _CONFIG, "argo_executor") if executor.get("config") else []
    collector.add(*(each for each in errors if each.place not in reported))
    _report_ignored_services(filled.data, top, collector)
    configuration = _read_executor(executor.get("config") or {}, origin, collector)
    service = None if has_errors(collector.diagnostics) else spelled.get("catalog")
    return _add_catalog(configuration, LocatedValue(top.at("catalog"), service)) if service else configuration


def _add_catalog(configuration: Configuration, service: LocatedValue) -> Configuration:
    settings, additional = configuration.settings, list_mounts(service.value)
    if additional:
        mounts = [*(configuration.value("persistent_volumes") or []), *additional]
        settings = {**settings, "persistent_volumes": Setting(mounts, service.origin)}
    return configuration._replace(settings=settings, service=service)


def _read_executor(config: Mapping[str, Any], origin: SourceLocation, collector: TranslationCollector) -> Configuration:
    if has_errors(collector.diagnostics):
        known = config.get("overrides")
        return Configuration(origin, overrides={name: {} for name in known} if isinstance(known, dict) else {})
    settings = list_settings({name: value for name, value in config.items() if name != "overrides"}, origin)
    if "image" not in settings:
        message = "missing key 'image' in the configuration"
        collector.error(origin, "missing-key", message, "add 'image' to 'config' of the executor", key=True)
    overrides = config.get("overrides") or {}
    given = {name: list_settings(each or {}, origin.at("overrides", name)) for name, each in overrides.items()}
    return Configuration(origin, settings=settings, overrides=given)


def _report_executor(executor: Mapping[str, Any], top: SourceLocation, collector: TranslationCollector) -> None:
    found = executor.get("type")
    message = f"unsupported executor '{found}'" if found else "missing executor of type 'argo'"
    collector.error(
        top.at("executor", "type"), "wrong-executor", message, "use a configuration with an executor of type 'argo'"
    )


def _report_reasons(config: Mapping[str, Any], origin: SourceLocation, collector: TranslationCollector) -> None:
    """Report settings that cannot be overridden, with the reason, before the schema reports unknown keys."""
    overrides = config.get("overrides")
    for name, override in overrides.items() if isinstance(overrides, dict) else ():
        for setting in override if isinstance(override, dict) else ():
            if setting in NOT_PER_STEP:
                message = f"'{setting}' cannot be overridden for a step: {NOT_PER_STEP[setting]}"
                place = origin.at("overrides", name, setting)
                collector.error(place, "workflow-only-setting", message, "set it in 'config' of the executor", key=True)


def _report_ignored_services(data: Mapping[str, Any], top: SourceLocation, collector: TranslationCollector) -> None:
    for name, reason in _WITHOUT_MEANING.items():
        service = data.get(name) or {}
        if service.get("type", "do-nothing") not in _NOTHING:
            message = f"'{name}' has no effect on a manifest: {reason}"
            collector.note(top.at(name), "untranslated-setting", message, key=True)


def _open(data: Any, environ: Mapping[str, str], top: SourceLocation, collector: TranslationCollector) -> Any:
    """Substitute variables in the executor of a configuration, and remove its empty settings."""
    executor = data.get("executor") if isinstance(data, dict) else None
    if not isinstance(executor, dict) or "config" not in executor:
        return data
    config = fill_variables(executor["config"], top.at(*_CONFIG), environ, collector)
    return {**data, "executor": {**executor, "config": drop_empty(config)}}
