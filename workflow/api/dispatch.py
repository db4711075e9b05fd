"""From a request to an answer: who asks, what was sent, one transaction, the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request
from pydantic import BaseModel

from workflow.api import idempotency
from workflow.api.errors import ApiProblem, find_language
from workflow.api.parsing import Upload, read_idempotency_key, read_if_match, read_json, read_query, read_upload
from workflow.api.registry import Access, Answer, Call, Route
from workflow.api.schemas.common import MOST
from workflow.core.permissions import SYSTEM, Actor, Permission
from workflow.http.i18n import use_language
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading, writing

_PERMISSIONS = {str(p) for p in Permission}


def make_view(route: Route) -> Callable[..., Response]:
    """The Flask view of a route."""

    def view(**places: Any) -> Response:
        actor = SYSTEM if route.public else require_actor()
        if not route.public:
            require_words(actor, route.needs)
        if any(isinstance(value, int) and value > MOST for value in places.values()):
            raise ApiProblem(404, "not_found")
        with use_language(find_language()):
            return _run(route, actor, {**places, **_read_request(route)})

    return view


def require_words(actor: Actor, words: tuple[str, ...]) -> None:
    """403 where no role of the actor carries a permission anywhere, or the token's scopes leave it out.

    Asked before anything is looked up, so the answer tells nothing about what is there.
    """
    for word in words:
        if not actor.in_scope(word):
            raise ApiProblem(403, "scope_missing", scope=word)
        if word in _PERMISSIONS and not actor.may(Permission(word)):
            raise ApiProblem(403, "not_yours", needs=word)


def _read_request(route: Route) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if route.query is not None:
        values["query"] = read_query(route.query)
    if route.if_match:
        values["version"] = read_if_match(route)
    if route.raw is not None and not (route.raw.beside_json and request.is_json):
        values["upload"] = read_upload(route.raw)
    elif route.body is not None:
        values["body"] = read_json(route.body, optional=route.body_optional)
    return values


def _run(route: Route, actor: Actor, values: dict[str, Any]) -> Response:
    if route.access is Access.NONE:
        return write_answer(route.handler(actor, **values))
    if route.access is Access.READ:
        with reading() as session:
            answer = route.handler(Call(actor, session, now()), **values)
        return write_answer(answer)
    key = read_idempotency_key() if route.idempotent else None
    if key is None or actor.id is None:
        with writing() as work:
            answer = route.handler(Call(actor, work.session, work.now, work), **values)
            dumped = dump_body(answer)
        return write_answer(answer, dumped)
    return _run_once(route, actor, values, key, user_id=actor.id)


def _run_once(route: Route, actor: Actor, values: dict[str, Any], key: str, *, user_id: int) -> Response:
    digest = idempotency.digest_request(
        method=request.method,
        path=request.path,
        query=request.query_string,
        body=_digest_body(values),
        if_match=request.headers.get("If-Match", ""),
        media_type=request.mimetype,
    )
    for _ in range(2):
        try:
            with writing() as work:
                kept = idempotency.find_answer(work.session, user_id=user_id, key=key, digest=digest)
                if kept is not None:
                    return _write_json(kept.status, kept.body, {**kept.headers, "Idempotency-Replayed": "true"})
                row = idempotency.reserve_key(work, user_id=user_id, key=key, digest=digest)
                answer = route.handler(Call(actor, work.session, work.now, work), **values)
                dumped = dump_body(answer)
                idempotency.keep_answer(row, status=answer.status, headers=_headers(answer), body=dumped)
            return _write_json(answer.status, dumped, _headers(answer))
        except idempotency.KeyTaken:
            continue
    raise ApiProblem(409, "idempotency_key_busy")


def _digest_body(values: dict[str, Any]) -> bytes:
    """The body's bytes, or a multipart file's own: boundaries differ from one sending to the next."""
    if "upload" in values:
        upload: Upload = values["upload"]
        form = json.dumps([upload.name, sorted(request.form.items(multi=True))])
        return form.encode() + b"\0" + upload.data
    return request.get_data()


def dump_body(answer: Answer) -> dict[str, Any]:
    """The answer's body as plain JSON values. Done inside the transaction, so that the two cannot differ."""
    assert isinstance(answer.body, BaseModel)
    dumped: dict[str, Any] = answer.body.model_dump(mode="json", exclude_unset=True)
    return dumped


def write_answer(answer: Answer, dumped: dict[str, Any] | None = None) -> Response:
    if isinstance(answer.body, bytes):
        response = Response(answer.body, status=answer.status, content_type=answer.media_type)
        response.headers.extend(_headers(answer))
        if answer.etag:
            response.make_conditional(request)
        return response
    return _write_json(answer.status, dumped if dumped is not None else dump_body(answer), _headers(answer))


def _headers(answer: Answer) -> dict[str, str]:
    headers = dict(answer.headers)
    if answer.etag is not None:
        headers["ETag"] = f'"{answer.etag}"'
    return headers


def _write_json(status: int, body: dict[str, Any], headers: dict[str, Any]) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False) + "\n", status=status, content_type="application/json")
    response.headers.extend(headers)
    return response
