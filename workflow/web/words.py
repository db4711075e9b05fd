"""Words for codes that only pages show: actions of the trail, what a job did and why not, why an import left a message alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.http.i18n import LazyText, lazy_pgettext
from workflow.http.messages import format_message, has_message

#: What happened, as the trail of an article says it after the name of whoever did it.
EVENTS: dict[str, LazyText] = {
    "story.create": lazy_pgettext("event", "brought the story in"),
    "story.revise": lazy_pgettext("event", "saved a new version of the Russian text"),
    "story.priority": lazy_pgettext("event", "set the priority"),
    "article.open": lazy_pgettext("event", "opened it in an edition"),
    "article.take": lazy_pgettext("event", "took it"),
    "article.assign": lazy_pgettext("event", "gave it to somebody, or to nobody"),
    "article.start": lazy_pgettext("event", "began the translation"),
    "article.submit": lazy_pgettext("event", "sent it to review"),
    "article.return": lazy_pgettext("event", "returned it"),
    "article.publish": lazy_pgettext("event", "published a version"),
    "article.take_back": lazy_pgettext("event", "took the publication back"),
    "article.update": lazy_pgettext("event", "began an update"),
    "article.correct": lazy_pgettext("event", "began a correction"),
    "article.withdraw": lazy_pgettext("event", "withdrew it"),
    "article.reopen": lazy_pgettext("event", "reopened it"),
    "article.fields": lazy_pgettext("event", "changed what stands beside the text"),
    "article.takeover": lazy_pgettext("event", "took over the new Russian version"),
    "hold.raise": lazy_pgettext("event", "put it on hold"),
    "hold.lift": lazy_pgettext("event", "released the hold"),
    "note.add": lazy_pgettext("event", "left a note"),
    "note.resolve": lazy_pgettext("event", "settled a comment"),
    "note.reopen": lazy_pgettext("event", "opened a comment again"),
    "note.read": lazy_pgettext("event", "read a comment"),
    "unit.set_aside": lazy_pgettext("event", "offered a text that was not taken"),
    "finding.dismiss": lazy_pgettext("event", "dismissed a finding"),
    "finding.reopen": lazy_pgettext("event", "brought a finding back"),
    "job.create": lazy_pgettext("event", "asked for a pre-translation"),
    "job.cancel": lazy_pgettext("event", "stopped the pre-translation"),
    "catalog.import": lazy_pgettext("event", "imported a catalog"),
    "unit.split": lazy_pgettext("event", "split a sentence"),
    "unit.merge": lazy_pgettext("event", "joined sentences"),
    "unit.omit": lazy_pgettext("event", "left sentences out"),
    "unit.put_back": lazy_pgettext("event", "put sentences back"),
    "unit.add": lazy_pgettext("event", "added a sentence"),
    "unit.remove": lazy_pgettext("event", "removed an added sentence"),
    "unit.rewrite_block": lazy_pgettext("event", "rewrote a paragraph"),
    "unit.rewrite": lazy_pgettext("event", "rewrote a paragraph"),
    "unit.undo": lazy_pgettext("event", "took an operation back"),
    "unit.revert": lazy_pgettext("event", "took an operation back"),
    "unit.confirm": lazy_pgettext("event", "confirmed a sentence"),
    "unit.save": lazy_pgettext("event", "saved a sentence"),
}

#: Who did it, where it was not a person.
PROGRAMS: dict[str, LazyText] = {
    "Workflow": lazy_pgettext("who", "Workflow"),
    "Pre-translation": lazy_pgettext("who", "Pre-translation"),
}

#: What a job did with a sentence.
DEEDS: dict[str, LazyText] = {
    "exact": lazy_pgettext("job", "memory, exact"),
    "fuzzy": lazy_pgettext("job", "memory, similar"),
    "machine": lazy_pgettext("job", "machine"),
    "left": lazy_pgettext("job", "left for a person"),
    "skipped": lazy_pgettext("job", "not touched"),
    "failed": lazy_pgettext("job", "failed"),
}

#: Why a job left a sentence, or an import a message, where the code has no sentence of its own.
REASONS: dict[str, LazyText] = {
    "touched": lazy_pgettext("why", "A person worked on it meanwhile."),
    "legal_note": lazy_pgettext("why", "A fixed legal text; it is never translated by a machine."),
    "empty": lazy_pgettext("why", "There is nothing to translate in it."),
    "name": lazy_pgettext("why", "A name. Engines make names up; the glossary or a person gives it."),
    "outside_demo_model": lazy_pgettext("why", "It has words that the demo model does not know."),
    "too_many_attempts": lazy_pgettext("why", "It failed too often."),
    "chunk_failed": lazy_pgettext("why", "A part of the article failed too often and was given up."),
    "demo_model": lazy_pgettext("why", "The demo model translated this. It knows only the demo stories’ words."),
    "stale": lazy_pgettext("why", "It was changed here after the file was made."),
    "source_differs": lazy_pgettext("why", "The Russian sentence is not the one in the file."),
    "emptied": lazy_pgettext("why", "The file has no translation here, we have."),
    "version_unknown": lazy_pgettext("why", "The file does not say which version it was made from."),
    "unit_unknown": lazy_pgettext("why", "There is no such sentence in this article."),
    "unit_retired": lazy_pgettext("why", "This sentence was joined to another one."),
    "unit_omitted": lazy_pgettext("why", "This sentence was left out here."),
}


def tell_event(action: str) -> str:
    return str(EVENTS.get(action, action))


def tell_who(name: str) -> str:
    return str(PROGRAMS.get(name, name))


def tell_deed(result: Mapping[str, Any]) -> str:
    """What was done with one sentence: "memory, similar, 84 %"."""
    deed = str(DEEDS.get(str(result.get("did")), result.get("did")))
    score = result.get("score")
    return f"{deed}, {score} %" if result.get("did") == "fuzzy" and score is not None else deed


def tell_why(code: str) -> str:
    """The sentence for why something was left alone; nothing for no reason."""
    if not code:
        return ""
    if code in REASONS:
        return str(REASONS[code])
    return format_message(code) if has_message(code) else code
