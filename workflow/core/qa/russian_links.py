"""Advisory: a link to a page in Russian that does not say so, to a story of our own that is out in this edition, or not out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "russian_links"

_RUSSIAN_HOST = re.compile(r"(?:\A|\.)(?:ru|su|рф|xn--p1ai|рус|xn--p1acf|москва|xn--80adxhks)\Z", re.IGNORECASE)
_ENGLISH_PLACE = re.compile(r"(?:\A|[./_-])(?:en|eng|english|int|global)(?:[./_-]|\Z)", re.IGNORECASE)
_RUSSIAN_PLACE = re.compile(r"\A/ru(?:/|\Z)", re.IGNORECASE)
_SAYS_SO = re.compile(r"\bin (?:the )?russian\b|\brussian[- ]language\b", re.IGNORECASE)


def check_russian_links(unit: UnitText, desk: Desk) -> list[Finding]:
    """A finding a link; the fix marks it behind its words. One to our own story names its page here as `to`."""
    if not unit.compared:
        return []
    english = desk.is_pair("ru", "en")
    found = []
    for number, address in unit.links:
        close = unit.target.find(f"{{/{number}}}")
        if close < 0:
            continue
        end = close + len(f"{{/{number}}}")
        start = max(0, unit.target.find(f"{{{number}}}"))
        span = (min(start, end), end)
        if address in desk.versions:
            to = (("address", address), ("to", desk.versions[address]))
            found.append(Finding(CHECK, Severity.ADVISORY, "link_has_version", target_range=span, params=to))
        elif address in desk.not_out:
            page = (("page", address),)
            found.append(Finding(CHECK, Severity.ADVISORY, "link_not_out", target_range=span, params=page))
        elif english and is_russian(address) and not _SAYS_SO.search(unit.target):
            fix = f"{unit.target[:end]} (in Russian){unit.target[end:]}"
            params = (("address", address),)
            found.append(Finding(CHECK, Severity.ADVISORY, "link_in_russian", target_range=span, fix=fix, params=params))
    return found


def is_russian(address: str) -> bool:
    """Whether an address looks like a page in Russian: a Russian domain or folder, and no English one."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or _ENGLISH_PLACE.search(host) or _ENGLISH_PLACE.search(parts.path):
        return False
    return bool(_RUSSIAN_HOST.search(host) or _RUSSIAN_PLACE.match(parts.path) or host.startswith("ru."))
