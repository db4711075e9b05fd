"""Loopback servers that speak the protocols of the translation services, their limits and their faults.

One server speaks all of them; a test lists the faults of the next calls in `faults` and counts what came in `calls`.
Its English is the Russian with every Cyrillic letter replaced, in capitals, so tags and numbers can be followed.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from workflow.mt.base import EngineOptions

KEY, FOLDER, MODEL = "0f-secret-key", "b1g-folder", "house-model"
_LETTERS = re.compile("[А-Яа-яЁё]")
_TAG = re.compile(r"<[^<>]*>|&\w+;|\{/?\d+\}")


class Bad(Exception):
    """What the real service would refuse, as status and body."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class Fault:
    """What goes wrong with one call, after the service has understood (and charged) it or before."""

    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    drip: bool = False
    cut: bool = False
    drop: bool = False
    change: Callable[[Any], Any] | None = None
    """Bends the texts of an answer (a list)."""
    raw: Callable[[Any], Any] | None = None
    """Bends the whole answer."""


@dataclass
class Call:
    path: str
    body: Any
    headers: dict[str, str]
    texts: list[str]
    at: float


@dataclass
class FakeServices:
    address: str
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    delay: float = 0.0
    change: Callable[[list[str]], list[str]] | None = None
    json_schema: bool = True
    json_object: bool = True
    limit_name: str = "max_tokens"
    used: int = 180_118
    limit: int = 1_250_000
    release: threading.Event = field(default_factory=threading.Event)

    def options(self, cache: Path, **changes: Any) -> EngineOptions:
        values: dict[str, Any] = {
            "cache_dir": cache, "call_timeout": 5.0, "libretranslate_url": self.address, "libretranslate_key": KEY,
            "deepl_url": self.address, "deepl_key": KEY, "yandex_url": self.address, "yandex_key": KEY,
            "yandex_folder": FOLDER, "llm_url": f"{self.address}/v1", "llm_key": KEY, "llm_model": MODEL,
        }  # fmt: skip
        return EngineOptions(**(values | changes))

    def env(self) -> dict[str, str]:
        """The same as settings of a worker."""
        return {
            "WORKFLOW_LIBRETRANSLATE_URL": self.address, "WORKFLOW_LIBRETRANSLATE_KEY": KEY,
            "WORKFLOW_DEEPL_URL": self.address, "WORKFLOW_DEEPL_KEY": KEY,
            "WORKFLOW_YANDEX_URL": self.address, "WORKFLOW_YANDEX_KEY": KEY, "WORKFLOW_YANDEX_FOLDER": FOLDER,
            "WORKFLOW_LLM_URL": f"{self.address}/v1", "WORKFLOW_LLM_KEY": KEY, "WORKFLOW_LLM_MODEL": MODEL,
        }  # fmt: skip


def english(text: str) -> str:
    """The stand-in for a translation: letters become Latin ones, tags, tokens and numbers stay."""
    out, at = [], 0
    for tag in _TAG.finditer(text):
        out += [_LETTERS.sub(_latin, text[at : tag.start()]), tag.group()]
        at = tag.end()
    return "".join([*out, _LETTERS.sub(_latin, text[at:])])


def _latin(match: re.Match[str]) -> str:
    return chr(65 + ord(match.group().lower()) % 26)


def speak_libretranslate(fake: FakeServices, body: Any, headers: dict[str, str]) -> tuple[list[str], Callable[[list[Any]], Any]]:
    if body.get("api_key") != KEY:
        raise Bad(403, {"error": "Invalid API key"})
    if (body.get("source"), body.get("target")) != ("ru", "en"):
        raise Bad(400, {"error": f"{body.get('target')} is not supported"})
    if body.get("format") != "html" or not isinstance(body.get("q"), list):
        raise Bad(400, {"error": "Invalid request: missing q parameter"})
    return [english(text) for text in body["q"]], lambda texts: {"translatedText": texts}


def speak_deepl(fake: FakeServices, body: Any, headers: dict[str, str]) -> tuple[list[str], Callable[[list[Any]], Any]]:
    if headers.get("authorization") != f"DeepL-Auth-Key {KEY}":
        raise Bad(403, {"message": "Forbidden"})
    if body.get("target_lang") not in ("EN-US", "EN-GB"):
        raise Bad(400, {"message": "Value for 'target_lang' not supported."})
    if len(body["text"]) > 50 or len(json.dumps(body, ensure_ascii=False).encode()) > 128 * 1024:
        raise Bad(413, {"message": "Too many texts"})
    if body.get("source_lang") != "RU" or body.get("tag_handling") != "xml":
        raise Bad(400, {"message": "Bad request"})

    def wrap(texts: list[Any]) -> Any:
        items = [{"detected_source_language": "RU", "text": text} for text in texts]
        for item, source in zip(items, body["text"], strict=False):
            item["billed_characters"] = len(source)
        return {"translations": items}

    return [english(text) for text in body["text"]], wrap


