"""How the local engine and its workers talk: a line of JSON, then as many bytes as it announces.

Plain data only: a worker that a hostile document took over can send nothing that is run.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import IO, Any

from fuhe.executors.work import Reply

_LONGEST_LINE = 1 << 20
LARGEST_BODY = 1 << 27


def encode(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One message as bytes."""
    line = json.dumps({**head, "size": len(body)})
    return line.encode("ascii") + b"\n" + body


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message. OSError where the other side is gone."""
    stream.write(encode(head, body))
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None at the end of the stream, in the middle of a message as well."""
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        return None
    try:
        head = json.loads(line)
        size = int(head.pop("size"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not 0 <= size <= LARGEST_BODY:
        return None
    body = stream.read(size)
    return (head, body) if len(body) == size else None


def reply_head(reply: Reply) -> dict[str, Any]:
    """The plain part of a reply; its rows travel as the body."""
    return {
        field.name: getattr(reply, field.name) for field in fields(reply) if field.name != "rows"
    }
