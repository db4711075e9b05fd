"""An edition's house style as a page to read: what its policy sets, its glossary's notes, what each check wants."""

from __future__ import annotations

from flask import Blueprint, render_template

from workflow.core.errors import NotFound
from workflow.core.permissions import Permission
from workflow.core.style import HouseStyle, format_date, format_dateline
from workflow.http.i18n import LazyText, lazy_gettext
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading
from workflow.services import editions, glossary

blueprint = Blueprint("style", __name__)

#: What the checks want, by section: (anchor, heading, words, names of its checks). A finding of the check `x` links to
#: `#check-x`, so a new check needs its name here and nothing else.
RULES: tuple[tuple[str, LazyText, LazyText, tuple[str, ...]], ...] = (
    (
        "marks",
        lazy_gettext("Marks of the original"),
        lazy_gettext(
            "{1}…{/1} stand for a link, bold type or a picture of the original. Each stands in the translation once, a pair "
            "around the same words and not across another pair. If the English really does without one, dismiss the finding "
            "with a reason."
        ),
        ("placeholders",),
    ),
    (
        "empty",
        lazy_gettext("Nothing is published empty"),
        lazy_gettext(
            "A confirmed sentence has a text. What is not for these readers is left out with a reason; what is still to come is "
            "marked “later”, and the page says so."
        ),
        ("empty",),
    ),
)
#: A city to show the dateline with.
_CITY = {"ru": "Владивосток"}


@blueprint.get("/editions/<tag>/style")
def show_style(tag: str) -> str:
    """The house style of an edition."""
    actor = require_actor()
    with reading() as db:
        edition = editions.find_edition(db, tag)
        if not actor.may(Permission.READ, edition.id):
            raise NotFound("edition", tag=tag)
        terms = [term for term in glossary.list_terms(db, edition.id) if term.note or term.forbidden]
    style = HouseStyle.from_policy(dict(edition.policy))
    day = style.local(now()).date()
    city = _CITY.get(edition.language, "Vladivostok")
    return render_template(
        "style/style.html",
        edition=edition,
        agency=style.agency,
        dateline=format_dateline(style, city=city, day=day, language=edition.language),
        dated="{date}" in style.dateline,
        day=format_date(day, language=edition.language, order=style.date_order),
        rules=RULES,
        terms=terms,
    )
