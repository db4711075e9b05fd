"""An edition's settings as a form: every policy of `core.policies` with its words, an example, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Conflict, Invalid
from workflow.core.links import StoryAddress
from workflow.core.permissions import Actor
from workflow.core.policies import GROUPS, OFF, Policy, read_policies
from workflow.core.qa.finding import Severity
from workflow.core.qa.registry import SEVERITIES
from workflow.core.style import HouseStyle, format_date, format_dateline
from workflow.http.i18n import LazyText, gettext, lazy_gettext, lazy_pgettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, now, reading, writing
from workflow.mt.registry import ENGINES
from workflow.services import editions
from workflow.services.editions import EditionView
from workflow.web.check_words import CHECK_NAMES
from workflow.web.requests import go_to

blueprint = Blueprint("policies", __name__)

GROUP_WORDS: dict[str, tuple[LazyText, LazyText]] = {
    "publishing": (lazy_gettext("Publishing"), lazy_gettext("Who must have read a text, and what the memory fills in.")),
    "dates": (lazy_gettext("Dateline, dates, time"), lazy_gettext("What readers see before the first sentence and above it.")),
    "typing": (
        lazy_gettext("While typing"),
        lazy_gettext("What plain signs become as somebody types. Each person can switch it off for themselves."),
    ),
    "style": (
        lazy_gettext("House style"),
        lazy_gettext("What the checks hold every text to."),
    ),
    "legal": (
        lazy_gettext("Legal notes"),
        lazy_gettext("How this edition words what Russian law wants said. Empty: it does without, and the check does not ask."),
    ),
    "engines": (
        lazy_gettext("Engines"),
        lazy_gettext("What engines may cost, and what language models are told."),
    ),
    "checks": (
        lazy_gettext("Checks"),
        lazy_gettext("What is found blocks, is only told, or is not looked for. What blocks can be dismissed with a reason."),
    ),
    "fields": (
        lazy_gettext("Fields beside the text"),
        lazy_gettext("How long each should be. A longer one is told to the translator and the editor, and never refused."),
    ),
}
#: What each policy is called, and what it does.
WORDS: dict[str, tuple[LazyText, LazyText]] = {
    "four_eyes": (
        lazy_gettext("Four eyes"),
        lazy_gettext("Nobody publishes their own words unseen. An exception takes a reason and goes on record."),
    ),
    "prefill_fuzzy": (
        lazy_gettext("Similar memory is filled in from (per cent)"),
        lazy_gettext("A remembered sentence this similar is filled in as a draft; a less similar one is only offered."),
    ),
    "agency": (lazy_gettext("Agency"), lazy_gettext("As the dateline names it. Empty: the edition's name.")),
    "dateline": (
        lazy_gettext("Dateline"),
        lazy_gettext("{city}, {CITY} in capitals, {agency} and {date} stand for what is filled in. Empty: no dateline."),
    ),
    "date_order": (lazy_gettext("Dates"), lazy_gettext("For English; other languages write dates their own way.")),
    "time_zone": (lazy_gettext("Time zone"), lazy_gettext("In which readers are told the day and the time.")),
    "quotes": (lazy_gettext("Quotation marks"), lazy_gettext("What straight quotation marks become, outside and inside.")),
    "dash": (lazy_gettext("Dash"), lazy_gettext("What two hyphens become, with its spaces.")),
    "ellipsis": (lazy_gettext("Ellipsis"), lazy_gettext("What three full stops become.")),
    "no_break_after": (
        lazy_gettext("Held to the number after them"),
        lazy_gettext("Words apart by spaces. The line never breaks between such a word and a number behind it."),
    ),
    "no_break_before": (
        lazy_gettext("Held to the number before them"),
        lazy_gettext("Words apart by spaces. The line never breaks between a number and such a word behind it."),
    ),
    "transliteration": (
        lazy_gettext("New names"),
        lazy_gettext("How a name is proposed that the glossary does not have."),
    ),
    "large_numbers": (lazy_gettext("Thousands of millions"), lazy_gettext("How large numbers are written.")),
    "ise": (lazy_gettext("-ise or -ize"), lazy_gettext("How verbs such as organise and realize end.")),
    "patronymics": (lazy_gettext("Patronymics"), lazy_gettext("Whether a person’s father’s name stands in the text.")),
    "accepted_words": (
        lazy_gettext("Words spelt right"),
        lazy_gettext("Words apart by spaces that no dictionary has and that this edition writes."),
    ),
    "legal_foreign_agent": (lazy_gettext("A foreign agent"), lazy_gettext("Behind a name, in brackets.")),
    "legal_foreign_media": (
        lazy_gettext("A text by a foreign agent"),
        lazy_gettext("The note that stands by itself above or below a text."),
    ),
    "legal_undesirable": (lazy_gettext("An undesirable organisation"), lazy_gettext("Behind a name, in brackets.")),
    "legal_extremist": (lazy_gettext("An extremist organisation"), lazy_gettext("Behind a name, in brackets; Meta’s note too.")),
    "legal_terrorist": (lazy_gettext("A terrorist organisation"), lazy_gettext("Behind a name, in brackets.")),
    "legal_banned": (lazy_gettext("Banned in Russia"), lazy_gettext("Where the note says nothing else.")),
    "legal_advertising": (lazy_gettext("Advertising"), lazy_gettext("The mark of an advertisement or a partner’s material.")),
    "mt_monthly_cap": (
        lazy_gettext("Engines, most a month"),
        lazy_gettext("In the currency of the settings. A call that might pass it is not made. 0: no cap."),
    ),
    "mt_style": (
        lazy_gettext("House style in words"),
        lazy_gettext("A few sentences for language models, beside dates and quotation marks."),
    ),
    "checks": (lazy_gettext("Checks"), lazy_gettext("Those that are not set here are as usual.")),
    "short_headline_most": (lazy_gettext("Short headline, characters"), lazy_gettext("For lists and links in social networks.")),
    "push_title_most": (lazy_gettext("Title of the push message, characters"), lazy_gettext("What a locked phone shows.")),
    "description_most": (
        lazy_gettext("Description for search engines, characters"),
        lazy_gettext("Two lines in search results."),
    ),
    "slug_most": (
        lazy_gettext("Address made from the headline, characters"),
        lazy_gettext("Whole words only; the story's number follows. What is published keeps its address."),
    ),
    "story_address": (
        lazy_gettext("Address of a story"),
        lazy_gettext(
            "Where readers find it: {slug} and {edition} stand for what is filled in. Links to our own stories lead there."
        ),
    ),
}
#: What the checks can be.
SEVERITY_WORDS: dict[str, LazyText] = {
    Severity.BLOCKING.value: lazy_pgettext("check", "blocks"),
    Severity.ADVISORY.value: lazy_pgettext("check", "is told"),
    OFF: lazy_pgettext("check", "off"),
}
CHECK_FIELD = "check-"
#: What an edition has beside its policies.
OWN_WORDS: dict[str, LazyText] = {
    "name": lazy_gettext("Name"),
    "engine": lazy_gettext("Engine"),
    "wants_stories": lazy_gettext("Open new stories by itself"),
}
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SPACES: dict[str, LazyText] = {
    "": lazy_pgettext("dash", "without spaces"),
    " ": lazy_pgettext("dash", "with spaces"),
    _NO_BREAK: lazy_pgettext("dash", "with spaces, never at the start of a line"),
}
_EITHER_WAY = lazy_pgettext("style", "either way")
_STYLES: dict[str, LazyText] = {
    "": _EITHER_WAY,
    "drop": lazy_pgettext("patronymics", "left out"),
    "keep": lazy_pgettext("patronymics", "kept"),
}
_CITY = {"ru": "Владивосток"}


@dataclass(frozen=True, slots=True)
class FormField:
    """A policy in the form; `value` as typed, `usual` its default in words where the edition has set its own."""

    policy: Policy
    label: str
    hint: str
    value: Any
    example: str
    options: list[tuple[str, str]]
    usual: str


@blueprint.get("/admin/editions/<tag>")
def show_settings(tag: str) -> Response:
    """Everything that is set for an edition."""
    actor = require_actor()
    with reading() as db:
        found = editions.read_settings(db, actor, tag)
    return _show(found, _values(found))


@blueprint.post("/admin/editions/<tag>")
def save_settings(tag: str) -> Response:
    """Save the form, or (with `do=try`) show the examples with what is typed."""
    actor = require_actor()
    with reading() as db:
        found = editions.read_settings(db, actor, tag)
    typed = _typed(found)
    if request.form.get("do") == "try":
        wrong = read_policies(_changes(found, typed)["policy"])[1]
        return _show(found, typed, wrong=wrong, version=_version(), tried=True, status=422 if wrong else 200)
    try:
        changed = _save(actor, found, typed)
    except Conflict as error:
        return _show(error.data["current"], typed, stale=True, status=412)
    except Invalid as error:
        wrong = error.data.get("wrong", {"": (error.code, error.params)})
        return _show(found, typed, wrong=wrong, version=_version(), status=422)
    flash(gettext("%(name)s is saved.", name=changed.name), "success")
    return go_to(url_for("policies.show_settings", tag=tag))


def _save(actor: Actor, found: EditionView, typed: dict[str, Any]) -> EditionView:
    with writing() as work:
        return editions.change_edition(work, actor, found.tag, _changes(found, typed), version=_version())


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _shown(edition: EditionView) -> list[Policy]:
    return [p for group in GROUPS for p in group.policies if not (edition.is_source and p.target_only)]


def _values(edition: EditionView) -> dict[str, Any]:
    """What the form begins with."""
    values = {p.key: edition.policy[p.key] for p in _shown(edition)}
    if "agency" in values and "agency" not in edition.own:
        values["agency"] = ""
    own = {"name": edition.name}
    return {**own, **values} if edition.is_source else {**own, **_target(edition), **values}


def _target(edition: EditionView) -> dict[str, Any]:
    return {"engine": edition.engine or "", "wants_stories": edition.wants_stories}


def _typed(edition: EditionView) -> dict[str, Any]:
    """The form as sent, over what stands; a box that is not ticked is not sent at all."""
    form, values = request.form, _values(edition)
    typed = {name: name in form if isinstance(value, bool) else form.get(name, value) for name, value in values.items()}
    if "checks" in typed:
        chosen = {name: form.get(CHECK_FIELD + name, values["checks"].get(name, "")) for name in SEVERITIES}
        typed["checks"] = {name: said for name, said in chosen.items() if said}
    return typed


def _changes(edition: EditionView, typed: Mapping[str, Any]) -> dict[str, Any]:
    policy = {p.key: typed[p.key] for p in _shown(edition)}
    own = {name: typed[name] for name in OWN_WORDS if name in typed}
    if "engine" in own:
        own["engine"] = own["engine"] or None
    return {**own, "policy": policy}


def _show(
    edition: EditionView,
    values: Mapping[str, Any],
    *,
    wrong: Mapping[str, tuple[str, dict[str, object]]] | None = None,
    version: int | None = None,
    tried: bool = False,
    stale: bool = False,
    status: int = 200,
) -> Response:
    wrong = wrong or {}
    errors = {name: [format_message(code, {**params, "policy": _label(name)})] for name, (code, params) in wrong.items()}
    good = read_policies({p.key: values[p.key] for p in _shown(edition)})[0]
    style = HouseStyle.from_policy({**edition.policy, **good, "agency": good.get("agency") or edition.name})
    groups = []
    for group in GROUPS:
        shown = [p for p in group.policies if p in _shown(edition)]
        if shown:
            fields = [_field(edition, p, values[p.key], style, bad=p.key in wrong) for p in shown]
            groups.append((group.key, *GROUP_WORDS[group.key], fields))
    body = render_template(
        "admin/edition.html",
        edition=edition,
        groups=groups,
        values=values,
        version=edition.version if version is None else version,
        errors=errors,
        tried=tried,
        differs=_differing(edition, values) if stale else None,
        engines=sorted(ENGINES),
        usual_engine=get_runtime().settings.mt_engine,
        zones=_zones(),
        checks=[(CHECK_FIELD + name, name, str(CHECK_NAMES[name]), _severities(usual)) for name, usual in SEVERITIES.items()],
        may_manage=True,
    )
    return make_response(body, status)


def _severities(usual: Severity) -> list[tuple[str, str]]:
    as_usual = gettext("as usual: %(what)s", what=SEVERITY_WORDS[usual.value])
    return [("", as_usual), *((said, str(word)) for said, word in SEVERITY_WORDS.items())]


def _label(name: str) -> str:
    return str(WORDS[name][0] if name in WORDS else OWN_WORDS.get(name, name))


def _differing(edition: EditionView, typed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What is not as it was typed: its name, what stands there now, what was typed."""
    current = _values(edition)
    pairs = ((name, current[name], typed.get(name, current[name])) for name in current)
    return [(_label(name), _say(name, is_now), _say(name, mine)) for name, is_now, mine in pairs if str(is_now) != str(mine)]


