"""Check the locations of artifacts, which Argo uses only when the artifact is loaded or saved (workflow/artifacts)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Artifact
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.ASCII | re.IGNORECASE)
_SSH = re.compile(r"ssh://|[\w.-]+@[\w.-]+:", re.ASCII)
# The stores that are only read.
_READ_ONLY = ("git", "raw")
# The fields without which Argo takes the whole location from the default repository, except for the key. A bucket
# without an endpoint is often the one of the default repository.
_LOCATIONS: Mapping[str, tuple[str, ...]] = {
    "s3": ("endpoint", "bucket", "key"),
    "oss": ("endpoint", "bucket", "key"),
    "azure": ("endpoint", "container", "blob"),
}
_KERBEROS = ("krbServicePrincipalName", "krbConfigConfigMap")
_KEYTAB = (*_KERBEROS, "krbUsername", "krbRealm")


class _Fault(NamedTuple):
    """An invalid field of a location, "" for the location itself."""

    field: str
    message: str
    hint: str
    severity: Severity | None = None


def check_locations(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report locations of artifacts that cannot be used, or of which Argo ignores a part."""
    for definition, check in _CHECKS.items():
        for each in subject.objects.get(definition, ()):
            for fault in check(each.value):
                yield _report(fault, each, ())
    for each in subject.objects.get("Artifact", ()):
        for store, fault in _check_artifact(each):
            yield _report(fault, each, (store,))
    outputs = (artifact for template in subject.all_templates for artifact in template.output_artifacts)
    for artifact in outputs:
        yield from _check_output(artifact) if artifact.others else ()


def _check_output(artifact: Artifact) -> Iterator[RuleDiagnostic]:
    for store in _READ_ONLY:
        if artifact.others.get(store) is not None:
            message = f"'{store}' is a location of inputs only: Argo cannot store an output there"
            at = ("invalid-artifact-location", message, artifact.origin, "use another store")
            yield RuleDiagnostic(*at, below=(store,), key=True)


def _report(fault: _Fault, each: ArgoObject, below: tuple[str, ...]) -> RuleDiagnostic:
    at = ("invalid-artifact-location", fault.message, each.origin, fault.hint)
    path = (*each.below, *below, fault.field) if fault.field else (*each.below, *below)
    return RuleDiagnostic(*at, below=path, severity=fault.severity, key=not fault.field)


def _text(value: Mapping[str, Any], field: str) -> str:
    text = value.get(field)
    return text if isinstance(text, str) and "{{" not in text else ""


def _check_artifact(each: ArgoObject) -> Iterator[tuple[str, _Fault]]:
    """Yield the invalid parts of a whole artifact, each with its store."""
    for store, fields in _LOCATIONS.items():
        place = each.value.get(store)
        given = [field for field in fields if isinstance(place, Mapping) and place.get(field)]
        if given and given[0] == fields[0] and len(given) < len(fields):
            missing = next(field for field in fields if field not in given)
            message = f"'{store}' has no '{missing}': Argo ignores '{given[0]}', and uses the default repository"
            hint = f"add '{missing}', or give only '{fields[-1]}'"
            yield store, _Fault(given[0], message, hint, Severity.WARNING)


def _check_s3(value: Mapping[str, Any]) -> Iterator[_Fault]:
    if scheme := _SCHEME.match(_text(value, "endpoint")):
        host = _text(value, "endpoint").removeprefix(scheme[0])
        insecure = " and 'insecure: true'" if scheme[1].lower() == "http" else ""
        yield _Fault("endpoint", "endpoint of S3 must have no scheme", f"use '{host}'{insecure}")
    yield from _check_bucket(value)
    access, secret = value.get("accessKeySecret"), value.get("secretKeySecret")
    if bool(access) != bool(secret):
        given, missing = ("accessKeySecret", "secretKeySecret")[:: 1 if access else -1]
        yield _Fault(given, f"'{given}' requires '{missing}'", f"add '{missing}'")
    options = value.get("encryptionOptions")
    if isinstance(options, Mapping) and options.get("kmsKeyId") and options.get("serverSideCustomerKeySecret"):
        message = "'kmsKeyId' and 'serverSideCustomerKeySecret' are mutually exclusive"
        yield _Fault("encryptionOptions", message, "remove one of them")


