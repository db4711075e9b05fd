"""Readers' pages: an edition's index and its articles, in the edition's language, without cookies, cacheable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from workflow.core.errors import NotFound
from workflow.core.style import HouseStyle, format_date
from workflow.http.i18n import UI_LANGUAGES, gettext, use_language
from workflow.http.runtime import get_runtime, now, reading
from workflow.http.sanitise import sanitise_html
from workflow.http.security import allow_pictures
from workflow.services import editions, publishing

blueprint = Blueprint("public", __name__)

#: Seconds a shared cache may show a page without asking again: a correction is seen by everybody within a minute.
#: A browser asks each time (and is answered 304), so that who published sees what is out.
FRESH_SECONDS = 30


@blueprint.get("/<edition>/")
def show_index(edition: str) -> Response:
    """An edition's live articles, the newest first."""
    with reading() as db:
        found = editions.find_edition(db, edition)
        others = [e for e in editions.list_editions(db) if e.tag != edition]
        pages = publishing.list_public_pages(db, edition=edition, now=now(), limit=60)
    with use_language(_words(found.language)):
        body = render_template("public/index.html", edition=found, others=others, pages=pages, written=_writer(found))
    return _answer(body)


@blueprint.get("/<edition>/<slug>")
def show_page(edition: str, slug: str) -> Response:
    """One live article. Gone (410) where it was withdrawn, unknown (404) where it is not out."""
    with reading() as db:
        found = editions.find_edition(db, edition)
        page, gone = None, False
        try:
            page = publishing.read_public_page(db, edition=edition, slug=slug, now=now())
        except NotFound:
            gone = publishing.was_public(db, edition=edition, slug=slug, now=now())
    with use_language(_words(found.language)):
        if page is None:
            return _answer(render_template("public/gone.html", edition=found, gone=gone), 410 if gone else 404)
        body = render_template(
            "public/page.html",
            page=page,
            edition=found,
            body=clean_body(page.content["html"]),
            written=_writer(found),
            hour=_clock(found),
            public_url=get_runtime().settings.public_url,
            description=_describe(page.content),
        )
    allow_pictures()
    return _answer(body)


def clean_body(html: str) -> str:
    """A body as readers may see it; frames become links, with words in the language of the moment."""
    return sanitise_html(html, embed_label=lambda host: gettext("Embedded content: %(host)s", host=host))


def _answer(body: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={FRESH_SECONDS}" if status == 200 else "no-cache"
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _words(language: str) -> str:
    """The catalog that has the page's few own words: the edition's language, or English."""
    return language if language in UI_LANGUAGES else "en"


def _writer(edition: editions.EditionView) -> Callable[[datetime], str]:
    """How the edition writes a date."""
    style = HouseStyle.from_policy(dict(edition.policy))

    def write(moment: datetime) -> str:
        return format_date(style.local(moment).date(), language=edition.language, order=style.date_order)

    return write


def _clock(edition: editions.EditionView) -> Callable[[datetime], str]:
    """How the edition writes a time of day: in its own zone."""
    style = HouseStyle.from_policy(dict(edition.policy))
    return lambda moment: style.local(moment).strftime("%H:%M")


def _describe(content: dict[str, Any]) -> str:
    fields = content.get("fields") or {}
    return str(fields.get("description") or content.get("standfirst") or "")
