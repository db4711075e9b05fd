"""What a text denies, in Russian and in English: `not` and «не», and words that deny by themselves (refused, unable, невиновен).

Russian denies one thing twice («никто не пришёл»), says «не» for what is no denial («не только», «чуть не») and means a yes
by two of them («не мог не»); English denies once, in many words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflow.core.qa.prose import blank_tokens, lower


class Kind(StrEnum):
    #: `not`, «не», «без»: the other language has to deny too.
    PLAIN = "plain"
    #: A word that denies by itself and mostly answers to another such word: unknown, «незаконный».
    WORD = "word"
    #: What may be said by a denial, or with one that means nothing.
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Denial:
    start: int
    end: int
    kind: Kind


_GAP = "[ \u00a0]"
# Those without IGNORECASE are asked of the text in small letters.
_NOT = re.compile(rf"\bне{_GAP}(?P<word>[а-яё-]+)", re.IGNORECASE)
#: «Не» that denies nothing, by the word behind it.
_NO_DENIAL = re.compile(
    r"(?:только|столько|менее|более|меньше|больше|позднее|позже|раньше|ранее|выше|ниже|дольше|далее|дальше|хуже|просто|"
    r"раз|один|одн[аоу]|иначе|зря|случайно|без|исключено|исключают?|секрет|против|прочь|вопрос|говоря|считая|забы\w+|"
    r"сомнева\w+|дожида\w+|теря\w+|скрыва\w+)\b",
    re.IGNORECASE,
)
#: What before «не» takes the denial out of it, or leaves it open.
_EXCUSED = re.compile(
    rf"\b(?:ли|чуть|едва|чуть{_GAP}было|разве|(?:что|как|где|кто|чего|кого|куда|почему|отчего){_GAP}бы|или|будь|то|тем|нельзя|"
    rf"невозможно|мог(?:ла|ло|ли|ут|у)?|может|можем){_GAP}\Z",
    re.IGNORECASE,
)
_TWICE = re.compile(rf"\b(?:мог\w*|может|можем|нельзя|невозможно){_GAP}\Z", re.IGNORECASE)
_AGAIN = re.compile(rf"(?:,|\bили|\bда){_GAP}\Z", re.IGNORECASE)
_NO = re.compile(
    rf"\b(?:нет|нету|нельзя|невозможн\w+|некому|негде|некуда|незачем|нечего|без{_GAP}(?!малого|сомнен)[а-яё]+|вряд{_GAP}ли|едва{_GAP}ли|неизвестн\w+|недостаточн\w+|незаконн\w+|неспособ\w+|недоступн\w+|невиновн\w+|непричастн\w+|запре[тщ]\w+)\b",
)
_NOBODY = re.compile(
    r"\bни(?:кто|кого|кому|кем|чего|что|чему|чем|когда|где|куда|как|как(?:ой|ого|ому|им|ом|ая|ую|ие|их|ими))?\b", re.IGNORECASE
)
_REFUSES = re.compile(
    r"\b(?:отказ(?:[аы]?л\w*|а|ы|у|ом|е|ов|ано)?(?:с[ья])?|отказыва\w+|откаж\w+|отрица(?!тельн)\w+|отверг\w*|отклон(?!ит\w*с)\w+)\b",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"\b(?:не(?!котор|скольк|дел|давн|фт|бес|бо|мец|мк|вест|рв|смотря|зависимо|гр|пал|йтр|йро|жн|обходим|пременн|гатив|редк|посредств|"
    r"медленн|уклонн|двиг|кто|что|тт|стле|го\b|ё|й|су\b|се[сш]т|ск|ме[сд]|ль|апол|он|кто|оклас|онац|офиц|которы|нец|реид|вск|котик)\w{3,}|"
    r"(?:бес|без)(?!опасн|ед|енск|ум|дн|пл?ил|об?р|условн)\w{3,}|"
    r"отсутств\w+|лиш[аие]\w+|перест\w+|прекра\w+|избе[гж]\w+|исключ\w+|трудн\w+|сложн\w+|(?<!не )(?:меньше|менее)|"
    r"сомн\w+|опроверг\w*|предотвра\w+|утрат\w+|потер\w+|провал\w+|останов\w+|приостан\w+|отмен\w+)",
)  # fmt: skip
_HINT = re.compile(
    r"\b(?:вопреки|против\w*|лишь|только|кроме|вне|едва|мало|далеко|хватит|хватает|уже|больше|прежде|раньше|ложн\w+|чужд\w+|пуст\w+|минимум|нуль|ноль|максимум)\b",
)

_HARD = re.compile(r"\b(?:not|cannot|never|no|none|nothing|nobody|nowhere|neither|nor|without)\b|n[’']t\b")
_LOOSE_AFTER = re.compile(
    rf"\.?{_GAP}?№?[0-9]|{_GAP}(?:only|just|least|to mention|doubt|wonder|far|long|fewer|less|more|later|earlier)\b|,"
)
_LOOSE_BEFORE = re.compile(rf"\b(?:or|why|if|whether|say|said|nothing but){_GAP}\Z", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:far from|lest|hardly|barely|scarcely|rarely|seldom|except|unless|until|instead|rather than|(?<!at )(?:less|least)|"
    r"gone|otherwise|devoid|out of the question|end to|free|halt\w*|avoid\w*|fail\w*|lack\w*|los[et]s?|losing|"
    r"miss(?:ed|es|ing)?|refus\w*|reject\w*|den(?:y|ie[sd]|ying|ial)|declin\w*|depriv\w*|prevent\w*|exclud\w*|"
    r"(?:em)?bar(?:s|red|ring|go\w*)|ban(?:s|ned|ning)?|outlaw\w*|innocen\w+|inadequa\w+|"
    r"prohibit\w*|forbid\w*|forbade|forgot\w*|stop\w*|ceas(?:e[sd]?|ing)|cessation|suspend\w*|cancel\w*|oppos\w*|ignor\w*|"
    r"neglect\w*|abstain\w*|refrain\w*|absen\w+|doubt\w*|renounc\w+|giv\w+ up|gave up|advis\w+ against|contrary|unlike|"
    r"beyond|skip\w*|rul\w+ out|spare[sd]?|difficult\w*|abandon\w*|waive[sd]?|refut\w*|withdr\w+|turn\w* (?:down|away)|"
    r"cut(?:ting|s)? off|outages?|blackouts?|phas\w+[ -]out|un(?!der|i[tloqvf]|til|less|load|fold|fort)[a-z]{3,}|"
    r"in(?:ab|acc|act|ad|ap|comp|cap|cor|cur|def|disp|ef|el|eq|ev|ex|flex|hum|justi|op|sec|sens|sig|suf|tol|vis|val)[a-z]+|"
    r"im(?:mat|mob|mor|par|pat|per|poss|prec|prob|prop|prud)[a-z]+|il(?:leg|lit|log)[a-z]+|ir(?:re[a-z]+|rat[a-z]+)|"
    r"dis(?!tr|cl|co|cu|ea|tan|pl|tin|pa|gr)[a-z]{3,}|mis(?!ta|sil|sio)[a-z]{3,}|non(?!eth)[a-z-]+|"
    r"(?!none|never|regard)[a-z]{3,}less(?:ly|ness)?)\b",
)


@lru_cache(maxsize=512)
def read_russian_denials(written: str) -> tuple[Denial, ...]:
    """In order; of several «ни…» and «не» that deny one thing, «не» alone is plain."""
    text = blank_tokens(written)
    out: list[Denial] = []
    for match in _NOT.finditer(text):
        before = text[: match.start()]
        if out and _TWICE.search(before):  # «не мог не»: neither of them
            out[-1] = Denial(out[-1].start, out[-1].end, Kind.LOOSE)
        idle = bool(_NO_DENIAL.match(match["word"]) or _EXCUSED.search(before) or (out and _AGAIN.search(before)))
        out.append(Denial(*match.span(), Kind.LOOSE if idle else Kind.PLAIN))
    small = lower(text)
    for match in _NO.finditer(small):
        alone = (
            text.startswith("Нет,", match.start()) or _NOT.match(text, match.end() + 1) or _EXCUSED.search(text[: match.start()])
        )
        out.append(Denial(*match.span(), Kind.LOOSE if alone else Kind.PLAIN))
    out += [Denial(*m.span(), Kind.LOOSE if out or n else Kind.PLAIN) for n, m in enumerate(list(_NOBODY.finditer(text)))]
    out += [Denial(*m.span(), Kind.PLAIN) for m in _REFUSES.finditer(text)]
    taken = {d.start for d in out}
    out += [Denial(*m.span(), Kind.WORD) for m in _WORD.finditer(small) if m.start() not in taken]
    out += [Denial(*m.span(), Kind.LOOSE) for m in _HINT.finditer(small)]
    return tuple(sorted(out, key=lambda d: d.start))


@lru_cache(maxsize=512)
def read_english_denials(written: str) -> tuple[Denial, ...]:
    """In order."""
    text = blank_tokens(written)
    small = lower(text)
    out = []
    for match in _HARD.finditer(small):
        loose = _LOOSE_AFTER.match(text, match.end()) or _LOOSE_BEFORE.search(text[: match.start()])
        out.append(Denial(*match.span(), Kind.LOOSE if loose else Kind.PLAIN))
    out += [Denial(*m.span(), Kind.WORD) for m in _DENYING.finditer(small)]
    return tuple(sorted(out, key=lambda d: d.start))
