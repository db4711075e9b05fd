"""Units, their history, findings and the operations on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from workflow.api.schemas.common import MOST, DismissedOut, FindingOut, Id, In, Out, Time, checked
from workflow.http.messages import format_message
from workflow.services.asides import AsideView
from workflow.services.operations import OperationResult
from workflow.services.quality import UnitFinding
from workflow.services.units import UnitView, VersionView

Status = Literal["empty", "draft", "confirmed", "omitted", "later"]


class BlockOut(Out):
    id: int
    kind: str
    key: str | None = Field(description="the block's key in the pinned revision; null for one of the edition's own")


class OriginOut(Out):
    """Where the text came from. `kind` is null for a unit nobody wrote in; the rest depends on the kind."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["human", "memory", "machine", "import"] | None
    engine: str | None = None
    model: str | None = None
    score: int | None = None


class UnitOut(Out):
    """What a translator edits. `elements` says what each placeholder number stands for, as its raw start tag."""

    id: int
    article: int
    version: int
    position: int
    block: BlockOut
    kind: Literal["aligned", "added", "rewritten"]
    source: str
    text: str
    status: Status
    reason: str = Field(description="why it was left out")
    origin: OriginOut
    machine_text: str | None = Field(description="what memory or engine proposed")
    as_machine: bool = Field(description="confirmed exactly as the machine wrote it")
    previous_source: str | None = Field(description="the source before the newest change, while that is to be looked at")
    touched: bool = Field(description="whether a person has worked on it")
    author: int | None
    confirmed_by: int | None
    elements: dict[int, str]
    changed_at: Time
    findings: list[FindingOut]


class UnitList(Out):
    items: list[UnitOut]
    next: str | None


class UnitIn(In):
    """`confirmed` confirms. Omitting and putting back are operations."""

    text: str = Field(max_length=100_000)
    status: Status = "draft"


class VersionOut(Out):
    version: int
    text: str
    source: str
    status: Status
    origin: OriginOut
    author: str | None
    via: str
    at: Time


class AsideOut(Out):
    """A text that was offered and did not become the unit's, such as the losing side of a conflict."""

    text: str
    version: int = Field(description="the version it was written against")
    author: str
    via: str
    at: Time


class AsideList(Out):
    items: list[AsideOut]
    next: str | None


class AsideIn(In):
    text: str = Field(min_length=1, max_length=100_000)
    version: int = Field(ge=1, le=MOST)


class VersionList(Out):
    items: list[VersionOut]
    next: str | None
    set_aside: list[AsideOut] = Field(description="texts offered and not taken, newest first")


class DismissalIn(In):
    """One finding by its `key`, or all of a `check`. With `version` it is refused where the unit is another by now."""

    finding: str | None = Field(None, min_length=1, max_length=40)
    check: str | None = Field(None, min_length=1, max_length=60)
    reason: str = Field(max_length=2000)
    version: int | None = Field(None, ge=1, le=MOST)

    @model_validator(mode="after")
    def name_something(self) -> Self:
        if self.finding is None and self.check is None:
            raise ValueError("finding or check is needed")
        return self


class UnitRefIn(In):
    id: Id
    version: int = Field(ge=1, le=MOST)


class OperationIn(In):
    """`op` and the neighbours it is done to, each at the version the caller saw.

    split: `source_at`, `target_at` (code points); omit: `reason`; add: `text`, `block`; rewrite: `text`;
    revert: `operation`; move: `after` or `before` (a unit; neither is first in the body),
    `join`; retype_block: `kind`.

    A run moves as blocks where it is whole blocks; a part of one joins the block it goes to, whole ones do with `join`.
    join_blocks makes one block of those the run stands in, or joins the only one with the block before it;
    split_block begins a block at the run's first unit. put_back takes back an omission or a "later".
    """

    op: Literal[
        "split",
        "merge",
        "omit",
        "put_back",
        "later",
        "add",
        "remove",
        "rewrite",
        "move",
        "join_blocks",
        "split_block",
        "retype_block",
        "revert",
    ]
    units: list[UnitRefIn] = Field(max_length=1000)
    source_at: int | None = Field(None, ge=0, le=1_000_000)
    target_at: int | None = Field(None, ge=0, le=1_000_000)
    reason: str | None = Field(None, max_length=2000)
    text: str | None = Field(None, max_length=100_000)
    block: bool | None = None
    after: Id | None = None
    before: Id | None = None
    join: bool | None = None
    kind: Literal["paragraph", "subhead", "list_item", "quote"] | None = None
    operation: Id | None = None


