"""The promises of every engine behind a service, against a real local server that speaks its protocol and its faults."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mt.fake_services import KEY, FakeServices, Fault, english, serve_translations
from tests.mt.mt_helpers import ask
from workflow.core.markup_tokens import find_token_damage, parse_tokens, render_tokens, strip_tokens
from workflow.mt.base import GUESSED, ArticleContext, Engine, EngineOptions, MTError, Quota, TranslationRequest, is_metered
from workflow.mt.deepl import choose_host, name_target
from workflow.mt.http_client import MAX_SAID, JsonClient, read_retry_after
from workflow.mt.llm_prompt import MAX_ARTICLE, choose_sentences
from workflow.mt.registry import ENGINES, ToldQuota, ask_quotas, create_engine, engine_status, split_names
from workflow.mt.tags import from_tags, mend_tokens, to_tags

SERVICES = sorted(set(ENGINES) - {"firefox", "none"})
NOW = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServices]:
    with serve_translations() as fake:
        yield fake


@pytest.fixture
def fake(server: FakeServices) -> FakeServices:
    server.faults.clear()
    server.calls.clear()
    server.change, server.json_schema, server.json_object, server.limit_name = None, True, True, "max_tokens"
    return server


def make(name: str, fake: FakeServices, tmp_path: Path, **changes: Any) -> Engine:
    return create_engine(name, fake.options(tmp_path, **changes))


def fails(engine: Engine, *texts: str, target: str = "en") -> MTError:
    with pytest.raises(MTError) as caught:
        engine.translate(ask(*(texts or ("Мост",))), source="ru", target=target)
    assert KEY not in f"{caught.value!r} {caught.value} {caught.value.detail}"
    assert len(caught.value.detail) <= MAX_SAID + 10
    return caught.value


@pytest.mark.parametrize("name", SERVICES)
def test_texts_come_back_in_order_with_their_tokens(name: str, fake: FakeServices, tmp_path: Path) -> None:
    texts = [
        "Мост открыли.", "На {1}сайте & блоге{/1} есть {2}{3}план{/3}{/2}.", "", "12:30", "Скобки {{1}} и a < b > c, «да».",
        "Строка{1}и ещё", "{1}{/1}", "{1}42{/1}",
    ]  # fmt: skip
    engine = make(name, fake, tmp_path)
    assert is_metered(engine)
    requests = ask(*texts)
    answers = engine.translate(requests, source="ru", target="en-GB")
    expected = [english(text) for text in texts]
    expected[2] = expected[6] = None  # type: ignore[call-overload]  # nothing to translate
    assert [a.text for a in answers] == expected
    assert [a.error for a in answers] == [None, None, "empty", None, None, None, "empty", None]
    assert len(fake.calls) == 1
    assert len(fake.calls[0].texts) == 4, "numbers and blanks are not paid for"
    usage, most = answers.usage, engine.estimate(requests)  # type: ignore[attr-defined]
    assert 0 < usage.characters <= most.characters
    assert usage.input_tokens <= most.input_tokens
    assert usage.output_tokens <= most.output_tokens
    assert engine.info.name == name


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_asked_where_there_is_nothing_to_ask(name: str, fake: FakeServices, tmp_path: Path) -> None:
    engine = make(name, fake, tmp_path)
    assert engine.translate([], source="ru", target="en") == []
    assert [a.text for a in engine.translate(ask("7:0", " "), source="ru", target="en")] == ["7:0", None]
    assert not fake.calls


FAULTS: list[tuple[str, Fault, str, bool]] = [
    ("bad request", Fault(400, b'{"message": "no"}'), "request_refused", True),
    ("forbidden", Fault(403, b'{"error": "no"}'), "key_refused", True),
    ("no such page", Fault(404, b"<html>"), "request_refused", True),
    ("paid up", Fault(456, b'{"message": "Quota Exceeded"}'), "quota_used_up", True),
    ("payment", Fault(402, b"{}"), "quota_used_up", True),
    ("too many", Fault(429, b"{}"), "rate_limited", False),
    ("broken", Fault(500, b"Traceback"), "service_failed", False),
    ("away", Fault(503, b""), "service_failed", False),
    ("moved", Fault(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}), "redirected", True),
    ("moved for good", Fault(308, b"", {"Location": "/v2/translate"}), "redirected", True),
    ("cut off", Fault(cut=True), "answer_damaged", False),
    ("hung up", Fault(drop=True), "answer_damaged", False),
    ("no JSON", Fault(body=b"<html>Welcome</html>"), "answer_damaged", False),
    ("another shape", Fault(body=b"[1, 2]"), "answer_damaged", False),
    ("null", Fault(body=b"null"), "answer_damaged", False),
    ("not UTF-8", Fault(body=b'"\xff\xfe"'), "answer_damaged", False),
    ("deeper than any JSON", Fault(body=b"[" * 100_000), "answer_damaged", False),
    ("huge", Fault(body=b" " * 5_000_000), "answer_too_large", True),
]


@pytest.mark.parametrize("name", SERVICES)
def test_each_fault_has_its_code_and_the_next_call_is_whole(name: str, fake: FakeServices, tmp_path: Path) -> None:
    engine = make(name, fake, tmp_path)
    for what, fault, code, permanent in FAULTS:
        fake.faults.append(fault)
        error = fails(engine)
        assert (error.code, error.permanent) == (code, permanent), what
        assert [a.text for a in engine.translate(ask("Мост"), source="ru", target="en")] == [english("Мост")], what


@pytest.mark.parametrize("name", SERVICES)
def test_silence_and_dripping_end_in_time(name: str, fake: FakeServices, tmp_path: Path) -> None:
    engine = make(name, fake, tmp_path, call_timeout=0.4)
    for fault in (Fault(slow=True), Fault(drip=True, body=b" " * 10_000)):
        fake.faults.append(fault)
        error = fails(engine)
        assert (error.code, error.permanent) == ("timeout", False)


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_there(name: str, fake: FakeServices, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    urls = {f"{service}_url": nowhere for service in SERVICES}
    error = fails(make(name, fake, tmp_path, **urls))
    assert (error.code, error.permanent) == ("unreachable", False)


@pytest.mark.parametrize("name", SERVICES)
def test_what_no_database_keeps_is_marked(name: str, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults += [Fault(change=lambda texts: ["A\x00B\x1b", "C\ud800"]), Fault(400, b'{"message": "\\ud800\\u0000"}')]
    engine = make(name, fake, tmp_path)
    assert [a.text for a in engine.translate(ask("Мост", "Река"), source="ru", target="en")] == ["A\ufffdB\ufffd", "C\ufffd"]
    assert fails(engine).detail == "400: \ufffd"


@pytest.mark.parametrize("name", SERVICES)
def test_a_refused_key_is_in_no_error(name: str, fake: FakeServices, tmp_path: Path) -> None:
    wrong = "another-secret-key"
    engine = make(name, fake, tmp_path, **{f"{service}_key": wrong for service in SERVICES})
    error = fails(engine)
    assert (error.code, error.permanent) == ("key_refused", True)
    assert wrong not in f"{error!r} {error.detail} {engine!r} {vars(engine)}"


@pytest.mark.parametrize("name", SERVICES)
def test_the_service_says_when_to_come_back(name: str, fake: FakeServices, tmp_path: Path) -> None:
    engine = make(name, fake, tmp_path)
    for status in (429, 503):
        fake.faults.append(Fault(status, b"{}", {"Retry-After": "7"}))
        assert fails(engine).retry_after == 7.0
    fake.faults.append(Fault(429, b"{}"))
    assert fails(engine).retry_after is None


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "llm"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_another_number_of_texts_is_no_answer(name: str, count: int, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(Fault(change=lambda texts: (texts * 2)[:count]))
    error = fails(make(name, fake, tmp_path), "Мост", "Река")
    assert (error.code, error.permanent) == ("wrong_count", True)
    assert error.usage is not None
    assert error.usage.characters, "it is charged all the same"


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "llm"])
@pytest.mark.parametrize("text", [None, 7, "", "  ", {"text": "Bridge"}])
def test_a_text_that_is_none_is_left(name: str, text: Any, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(Fault(change=lambda texts: [texts[0], text]))
    answers = make(name, fake, tmp_path).translate(ask("Мост", "Река"), source="ru", target="en")
    assert [a.text for a in answers] == [english("Мост"), None]
    assert answers[1].error in ("no_answer", "empty")


@pytest.mark.parametrize("name", SERVICES)
def test_more_than_a_call_takes_is_refused_here(name: str, fake: FakeServices, tmp_path: Path) -> None:
    engine = make(name, fake, tmp_path)
    assert is_metered(engine)
    too_many = fails(engine, *["Мост"] * (engine.max_batch + 1))
    half = "Мост " * (engine.max_characters // 10 + 10)
    too_long = fails(engine, half, half)
    assert {too_many.code, too_long.code} == {"wrong_count"}
    assert not fake.calls
    answers = engine.translate(ask("Мост", half * 3), source="ru", target="en")
    assert [a.error for a in answers] == [None, "too_long"]
    whole = ["Мост " * (engine.max_characters // 5 // engine.max_batch)] * engine.max_batch
    whole = [text.strip() for text in whole]
    assert all(a.text for a in engine.translate(ask(*whole), source="ru", target="en"))


@pytest.mark.parametrize("name", [n for n in SERVICES if n != "llm"])
def test_a_pair_the_service_does_not_know(name: str, fake: FakeServices, tmp_path: Path) -> None:
    error = fails(make(name, fake, tmp_path), target="kk")
    assert (error.code, error.permanent) == ("language_unsupported", True)


DAMAGED = "На {1}сайте{/1} есть {2}план{/2}."


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: strip_tokens(text).replace("<", "‹"),  # lost
        lambda text: text + " {9}" + '<img id="9"/>',  # invented
        lambda text: text + text,  # doubled
        lambda text: text.replace("{/1}", "").replace("</span>", "", 1),  # half
        lambda text: text.replace("{1}", "{2}").replace('id="1"', 'id="2"'),  # taken for another
        lambda text: text.replace("<span", "<b").replace("</span>", "</b>"),
    ],
)
def test_damaged_tokens_are_mended_or_the_text_is_left(name: str, damage: Any, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(Fault(change=lambda texts: [damage(text) for text in texts]))
    answer = make(name, fake, tmp_path).translate(ask(DAMAGED), source="ru", target="en")[0]
    if answer.text is None:
        assert answer.error == "placeholders_lost"
    else:
        assert not find_token_damage(DAMAGED, answer.text)
        assert answer.error == GUESSED or answer.text == english(DAMAGED), "where they were put back is a guess"


@given(st.text(alphabet="абв {}/12<>&;«» \n", max_size=40))
def test_any_text_goes_there_and_back(text: str) -> None:
    assert from_tags(to_tags(text)) == render_tokens(parse_tokens(text))


@given(st.text(alphabet="аб {}/123", max_size=30), st.text(alphabet="ab {}/123<span>id=\"'", max_size=60))
def test_no_answer_at_all_has_damaged_tokens(source: str, answer: str) -> None:
    for text in (answer, from_tags(answer)):
        result = mend_tokens(source, text)
        assert result.text is not None or result.error
        if result.text is not None:
            assert result.error in (None, GUESSED)
            assert not find_token_damage(source, result.text)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0), (" 120 ", 120.0), ("Wed, 04 Feb 2026 09:01:00 GMT", 60.0), ("Wed, 04 Feb 2026 08:00:00 GMT", 0.0),
        (None, None), ("soon", None), ("-5", None), ("1e9", None), ("", None), ("99999999", 86400.0),
        ("Wed, 04 Feb 2099 09:01:00 GMT", 86400.0), ("٣", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds
    assert read_retry_after((NOW + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == 3600.0


def test_a_long_complaint_is_cut_and_holds_no_line_break(fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(Fault(400, (f"Тайна\r\nIncorrect {KEY} " + "x" * 9000).encode()))
    error = fails(make("deepl", fake, tmp_path))
    assert "\n" not in error.detail
    assert "…" in error.detail


@pytest.mark.parametrize("address", ["http://", "http://[", "https://127.0.0.1:1", "http://127.0.0.1:99999"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(MTError) as caught:
        JsonClient(address, 2.0).post("/translate", {})
    assert caught.value.code == "unreachable"


class Proxy(BaseHTTPRequestHandler):
    """Says what it was asked for, and by whom; opens no tunnels."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        content = json.dumps([self.path, self.headers.get("Proxy-Authorization")]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_CONNECT(self) -> None:
        self.send_response(407 if self.headers.get("Proxy-Authorization") else 502)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        pass


