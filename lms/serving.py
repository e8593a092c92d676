"""The production server: one or several processes on one address, and the worker beside them."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import structlog
from waitress.server import create_server

from lms.app import create_app, open_store, open_worker, places_of
from lms.settings import Settings
from lms.stopping import serve_until_told

log = structlog.get_logger()

THREADS = 8
# Slow clients hold connections, not threads; waitress' own limit of 100 is reached too soon.
CONNECTIONS = 1000
WORK_EVERY_SECONDS = 1.0
STOPPING = (signal.SIGTERM, signal.SIGINT)
# One that dies as soon as it begins must not keep the machine busy with beginning.
BEFORE_ANOTHER_SECONDS = 1.0
# The file in LMS_HOME that says where the server that started last serves.
ADDRESS = "address"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise OSError(fault.errno, f"Cannot serve on {host}:{port}: {fault.strerror}") from fault
    listener.listen(1024)
    return listener


def keep_address(settings: Settings) -> None:
    """Write down where this server serves, for the commands that are typed beside it."""
    draft = settings.home / f"{ADDRESS}.{os.getpid()}"
    draft.write_text(f"{settings.served_address}\n", encoding="utf-8")
    draft.replace(settings.home / ADDRESS)


def as_served(settings: Settings) -> Settings:
    """The settings with the host and port of the server that started last in this home."""
    try:
        parts = urlsplit((settings.home / ADDRESS).read_text(encoding="utf-8").strip())
        host, port = parts.hostname, parts.port
    except (FileNotFoundError, ValueError):
        return settings
    return settings.serving_on(host, port) if host and port else settings


def serve(listener: socket.socket, settings: Settings) -> None:
    """Serve until told to stop, with the outbox worked off in a thread beside."""
    signal.signal(signal.SIGTERM, _stop)
    database = open_store(settings)
    sockets: dict[int, Any] = {}
    server = create_server(
        create_app(settings, database),
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        ident=None,
    )
    stopping = threading.Event()
    worker = threading.Thread(
        target=keep_working, args=(open_worker(settings, database), stopping), daemon=True
    )
    worker.start()
    try:
        serve_until_told(server, sockets)
    finally:
        stopping.set()
        server.close()
        worker.join(timeout=5)
        database.close()


def serve_many(listener: socket.socket, settings: Settings, count: int) -> int:
    """Serve from several processes that share the socket; the worst exit status comes back.

    One that a signal ended counts as shells count it, as 128 and the signal's number, and another
    takes its place unless all are told to stop.
    """
    children: set[int] = set()
    is_told = False

    def pass_on(number: int, _frame: FrameType | None) -> None:
        nonlocal is_told
        is_told = True
        for child in tuple(children):
            with suppress(ProcessLookupError):
                os.kill(child, number)

    def begin_one() -> None:
        # To be told to stop waits until the new one is known here, and listens for it itself.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        if not is_told:
            children.add(_fork(listener, settings))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    for number in STOPPING:
        signal.signal(number, pass_on)
    for _ in range(count):
        begin_one()
    worst = 0
    while children:
        child, waited = os.wait()
        if child not in children:
            continue
        children.remove(child)
        status = _status(waited)
        if status:
            log.error("a server process ended", status=status, left=len(children))
        worst = max(worst, status)
        if os.WIFSIGNALED(waited) and not is_told:
            time.sleep(BEFORE_ANOTHER_SECONDS)
            begin_one()
    return worst


def _status(waited: int) -> int:
    code = os.waitstatus_to_exitcode(waited)
    return code if code >= 0 else 128 - code


def work_until_stopped(settings: Settings) -> None:
    """Work off the outbox until told to stop."""
    signal.signal(signal.SIGTERM, _stop)
    database = open_store(settings)
    try:
        keep_working(open_worker(settings, database), threading.Event())
    except (KeyboardInterrupt, SystemExit):
        database.close()


def _fork(listener: socket.socket, settings: Settings) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        for number in STOPPING:
            signal.signal(number, _stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        serve(listener, settings)
        status = 0
    except SystemExit:
        status = 0
    except Exception as fault:
        log.error("server failed", fault=type(fault).__name__, at=places_of(fault))
    finally:
        os._exit(status)


def keep_working(work: Callable[[], int], stopping: threading.Event) -> None:
    """Do the work again and again until told to stop; a failure is noted and outlived."""
    while not stopping.is_set():
        began = time.monotonic()
        try:
            work()
        except Exception as fault:  # the database may be away for a while
            log.error("worker failed", fault=type(fault).__name__, at=places_of(fault))
        stopping.wait(max(0.0, WORK_EVERY_SECONDS - (time.monotonic() - began)))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