class InverseOut(Out):
    """A body for the same address that undoes the operation."""

    op: str
    operation: int
    units: list[UnitRefIn]


class OperationOut(Out):
    """`changed`: units that changed or came, `retired`: ids that went."""

    operation: int
    changed: list[UnitOut]
    retired: list[int]
    structure_version: int
    inverse: InverseOut


class TakeoverOut(Out):
    revision: int
    reopened: list[int]
    added: list[int]
    retired: list[int]


def show_origin(origin: Mapping[str, Any]) -> OriginOut:
    return OriginOut(**{"kind": None, **origin})


def show_unit(unit: UnitView) -> UnitOut:
    return UnitOut(
        id=unit.id,
        article=unit.article_id,
        version=unit.version,
        position=unit.position,
        block=BlockOut(id=unit.block_id, kind=unit.block_kind, key=unit.block_key),
        kind=checked(unit.kind),
        source=unit.source,
        text=unit.text,
        status=checked(unit.status),
        reason=unit.reason,
        origin=show_origin(unit.origin),
        machine_text=unit.machine_text,
        as_machine=unit.as_machine,
        previous_source=unit.previous_source,
        touched=unit.touched,
        author=unit.author_id,
        confirmed_by=unit.confirmed_by,
        elements=dict(unit.elements),
        changed_at=unit.changed_at,
        findings=[show_finding(f) for f in unit.findings],
    )


def show_aside(aside: AsideView) -> AsideOut:
    return AsideOut(text=aside.text, version=aside.version, author=aside.author, via=aside.via, at=aside.at)


def show_version(version: VersionView) -> VersionOut:
    return VersionOut(
        version=version.version,
        text=version.text,
        source=version.source,
        status=checked(version.status),
        origin=show_origin(version.origin),
        author=version.author,
        via=version.via,
        at=version.at,
    )


def show_finding(found: UnitFinding) -> FindingOut:
    finding = found.finding
    params: dict[str, Any] = dict(finding.params)
    more: dict[str, Any] = {"key": finding.key}
    if finding.source_range is not None:
        more["source_range"] = finding.source_range
    if finding.target_range is not None:
        more["target_range"] = finding.target_range
    if finding.fix is not None:
        more["fix"] = finding.fix
    if finding.variants:
        more["variants"] = list(finding.variants)
    if found.dismissed is not None:
        more["dismissed"] = DismissedOut(reason=found.dismissed.reason, by=found.dismissed.author_id)
    return FindingOut(
        check=finding.check,
        severity=finding.severity.value,
        message=format_message(finding.code, params),
        code=finding.code,
        params=params,
        unit=found.unit_id,
        **more,
    )


def show_reasons(reasons: Iterable[tuple[str, Mapping[str, Any]]]) -> list[FindingOut]:
    """Reasons of a refused move, as findings."""
    out = []
    for code, params in reasons:
        unit = params.get("unit")
        more: dict[str, Any] = {"unit": unit} if isinstance(unit, int) else {}
        if isinstance(params.get("key"), str):
            more["key"] = params["key"]
        out.append(
            FindingOut(
                check=str(params.get("check", code)),
                severity="blocking",
                message=format_message(code, params),
                code=code,
                params=dict(params),
                **more,
            )
        )
    return out


def show_operation(result: OperationResult) -> OperationOut:
    return OperationOut(
        operation=result.operation_id,
        changed=[show_unit(u) for u in result.changed],
        retired=list(result.retired),
        structure_version=result.structure_version,
        inverse=InverseOut(
            op=result.inverse["op"],
            operation=result.inverse["operation"],
            units=[UnitRefIn(id=u["id"], version=u["version"]) for u in result.inverse["units"]],
        ),
    )
