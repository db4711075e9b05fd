"""Articles, their moves, notes and holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from workflow.api.schemas.common import FindingOut, Id, In, Out, Time, TimeIn, checked
from workflow.api.schemas.jobs import JobOut, show_job
from workflow.api.schemas.units import show_finding, show_reasons
from workflow.core.states import Action
from workflow.services.articles import ArticleView
from workflow.services.holds import HoldView
from workflow.services.notes import MentionView, NoteView
from workflow.services.transitions import MoveOffer

State = Literal["draft", "translate", "review", "publish", "withdrawn"]


class ProgressOut(Out):
    done: int
    total: int


class MoveOut(Out):
    """A row of the table of states. `needs` names what comes with the move: `reason`, `content_hash`."""

    action: str
    target: State
    allowed: bool
    reasons: list[FindingOut]
    needs: list[str]


class MoveList(Out):
    items: list[MoveOut]
    next: str | None


class NoteOut(Out):
    id: int
    unit: int | None
    kind: str
    text: str
    author: str | None
    at: Time
    resolved: bool = Field(description="whether its thread is settled")
    resolved_by: str | None
    parent: int | None = Field(description="the first note of the thread that this one answers in")
    mentions: list[str] = Field(description="names of people it told by `@Name`")


class MentionOut(Out):
    """A note that names me and that I have not read."""

    note: int
    article: int
    unit: int | None
    title: str
    author: str | None
    text: str
    at: Time


class MentionList(Out):
    items: list[MentionOut]
    next: str | None


class ReaderOut(Out):
    """Somebody whom `@Name` in a note tells."""

    id: int
    name: str


class ReaderList(Out):
    items: list[ReaderOut]
    next: str | None


class NoteList(Out):
    items: list[NoteOut]
    next: str | None


class NoteIn(In):
    text: str = Field(max_length=10_000, description="`@Name` tells somebody who may read the article")
    unit: Id | None = None
    answers: Id | None = Field(None, description="the note it answers; the unit is that note's then")


class HoldOut(Out):
    id: int
    reason: str
    raised_by: str | None
    raised_at: Time
    acknowledged: bool


class HoldIn(In):
    reason: str = Field(max_length=2000)


class SourceChangeOut(Out):
    """A released revision newer than the one the article is pinned to."""

    revision: int
    number: int
    change: str


class LinksOut(Out):
    self: str
    units: str
    story: str
    transitions: str
    catalog: str | None


class ArticleOut(Out):
    """A story in one edition. `hold` is the oldest open hold's reason; `job` and `live_release` are ids."""

    id: int
    story: int
    edition: str
    language: str
    source_language: str
    side: Literal["source", "target"]
    title: str
    source_title: str
    state: State
    state_since: Time
    priority: str
    hold: str | None
    holds: list[HoldOut]
    progress: ProgressOut
    done: int
    total: int
    content_hash: str
    structure_version: int
    findings: list[FindingOut]
    moves: list[MoveOut]
    notes: list[NoteOut]
    may_edit: bool
    job: int | None
    job_state: JobOut | None
    live_release: int | None
    live_number: int | None
    scheduled_for: Time | None
    revision: int
    revision_number: int
    source_change: SourceChangeOut | None
    source_notices: list[NoticeOut]
    source_url: str
    published_at: Time
    fields: dict[str, Any]
    slug: str | None
    assignee: str | None
    assignee_id: int | None
    untouched_machine: int
    pending_change: str
    correction_note: str
    links: LinksOut


class NoticeOut(Out):
    code: str
    detail: str
    message: str


class TransitionIn(In):
    """`publish` needs `content_hash`; `return` a note in `reason` (`unit` anchors it); `withdraw` and `correct` a `reason`."""

    action: Action
    reason: str = Field("", max_length=10_000)
    unit: Id | None = None
    content_hash: str | None = Field(None, max_length=64)
    publish_at: TimeIn | None = None
    accept_dismissed: bool | Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=10_000)] = Field(
        False, description="all that is dismissed, or those named as `unit:key`; one more refuses the move"
    )
    override_reason: str = Field("", max_length=2000)
    grace_seconds: int = Field(
        0, ge=0, le=600, description="seconds in which the publication can be taken back before it is live"
    )


def show_move(offer: MoveOffer) -> MoveOut:
    return MoveOut(
        action=offer.action.value,
        target=offer.target.value,
        allowed=offer.allowed,
        reasons=show_reasons(offer.reasons),
        needs=list(offer.needs),
    )


def show_note(note: NoteView) -> NoteOut:
    return NoteOut(
        id=note.id,
        unit=note.unit_id,
        kind=note.kind,
        text=note.text,
        author=note.author,
        at=note.at,
        resolved=note.resolved,
        resolved_by=note.resolved_by,
        parent=note.parent_id,
        mentions=list(note.mentions),
    )


def show_mention(mention: MentionView) -> MentionOut:
    return MentionOut(
        note=mention.note_id,
        article=mention.article_id,
        unit=mention.unit_id,
        title=mention.title,
        author=mention.author,
        text=mention.text,
        at=mention.at,
    )


def show_hold(hold: HoldView) -> HoldOut:
    return HoldOut(
        id=hold.id, reason=hold.reason, raised_by=hold.raised_by, raised_at=hold.raised_at, acknowledged=hold.acknowledged
    )


def show_notice(code: str, detail: str) -> NoticeOut:
    from workflow.http.messages import format_message

    return NoticeOut(code=code, detail=detail, message=format_message(code, {"detail": detail}))


def show_article(article: ArticleView) -> ArticleOut:
    at = f"/api/v1/articles/{article.id}"
    change = article.source_change
    return ArticleOut(
        id=article.id,
        story=article.story_id,
        edition=article.edition,
        language=article.language,
        source_language=article.source_language,
        side=checked(article.side),
        title=article.title,
        source_title=article.source_title,
        state=checked(article.state),
        state_since=article.state_since,
        priority=article.priority,
        hold=article.holds[0].reason if article.holds else None,
        holds=[show_hold(h) for h in article.holds],
        progress=ProgressOut(done=article.done, total=article.total),
        done=article.done,
        total=article.total,
        content_hash=article.content_hash,
        structure_version=article.structure_version,
        findings=[show_finding(f) for f in article.findings],
        moves=[show_move(m) for m in article.moves],
        notes=[show_note(n) for n in article.notes],
        may_edit=article.may_edit,
        job=article.job.id if article.job else None,
        job_state=show_job(article.job) if article.job else None,
        live_release=article.live_release,
        live_number=article.live_number,
        scheduled_for=article.scheduled_for,
        revision=article.revision_id,
        revision_number=article.revision_number,
        source_change=SourceChangeOut(revision=change.revision_id, number=change.number, change=change.change)
        if change
        else None,
        source_notices=[show_notice(c, d) for c, d in article.source_notices],
        source_url=article.source_url,
        published_at=article.published_at,
        fields=article.fields,
        slug=article.slug,
        assignee=article.assignee,
        assignee_id=article.assignee_id,
        untouched_machine=article.untouched_machine,
        pending_change=article.pending_change,
        correction_note=article.correction_note,
        links=LinksOut(
            self=at,
            units=f"{at}/units",
            story=f"/api/v1/stories/{article.story_id}",
            transitions=f"{at}/transitions",
            catalog=f"{at}/catalog.po" if article.side == "target" else None,
        ),
    )
