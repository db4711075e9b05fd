"""The API's table of routes: a decorator declares one, and both the Flask rule and the OpenAPI document come from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from workflow.core.permissions import Actor
from workflow.db.work import Work

PREFIX = "/api/v1"
_PLACE = re.compile(r"{(\w+)}")


class Access(StrEnum):
    """What a route does with the database: nothing, read, or write in one transaction."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class RawBody:
    """A body that is a file: as a multipart `file` with the fields of `form`, or by itself in one of `media_types`."""

    media_types: tuple[str, ...]
    form: type[BaseModel] | None = None
    beside_json: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back. `body` is a model, or bytes with a `media_type`; `etag` without quotation marks."""

    body: BaseModel | bytes
    status: int = 200
    etag: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Handler = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation.

    `needs`: words of `core.permissions` (permissions, or the scopes `units:write` and `transitions`) that are asked
    before anything is looked up. `if_match`: what the header carries, such as "the unit's version"; the write answers
    428 without it. `errors`: statuses beyond those every route may answer.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    tag: str
    response: type[BaseModel] | None
    access: Access
    status: int = 200
    statuses: tuple[int, ...] = ()
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    body_optional: bool = False
    raw: RawBody | None = None
    media_types: tuple[str, ...] = ("application/json",)
    if_match: str = ""
    etag: str = ""
    idempotent: bool = False
    needs: tuple[str, ...] = ("read",)
    errors: tuple[int, ...] = ()
    public: bool = False
    description: str = ""

    @property
    def name(self) -> str:
        """The operation's id."""
        return self.handler.__name__

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the path's parameters, in order."""
        return tuple(_PLACE.findall(self.path))

    @property
    def rule(self) -> str:
        """The path as Flask writes it; parameters that end in `_id` are numbers."""
        return _PLACE.sub(lambda m: f"<int:{m[1]}>" if m[1].endswith("_id") else f"<{m[1]}>", self.path)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The path as a regular expression, for finding which methods an address takes."""
        parts = _PLACE.split(self.path)
        names = [r"\d+" if n.endswith("_id") else "[^/]+" for n in parts[1::2]]
        out = "".join(re.escape(text) + name for text, name in zip(parts[::2], [*names, ""], strict=True))
        return re.compile(out + r"\Z")


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler is given beside its parameters. `writing` is there on routes that write."""

    actor: Actor
    session: Session
    now: datetime
    writing: Work | None = None

    @property
    def work(self) -> Work:
        assert self.writing is not None, "the route is declared as a reading one"
        return self.writing


class Routes:
    """The routes of one resource. The decorators take the fields of `Route`."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.items: list[Route] = []

    def get(
        self, path: str, summary: str, *, response: type[BaseModel] | None, access: Access = Access.READ, **more: Any
    ) -> Callable[[Handler], Handler]:
        return self._add("GET", path, summary, response=response, access=access, **more)

    def post(
        self, path: str, summary: str, *, response: type[BaseModel], access: Access = Access.WRITE, **more: Any
    ) -> Callable[[Handler], Handler]:
        return self._add("POST", path, summary, response=response, access=access, **more)

    def put(self, path: str, summary: str, *, response: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("PUT", path, summary, response=response, access=Access.WRITE, **more)

    def patch(self, path: str, summary: str, *, response: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("PATCH", path, summary, response=response, access=Access.WRITE, **more)

    def delete(self, path: str, summary: str, *, response: type[BaseModel], **more: Any) -> Callable[[Handler], Handler]:
        return self._add("DELETE", path, summary, response=response, access=Access.WRITE, **more)

    def _add(self, method: str, path: str, summary: str, **more: Any) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.items.append(Route(method=method, path=path, handler=handler, summary=summary, tag=self.tag, **more))
            return handler

        return keep
