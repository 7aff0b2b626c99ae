"""The program of an engine while its container runs, in a thread: its output, its end, and the files that it leaves."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from argogen.executors.containers.arguments import Placement, build_run
from argogen.executors.containers.cleanup import remove
from argogen.executors.containers.endings import NOT_STARTED, judge
from argogen.executors.containers.engine import Engine, EngineError
from argogen.executors.containers.environment import pass_environment
from argogen.executors.containers.images import CancelledError, Images
from argogen.executors.containers.outputs import collect
from argogen.executors.containers.streams import copy_streams
from argogen.executors.runtime import Command, Ended, Mount

_TERMINATED = 143
_POLL_SECONDS, _PAUSE_SECONDS = 0.1, 1.0
_START_SECONDS, _LONGEST_END, _LONGEST_EXEC = 5.0, 20.0, 10.0
_NO_DIRECTORY = re.compile(r"workdir \S+ does not exist")
_NO_INIT = ("container-init", "docker-init", "init binary")


class Client:
    """A container that runs."""

    def __init__(self, engine: Engine, images: Images, command: Command, placement: Placement,
                 done: Callable[[Ended], None]) -> None:  # fmt: skip
        """Start the container in a thread; `done` is called there when it has ended."""
        self._engine, self._images, self._command, self._placement = engine, images, command, placement
        self._done, self._created = done, time.monotonic()
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled, self._ended = threading.Event(), threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def terminate(self) -> None:
        """Ask the container to end."""
        self._cancelled.set()
        threading.Thread(target=self._signal, args=("TERM",), daemon=True).start()

    def kill(self) -> None:
        """End the container."""
        self._cancelled.set()
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        """End the container, and its client if the engine does not end it."""
        self._signal("KILL")
        while not self._ended.wait(_LONGEST_END):
            remove(self._engine, [self._placement.name])
            if self._process is not None:
                self._process.kill()

    def probe(self, command: Sequence[str], seconds: int) -> bool:
        """Return whether a command succeeds in the container, in some time and that of the engine."""
        limit = seconds + _LONGEST_EXEC
        try:
            return self._engine.call("exec", "--", self._placement.name, *command, timeout=limit).code == 0
        except EngineError:
            return False

    def _signal(self, name: str) -> None:
        """Send a signal to the container, as soon as it runs.

        If it is new, the signal is sent again after a pause: its first process ignores signals until it is ready.
        """
        remaining = 2 if time.monotonic() - self._created < _START_SECONDS else 1
        while remaining and not self._ended.is_set():
            try:
                answer = self._engine.call("kill", f"--signal={name}", "--", self._placement.name)
            except EngineError:
                return  # the client fails, too
            remaining -= not answer.code
            self._ended.wait(_POLL_SECONDS if answer.code else _PAUSE_SECONDS)

    def _run(self) -> None:
        try:
            end = self._execute()
        except CancelledError:
            end = Ended(_TERMINATED)
        except Exception as error:  # such as a value with a null byte: the pod waits for this end
            end = Ended(NOT_STARTED, str(error))
        self._ended.set()
        self._done(end)

    def _execute(self) -> Ended:
        command, folder = self._command, Path(self._command.folder)
        image = self._images.require(command.spec, self._cancelled)
        user = self._images.find_user(str(command.spec.get("image") or ""))
        passed = pass_environment(command.env, self._engine.environ, folder)
        while True:
            args = build_run(self._command, image, self._engine, self._placement, passed.options, user)
            end = self._run_client(args, passed.environ)
            if not end.error or not self._adapt(end.error):
                break
            remove(self._engine, [self._placement.name])
        end = self._try_again(end, passed.environ)
        if not command.collect or end.error:
            return end
        missing = collect(self._engine, self._placement.name, command.collect, Path(command.outputs))
        return end._replace(missing=missing)

    def _try_again(self, end: Ended, environ: Mapping[str, str]) -> Ended:
        """Start the container again until it succeeds, as often as the command allows; return its last end."""
        for _ in range(1, self._command.attempts):
            if not end.code or end.error or self._cancelled.wait(self._command.pause):
                break
            end = self._run_client(["start", "--attach", "--", self._placement.name], environ)
        return end

    def _adapt(self, error: str) -> bool:
        """Change what the engine does not support; return whether the container can be started again."""
        if self._placement.has_init and any(each in error for each in _NO_INIT):
            self._placement = self._placement._replace(has_init=False)
            return True
        mounted = {each.target for each in self._command.mounts}
        if _NO_DIRECTORY.match(error) and self._command.cwd not in mounted:  # of podman; Kubernetes makes it
            folder = Path(self._command.folder, "workdir")
            folder.mkdir()
            folder.chmod(0o777)
            mount = Mount(str(folder), self._command.cwd)
            self._command = self._command._replace(mounts=[*self._command.mounts, mount])
            return True
        return False

    def _run_client(self, args: Sequence[str], environ: Mapping[str, str]) -> Ended:
        with open(os.open(self._command.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:  # noqa: PTH123
            before = log.tell()
            process = subprocess.Popen(  # noqa: S603 - the engine of the user
                self._engine.build(*args), env=dict(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
            self._process = process
            with process as client:
                streams = [stream for stream in (client.stdout, client.stderr) if stream is not None]
                output, errors = copy_streams(streams, log, self._command.secrets)
            end = self._judge(process.returncode, errors.read())
            if end.error:
                log.truncate(before)  # messages of the engine
        if self._command.stdout:
            mode = "wb" if end.error else "ab"  # after that of an earlier attempt
            with Path(self._command.stdout).open(mode) as kept:
                kept.write(output.read())
        return end

    def _judge(self, code: int, errors: bytes) -> Ended:
        name, args = self._placement.name, self._command.args
        program = args[0] if args and self._command.has_command else "the entrypoint of the image"
        while (end := judge(self._engine, name, code, errors, program)) is None:
            waited = self._engine.call("wait", name, timeout=None)  # the client was killed, not the container
            code = int(waited.output) if not waited.code else code
            if code in range(128):
                return Ended(code)
        return end
