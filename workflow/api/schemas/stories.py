"""Stories in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from workflow.api.schemas.articles import NoticeOut, State, show_notice
from workflow.api.schemas.common import In, Out, PageQuery, Time, TimeIn, checked
from workflow.core.document import BlockKind, Notice
from workflow.formats.plain_text import make_html
from workflow.formats.story_blocks import BODY_KINDS, HEAD_KINDS, StoryBlock, block_of_text, write_blocks
from workflow.services.ingest import IngestResult
from workflow.services.stories import StoryText, StoryView

Priority = Literal["normal", "urgent", "flash"]
Title = Annotated[str, Field(max_length=1000)]
_KINDS = {kind.value: kind for kind in (*HEAD_KINDS, *BODY_KINDS)}


class StoryArticleOut(Out):
    id: int
    edition: str
    state: State


class StoryOut(Out):
    """A piece of news, whatever its languages. `state` is its state as written; `revision` its newest source revision."""

    id: int
    language: str
    title: str
    source: str
    external_id: str
    url: str
    state: State
    revision: int
    priority: Priority
    archive: bool
    published_at: Time | None
    created_at: Time
    changed_at: Time
    articles: list[StoryArticleOut]


class StoryDetailOut(StoryOut):
    """With the source text: `html` is the body byte for byte as it came."""

    standfirst: str
    byline: str
    html: str
    words: int
    change: str
    notices: list[NoticeOut]


class PostedStoryOut(StoryDetailOut):
    """`outcome` says what was done. For a file with several stories this is the first, and `items` has all of them."""

    outcome: Literal["created", "revised", "unchanged"]
    items: list[PostedStoryOut] | None = None


class StoryList(Out):
    items: list[StoryOut]
    next: str | None


class StoryQuery(PageQuery):
    state: State | None = Field(None, description="of the article in `edition`, or of the story as written without one")
    edition: str | None = Field(None, max_length=20)
    q: str = Field("", max_length=200, description="words of the source headline")
    changed_since: TimeIn | None = None


class BlockIn(In):
    """A block with either `text` or its inner `html`. Table cells and alt texts can only come as HTML."""

    kind: Literal[
        "headline",
        "standfirst",
        "byline",
        "dateline",
        "lede",
        "paragraph",
        "subhead",
        "list_item",
        "quote",
        "caption",
        "credit",
        "legal",
        "embed",
    ]
    text: str | None = None
    html: str | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give either text or html")
        if self.kind in {k.value for k in HEAD_KINDS} and self.text is None:
            raise ValueError("headline, standfirst and byline are plain text")
        return self


class BodyIn(In):
    """The text: one of `html`, `text` (paragraphs set apart by blank lines) or `blocks`."""

    html: str | None = None
    text: str | None = None
    blocks: list[BlockIn] | None = Field(None, max_length=5000)
    standfirst: str | None = Field(None, max_length=5000)
    byline: str | None = Field(None, max_length=500)
    url: str = Field("", max_length=2000)
    published_at: TimeIn | None = None

    def read_body(self) -> str | None:
        """The body as HTML, None where there is none."""
        if self.html is not None:
            return self.html
        if self.text is not None:
            return make_html(self.text)
        if self.blocks is not None:
            return write_blocks([_read_block(b) for b in self.blocks if _KINDS[b.kind] in BODY_KINDS])
        return None

    def read_head(self, kind: BlockKind, given: str | None) -> str | None:
        """Headline, standfirst or byline: as a field, or else as a block."""
        texts = [b.text for b in self.blocks or () if b.kind == kind.value and b.text is not None]
        return given if given is not None else " ".join(texts) or None


class StoryIn(BodyIn):
    """A story. The same `(source, external_id)` again is a new revision, or nothing where nothing changed."""

    language: str = Field(min_length=2, max_length=20)
    title: Title | None = None
    source: str = Field("api", max_length=200)
    external_id: str = Field("", max_length=400)
    priority: Priority = "normal"
    archive: bool = Field(False, description="opens no edition until asked")
    state: Literal["draft", "publish"] = Field("publish", description="`draft`: to be reviewed before it opens the editions")

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if sum(body is not None for body in (self.html, self.text, self.blocks)) != 1:
            raise ValueError("give exactly one of html, text and blocks")
        return self


class RevisionIn(BodyIn):
    """What changes; fields left out stay as they are."""

    language: str | None = Field(None, max_length=20)
    title: Title | None = None
    change: Literal["update", "correction", "typo"] | None = Field(
        None, description="`correction` and `typo` say what the change means for live translations"
    )

    @model_validator(mode="after")
    def _has_at_most_one_body(self) -> Self:
        if sum(body is not None for body in (self.html, self.text, self.blocks)) > 1:
            raise ValueError("give at most one of html, text and blocks")
        return self


class SentenceIn(In):
    """A sentence of the source as it should read, its marks as numbered in the original."""

    text: str = Field(max_length=20_000)


class StoryFileIn(In):
    """Fields beside the `file` of a multipart body; what the file itself says of a story goes before them."""

    language: str = Field("ru", max_length=20)
    source: str = Field("", max_length=200)
    external_id: str = Field("", max_length=400)
    url: str = Field("", max_length=2000)
    priority: Priority = "normal"
    archive: bool = False
    state: Literal["draft", "publish"] | None = None


class WithdrawalQuery(In):
    reason: str = Field("", max_length=2000, description="goes on record; without it the withdrawal is refused")


def _read_block(block: BlockIn) -> StoryBlock:
    kind = _KINDS[block.kind]
    return block_of_text(kind, block.text) if block.text is not None else StoryBlock(kind, block.html or "")


def _fields(story: StoryView) -> dict[str, Any]:
    return {
        "id": story.id,
        "language": story.language,
        "title": story.title,
        "source": story.source,
        "external_id": story.external_id,
        "url": story.url,
        "state": story.state,
        "revision": story.revision,
        "priority": story.priority,
        "archive": story.archive,
        "published_at": story.published_at,
        "created_at": story.created_at,
        "changed_at": story.changed_at,
        "articles": [StoryArticleOut(id=a.id, edition=a.edition, state=checked(a.state)) for a in story.articles],
    }


def _text_fields(text: StoryText) -> dict[str, Any]:
    return {
        "standfirst": text.standfirst,
        "byline": text.byline,
        "html": text.html,
        "words": text.words,
        "change": text.change,
        "notices": [show_notice(c, d) for c, d in text.notices],
    }


def show_story(story: StoryView) -> StoryOut:
    return StoryOut(**_fields(story))


def show_story_detail(story: StoryView, text: StoryText) -> StoryDetailOut:
    return StoryDetailOut(**_fields(story), **_text_fields(text))


def show_posted(story: StoryView, text: StoryText, result: IngestResult) -> PostedStoryOut:
    outcome = "created" if result.created else "revised" if result.revised else "unchanged"
    said: tuple[Notice, ...] = result.notices
    if not result.created:
        said = (*said, Notice("new_revision" if result.revised else "unchanged_story"))
    fields = {**_text_fields(text), "notices": [show_notice(n.code, n.detail) for n in said]}
    return PostedStoryOut(**_fields(story), **fields, outcome=checked(outcome))
