"""Names that an English sentence has and its Russian one lacks, heard rather than read.

A translator gives a minister his first name, or says which country's minister he is: right in that story, wrong in the
next. A name is there in the Russian where some word sounds like it; what both languages call by different words (China,
Китай) is listed. Careful on purpose: only first names and places of a list count, for a capital letter alone makes names
of half an English sentence, and a sound that is nearly there counts as there.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from workflow.core.markup_tokens import strip_tokens

_NAME = re.compile(r"(?<=[\w,;)] )[A-Z][a-z]{3,}(?![\w’'-]*[A-Z])")
_RUSSIAN_WORD = re.compile(r"[А-Яа-яЁёA-Za-z]{2,}")
#: Letters that sound alike make one class; vowels, soft and hard signs and h say little.
_SOUNDS = {
    **dict.fromkeys("бпbp", "p"),
    **dict.fromkeys("вфvfw", "f"),
    **dict.fromkeys("гкхgkq", "k"),
    **dict.fromkeys("дтdt", "t"),
    **dict.fromkeys("жзсцчшщzsj", "s"),
    **dict.fromkeys("лl", "l"),
    **dict.fromkeys("мm", "m"),
    **dict.fromkeys("нn", "n"),
    **dict.fromkeys("рr", "r"),
}
_SPELT = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|tch|sh|ch|zh|ts|tz|dj|dg", "s"),
        ("kh|gh|ck", "k"),
        ("ph", "f"),
        ("th", "t"),
        ("x", "ks"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
    )
)


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: First names as the English of news writes them: what translators add to a surname, and what makes a person of a word.
_PERSONS = _list(
    """
    Aleksandr Aleksei Alexander Alexandra Alexei Alexey Alina Alla Anastasia Anatoly Andrei Andrew Andrey Angela Anna Anthony
    Anton Antonio Artem Artyom Barack Benjamin Boris Brian Bruce Carlos Charles Christine Daria David Denis Diana Dmitri
    Dmitriy Dmitry Donald Ekaterina Elena Elizabeth Elvira Emmanuel Evgeny Fyodor Gennady Georgy German Gleb Grigory Harry
    Hillary Igor Irina Ivan Jacob James Jason Jens Joseph Josep Juan Julia Kamala Karen Keir Kevin Kirill Konstantin
    Kristalina Ksenia Larisa Leonid Linda Lyudmila Marco Margarita Maria Marina Mark Mary Matthew Maxim Michael Mike Mikhail
    Mohammed Narendra Natalia Natalya Nicolas Nikita Nikol Nikolai Nikolay Oksana Oleg Olga Patrick Paul Pavel Peter Petr Petro
    Polina Pyotr Ramzan Rebecca Recep Richard Robert Roman Ronald Ruslan Rustam Scott Sergei Sergey Simon Sofia Stanislav
    Stephen Steven Svetlana Tatiana Tatyana Thomas Timothy Ursula Vadim Valentina Valeria Valery Vasily Veronika Viktor Viktoria
    Vitaly Vladimir Vladislav Volodymyr Vyacheslav William Xenia Yana Yaroslav Yevgeny Yulia Yuri Yury Zinaida
    """
)
#: Countries and cities that news names most, as adjectives too.
_PLACES = _list(
    """
    Afghanistan Africa African Ankara Argentina Armenia Armenian Asia Asian Astana Australia Austria Azerbaijan Baghdad Baku
    Belarus Belarusian Belgium Belgrade Berlin Brazil Brazilian Bulgaria California Canada Canadian Chechnya Chile Cuba Damascus
    Delhi Denmark Donbas Donbass Donetsk Dubai Estonia Ethiopia Finland Finnish France French Geneva Hanoi Havana Helsinki India
    Indian Indonesia Iran Iranian Iraq Ireland Israel Israeli Istanbul Italian Italy Japan Japanese Kabul Kazakhstan Kosovo Kuwait
    Kyrgyzstan Latvia Lebanon Libya Lithuania Luhansk Lugansk Madrid Malaysia Mexico Milan Minsk Moldova Mongolia Moscow Murmansk
    Nigeria Novosibirsk Pakistan Palestine Paris Poland Polish Portugal Prague Qatar Riga Romania Rome Samara Saudi Scotland
    Seoul Serbia Shanghai Siberia Slovakia Slovenia Sochi Somalia Stockholm Sudan Syria Syrian Tajikistan Tallinn Tashkent
    Tbilisi Tehran Texas Tokyo Turkmenistan Ukraine Ukrainian Uzbekistan Vatican Venezuela Vienna Vietnam Vilnius Vladivostok
    Warsaw Yemen Yerevan
    """
)
#: What the two languages call by different words.
_CALLED = {
    name: re.compile(russian, re.IGNORECASE)
    for names, russian in (
        ("China Chinese Beijing", "кита|кнр|пекин"),
        ("German Germany Germans", "герман|немец|немц|фрг"),
        ("Hungary Hungarian Budapest", "венгр|венгер|будапешт"),
        ("Greece Greek Greeks", "грец|греч|грек"),
        ("Georgia Georgian", "грузи"),
        ("America American Americans States Washington", r"америк|сша|штат|вашингтон"),
        ("Britain British London England English", "брит|англ|лондон|королевств"),
        ("Europe European Europeans Brussels", r"евро|\bес\b|брюссел"),
        ("Russia Russian Russians", r"росси|русск|\bрф\b|рос[а-я]{3}"),
        ("Soviet", r"совет|ссср"),
        ("Korea Korean", r"коре|кндр"),
        ("Dutch Netherlands Hague", "голланд|нидерл|гааг"),
        ("Egypt Egyptian Cairo", "егип|каир"),
        ("Jerusalem", "иерусал"),
        ("Spain Spanish", "испан"),
        ("Kiev Kyiv", "киев"),
        ("Jews", "евре"),
        ("Turkey Turkish", "турц|турец|турок|турк"),
        ("Sweden Swedish", "швед|швец"),
        ("Swiss Switzerland", "швейц"),
        ("Norway Norwegian", "норве"),
        ("Cyprus Cypriot", "кипр"),
        ("Crimea Crimean", "крым"),
        ("Poland Polish", "польш|польск|поляк"),
        ("Vienna", r"\bвен[аеуы]"),
        ("Libya", "ливи"),
        ("Africa African", "африк|юар"),
        ("Paul", "павел|павл"),
        ("Peter Petr Pyotr", "петр|пётр"),
        ("Moscow", r"моск|\bмск\b|\bмгу\b"),
        ("Asia Asian", "ази"),
        ("Rome", "рим"),
        ("Prague", "праг|пражск"),
        ("Ukraine Ukrainian", "украин|киев"),
        ("Paris", "париж"),
        ("Saudi", "сауд"),
        ("French France", "франц"),
        ("Finland Finnish Helsinki", "финлянд|финск|финн|хельсинк"),
    )
    for name in names.split()
}

_KNOWN = _PERSONS | _PLACES | _CALLED.keys()


def find_invented_names(source: str, target: str) -> frozenset[str]:
    """Names of an English text (not a headline, whose words are all capitalised) that no word of the Russian sounds like."""
    plain = strip_tokens(target)
    names = _KNOWN.intersection(_NAME.findall(plain))
    if not names:
        return frozenset()
    russian = strip_tokens(source)
    sounds = [sound for word in _RUSSIAN_WORD.findall(russian) if (sound := _hear(word))]
    return frozenset(name for name in names if not _is_heard(name, sounds) and not _is_called(name, russian))


def _is_heard(name: str, sounds: list[str]) -> bool:
    wanted = _hear(name)
    return len(wanted) < 2 or any(
        Levenshtein.normalized_similarity(wanted, sound[: max(len(wanted), 2)]) >= 0.6
        or (len(sound) >= 3 and wanted.startswith(sound))
        for sound in sounds
    )


def _is_called(name: str, russian: str) -> bool:
    pattern = _CALLED.get(name)
    return pattern is not None and pattern.search(russian) is not None


def _hear(word: str) -> str:
    """The sounds of a word's consonants, a doubled one once."""
    heard = word.lower()
    for pattern, sound in _SPELT:
        heard = pattern.sub(sound, heard)
    heard = "".join(_SOUNDS.get(letter, "") for letter in heard)
    return re.sub(r"(.)\1+", r"\1", heard)
