"""What the shapes share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

#: The largest number a database keeps as an id.
MOST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=MOST)]


def write_time(moment: datetime) -> str:
    """RFC 3339 in UTC, ending in Z; fractions of a second only where there are some."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


#: A time as it goes out.
Time = Annotated[
    datetime, PlainSerializer(write_time, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
#: A time as it comes in: it must name its zone.
TimeIn = AwareDatetime


def checked(value: object) -> Any:
    """A value whose type the model itself checks when it is built."""
    return value


class Out(BaseModel):
    """A shape that goes out. Fields with a default may be missing from it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)


class In(BaseModel):
    """A shape that comes in. Unknown fields are refused: a misspelt one would silently do nothing."""

    model_config = ConfigDict(extra="forbid")


class PageQuery(In):
    cursor: str | None = Field(None, max_length=200, description="`next` of the list before")
    limit: int = Field(50, ge=1, le=200)


class FindingOut(Out):
    """What a check, a guard or an engine says. `code` and `params` are stable, `message` is for people.

    `key` names what it says, in a dismissal; `fix` is the whole text put right; `variants` are words of which one may be
    right where a check cannot say which.
    """

    check: str
    severity: Literal["blocking", "advisory"]
    message: str
    code: str
    params: dict[str, Any]
    unit: int | None = None
    key: str | None = None
    source_range: tuple[int, int] | None = None
    target_range: tuple[int, int] | None = None
    fix: str | None = None
    variants: list[str] | None = None
    dismissed: DismissedOut | None = None


class DismissedOut(Out):
    reason: str
    by: int | None


class ProblemOut(Out):
    """RFC 9457. `current` is the state a stale write met, `base` the text of the version it was made against; `findings`
    are the reasons of a refusal; `errors` say what of the request does not fit."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    params: dict[str, Any]
    current: dict[str, Any] | None = None
    base: str | None = None
    findings: list[FindingOut] | None = None
    errors: list[FieldError] | None = None


class FieldError(Out):
    at: str = Field(description="where, such as `body.units.0.id`")
    code: str
    message: str