def _check_bucket(value: Mapping[str, Any]) -> Iterator[_Fault]:
    bucket = _text(value, "bucket")
    if "/" in bucket or " " in bucket:
        name = _SCHEME.sub("", bucket).partition("/")[0]
        yield _Fault("bucket", f"invalid name of a bucket '{bucket}'", f"use '{name}', and 'key' for the path")


def _check_git(value: Mapping[str, Any]) -> Iterator[_Fault]:
    repo = _text(value, "repo")
    is_remote = _SCHEME.match(repo) or _SSH.match(repo)
    if repo and not is_remote and not repo.startswith(("/", ".")):
        yield _Fault("repo", f"'{repo}' has no scheme: git takes it for a local path", f"use 'https://{repo}'")
    if value.get("singleBranch") is True and not value.get("branch"):
        yield _Fault("singleBranch", "'singleBranch' requires 'branch'", "add 'branch'")
    if value.get("sshPrivateKeySecret") and repo.startswith(("http://", "https://")):
        message = "'sshPrivateKeySecret' cannot be used with an address of HTTP"
        yield _Fault("sshPrivateKeySecret", message, "use 'git@HOST:PATH', or 'usernameSecret' and 'passwordSecret'")
    elif (value.get("usernameSecret") or value.get("passwordSecret")) and _SSH.match(repo):
        field = "usernameSecret" if value.get("usernameSecret") else "passwordSecret"
        if not value.get("sshPrivateKeySecret"):
            message = f"'{field}' cannot be used with an address of SSH"
            yield _Fault(field, message, "use 'https://…', or 'sshPrivateKeySecret'")
    depth = value.get("depth")
    if isinstance(depth, int) and depth < 0:
        yield _Fault("depth", f"'depth' must be 0 or greater, got {depth}", "use 1 for the latest commit")


def _check_http(value: Mapping[str, Any]) -> Iterator[_Fault]:
    url = _text(value, "url")
    scheme = _SCHEME.match(url)
    if url and (scheme is None or scheme[1].lower() not in ("http", "https")):
        hint = f"use 'https://{url}'" if scheme is None else "use 'https://…' or 'http://…'"
        yield _Fault("url", f"address must begin with 'http://' or 'https://', got '{url}'", hint)


def _check_azure(value: Mapping[str, Any]) -> Iterator[_Fault]:
    endpoint = _text(value, "endpoint")
    if endpoint and not _SCHEME.match(endpoint):
        yield _Fault("endpoint", f"endpoint of Azure must be an address, got '{endpoint}'", f"use 'https://{endpoint}'")
    if value.get("endpoint") and not value.get("accountKeySecret") and value.get("useSDKCreds") is not True:
        message = "Azure requires 'accountKeySecret' or 'useSDKCreds: true'"
        yield _Fault("endpoint", message, "add one of them")


def _check_hdfs(value: Mapping[str, Any]) -> Iterator[_Fault]:
    path = _text(value, "path")
    if not value.get("addresses"):
        yield _Fault("path", "'hdfs' requires 'addresses'", "add 'addresses: [HOST:PORT]'")
    if path and not path.startswith("/"):
        yield _Fault("path", f"path of HDFS must be absolute, got '{path}'", f"use '/{path}'")
    needed = _KEYTAB if value.get("krbKeytabSecret") else _KERBEROS if value.get("krbCCacheSecret") else ()
    missing = [field for field in needed if not value.get(field)]
    if missing:
        owner = "krbKeytabSecret" if value.get("krbKeytabSecret") else "krbCCacheSecret"
        yield _Fault(owner, f"'{owner}' requires '{missing[0]}'", f"add '{missing[0]}'")
    elif not needed and not value.get("hdfsUser"):
        message = "'hdfs' requires 'hdfsUser', 'krbCCacheSecret' or 'krbKeytabSecret'"
        yield _Fault("path", message, "add one of them")


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[_Fault]]] = {
    "S3Artifact": _check_s3,
    "OSSArtifact": _check_bucket,
    "GCSArtifact": _check_bucket,
    "GitArtifact": _check_git,
    "HTTPArtifact": _check_http,
    "AzureArtifact": _check_azure,
    "HDFSArtifact": _check_hdfs,
}
