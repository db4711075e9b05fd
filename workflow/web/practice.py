"""The first hour: a grid to learn the keys on. Its text belongs to nobody and its server is a script in the page, so
nothing of it reaches the database, the memory or a count.
"""

from __future__ import annotations

from flask import Blueprint, render_template

from workflow.core.qa.context import Desk as Rules
from workflow.core.qa.context import UnitText
from workflow.core.qa.placeholders import check_placeholders
from workflow.core.style import HouseStyle
from workflow.http.i18n import LazyText, lazy_gettext, lookup
from workflow.http.identity import require_actor
from workflow.http.marking import N_
from workflow.http.runtime import now
from workflow.services.desk import Desk, DeskUnit, Panel
from workflow.services.memory import Match
from workflow.services.quality import UnitFinding
from workflow.web.editor import words
from workflow.web.editor.rows import make_rows
from workflow.web.editor.suggestions import make_panel

blueprint = Blueprint("practice", __name__)

#: The steps: the action's name in static/js/editor/keys.js, its keys, what to do.
STEPS: tuple[tuple[str, str, LazyText], ...] = (
    (
        "confirm",
        "Mod+Enter",
        lazy_gettext("The machine’s headline is good. Confirm it; the caret goes on by itself."),
    ),
    ("suggestion", "Ctrl+1", lazy_gettext("Sentence 2 is empty. The panel has a suggestion; put it in by its number.")),
    (
        "merge",
        "Ctrl+Shift+↓",
        lazy_gettext("Confirm it too. Sentences 3 and 4 are better as one: in sentence 3, merge."),
    ),
    (
        "undo",
        "Mod+Shift+Y",
        lazy_gettext("Every change of shape can be taken back, texts and all. Undo the merge."),
    ),
    (
        "omit",
        "Mod+Shift+X",
        lazy_gettext("Sentence 5 is not for our readers. Go there (Alt+↓), leave it out, Enter."),
    ),
    ("finding", "F8", lazy_gettext("A check found something. Go to the next finding.")),
    ("dismiss", "Mod+Shift+D", lazy_gettext("The mark is lost, but say that it is meant so: dismiss the finding with a reason.")),
    ("submit", "Mod+Shift+S", lazy_gettext("Confirm what is still open (F9 finds it), then send the article to review.")),
)

TEXTS = {
    "left_out": N_("Left out: %(reason)s"),
    "put_back": N_("Put back"),
    "practice_step": N_("step %(number)s of %(total)s"),
    "practice_not_here": N_("The practice does without this one. It works in every real article."),
    "practice_no_search": N_("The practice has nothing to search. A real article has the memory and all that was published."),
    "practice_open": N_("These sentences are not confirmed:"),
}

_LINK, _TAG = "Расписание есть на {1}сайте района{/1}.", "<a href='https://example.org/'>"
#: Block, kind, Russian, English, where that came from ("" where nobody wrote it yet).
_UNITS = (
    (1, "headline", "В Луге появилась библиотека на колёсах", "A library on wheels comes to Luga", "machine"),
    (2, "paragraph", "Автобус с книгами объедет двенадцать деревень.", "", ""),
    (2, "paragraph", "Первый рейс будет в субботу.", "The first trip is on Saturday.", "memory"),
    (2, "paragraph", "Он начнётся в полдень.", "It starts at noon.", "memory"),
    (
        3,
        "paragraph",
        "Напомним, старое здание библиотеки закрыли на ремонт.",
        "Earlier the old library was closed for repairs.",
        "machine",
    ),
    (4, "paragraph", _LINK, "The timetable is on the district’s website.", "machine"),
)
_OFFER = "A bus full of books will call at twelve villages."


@blueprint.get("/practice")
def practise() -> str:
    """The grid with a text of nobody's, and a coach that notices each key."""
    require_actor()
    desk = make_desk()
    texts = {**words.script_texts(), **{name: lookup(text) for name, text in TEXTS.items()}}
    return render_template(
        "practice/practice.html",
        desk=desk,
        rows=make_rows(desk),
        title=desk.title,
        job=None,
        closed=None,
        keys=words.list_actions(),
        characters=words.CHARACTERS,
        texts=texts,
        returned=[],
        steps=STEPS,
        panels=[make_panel(_panel(unit)) for unit in desk.units],
    )


def make_desk() -> Desk:
    """An article that is in no table: its number is 0."""
    units = tuple(_unit(number, *given) for number, given in enumerate(_UNITS, start=1))
    return Desk(
        id=0,
        story_id=0,
        edition_id=0,
        edition="en",
        edition_name="",
        language="en",
        source_language="ru",
        side="target",
        title=units[0].source,
        source_title=units[0].source,
        source_url="",
        priority="normal",
        state="translate",
        assignee=None,
        structure_version=1,
        since=now(),
        units=units,
        holds=(),
        notes=(),
        source_change=None,
        job=None,
        may_edit=True,
        text_role=None,
        may_submit=True,
        may_review=False,
        may_pretranslate=False,
        may_take_over=False,
        typing=HouseStyle.from_policy({}).for_typing("en"),
    )


def _unit(number: int, block: int, kind: str, source: str, text: str, origin: str) -> DeskUnit:
    status = "draft" if text else "empty"
    found = check_placeholders(UnitText(number, source, text), Rules())  # the one that practice/server.js knows
    return DeskUnit(
        id=number,
        version=1,
        number=number,
        block_id=block,
        block_kind=kind,
        kind="aligned",
        source=source,
        text=text,
        status=status,
        reason="",
        origin=origin,
        engine="",
        score=100 if origin == "memory" else None,
        machine_text=text or None,
        machine_kind=origin,
        previous_source=None,
        author="",
        elements=((1, _TAG),) if "{1}" in source else (),
        findings=tuple(UnitFinding(number, finding) for finding in found),
    )


def _panel(unit: DeskUnit) -> Panel:
    offers = () if unit.text else (Match(0, 100, unit.source, _OFFER, "", False, True),)
    return Panel(unit.id, 1, "en", "ru", unit.source, None, "", offers, (), (), (), (), ())