def test_a_proxy_is_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    server = HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"

    def call(proxy: str, base: str = "http://mt.invalid:81", bypass: str = "") -> Any:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.setenv("no_proxy", bypass)
        return JsonClient(base, 5.0).post("/x", {})

    def refused(proxy: str, base: str = "http://mt.invalid:81", bypass: str = "") -> tuple[str, bool, str]:
        with pytest.raises(MTError) as caught:
            call(proxy, base, bypass)
        assert "sesame" not in str(caught.value)
        return caught.value.code, caught.value.permanent, caught.value.detail

    try:
        assert call(f"http://{place}") == call(place) == ["http://mt.invalid:81/x", None]
        assert call(f"http://us%40er:sesame@{place}")[1] == "Basic dXNAZXI6c2VzYW1l"
        for at in (f"us:sesame@{place}", place, "127.0.0.1:1"):  # nothing was sent, so nothing is charged
            assert refused(at, "https://mt.invalid") == ("unreachable", False, "no connection through the proxy")
        assert refused("socks5://us:sesame@127.0.0.1:1")[:2] == ("unreachable", True)
        for bypass in ("mt.invalid", "mt.invalid:81"):
            assert refused(place, bypass=bypass) == ("unreachable", False, "no connection")
    finally:
        server.shutdown()
        server.server_close()


