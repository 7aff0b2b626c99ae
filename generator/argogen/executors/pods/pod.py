"""The pod that Argo creates for a job, with the patches of its template and of the workflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_dns_label
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.patches import read_patch
from argogen.records import EMPTY, Record
from argogen.runner.execution import SECOND, CannotStartError, Job
from argogen.runner.model.merging import merge

MAIN = "main"
SCRIPT = "/argo/staging/script"
GRACE_SECONDS = 30
ADDRESS = "127.0.0.1"
_NO_COMMAND = (
    "you must either explicitly specify the command, or list the image's command in the index:"
    " https://argo-workflows.readthedocs.io/en/latest/workflow-executors/#emissary-emissary"
)
_LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'"
Data = Mapping[str, Any]


class Pod(Record):
    """A pod: containers as Kubernetes has them, by role, its volumes, and what its fields refer to."""

    name: str
    main: Sequence[Data]
    sidecars: Sequence[Data]
    inits: Sequence[Data]
    volumes: Sequence[Data]
    metadata: Data
    grace_seconds: int = GRACE_SECONDS
    security: Data = EMPTY
    service_account: str = "default"
    address: str = ADDRESS
    is_daemon: bool = False
    attempts: int = 1
    pause: float = 0.0
    """Seconds between the attempts of a main container."""


def build_pod(job: Job, images: Mapping[str, Sequence[str]] | None) -> Pod:
    """Return the pod of a job. Raises CannotStartError and PodError.

    `images` are the commands of images, for containers without one; None if the images themselves are run.
    """
    template, spec = job.template, job.spec
    main = _build_main(job)
    sidecars = [_mirror(each, main) for each in template.get("sidecars") or ()]
    inits = [_mirror(each, main) for each in template.get("initContainers") or ()]
    pod: dict[str, Any] = {
        "containers": [*main, *sidecars],
        "initContainers": inits,
        "volumes": _list_volumes(template, spec),
        "securityContext": template.get("securityContext") or spec.get("securityContext") or {},
        "serviceAccountName": template.get("serviceAccountName") or spec.get("serviceAccountName") or "default",
    }
    for patch in (spec.get("podSpecPatch"), template.get("podSpecPatch")):
        if patch:
            pod = merge(pod, read_patch(str(patch)))
    _check_names(pod, job.pod_name)
    if images is not None:
        for role in ("containers", "initContainers"):
            pod[role] = [_add_command(container, images) for container in pod[role]]
    containers, names = pod["containers"], {each["name"] for each in main}
    grace = pod.get("terminationGracePeriodSeconds")
    return Pod(
        job.pod_name, [each for each in containers if each["name"] in names],
        [each for each in containers if each["name"] not in names], pod["initContainers"], pod["volumes"],
        _build_metadata(job), GRACE_SECONDS if grace is None else int(grace), pod["securityContext"],
        str(pod["serviceAccountName"]), is_daemon=bool(template.get("daemon")), **_read_retries(template),
    )  # fmt: skip


def _read_retries(template: Data) -> dict[str, Any]:
    """Return the attempts of the containers of a set. Raises PodError."""
    strategy = (template.get("containerSet") or {}).get("retryStrategy") or {}
    try:
        attempts = int(strategy.get("retries") or 1)
        pause = read_go_duration(str(strategy.get("duration") or "0")) / SECOND
    except (NotationError, ValueError) as error:
        raise PodError(f"failed to get retry strategy: {error}") from None
    return {"attempts": attempts, "pause": pause}


def _build_main(job: Job) -> list[dict[str, Any]]:
    template = job.template
    if job.kind == "containerSet":
        group = template["containerSet"]
        shared = list(group.get("volumeMounts") or ())
        return [{**each, "volumeMounts": [*(each.get("volumeMounts") or ()), *shared]} for each in group["containers"]]
    if job.kind == "script":
        script = {key: value for key, value in template["script"].items() if key != "source"}
        return [{**script, "name": MAIN, "args": [*(script.get("args") or ()), SCRIPT]}]
    return [{**template["container"], "name": MAIN}]


def _mirror(container: Data, main: Sequence[Data]) -> Data:
    """Give a container the volumes of the main one, if it mirrors them."""
    if not container.get("mirrorVolumeMounts"):
        return container
    own = list(container.get("volumeMounts") or ())
    paths = {each.get("mountPath") for each in own}
    mirrored = [each for each in main[0].get("volumeMounts") or () if each.get("mountPath") not in paths]
    return {**container, "volumeMounts": [*own, *mirrored]}


def _list_volumes(template: Data, spec: Data) -> list[Data]:
    """Return the volumes of the template, those of the workflow, and the claims that are made for the workflow."""
    claims = [
        {"name": name, "persistentVolumeClaim": {"claimName": f"template/{name}"}}
        for each in spec.get("volumeClaimTemplates") or ()
        if (name := (each.get("metadata") or {}).get("name"))
    ]
    return [*claims, *(spec.get("volumes") or ()), *(template.get("volumes") or ())]


def _check_names(pod: Data, name: str) -> None:
    """Check names that a patch or an input may have set: they are parts of paths. Raises PodError."""
    fields = ("containers", "initContainers", "volumes")
    rows = [(field, number, str(each.get("name") or "")) for field in fields for number, each in enumerate(pod[field])]
    counts = Counter(found for field, _, found in rows if field != "volumes")  # of a template, or of the workflow
    for field, number, found in rows:
        where = f'Pod "{name}" is invalid: spec.{field}[{number}].name'
        try:
            check_dns_label(found)
        except NotationError:
            raise PodError(f'{where}: Invalid value: "{found}": {_LABEL_RULE}') from None
        if field != "volumes" and counts[found] > 1:
            raise PodError(f'{where}: Duplicate value: "{found}"')


def _add_command(container: Data, images: Mapping[str, Sequence[str]]) -> Data:
    if container.get("command"):
        return container
    image = str(container.get("image") or "")
    command = images.get(image) or images.get(image.removesuffix(":latest"))
    if not command:
        raise CannotStartError(f'failed to look-up entrypoint/cmd for image "{image}", {_NO_COMMAND}')
    return {**container, "command": list(command)}


def _build_metadata(job: Job) -> Data:
    own, common = job.template.get("metadata") or {}, job.spec.get("podMetadata") or {}
    workflow = job.node_name.removesuffix(job.path)
    labels = {
        "workflows.argoproj.io/completed": "false", "workflows.argoproj.io/workflow": workflow,
        **(common.get("labels") or {}), **(own.get("labels") or {}),
    }  # fmt: skip
    annotations = {
        "kubectl.kubernetes.io/default-container": MAIN, "workflows.argoproj.io/node-id": job.node_id,
        "workflows.argoproj.io/node-name": job.node_name,
        **(common.get("annotations") or {}), **(own.get("annotations") or {}),
    }  # fmt: skip
    return {"name": job.pod_name, "namespace": job.namespace, "labels": labels, "annotations": annotations}
