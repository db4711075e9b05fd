"""Reading an article before it goes out: Russian left, English right, block by block as it will be set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from workflow.core.document import iter_blocks, source_html
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Actor
from workflow.core.states import Action
from workflow.http.i18n import get_time_zone, gettext, ngettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, now, reading
from workflow.services import articles, desk
from workflow.services.access import ArticleFile, open_article
from workflow.services.articles import ArticleView
from workflow.services.desk import Desk, DeskUnit
from workflow.services.notes import Thread, make_threads
from workflow.services.transitions import MoveOffer
from workflow.web.editor import words
from workflow.web.editor.marks import show_diff, show_tokens
from workflow.web.editor.rows import BLOCK_WORDS, FindingRow, get_look, tell_findings

blueprint = Blueprint("review", __name__)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit as it is read. `clean` is the text itself, `against` what people made of the machine's; `raw` is for editing."""

    id: int
    version: int
    number: int
    status: str
    source: Markup
    clean: Markup
    against: Markup | None
    raw: str
    reason: str
    as_machine: bool
    kind: str
    findings: tuple[FindingRow, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A block with its sentences; `look` is its class, `word` says what it is."""

    look: str
    word: str
    sentences: tuple[Sentence, ...]

    @property
    def left_out(self) -> bool:
        return all(s.status == "omitted" for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the list before it goes out. `grade`: ok, ask, stop or info; `accept` names a finding to be accepted."""

    grade: str
    text: str
    unit: int | None = None
    number: int | None = None
    accept: str | None = None
    hold: int | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the review page shows."""

    article: ArticleView
    pairs: tuple[Pair, ...]
    checks: tuple[Check, ...]
    publish: MoveOffer | None
    back: MoveOffer | None
    in_review: bool
    going_until: datetime | None
    seconds_left: int
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
        keys=words.REVIEW_KEYS,
    )


@blueprint.get("/articles/<int:article_id>/review/text")
def text(article_id: int) -> str:
    """The text and the list alone, as they stand now, with the hash that goes with them."""
    with reading() as session:
        found = read_review(session, require_actor(), article_id, at=now())
    return render_template("review/parts.html", reading=found, article=found.article)


def read_review(session: Session, actor: Actor, article_id: int, *, at: datetime) -> Reading:
    """The article with its moves and findings, and every block of both languages."""
    file = open_article(session, actor, article_id)
    article = articles.view_article(session, actor, file, now=at)
    view = desk.view_desk(session, actor, file)
    offers = {offer.action: offer for offer in article.moves}
    going = article.scheduled_for if article.state == "publish" else None
    pairs = _source_pairs(file) if article.side == "source" else _pairs(view)
    return Reading(
        article=article,
        pairs=tuple(pairs),
        checks=tuple(_checks(file, article, view, offers.get(Action.PUBLISH))),
        publish=_mine(offers.get(Action.PUBLISH)),
        back=_mine(offers.get(Action.RETURN)),
        in_review=article.state == "review",
        going_until=going,
        seconds_left=max(0, round((going - at).total_seconds())) if going else 0,
        general=tuple(t for t in make_threads(view.notes) if t.first.unit_id is None),
    )


def _mine(offer: MoveOffer | None) -> MoveOffer | None:
    """The move, if this person's role may make it at all."""
    return None if offer is None or any(code == "role_needed" for code, _ in offer.reasons) else offer


def _pairs(view: Desk) -> list[Pair]:
    threads: dict[int | None, list[Thread]] = {}
    for thread in make_threads(view.notes):
        threads.setdefault(thread.first.unit_id, []).append(thread)
    blocks: dict[int, list[DeskUnit]] = {}
    for unit in view.units:
        blocks.setdefault(unit.block_id, []).append(unit)
    return [
        Pair(
            get_look(units[0].block_kind),
            str(BLOCK_WORDS.get(units[0].block_kind, "")),
            tuple(_sentence(u, threads.get(u.id, ())) for u in units),
        )
        for units in blocks.values()
    ]


def _sentence(unit: DeskUnit, threads: Iterable[Thread]) -> Sentence:
    plain = strip_tokens(unit.text)
    against = None
    if unit.machine_text is not None and unit.status == "confirmed" and unit.machine_text != unit.text:
        against = show_diff(strip_tokens(unit.machine_text), plain)
    return Sentence(
        id=unit.id,
        version=unit.version,
        number=unit.number,
        status=unit.status,
        source=escape(strip_tokens(unit.source)),
        clean=_linked(unit),
        against=against,
        raw=unit.text,
        reason=unit.reason,
        as_machine=unit.as_machine or unit.as_near,
        kind=unit.kind,
        findings=tell_findings(unit.findings),
        threads=tuple(threads),
    )


def _linked(unit: DeskUnit) -> Markup:
    """The text with its marks as small chips where they are damaged, and without them where all is well."""
    if unit.as_set:
        return escape(unit.as_set)
    if any(f.finding.check == "placeholders" for f in unit.findings):
        return show_tokens(unit.text, dict(unit.elements))
    return escape(strip_tokens(unit.text))


def _source_pairs(file: ArticleFile) -> list[Pair]:
    """A story's own text, for the review of what was written here."""
    pairs = []
    number = 0
    for block in iter_blocks(file.document):
        sentences = []
        for segment in block.segments:
            number += 1
            plain = escape(strip_tokens(segment.text))
            sentences.append(
                Sentence(number, 1, number, "confirmed", Markup(""), plain, None, segment.text, "", False, "aligned", (), ())
            )
        if sentences:
            kind = block.kind.value
            pairs.append(Pair(get_look(kind), str(BLOCK_WORDS.get(kind, "")), tuple(sentences)))
    return pairs


def _checks(file: ArticleFile, article: ArticleView, view: Desk, publish: MoveOffer | None) -> list[Check]:
    """What stands in the way first, then what is to be judged, then what is in order."""
    checks: list[Check] = []
    numbers = {u.id: u.number for u in view.units}
    if article.side == "target":
        checks += _check_findings(view)
        checks += _check_units(view, article)
        checks += _check_pictures(file, view)
    reasons = publish.reasons if publish else ()
    for code, params in reasons:
        if code == "four_eyes":
            units = params.get("units")
            first = units[0] if isinstance(units, list) and units else None
            checks.append(Check("stop", format_message(code, params), first, numbers.get(first or 0), override=True))
    if publish and not any(code == "four_eyes" for code, _ in reasons):
        checks.append(Check("ok", gettext("Everything was read by at least two people")))
    checks += [Check("stop", format_message("on_hold", {"why": hold.reason}), hold=hold.id) for hold in article.holds]
    if article.source_change is not None:
        checks.append(Check("ask", gettext("The Russian story has a newer revision that is not taken over.")))
    order = {"stop": 0, "ask": 1, "info": 3, "ok": 2}
    dismissed = [c for c in checks if c.accept]
    return dismissed + sorted((c for c in checks if not c.accept), key=lambda c: order[c.grade])


def _check_findings(view: Desk) -> list[Check]:
    checks: list[Check] = []
    for unit in view.units:
        seen: set[str] = set()
        for finding in tell_findings(unit.findings):
            if finding.dismissed is not None:
                key = f"{unit.id}:{finding.check}"
                told = f"{finding.message} {gettext('dismissed: %(reason)s', reason=finding.dismissed)}"
                checks.append(Check("ask", told, unit.id, unit.number, accept=key if key not in seen else None))
                seen.add(key)
            elif finding.blocking:
                checks.append(Check("stop", finding.message, unit.id, unit.number))
            else:
                checks.append(Check("ask", finding.message, unit.id, unit.number))
    return checks or [Check("ok", gettext("No difference found by the checks"))]


def _check_units(view: Desk, article: ArticleView) -> list[Check]:
    total = len(view.units)
    confirmed = sum(u.status == "confirmed" for u in view.units)
    told = ngettext("%(done)s of %(num)s sentence confirmed", "%(done)s of %(num)s sentences confirmed", total, done=confirmed)
    if article.untouched_machine:
        machine = ngettext(
            "%(num)s exactly as the machine wrote it", "%(num)s exactly as the machine wrote them", article.untouched_machine
        )
        told = f"{told}, {machine}"
    open_unit = next((u for u in view.units if u.status in ("empty", "draft")), None)
    checks = [
        Check("stop" if open_unit else "ok", told, open_unit.id if open_unit else None, open_unit.number if open_unit else None)
    ]
    checks += [
        Check(
            "ask",
            gettext("Confirmed as the memory had it for a similar sentence (%(score)s of 100)", score=u.score),
            u.id,
            u.number,
        )
        for u in view.units
        if u.as_near
    ]
    later = [u for u in view.units if u.status == "later"]
    if later:
        text = ngettext(
            "%(num)s sentence comes later; the page says so", "%(num)s sentences come later; the page says so", len(later)
        )
        checks.append(Check("info", text, later[0].id, later[0].number))
    omitted = [u for u in view.units if u.status == "omitted"]
    if omitted:
        text = ngettext("%(num)s sentence left out", "%(num)s sentences left out", len(omitted))
        checks.append(Check("info", text, omitted[0].id, omitted[0].number))
    return checks


def _check_pictures(file: ArticleFile, view: Desk) -> list[Check]:
    """A picture should have alt text and a caption."""
    pictures = source_html(file.document).lower().count("<img")
    if not pictures:
        return []
    alts = sum(u.block_kind == "alt" and u.status == "confirmed" for u in view.units)
    captions = sum(u.block_kind == "caption" and u.status == "confirmed" for u in view.units)
    checks = []
    if alts < pictures:
        checks.append(Check("ask", gettext("A picture has no alt text")))
    if not captions:
        checks.append(Check("ask", gettext("A picture has no caption")))
    return checks or [Check("ok", gettext("Pictures have a caption and alt text"))]
