"""runnable's configuration: its executor for Argo, and the other services as far as they matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from argogen.diagnostics import has_errors
from argogen.dialects.reports import Reports
from argogen.dialects.runnable.data.catalog import Catalog, list_mounts, read_catalog
from argogen.dialects.runnable.settings.settings import NOT_PER_STEP, Given, drop_empty_values, list_given
from argogen.dialects.runnable.settings.variables import fill_variables
from argogen.dialects.translation import Origin, Part, translate
from argogen.language.validation import validate_document, validate_fragment
from argogen.yaml import Document
from argogen.yaml.spelled_numbers import keep_spelling

_CONFIG = ("executor", "config")
_WITHOUT_MEANING = {
    "run_log_store": "Argo keeps the log of a run",
    "secrets": "secrets come from Kubernetes, by secrets_from_k8s",
    "experiment_tracker": "tracking is the code's own business",
    "pickler": "values go from step to step as JSON",
}
_NOTHING = frozenset({"do-nothing", "buffered"})


@dataclass(frozen=True, eq=False)
class Configuration:
    """The executor's settings that say something, its overrides, and the catalog; `origin` is that of all settings."""

    origin: Origin
    settings: Mapping[str, Given] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    service: Part | None = None

    def value(self, name: str) -> Any:
        """The value of a setting, None if it is not given."""
        return self.settings[name].value if name in self.settings else None

    @cached_property
    def catalog(self) -> Catalog:
        """Where tasks put files, and get them from."""
        origin, service = self.service or (self.origin, None)
        return read_catalog(service, origin, self.value("persistent_volumes") or ())


def read_configuration(document: Document, environ: Mapping[str, str], reports: Reports) -> Configuration:
    """The configuration in a document; `environ` has the values of its variables."""
    top = Origin(document, ())
    origin = top.at(*_CONFIG)
    filled = translate(Part(top, _open(keep_spelling(document), environ, top, reports)))
    faults = validate_document(filled, "runnable_configuration")
    reports.add(*faults)
    spelled = keep_spelling(filled)
    executor = spelled.get("executor") if isinstance(spelled, dict) else None
    if not isinstance(executor, dict) or not isinstance(executor.get("config") or {}, dict):
        if not faults:
            _report_executor({}, top, reports)
        return Configuration(origin)
    if executor.get("type") != "argo":
        _report_executor(executor, top, reports)
        return Configuration(origin)
    _report_reasons(executor.get("config") or {}, origin, reports)
    told = {each.place for each in reports.diagnostics}
    faults = validate_fragment(filled, _CONFIG, "argo_executor") if executor.get("config") else []
    reports.add(*(fault for fault in faults if fault.place not in told))
    _tell_what_is_left_out(filled.data, top, reports)
    configuration = _read_executor(executor.get("config") or {}, origin, reports)
    service = None if has_errors(reports.diagnostics) else spelled.get("catalog")
    return _add_catalog(configuration, Part(top.at("catalog"), service)) if service else configuration


def _add_catalog(configuration: Configuration, service: Part) -> Configuration:
    settings, brought = configuration.settings, list_mounts(service.value)
    if brought:
        mounts = [*(configuration.value("persistent_volumes") or []), *brought]
        settings = {**settings, "persistent_volumes": Given(mounts, service.origin)}
    return replace(configuration, settings=settings, service=service)


def _read_executor(config: Mapping[str, Any], origin: Origin, reports: Reports) -> Configuration:
    if has_errors(reports.diagnostics):
        known = config.get("overrides")
        return Configuration(origin, overrides={name: {} for name in known} if isinstance(known, dict) else {})
    settings = list_given({name: value for name, value in config.items() if name != "overrides"}, origin)
    if "image" not in settings:
        message = "the configuration names no image"
        reports.error(origin, "missing-key", message, "add image: to the executor's config", key=True)
    overrides = config.get("overrides") or {}
    given = {name: list_given(each or {}, origin.at("overrides", name)) for name, each in overrides.items()}
    return Configuration(origin, settings=settings, overrides=given)


def _report_executor(executor: Mapping[str, Any], top: Origin, reports: Reports) -> None:
    found = executor.get("type")
    message = (
        f"the executor is '{found}', and this renders for 'argo'" if found else "there is no executor of type argo"
    )
    reports.error(top.at("executor", "type"), "wrong-executor", message, "choose a configuration for Argo with -c")


def _report_reasons(config: Mapping[str, Any], origin: Origin, reports: Reports) -> None:
    """Say why a setting cannot be overridden, before the schema says only that it is no key of an override."""
    overrides = config.get("overrides")
    for name, override in overrides.items() if isinstance(overrides, dict) else ():
        for setting in override if isinstance(override, dict) else ():
            if setting in NOT_PER_STEP:
                message = f"'{setting}' cannot be overridden for a step: {NOT_PER_STEP[setting]}"
                place = origin.at("overrides", name, setting)
                reports.error(place, "not-per-step", message, "set it in the executor's config", key=True)


def _tell_what_is_left_out(data: Mapping[str, Any], top: Origin, reports: Reports) -> None:
    for name, reason in _WITHOUT_MEANING.items():
        service = data.get(name) or {}
        if service.get("type", "do-nothing") not in _NOTHING:
            message = f"'{name}' means nothing in a manifest: {reason}"
            reports.note(top.at(name), "left-out", message, key=True)


def _open(data: Any, environ: Mapping[str, str], top: Origin, reports: Reports) -> Any:
    """The configuration with the variables of its executor filled in, and without what says nothing there."""
    executor = data.get("executor") if isinstance(data, dict) else None
    if not isinstance(executor, dict) or "config" not in executor:
        return data
    config = fill_variables(executor["config"], top.at(*_CONFIG), environ, reports)
    return {**data, "executor": {**executor, "config": drop_empty_values(config)}}
