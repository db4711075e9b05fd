"""The fields beside an article's body: short headline, address, description, push title, tags, picture rights, links.

A write may say which values it was made against (`seen`); where somebody changed one of them meanwhile it is a
`Conflict`, and nothing is written. Every value ever saved is in the audit trail, which is also how four eyes knows
who wrote what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.core.document import BlockKind, source_html
from workflow.core.errors import Conflict, Invalid, Refused
from workflow.core.links import is_page, list_links
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.pictures import list_pictures
from workflow.core.states import Side
from workflow.db.articles import Article
from workflow.db.events import Event
from workflow.db.segments import TargetBlock, Unit
from workflow.db.work import Work
from workflow.services.access import ArticleFile, open_article
from workflow.services.content import BY_ADDRESS, FIELDS, build_content, newest_release, propose_slug
from workflow.services.editions import view_edition
from workflow.services.events import record_event
from workflow.services.links import LinkView, view_links
from workflow.services.units import require_open_text, start_if_draft

#: Fields that are a line of text, and the edition's policy that says how long one should be.
LIMITS = {"short_headline": "short_headline_most", "description": "description_most", "push_title": "push_title_most"}
#: What one value may weigh at all; limits of the edition only advise.
LONGEST = 2000
MOST_TAGS = 100
#: How many articles, the newest first, tags are suggested from, and how many tags.
SUGGEST_FROM, SUGGEST_MOST = 500, 200
EVENT = "article.fields"


@dataclass(frozen=True, slots=True)
class PictureRights:
    """A picture of the article and whose it is; `rights` is "" where nobody said."""

    src: str
    alt: str
    rights: str


@dataclass(frozen=True, slots=True)
class FieldsView:
    """What stands beside the body. `slug` is None while the address is only proposed; `limits` are advice."""

    article_id: int
    edition: str
    language: str
    source_language: str
    short_headline: str
    description: str
    push_title: str
    tags: tuple[str, ...]
    slug: str | None
    proposed_slug: str
    slug_frozen: bool
    pictures: tuple[PictureRights, ...]
    links: tuple[LinkView, ...]
    limits: Mapping[str, int]
    known_tags: tuple[str, ...]
    may_edit: bool

    def text_of(self, name: str) -> str:
        """A field that is a line of text."""
        return str(getattr(self, name))

    @property
    def over(self) -> dict[str, int]:
        """By how many characters a field is longer than the edition wants it."""
        excess = {name: len(self.text_of(name)) - most for name, most in self.limits.items()}
        return {name: by for name, by in excess.items() if by > 0}


def read_fields(session: Session, actor: Actor, article_id: int) -> FieldsView:
    """The fields with what helps to fill them. `NotFound` where the actor may not know of the article."""
    return view_fields(session, actor, open_article(session, actor, article_id))


def view_fields(session: Session, actor: Actor, file: ArticleFile) -> FieldsView:
    article = file.article
    title = _headline(session, file)
    kept = article.fields
    rights: Mapping[str, str] = kept.get("picture_rights") or {}
    policy = view_edition(file.edition).policy
    return FieldsView(
        article_id=article.id,
        edition=file.edition.tag,
        language=file.edition.language,
        source_language=file.story.language,
        short_headline=str(kept.get("short_headline") or ""),
        description=str(kept.get("description") or ""),
        push_title=str(kept.get("push_title") or ""),
        tags=tuple(kept.get("tags") or ()),
        slug=article.slug,
        proposed_slug=propose_slug(title, file) if title else "",
        slug_frozen=is_slug_frozen(session, article),
        pictures=tuple(PictureRights(p.src, p.alt, rights.get(p.src, "")) for p in list_pictures(source_html(file.document))),
        links=view_links(session, file),
        limits={name: int(policy[rule]) for name, rule in LIMITS.items()},
        known_tags=suggest_tags(session, file.edition.id),
        may_edit=may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id),
    )


@cache
def _headline_query() -> Select[str]:
    return (
        select(Unit.text)
        .join(TargetBlock, TargetBlock.id == Unit.block_id)
        .where(Unit.article_id == bindparam("article"), Unit.retired.is_(False), TargetBlock.kind == BlockKind.HEADLINE)
        .order_by(Unit.position, Unit.id)
    )


def _headline(session: Session, file: ArticleFile) -> str:
    """The headline as it stands, confirmed or not: an address is proposed from it."""
    if file.side is Side.SOURCE:
        return file.revision.title
    texts = session.scalars(_headline_query(), {"article": file.article.id})
    return next((strip_tokens(text) for text in texts if text.strip()), "")


@cache
def _tags_query() -> Select[dict[str, Any]]:
    newest = Article.changed_at.desc()
    return select(Article.fields).where(Article.edition_id == bindparam("edition")).order_by(newest).limit(SUGGEST_FROM)


def suggest_tags(session: Session, edition_id: int) -> tuple[str, ...]:
    """Tags used before in the edition, the most used first."""
    rows = session.scalars(_tags_query(), {"edition": edition_id})
    counted = Counter(tag for kept in rows for tag in kept.get("tags") or ())
    return tuple(tag for tag, _ in counted.most_common(SUGGEST_MOST))


def is_slug_frozen(session: Session, article: Article) -> bool:
    """Readers know the address: it stays."""
    return article.slug is not None and newest_release(session, article.id) is not None


def set_fields(
    work: Work, actor: Actor, article_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Change some fields; those left out stay. Saving what is there already changes nothing, and is no conflict.

    `picture_rights` names pictures by address, `links` the pages the original links to; both leave those they do not
    name as they are, and a link that the original does not have is refused. Raises `Conflict("field_changed")`, its data
    the values as they stand, where a value in `seen` is no longer so.
    """
    file = open_article(work.session, actor, article_id, lock=True)
    require_open_text(actor, file)
    article = file.article
    wanted = {name: _clean(file, name, value) for name, value in changes.items()}
    current = {name: _current(article, name, value) for name, value in wanted.items()}
    if "slug" in wanted and wanted["slug"] != current["slug"] and is_slug_frozen(work.session, article):
        raise Refused("slug_frozen", slug=article.slug)
    base = {name: _clean(file, name, value) for name, value in (seen or {}).items() if name in wanted}
    changed = {name: value for name, value in wanted.items() if value != current[name]}
    if any(name in base and base[name] != _current(article, name, base[name]) for name in changed):
        raise Conflict("field_changed", data={"fields": current})
    if not changed:
        return
    led = {address for address, to in changed.get("links", {}).items() if to}
    if led and (unknown := led - {link.address for link in list_links(file.document)}):
        raise Invalid("link_unknown", address=min(unknown))
    kept = dict(article.fields)
    for name, value in changed.items():
        if name == "slug":
            article.slug = value
        elif name in BY_ADDRESS:
            kept[name] = {src: text for src, text in {**(kept.get(name) or {}), **value}.items() if text}
        else:
            kept[name] = value
    article.fields = kept
    article.changed_at = work.now
    start_if_draft(work, actor, file)
    record_event(
        work, actor, EVENT, story_id=file.story.id, article_id=article_id, changed=sorted(changed), values=changed, before=current
    )