def _say(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        told = ", ".join(f"{CHECK_NAMES.get(check, check)}: {SEVERITY_WORDS.get(said, said)}" for check, said in value.items())
        return told or gettext("as usual")
    return _describe(name, str(value)) or gettext("(empty)")


def _field(edition: EditionView, policy: Policy, value: Any, style: HouseStyle, *, bad: bool) -> FormField:
    label, hint = WORDS[policy.key]
    if policy.kind == "checks":
        return FormField(policy, str(label), str(hint), value, "", [], "")
    options = [(o, _describe(policy.key, o)) for o in dict.fromkeys((*policy.choices, *((value,) if policy.choices else ())))]
    usual = _say(policy.key, policy.default) if policy.key in edition.own and policy.key != "agency" else ""
    example = "" if bad else _example(policy.key, edition, style)
    return FormField(policy, str(label), str(hint), value, example, options, usual)


def _describe(key: str, value: str) -> str:
    """A choice as it looks."""
    if key == "quotes":
        if len(value) != 4:
            return value or gettext("as the language has them")
        return f"{value[0]}… {value[2]}…{value[3]} …{value[1]}"
    if key == "dash":
        spaces = _SPACES.get(value[: len(value) - len(value.lstrip())])
        return f"{value.strip()} · {spaces}" if spaces is not None else value
    if key in ("large_numbers", "ise", "patronymics"):
        shown = {"bn": "$1.5bn", "billion": "$1.5 billion", "ise": "organise", "ize": "organize"}.get(value)
        return shown or str(_STYLES.get(value, value))
    if key == "transliteration":
        return {"press": "Sergei Shoigu", "bgn": "Sergey Shoygu (BGN/PCGN)"}.get(value, value)
    if key == "date_order":
        return "February 4, 2026" if value == "mdy" else "4 February 2026" if value == "dmy" else value
    return value


def _example(key: str, edition: EditionView, style: HouseStyle) -> str:
    """What a policy makes of something, in the edition's language; "" where nothing is to be shown."""
    language, moment = edition.language, now()
    if key == "dateline":
        city = _CITY.get(language, "Vladivostok")
        return format_dateline(style, city=city, day=style.local(moment).date(), language=language)
    if key == "story_address":
        return StoryAddress(str(edition.policy[key]), edition=edition.tag).write("the-ferry-is-back-1")
    if key == "date_order":
        return format_date(style.local(moment).date(), language=language, order=style.date_order)
    if key == "time_zone":
        return style.local(moment).strftime("%H:%M")
    rules = style.for_typing(language)
    if key == "quotes":
        marks = str(rules["quotes"])
        words = ("Наш", "Реалист", "сегодня") if language.startswith("ru") else ("Our", "Realist", "today")
        return f"{marks[0]}{words[0]} {marks[2]}{words[1]}{marks[3]} {words[2]}{marks[1]}"
    if key == "dash":
        return f"2025{style.dash}2026"
    if key == "no_break_after":
        return ", ".join(f"{word}{_NO_BREAK}5" for word in style.no_break_after.split()[:3])
    if key == "no_break_before":
        return ", ".join(f"5{_NO_BREAK}{word}" for word in style.no_break_before.split()[:3])
    return ""


@cache
def _zones() -> list[str]:
    """Zones to offer: those of places, and UTC."""
    places = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(places))]
