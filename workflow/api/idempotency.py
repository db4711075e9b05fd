"""Requests that may be sent twice: the first answer is kept and given again.

The key is taken before anything is done, in the transaction of the deed: of two equal requests at once the second
waits at the unique constraint, then finds the first one's answer. An error keeps nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflow.api.errors import ApiProblem
from workflow.db.events import IdempotentAnswer
from workflow.db.work import Work


class KeyTaken(Exception):  # an event, not a mistake
    """Another request took the key between our look and our write."""


def digest_request(*, method: str, path: str, query: bytes, body: bytes, if_match: str, media_type: str) -> str:
    """What makes two requests the same one."""
    out = hashlib.sha256()
    for part in (method.encode(), path.encode(), query, if_match.encode(), media_type.encode()):
        out.update(part + b"\0")
    out.update(body)
    return out.hexdigest()


def find_answer(session: Session, *, user_id: int, key: str, digest: str) -> IdempotentAnswer | None:
    """The kept answer, or None. 422 where the key was used for another request."""
    kept = session.scalars(
        select(IdempotentAnswer).where(IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == key)
    ).one_or_none()
    if kept is not None and kept.request_digest != digest:
        raise ApiProblem(422, "idempotency_key_reused", key=key)
    return kept


def reserve_key(work: Work, *, user_id: int, key: str, digest: str) -> IdempotentAnswer:
    """Take the key for this transaction. Raises `KeyTaken` where it was taken meanwhile; the transaction is lost then."""
    row = IdempotentAnswer(user_id=user_id, key=key, request_digest=digest, status=0, headers={}, body={}, created_at=work.now)
    work.session.add(row)
    try:
        work.session.flush()
    except IntegrityError:
        raise KeyTaken from None
    return row


def keep_answer(row: IdempotentAnswer, *, status: int, headers: dict[str, Any], body: dict[str, Any]) -> None:
    """Write the answer into the reserved row."""
    row.status, row.headers, row.body = status, headers, body