def _clean(file: ArticleFile, name: str, value: Any) -> Any:
    """A value as it is kept; `Invalid` for a field there is not or a value it cannot have."""
    if name != "slug" and name not in FIELDS:
        raise Invalid("field_unknown", name=name)
    if name == "tags":
        return _clean_tags(value)
    if name in BY_ADDRESS:
        if value is not None and not isinstance(value, Mapping):
            raise Invalid("parameter_bad", name=name)
        texts = {str(address): _clean_text(name, text) for address, text in sorted((value or {}).items())}
        if name == "links" and (bad := next((to for to in texts.values() if to and not is_page(to)), None)):
            raise Invalid("link_bad", address=bad)
        return texts
    text = _clean_text(name, value)
    if name != "slug":
        return text
    number = f"-{file.story.id}"  # the story's number comes back with the address it was given
    return propose_slug(text.removesuffix(number), file) if text else None


def _clean_text(name: str, value: Any) -> str:
    text = " ".join(str(value or "").split())
    if len(text) > LONGEST:
        raise Invalid("field_too_long", name=name, most=LONGEST)
    return text


def _clean_tags(value: Any) -> list[str]:
    """Each tag once, whatever its case, as it was first written."""
    if value is not None and not isinstance(value, list | tuple):
        raise Invalid("parameter_bad", name="tags")
    tags: dict[str, str] = {}
    for tag in value or ():
        text = _clean_text("tags", tag)
        if text:
            tags.setdefault(text.casefold(), text)
    if len(tags) > MOST_TAGS:
        raise Invalid("parameter_bad", name="tags")
    return list(tags.values())


def _current(article: Article, name: str, like: Any) -> Any:
    """The value as it stands, in the shape of `like`: where it goes by address, of those it names."""
    if name == "slug":
        return article.slug
    if name == "tags":
        return list(article.fields.get("tags") or ())
    if name in BY_ADDRESS:
        kept = article.fields.get(name) or {}
        return {src: kept.get(src, "") for src in like}
    return str(article.fields.get(name) or "")


def fields_missing(session: Session, file: ArticleFile, publisher: Actor) -> list[str]:
    """Fields changed since the newest release that the publisher would send out having written them alone."""
    since = newest_release(session, file.article.id)
    content = build_content(session, file)
    now: Mapping[str, Any] = content["fields"]
    before: Mapping[str, Any] = since.content.get("fields") or {} if since is not None else {}
    changed = [name for name in FIELDS if now.get(name) and now.get(name) != before.get(name)]
    if not changed:
        return []
    writers = _find_writers(session, file.article.id, since.number if since is not None else None)
    return [name for name in changed if not writers.get(name, set()) - {publisher.id}]


def _find_writers(session: Session, article_id: int, release: int | None) -> dict[str, set[int | None]]:
    """For each field the people who put words into it after a release. Emptying it is not writing."""
    events = session.execute(
        select(Event.action, Event.actor_id, Event.data)
        .where(Event.article_id == article_id, Event.action.in_((EVENT, "article.publish")))
        .order_by(Event.id)
    )
    writers: dict[str, set[int | None]] = {}
    for action, who, data in events:
        if action == "article.publish":
            if data.get("release") == release:
                writers.clear()
            continue
        values = data.get("values")
        for name in data.get("changed", ()):
            if who is not None and (values is None or _says_something(values.get(name))):
                writers.setdefault(name, set()).add(who)
    return writers


def _says_something(value: Any) -> bool:
    return any(value.values()) if isinstance(value, Mapping) else bool(value)
