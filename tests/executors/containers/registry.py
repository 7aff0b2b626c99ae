"""A registry of images on this machine, with one image."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


class Registry:
    """The requests of a registry: `pulls` counts those of the manifest."""

    def __init__(self, files: bytes) -> None:
        layer = gzip.compress(files, 1)
        config = json.dumps(
            {
                "architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"]},
                "rootfs": {"type": "layers", "diff_ids": [_digest(files)]},
            }
        ).encode()  # fmt: skip
        self.blobs = {_digest(data): data for data in (layer, config)}
        self.manifest = json.dumps(
            {
                "schemaVersion": 2, "mediaType": _MANIFEST,
                "config": _describe("application/vnd.docker.container.image.v1+json", config),
                "layers": [_describe("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
            }
        ).encode()  # fmt: skip
        self.pulls = 0


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _describe(kind: str, data: bytes) -> Mapping[str, Any]:
    return {"mediaType": kind, "size": len(data), "digest": _digest(data)}


@contextmanager
def open_registry(files: bytes) -> Iterator[tuple[Registry, str]]:
    """Serve an image with a root file system; return the registry, and its address."""
    registry = Registry(files)

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            kind, data = "application/json", b"{}"
            if "/manifests/" in self.path:
                kind, data = _MANIFEST, registry.manifest
                registry.pulls += self.command == "GET"
            elif "/blobs/" in self.path:
                kind, data = "application/octet-stream", registry.blobs.get(self.path.rpartition("/")[2], b"")
            self.send_response(200 if data else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Docker-Content-Digest", _digest(data))
            self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield registry, f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
