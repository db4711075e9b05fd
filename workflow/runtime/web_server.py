"""The web part: gunicorn with threads, embedded, so that `workflow web` and `workflow run` need no other
command."""

import importlib
import os
import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from workflow.runtime.processes import announce_ready, die_with_parent, follow_parent

LISTENER_VARIABLE: Final = "_WORKFLOW_LISTEN_FD"
"""The supervisor's listening socket. It outlives a web part that dies: callers wait instead of being
refused."""

WsgiApp = Callable[..., Any]
AppFactory = Callable[[], WsgiApp]

_BACKLOG: Final = 256
_ON_EVERY_INTERFACE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # names only
_SHARED_MEMORY: Final = "/dev/shm"  # noqa: S108  # gunicorn makes its own unnamed files there


class PortTaken(Exception):
    """The address cannot be listened on; the message is a sentence for a person."""


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket on `host` and `port` (0 chooses a free one).

    Raises:
        PortTaken: the port is in use, not ours to use, or the address is not one of this machine's.
    """
    if not 0 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise PortTaken(f"{port} is no port: choose one from 0 to 65535 with --port.")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError) as error:
        raise PortTaken(f"{host!r} is not an address of this machine ({error}).") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except PermissionError as error:
        listener.close()
        raise PortTaken(f"Port {port} needs more rights than this user has. Choose one above 1023: --port.") from error
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortTaken(
            f"Cannot listen on {host} port {port} ({getattr(error, 'strerror', None) or error}). "
            "Stop the other program, or choose another port: --port."
        ) from error
    return listener


def url_of_listener(listener: socket.socket, *, host: str) -> str:
    """The address a browser on this machine can open."""
    shown = _ON_EVERY_INTERFACE.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"


def address_to_call(listener: socket.socket) -> tuple[str, int]:
    """Host and port at which this machine itself reaches the listener."""
    host, port = listener.getsockname()[:2]
    return _ON_EVERY_INTERFACE.get(host, host), port


def check_health(address: tuple[str, int], *, path: str = "/healthz", timeout: float = 2.0) -> bool:
    """Whether a GET of `path` on (host, port) is answered with 200 within `timeout` seconds."""
    connection = HTTPConnection(*address, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def load_factory(path: str) -> AppFactory:
    """The zero-argument callable that `package.module:name` names."""
    module, _, name = path.partition(":")
    factory: AppFactory = getattr(importlib.import_module(module), name)
    return factory


def serve_web(
    app_factory: str | AppFactory,
    *,
    host: str,
    port: int,
    threads: int = 8,
    workers: int = 1,
    graceful_timeout: int = 2,
    log_level: str = "warning",
) -> None:
    """Serves until a signal ends it; does not return (gunicorn exits the process).

    `app_factory` is a callable without arguments or its path `module:name`; it runs in each worker after
    the fork, so connections and locks are each worker's own. A request has 30 seconds before a hung worker
    is replaced; at a stop the open ones have `graceful_timeout` seconds.

    Raises:
        PortTaken: the address cannot be listened on.
    """
    follow_parent()
    inherited = os.environ.pop(LISTENER_VARIABLE, "")
    descriptor = int(inherited) if inherited.isdigit() else open_listener(host, port).detach()

    # Imported late: `workflow --help` and every other command would pay for it.
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # no type hints

    arbiter_pid = os.getpid()

    def bind_worker(_server: object, _worker: object) -> None:
        die_with_parent(arbiter_pid)

    def say_ready(_worker: object) -> None:
        announce_ready("web")

    class _Server(BaseApplication):  # type: ignore[misc]  # its base is untyped
        def load_config(self) -> None:
            options: dict[str, object] = {
                "bind": f"fd://{descriptor}",
                "worker_class": "gthread",
                "workers": workers,
                "threads": threads,
                "timeout": 30,
                "graceful_timeout": graceful_timeout,
                "keepalive": 5,
                "accesslog": None,  # query strings may hold what somebody searched for
                "errorlog": "-",
                "loglevel": log_level,
                "worker_tmp_dir": _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None,
                "control_socket_disable": True,
                "post_fork": bind_worker,
                "post_worker_init": say_ready,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> WsgiApp:
            return (load_factory(app_factory) if isinstance(app_factory, str) else app_factory)()

    _Server().run()
