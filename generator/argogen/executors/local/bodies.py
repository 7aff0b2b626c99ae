"""The bodies that need no container: requests by HTTP, and data."""

from __future__ import annotations

import base64
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import evaluate, evaluate_condition
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.variables import ARGO_FUNCTIONS
from argogen.executors.local.request_errors import describe, name_request
from argogen.executors.local.settings import Settings
from argogen.executors.pods.errors import PodError
from argogen.executors.storage.store import StoreError
from argogen.runner.execution import Job, Outcome
from argogen.runner.variables.processing import describe as describe_error

_TIMEOUT = 30.0


def run_http(job: Job, settings: Settings) -> Outcome:
    """Make the request of an `http` template."""
    http = job.template["http"]
    try:
        headers = dict(_read_headers(http, settings))
        code, answered, body = _request(http, headers, job)
        return _judge(http, headers, code, answered, body)
    except (OSError, HTTPException) as error:
        return Outcome("Failed", describe(error, str(http.get("method") or "GET"), str(http.get("url") or "")))
    except (ValueError, PodError, EvaluationError, GoPanicError) as error:
        return Outcome("Failed", str(error))


def _read_headers(http: Mapping[str, Any], settings: Settings) -> Any:
    for header in http.get("headers") or ():
        source = (header.get("valueFrom") or {}).get("secretKeyRef")
        if source:
            value = settings.objects.read("Secret", source)
            yield str(header["name"]), (value or b"").decode("utf-8", "replace")
        else:
            yield str(header["name"]), str(header.get("value") or "")


def _request(http: Mapping[str, Any], headers: Mapping[str, str], job: Job) -> tuple[int, dict[str, list[str]], bytes]:
    source = http.get("bodyFrom") or {}
    data = base64.b64decode(source["bytes"]) if source.get("bytes") else str(http.get("body") or "").encode()
    url, method = str(http.get("url") or ""), str(http.get("method") or "GET")
    if not url.startswith(("http://", "https://")):
        raise ValueError(name_request(method, url, f'unsupported protocol scheme "{urlsplit(url).scheme}"'))
    request = urllib.request.Request(url, data or None, dict(headers), method=method)  # noqa: S310
    timeout = float(http.get("timeoutSeconds") or _TIMEOUT)
    if job.deadline is not None:
        timeout = min(timeout, max(0.1, (job.deadline - time.time_ns()) / 1e9))
    opener = urllib.request.build_opener()
    try:
        with opener.open(request, timeout=timeout) as response:
            return response.status, _list_headers(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _list_headers(error.headers), error.read()


def _list_headers(headers: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers.items():
        found.setdefault("-".join(part.capitalize() for part in name.split("-")), []).append(value)
    return found


def _judge(
    http: Mapping[str, Any], headers: Mapping[str, str], code: int, answered: dict[str, list[str]], body: bytes
) -> Outcome:
    text = body.decode("utf-8", "replace")
    condition = http.get("successCondition")
    if not condition:
        if 200 <= code < 300:
            return Outcome(result=text)
        return Outcome("Failed", f"received non-2xx response code: {code}", result=text)
    request: dict[str, Any] = {
        "method": http.get("method") or "", "url": http.get("url") or "", "body": http.get("body") or "",
        "bodyBytes": [], "headers": {name: [value] for name, value in headers.items()},
    }  # fmt: skip
    response = {"statusCode": code, "body": text, "headers": answered}
    variables = {"request": request, "response": response, **ARGO_FUNCTIONS}
    if evaluate_condition(str(condition), variables):
        return Outcome(result=text)
    return Outcome("Failed", f"successCondition '{condition}' evaluated false", result=text)


def run_data(job: Job, settings: Settings) -> Outcome:
    """List and transform the artifacts of a `data` template."""
    data = job.template["data"]
    source = (data.get("source") or {}).get("artifactPaths")
    try:
        if source is None:
            raise ValueError("unable to process data source: no valid source is used for data template")
        value: Any = _list_keys(source, settings)
        for number, step in enumerate(data.get("transformation") or ()):
            if step.get("expression"):
                value = _transform(str(step["expression"]), value, number)
    except ValueError as error:
        return Outcome("Failed", f"main: Error (exit code 64): unable to process data template: {error}", "64")
    return Outcome(exit_code="0", result=to_json(value))


def _list_keys(source: Mapping[str, Any], settings: Settings) -> list[str]:
    """Return the keys below a location, which Argo does not complete by the default repository. Raises ValueError."""
    prefix = "unable to process data source: unable to source artifact paths"
    if isinstance(source.get("s3"), Mapping) and not source["s3"].get("bucket"):
        raise ValueError(f"{prefix}: failed to list directory: Bucket name cannot be empty")
    try:
        return list(settings.store.list_keys(source))
    except StoreError as error:
        raise ValueError(f"{prefix}: {error}") from None


def _transform(expression: str, value: Any, number: int) -> Any:
    try:
        return evaluate(expression, {"data": value})
    except (EvaluationError, GoPanicError) as error:
        prefix = f"unable to process data transformation: error processing data step {number}"
        raise ValueError(f"{prefix}: {describe_error(error)}") from None
