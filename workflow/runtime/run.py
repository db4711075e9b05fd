"""What `workflow run` does: the lock, the broker, the parts, `run.json`, and the order of it all."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from workflow.runtime.background import SOLE_VARIABLE
from workflow.runtime.broker import (
    Broker,
    BrokerError,
    broker_command,
    make_socket_path,
    remove_socket_directory,
    start_broker,
    url_of_socket,
)
from workflow.runtime.locks import (
    DirectoryBusy,
    RunInfo,
    RunLock,
    read_left_info,
    remove_run_info,
    write_run_info,
)
from workflow.runtime.supervisor import Part, Say, Supervisor, say_line
from workflow.runtime.web_server import (
    LISTENER_VARIABLE,
    PortTaken,
    address_to_call,
    check_health,
    open_listener,
    url_of_listener,
)

COMMAND: Final = (sys.executable, "-m", "workflow.cli")


def run_all(
    data_dir: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    broker_url: str = "",
    prepare: Callable[[], None] = lambda: None,
    on_ready: Callable[[str], None] = lambda url: None,
    say: Say = say_line,
    command: Sequence[str] = COMMAND,
    env: Mapping[str, str] | None = None,
    stop_deadline: float = 3.0,
) -> int:
    """Runs web, worker, scheduler and, without a `broker_url`, the embedded broker until a signal; returns
    the exit code.

    `prepare` (migrations, demo data) is called under the lock and before any part; what it raises ends the
    run. `on_ready` is called with the web address when /healthz and the worker answer. `command` and one of
    `web`, `worker`, `scheduler` is a part's command line; `env` is added to the parts' environment. 0:
    stopped on request; 1: it could not run, and `say` was given the sentence that says why.
    """
    data_dir = data_dir.absolute()
    lock = RunLock(data_dir)
    try:
        lock.take()
    except DirectoryBusy as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"Cannot write in {data_dir} ({error.strerror}).")
        return 1
    try:
        _clean_up_after_a_killed_run(data_dir)
        return _run_locked(
            data_dir,
            host=host,
            port=port,
            broker_url=broker_url,
            prepare=prepare,
            on_ready=on_ready,
            say=say,
            command=command,
            env=env or {},
            stop_deadline=stop_deadline,
        )
    except (BrokerError, PortTaken) as error:
        say(str(error))
        return 1
    finally:
        remove_run_info(data_dir)
        lock.release()


def _run_locked(
    data_dir: Path,
    *,
    host: str,
    port: int,
    broker_url: str,
    prepare: Callable[[], None],
    on_ready: Callable[[str], None],
    say: Say,
    command: Sequence[str],
    env: Mapping[str, str],
    stop_deadline: float,
) -> int:
    with open_listener(host, port) as listener:
        address = address_to_call(listener)
        url = url_of_listener(listener, host=host)
        prepare()
        socket_path = None if broker_url else make_socket_path()
        broker: Broker | None = None
        try:
            shared_env = {
                "WORKFLOW_PUBLIC_URL": url,  # unless `env` names another
                **env,
                "WORKFLOW_DATA_DIR": str(data_dir),
                "WORKFLOW_BROKER_URL": url_of_socket(socket_path) if socket_path else broker_url,
                "PYTHONUNBUFFERED": "1",
            }
            started = datetime.now(UTC).isoformat(timespec="seconds")

            def write_info(pids: Mapping[str, int]) -> None:
                info = RunInfo(
                    pid=os.getpid(),
                    started=started,
                    url=url,
                    broker_url=shared_env["WORKFLOW_BROKER_URL"],
                    broker_socket=socket_path,
                    parts=pids,
                )
                try:
                    write_run_info(data_dir, info)
                except OSError as error:  # a full disk must not end what still works
                    say(f"Cannot write run.json in {data_dir} ({error.strerror}).")

            write_info({})  # before the broker: a run that is killed now leaves its socket to be cleaned up
            if socket_path is not None:
                broker = start_broker(data_dir, socket_path=socket_path, stdout=subprocess.PIPE)
            parts = [
                Part(
                    name="web",
                    argv=[*command, "web"],
                    env={**shared_env, LISTENER_VARIABLE: str(listener.fileno())},
                    pass_fds=(listener.fileno(),),
                ),
                # Only with a broker of its own can it know that no other worker uses it.
                Part(
                    name="worker",
                    argv=[*command, "worker"],
                    env={**shared_env, SOLE_VARIABLE: "1" if broker else ""},
                ),
                Part(name="scheduler", argv=[*command, "scheduler"], env=shared_env, starts_late=True),
            ]
            if broker is not None:
                argv = broker_command(broker.socket, data_dir=data_dir / "broker")
                parts.insert(0, Part(name="broker", argv=argv, announces=False, stops_last=True))
            return Supervisor(
                parts,
                say=say,
                adopted={"broker": broker.process} if broker else {},
                stop_deadline=stop_deadline,
                on_change=write_info,
                check_ready=lambda: check_health(address),
                on_ready=lambda: on_ready(url),
            ).run()
        finally:
            if socket_path is not None:
                remove_socket_directory(socket_path)


def _clean_up_after_a_killed_run(data_dir: Path) -> None:
    left = read_left_info(data_dir)
    if left is not None and left.broker_socket is not None:
        remove_socket_directory(left.broker_socket)
    remove_run_info(data_dir)
