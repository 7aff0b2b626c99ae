"""HTTP templates make their request as the agent of Argo does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.client import RemoteDisconnected
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from argogen.executors.local.bodies import run_data, run_http
from argogen.executors.local.request_errors import describe
from argogen.executors.local.settings import Settings
from argogen.executors.pods.objects import Objects
from argogen.runner.execution import Job, Outcome
from tests.executors.running import open_executor


class Handler(BaseHTTPRequestHandler):
    """Answers with the request; the path is the status."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(int(self.path[1:]))
        self.send_header("X-Kind", "echo")
        self.end_headers()
        self.wfile.write(f"{self.command} {self.headers.get('Token')} ".encode() + body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write no log."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def request(tmp_path: Path, **http: Any) -> Outcome:
    settings = Settings(tmp_path, Objects(secrets={"s": {"token": b"abc"}}))
    return run_http(Job("w", "w", "", "http", {"http": http}), settings)


def test_a_request(address: str, tmp_path: Path) -> None:
    header = {"name": "Token", "valueFrom": {"secretKeyRef": {"name": "s", "key": "token"}}}
    outcome = request(tmp_path, url=f"{address}/200", method="POST", body="text", headers=[header])
    assert (outcome.phase, outcome.result, outcome.exit_code) == ("Succeeded", "POST abc text", None)


def test_an_unsuccessful_status(address: str, tmp_path: Path) -> None:
    outcome = request(tmp_path, url=f"{address}/404")
    assert (outcome.phase, outcome.message) == ("Failed", "received non-2xx response code: 404")


def test_a_success_condition(address: str, tmp_path: Path) -> None:
    condition = "response.statusCode == 404 and response.headers['X-Kind'][0] == 'echo' and request.method == 'GET'"
    assert request(tmp_path, url=f"{address}/404", method="GET", successCondition=condition).phase == "Succeeded"
    outcome = request(tmp_path, url=f"{address}/200", successCondition="response.statusCode == 201")
    assert (outcome.phase, outcome.message) == (
        "Failed", "successCondition 'response.statusCode == 201' evaluated false",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///etc/passwd", 'unsupported protocol scheme "file"'),
        ("http://127.0.0.1:1/", "dial tcp 127.0.0.1:1: connect: connection refused"),
        ("nonsense", 'unsupported protocol scheme ""'),
    ],
)
def test_a_request_that_cannot_be_made(url: str, message: str, tmp_path: Path) -> None:
    outcome = request(tmp_path, url=url)
    assert (outcome.phase, outcome.message) == ("Failed", f'Get "{url}": {message}')


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a b", "http://[::1/"])
def test_an_invalid_address(url: str, tmp_path: Path) -> None:
    assert request(tmp_path, url=url).phase == "Failed"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (URLError(ConnectionRefusedError()), 'Post "https://h/": dial tcp h:443: connect: connection refused'),
        (URLError(socket.gaierror()), 'Post "https://h/": dial tcp: lookup h: no such host'),
        (TimeoutError(), 'Post "https://h/": context deadline exceeded'),
        (RemoteDisconnected(""), 'Post "https://h/": EOF'),
        (ConnectionResetError(), 'Post "https://h/": read: connection reset by peer'),
        (OSError("other"), "other"),
    ],
)
def test_errors_of_requests_are_those_of_go(error: Exception, message: str) -> None:
    assert describe(error, "POST", "https://h/") == message


def test_the_end_of_a_run_does_not_wait_for_an_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, open_executor(tmp_path, is_isolated=False) as executor:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        executor.start(Job("w", "w", "", "http", {"http": {"url": url, "timeoutSeconds": 5}}))
        connection, _ = server.accept()
        with connection:
            assert connection.recv(4) == b"GET "
            executor.close(60)
            connection.setblocking(False)
            while True:
                try:
                    assert connection.recv(4096) != b""  # the end, after the timeout
                except BlockingIOError:
                    break


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"source": {}}, "source: no valid source is used for data template"),
        (
            {"source": {"artifactPaths": {"s3": {"key": "k"}}}},
            "source: unable to source artifact paths: failed to list directory: Bucket name cannot be empty",
        ),
        (
            {"source": {"artifactPaths": {"name": "a"}}},
            "source: unable to source artifact paths: the artifact has no location",
        ),
        (
            {"source": {"artifactPaths": {"s3": {"bucket": "b", "key": "k"}}}, "transformation": [{"expression": "x"}]},
            "transformation: error processing data step 0: unknown name x (1:1)\n | x\n | ^",
        ),
    ],
)
def test_data_that_cannot_be_listed(data: dict[str, Any], message: str, tmp_path: Path) -> None:
    outcome = run_data(Job("w", "w", "", "data", {"data": data}), Settings(tmp_path, Objects()))
    error = f"unable to process data template: unable to process data {message}"
    assert (outcome.phase, outcome.message) == ("Failed", f"main: Error (exit code 64): {error}")
