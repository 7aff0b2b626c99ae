"""Pods run as on Kubernetes: environment, volumes, init containers, sidecars, deadlines and artifacts."""

from __future__ import annotations

import base64
import json
import time
import zipfile
from pathlib import Path

import pytest

from argogen.executors.local.settings import Settings
from argogen.runner.execution import Finished, Job, Outcome, Started
from tests.executors.running import open_executor, read_log, run_documents
from tests.runner.running import by_path, read_manifest

OBJECTS = f"""
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings}}
data: {{region: eu, file.txt: "from a map"}}
---
apiVersion: v1
kind: Secret
metadata: {{name: login}}
data: {{password: {base64.b64encode(b"hunter2").decode()}}}
stringData: {{user: somebody}}
"""


def test_environment(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  container:
    image: x
    command: [sh, -c]
    args: ['echo "$REGION $PASSWORD $P_region $FULL $POD $OPTIONAL $(REGION) $$HOME"; env | grep -c ^ARGO_']
    envFrom: [{configMapRef: {name: settings}, prefix: P_}, {secretRef: {name: none, optional: true}}]
    env:
    - {name: REGION, valueFrom: {configMapKeyRef: {name: settings, key: region}}}
    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
    - {name: FULL, value: "$(REGION)-1"}
    - {name: POD, valueFrom: {fieldRef: {fieldPath: "metadata.labels['workflows.argoproj.io/workflow']"}}}
    - {name: OPTIONAL, valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}}
""",
        OBJECTS,
    )
    run = run_documents(tmp_path, documents)
    assert run.phase == "Succeeded", run.message
    assert read_log(tmp_path, run, "").splitlines()[0] == "eu *** eu eu-1 w  eu /root"


def test_a_missing_secret_is_an_error(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  container: {image: x, command: ["true"], env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: k}}}]}
"""
    )
    run = run_documents(tmp_path, documents)
    assert (run.phase, run.message) == ("Error", 'secret "none" not found')


