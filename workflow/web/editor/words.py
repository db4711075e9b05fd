"""The words of the editor's scripts, its keys, and what it says of a job or a closed text."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.http.i18n import LazyText, gettext, lazy_gettext, plural_forms
from workflow.http.messages import format_message
from workflow.services.desk import Desk
from workflow.services.jobs import ACTIVE, JobView
from workflow.web.editor.rows import STATE_WORDS

#: (name, keys, words): what each key does. The names are those of static/js/editor/keys.js.
KEYS: tuple[tuple[str, str, LazyText], ...] = (
    ("confirm", "Mod+Enter", lazy_gettext("Confirm and go to the next open sentence")),
    ("stay", "Mod+Shift+Enter", lazy_gettext("Confirm and stay")),
    ("next", "Alt+↓", lazy_gettext("Next sentence")),
    ("previous", "Alt+↑", lazy_gettext("Previous sentence")),
    ("open", "F9", lazy_gettext("Next sentence that is not confirmed")),
    ("finding", "F8", lazy_gettext("Next finding")),
    ("suggestion", "Ctrl+1…9", lazy_gettext("Put in a suggestion")),
    ("token", "Ctrl+Shift+1…9", lazy_gettext("Put in a mark of the original by its number; around a selection, both halves")),
    ("nbsp", "Ctrl+Shift+Space", lazy_gettext("No-break space")),
    ("source", "Ctrl+Insert", lazy_gettext("Copy the original")),
    ("merge", "Ctrl+Shift+↓", lazy_gettext("Merge with the next sentence")),
    ("split", "Mod+Shift+K", lazy_gettext("Split at the caret")),
    ("omit", "Mod+Shift+X", lazy_gettext("Leave out, with a reason")),
    ("later", "Mod+Shift+L", lazy_gettext("Later: published without it for now")),
    ("add", "Mod+Shift+E", lazy_gettext("Add a sentence of this edition’s own")),
    ("rewrite", "Mod+Shift+B", lazy_gettext("Rewrite the whole block as one")),
    ("undo", "Mod+Shift+Y", lazy_gettext("Undo the last change of shape")),
    ("dismiss", "Mod+Shift+D", lazy_gettext("Dismiss the finding, with a reason")),
    ("save", "Mod+S", lazy_gettext("Save now")),
    ("submit", "Mod+Shift+S", lazy_gettext("Send to review")),
    ("help", "Mod+/", lazy_gettext("This list")),
    ("leave", "Esc", lazy_gettext("Leave the field")),
)


@dataclass(frozen=True, slots=True)
class JobWords:
    """A pre-translation job as the page shows it."""

    id: int
    active: bool
    state: str
    done: int
    total: int
    result: str
    notices: tuple[str, ...]


def tell_job(job: JobView | None) -> JobWords | None:
    """What pre-translation did or is doing, in sentences."""
    if job is None:
        return None
    notices = tuple(dict.fromkeys(format_message(str(f["code"]), f) for f in job.findings if "code" in f))
    return JobWords(job.id, job.state in ACTIVE, job.state, job.done, job.total, _tell_counts(job), notices)


def _tell_counts(job: JobView) -> str:
    counts = job.counts
    parts = []
    memory = counts.get("exact", 0) + counts.get("fuzzy", 0)
    if memory:
        parts.append(gettext("%(count)s from memory", count=memory))
    if counts.get("machine"):
        parts.append(gettext("%(count)s by the machine", count=counts["machine"]))
    if counts.get("left", 0) + counts.get("failed", 0):
        parts.append(gettext("%(count)s left to you", count=counts.get("left", 0) + counts.get("failed", 0)))
    return ", ".join(parts)


def tell_closed(desk: Desk) -> str | None:
    """Why this person cannot change the text now; None where they can."""
    if desk.may_edit:
        return None
    if desk.text_role is None:
        return format_message("text_closed", {"state": desk.state})
    return format_message("text_not_yours", {"state": desk.state, "role": desk.text_role})


def script_texts() -> dict[str, object]:
    """Every sentence the editor's and the reviewer's modules say, for the page's JSON island."""
    return {
        **{f"state_{name}": str(word) for name, word in STATE_WORDS.items()},
        "saved": gettext("Saved"),
        "saving": gettext("Saving…"),
        "unsaved": gettext("Not saved yet"),
        "unsent": plural_forms("%(num)s unsent, safe on this device", "%(num)s unsent, safe on this device"),
        "unsent_unsafe": plural_forms(
            "%(num)s unsent. This browser keeps nothing: leave the page open",
            "%(num)s unsent. This browser keeps nothing: leave the page open",
        ),
        "try_now": gettext("Try now"),
        "confirm_empty": gettext("An empty sentence cannot be confirmed. Write it, leave it out, or mark it “later”."),
        "restored": plural_forms(
            "%(num)s sentence you typed had not reached the server. It is back and being saved.",
            "%(num)s sentences you typed had not reached the server. They are back and being saved.",
        ),
        "conflict": gettext("Somebody changed this sentence meanwhile. Yours is in the field; theirs is below."),
        "conflict_who": gettext("Theirs, against yours"),
        "keep_mine": gettext("Keep mine"),
        "take_theirs": gettext("Take theirs"),
        "retired": gettext("This sentence was merged into sentence %(number)s. What you typed here is not in it yet."),
        "gone": gettext("This sentence is no longer in the article. What you typed here is kept until you close it."),
        "omitted_meanwhile": gettext("This sentence was left out meanwhile. Put it back to save what you typed."),
        "copy_there": gettext("Put it into sentence %(number)s"),
        "copy": gettext("Copy"),
        "copied": gettext("Copied."),
        "drop": gettext("Throw mine away"),
        "closed": gettext("What you typed stays on this device."),
        "reload": gettext("Reload"),
        "done_all": gettext("Every sentence is done. Send it to review."),
        "flushing": gettext("Saving the last sentences first…"),
        "not_flushed": gettext("Some sentences are not saved yet. Look at the marked rows."),
        "refused": gettext("It cannot go to review yet:"),
        "submitted": gettext("Sent to review."),
        "operation_undo": gettext("Undo"),
        "operation_undone": gettext("Undone."),
        "nothing_to_undo": gettext("There is no change of shape to undo."),
        "op_merge": gettext("Merged."),
        "op_split": gettext("Split in two."),
        "op_omit": gettext("Left out."),
        "op_put_back": gettext("Put back."),
        "op_add": gettext("A sentence was added."),
        "op_remove": gettext("Removed."),
        "op_rewrite": gettext("The block is one sentence now. Write it freely."),
        "no_next": gettext("There is no sentence after this one."),
        "structure_changed": gettext(
            "Sentences were split or merged meanwhile. The page shows them as they are now; do it again."
        ),
        "no_suggestion": gettext("There is no suggestion with this number."),
        "no_token": gettext("The original has no mark with this number."),
        "no_finding": gettext("No difference found."),
        "no_open": gettext("Every sentence is confirmed."),
        "token_missing": gettext("The mark %(token)s of the original is missing."),
        "token_extra": gettext("The mark %(token)s is not in the original, or stands twice."),
        "token_unpaired": gettext("The mark %(token)s has lost its other half."),
        "token_nesting": gettext("The mark %(token)s closes where another one is still open."),
        "token_order": gettext("The mark %(token)s closes before it opens."),
        "put_it_in": gettext("Put in %(token)s"),
        "dismiss": gettext("Dismiss…"),
        "dismissed": gettext("dismissed: %(reason)s"),
        "pretranslated": plural_forms("%(num)s sentence was pre-translated", "%(num)s sentences were pre-translated"),
        "pretranslating": gettext("Pre-translating: %(done)s of %(total)s"),
        "job_done": gettext("Pre-translation is done."),
        "job_cancelled": gettext("Pre-translation was stopped."),
        "job_failed": gettext("Pre-translation failed. Start it again, or write the text yourself."),
        "note_added": gettext("Noted."),
        "taken_over": gettext("The new revision is taken over."),
        "sentence": gettext("Sentence %(number)s"),
        "progress": gettext("%(done)s of %(total)s"),
        "failed": gettext("That did not work. Nothing was changed; try again."),
    }
