"""The list before it goes out: what stands in the way, what is to be judged, what is in order.

Everything that would refuse a publication has a line with a place to go to; the page goes there when it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.document import source_html
from workflow.core.units import CLOSED
from workflow.http.i18n import gettext, ngettext
from workflow.http.messages import format_message
from workflow.services.access import ArticleFile
from workflow.services.articles import ArticleView
from workflow.services.desk import Desk, DeskUnit
from workflow.services.editions import view_edition
from workflow.services.fields import FieldsView
from workflow.services.transitions import MoveOffer
from workflow.web.editor.rows import tell_findings
from workflow.web.fields import tell_over

_ORDER = ("stop", "ask", "machine", "memory", "ok", "info")


@dataclass(frozen=True, slots=True)
class Check:
    """A line. `grade`: stop, ask, ok or info, or whose untouched words it counts (machine, memory) and walks through.

    `unit` and `number` are where it is. `accept` names a finding to be accepted, `hold` one to be released,
    `override` asks for a reason, `grid` says that the editor's page has what is needed to put it right, `beside` that it is
    about the fields beside the text; `rule` names the check it is of.
    """

    grade: str
    text: str
    unit: int | None = None
    number: int | None = None
    accept: str | None = None
    hold: int | None = None
    override: bool = False
    grid: bool = False
    beside: bool = False
    rule: str = ""

    @property
    def walk(self) -> bool:
        return self.grade in ("machine", "memory")


def list_checks(
    file: ArticleFile, article: ArticleView, view: Desk, publish: MoveOffer | None, beside: FieldsView
) -> list[Check]:
    """Dismissed findings first, then what blocks, then the rest; the order inside a grade is the article's."""
    checks: list[Check] = []
    if article.side == "target":
        checks += _check_findings(view)
        checks += _check_units(view, publish)
        checks += _check_untouched(view)
        checks += _check_pictures(file, view)
    checks += _check_fields(beside)
    checks += _check_four_eyes(file, view, publish)
    checks += [Check("stop", format_message("on_hold", {"why": hold.reason}), hold=hold.id) for hold in article.holds]
    if article.source_change is not None:
        checks.append(Check("ask", gettext("The Russian story has a newer revision that is not taken over.")))
    return sorted(checks, key=lambda c: (not c.accept, _ORDER.index(c.grade)))


def _at(grade: str, text: str, unit: DeskUnit, *, accept: str | None = None, grid: bool = False, rule: str = "") -> Check:
    return Check(grade, text, unit.id, unit.number, accept=accept, grid=grid, rule=rule)


def _check_findings(view: Desk) -> list[Check]:
    checks: list[Check] = []
    for unit in view.units:
        seen: set[str] = set()
        for finding in tell_findings(unit.findings):
            if finding.dismissed is not None:
                key = f"{unit.id}:{finding.key}"
                told = f"{finding.message} {gettext('dismissed: %(reason)s', reason=finding.dismissed)}"
                checks.append(_at("ask", told, unit, accept=key if key not in seen else None, rule=finding.check))
                seen.add(key)
            else:
                blocks = finding.blocking
                checks.append(_at("stop" if blocks else "ask", finding.message, unit, grid=blocks, rule=finding.check))
    return checks or [Check("ok", gettext("No difference found by the checks"))]


def _check_units(view: Desk, publish: MoveOffer | None) -> list[Check]:
    total = len(view.units)
    confirmed = sum(u.status == "confirmed" for u in view.units)
    told = ngettext("%(done)s of %(num)s sentence confirmed", "%(done)s of %(num)s sentences confirmed", total, done=confirmed)
    waiting = [u for u in view.units if u.status not in CLOSED]
    checks = [Check("ok", told)]
    if waiting:
        checks = [_at("stop", format_message("units_open", {"count": len(waiting)}), waiting[0], grid=True)]
    if publish is not None and any(code == "headline_missing" for code, _ in publish.reasons):
        headline = next((u for u in view.units if u.block_kind == "headline"), view.units[0])
        checks.append(_at("stop", format_message("headline_missing", {}), headline, grid=True))
    later = [u for u in view.units if u.status == "later"]
    if later:
        text = ngettext(
            "%(num)s sentence comes later; the page says so", "%(num)s sentences come later; the page says so", len(later)
        )
        checks.append(_at("info", text, later[0]))
    omitted = [u for u in view.units if u.status == "omitted"]
    if omitted:
        text = ngettext("%(num)s sentence left out", "%(num)s sentences left out", len(omitted))
        checks.append(_at("info", text, omitted[0]))
    return checks


def _check_untouched(view: Desk) -> list[Check]:
    """What somebody confirmed as it stood: counted, to be walked through; near matches one by one."""
    checks = [
        _at("ask", gettext("Confirmed as the memory had it for a similar sentence (%(score)s of 100)", score=u.score), u)
        for u in view.units
        if u.as_near
    ]
    machine = sum(u.untouched == "machine" for u in view.units)
    if machine:
        told = ngettext(
            "%(num)s sentence exactly as the machine wrote it", "%(num)s sentences exactly as the machine wrote them", machine
        )
        checks.append(Check("machine", told))
    memory = sum(u.untouched == "memory" for u in view.units)
    if memory:
        told = ngettext(
            "%(num)s sentence exactly as the memory had it", "%(num)s sentences exactly as the memory had them", memory
        )
        checks.append(Check("memory", told))
    return checks


def _check_four_eyes(file: ArticleFile, view: Desk, publish: MoveOffer | None) -> list[Check]:
    """Whether somebody besides the one who publishes has worked on it. Of an original, whether somebody else wrote it."""
    if publish is None or not view_edition(file.edition).policy["four_eyes"]:
        return []
    checks = []
    for code, params in publish.reasons:
        if code == "four_eyes":
            ids = params.get("units")
            missing = set(ids) if isinstance(ids, list) else set()
            first = next((u for u in view.units if u.id in missing), None)
            text = format_message(code, params) if view.side == "target" else gettext("Nobody but you has written or read this.")
            checks.append(Check("stop", text, first.id if first else None, first.number if first else None, override=True))
        elif code == "four_eyes_fields":
            checks.append(Check("stop", format_message(code, params), beside=True, override=not checks))
    return checks or [Check("ok", gettext("Somebody besides you has worked on every sentence that changed"))]


def _check_fields(beside: FieldsView) -> list[Check]:
    """Advice on what stands beside the text: too long for its place, or a picture nobody named the rights of."""
    checks = [
        Check("ask", gettext("%(field)s: %(over)s over %(most)s characters", field=name, over=by, most=most), beside=True)
        for name, by, most in tell_over(beside)
    ]
    if any(not picture.rights for picture in beside.pictures):
        checks.append(Check("ask", gettext("Nobody said whose a picture is"), beside=True))
    return checks


def _check_pictures(file: ArticleFile, view: Desk) -> list[Check]:
    """A picture should have alt text and a caption."""
    pictures = source_html(file.document).lower().count("<img")
    if not pictures:
        return []
    alts = sum(u.block_kind == "alt" and u.status == "confirmed" for u in view.units)
    captions = sum(u.block_kind == "caption" and u.status == "confirmed" for u in view.units)
    checks = []
    if alts < pictures:
        checks.append(Check("ask", gettext("A picture has no alt text")))
    if not captions:
        checks.append(Check("ask", gettext("A picture has no caption")))
    return checks or [Check("ok", gettext("Pictures have a caption and alt text"))]
