"""Readers' pages: what is out and only that, in the edition's language, clean, cacheable, without cookies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ClientAs, Clock, Newsroom
from workflow.http.sanitise import sanitise_html


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return app.test_client()


def publish(newsroom: Newsroom, **more: object) -> str:
    """An English article, live; its address."""
    ids = newsroom.add_story(**more)  # type: ignore[arg-type]  # any field of a story
    newsroom.bring_to(ids["en"], "publish")
    return f"/en/{newsroom.article(ids['en']).slug}"


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


class TestArticle:
    def test_it_says_what_was_approved_in_the_editions_manner(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        address = publish(newsroom, url="https://realist.example/bridge")
        html = read(reader, address)
        assert '<html lang="en">' in html
        assert "<h1>Sentence A</h1>" in html
        assert "SENTENCE B (Realist English)." in html
        assert "February 4, 2026, 12:00" in html
        assert 'href="https://realist.example/bridge"' in html
        assert "Read the original in Russian" in html
        assert "Updated" not in html

    def test_the_russian_side_is_in_russian(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        publish(newsroom)
        index = read(reader, "/ru/")
        assert '<html lang="ru">' in index
        assert "4 февраля 2026" in index
        assert "В Выборге открыли новый мост" in index

    def test_languages_point_at_each_other(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        html = read(reader, publish(newsroom))
        assert 'rel="alternate" hreflang="ru"' in html
        assert 'rel="alternate" hreflang="en"' in html

    def test_it_may_be_kept_for_a_while_and_carries_no_cookie(
        self, newsroom: Newsroom, reader: FlaskClient, client_as: ClientAs
    ) -> None:
        address = publish(newsroom)
        for client in (reader, client_as("editor", by="session")):
            answer = client.get(address)
            assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
            assert "Set-Cookie" not in answer.headers
            assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]
            again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
        assert "editor" not in client_as("editor", by="session").get(address).get_data(as_text=True)

    def test_the_interfaces_language_changes_nothing(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        address = publish(newsroom)
        assert read(reader, address) == reader.get(
            address, headers={"Accept-Language": "ru", "Cookie": "ui_language=ru"}
        ).get_data(as_text=True)

    def test_pictures_from_https_may_be_shown_and_scripts_never(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        policy = reader.get(publish(newsroom)).headers["Content-Security-Policy"]
        assert "img-src 'self' data: https:" in policy
        assert "unsafe" not in policy

    def test_an_update_says_its_time_and_a_correction_its_note(
        self, newsroom: Newsroom, reader: FlaskClient, clock: Clock
    ) -> None:
        address = publish(newsroom)
        article = newsroom.ids(1)["en"]
        newsroom.move(article, "correct", reason="The length was wrong. <b>Sorry</b>")
        unit = newsroom.units(article)[-1]
        clock.advance(3600)
        assert "Correction" not in read(reader, address)
        from workflow.services import units

        with newsroom.work() as work:
            units.save_unit(
                work, newsroom.actor("translator"), unit.id, version=unit.version, text="The last sentence.", status="confirmed"
            )
        newsroom.move(article, "submit", who="translator")
        newsroom.move(article, "publish")
        html = read(reader, address)
        assert "Updated 13:00" in html
        assert "The length was wrong. &lt;b&gt;Sorry&lt;/b&gt;" in html
        assert "The last sentence." in html

    def test_more_follows(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        from workflow.services import units

        ids = newsroom.add_story()
        newsroom.translate(ids["en"])
        last = newsroom.units(ids["en"])[-1]
        with newsroom.work() as work:
            units.save_unit(work, newsroom.actor("translator"), last.id, version=last.version, text="", status="later")
        newsroom.move(ids["en"], "submit", who="translator")
        newsroom.move(ids["en"], "publish")
        assert "More follows." in read(reader, f"/en/{newsroom.article(ids['en']).slug}")


class TestWhatIsNotOut:
    def test_nothing_before_its_time(self, newsroom: Newsroom, reader: FlaskClient, clock: Clock) -> None:
        ids = newsroom.add_story()
        newsroom.bring_to(ids["en"], "review")
        newsroom.move(ids["en"], "publish", publish_at=clock.now + timedelta(minutes=10))
        address = f"/en/{newsroom.article(ids['en']).slug}"
        assert "Sentence A" not in read(reader, address, 404)
        assert "Sentence A" not in read(reader, "/en/")
        clock.advance(601)
        assert "Sentence A" in read(reader, address)

    def test_what_was_withdrawn_is_gone(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        address = publish(newsroom)
        newsroom.move(newsroom.ids(1)["en"], "withdraw", reason="Wrong person.")
        html = read(reader, address, 410)
        assert "This article was withdrawn" in html
        assert "Wrong person" not in html
        assert "Sentence" not in html

    @pytest.mark.parametrize(
        "path", ["/zz/", "/zz/anything", "/en/nothing-here-99", "/en/%00", "/en/" + "a" * 500, "/en/..%2f..%2fetc"]
    )
    def test_unknown_addresses(self, reader: FlaskClient, path: str) -> None:
        answer = reader.get(path)
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers

    def test_drafts_and_reviews_are_nowhere(self, newsroom: Newsroom, reader: FlaskClient) -> None:
        ids = newsroom.add_story()
        newsroom.bring_to(ids["en"], "review")
        assert "Sentence" not in read(reader, "/en/")
        assert "Nothing is published here yet." in read(reader, "/en/")


CLEAN = {
    "a script": ("<p>a</p><script>x()</script>", "<p>a</p>"),
    "a handler": ('<p onclick="x()">a</p>', "<p>a</p>"),
    "a link that runs": ('<a href="javascript:x()">a</a>', '<a rel="noopener">a</a>'),
    "a style": ('<p style="position:fixed">a</p><style>*{}</style>', "<p>a</p>"),
    "a form": ('<form action="/x"><input name="a">b</form>', "b"),
    "a picture over http": ('<img src="http://a.example/p.jpg" alt="a">', '<img alt="a">'),
    "a picture that is data": ('<img src="data:image/svg+xml,x" alt="a">', '<img alt="a">'),
    "a picture over https": ('<img src="https://a.example/p.jpg" alt="a">', '<img src="https://a.example/p.jpg" alt="a">'),
    "our own picture": ('<img src="/static/demo/tram.svg" alt="a">', '<img src="/static/demo/tram.svg" alt="a">'),
    "our other addresses": ('<img src="/static/../articles/1" alt="">', '<img alt="">'),
    "a frame": (
        '<iframe src="https://www.video.example/1" width="3"></iframe>',
        '<p><a href="https://www.video.example/1" rel="noopener">Embedded content: video.example</a></p>',
    ),
    "a frame without a protocol": (
        "<iframe src='//v.example/?a=1&amp;b=2'></iframe>",
        '<p><a href="https://v.example/?a=1&amp;b=2" rel="noopener">Embedded content: v.example</a></p>',
    ),
    "a frame that runs": ('<iframe src="javascript:x()"></iframe>', ""),
    "a frame with a page in it": ('<iframe srcdoc="<script>x()</script>"></iframe>', ""),
    "a comment": ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->", "<p>a</p>"),
    "a table": (
        '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
    ),
    "a figure": ("<figure><figcaption>a</figcaption></figure>", "<figure><figcaption>a</figcaption></figure>"),
    "an unknown tag": ("<blink>a</blink><amp-ad>b</amp-ad>", "ab"),
}


@pytest.mark.parametrize(("dirty", "clean"), CLEAN.values(), ids=CLEAN.keys())
def test_what_readers_get_of_a_body(dirty: str, clean: str) -> None:
    assert sanitise_html(dirty, embed_label=lambda host: f"Embedded content: {host}") == clean


@pytest.mark.parametrize("text", ["</p><script>x()</script>", '"><img src=x onerror=x()>'])
def test_a_host_cannot_break_out_of_its_link(text: str) -> None:
    from html import escape

    html = sanitise_html(f'<iframe src="https://{escape(text)}/"></iframe>', embed_label=lambda host: host)
    assert "<script" not in html
    assert "onerror" not in html or "&lt;" in html or "<img" not in html
