"""Where the links of an article lead in its edition, and which of our own stories they could lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from workflow.core.links import StoryAddress, guess_slug, list_links, page_key
from workflow.core.states import Side
from workflow.db.articles import Article, Release
from workflow.db.publications import Edition
from workflow.db.stories import Story
from workflow.services.access import ArticleFile
from workflow.services.content import is_live
from workflow.services.editions import view_edition


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of the original. `leads_to` is "" while it leads where the original's does, `version` our own story there."""

    address: str
    words: str
    leads_to: str
    version: str


def view_links(session: Session, file: ArticleFile) -> tuple[LinkView, ...]:
    """The links of an article's original in their order."""
    links = list_links(file.document)
    led = file.article.fields.get("links") or {}
    versions = find_versions(session, file, [link.address for link in links])
    return tuple(
        LinkView(link.address, link.words, str(led.get(link.address, "")), versions.get(link.address, "")) for link in links
    )


def find_versions(session: Session, file: ArticleFile, addresses: Iterable[str]) -> dict[str, str]:
    """{address: address of the story's page in the article's edition} of those that are our own stories, out in it.

    A story is known by the address it came with, and by its page in the source edition. "Out" is as of the last change
    of the article: what was read stays so until somebody works on it.
    """
    wanted = sorted(set(addresses)) if file.side is Side.TARGET else ()
    if not wanted:
        return {}
    keys = {address: page_key(address, base=file.story.url) for address in wanted}
    original, source = aliased(Article), aliased(Edition)
    of_source = (source.id == original.edition_id, source.publication_id == file.publication.id, source.is_source)
    by_address = select(Story.id).where(Story.url_key.in_(set(keys.values()) - {""}))
    by_slug = (
        select(original.story_id).join(source, and_(*of_source)).where(original.slug.in_(set(map(guess_slug, wanted)) - {""}))
    )
    rows = session.execute(
        select(Story.url_key, original.slug, Article.slug, source)
        .join(original, original.story_id == Story.id)
        .join(source, and_(*of_source))
        .join(Article, and_(Article.story_id == Story.id, Article.edition_id == file.edition.id))
        .join(Release, Release.article_id == Article.id)
        .where(Story.id.in_(by_address.union_all(by_slug)), is_live(file.article.changed_at))
        .order_by(Story.id)
    ).all()
    page = _address_of(file.edition)
    found: dict[str, str] = {}
    for key, slug, ours, edition in rows:
        read = _address_of(edition).read
        found |= {a: page.write(ours) for a in wanted if ours and ((key and keys[a] == key) or (slug and read(a) == slug))}
    return found


def find_not_out(session: Session, file: ArticleFile, addresses: Iterable[str]) -> frozenset[str]:
    """Those of the addresses that are pages of the article's own edition, and are not out: as of its last change, too."""
    if file.side is not Side.TARGET:
        return frozenset()
    read = _address_of(file.edition).read
    slugs = {address: slug for address in addresses if (slug := read(address))}
    if not slugs:
        return frozenset()
    out = exists().where(Release.article_id == Article.id, is_live(file.article.changed_at))
    hidden = set(
        session.scalars(
            select(Article.slug).where(Article.edition_id == file.edition.id, Article.slug.in_(set(slugs.values())), ~out)
        )
    )
    return frozenset(address for address, slug in slugs.items() if slug in hidden)


def _address_of(edition: Edition) -> StoryAddress:
    return StoryAddress(str(view_edition(edition).policy["story_address"]), edition=edition.tag)
