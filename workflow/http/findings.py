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
    # numbers
    "number_missing": N_("The original has “%(number)s”, the text does not."),
    "number_extra": N_("“%(number)s” is not in the original."),
    "number_differs": N_("The text has “%(number)s”, the original “%(source)s”."),
    # percent, dates, currency
    "points_lost": N_("The original means percentage points, not per cent."),
    "points_for_percent": N_("The original means per cent, not percentage points."),
    "basis_lost": N_("The original means basis points."),
    "basis_for_percent": N_("The original does not mean basis points."),
    "percent_lost": N_("The original has a share in per cent, the text does not."),
    "month_differs": N_("The text has “%(number)s”, the original means %(source)s."),
    "weekday_differs": N_("The text has “%(number)s”, the original means %(source)s."),
    "weekday_calendar": N_("%(day)s is a %(right)s, not a %(weekday)s."),
    "currency_lost": N_("The original has a sum in a currency (“%(source)s”), the text does not."),
    "currency_differs": N_("The text has “%(number)s”, the original “%(source)s”."),
    # what is left of the original, marks and spaces
    "cyrillic_alike": N_("“%(word)s” has Cyrillic letters that look like Latin ones."),
    "cyrillic_left": N_("“%(word)s” is still in Cyrillic."),
    "untranslated": N_("This is still in Russian."),
    "link_lost": N_("The address %(address)s of the original is not in the text."),
    "bracket_open": N_("The bracket “%(sign)s” is not closed."),
    "bracket_closed": N_("The bracket “%(sign)s” was not opened."),
    "end_missing": N_("The sentence ends without “%(mark)s”."),
    "end_differs": N_("The sentence ends in “%(number)s”, the original in “%(mark)s”."),
    "doubled": N_("“%(word)s” stands twice."),
    "spacing": N_("A space is missing or too many."),
    "too_short": N_("This is much shorter than the original. Is a part of it missing?"),
    "too_long": N_("This is much longer than the original. Is all of it in there?"),
}
