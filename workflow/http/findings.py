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
    "tokens_guessed": N_("The engine lost the marks, and where they stand is a guess: see that each is around its own words."),
    "tokens_moved": N_("The engine put the marks in another order: see that each is around its own words."),
    # numbers
    "number_missing": N_("The original has “%(number)s”, the text does not."),
    "number_extra": N_("“%(number)s” is not in the original."),
    "number_differs": N_("The text has “%(number)s”, the original “%(source)s”."),
    "minus_lost": N_("The original has a minus (“%(number)s”), and the text does not."),
    "minus_added": N_("The text has a minus (“%(number)s”), and the original does not."),
    # percent, dates, currency
    "points_lost": N_("The original means percentage points, not per cent."),
    "points_for_percent": N_("The original means per cent, not percentage points."),
    "basis_lost": N_("The original means basis points."),
    "basis_for_percent": N_("The original does not mean basis points."),
    "percent_added": N_("The text has a share in per cent, the original has the number without."),
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
    # forbidden, terms, names
    "term_forbidden": N_("The glossary forbids “%(word)s”; write “%(preferred)s”."),
    "term_missing": N_("“%(term)s” is “%(preferred)s” here, and the text does not say so."),
    "name_missing": N_("%(name)s is not in the text. By transliteration: %(proposal)s."),
    # what English made from Russian does
    "negation_lost": N_("The Russian denies something (“%(words)s”), and the English does not."),
    "negation_added": N_("The English denies something (“%(words)s”), and the Russian does not."),
    "false_friend": N_("“%(word)s” only looks like «%(source)s». It may be: %(right)s."),
    "according_to": N_("“According to” again. Say who said it, or pick a wording."),
    "according_to_him": N_("“According to him” says less than “he said”. Say it plainly, or pick a wording."),
    "says_for_said": N_("“%(word)s” for what was said. In running text it is “%(right)s”."),
    "title_word_by_word": N_("“%(word)s” is the Russian title word by word. In English it is “%(right)s”."),
    "abbreviation_spelt": N_("“%(word)s” is the Russian abbreviation in Latin letters. %(source)s is %(right)s."),
    "patronymic_kept": N_("This edition leaves out patronymics (“%(word)s”)."),
    "patronymic_dropped": N_("This edition keeps patronymics, and “%(word)s” is missing."),
    "other_day_there": N_("When the story came out, “%(word)s” was another day for these readers. In Moscow it was %(day)s."),
    "legal_note_lost": N_("The legal note “%(words)s…” of the original is missing. This edition words it: “%(wording)s”."),
    "legal_note_other": N_("This edition words the legal note “%(wording)s”, not “%(words)s”."),
    "legal_star_lost": N_("A star (%(words)s) of the original, which leads to a note, is missing."),
    # house style
    "headline_full_stop": N_("A headline ends without a full stop."),
    "headline_capitals": N_("A headline has capitals as a sentence has: its first word and names."),
    "headline_past": N_("A headline tells the news in the present: “%(right)s”, not “%(word)s”."),
    "dateline_form": N_("Only the city stands here (“%(right)s”). The agency and the day come by themselves."),
    "link_has_version": N_("The link leads to our own story, which is out in this edition: %(to)s."),
    "link_not_out": N_("The link leads to a page of ours that is not out: %(page)s."),
    "link_in_russian": N_("The link leads to a page in Russian (%(address)s). Readers like to know that first."),
    "quote_marks_other": N_("Quotation marks here are %(right)s, not %(mark)s."),
    "dash_other": N_("The dash between parts of a sentence is “%(right)s” here, with the house’s spaces."),
    "dash_in_range": N_("From one number to another goes an en dash: 2021–2022."),
    "dash_in_pair": N_("Between two equals goes an en dash: Russia–China."),
    "large_number_other": N_("This edition writes “%(right)s”, not “%(word)s”."),
    "ise_other": N_("This edition writes “%(right)s”, not “%(word)s”."),
    "date_other_order": N_("A date is written “%(right)s” here, not “%(word)s”."),
    "word_unknown": N_("“%(word)s” is in no dictionary."),
    # the whole article
    "quote_open": N_("A quotation opened here (%(mark)s) is not closed."),
    "quote_close": N_("The quotation closed here (%(mark)s) was not opened."),
    "quote_reopen": N_("The quotation goes on from the paragraph before: open it again here."),
    "sentences_fewer": N_(
        "The paragraph is much shorter than the original: %(given)s sentences for %(wanted)s. Is something missing?"
    ),
    "sentences_more": N_(
        "The paragraph is much longer than the original: %(given)s sentences for %(wanted)s. Is something added?"
    ),
    "sentence_twice": N_("This says the same as the sentence before, though the original does not."),
    "worded_otherwise": N_("The same Russian is “%(other)s” in another place."),
}
