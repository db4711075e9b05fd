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
    (
        "numbers",
        lazy_gettext("Numbers"),
        lazy_gettext(
            "Every number of the original stands in the text with the same value, and none comes in that the original does not "
            "have. Words and digits, “1.5 billion” and “1,500 million”, 6:30 pm and 18:30 are the same. A number that the "
            "context makes needless, or that the newsroom has corrected, is dismissed with a reason."
        ),
        ("numbers",),
    ),
    (
        "percent",
        lazy_gettext("Per cent and points"),
        lazy_gettext(
            "What grows from 10 to 12 per cent grows by 2 percentage points («процентных пункта») or by 20 per cent: which of "
            "them it is, the original says. A hundred basis points are one percentage point."
        ),
        ("percent",),
    ),
    (
        "days",
        lazy_gettext("Months and days of the week"),
        lazy_gettext(
            "The month and the day of the week are the original's, or the day is told in another way. A day of the week that "
            "stands before a date is the one the calendar has."
        ),
        ("dates",),
    ),
    (
        "currency",
        lazy_gettext("Currencies"),
        lazy_gettext("A sum keeps its currency, as a word, a sign or a code. A sum in another currency may stand beside it."),
        ("currency",),
    ),
    (
        "russian",
        lazy_gettext("Nothing is left in Russian"),
        lazy_gettext(
            "Names, abbreviations and words of the original are written in Latin letters. A Cyrillic С or о inside a Latin word "
            "cannot be seen and breaks every search for it."
        ),
        ("cyrillic", "untranslated"),
    ),
    (
        "links",
        lazy_gettext("Addresses"),
        lazy_gettext("Addresses of pages and people stand in the text as they stand in the original, letter by letter."),
        ("links",),
    ),
    (
        "small",
        lazy_gettext("Brackets, ends, spaces"),
        lazy_gettext(
            "A bracket has its other half. A sentence ends as the original does: what asks there, asks here. No word stands "
            "twice, no space stands before a comma, and one comes behind it."
        ),
        ("brackets", "end_mark", "doubled", "spacing"),
    ),
    (
        "length",
        lazy_gettext("Length"),
        lazy_gettext(
            "English news is about as long as its Russian original. A sentence of half or nearly twice the length may have lost "
            "a part, or taken one from its neighbour."
        ),
        ("length",),
    ),
    (
        "people",
        lazy_gettext("People’s names"),
        lazy_gettext(
            "Whoever the original names, the text names too, and always in one spelling: the glossary’s, or, where it has none, "
            "a transliteration. “Always write it so” in the panel puts a spelling into the glossary."
        ),
        ("names",),
    ),
    (
        "quotations",
        lazy_gettext("Quotations"),
        lazy_gettext(
            "A quotation that runs over several paragraphs opens each of them again and is closed once, at its end. "
            "Quotation marks are the house’s, the inner pair inside the outer."
        ),
        ("quotes", "quote_marks"),
    ),
    (
        "faithful",
        lazy_gettext("All that is said, once"),
        lazy_gettext(
            "What the Russian denies the English denies too, and nothing else. A paragraph neither loses a sentence nor "
            "gains one; the same Russian reads the same throughout a story."
        ),
        ("negation", "sentences", "consistency"),
    ),
    (
        "saying",
        lazy_gettext("Who said it"),
        lazy_gettext(
            "Say who said it rather than “according to” every time, and never “according to him”. In running text "
            "what was said is in the past."
        ),
        ("attribution", "tense"),
    ),
    (
        "false-friends",
        lazy_gettext("Words that only look alike"),
        lazy_gettext("«Инсульт» is a stroke, «магазин» a shop and «декада» ten days, whatever English word sounds like them."),
        ("false_friends",),
    ),
    (
        "headlines",
        lazy_gettext("Headlines"),
        lazy_gettext("Capitals as in a sentence, the present tense, no full stop."),
        ("headline",),
    ),
    (
        "ranks",
        lazy_gettext("Ranks, titles, patronymics"),
        lazy_gettext(
            "A rank or title is what English calls it, not the Russian word by word: lieutenant general, deputy prime"
            " minister. Patronymics are kept or left out as the edition has chosen."
        ),
        ("titles", "patronymics"),
    ),
    (
        "abbreviations",
        lazy_gettext("Abbreviations of foreign bodies"),
        lazy_gettext("A body abroad has the abbreviation it uses itself: ВКТ is CGT, МАГАТЭ is IAEA."),
        ("abbreviations",),
    ),
    (
        "today",
        lazy_gettext("Today and yesterday"),
        lazy_gettext(
            "Where the story came out on different dates in Moscow and at this edition’s readers, name the day instead."
        ),
        ("relative_days",),
    ),
    (
        "russian-links",
        lazy_gettext("Links to pages in Russian"),
        lazy_gettext("A link that leads to a page in Russian says so: “(in Russian)”."),
        ("russian_links",),
    ),
    (
        "legal-notes",
        lazy_gettext("Legal notes"),
        lazy_gettext(
            "What the law wants said of a person or an organisation (a foreign agent, a banned organisation) stays in "
            "the paragraph that names them, in the edition’s wording. A note the edition does without is switched off in its "
            "settings."
        ),
        ("legal",),
    ),
    (
        "numbers-dates",
        lazy_gettext("How it is written"),
        lazy_gettext(
            "One dash between parts of a sentence, an en dash from number to number and between two equals; dates in "
            "one order; bn or billion, -ise or -ize as the edition has chosen; in the dateline the city alone."
        ),
        ("dashes", "date_order", "large_numbers", "ise", "dateline"),
    ),
    (
        "spelling",
        lazy_gettext("Spelling"),
        lazy_gettext(
            "American and British spellings are both in the dictionary. Names, words of the original and the words "
            "this edition accepts are not judged."
        ),
        ("spelling",),
    ),
)
