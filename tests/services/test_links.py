"""Links to our own stories: found when they are out, led there by one decision, and part of what an editor approves."""

from __future__ import annotations

import pytest

from tests.conftest import Newsroom
from tests.factories import save, turn_on
from workflow.core.errors import Invalid, Refused
from workflow.services import fields, publishing, takeover
from workflow.services.access import open_article
from workflow.services.content import build_content
from workflow.services.links import LinkView

OLD = "https://realist.example/2026/01/paromy/"
HTML = f'<p>Паром вернулся. Как <a href="{OLD}?utm_source=vk">писал «Реалист»</a>, он стоял.</p><p>Весь <a href="{OLD}">текст</a>.</p>'


@pytest.fixture
def n(any_newsroom: Newsroom) -> Newsroom:
    """A newsroom whose check of links is on."""
    turn_on(any_newsroom, "russian_links")
    return any_newsroom


def look(n: Newsroom, article: int) -> tuple[LinkView, ...]:
    with n.database.reading() as session:
        return fields.read_fields(session, n.actor("translator"), article).links


def lead(n: Newsroom, article: int, who: str = "translator", *, links: dict[str, str]) -> None:
    with n.work() as work:
        fields.set_fields(work, n.actor(who), article, {"links": links})


def told(n: Newsroom, article: int) -> list[tuple[str, str]]:
    found = [f.finding for unit in n.units(article) for f in unit.findings if f.finding.check == "russian_links"]
    return [(f.code, dict(f.params).get("to", "")) for f in found]


def body(n: Newsroom, article: int) -> str:
    with n.database.reading() as session:
        return str(build_content(session, open_article(session, n.actor("editor"), article))["html"])


def test_a_link_to_our_own_story_leads_to_its_english_page(n: Newsroom) -> None:
    old = n.add_story(title="Паромы", html="<p>Паромы стоят.</p>", url=OLD.rstrip("/"), external_id="old")
    new = n.add_story(title="Паром", html=HTML)["en"]
    n.translate(new)
    assert told(n, new) == [], "no English page yet"
    n.clock.advance(60)
    n.bring_to(old["en"], "publish")
    assert told(n, new) == [], "what was read stays so until somebody works on it"
    n.clock.advance(60)
    save(n, n.units(new)[0], "The ferry is back")
    slug = n.article(old["en"]).slug
    page = f"/en/{slug}"
    assert told(n, new) == [("link_has_version", page)] * 2
    assert [(link.words, link.leads_to, link.version) for link in look(n, new)] == [
        ("писал «Реалист»", "", page),
        ("текст", "", page),
    ]
    before = n.article(new).content_hash
    assert body(n, new).count(OLD) == 2

    lead(n, new, links={OLD: page})
    assert told(n, new) == [("link_has_version", page)], "each address is decided by itself"
    assert f'<a href="{page}">' in body(n, new)
    assert n.article(new).content_hash != before, "an editor approves where a link leads"
    lead(n, new, links={OLD: ""})
    assert n.article(new).content_hash == before, "taking it back is as if it had never been"

    lead(n, new, links={OLD: page, f"{OLD}?utm_source=vk": page})
    n.move(new, "submit", who="translator")
    n.move(new, "publish")
    with n.database.reading() as session:
        shown = publishing.read_public_page(session, edition="en", slug=n.article(new).slug or "", now=n.clock())
    assert shown.content["html"].count(f'<a href="{page}">') == 2
    assert OLD not in shown.content["html"]
    with pytest.raises(Refused):
        lead(n, new, links={OLD: ""})


def test_what_is_not_out_is_never_proposed(n: Newsroom) -> None:
    old = n.add_story(title="Паромы", html="<p>Паромы стоят.</p>", url=OLD, external_id="old")
    new = n.add_story(title="Паром", html=HTML)["en"]
    n.translate(new)
    n.bring_to(old["en"], "publish")
    n.clock.advance(3600)
    save(n, n.units(new)[0], "One")
    assert told(n, new)
    n.move(old["en"], "withdraw", reason="An error")
    n.clock.advance(60)
    save(n, n.units(new)[0], "Two")
    assert told(n, new) == []
    assert [link.version for link in look(n, new)] == ["", ""]


def test_a_page_of_ours_that_was_withdrawn_is_told(n: Newsroom) -> None:
    old = n.add_story(title="Паромы", html="<p>Паромы стоят.</p>", url=OLD, external_id="old")
    n.bring_to(old["en"], "publish")
    page = f"/en/{n.article(old['en']).slug}"
    new = n.add_story(title="Паром", html=HTML)["en"]
    n.translate(new)

    def told_after(text: str) -> list[str]:
        n.clock.advance(60)
        save(n, n.units(new)[0], text)
        return [f.finding.code for unit in n.units(new) for f in unit.findings if f.finding.check == "russian_links"]

    lead(n, new, links={OLD: page, f"{OLD}?utm_source=vk": page})
    assert told_after("The ferry is back") == []
    n.move(old["en"], "withdraw", reason="An error")
    assert told_after("The ferry came back") == ["link_not_out"] * 2
    n.move(old["en"], "reopen")
    assert told_after("The ferry is back") == ["link_not_out"] * 2
    n.bring_to(old["en"], "publish")
    assert told_after("The ferry came back") == []


