"""The pictures of a body, in order: what their rights are noted for."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its address; `alt` is "" where it has none."""

    src: str
    alt: str


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, Picture] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("img", "amp-img"):
            return
        given = {name: value or "" for name, value in attrs}
        src = given.get("src", "").strip()
        if src:
            self.found.setdefault(src, Picture(src, given.get("alt", "").strip()))


def list_pictures(html: str) -> tuple[Picture, ...]:
    """Each picture once, at its first place."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return tuple(finder.found.values())
