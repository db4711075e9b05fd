"""`/units` and `/articles/{id}/units`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.units import (
    AsideIn,
    AsideList,
    DismissalIn,
    UnitIn,
    UnitList,
    UnitOut,
    VersionList,
    show_aside,
    show_unit,
    show_version,
)
from workflow.services import asides, dismissals, units

routes = Routes("units")


@routes.get("/articles/{article_id}/units", "Every living unit of an article, in order", response=UnitList)
def list_units(call: Call, *, article_id: int) -> Answer:
    found = units.list_units(call.session, call.actor, article_id)
    return Answer(UnitList(items=[show_unit(u) for u in found], next=None))


@routes.get(
    "/units/{unit_id}",
    "A unit; 410 for one merged away, naming where its text went",
    response=UnitOut,
    etag="the unit's version",
    errors=(410,),
)
def get_unit(call: Call, *, unit_id: int) -> Answer:
    unit = units.get_unit(call.session, call.actor, unit_id)
    return Answer(show_unit(unit), etag=str(unit.version))


@routes.put(
    "/units/{unit_id}",
    "Save a unit's text and status",
    response=UnitOut,
    body=UnitIn,
    if_match="the unit's version",
    etag="the unit's version",
    idempotent=True,
    needs=("read", "units:write"),
    errors=(409,),
    description="An unchanged save changes nothing, not even the version. A person's first save starts an article in draft.",
)
def put_unit(call: Call, *, unit_id: int, version: int, body: UnitIn) -> Answer:
    unit = units.save_unit(call.work, call.actor, unit_id, version=version, text=body.text, status=body.status)
    return Answer(show_unit(unit), etag=str(unit.version))


@routes.get("/units/{unit_id}/history", "Every saved version, newest first; retired units keep theirs", response=VersionList)
def list_unit_versions(call: Call, *, unit_id: int) -> Answer:
    found = units.list_versions(call.session, call.actor, unit_id)
    aside = asides.list_asides(call.session, call.actor, unit_id)
    return Answer(VersionList(items=[show_version(v) for v in found], next=None, set_aside=[show_aside(a) for a in aside]))


@routes.post(
    "/units/{unit_id}/asides",
    "Keep a text in the unit's history without making it the unit's",
    response=AsideList,
    body=AsideIn,
    status=201,
    idempotent=True,
    needs=("read", "units:write"),
    description="What loses a conflict is kept so; a text the history has already is not kept twice.",
)
def set_aside(call: Call, *, unit_id: int, body: AsideIn) -> Answer:
    asides.set_aside(call.work, call.actor, unit_id, text=body.text, version=body.version)
    call.session.flush()
    kept = asides.list_asides(call.session, call.actor, unit_id)
    return Answer(AsideList(items=[show_aside(a) for a in kept], next=None), status=201)


@routes.post(
    "/units/{unit_id}/dismissals",
    "Judge a finding of this text to be no error, with a reason",
    response=UnitOut,
    body=DismissalIn,
    status=201,
    etag="the unit's version",
    idempotent=True,
    needs=("read", "units:write"),
    errors=(409, 412),
    description="`finding` is the `key` of one; `check` alone means all that the check says of the text, each by itself. "
    "One that is dismissed already keeps its reason. It comes back with another text, and where it stands more often.",
)
def dismiss_finding(call: Call, *, unit_id: int, body: DismissalIn) -> Answer:
    units.get_unit(call.session, call.actor, unit_id)  # 404 and 410 as elsewhere
    dismissals.dismiss_findings(call.work, call.actor, unit_id=unit_id, **body.model_dump())
    return _answer_unit(call, unit_id, status=201)


@routes.delete(
    "/units/{unit_id}/dismissals/{finding}",
    "Take a dismissal back: the finding, named by its `key`, stands again",
    response=UnitOut,
    etag="the unit's version",
    needs=("read", "units:write"),
    errors=(409,),
)
def reopen_finding(call: Call, *, unit_id: int, finding: str) -> Answer:
    units.get_unit(call.session, call.actor, unit_id)
    dismissals.reopen_finding(call.work, call.actor, unit_id=unit_id, finding=finding)
    return _answer_unit(call, unit_id)


def _answer_unit(call: Call, unit_id: int, *, status: int = 200) -> Answer:
    call.session.flush()
    unit = units.get_unit(call.session, call.actor, unit_id)
    return Answer(show_unit(unit), status=status, etag=str(unit.version))
