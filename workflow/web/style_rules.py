"""What the checks want, in the words of the house style page."""

from __future__ import annotations

from workflow.http.i18n import LazyText, lazy_gettext

#: What the checks want, by section: (anchor, heading, words, names of its checks). A finding of the check `x` links to
#: `#check-x`, so a new check needs its name here and nothing else.
RULES: tuple[tuple[str, LazyText, LazyText, tuple[str, ...]], ...] = (
    (
        "marks",
        lazy_gettext("Marks of the original"),
        lazy_gettext(
            "{1}…{/1} stand for a link, bold type or a picture of the original. Each stands in the translation once, a pair "
            "around the same words and not across another pair. If the English really does without one, dismiss the finding "
            "with a reason."
        ),
        ("placeholders",),
    ),
    (
        "empty",
        lazy_gettext("Nothing is published empty"),
        lazy_gettext(
            "A confirmed sentence has a text. What is not for these readers is left out with a reason; what is still to come is "
            "marked “later”, and the page says so."
        ),
        ("empty",),
    ),
)
