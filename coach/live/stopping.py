"""Ends the walk that runs, whatever version of Coach runs it: with the two commands that never change."""

import json
import socket

from coach.clock import monotonic_s
from coach.errors import HostError, HostProblem
from coach.live.meeting import Meeting

ANSWER_S = 10.0
"""Ten times what a busy machine was seen to take for the end of a walk, without the keeping."""

END = b'{"id":1,"command":"take_control"}\n{"id":2,"command":"end","reason":"stopped"}\n'

MOST_BYTES = 50_000_000
"""More than any host says in so short a time: whatever says it is none."""


def stop_walk(meeting: Meeting, answer_s: float = ANSWER_S) -> tuple[str, dict[str, object]]:
    """End the walk; return its name, and its `summary` line, which is empty when it was over already.

    Raises:
        HostError: when no walk runs, or its host does not answer.
    """
    until_s = monotonic_s() + answer_s
    with meeting.connect(answer_s) as connection:
        try:
            return _ended(connection, until_s)
        except OSError as error:
            raise HostError(HostProblem.SILENT, meeting.process) from error


def _ended(connection: socket.socket, until_s: float) -> tuple[str, dict[str, object]]:
    connection.sendall(END)
    got, walk_id = b"", ""
    size = 0
    while (left_s := until_s - monotonic_s()) > 0 and size < MOST_BYTES:
        connection.settimeout(left_s)
        more = connection.recv(65536)
        if not more:
            return walk_id, {}
        size += len(more)
        *lines, got = (got + more).split(b"\n")
        for said in map(_object, lines):
            match said:
                case {"type": "hello", "walk": str(name)}:
                    walk_id = name
                case {"type": "summary"}:
                    return walk_id, said
                case {"type": "answer", "why": "no_control"}:  # another viewer took control in between
                    connection.sendall(END)
                case _:
                    pass
    raise TimeoutError


def _object(line: bytes) -> dict[str, object]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
