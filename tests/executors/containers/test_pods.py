"""Pods in containers: images, users, environment, volumes, networks, outputs, and their ends."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest

from argogen.executors.containers.cleanup import label_run
from argogen.executors.containers.engine import Engine
from argogen.executors.containers.images import Images
from argogen.executors.containers.runtime import ContainerRuntime
from argogen.runner.execution import Finished, Job, Started
from tests.executors.containers.engines import AS_USER, IMAGE, WITH_ENTRYPOINT, list_containers
from tests.executors.containers.running import find_outputs, open_containers, run_templates
from tests.executors.running import read_log
from tests.runner.running import by_path

NOT_FOUND = "main: Error (exit code 64): failed to find name in PATH:"
OBJECTS = f"""
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings}}
data: {{region: eu, lines: "one\\ntwo"}}
---
apiVersion: v1
kind: Secret
metadata: {{name: login}}
data: {{password: {base64.b64encode(b"hunter2").decode()}}}
"""


def test_the_entrypoint_of_an_image(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        f"""
templates:
- name: main
  steps:
  - [{{name: a, template: a}}]
  - [{{name: b, template: b}}]
  - [{{name: c, template: c}}]
  - [{{name: d, template: d}}]
- {{name: a, container: {{image: "{WITH_ENTRYPOINT}"}}}}
- {{name: b, container: {{image: "{WITH_ENTRYPOINT}", args: [given]}}}}
- {{name: c, container: {{image: "{WITH_ENTRYPOINT}", command: [pwd]}}}}
- {{name: d, script: {{image: "{IMAGE}", command: [sh], source: "echo $0; echo $FROM_IMAGE '--network=host'"}}}}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    logs = [read_log(directory, run, f"[{number}].{name}") for number, name in enumerate("abcd")]
    assert logs == ["entry default\n", "entry given\n", "/srv\n", "/argo/staging/script\nyes --network=host\n"]
    assert list_containers(engine, directory) == []


