"""The throw-away PostgreSQL: it knows Cyrillic, copies databases quickly, and goes when the tests go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as started:
        yield started


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", "", 1))


def test_case_and_trigrams_know_cyrillic(server: PostgresServer) -> None:
    with connect(server.create_database("letters")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT lower('ПРИВЕТ'), 'ЁЛКА' ILIKE 'ёлка', show_trgm('Привет') <> '{}'").fetchone()
    assert row == ("привет", True, True)


def test_a_copy_holds_what_its_template_holds_and_is_its_own(server: PostgresServer) -> None:
    with connect(server.create_database("model")) as connection:
        connection.execute("CREATE TABLE story (id int)")
        connection.execute("INSERT INTO story VALUES (1)")
    urls = [server.create_database(f"Копия-{i}", "model") for i in range(2)]
    with connect(urls[0]) as connection:
        connection.execute("INSERT INTO story VALUES (2)")
    with connect(urls[1]) as connection:
        assert connection.execute("SELECT count(*) FROM story").fetchone() == (1,)
        server.drop_database("Копия-1")  # under an open connection
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        connection.close()
    server.drop_database("never was")


def test_it_listens_on_its_socket_only(server: PostgresServer) -> None:
    with connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_nothing_is_left_of_it(end: str) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tests.postgres import PostgresServer;"
        "server = PostgresServer(); server.start(); print(server._process.pid, server._base, flush=True);"
        "sys.stdin.readline(); server.stop(); print('stopped', flush=True)"
    )
    argv = [sys.executable, "-c", code, str(Path(__file__).parents[1])]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdin is not None
        assert tests.stdout is not None
        pid, base = tests.stdout.readline().split()
        assert Path(base).is_dir()
        if end == "kill":
            tests.send_signal(signal.SIGKILL)
        else:
            tests.stdin.write("\n")
            tests.stdin.flush()
        tests.wait(timeout=20)
    deadline = time.monotonic() + 10
    while answers(Path(base)):
        assert time.monotonic() < deadline, f"PostgreSQL {pid} still runs"
        time.sleep(0.02)
    if end == "kill":
        with PostgresServer():  # the next one clears up
            pass
    assert not Path(base).exists()


def answers(base: Path) -> bool:
    try:
        psycopg.connect(host=os.fspath(base), user="app", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