def test_volumes(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
volumeClaimTemplates:
- {metadata: {name: work}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}
volumes:
- {name: map, configMap: {name: settings, items: [{key: file.txt, path: deep/name.txt}]}}
- {name: secret, secret: {secretName: login, defaultMode: 256}}
- name: all
  projected:
    sources:
    - {configMap: {name: settings}}
    - {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
templates:
- name: main
  steps:
  - - {name: write, template: write}
  - - {name: read, template: read}
- name: write
  container:
    image: x
    command: [sh, -c, "echo kept > /data/file; mkdir -p /data/sub; echo below > /data/sub/file"]
    volumeMounts: [{name: work, mountPath: /data}]
- name: read
  container:
    image: x
    command: [sh, -c]
    args:
    - |
      cat /data/file /sub/file /etc/map/deep/name.txt; echo
      cat /secret/user; echo; stat -c %a /secret/user
      cat /all/region; echo; grep workflow= /all/labels; echo x 2>/dev/null > /secret/user || echo read-only
    volumeMounts:
    - {name: work, mountPath: /data}
    - {name: work, mountPath: /sub, subPath: sub}
    - {name: map, mountPath: /etc/map}
    - {name: secret, mountPath: /secret}
    - {name: all, mountPath: /all}
""",
        OBJECTS,
    )
    run = run_documents(tmp_path, documents)
    assert run.phase == "Succeeded", run.message
    assert read_log(tmp_path, run, "[1].read").splitlines() == [
        "kept", "below", "from a map", "***", "400", "eu", 'workflows.argoproj.io/workflow="w"', "read-only",
    ]  # fmt: skip


def test_init_containers_and_sidecars(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  volumes: [{name: v, emptyDir: {}}]
  initContainers:
  - {name: one, image: x, command: [sh, -c, "echo 1 >> /v/all"], volumeMounts: [{name: v, mountPath: /v}]}
  - {name: two, image: x, command: [sh, -c, "echo 2 >> /v/all"], mirrorVolumeMounts: true}
  container:
    image: x
    command: [sh, -c, "while ! test -e /v/side; do sleep 0.05; done; cat /v/all"]
    volumeMounts: [{name: v, mountPath: /v}]
  sidecars:
  - {name: side, image: x, command: [sh, -c, "echo > /v/side; sleep 600"], mirrorVolumeMounts: true}
"""
    )
    run = run_documents(tmp_path, documents)
    assert (run.phase, read_log(tmp_path, run, "")) == ("Succeeded", "1\n2\n")


def test_an_init_container_that_fails_ends_the_pod(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  initContainers: [{name: one, image: x, command: [sh, -c, exit 4]}]
  container: {image: x, command: [sh, -c, "echo ran"]}
"""
    )
    run = run_documents(tmp_path, documents)
    assert (run.phase, run.message) == ("Failed", "one: Error (exit code 4)")


def test_a_deadline_ends_a_pod_that_does_not_listen(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  activeDeadlineSeconds: 1
  container: {image: x, command: [sh, -c, "trap '' TERM; while :; do sleep 0.1; done"]}
"""
    )
    run = run_documents(tmp_path, documents, grace_seconds=0.2)
    assert (run.phase, run.message) == ("Failed", "Pod was active on the node longer than the specified deadline")
    assert by_path(run)[""].exit_code == "137"


def test_artifacts_pass_between_steps_in_all_forms(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - {name: make, template: make}
    - name: take
      template: take
      depends: make
      arguments:
        artifacts:
        - {name: file, from: "{{tasks.make.outputs.artifacts.file}}"}
        - {name: tree, from: "{{tasks.make.outputs.artifacts.tree}}"}
        - {name: plain, s3: {key: results/plain.txt}}
        - {name: raw, raw: {data: "raw data"}}
        - {name: absent, s3: {key: absent}, optional: true}
        - {name: part, from: "{{tasks.make.outputs.artifacts.plain-tree}}", subPath: "a/{{workflow.name}}"}
- name: make
  container:
    image: x
    command: [sh, -c]
    args: ["mkdir -p /t/a; cd /tmp; echo file > f; echo tree > /t/a/b; echo plain > plain; echo part > /t/a/w"]
  outputs:
    artifacts:
    - {name: file, path: /tmp/f}
    - {name: tree, path: /t, archive: {tar: {compressionLevel: 0}}}
    - {name: plain, path: /tmp/plain, archive: {none: {}}, s3: {key: results/plain.txt}}
    - {name: plain-tree, path: /t, archive: {none: {}}}
    - {name: none, path: /tmp/none, optional: true}
- name: take
  inputs:
    artifacts:
    - {name: file, path: /in/f}
    - {name: tree, path: /in/t, mode: 448}
    - {name: plain, path: /in/plain}
    - {name: raw, path: /in/raw, mode: 320}
    - {name: part, path: /in/part}
    - {name: none, path: /in/none, optional: true}
    - {name: absent, path: /in/absent, optional: true}
  container:
    image: x
    command: [sh, -c, "cd /in; cat f t/a/b plain raw; stat -c ' %a' t raw; cat part; ls"]
"""
    )
    run = run_documents(tmp_path, documents)
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    contents = "file\ntree\nplain\nraw data 700\n 500\npart\n"
    assert read_log(tmp_path, run, ".take") == f"{contents}absent\nf\npart\nplain\nraw\nt\n"
    assert (tmp_path / "artifacts" / "s3" / "-" / "results" / "plain.txt").read_text() == "plain\n"
    assert list((tmp_path / "pods").iterdir()) == []


def test_a_container_of_a_set_is_tried_again_with_its_files(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: m
archiveLogs: true
templates:
- name: m
  steps:
  - - {name: a, template: a}
  - - {name: b, template: b, arguments: {parameters: [{name: v, value: "{{steps.a.outputs.result}}"}]}}
- name: a
  containerSet:
    retryStrategy: {retries: "4", duration: 10ms}
    containers: [{name: main, image: x, command: [sh, -c, "echo x | tee -a /tmp/n; test `wc -l < /tmp/n` = 3"]}]
- name: b
  archiveLocation: {archiveLogs: false}
  inputs: {parameters: [{name: v}]}
  containerSet:
    containers:
    - {name: first, image: x, command: ["false"]}
    - {name: main, image: x, command: ["true"], dependencies: [first]}
"""
    )
    run = run_documents(tmp_path, documents)
    assert read_log(tmp_path, run, "[0].a") == "x\nx\nx\n"
    first, second = by_path(run)["[0].a"], by_path(run)["[1].b"]
    assert second.inputs == {"v": "x\nx\nx"}
    assert (first.artifacts, second.artifacts) == (("main-logs",), ())
    assert [log.read_text() for log in (tmp_path / "artifacts").rglob("main.log")] == ["x\nx\nx\n"]
    reason = 'dependency "first" exited with non-zero code: 1'
    assert read_log(tmp_path, run, "[1].b") == f"Error: {reason}\n{reason}\n"


def test_a_directory_is_no_output_parameter(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  steps: [[{name: a, template: a, continueOn: {failed: true}}, {name: b, template: b}]]
- name: a
  container: {image: x, command: [mkdir, /tmp/d]}
  outputs: {parameters: [{name: d, valueFrom: {path: /tmp/d, default: x}}]}
- name: b
  volumes: [{name: v, emptyDir: {}}]
  container: {image: x, command: [mkdir, /v/d], volumeMounts: [{name: v, mountPath: /v}]}
  outputs: {parameters: [{name: d, valueFrom: {path: /v/d}}]}
"""
    )
    run = run_documents(tmp_path, documents)
    first, second = by_path(run)["[0].a"], by_path(run)["[0].b"]
    target = "/var/run/argo/outputs/parameters//tmp/d"
    reason = f"failed to copy /tmp/d to {target}: write {target}: copy_file_range: is a directory"
    assert (first.phase, first.message) == ("Failed", f"main: Error (exit code 64): {reason}")
    assert (first.exit_code, first.outputs) == ("64", {"d": ""})
    assert read_log(tmp_path, run, "[0].a") == f"Error: {reason}\n{reason}\n"
    message = "wait: Error (exit code 64): read /mainctrfs/v/d: is a directory"
    assert (second.phase, second.message) == ("Error", message)


@pytest.mark.slow
def test_a_daemon_is_ready_when_the_command_of_its_probe_succeeds(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]
templates:
- name: main
  steps:
  - - {name: server, template: server}
  - - {name: client, template: client}
- name: server
  daemon: true
  container:
    image: x
    command: [sh, -c, "mkfifo /tmp/asked; read line < /tmp/asked; echo ready > /v/file; sleep 600"]
    readinessProbe: {exec: {command: [sh, -c, "test -e /v/file || ! echo > /tmp/asked"]}, periodSeconds: 1}
    volumeMounts: [{name: v, mountPath: /v}]
- {name: client, container: {image: x, command: [cat, /v/file], volumeMounts: [{name: v, mountPath: /v}]}}
"""
    )
    run = run_documents(tmp_path, documents)
    assert (run.phase, read_log(tmp_path, run, "[1].client")) == ("Succeeded", "ready\n")


def test_a_daemon_runs_until_its_template_ends(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  volumes: [{name: v, emptyDir: {}}]
  steps:
  - - {name: server, template: server}
  - - {name: client, template: client, arguments: {parameters: [{name: ip, value: "{{steps.server.ip}}"}]}}
- {name: server, daemon: true, container: {image: x, command: [sleep, "600"]}}
- {name: client, inputs: {parameters: [{name: ip}]}, container: {image: x, command: [echo, "{{inputs.parameters.ip}}"]}}
"""
    )
    run = run_documents(tmp_path, documents, limit=1)
    assert run.phase == "Succeeded", run.message
    assert read_log(tmp_path, run, "[1].client") == "127.0.0.1\n"


def test_data_lists_artifacts(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  steps:
  - - {name: make, template: make}
  - - {name: list, template: list}
  - - {name: show, template: show, arguments: {parameters: [{name: v, value: "{{steps.list.outputs.result}}"}]}}
- name: make
  container: {image: x, command: [sh, -c, "mkdir /d; touch /d/a.txt /d/b.pdf /d/c.txt"]}
  outputs: {artifacts: [{name: d, path: /d, archive: {none: {}}, s3: {bucket: b, key: folder}}]}
- name: list
  data:
    source: {artifactPaths: {name: d, s3: {bucket: b, key: folder}}}
    transformation: [{expression: "filter(data, {# endsWith '.txt'})"}]
- name: show
  inputs: {parameters: [{name: v}]}
  container: {image: x, command: [echo, "{{inputs.parameters.v}}"]}
"""
    )
    run = run_documents(tmp_path, documents)
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    assert json.loads(read_log(tmp_path, run, "[2].show")) == ["folder/a.txt", "folder/c.txt"]


def test_a_mock_replaces_a_step(tmp_path: Path) -> None:
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  steps:
  - - {name: a, template: a}
  - - {name: b, template: b, arguments: {parameters: [{name: v, value: "{{steps.a.outputs.result}}"}]}}
- {name: a, plugin: {anything: {}}}
- {name: b, inputs: {parameters: [{name: v}]}, container: {image: x, command: [echo, "{{inputs.parameters.v}}"]}}
"""
    )

    def mock(job: Job) -> Outcome | None:
        return Outcome(result="mocked") if job.step == "a" else None

    run = run_documents(tmp_path, documents, mock=mock)
    assert (run.phase, read_log(tmp_path, run, "[1].b")) == ("Succeeded", "mocked\n")


def test_a_stopped_job_ends_soon(tmp_path: Path) -> None:
    template = {"name": "t", "container": {"image": "x", "command": ["sleep", "600"]}}
    with open_executor(tmp_path) as executor:
        executor.start(Job("w", "w", "", "container", template, pod_name="w"))
        assert isinstance(executor.wait(None)[0], Started)
        executor.stop("w")
        (event,) = executor.wait(None)
        assert isinstance(event, Finished)
        assert event.outcome.exit_code == "143"
        assert executor.wait(None) == ()
        assert list(executor.wait(time.time_ns() + 1)) == []


def test_settings_have_defaults(tmp_path: Path) -> None:
    assert Settings(tmp_path).store.locate({"s3": {"key": "k"}}) == tmp_path / "artifacts" / "s3" / "-" / "k"


def test_links_lead_no_further_than_a_volume(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "file").write_text("of the host")
    spec = """
entrypoint: main
volumeClaimTemplates: [{metadata: {name: work}, spec: {}}]
templates:
- name: main
  steps:
  - - {name: link, template: link}
  - - {name: read, template: read}
- name: link
  container: {image: x, command: [ln, -s, HOST, /data/link], volumeMounts: [{name: work, mountPath: /data}]}
""".replace("HOST", str(tmp_path / "host"))
    below = """
- name: read
  container: {image: x, command: [ls, /sub], volumeMounts: [{name: work, mountPath: /sub, subPath: link}]}
"""
    run = run_documents(tmp_path / "one", read_manifest(spec + below))
    assert by_path(run)["[1].read"].message == 'subPath "link" leads out of volume "work"'
    artifact = """
- name: read
  inputs: {artifacts: [{name: a, path: /data/link/written, raw: {data: x}}]}
  container: {image: x, command: ["true"], volumeMounts: [{name: work, mountPath: /data}]}
"""
    run = run_documents(tmp_path / "two", read_manifest(spec + artifact))
    assert by_path(run)["[1].read"].message == "path '/data/link/written' of artifact 'a' leads out of its volume"
    artifact = """
- name: read
  inputs: {artifacts: [{name: a, path: /data/link, mode: 420, raw: {data: written}}]}
  container: {image: x, command: [cat, /data/link], volumeMounts: [{name: work, mountPath: /data}]}
"""
    to_file = spec.replace(str(tmp_path / "host"), str(tmp_path / "host" / "file"))
    run = run_documents(tmp_path / "three", read_manifest(to_file + artifact))
    assert read_log(tmp_path / "three", run, "[1].read") == "written"
    assert [(path.name, path.read_text()) for path in (tmp_path / "host").iterdir()] == [("file", "of the host")]


def test_archives_have_no_files_of_the_host(tmp_path: Path) -> None:
    (tmp_path / "host").write_text("of the host")
    documents = read_manifest(
        """
entrypoint: main
templates:
- name: main
  container:
    image: x
    command: [sh, -c, "mkdir /tree; echo own > /tree/own; ln -s HOST /tree/link; ln -s own /tree/other"]
  outputs:
    artifacts:
    - {name: none, path: /tree, archive: {none: {}}, s3: {key: none}}
    - {name: zip, path: /tree, archive: {zip: {}}, s3: {key: tree.zip}}
""".replace("HOST", str(tmp_path / "host"))
    )
    run = run_documents(tmp_path / "run", documents)
    assert run.phase == "Succeeded", run.message
    stored = tmp_path / "run" / "artifacts" / "s3" / "-"
    assert [path.name for path in (stored / "none").iterdir()] == ["own"]
    with zipfile.ZipFile(stored / "tree.zip") as archive:
        assert sorted(archive.namelist()) == ["tree/other", "tree/own"]


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ('{"initContainers": [{"name": "../../x", "image": "x"}]}', 'initContainers[0].name: Invalid value: "../../x"'),
        ('{"volumes": [{"name": "../x", "emptyDir": {}}]}', 'volumes[1].name: Invalid value: "../x"'),
        ('{"containers": [{"image": "x"}]}', "Error applying PodSpecPatch"),
        ('{"initContainers": [{"name": "main", "image": "x"}]}', 'containers[0].name: Duplicate value: "main"'),
    ],
)
def test_names_do_not_lead_out_of_the_directory_of_the_run(tmp_path: Path, patch: str, message: str) -> None:
    documents = read_manifest(
        f"""
entrypoint: main
volumes: [{{name: v, emptyDir: {{}}}}]
templates:
- {{name: main, podSpecPatch: '{patch}', container: {{image: x, command: ["true"]}}}}
"""
    )
    run = run_documents(tmp_path, documents)
    assert (run.phase, message in run.message) == ("Error", True), run.message
