"""People, sign-in and API tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import SYSTEM, WRITE_SCOPES, Actor, Grant, Permission
from workflow.core.states import Role
from workflow.db.publications import Edition
from workflow.db.users import ApiToken, RoleGrant, SignInFailure, User
from workflow.db.work import Work
from workflow.services.events import record_event

_hasher = PasswordHasher()

WINDOW = timedelta(minutes=15)
#: Failures allowed within `WINDOW`: for one account, and (offices share addresses) for one address.
ACCOUNT_LIMIT, ADDRESS_LIMIT = 8, 40
LEAST_PASSWORD = 10


class TooManySignIns(Exception):
    """Sign-in is closed to this account or address for `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    email: str
    name: str
    roles: tuple[tuple[str, str | None], ...]
    disabled: bool
    preferences: dict[str, Any]
    session_epoch: int


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token without the token."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    used_at: datetime | None
    revoked: bool


@cache
def _grants_query() -> Select[str, int | None, str | None]:
    return (
        select(RoleGrant.role, RoleGrant.edition_id, Edition.tag)
        .outerjoin(Edition, Edition.id == RoleGrant.edition_id)
        .where(RoleGrant.user_id == bindparam("user"))
        .order_by(RoleGrant.id)
    )


def _view(session: Session, user: User, grants: Sequence[Any] | None = None) -> UserView:
    """`grants`: rows of `_grants_query`, where they are at hand."""
    if grants is None:
        grants = session.execute(_grants_query(), {"user": user.id}).all()
    return UserView(
        user.id,
        user.email,
        user.name,
        tuple((r, t) for r, _, t in grants),
        user.disabled_at is not None,
        dict(user.preferences),
        user.session_epoch,
    )


def hash_password(password: str) -> str:
    """A password as it is kept. Takes a tenth of a second, as it should."""
    return _hasher.hash(password)


def add_user(
    work: Work,
    actor: Actor,
    *,
    email: str,
    role: str,
    password: str,
    hashed: str | None = None,
    name: str = "",
    edition: str | None = None,
) -> UserView:
    """A new person, or one more role for a person there already (then the password, if given, is not touched).

    `hashed`: what `hash_password` made of the password, where that is at hand.
    """
    if not (actor.may(Permission.USERS_MANAGE) or actor is SYSTEM):
        raise Forbidden("users_not_yours")
    session = work.session
    email = email.strip().lower()
    if "@" not in email or len(email) > 254:
        raise Invalid("email_bad", email=email)
    if role not in set(Role):
        raise Invalid("role_unknown", role=role)
    edition_id = None
    if edition is not None:
        edition_id = session.scalars(select(Edition.id).where(Edition.tag == edition)).one_or_none()
        if edition_id is None:
            raise NotFound("edition", tag=edition)
    user = session.scalars(select(User).where(User.email == email)).one_or_none()
    if user is None:
        if len(password) < LEAST_PASSWORD:
            raise Invalid("password_short", least=LEAST_PASSWORD)
        user = User(
            email=email,
            name=name or email.split("@")[0],
            password_hash=hashed or hash_password(password),
            preferences={},
            created_at=work.now,
            session_epoch=1,
        )
        session.add(user)
        session.flush()
    held = select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role)
    held = held.where(RoleGrant.edition_id == edition_id if edition_id is not None else RoleGrant.edition_id.is_(None))
    if session.scalars(held).first() is None:
        session.add(RoleGrant(user_id=user.id, role=role, edition_id=edition_id))
        session.flush()
    record_event(work, actor, "user.add", email=email, role=role, edition=edition)
    return _view(session, user)


def list_users(session: Session, actor: Actor) -> list[UserView]:
    if not (actor.may(Permission.USERS_MANAGE) or actor is SYSTEM):
        raise Forbidden("users_not_yours")
    return [_view(session, u) for u in session.scalars(select(User).order_by(User.email))]


def disable_user(work: Work, actor: Actor, *, email: str) -> UserView:
    """The person can no longer sign in; open sessions and tokens end at once."""
    if not (actor.may(Permission.USERS_MANAGE) or actor is SYSTEM):
        raise Forbidden("users_not_yours")
    user = work.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()
    if user is None:
        raise NotFound("user", email=email)
    if user.disabled_at is None:
        user.disabled_at = work.now
        user.session_epoch += 1
        record_event(work, actor, "user.disable", email=user.email)
    return _view(work.session, user)


def set_preferences(work: Work, actor: Actor, **changes: Any) -> None:
    """Remember what the person chose: `language` (ru, en), `theme`, `shortcuts`, `typing`."""
    user = work.session.get(User, actor.id)
    if user is not None:
        user.preferences = {**user.preferences, **changes}


def load_actor(
    session: Session, user_id: int, *, via: str, scopes: frozenset[str] | None = None
) -> tuple[Actor, UserView] | None:
    """The person as they stand now, or None where they are unknown or disabled."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return None
    grants = session.execute(_grants_query(), {"user": user_id}).all()
    actor = Actor(user.id, user.name, frozenset(Grant(Role(r), e) for r, e, _ in grants), scopes, via)
    return actor, _view(session, user, grants)


@cache
def _nobody() -> str:
    """Checked where no such user exists, so that both answers take as long. Made when first asked for: it takes a while."""
    return _hasher.hash(secrets.token_urlsafe(16))


def check_sign_in_rate(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Raises `TooManySignIns` where the account or the address has failed too often of late."""
    for subject, limit in (
        (_subject(f"account:{email.strip().lower()}"), ACCOUNT_LIMIT),
        (_subject(f"address:{address}"), ADDRESS_LIMIT),
    ):
        failures = session.scalars(
            select(SignInFailure.at)
            .where(SignInFailure.subject == subject, SignInFailure.at > now - WINDOW)
            .order_by(SignInFailure.at)
        ).all()
        if len(failures) >= limit:
            raise TooManySignIns(max(1, int((failures[-limit] + WINDOW - now).total_seconds()) + 1))


def check_password(session: Session, *, email: str, password: str) -> int | None:
    """The id of the person whose password this is, or None. Slow on purpose: call it outside a writing transaction."""
    nobody = _nobody()  # before anything is known of the user: the first sign-in of a process tells no more than others
    user = session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()
    stored = user.password_hash if user is not None and user.password_hash else nobody
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    return user.id if user is not None and user.disabled_at is None and stored is not nobody else None


def note_sign_in(work: Work, *, email: str, address: str, user_id: int | None) -> None:
    """Write down a sign-in: a failure counts against account and address, a success clears the account's."""
    subjects = [_subject(f"account:{email.strip().lower()}"), _subject(f"address:{address}")]
    session = work.session
    session.execute(delete(SignInFailure).where(SignInFailure.at < work.now - WINDOW))
    if user_id is None:
        session.add_all(SignInFailure(subject=s, at=work.now) for s in subjects)
        return
    session.execute(delete(SignInFailure).where(SignInFailure.subject == subjects[0]))
    user = session.get_one(User, user_id)
    record_event(work, Actor(user.id, user.name), "user.sign_in")


def _subject(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def add_token(work: Work, actor: Actor, *, email: str, name: str, scopes: Sequence[str] = ()) -> str:
    """A new API token for the person, shown once: only its hash is kept."""
    known = {*WRITE_SCOPES, *(str(p) for p in Permission)}
    for scope in scopes:
        if scope not in known:
            raise Invalid("scope_unknown", scope=scope, known=", ".join(sorted(known)))
    user = work.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()
    if user is None:
        raise NotFound("user", email=email)
    if actor is not SYSTEM and actor.id != user.id and not actor.may(Permission.USERS_MANAGE):
        raise Forbidden("token_not_yours")
    token = f"wf_{secrets.token_urlsafe(32)}"
    work.session.add(
        ApiToken(user_id=user.id, name=name, digest=_digest(token), scopes=list(scopes) or ["all"], created_at=work.now)
    )
    record_event(work, actor, "token.add", email=user.email, name=name)
    return token


def list_tokens(session: Session, actor: Actor) -> list[TokenView]:
    """The person's own tokens, the newest first."""
    rows = session.scalars(select(ApiToken).where(ApiToken.user_id == actor.id).order_by(ApiToken.id.desc()))
    return [TokenView(t.id, t.name, tuple(t.scopes), t.created_at, t.used_at, t.revoked_at is not None) for t in rows]


def revoke_token(work: Work, actor: Actor, token_id: int) -> None:
    """End a token of one's own at once."""
    row = work.session.get(ApiToken, token_id)
    if row is None or row.user_id != actor.id:
        raise NotFound("token")
    if row.revoked_at is None:
        row.revoked_at = work.now
        record_event(work, actor, "token.revoke", name=row.name)


@cache
def _token_query() -> Select[User, list[str]]:
    return (
        select(User, ApiToken.scopes)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.digest == bindparam("digest"), ApiToken.revoked_at.is_(None))
    )


def actor_of_token(session: Session, token: str) -> Actor | None:
    """Who a bearer token speaks for, or None."""
    row = session.execute(_token_query(), {"digest": _digest(token)}).one_or_none()
    if row is None:
        return None
    loaded = load_actor(session, row[0].id, via="api", scopes=frozenset(row[1]))
    return loaded[0] if loaded else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
