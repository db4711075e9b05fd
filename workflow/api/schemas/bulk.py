"""One action on many articles."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workflow.api.schemas.common import Id, In, Out
from workflow.http.messages import format_message
from workflow.services.bulk import BulkResult, Change


class ManyIn(In):
    articles: list[Id] = Field(min_length=1, max_length=200)


class AssignIn(ManyIn):
    """`assignee` null: nobody's."""

    assignee: Id | None


class PriorityIn(ManyIn):
    priority: Literal["normal", "urgent", "flash"]


class BulkItem(Out):
    article: int
    done: bool
    code: str
    message: str


class ChangeOut(Out):
    kind: str
    article: int
    before: int | str | None
    after: int | str | None


class BulkOut(Out):
    """`changes` are values as they were and as they are; what was so already is not among them."""

    done: int
    refused: int
    items: list[BulkItem]
    changes: list[ChangeOut]


class ZipQuery(In):
    articles: str = Field(max_length=2000, pattern=r"^[0-9]{1,18}(,[0-9]{1,18})*$", description="ids, divided by commas")


def show_change(change: Change) -> ChangeOut:
    return ChangeOut(kind=change.kind, article=change.article_id, before=change.before, after=change.after)


def show_result(result: BulkResult) -> BulkOut:
    return BulkOut(
        done=len(result.done),
        refused=len(result.refused),
        items=[
            BulkItem(
                article=o.article_id,
                done=not o.code,
                code=o.code,
                message=format_message(o.code, dict(o.params)) if o.code else "",
            )
            for o in result.outcomes
        ],
        changes=[show_change(change) for change in result.undo],
    )
