"""Finding an article with all it hangs on, locked for writing where it is to be written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.core.document import Block, Document, segment_index
from workflow.core.errors import NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Side, State
from workflow.core.units import SegmentIndex
from workflow.db.articles import Article
from workflow.db.publications import Edition, Publication
from workflow.db.segments import TargetBlock, Unit
from workflow.db.stories import Revision, Story


@dataclass
class ArticleFile:
    """An article's rows together, and its pinned revision's document parsed once."""

    article: Article
    story: Story
    edition: Edition
    publication: Publication
    revision: Revision

    @property
    def side(self) -> Side:
        return Side.SOURCE if self.edition.is_source else Side.TARGET

    @property
    def state(self) -> State:
        return State(self.article.state)

    @cached_property
    def document(self) -> Document:
        return Document.from_json(self.revision.document)

    @cached_property
    def index(self) -> SegmentIndex:
        return segment_index(self.document)

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The blocks that have segments, by their keys."""
        return {block.key: block for block, _ in self.index.values()}


# Queries of every page and every save, put together once: that takes SQLAlchemy as long as running one.


@cache
def _file_query() -> Select[Article, Story, Edition, Publication, Revision]:
    return (
        select(Article, Story, Edition, Publication, Revision)
        .join(Story, Story.id == Article.story_id)
        .join(Edition, Edition.id == Article.edition_id)
        .join(Publication, Publication.id == Edition.publication_id)
        .join(Revision, Revision.id == Article.revision_id)
        .where(Article.id == bindparam("article"))
    )


@cache
def _units_query() -> Select[Unit, TargetBlock]:
    return (
        select(Unit, TargetBlock)
        .join(TargetBlock, TargetBlock.id == Unit.block_id)
        .where(Unit.article_id == bindparam("article"), Unit.retired.is_(False))
        .order_by(Unit.position, Unit.id)
    )


def lock_article(session: Session, article_id: int) -> Article:
    """The article's row, locked until the transaction ends; on SQLite the write transaction itself is the lock.

    Every write to an article or its units, jobs and imports included, begins here. FOR NO KEY UPDATE: two of them
    exclude each other, and a row that only names the article (who is in it) need not wait.
    """
    article = session.get(Article, article_id, with_for_update={"key_share": True}, populate_existing=True)
    if article is None:
        raise NotFound("article")
    return article


def open_article(session: Session, actor: Actor, article_id: int, *, lock: bool = False) -> ArticleFile:
    """The article's file; `NotFound` also where the actor may not know of it."""
    if lock:
        lock_article(session, article_id)
    row = session.execute(_file_query(), {"article": article_id}).one_or_none()
    if row is None or not (actor.may(Permission.READ, row[2].id) or not actor.is_person):
        raise NotFound("article")
    return ArticleFile(*row)


def load_units(session: Session, article_id: int) -> list[tuple[Unit, TargetBlock]]:
    """Living units with their blocks, in the article's order."""
    rows = session.execute(_units_query(), {"article": article_id}).all()
    return [(unit, block) for unit, block in rows]


def source_article(session: Session, story_id: int) -> Article:
    """The story as written: its article in the source edition."""
    article = session.scalars(
        select(Article).join(Edition, Edition.id == Article.edition_id).where(Article.story_id == story_id, Edition.is_source)
    ).one_or_none()
    if article is None:
        raise NotFound("story")
    return article
