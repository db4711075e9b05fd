"""What checks say, by code. A sentence names what was found, in the words of the two texts."""

from __future__ import annotations

from workflow.http.marking import N_

FINDINGS: dict[str, str | tuple[str, str]] = {
    # empty, placeholders
    "empty_text": N_("There is no text."),
    "token_missing": N_("The mark %(token)s of the original is missing."),
    "token_extra": N_("The mark %(token)s is not in the original, or stands twice."),
    "token_unpaired": N_("The mark %(token)s has lost its other half."),
    "token_nesting": N_("The mark %(token)s closes where another one is still open."),
    "token_order": N_("The mark %(token)s closes before it opens."),
}
