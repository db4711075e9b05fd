"""The one way engines talk to a service: JSON, with every limit set and every status judged.

A redirect is refused (a key would follow it), an answer is read up to a size, and a call ends when its time is
up, however slowly the service drips. What a service says of an error is cut short, and no secret is in it.
"""

from __future__ import annotations

import json
import os
import re
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from workflow.mt.base import MTError, keep_storable

CONNECT = 5.0
MAX_ANSWER = 4_000_000
BLOCK = 16 * 1024
MAX_SAID = 160
#: Nobody waits longer than this for a service that asks for a pause.
LONGEST_PAUSE = 86_400.0

_QUOTA = (402, 456)
_BUSY = (408, 425, 429, 529)
_KEY = (401, 403)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


class StatusError(MTError):
    """The service answered with an error; `status` is HTTP's, `said` the beginning of its words."""

    def __init__(self, code: str, *, permanent: bool, status: int, said: str, retry_after: float | None = None) -> None:
        detail = f"{status}: {said}" if said else str(status)
        super().__init__(code, permanent=permanent, detail=detail, retry_after=retry_after)
        self.status = status
        self.said = said


@dataclass
class JsonClient:
    """Calls below one address. `total` seconds is the longest call; `secrets` never show in an error."""

    base: str
    total: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    max_answer: int = MAX_ANSWER
    _pools: dict[int, urllib3.PoolManager] = field(default_factory=dict, repr=False)

    def post(self, path: str, body: object) -> Any:
        """The answer's JSON. Raises `MTError` (`StatusError` where the service answered)."""
        return self._call("POST", path, json.dumps(body, ensure_ascii=False).encode())

    def get(self, path: str) -> Any:
        """The same, with nothing sent."""
        return self._call("GET", path, None)

    def _call(self, method: str, path: str, data: bytes | None) -> Any:
        end = time.monotonic() + self.total
        timeout = urllib3.Timeout(connect=min(CONNECT, self.total), read=self.total, total=self.total)
        try:
            answer = self._pool().request(
                method, f"{self.base.rstrip('/')}{path}", body=data, timeout=timeout, retries=False, redirect=False,
                preload_content=False, headers={
                    "Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity",
                    "User-Agent": "workflow", **self.headers,
                },
            )  # fmt: skip
            try:
                content = self._read(answer, end)
                answer.drain_conn() if len(content) < self.max_answer else answer.close()
            except BaseException:
                answer.close()
                raise
            finally:
                answer.release_conn()
        except HTTPError as error:
            raise self._explain(error) from None
        except (ValueError, OSError):  # an address that the standard library cannot read
            raise MTError("unreachable", permanent=True, detail="its address is not one") from None
        self._check(answer, content)
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise MTError("answer_damaged", permanent=False, detail="the answer is not JSON") from None

    def _read(self, answer: urllib3.BaseHTTPResponse, end: float) -> bytes:
        content = bytearray()
        while True:
            if time.monotonic() > end:
                raise MTError("timeout", permanent=False, detail=f"no whole answer within {self.total:g} s")
            block = answer.read1(BLOCK)
            if not block:
                return bytes(content)
            content += block
            if len(content) > self.max_answer:
                raise MTError("answer_too_large", permanent=True, detail=f"more than {self.max_answer} bytes")

    def _check(self, answer: urllib3.BaseHTTPResponse, content: bytes) -> None:
        status = answer.status
        if 200 <= status < 300:
            return
        said = self.hide(_what_it_says(content))
        pause = read_retry_after(answer.headers.get("Retry-After"), datetime.now(UTC))
        if status in _BUSY:
            raise StatusError("rate_limited", permanent=False, status=status, said=said, retry_after=pause)
        if status >= 500:
            raise StatusError("service_failed", permanent=False, status=status, said=said, retry_after=pause)
        code = "quota_used_up" if status in _QUOTA else "key_refused" if status in _KEY else "request_refused"
        if 300 <= status < 400:
            code, said = "redirected", ""
        raise StatusError(code, permanent=True, status=status, said=said)

    def _explain(self, error: HTTPError) -> MTError:
        if isinstance(error, ReadTimeoutError | ConnectTimeoutError) and not isinstance(error, NewConnectionError):
            return MTError("timeout", permanent=False, detail=f"no answer within {self.total:g} s")
        if isinstance(error, SSLError):
            return MTError("unreachable", permanent=True, detail="its certificate is not to be trusted, or it speaks no TLS")
        if isinstance(error, ProxyError):
            return MTError("unreachable", permanent=False, detail="no connection through the proxy")
        if isinstance(error, LocationValueError):
            return MTError("unreachable", permanent=True, detail="its address is not one")
        if isinstance(error, NewConnectionError):
            return MTError("unreachable", permanent=False, detail="no connection")
        return MTError("answer_damaged", permanent=False, detail=f"the answer was cut off ({type(error).__name__})")

    def hide(self, text: str) -> str:
        """The text in one short line, without the secrets."""
        for secret in self.secrets:
            if secret:
                text = text.replace(secret, "…")
        text = keep_storable(_CONTROL.sub(" ", text)).strip()
        return text if len(text) <= MAX_SAID else text[: MAX_SAID - 1] + "…"

    def _pool(self) -> urllib3.PoolManager:
        """Connections are not shared with a parent process."""
        process = os.getpid()
        pool = self._pools.get(process)
        if pool is None:
            pool = self._pools.setdefault(process, _make_pool(self.base))
        return pool


def _make_pool(base: str) -> urllib3.PoolManager:
    """Connections, through the proxy that the environment names for such an address."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or host in _LOOPBACK or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return urllib3.PoolManager(maxsize=4)
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    who = unquote(urlsplit(proxy).netloc.rpartition("@")[0])
    try:
        return urllib3.ProxyManager(proxy, maxsize=4, proxy_headers=urllib3.make_headers(proxy_basic_auth=who) if who else None)
    except (HTTPError, ValueError):
        raise MTError("unreachable", permanent=True, detail="the proxy's address is not one of an HTTP proxy") from None


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a `Retry-After` header, given in seconds or as a date (RFC 9110, 10.2.3); None for none or nonsense."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return min(float(text), LONGEST_PAUSE)
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max((then - now).total_seconds(), 0.0), LONGEST_PAUSE)


def _what_it_says(content: bytes) -> str:
    """An error's own words, out of the usual JSON shapes or as they are."""
    text = content[:4096].decode("utf-8", "replace")
    try:
        found = json.loads(content) if len(content) <= 65_536 else None
    except ValueError:
        return text
    for _ in range(2):
        if isinstance(found, dict):
            found = found.get("message") or found.get("error") or found.get("detail") or found.get("code")
    return str(found) if isinstance(found, str | int) else text