def test_keys_are_not_printed(tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path, deepl_key=KEY, yandex_key=KEY, llm_key=KEY, libretranslate_key=KEY)
    assert KEY not in repr(options)


@pytest.mark.parametrize(("names", "found"), [("deepl", ("deepl",)), (" deepl , firefox,deepl", ("deepl", "firefox"))])
def test_engines_in_order(names: str, found: tuple[str, ...]) -> None:
    assert split_names(names) == found


@pytest.mark.parametrize("names", ["", " , ", "babel", "deepl,babel"])
def test_an_order_with_an_engine_that_is_not_there(names: str) -> None:
    with pytest.raises(MTError, match="is not one of"):
        split_names(names)


@pytest.mark.parametrize(
    ("name", "missing"),
    [("deepl", "WORKFLOW_DEEPL_KEY"), ("yandex", "WORKFLOW_YANDEX_KEY, WORKFLOW_YANDEX_FOLDER"),
     ("llm", "WORKFLOW_LLM_MODEL, WORKFLOW_LLM_KEY")],
)  # fmt: skip
def test_what_is_missing_is_named(name: str, missing: str, tmp_path: Path) -> None:
    status = engine_status(name, EngineOptions(cache_dir=tmp_path))
    assert (status.ready, status.code, status.detail) == (False, "setting_missing", missing)