@pytest.mark.slow
def test_environment(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  container:
    image: x
    command: [sh, -c]
    args: ['echo "$REGION $PASSWORD $LINES_ $FULL $DOCKER_HOST $(REGION)"; env | grep -c "^ARGO_"; hostname']
    env:
    - {name: REGION, valueFrom: {configMapKeyRef: {name: settings, key: region}}}
    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
    - {name: LINES_, valueFrom: {configMapKeyRef: {name: settings, key: lines}}}
    - {name: FULL, value: "$(REGION)-1 'a' \\"b\\""}
    - {name: DOCKER_HOST, value: "tcp://nowhere"}
    - {name: PATH, value: "/bin:/other"}
""",
        OBJECTS,
    )  # fmt: skip
    assert run.phase == "Succeeded", run.message
    lines = read_log(directory, run, "").splitlines()
    assert lines[:2] == ["eu *** one", "two eu-1 'a' \"b\" tcp://nowhere eu"]
    assert int(lines[2]) == 4
    assert lines[3].startswith("w")


@pytest.mark.slow
def test_users_and_privileges(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        f"""
templates:
- name: main
  steps: [[{{name: a, template: a}}], [{{name: b, template: b}}], [{{name: c, template: c}}]]
- {{name: a, container: {{image: "{AS_USER}"}}}}
- name: b
  securityContext: {{runAsUser: 1000, fsGroup: 2000}}
  volumes: [{{name: v, emptyDir: {{}}}}]
  container:
    image: x
    command: [sh, -c, "id; echo kept > /v/file; cat /v/file"]
    securityContext: {{runAsGroup: 3000, allowPrivilegeEscalation: false}}
    volumeMounts: [{{name: v, mountPath: /v}}]
- name: c
  container:
    image: x
    command: [sh, -c]
    args: ["echo x > /tmp/file || echo read-only; chown 1 /tmp || echo dropped; grep NoNewPrivs /proc/self/status"]
    securityContext: {{readOnlyRootFilesystem: true, capabilities: {{drop: [ALL]}}, allowPrivilegeEscalation: false}}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    assert read_log(directory, run, "[0].a") == "1234\n"
    log = read_log(directory, run, "[1].b").replace("(1000)", "")
    assert log == "uid=1000 gid=3000 groups=2000,3000\nkept\n"
    log = read_log(directory, run, "[2].c")
    assert "read-only\n" in log
    assert "dropped\n" in log
    assert "NoNewPrivs:\t1\n" in log


@pytest.mark.slow
def test_volumes(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
volumeClaimTemplates:
- {metadata: {name: work}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}
volumes:
- {name: map, configMap: {name: settings, items: [{key: region, path: deep/name.txt}]}}
- {name: secret, secret: {secretName: login, defaultMode: 256}}
- {name: all, projected: {sources: [{downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}]}}
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
      cat /secret/password; echo; stat -c %a /secret/password
      grep workflow= /all/labels; echo x 2>/dev/null > /secret/user || echo read-only
    volumeMounts:
    - {name: work, mountPath: /data}
    - {name: work, mountPath: /sub, subPath: sub}
    - {name: map, mountPath: /etc/map}
    - {name: secret, mountPath: /secret}
    - {name: all, mountPath: /all}
""",
        OBJECTS,
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    lines = read_log(directory, run, "[1].read").splitlines()
    assert lines[:6] == ["kept", "below", "eu", "***", "400", 'workflows.argoproj.io/workflow="w"']
    assert lines[-1] == "read-only"


@pytest.mark.slow
def test_outputs_from_any_path(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  steps:
  - - {name: make, template: make}
  - - name: take
      template: take
      arguments:
        parameters: [{name: p, value: "{{steps.make.outputs.parameters.p}} {{steps.make.outputs.parameters.none}}"}]
        artifacts:
        - {name: tree, from: "{{steps.make.outputs.artifacts.tree}}"}
        - {name: file, from: "{{steps.make.outputs.artifacts.file}}"}
        - {name: raw, raw: {data: raw}}
- name: make
  container:
    image: x
    command: [sh, -c]
    args:
    - |
      echo value > /etc/value; mkdir -p /deep/tree/below; echo tree > /deep/tree/below/file
      ln -s below/file /deep/tree/link; echo file > /srv/file; chmod 751 /srv/file; ln -s /srv/file /linked
      mkfifo /deep/tree/pipe
  outputs:
    parameters:
    - {name: p, valueFrom: {path: /etc/value}}
    - {name: none, valueFrom: {path: /none, default: without}}
    artifacts:
    - {name: tree, path: /deep/tree}
    - {name: file, path: /linked, archive: {none: {}}}
    - {name: none, path: /none, optional: true}
- name: take
  inputs:
    parameters: [{name: p}]
    artifacts: [{name: tree, path: /in/tree}, {name: file, path: /srv/file}, {name: raw, path: /in/raw}]
  container:
    image: x
    command: [sh, -c]
    args: ["echo '{{inputs.parameters.p}}'; cat /in/tree/below/file /in/tree/link /srv/file /in/raw; ls /in/tree"]
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    log = read_log(directory, run, "[1].take")
    assert log == "value without\ntree\ntree\nfile\nrawbelow\nlink\n"
    assert list((directory / "pods").iterdir()) == []


@pytest.mark.slow
def test_a_missing_output_is_an_error(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  container: {image: x, command: ["true"]}
  outputs: {parameters: [{name: p, valueFrom: {path: /none/p}}]}
""",
    )  # fmt: skip
    assert run.phase == "Error"
    assert "/none/p: no such file or directory" in run.message


@pytest.mark.slow
def test_links_in_outputs_do_not_reach_the_host(engine: Engine, directory: Path, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("of the host")
    run = run_templates(
        engine, directory,
        f"""
templates:
- name: main
  steps:
  - - {{name: make, template: make}}
  - - name: take
      template: take
      arguments: {{artifacts: [{{name: tree, from: "{{{{steps.make.outputs.artifacts.tree}}}}"}}]}}
- name: make
  container:
    image: x
    command: [sh, -c, "mkdir /tree; touch /tree/file; ln -s {tmp_path}/private /tree/link; ln -s {tmp_path}/private /p"]
  outputs:
    parameters: [{{name: p, valueFrom: {{path: /p, default: absent}}}}]
    artifacts: [{{name: tree, path: /tree, archive: {{none: {{}}}}}}]
- name: take
  inputs: {{artifacts: [{{name: tree, path: /tree}}]}}
  container: {{image: x, command: [sh, -c, "cat /tree/link || ls /tree"]}}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    assert find_outputs(run, "[0].make") == {"p": "absent"}
    assert "of the host" not in read_log(directory, run, "[1].take")


@pytest.mark.parametrize(
    ("command", "message", "code"),
    [
        ('[sh, -c, "exit 125"]', "main: Error (exit code 125)", "125"),
        ('[sh, -c, "exit 127"]', "main: Error (exit code 127)", "127"),
        ('[sh, -c, "kill -9 $$$$"]', "main: Error (exit code 137)", "137"),
        (
            "[no-such]",
            f'{NOT_FOUND} exec: "no-such": executable file not found in $PATH',
            "64",
        ),
        (
            "[/no/such]",
            f'{NOT_FOUND} exec: "/no/such": stat /no/such: no such file or directory',
            "64",
        ),
        ("[/etc/passwd]", f'{NOT_FOUND} exec: "/etc/passwd": permission denied', "64"),
    ],
)
def test_exit_codes_of_the_program_and_of_the_engine(
    engine: Engine, directory: Path, command: str, message: str, code: str
) -> None:
    run = run_templates(engine, directory, f"templates:\n- name: main\n  container: {{image: x, command: {command}}}\n")
    node = by_path(run)[""]
    assert (node.message, node.exit_code) == (message, code)
    assert not read_log(directory, run, "").startswith("Error: runc")


@pytest.mark.slow
def test_the_result_is_the_standard_output(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  steps:
  - - {name: a, template: a}
  - - {name: b, template: b, arguments: {parameters: [{name: v, value: "{{steps.a.outputs.result}}"}]}}
- {name: a, container: {image: x, command: [sh, -c, "echo one; echo error >&2; echo two"]}}
- {name: b, inputs: {parameters: [{name: v}]}, container: {image: x, command: [echo, "{{inputs.parameters.v}}"]}}
""",
    )  # fmt: skip
    assert read_log(directory, run, "[1].b") == "one\ntwo\n"
    assert sorted(read_log(directory, run, "[0].a").splitlines()) == ["error", "one", "two"]


@pytest.mark.slow
def test_a_container_of_a_set_is_tried_again_with_its_files(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  steps:
  - - {name: a, template: a}
  - - {name: b, template: b, arguments: {parameters: [{name: v, value: "{{steps.a.outputs.result}}"}]}}
- name: a
  containerSet:
    retryStrategy: {retries: 4}
    containers: [{name: main, image: x, command: [sh, -c, "echo x | tee -a /n; test `wc -l < /n` = 3"]}]
- {name: b, inputs: {parameters: [{name: v}]}, container: {image: x, command: [echo, "{{inputs.parameters.v}}"]}}
""",
    )  # fmt: skip
    assert read_log(directory, run, "[0].a") == read_log(directory, run, "[1].b") == "x\nx\nx\n"


@pytest.mark.slow
def test_init_containers_and_sidecars_share_volumes_and_the_network(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  volumes: [{name: v, emptyDir: {}}]
  initContainers:
  - {name: one, image: x, command: [sh, -c, "echo 1 >> /v/all"], volumeMounts: [{name: v, mountPath: /v}]}
  - {name: two, image: x, command: [sh, -c, "echo 2 >> /v/all"], mirrorVolumeMounts: true}
  container:
    image: x
    command: [sh, -c, "until wget -qO- http://127.0.0.1:8080/all; do sleep 0.1; done; echo $IP"]
    env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
    volumeMounts: [{name: v, mountPath: /v}]
  sidecars:
  - {name: side, image: x, command: [httpd, -f, -p, "8080", -h, /v], mirrorVolumeMounts: true}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", run.message
    lines = read_log(directory, run, "").splitlines()
    assert lines[-3:-1] == ["1", "2"]
    assert lines[-1].startswith(("10.", "172."))
    assert list_containers(engine, directory) == []


@pytest.mark.slow
def test_a_daemon_is_reached_at_its_address(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  steps:
  - - {name: server, template: server}
  - - {name: client, template: client, arguments: {parameters: [{name: ip, value: "{{steps.server.ip}}"}]}}
- name: server
  daemon: true
  container:
    image: x
    command: [sh, -c, "mkdir /w; echo served > /w/index.html; sleep 0.5; httpd -f -p 80 -h /w"]
    readinessProbe: {httpGet: {path: /index.html, port: 80}, periodSeconds: 1}
- name: client
  inputs: {parameters: [{name: ip}]}
  container: {image: x, command: [wget, -qO-, "http://{{inputs.parameters.ip}}/index.html"]}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", [node.message for node in run.nodes]
    assert read_log(directory, run, "[1].client") == "served\n"


def test_containers_of_abandoned_runs_are_removed(engine: Engine, directory: Path) -> None:
    abandoned, used = directory / "abandoned", directory / "used"
    for folder in (directory, abandoned, used):
        labels = [f"--label={label}" for label in label_run(folder)]
        engine.query("run", "--detach", "--pull=never", "--stop-timeout=0", *labels, IMAGE, "sleep", "600")
    images = Images(engine, None, lambda _: None)
    runtime = ContainerRuntime(engine, images, directory, is_abandoned=lambda folder: folder == abandoned)
    try:
        left = [len(list_containers(engine, folder)) for folder in (directory, abandoned, used)]
    finally:
        runtime.close()
        engine.query("rm", "--force", *list_containers(engine, used))
    assert left == [0, 0, 1]


@pytest.mark.slow
def test_probes_run_commands_and_end_with_their_container(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  steps:
  - - {name: server, template: server}
  - - {name: client, template: client}
  - - {name: broken, template: broken}
- name: server
  daemon: true
  volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]
  container:
    image: x
    command: [sh, -c, "sleep 1; echo ready > /v/file; sleep 600"]
    readinessProbe: {exec: {command: [test, -e, /v/file]}, periodSeconds: 1}
    volumeMounts: [{name: v, mountPath: /v}]
- name: client
  volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]
  container: {image: x, command: [cat, /v/file], volumeMounts: [{name: v, mountPath: /v}]}
- name: broken
  daemon: true
  container:
    image: x
    command: [sh, -c, "exit 4"]
    ports: [{name: web, containerPort: 80}]
    readinessProbe: {tcpSocket: {port: web}}
""",
    )  # fmt: skip
    assert read_log(directory, run, "[1].client") == "ready\n"
    assert by_path(run)["[2].broken"].message == "main: Error (exit code 4)"


@pytest.mark.slow
def test_container_sets_run_in_the_order_of_dependencies(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  volumes: [{name: v, emptyDir: {}}]
  containerSet:
    volumeMounts: [{name: v, mountPath: /v}]
    containers:
    - {name: c, image: x, command: [sh, -c, "cat /v/a /v/b"], dependencies: [a, b]}
    - {name: a, image: x, command: [sh, -c, "echo a > /v/a"]}
    - {name: b, image: x, command: [sh, -c, "cat /v/a > /v/b; echo b >> /v/b"], dependencies: [a]}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", run.message
    assert read_log(directory, run, "", "c") == "a\na\nb\n"


@pytest.mark.slow
def test_a_deadline_ends_a_container_that_ignores_signals(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  activeDeadlineSeconds: 2
  container: {image: x, command: [sh, -c, "trap '' TERM; while :; do sleep 0.1; done"]}
""",
        grace_seconds=0.2,
    )  # fmt: skip
    assert (run.phase, run.message) == ("Failed", "Pod was active on the node longer than the specified deadline")
    assert list_containers(engine, directory) == []


def test_a_stopped_job_ends_soon(engine: Engine, directory: Path) -> None:
    template = {"name": "t", "container": {"image": IMAGE, "command": ["sleep", "600"]}}
    with open_containers(engine, directory, grace_seconds=60) as executor:
        executor.start(Job("w", "w", "", "container", template, pod_name="w"))
        assert isinstance(executor.wait(None)[0], Started)
        executor.stop("w")
        (event,) = executor.wait(None)
        assert isinstance(event, Finished)
        assert event.outcome.exit_code == "143"
        assert list(executor.wait(time.time_ns() + 1)) == []


@pytest.mark.slow
def test_a_workdir_that_the_image_lacks(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        "templates:\n- name: main\n  container: {image: x, command: [pwd], workingDir: /not/there}\n",
    )  # fmt: skip
    assert (run.phase, read_log(directory, run, "")) == ("Succeeded", "/not/there\n"), run.message


@pytest.mark.slow
def test_memory_that_runs_out_is_reported(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  container:
    image: x
    command: [sh, -c, "exec dd if=/dev/zero of=/dev/null bs=200M"]
    resources: {limits: {memory: 16Mi}}
""",
    )  # fmt: skip
    assert run.phase == "Failed"
    reasons = ("OOMKilled", "Error")  # podman detects it only with some versions of cgroups
    assert run.message in [f"main: {reason} (exit code 137)" for reason in reasons]


@pytest.mark.slow
def test_limits(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
templates:
- name: main
  container:
    image: x
    command: [sh, -c, "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; true"]
    resources: {limits: {memory: 64Mi, cpu: "1000"}, requests: {cpu: 100m}}
""",
    )  # fmt: skip
    assert run.phase == "Succeeded", run.message
    assert read_log(directory, run, "") == f"{64 << 20}\n"


@pytest.mark.slow
def test_an_image_that_does_not_exist_is_an_error(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        'templates:\n- name: main\n  container: {image: "localhost/none:1", command: [x], imagePullPolicy: Never}\n',
    )  # fmt: skip
    assert run.phase in ("Failed", "Error")
    assert "image 'localhost/none:1' is not on this machine" in run.message


def test_names_are_not_read_as_options(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        'templates:\n- name: main\n  container: {image: "--volume=/:/host", command: [ls], args: [/host]}\n',
    )  # fmt: skip
    assert run.phase != "Succeeded"
    assert "invalid image reference" in run.message


@pytest.mark.slow
def test_a_patch_adds_no_privileges(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        """
podSpecPatch: '{"containers": [{"name": "main", "securityContext": {"privileged": true}}]}'
templates:
- name: main
  container: {image: x, command: ["true"]}
""",
    )  # fmt: skip
    assert (run.phase, run.message) == ("Error", "container with privileged: allow it with --allow-privileged")


def test_containers_have_the_variables_of_argo(engine: Engine, directory: Path) -> None:
    run = run_templates(
        engine, directory,
        "templates:\n- name: main\n  container: {image: x, command: [sh, -c, 'echo $ARGO_CONTAINER_NAME']}\n",
    )  # fmt: skip
    assert read_log(directory, run, "") == "main\n"
