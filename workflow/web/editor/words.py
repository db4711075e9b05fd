"""The words of the editor's scripts, its keys, and what it says of a job or a closed text."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.http.i18n import LazyText, gettext, lazy_gettext, lookup, pgettext, plural_forms
from workflow.http.marking import N_, N_n
from workflow.http.messages import format_message
from workflow.services.desk import Desk
from workflow.services.jobs import ACTIVE, JobView
from workflow.web.actions import Action
from workflow.web.editor.rows import STATE_WORDS

#: (sign, keys, name): what the strip beside the grid and these keys put in.
CHARACTERS: tuple[tuple[str, str, LazyText], ...] = (
    ("“", "Ctrl+[", lazy_gettext("opening quotation mark")),
    ("”", "Ctrl+]", lazy_gettext("closing quotation mark")),
    ("‘", "Ctrl+Shift+[", lazy_gettext("opening single quotation mark")),
    ("’", "Ctrl+Shift+]", lazy_gettext("apostrophe")),
    ("–", "Ctrl+'", lazy_gettext("en dash")),
    ("—", "Ctrl+Shift+'", lazy_gettext("em dash")),
    ("…", "Ctrl+Shift+.", lazy_gettext("ellipsis")),
    ("€", "Ctrl+Shift+`", lazy_gettext("euro")),
    ("№", "Ctrl+`", lazy_gettext("number sign")),
    ("\u00a0", "Ctrl+Shift+Space", lazy_gettext("no-break space")),
)

#: (name, keys, words): see `web.actions`. Names are those of `actions` in static/js/editor/main.js; the scripts read the keys
#: from here. Suggestions and terms share the digits, for nothing else a layout, a browser or macOS leaves free has nine keys.
#: Ctrl+Shift+↓ has a twin because macOS keeps it.
KEYS: tuple[tuple[str, str, LazyText], ...] = (
    ("confirm", "Mod+Enter", lazy_gettext("Confirm and go to the next open sentence")),
    ("stay", "Mod+Shift+Enter", lazy_gettext("Confirm and stay")),
    ("next", "Alt+↓", lazy_gettext("Next sentence")),
    ("previous", "Alt+↑", lazy_gettext("Previous sentence")),
    ("open", "F9", lazy_gettext("Next sentence that is not confirmed")),
    ("finding", "F8", lazy_gettext("Next finding")),
    ("beside", "F2", lazy_gettext("To the fields beside the text, and back")),
    ("suggestion", "Ctrl+1…4", lazy_gettext("Put in a suggestion")),
    ("term", "Ctrl+5…9", lazy_gettext("Put in a term of this sentence")),
    ("token", "Ctrl+Shift+1…9", lazy_gettext("Put in a mark of the original by its number; around a selection, both halves")),
    ("source", "Ctrl+Insert", lazy_gettext("Copy the original")),
    ("merge", "Ctrl+Shift+↓ | Mod+Shift+J", lazy_gettext("Merge with the next sentence")),
    ("split", "Mod+Shift+K", lazy_gettext("Split at the caret")),
    ("omit", "Mod+Shift+X", lazy_gettext("Leave out, with a reason")),
    ("later", "Mod+Shift+L", lazy_gettext("Later: published without it for now")),
    ("add", "Mod+Shift+E", lazy_gettext("Add a sentence of this edition’s own")),
    ("rewrite", "Mod+Shift+B", lazy_gettext("Rewrite the whole block as one")),
    ("extend_down", "Alt+Shift+↓", lazy_gettext("Choose the next sentence too; Esc chooses none")),
    ("extend_up", "Alt+Shift+↑", lazy_gettext("Choose the sentence before too")),
    ("move_down", "Alt+Shift+PgDn", lazy_gettext("Move the sentence, or those chosen, down")),
    ("move_up", "Alt+Shift+PgUp", lazy_gettext("Move the sentence, or those chosen, up")),
    ("block", "Alt+Shift+Enter", lazy_gettext("The block: move, join, split, another kind")),
    ("undo", "Mod+Shift+Y", lazy_gettext("Undo the last change of shape")),
    ("fix", "Ctrl+.", lazy_gettext("Mend the first finding that can be mended")),
    ("dismiss", "Mod+Shift+D", lazy_gettext("Dismiss the finding, with a reason")),
    ("concordance", "Mod+Shift+F", lazy_gettext("Where the selected words were written before")),
    ("reading", "F4", lazy_gettext("Read the article through as it will be set; there, Enter goes to the sentence")),
    ("save", "Mod+S", lazy_gettext("Save now")),
    ("submit", "Mod+Shift+S", lazy_gettext("Send to review")),
    ("help", "Mod+/", lazy_gettext("This list")),
    ("leave", "Esc", lazy_gettext("Leave the field")),
    ("remove", "", lazy_gettext("Remove this added sentence")),
    ("put_back", "", lazy_gettext("Put back")),
    ("#job-start", "", lazy_gettext("Pre-translate the empty ones")),
    ("#job-stop", "", lazy_gettext("Stop pre-translation")),
    ("#take-over", "", lazy_gettext("Take over the newer revision")),
    ('.bar [href$="/preview"]', "", lazy_gettext("Preview")),
    ("#try-now", "", lazy_gettext("Try to save again")),
)


def list_actions() -> list[Action]:
    """Everything the editor can do, signs of the strip included."""
    return [*KEYS, *((f"insert:{sign}", keys, name) for sign, keys, name in CHARACTERS)]


#: Sentences of the scripts, by the name they are asked for.
TEXTS: dict[str, str | tuple[str, str]] = {
    "saved": N_("Saved"),
    "saving": N_("Saving…"),
    "unsent": N_n("%(num)s unsent, safe on this device", "%(num)s unsent, safe on this device"),
    "unsent_unsafe": N_n(
        "%(num)s unsent. This browser keeps nothing: leave the page open",
        "%(num)s unsent. This browser keeps nothing: leave the page open",
    ),
    "tell_whom": N_("Whom to tell"),
    "people_found": N_n(
        "%(num)s person; arrows choose, Enter puts the name in", "%(num)s people; arrows choose, Enter puts the name in"
    ),
    "confirm_empty": N_("An empty sentence cannot be confirmed. Write it, leave it out, or mark it “later”."),
    "restored": N_n(
        "%(num)s sentence you typed had not reached the server. It is back and being saved.",
        "%(num)s sentences you typed had not reached the server. They are back and being saved.",
    ),
    "conflict": N_("Somebody changed this sentence meanwhile. Yours is in the field; theirs is below."),
    "conflict_who": N_("Theirs, against yours"),
    "keep_mine": N_("Keep mine"),
    "take_theirs": N_("Take theirs"),
    "merge_both": N_("Merge"),
    "merge_clash": N_(
        "You both changed the same words. Both variants stand in the field, one after the other: "
        "finish the sentence, then keep it."
    ),
    "retired": N_("This sentence was merged into sentence %(number)s. What you typed here is not in it yet."),
    "gone": N_("This sentence is no longer in the article. What you typed here is kept until you close it."),
    "omitted_meanwhile": N_("This sentence was left out meanwhile. Put it back to save what you typed."),
    "copy_there": N_("Put it into sentence %(number)s"),
    "copy": N_("Copy"),
    "copied": N_("Copied."),
    "drop": N_("Throw mine away"),
    "closed": N_("What you typed stays on this device."),
    "reload": N_("Reload"),
    "done_all": N_("Every sentence is done. Send it to review."),
    "not_flushed": N_("Some sentences are not saved yet. Look at the marked rows."),
    "refused": N_("It cannot go to review yet:"),
    "operation_undo": N_("Undo"),
    "operation_undone": N_("Undone."),
    "nothing_to_undo": N_("There is no change of shape to undo."),
    "op_merge": N_("Merged."),
    "op_split": N_("Split in two."),
    "op_omit": N_("Left out."),
    "op_put_back": N_("Put back."),
    "op_add": N_("A sentence was added."),
    "op_remove": N_("Removed."),
    "op_rewrite": N_("The block is one sentence now. Write it freely."),
    "op_later": N_("Marked “later”."),
    "op_move": N_("Moved."),
    "op_join_blocks": N_("The blocks are one now."),
    "op_split_block": N_("A new block begins here."),
    "op_retype_block": N_("The block is of another kind now."),
    "picked": N_n("%(num)s sentence chosen: %(range)s", "%(num)s sentences chosen: %(range)s"),
    "chosen": N_("chosen"),
    "picked_none": N_("No sentence is chosen."),
    "move_end": N_("It cannot move further."),
    "block_fixed": N_("Only paragraphs, subheads, quotes and list items can be moved or made into one another."),
    "no_next": N_("There is no sentence after this one."),
    "structure_changed": N_("Sentences were split or merged meanwhile. The page shows them as they are now; do it again."),
    "unit_changed": N_("The sentence was changed meanwhile. The page shows it as it is now; do it again."),
    "no_suggestion": N_("There is no suggestion with this number."),
    "no_term": N_("There is no term with this number."),
    "no_token": N_("The original has no mark with this number."),
    "no_finding": N_("No difference found."),
    "no_open": N_("Every sentence is confirmed."),
    "token_missing": N_("The mark %(token)s of the original is missing."),
    "token_extra": N_("The mark %(token)s is not in the original, or stands twice."),
    "token_unpaired": N_("The mark %(token)s has lost its other half."),
    "token_nesting": N_("The mark %(token)s closes where another one is still open."),
    "token_order": N_("The mark %(token)s closes before it opens."),
    "no_fix": N_("No finding here can be mended by itself."),
    "mend": N_("Mend"),
    "led": N_("In this edition the link leads to %(to)s."),
    "put_it_in": N_("Put in %(token)s"),
    "rule": N_("The rule"),
    "dismiss": N_("Dismiss…"),
    "reopen": N_("Bring it back"),
    "dismissed": N_("dismissed: %(reason)s"),
    "pretranslated": N_n("%(num)s sentence was pre-translated", "%(num)s sentences were pre-translated"),
    "pretranslating": N_("Pre-translating: %(done)s of %(total)s"),
    "job_done": N_("Pre-translation is done."),
    "job_cancelled": N_("Pre-translation was stopped."),
    "job_failed": N_("Pre-translation failed. Start it again, or write the text yourself."),
    "note_added": N_("Noted."),
    "settled": N_("The comment is settled."),
    "reopened": N_("The comment is open again."),
    "is_here": N_("%(name)s is here"),
    "is_in": N_("%(name)s is in sentence %(number)s"),
    "reviews_here": N_("%(name)s is reviewing"),
    "reviews_in": N_("%(name)s is reviewing sentence %(number)s"),
    "with_you": N_("%(name)s is in this sentence too."),
    "sentence": N_("Sentence %(number)s"),
    "progress": N_("%(done)s of %(total)s"),
    "inserted": N_("Inserted."),
    "again": N_("Try again"),
    "search_failed": N_("The search did not work. Your text is where it was."),
    "failed": N_("That did not work. Nothing was changed; try again."),
}


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
    codes = [str(f["code"]) for f in job.findings if "code" in f]
    notices = tuple(dict.fromkeys(format_message(str(f["code"]), f) for f in job.findings if "code" in f))
    if "demo_model" in codes or "model_missing" in codes:
        notices = (*notices, tell_how_to_fetch())
    return JobWords(job.id, job.state in ACTIVE, job.state, job.done, job.total, _tell_counts(job), notices)


def tell_how_to_fetch() -> str:
    """How the real model comes to this machine; a command, so that it is the same in every language."""
    return gettext("The real model is fetched by “%(command)s”.", command="workflow engine fetch")


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
    texts: dict[str, object] = {f"state_{name}": str(word) for name, word in STATE_WORDS.items()}
    texts["state_now_translate"] = pgettext("state", "translate")
    texts["fetch_model"] = tell_how_to_fetch()
    for name, entry in TEXTS.items():
        texts[name] = lookup(entry) if isinstance(entry, str) else plural_forms(*entry)
    return texts


#: The same for the review page.
REVIEW_KEYS: tuple[tuple[str, LazyText], ...] = (
    ("J", lazy_gettext("Next sentence")),
    ("K", lazy_gettext("Previous sentence")),
    ("N", lazy_gettext("Next change; with Shift the previous one")),
    ("F", lazy_gettext("Next finding, F8 too; with Shift the previous one")),
    ("A", lazy_gettext("Next sentence exactly as the machine or the memory had it; with Shift the previous one")),
    ("M", lazy_gettext("Against the machine, or clean")),
    ("S", lazy_gettext("Since my last review, or clean")),
    ("E", lazy_gettext("Mend the sentence in place")),
    ("U", lazy_gettext("Undo the last mend, Mod+Z too; inside the field Mod+Z is the browser’s own")),
    ("C", lazy_gettext("A note on the sentence")),
    ("R", lazy_gettext("Return with a note")),
    ("O", lazy_gettext("Open again what is published or withdrawn")),
    ("P", lazy_gettext("Publish; does nothing while a field has the focus")),
    ("T", lazy_gettext("Take back what was just published")),
    ("Mod+Enter", lazy_gettext("Save the mended sentence")),
    ("F2", lazy_gettext("To the fields beside the text, and back")),
)

REVIEW_TEXTS: dict[str, str] = {
    "reopened": N_("The finding stands again: mend it, or return the article."),
    "accept_first": N_("Accept the dismissed findings first, or return the article."),
    "override_first": N_("Nobody else has read this. Give a reason for publishing it alone, or ask somebody."),
    "changed_under": N_("The text changed under your eyes: sentences %(numbers)s. Look at them; then publish what you see."),
    "changed_fields": N_(
        "Something beside the sentences changed under your eyes, such as the address or a description. Look again; then publish."
    ),
    "see_first": N_("Look at what changed under your eyes first."),
    "editing_first": N_("Finish the sentence you are mending first."),
    "going": N_("Going live in %(seconds)s s"),
    "going_told": N_("Going live in %(seconds)s seconds. Press T to take it back."),
    "going_at": N_("Goes live on %(time)s"),
    "taken_back": N_("Taken back. The article is in review again, and nothing went out."),
    "live": N_("It is live."),
    "is_out": N_("What the checks say"),
    "publish": N_("Publish"),
    "schedule": N_("Schedule"),
    "bad_time": N_("Choose a time that is still to come."),
    "edit_label": N_("Sentence %(number)s"),
    "hold_lifted": N_("The hold is released."),
    "clean": N_("The text is shown clean."),
    "against": N_("The text is shown against the machine’s."),
    "none_change": N_("Nothing changed, neither since your last review nor against the machine."),
    "none_finding": N_("No difference found."),
    "none_untouched": N_("No sentence stands exactly as the machine or the memory had it."),
    "place_of": N_("%(number)s of %(total)s"),
    "shaped_under": N_("Sentences were split, merged or taken away under your eyes."),
    "moved_under": N_("Somebody decided on this article meanwhile: it is not in review any more. Reload the page."),
    "nothing_mended": N_("There is no mend to undo."),
    "mend_undone": N_("Sentence %(number)s reads as it did before you mended it."),
    "mend_overtaken": N_("Sentence %(number)s was changed after you mended it. It stays as it is."),
    "anchor_gone": N_("The sentence is no longer there. Choose where this belongs, or send it without a sentence."),
    "note_gone": N_("The sentence is no longer there. Close this and choose another; what you wrote stays."),
}


def review_texts() -> dict[str, object]:
    """What only the review page says."""
    return {name: lookup(entry) for name, entry in REVIEW_TEXTS.items()}
