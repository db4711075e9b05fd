"""An edition's house style as a page to read: what its policy sets, its glossary's notes, what each check wants."""

from __future__ import annotations

from flask import Blueprint, render_template

from workflow.core.errors import NotFound
from workflow.core.permissions import Permission
from workflow.core.style import HouseStyle, format_date, format_dateline
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading
from workflow.services import editions, glossary
from workflow.web.style_rules import RULES

blueprint = Blueprint("style", __name__)

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