# DeepL


@pytest.mark.parametrize(("tag", "name"), [("en", "EN-US"), ("en-GB", "EN-GB"), ("en_us", "EN-US"), ("de-AT", "DE")])
def test_deepl_names_of_targets(tag: str, name: str) -> None:
    assert name_target(tag) == name


def test_deepl_hosts_go_by_the_key(tmp_path: Path) -> None:
    def host(key: str) -> str:
        return choose_host(EngineOptions(cache_dir=tmp_path, deepl_key=key))

    assert host("abc:fx") == "https://api-free.deepl.com"
    assert host("abc") == "https://api.deepl.com"


def test_deepl_gets_the_neighbours_and_the_glossary(fake: FakeServices, tmp_path: Path) -> None:
    request = TranslationRequest("Мост", "paragraph", "До него.", "После него.", article=ArticleContext("Заголовок"))
    make("deepl", fake, tmp_path, deepl_glossary="g-1").translate([request], source="ru", target="en")
    assert fake.calls[0].body["context"] == "Заголовок\nДо него.\nПосле него."
    assert fake.calls[0].body["glossary_id"] == "g-1"


def test_deepl_says_what_was_used(fake: FakeServices, tmp_path: Path) -> None:
    """Through everything that can go wrong with a call, too: the page that shows it neither waits long nor breaks."""
    options = fake.options(tmp_path)
    assert ask_quotas(options) == [ToldQuota("deepl", Quota(180_118, 1_250_000))]
    for what, fault, code, _ in FAULTS:
        fake.faults.append(fault)
        (told,) = ask_quotas(options)
        assert (told.quota, told.code) == (None, code), what
    for body in (b"{}", b'{"character_count": true}', b'{"character_count": -1}', b'{"character_count": "5"}'):
        fake.faults.append(Fault(body=body))
        assert ask_quotas(options)[0].code == "answer_damaged"
    for body in (b'{"character_count": 5, "character_limit": 1000000000000}', b'{"character_count": 5}'):
        fake.faults.append(Fault(body=body))
        assert ask_quotas(options)[0].quota == Quota(5, None)
    fake.faults.append(Fault(slow=True))
    assert ask_quotas(fake.options(tmp_path, call_timeout=0.3))[0].code == "timeout"
    (refused,) = ask_quotas(fake.options(tmp_path, deepl_key="another-secret-key"))
    assert refused.code == "key_refused"
    assert "another-secret-key" not in refused.detail
    assert ask_quotas(fake.options(tmp_path, deepl_key="")) == []