def test_a_story_is_known_by_its_page_in_the_source_edition_too(n: Newsroom) -> None:
    old = n.add_story(title="Паромы", html="<p>Паромы стоят.</p>", draft=True, who="author")
    n.move(old["ru"], "submit", who="author")
    n.move(old["ru"], "publish")
    old = n.ids(old.story)
    n.bring_to(old["en"], "publish")
    slug = n.article(old["ru"]).slug
    n.clock.advance(60)
    html = f'<p>Как <a href="/ru/{slug}">писал «Реалист»</a>.</p><p>И <a href="https://x.example/news/other-1">другие</a>.</p>'
    new = n.add_story(title="Паром", html=html)["en"]
    n.translate(new)
    assert told(n, new) == [("link_has_version", f"/en/{n.article(old['en']).slug}")]


def test_a_link_from_the_root_of_the_site_stands_on_the_site_of_the_story(n: Newsroom) -> None:
    old = n.add_story(title="Паромы", html="<p>Паромы стоят.</p>", url=OLD, external_id="old")
    n.bring_to(old["en"], "publish")
    n.clock.advance(60)
    html = '<p>Как <a href="/2026/01/paromy">писали</a>.</p>'
    ours = n.add_story(html=html, url="https://realist.example/2026/02/parom/")["en"]
    theirs = n.add_story(html=html, url="https://other.example/2026/02/parom/")["en"]
    assert [bool(look(n, article)[0].version) for article in (ours, theirs)] == [True, False]


@pytest.mark.parametrize("url", ["https://realist.example/1", "http://[::1", "\\\\x", "/only/a/path"])
def test_no_address_of_a_story_or_a_link_closes_the_article(n: Newsroom, url: str) -> None:
    odd = [
        "https://x.example/%00",
        "/%ED%A0%80",
        "/ru/%00.html",
        "https://[::1]/a",
        "/a?b=%ff",
        "https://x.example/" + "я" * 3000,
    ]
    html = "".join(f'<p>Есть <a href="{address}">ссылка</a>.</p>' for address in odd)
    article = n.add_story(html=html, url=url)["en"]
    n.translate(article)
    assert [link.version for link in look(n, article)] == [""] * len(odd)
    assert told(n, article) is not None


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "mailto:a@example.org", "ferry", "//example.org/", "https://a b"])
def test_a_link_leads_only_to_a_page(n: Newsroom, bad: str) -> None:
    article = n.add_story(html=HTML)["en"]
    with pytest.raises(Invalid) as caught:
        lead(n, article, links={OLD: bad})
    assert caught.value.code == "link_bad"
    with pytest.raises(Invalid, match="link_unknown"):
        lead(n, article, links={OLD: "/en/ferry", f"{OLD}misspelt": "/en/ferry"})
    lead(n, article, links={f"{OLD}misspelt": ""})
    assert all(not link.leads_to for link in look(n, article))


def test_shapes_and_a_new_revision_keep_where_links_lead(n: Newsroom) -> None:
    ids = n.add_story(html=HTML, external_id="new")
    article = ids["en"]
    n.translate(article)
    lead(n, article, links={OLD: "https://realist.example/en/ferries"})
    n.add_story(html=HTML.replace("он стоял", "он долго стоял"), external_id="new")
    with n.work() as work:
        takeover.take_over(work, n.actor("translator"), article)
    assert 'href="https://realist.example/en/ferries"' in body(n, article)
    n.add_story(html="<p>Паром вернулся.</p>", external_id="new")
    with n.work() as work:
        takeover.take_over(work, n.actor("translator"), article)
    with n.database.reading() as session:
        content = build_content(session, open_article(session, n.actor("editor"), article))
    assert "links" not in content["fields"], "what is said of a link that is gone goes nowhere"


def test_four_eyes_sees_who_led_a_link_elsewhere(n: Newsroom) -> None:
    article = n.add_story(html=HTML)["en"]
    n.translate(article)
    lead(n, article, "editor", links={OLD: "https://realist.example/en/ferries"})
    n.move(article, "submit", who="translator")
    with pytest.raises(Refused) as caught:
        n.move(article, "publish", who="editor")
    assert ("four_eyes_fields", {"count": 1, "fields": ["links"]}) in caught.value.reasons
