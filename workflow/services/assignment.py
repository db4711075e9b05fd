"""Whose an article is: giving it to a person, or to nobody."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, Refused
from workflow.core.permissions import IMPLIES, Actor
from workflow.core.states import TEXT_EDITORS, Role, Side
from workflow.db.users import RoleGrant, User
from workflow.db.work import Work
from workflow.services.access import ArticleFile, open_article
from workflow.services.events import record_event

_TRANSLATING = tuple(role.value for role, implied in IMPLIES.items() if Role.TRANSLATOR in implied)


def list_translators(session: Session, edition_id: int) -> list[tuple[int, str]]:
    """The people an edition's articles can be with, by name."""
    rows = session.execute(
        select(User.id, User.name)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            User.disabled_at.is_(None),
            RoleGrant.role.in_(_TRANSLATING),
            or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition_id),
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(user_id, name) for user_id, name in rows]


def may_assign_others(actor: Actor, edition_id: int) -> bool:
    """Editors give work out; translators take it and give their own back."""
    return Role.EDITOR in actor.roles_in(edition_id)


def require_assigning(actor: Actor, file: ArticleFile, user_id: int | None) -> None:
    """Raises `Forbidden` where the actor may not give this article to this person."""
    own = user_id == actor.id or (user_id is None and file.article.assignee_id in (None, actor.id))
    allowed = Role.TRANSLATOR in actor.roles_in(file.edition.id) and (own or may_assign_others(actor, file.edition.id))
    if file.side is Side.SOURCE or not allowed or not actor.in_scope("units:write"):
        raise Forbidden("assign_not_yours")


def assign_article(work: Work, actor: Actor, article_id: int, user_id: int | None) -> int | None:
    """Give an article to somebody who may translate it, or (None) to nobody. Returns whose it was.

    Its state stays: a draft begins when somebody writes in it or takes it.
    """
    file = open_article(work.session, actor, article_id, lock=True)
    require_assigning(actor, file, user_id)
    before = file.article.assignee_id
    if (file.side, file.state) not in TEXT_EDITORS:
        raise Refused("text_closed", state=file.state.value)
    if user_id is not None and user_id not in dict(list_translators(work.session, file.edition.id)):
        raise Invalid("assignee_cannot")
    if user_id != before:
        file.article.assignee_id = user_id
        file.article.changed_at = work.now
        record_event(
            work, actor, "article.assign", story_id=file.story.id, article_id=article_id, assignee=user_id, before=before
        )
    return before
