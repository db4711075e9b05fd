"""Words of the fields beside the text, for the pages that show them and their script."""

from __future__ import annotations

from workflow.http.i18n import LazyText, lazy_gettext, lookup, plural_forms
from workflow.http.marking import N_, N_n
from workflow.services.fields import LIMITS, FieldsView

#: What each field that is a line of text is called, and what it is for.
LABELS: dict[str, tuple[LazyText, LazyText]] = {
    "short_headline": (lazy_gettext("Short headline"), lazy_gettext("For lists and links in social networks.")),
    "push_title": (lazy_gettext("Title of the push message"), lazy_gettext("What a locked phone shows.")),
    "description": (
        lazy_gettext("Description for search engines"),
        lazy_gettext("Two lines in search results."),
    ),
}

TEXTS: dict[str, str | tuple[str, str]] = {
    "count": N_("%(count)s of %(most)s"),
    "over": N_n("%(count)s of %(most)s: %(num)s over", "%(count)s of %(most)s: %(num)s over"),
    "conflict": N_("Somebody changed this field meanwhile. Yours is in the field; theirs is below."),
    "conflict_who": N_("Theirs, against yours"),
    "keep_mine": N_("Keep mine"),
    "take_theirs": N_("Take theirs"),
    "empty": N_("(empty)"),
    "saved": N_("Saved"),
    "saving": N_("Saving…"),
    "unsent": N_n("%(num)s unsent, safe on this device", "%(num)s unsent, safe on this device"),
    "unsent_unsafe": N_n(
        "%(num)s unsent. This browser keeps nothing: leave the page open",
        "%(num)s unsent. This browser keeps nothing: leave the page open",
    ),
    "restored": N_n(
        "%(num)s field you wrote had not reached the server. It is back and being saved.",
        "%(num)s fields you wrote had not reached the server. They are back and being saved.",
    ),
    "remove_tag": N_("Take away the tag “%(tag)s”"),
    "tag_added": N_("The tag “%(tag)s” is added."),
    "tag_removed": N_("The tag “%(tag)s” is taken away."),
    "failed": N_("That did not work. Nothing was changed; try again."),
    "not_saved": N_("Some fields beside the text are not saved yet."),
}


def tell_over(beside: FieldsView) -> list[tuple[str, int, int]]:
    """Fields longer than the edition wants them: what they are called, by how much, of how many."""
    return [(str(LABELS[name][0]), by, beside.limits[name]) for name, by in beside.over.items()]


def field_texts() -> dict[str, object]:
    """Every sentence of static/js/fields.js, for the page's JSON island."""
    return {name: lookup(entry) if isinstance(entry, str) else plural_forms(*entry) for name, entry in TEXTS.items()}


def shown_fields(beside: FieldsView) -> dict[str, object]:
    """What templates/fields/_fields.html needs."""
    return {
        "beside": beside,
        "field_lines": [(name, *LABELS[name], beside.text_of(name), beside.limits[name]) for name in LABELS if name in LIMITS],
        "field_texts": field_texts(),
    }


def values_of(beside: FieldsView) -> dict[str, object]:
    """The values alone, by the names the script knows them by."""
    lines = {name: beside.text_of(name) for name in LABELS}
    rights = {f"picture_rights:{picture.src}": picture.rights for picture in beside.pictures}
    links = {f"links:{link.address}": link.leads_to for link in beside.links}
    return {**lines, "slug": beside.slug or "", "tags": "\n".join(beside.tags), **rights, **links}
