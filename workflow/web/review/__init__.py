"""Reading an article before it goes out: Russian left, English right, block by block as it will be set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from workflow.core.permissions import Actor
from workflow.core.states import Action
from workflow.http.formatting import format_datetime
from workflow.http.i18n import get_time_zone, gettext, ngettext
from workflow.http.identity import require_actor
from workflow.http.runtime import get_runtime, now, reading
from workflow.services import articles, desk, fields
from workflow.services.access import open_article
from workflow.services.articles import ArticleView
from workflow.services.board_filters import CLOSED_STATES
from workflow.services.fields import FieldsView
from workflow.services.notes import Thread, make_threads
from workflow.services.review import LastReview, compare_with_last_review
from workflow.services.transitions import MoveOffer
from workflow.web.actions import by_code
from workflow.web.editor import words
from workflow.web.fields import shown_fields, values_of
from workflow.web.review.checks import Check, list_checks
from workflow.web.review.sentences import Pair, pair_segments, pair_units

blueprint = Blueprint("review", __name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the review page shows."""

    article: ArticleView
    beside: FieldsView
    pairs: tuple[Pair, ...]
    checks: tuple[Check, ...]
    last: LastReview | None
    since: str
    publish: MoveOffer | None
    back: MoveOffer | None
    again: tuple[MoveOffer, ...]
    in_review: bool
    is_out: bool
    going_until: datetime | None
    seconds_left: int
    typing: Mapping[str, str | list[str]]
    general: tuple[Thread, ...]


@blueprint.get("/articles/<int:article_id>/review")
def review(article_id: int) -> str:
    """The article to be read, mended in place, returned or published."""
    with reading() as session:
        found = read_review(session, require_actor(), article_id, at=now())
    return render_template(
        "review/review.html",
        reading=found,
        article=found.article,
        grace=get_runtime().settings.publish_grace_seconds,
        zone=get_time_zone().key,
        texts={**words.script_texts(), **words.review_texts()},
        keys=by_code(words.REVIEW_KEYS),
        **shown_fields(found.beside),
    )


@blueprint.get("/articles/<int:article_id>/review/text")
def text(article_id: int) -> str:
    """The text and the list alone, as they stand now, with the hash that goes with them."""
    with reading() as session:
        found = read_review(session, require_actor(), article_id, at=now())
    return render_template("review/parts.html", reading=found, article=found.article, field_values=values_of(found.beside))


def read_review(session: Session, actor: Actor, article_id: int, *, at: datetime) -> Reading:
    """The article with its moves and findings, and every block of both languages."""
    file = open_article(session, actor, article_id)
    article = articles.view_article(session, actor, file, now=at)
    view = desk.view_desk(session, actor, file)
    beside = fields.view_fields(session, actor, file)
    offers = {offer.action: offer for offer in article.moves}
    going = article.scheduled_for if article.state == "publish" else None
    last = compare_with_last_review(session, actor, file, now=at)
    pairs = pair_segments(file) if article.side == "source" else pair_units(file, view, last)
    return Reading(
        article=article,
        beside=beside,
        pairs=tuple(pairs),
        checks=tuple(list_checks(file, article, view, offers.get(Action.PUBLISH), beside)),
        last=last,
        since=tell_last_review(last),
        publish=_mine(offers.get(Action.PUBLISH)),
        back=_mine(offers.get(Action.RETURN)),
        again=() if going else offer_again(article),
        in_review=article.state == "review",
        is_out=article.state in CLOSED_STATES and not going,
        going_until=going,
        seconds_left=max(0, round((going - at).total_seconds())) if going else 0,
        typing=view.typing,
        general=tuple(t for t in make_threads(view.notes) if t.first.unit_id is None),
    )


def offer_again(article: ArticleView) -> tuple[MoveOffer, ...]:
    """The moves of this person's roles that open what is out, or withdrawn, for work again."""
    if article.state not in CLOSED_STATES:
        return ()
    return tuple(offer for offer in map(_mine, article.moves) if offer and offer.target not in CLOSED_STATES)


def _mine(offer: MoveOffer | None) -> MoveOffer | None:
    """The move, if this person's role may make it at all."""
    return None if offer is None or any(code == "role_needed" for code, _ in offer.reasons) else offer


def tell_last_review(last: LastReview | None) -> str:
    """What "since my last review" compares with, and how much came of it."""
    if last is None:
        return gettext(
            "There is nothing to compare with: you have neither returned nor published this article, and no version is live."
        )
    when = format_datetime(last.at)
    if last.action == "return":
        since = gettext("Since you returned it (%(when)s):", when=when)
    elif last.action == "publish":
        since = gettext("Since you published it (%(when)s):", when=when)
    else:
        since = gettext("Since version %(number)s, which is live (%(when)s):", number=last.release, when=when)
    count = len(last.changed)
    told = ngettext("%(num)s sentence changed.", "%(num)s sentences changed.", count) if count else gettext("nothing changed.")
    return f"{since} {told}"
