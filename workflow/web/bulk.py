"""The bar under the board: one thing done to the stories that are selected, told story by story, and undone."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from workflow.core.errors import Invalid
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Role
from workflow.http.i18n import gettext, ngettext, pgettext, plural_forms
from workflow.http.identity import require_actor
from workflow.http.marking import N_n
from workflow.http.messages import format_message
from workflow.http.runtime import reading, writing
from workflow.services import assignment, bulk
from workflow.services.bulk import BulkResult, Change
from workflow.services.editions import EditionView
from workflow.web.requests import go_to, safe_path, wants_json

blueprint = Blueprint("bulk", __name__)

#: Refusals one message names before it says how many more there are.
NAMED = 3
CHOSEN = N_n("%(num)s story selected", "%(num)s stories selected")


@blueprint.post("/board/bulk")
def act() -> Response:
    """Do what the pressed button says to the articles named; scripts get JSON, others a page that says what was done."""
    actor = require_actor()
    do = request.form.get("do", "")
    try:
        ids = [int(value) for value in request.form.getlist("article")]
    except ValueError:
        raise Invalid("parameter_bad", name="article") from None
    back = safe_path(request.form.get("next"))
    if not ids and do != "undo":
        return _tell(gettext("Select the stories first."), None, back)
    if do == "export":
        with reading() as session:
            data, result = bulk.export_articles(session, actor, ids)
        if result.done:
            return Response(
                data, content_type="application/zip", headers={"Content-Disposition": 'attachment; filename="catalogs.zip"'}
            )
        return _tell(_say(gettext("Nothing was exported"), result), result, back)
    with writing() as work:
        match do:
            case "assign":
                assignee = _read_assignee(actor)
                result = bulk.assign_articles(work, actor, ids, assignee)
            case "pretranslate":
                result = bulk.pretranslate_articles(work, actor, ids)
            case "priority":
                result = bulk.set_priorities(work, actor, ids, request.form.get("priority", ""))
            case "undo":
                result = bulk.undo_changes(work, actor, _read_changes())
            case _:
                raise Invalid("parameter_bad", name="do")
    return _tell(_say(_done(do, len(result.done)), result), result, back)


def may_do(actor: Actor, edition: EditionView) -> dict[str, bool]:
    """Which parts of the bar are for this person."""
    target = not edition.is_source
    return {
        "assign": target and Role.TRANSLATOR in actor.roles_in(edition.id),
        "assign_others": target and assignment.may_assign_others(actor, edition.id),
        "pretranslate": target and actor.may(Permission.PRETRANSLATE, edition.id),
        "export": target and actor.may(Permission.CATALOG_EXPORT, edition.id),
        "priority": actor.may(Permission.STORY_PRIORITY),
    }


def script_texts() -> dict[str, object]:
    """What static/js/bulk.js says."""
    return {
        "chosen": plural_forms(*CHOSEN),
        "first": gettext("Select the stories first."),
    }


def _read_assignee(actor: Actor) -> int | None:
    value = request.form.get("assignee", "")
    if value == "me":
        return actor.id
    if value == "nobody":
        return None
    if not value.isdecimal() or len(value) > 9:
        raise Invalid("parameter_bad", name="assignee")
    return int(value)


def _read_changes() -> list[Change]:
    """What an answer's `undo` said, sent back as it was."""
    try:
        given = json.loads(request.form.get("changes", ""))
        changes = [Change(kind, int(article), before, after) for kind, article, before, after in given]
    except (ValueError, TypeError):
        raise Invalid("parameter_bad", name="changes") from None
    if any(c.kind not in ("assign", "priority") or not _is_value(c.before) or not _is_value(c.after) for c in changes):
        raise Invalid("parameter_bad", name="changes")
    return changes


def _is_value(value: Any) -> bool:
    return value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and value < 2**31)


def _tell(message: str, result: BulkResult | None, back: str) -> Response:
    undo = json.dumps([[c.kind, c.article_id, c.before, c.after] for c in result.undo]) if result and result.undo else ""
    if wants_json():
        return make_response(jsonify(message=message, undo=undo, refused=len(result.refused) if result else 0))
    if result is None:
        return go_to(back)
    why = {o.article_id: format_message(o.code, dict(o.params)) for o in result.refused}
    return make_response(render_template("bulk/result.html", message=message, result=result, why=why, undo=undo, back=back))


def _done(do: str, count: int) -> str:
    match do:
        case "assign" if request.form.get("assignee") == "nobody":
            return ngettext("%(num)s story is with nobody now", "%(num)s stories are with nobody now", count)
        case "assign":
            return ngettext("%(num)s story assigned", "%(num)s stories assigned", count)
        case "pretranslate":
            return ngettext("%(num)s story waits for pre-translation", "%(num)s stories wait for pre-translation", count)
        case "priority":
            return ngettext("Priority set for %(num)s story", "Priority set for %(num)s stories", count)
        case _:
            return ngettext("Undone for %(num)s story", "Undone for %(num)s stories", count)


def _say(done: str, result: BulkResult) -> str:
    """What was done, and what was refused with its reasons."""
    if not result.refused:
        return f"{done}."
    reasons: dict[str, list[str]] = {}
    for outcome in result.refused[:NAMED]:
        why = format_message(outcome.code, dict(outcome.params))
        reasons.setdefault(why, []).append(pgettext("title", "“%(title)s”", title=outcome.title) if outcome.title else "–")
    told = "; ".join(f"{', '.join(titles)}: {why}" for why, titles in reasons.items())
    more = len(result.refused) - NAMED
    if more > 0:
        told = f"{told} {ngettext('And %(num)s more.', 'And %(num)s more.', more)}"
    refused = ngettext("%(num)s refused", "%(num)s refused", len(result.refused))
    return f"{done}, {refused}: {told}" if result.done else f"{refused}: {told}"
