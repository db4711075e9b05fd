"""One action on many articles."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workflow.api.schemas.common import Id, In, Out
from workflow.http.messages import format_message
from workflow.services.bulk import BulkResult, Change

Priority = Literal["normal", "urgent", "flash"]


class ManyIn(In):
    articles: list[Id] = Field(min_length=1, max_length=200)


class AssignIn(ManyIn):
    """`assignee` null: nobody's."""

    assignee: Id | None


class PriorityIn(ManyIn):
    priority: Priority


class AssignChange(In):
    """Whose the article was and whose it is; null: nobody's."""

    kind: Literal["assign"]
    article: Id
    before: Id | None
    after: Id | None


class PriorityChange(In):
    kind: Literal["priority"]
    article: Id
    before: Priority
    after: Priority


class UndoIn(In):
    """One change an article."""

    changes: list[Annotated[AssignChange | PriorityChange, Field(discriminator="kind")]] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def name_each_once(self) -> Self:
        if len({change.article for change in self.changes}) < len(self.changes):
            raise ValueError("an article is named twice")
        return self


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


def read_change(given: AssignChange | PriorityChange) -> Change:
    return Change(given.kind, given.article, given.before, given.after)


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