def test_yandex_gets_the_terms(fake: FakeServices, tmp_path: Path) -> None:
    terms = (("мост", "bridge"),)
    make("yandex", fake, tmp_path).translate([TranslationRequest("Мост", "paragraph", terms=terms)], source="ru", target="en")
    pairs = fake.calls[0].body["glossaryConfig"]["glossaryData"]["glossaryPairs"]
    assert pairs == [{"sourceText": "мост", "translatedText": "bridge"}]


# Language models


def test_a_model_gets_the_article_and_what_is_settled(fake: FakeServices, tmp_path: Path) -> None:
    article = ArticleContext("Мост", (("Первое.", "The first."), ("Второе.", None)), "Dates: month day, year.")
    request = TranslationRequest(
        "Второе.", "paragraph", terms=(("мост", "bridge"),), matches=(("Второй.", "Second."),), article=article
    )
    make("llm", fake, tmp_path).translate([request], source="ru", target="en")
    system, user = (message["content"] for message in fake.calls[0].body["messages"])
    assert "Russian into English" in system
    assert "month day, year" in system
    assert json.loads(user) == {
        "headline": "Мост", "article": "Первое. Второе.", "confirmed": [{"source": "Первое.", "text": "The first."}],
        "terms": [{"source": "мост", "text": "bridge"}], "memory": [{"source": "Второй.", "text": "Second."}],
        "translate": [{"id": 1, "kind": "paragraph", "text": "Второе."}],
    }  # fmt: skip
    assert fake.calls[0].body["response_format"]["type"] == "json_schema"


