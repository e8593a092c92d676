"""Serving until told to stop, and then answering what was asked before (AV-02).

waitress drops what waits for a thread, and what came and was not read yet, as soon as it is told.
"""

import signal
import threading
import time
from types import FrameType
from typing import Any

from waitress import wasyncore

ROUND_SECONDS = 1.0
# Below the ten seconds after which some service managers kill.
LONGEST_DRAIN_SECONDS = 8.0


def serve_until_told(server: Any, sockets: dict[int, Any]) -> None:
    """Serve until SIGTERM or SIGINT comes; what was asked before that is answered."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()
        server.pull_trigger()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    while not told.is_set():
        _go_round(sockets)
    _accept_waiting(server)
    _drain(server, sockets, time.monotonic() + LONGEST_DRAIN_SECONDS)
    server.task_dispatcher.shutdown()


def _accept_waiting(server: Any) -> None:
    """Let in who stands at the door already, and then nobody."""
    known = -1
    while len(server.active_channels) > known:
        known = len(server.active_channels)
        server.handle_accept()
    server.accepting = False


def _drain(server: Any, sockets: dict[int, Any], until: float) -> None:
    """Answer what is asked already and hang up on everybody."""
    while server.active_channels and time.monotonic() < until:
        channels = list(server.active_channels.values())
        for request in [request for channel in channels for request in channel.requests]:
            # As if the browser had asked for it: then its answer is the last on its connection.
            request.headers["CONNECTION"] = "close"
        idle = [channel for channel in channels if _is_idle(channel)]
        _go_round(sockets)
        # Idle before and after a look at the socket: so nothing had come that was not read.
        for channel in filter(_is_idle, idle):
            channel.will_close = True


def _go_round(sockets: dict[int, Any]) -> None:
    """Read, write and accept whatever is ready."""
    wasyncore.loop(timeout=ROUND_SECONDS, use_poll=True, map=sockets, count=1)


def _is_idle(channel: Any) -> bool:
    return not (channel.requests or channel.request or channel.total_outbufs_len)