def speak_yandex(fake: FakeServices, body: Any, headers: dict[str, str]) -> tuple[list[str], Callable[[list[Any]], Any]]:
    if headers.get("authorization") != f"Api-Key {KEY}":
        raise Bad(401, {"code": 16, "message": "The API key is not valid", "details": []})
    if body.get("folderId") != FOLDER:
        raise Bad(403, {"code": 7, "message": "Permission denied"})
    if (body.get("sourceLanguageCode"), body.get("targetLanguageCode")) != ("ru", "en"):
        raise Bad(400, {"code": 3, "message": f"unsupported target language code: {body.get('targetLanguageCode')}"})
    if sum(len(text) for text in body["texts"]) > 10_000:
        raise Bad(400, {"code": 3, "message": "INVALID_ARGUMENT: text length must be not greater than 10000"})
    return [english(text) for text in body["texts"]], lambda texts: {"translations": [{"text": text} for text in texts]}


def speak_llm(fake: FakeServices, body: Any, headers: dict[str, str]) -> tuple[list[str], Callable[[list[Any]], Any]]:
    if headers.get("authorization") != f"Bearer {KEY}":
        raise Bad(
            401, {"error": {"message": f"Incorrect API key provided: {headers.get('authorization')}", "code": "invalid_api_key"}}
        )
    if body.get("model") != MODEL:
        raise Bad(404, {"error": {"message": f"The model {body.get('model')} does not exist", "code": "model_not_found"}})
    wanted = (body.get("response_format") or {}).get("type")
    if (wanted == "json_schema" and not fake.json_schema) or (wanted == "json_object" and not fake.json_object):
        raise Bad(400, {"error": {"message": f"Unsupported response_format {wanted}"}})
    for name in ("max_tokens", "max_completion_tokens"):
        if name in body and name != fake.limit_name:
            raise Bad(400, {"error": {"message": f"Unsupported parameter: '{name}'"}})
    asked = json.loads(body["messages"][1]["content"])["translate"]

    def wrap(texts: list[Any]) -> Any:
        items = [{"id": item["id"], "text": text} for item, text in zip(asked, texts, strict=False)]
        items += [{"id": len(asked) + 1 + n, "text": text} for n, text in enumerate(texts[len(asked) :])]
        content = json.dumps({"translations": items}, ensure_ascii=False)
        message = {"role": "assistant", "content": content if wanted else f"```json\n{content}\n```"}
        return {
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10 * len(texts)},
        }

    return [english(item["text"]) for item in asked], wrap


PROTOCOLS: dict[str, Any] = {
    "/translate": speak_libretranslate,
    "/v2/translate": speak_deepl,
    "/translate/v2/translate": speak_yandex,
    "/v1/chat/completions": speak_llm,
}


@contextmanager
def serve_translations() -> Iterator[FakeServices]:
    """A running server on loopback."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                fault = fake.faults.pop(0) if fake.faults else Fault()
            try:
                texts, wrap = PROTOCOLS[self.path](fake, body, headers)
            except Bad as bad:
                self.answer(bad.status, json.dumps(bad.body).encode(), Fault())
                return
            with lock:
                fake.calls.append(Call(self.path, body, headers, texts, time.monotonic()))
            if fake.delay:
                fake.release.wait(fake.delay)
            changed: Any = fake.change(texts) if fake.change else texts
            answer = wrap(fault.change(changed) if fault.change else changed)
            if fault.raw is not None:
                answer = fault.raw(answer)
            if fault.slow:
                fake.release.wait(30)
            content = fault.body if fault.body is not None else json.dumps(answer).encode()  # halves of pairs, too
            self.answer(fault.status, content, fault)

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                fault = fake.faults.pop(0) if fake.faults else Fault()
                fake.calls.append(Call(self.path, None, headers, [], time.monotonic()))
            if self.path == "/v2/usage" and headers.get("authorization") != f"DeepL-Auth-Key {KEY}":
                self.answer(403, b'{"message": "Forbidden"}', Fault())
                return
            if fault.slow:
                fake.release.wait(30)
            answer = {"character_count": fake.used, "character_limit": fake.limit} if self.path == "/v2/usage" else {}
            self.answer(fault.status, json.dumps(answer).encode() if fault.body is None else fault.body, fault)

        def answer(self, status: int, content: bytes, fault: Fault) -> None:
            if fault.drop:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in fault.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if fault.drip:
                    for n in range(len(content)):
                        self.wfile.write(content[n : n + 1])
                        self.wfile.flush()
                        if fake.release.wait(0.05):
                            break
                elif fault.cut:
                    self.wfile.write(content[: len(content) // 2])
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.shutdown(2)
                else:
                    self.wfile.write(content)
            except OSError:
                self.close_connection = True  # nobody listens any more

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a worker was killed in its call

    server = Server(("127.0.0.1", 0), Handler)
    fake = FakeServices(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
