"""Addresses: which are one page, what may be led to, and an element that leads elsewhere."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.document import Element
from workflow.core.links import StoryAddress, guess_slug, is_page, lead_to, list_links, page_key, read_address
from workflow.core.markup import build_document

PAGE = "https://www.realist.example/2026/02/ferry/"


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("http://realist.example/2026/02/ferry", True),
        ("https://REALIST.example/2026/02/ferry/#comments", True),
        ("https://realist.example/2026/02/ferry/?utm_source=vk&fbclid=1", True),
        ("https://realist.example:443/2026/02/fe%72ry/", True),
        ("https://realist.example/2026/02/ferry/?page=2", False),
        ("https://realist.example/2026/02/Ferry/", False),
        ("https://other.example/2026/02/ferry/", False),
        ("https://m.realist.example/2026/02/ferry/", False),
    ],
)
def test_spellings_of_one_page(address: str, same: bool) -> None:
    assert (page_key(address) == page_key(PAGE)) is same


def test_a_page_by_its_number_is_not_the_front_page() -> None:
    assert len({page_key(f"https://realist.example/{rest}") for rest in ("", "?p=1", "?p=2")}) == 3
    assert page_key("https://realist.example/?a=1&b=2") == page_key("https://realist.example/?b=2&a=1")


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org", True),
        ("/en/ferry-1", True),
        ("http://[::1", False),
        ("//example.org/x", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("mailto:a@example.org", False),
        ("https://", False),
        ("#notes", False),
        ("ferry", False),
        ("", False),
        ("https://example.org/a b", False),
    ],
)
def test_what_may_be_led_to(address: str, good: bool) -> None:
    assert is_page(address) is good


@given(st.text() | st.from_regex(r"(https?://)?[^/]{0,9}/[^?#]{0,20}"))
def test_no_address_breaks_anything(address: str) -> None:
    for base in ("", "https://realist.example/1/", "http://[::1", address):
        assert len(page_key(address, base=base)) in (0, 32)
    if is_page(address):
        slugs = (guess_slug(address), StoryAddress("/{edition}/{slug}", edition="ru").read(address))
        assert all(slug == "" or (slug.isascii() and slug.isprintable()) for slug in slugs)
    opened = f'<a class="x" HREF="{html.escape(address)}" title="y">'
    assert read_address(Element(opened, "</a>")) == (address.strip() if is_page(address.strip()) else "")


@given(st.from_regex(r"https://[a-z]{1,9}\.example/[^\s\x00-\x1f\x7f-\x9f]{0,20}", fullmatch=True))
def test_a_link_led_elsewhere_leads_there_and_is_the_same_otherwise(address: str) -> None:
    for opened in ('<a class="x" href="/old?a=1&amp;b=2" rel="nofollow">', "<A HREF='/old' rel=nofollow>"):
        element = Element(opened, "</a>")
        led = lead_to(element, address)
        if is_page(address):
            assert read_address(led) == address
        assert html.escape(address) in led.open
        assert "rel=" in led.open
        assert led.close == "</a>"
        assert led.open.count("<") == led.open.count(">") == 1


def test_links_of_a_document_come_once_each_with_their_words() -> None:
    document, _ = build_document(
        language="ru",
        title="Паром",
        html=(
            '<p>Как <a href="/a">писал <b>«Реалист»</b></a>, <a href="https://example.org/">порт</a> закрыт.</p>'
            '<ul><li><a href="mailto:x@example.org">Почта</a> и <a href="/a">снова</a>.</li></ul><p><a name="top">Якорь</a></p>'
        ),
    )
    assert [(link.address, link.words) for link in list_links(document)] == [
        ("/a", "писал «Реалист»"),
        ("https://example.org/", "порт"),
    ]


@pytest.mark.parametrize(
    ("pattern", "address", "slug"),
    [
        ("/{edition}/{slug}", "/ru/ferry-1", "ferry-1"),
        ("/{edition}/{slug}", "https://any.example/ru/ferry-1/?utm_source=x", "ferry-1"),
        ("/{edition}/{slug}", "/en/ferry-1", ""),
        ("/{edition}/{slug}", "/ru/2026/ferry-1", ""),
        ("/{edition}/{slug}", "/ru/", ""),
        ("https://realist.example/news/{slug}.html", "http://www.realist.example/news/ferry-1.html#x", "ferry-1"),
        ("https://realist.example/news/{slug}.html", "https://other.example/news/ferry-1.html", ""),
        ("https://realist.example/news/{slug}.html", "/news/ferry-1.html", ""),
        ("https://realist.example/news/{slug}/", "https://realist.example/news/ferry-1", "ferry-1"),
    ],
)
def test_the_story_an_address_names(pattern: str, address: str, slug: str) -> None:
    assert StoryAddress(pattern, edition="ru").read(address) == slug


@given(
    st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
    st.sampled_from(["/{edition}/{slug}", "https://x.example/{slug}/", "/n/{slug}.html"]),
)
def test_an_address_written_is_read_again(slug: str, pattern: str) -> None:
    page = StoryAddress(pattern, edition="en")
    assert page.read(page.write(slug)) == slug
