"""Blocking: a foreign body's abbreviation spelt after the Russian one, which nobody abroad knows: ВКТ is CGT, not VKT."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "abbreviations"

#: Russian abbreviation, what it is abroad, and what comes of spelling the Russian one.
TABLE: tuple[tuple[str, str, str], ...] = (
    ("ВКТ", "CGT", "VKT"), ("ВФДТ", "CFDT", "VFDT FDKT"), ("ХДС", "CDU", "KhDS HDS XDS"),
    ("ХСС", "CSU", "KhSS HSS XSS"), ("СДПГ", "SPD", "SDPG"), ("СвДП", "FDP", "SvDP SVDP"), ("АдГ", "AfD", "AdG ADG"),
    ("ПАСЕ", "PACE", "PASE"), ("ОБСЕ", "OSCE", "OBSE"), ("МАГАТЭ", "IAEA", "MAGATE"), ("ЕЦБ", "ECB", "ETsB ECTB ETSB"),
    ("МВФ", "IMF", "MVF"), ("ВОЗ", "WHO", "VOZ"), ("ВТО", "WTO", "VTO"), ("ОЭСР", "OECD", "OESR OESD"),
    ("ФРС", "Fed", "FRS"), ("ЦАХАЛ", "IDF", "TsAHAL TSAHAL TsAKhAL Tsahal"), ("РПК", "PKK", "RPK"), ("ООП", "PLO", "OOP"),
    ("МОК", "IOC", "MOK"), ("МПК", "IPC", "MPK"), ("ЕСПЧ", "ECHR", "ESPCh ESPCH"), ("МУС", "ICC", "MUS"),
    ("ООН", "UN", "OON"), ("ЕС", "EU", "ES"), ("НОАК", "PLA", "NOAK"), ("КПК", "CPC", "KPK"), ("КНР", "PRC", "KNR"),
    ("КНДР", "DPRK", "KNDR"), ("ЮАР", "RSA", "YuAR UAR YUAR"), ("ОАЭ", "UAE", "OAE"),
    ("ФБР", "FBI", "FBR"), ("ЦРУ", "CIA", "TsRU CRU TSRU"), ("АНБ", "NSA", "ANB"),
    ("ОДКБ", "CSTO", "ODKB"), ("ЕАЭС", "EAEU", "EAES EAEC"), ("ШОС", "SCO", "ShOS SHOS"), ("СНГ", "CIS", "SNG"),
    ("ВАДА", "WADA", "VADA"), ("АТЭС", "APEC", "ATES"), ("МОТ", "ILO", "MOT"),
    ("ВВП", "GDP", "VVP"), ("НДС", "VAT", "NDS"), ("ЧВК", "PMC", "ChVK CHVK"),
    ("ДТП", "road accident", "DTP"), ("БПЛА", "UAV", "BPLA"), ("АЭС", "NPP", "AES"), ("МКС", "ISS", "MKS"),
    ("ВИЧ", "HIV", "VICH VICh"), ("СПИД", "AIDS", "SPID"), ("ИГИЛ", "ISIS", "IGIL"),
)  # fmt: skip
_ROWS = {russian: (right, re.compile(rf"(?<![\w-])(?:{'|'.join(wrong.split())})(?!\w)")) for russian, right, wrong in TABLE}
_RUSSIAN = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(_ROWS, key=len, reverse=True)) + r")(?!\w)")


def check_abbreviations(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding an abbreviation, all its places mended."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    found = []
    for russian in dict.fromkeys(_RUSSIAN.findall(unit.source)):
        right, wrong = _ROWS[russian]
        match = wrong.search(blank_tokens(unit.target))
        if match is not None:
            params = (("word", match[0]), ("right", right), ("source", russian))
            fix = wrong.sub(right, unit.target)
            found.append(
                Finding(CHECK, Severity.BLOCKING, "abbreviation_spelt", target_range=match.span(), fix=fix, params=params)
            )
    return found
