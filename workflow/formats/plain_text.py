"""Plain text as people paste it: the first line is the headline, blank lines part paragraphs."""

from __future__ import annotations

import re
from html import escape

from workflow.formats.story import IncomingStory

# What a browser's "copy all" brings along from a site's own furniture, at either end. AMP pages of WordPress begin
# with the alt text of the site's icon and end with the link out of the mobile version.
_FURNITURE = re.compile(
    r"(?:site icon\b.*|(?:иконка|значок|логотип) сайта\b.*|exit mobile version|(?:back|return) to (?:the )?top|"
    r"skip to (?:main )?content|skip to toolbar|powered by wordpress|share this:?|leave a (?:comment|reply)|"
    r"(?:выйти из|выход из|покинуть|закрыть) мобильн\w+ верси\w+|полная версия(?: сайта)?|"
    r"(?:вернуться )?(?:наверх|вверх|к началу(?: страницы)?)|перейти к (?:основному )?(?:содержимому|содержанию|контенту)|"
    r"поделиться:?|оставить комментарий|сайт работает на wordpress)\s*[↑^]?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[-•*·▪‣]\s+)(?=\S)")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def is_furniture(line: str) -> bool:
    """Whether a line is a known piece of a site's furniture, not of the story."""
    return bool(_FURNITURE.fullmatch(line.strip()))


def strip_furniture(text: str) -> str:
    """The text without known furniture lines and blank lines at both ends; LF line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start, end = 0, len(lines)
    while start < end and (not lines[start].strip() or is_furniture(lines[start])):
        start += 1
    while end > start and (not lines[end - 1].strip() or is_furniture(lines[end - 1])):
        end -= 1
    return "\n".join(lines[start:end])


def read_plain_text(text: str, *, language: str, title: str = "") -> IncomingStory:
    """A story from plain text; without ``title`` the first line is the headline.

    Where no blank line parts anything, every line is a paragraph. Lines with bullets become a list.
    """
    body = strip_furniture(text.lstrip("\ufeff"))
    if not title:
        title, _, body = body.partition("\n")
        body = strip_furniture(body)
    return IncomingStory(language=language, title=" ".join(title.split()), html=make_html(body))


def make_html(body: str) -> str:
    """Plain text as paragraphs and lists of HTML, escaped."""
    paragraphs = _BLANK_LINE.split(body) if _BLANK_LINE.search(body) else body.split("\n")
    written: list[str] = []
    items: list[str] = []
    for paragraph in paragraphs:
        for is_item, text in _read_lines(paragraph):
            if items and not is_item:
                written.append(_make_list(items))
                items = []
            if is_item:
                items.append(text)
            else:
                written.append(f"<p>{text}</p>")
    if items:
        written.append(_make_list(items))
    return "\n".join(written)


def _read_lines(paragraph: str) -> list[tuple[bool, str]]:
    """Runs of ordinary lines as one text, each bulleted line as an item: ``(is item, escaped text)``."""
    result: list[tuple[bool, str]] = []
    plain: list[str] = []
    for line in paragraph.split("\n"):
        line = line.strip()
        bullet = _BULLET.match(line)
        if bullet is None:
            if line:
                plain.append(escape(line, quote=False))
            continue
        if plain:
            result.append((False, "\n".join(plain)))
            plain = []
        result.append((True, escape(line[bullet.end() :], quote=False)))
    if plain:
        result.append((False, "\n".join(plain)))
    return result


def _make_list(items: list[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"
