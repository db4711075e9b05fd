"""Advisory: the Russian denies something and the English does not.

Russian says "не" for much that is no denial (не только, не менее), and English denies in many words (failed to,
unlikely, instead); both are let pass.
"""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "negation"

_DENIES = re.compile(
    r"\bне\s(?!только|столько|столь|менее|более|меньше|больше|позднее|позже|раньше|ранее|выше|ниже|просто|раз\b|могл?[аио]?\s+не|"
    r"может\s+не|должн|исключ|считая|говоря|сомнева|секрет|случайн|зря|обош|прошло|успел|дожида|выход|хват|очень|сколько|"
    r"далее|дальше|по\b|теря|скрыва|мог[а-я]*\s+не|забы|против|отста|удивит|один|одн[аоу]|меша|остал|единств|иначе|так)"
    r"(?P<word>[а-яё-]{2,})",
    re.IGNORECASE,
)
#: What before "не" takes the denial out of it: "пока не", "если не", "чуть не", "нельзя не".
_EXCUSED = re.compile(
    r"(?:\b(?:пока|если|ли|чуть|едва|разве|нельзя|никто|ничто|что\s+бы|как\s+бы|где\s+бы|кто\s+бы|а|или|будь|то)\s+)\Z",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:\b(?:not?|cannot|never|none|nothing|nobody|nowhere|neither|nor|without|hardly|barely|scarcely|rarely|seldom|only|"
    r"except|unless|until|instead|rather|less|least|few|fewer|little|short|far|gone|alone|leav(?:e|es|ing)|"
    r"devoid|out of the question|end to|"
    r"against|away|avoid\w*|fail\w*|lack\w*|los[et]s?|losing|miss(?:ed|es|ing)?|refus\w*|reject\w*|den(?:y|ie[sd]|ying|ial)|declin\w*|"
    r"depriv\w*|prevent\w*|exclud\w*|bann?(?:s|ed|ing)?|prohibit\w*|forbid\w*|forbade|forgot\w*|stop\w*|ceas(?:e[sd]?|ing)|halt\w*|"
    r"suspend\w*|postpon\w*|cancel\w*|oppos\w*|ignor\w*|neglect\w*|abstain\w*|refrain\w*|absen\w+|vacan\w*|empty|wrong|doubt\w*|"
    r"contrary|unlike|beyond|skip\w*|quit|rul\w+ out|spare[sd]?|secret(?:ly)?|surviv\w*|remain\w*|keep\w*|kept|difficult\w*|"
    r"un(?!der|i[tloqvf]|til|fort)[a-z]{3,}|"
    r"in(?:ab|acc|act|ad|ap|comp|cap|cor|cur|def|disp|ef|el|eq|ev|ex|flex|hum|justi|op|sec|sens|sig|suf|tol|vis|val)[a-z]+|"
    r"im(?:mat|mob|mor|par|pat|per|poss|prec|prob|prop|prud)[a-z]+|il(?:leg|lit|log)[a-z]+|ir(?:re[a-z]+|rat[a-z]+)|"
    r"dis(?!tr|cl|co|cu|ea|tan|pl|tin|pa|gr)[a-z]{3,}|mis[a-z]{3,}|non(?!eth)[a-z-]+|[a-z]{3,}less(?:ly|ness)?)\b|n[’']t\b)",
    re.IGNORECASE,
)


def check_negation(unit: UnitText, desk: Desk) -> list[Finding]:
    """The first denial of the source, where nothing in the text can stand for it."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    source = blank_tokens(unit.source)
    if _ENGLISH.search(blank_tokens(unit.target)):
        return []
    for match in _DENIES.finditer(source):
        if not _EXCUSED.search(source[: match.start()]):
            return [Finding(CHECK, Severity.ADVISORY, "negation_lost", source_range=match.span(), params=(("words", match[0]),))]
    return []
