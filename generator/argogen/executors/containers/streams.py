"""Copy the output of a container to its log, and keep the end of each stream."""

from __future__ import annotations

import os
import selectors
from collections.abc import Sequence
from typing import IO

from argogen.executors.masking import StreamMasking
from argogen.executors.tail import Tail

_CHUNK = 65536


def copy_streams(streams: Sequence[IO[bytes]], log: IO[bytes], secrets: Sequence[str]) -> list[Tail]:
    """Copy streams to a log until they end, with secrets masked; return their ends as they were."""
    tails = [Tail() for _ in streams]
    with selectors.DefaultSelector() as selector:
        for stream, tail in zip(streams, tails, strict=True):
            masking = StreamMasking([each.encode() for each in secrets])
            selector.register(stream, selectors.EVENT_READ, (masking, tail))
        while selector.get_map():
            for key, _ in selector.select():
                data, (masking, tail) = os.read(key.fd, _CHUNK), key.data
                tail.add(data)
                log.write(masking.replace(data, is_last=not data))
                log.flush()
                if not data:
                    selector.unregister(key.fileobj)
    return tails