@given(st.lists(st.tuples(st.integers(1, 3000), st.booleans()), max_size=60), st.integers(0, 59), st.integers(1, 16))
def test_of_a_long_article_a_model_gets_the_beginning_and_the_surroundings(
    lengths: list[tuple[int, bool]], first: int, count: int
) -> None:
    sentences = tuple((f"{n} {'ы' * size}", "x" * size if done else None) for n, (size, done) in enumerate(lengths))
    asked = sentences[first : first + count]
    requests = [TranslationRequest(f"{{1}}{text}{{/1}}", "paragraph") for text, _ in asked] or ask("Мост")
    chosen = choose_sentences(ArticleContext("", sentences), requests)
    total = sum(len(source) + len(text or "") + 1 for source, text in sentences)
    if total <= MAX_ARTICLE:
        assert chosen == list(sentences)
        return
    assert sum(len(source) + len(text or "") for source, text in chosen) <= MAX_ARTICLE
    places = [sentences.index(pair) for pair in chosen]
    assert places == sorted(set(places)), "in the article's order, each once"
    if asked:
        assert asked[len(asked) // 2] in chosen, "what is to be translated stands in its surroundings"


@pytest.mark.parametrize(("schema", "anyhow"), [(False, True), (False, False)])
@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
def test_what_an_endpoint_does_not_know_is_left_out_for_good(
    schema: bool, anyhow: bool, limit: str, fake: FakeServices, tmp_path: Path
) -> None:
    fake.json_schema, fake.json_object, fake.limit_name = schema, anyhow, limit
    engine = make("llm", fake, tmp_path)
    for _ in range(2):
        assert engine.translate(ask("Мост"), source="ru", target="en")[0].text == english("Мост")
    assert len(fake.calls) == 2, "nothing is tried twice once it is known"


def message(**changes: Any) -> Any:
    def bend(answer: Any) -> Any:
        choice = answer["choices"][0]
        for name, value in changes.items():
            (choice if name == "finish_reason" else choice["message"])[name] = value
        return answer

    return bend


def items(*found: Any) -> Any:
    return message(content=json.dumps({"translations": found}))


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        (message(refusal="I cannot."), ["refused", "refused"]),
        (message(finish_reason="content_filter"), ["refused", "refused"]),
        (message(content="I'm sorry, but I can't help with that."), ["refused", "refused"]),
        (message(finish_reason="length"), ["cut_off", "cut_off"]),
        (message(content=None), ["no_answer", "no_answer"]),
        (message(content='{"translations": []}'), ["no_answer", "no_answer"]),
        (items({"id": 1, "text": "A"}), [None, "no_answer"]),
        (items({"id": 2, "text": "B"}, {"id": 3, "text": "C"}), ["no_answer", None]),
        (items({"id": 1, "text": "A"}, {"id": 1, "text": "B"}, {"id": 2, "text": "C"}), ["no_answer", None]),
        (items({"id": "1", "text": "A"}, {"id": 2, "text": 3}, 5, None), ["no_answer", "no_answer"]),
        (items({"id": True, "text": "A"}, {"id": 2, "text": "B"}), ["no_answer", None]),
        (items({"id": 1, "text": "I'm sorry, but I can't translate this text."}, {"id": 2, "text": "B"}), ["refused", None]),
        (items({"id": 1, "text": "As an AI language model, I must decline."}, {"id": 2, "text": "B"}), ["refused", None]),
        (items({"id": 1, "text": "I cannot assist with that."}, {"id": 2, "text": "Sorry, not this text."}), ["refused"] * 2),
        (items({"id": 1, "text": "“I can’t translate it,” he said."}, {"id": 2, "text": "I can’t wait."}), [None, None]),
        (items({"id": 1, "text": "A {1}bridge{/1} {7}"}, {"id": 2, "text": "{2}"}), [None, "empty"]),
        (message(content='Here you are:\n```json\n[{"id": 1, "text": "A"}, {"id": 2, "text": "B"}]\n```\nAsk me.'), [None, None]),
        (message(content='<think>{"id": 1}?</think>{"translations": [{"id": 2, "text": "B"}]}'), ["no_answer", None]),
        (message(content='{"translations": [{"id": 1, "text": "A'), ["refused", "refused"]),
        (message(content="[" * 100_000), ["refused", "refused"]),
        *(
            (message(content=f'{said}{{"translations": [{{"id": 1, "text": "A"}}, {{"id": 2, "text": "B"}}]}}'), [None, None])
            for said in ("As [editor]: ", "Sentences [1] and [2], with {1} kept: ", '[{"id": 1, "text": "X"}] or rather</think>')
        ),
    ],
)
def test_every_sentence_of_a_model_is_accounted_for(
    raw: Any, errors: list[str | None], fake: FakeServices, tmp_path: Path
) -> None:
    fake.faults.append(Fault(raw=raw))
    answers = make("llm", fake, tmp_path).translate(ask("Мост", "Река"), source="ru", target="en")
    assert [a.error for a in answers] == errors
    assert all(a.text is None or "{" not in a.text for a in answers), "no placeholder is invented"
    assert answers.usage.input_tokens == 100  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", [None, {}, {"prompt_tokens": 5}, {"prompt_tokens": True, "completion_tokens": 1}, [1]])
def test_a_model_that_does_not_say_what_it_used_counts_at_its_dearest(said: Any, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(Fault(raw=lambda answer: {**answer, "usage": said}))
    engine = make("llm", fake, tmp_path)
    assert is_metered(engine)
    answers = engine.translate(ask("Мост"), source="ru", target="en")
    assert answers.usage == engine.estimate(ask("Мост"))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(429, b'{"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}'), "quota_used_up"),
        (Fault(404, b'{"error": {"message": "The model x does not exist"}}'), "model_missing"),
        (Fault(raw=lambda answer: {"choices": []}), "answer_damaged"),
    ],
)
def test_a_models_own_faults(fault: Fault, code: str, fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(fault)
    assert fails(make("llm", fake, tmp_path)).code == code
