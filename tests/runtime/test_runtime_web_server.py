"""The listening socket, and the addresses that are said and called."""

import socket
from pathlib import Path

import pytest

from workflow.runtime.web_server import (
    PortTaken,
    address_to_call,
    check_health,
    load_factory,
    open_listener,
    url_of_listener,
)


def test_a_taken_port_is_named() -> None:
    with open_listener("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Cannot listen on 127\.0\.0\.1 port {port} .*--port"):
            open_listener("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"),
    [("no such host", 0), ("192.0.2.1", 0), ("127.0.0.1", 70000), ("127.0.0.1", -1), ("a" * 300, 0), ("..", 0)],
)
def test_an_address_that_cannot_be_is_a_sentence(host: str, port: int) -> None:
    with pytest.raises(PortTaken, match=r"\.$"):
        open_listener(host, port)


@pytest.mark.parametrize(("host", "said"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")])
def test_the_address_that_is_said_can_be_opened(host: str, said: str) -> None:
    with open_listener(host, 0) as listener:
        port = listener.getsockname()[1]
        assert url_of_listener(listener, host=host) == f"http://{said}:{port}"
        socket.create_connection(address_to_call(listener), timeout=5).close()


def test_version_six() -> None:
    try:
        listener = open_listener("::1", 0)
    except PortTaken:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        port = listener.getsockname()[1]
        assert url_of_listener(listener, host="::1") == f"http://[::1]:{port}"
        assert address_to_call(listener) == ("::1", port)


def test_health_of_nobody() -> None:
    with open_listener("127.0.0.1", 0) as listener:  # listens, never answers
        assert not check_health(address_to_call(listener), timeout=0.1)
        address = address_to_call(listener)
    assert not check_health(address, timeout=0.1)


def test_a_factory_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_for_this_test.py").write_text("def make():\n    return print\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load_factory("made_for_this_test:make")() is print
