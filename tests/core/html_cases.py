"""Strategies and helpers for document tests: HTML as it is found, and targets as translators leave them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from workflow.core.document import (
    BlockKind,
    DatelineFields,
    Document,
    Element,
    Piece,
    TargetBlock,
    iter_blocks,
)
from workflow.core.markup import build_document
from workflow.core.markup_scan import ATOM, CLOSE, COMMENT, OPEN, VOID, scan_html

TEXTS = st.sampled_from(
    [
        "Слово. ", "Мэр открыл мост", " ", "\n", "\r\n", "\u00a0", "Это важно! ", "&nbsp;", "&amp;", "&mdash;",
        "&#8212;", "&#x41;",
        "&copy", "&unknown;", "&", "< 5 ", "<", ">", "{1}", "{/1}", "{{1}", "{", "3 км. Потом",
        "«Да. Нет», — сказал он. ", "\u00ad",
        "\u200b", "\n\n", "A", "1", "(Фото: Пётр Иванов)", "ВЛАДИВОСТОК (Реалист). ", "[caption]", "[/caption]",
        "&lt;script&gt;",
        "https://example.org/x", "*Признан в РФ иностранным агентом", "]]>", "-->", '"', "'", "&NotEqualTilde;", "&#0;", "…",
    ]
)  # fmt: skip
INLINE = st.sampled_from(["b", "i", "em", "strong", "a", "span", "B", "code", "sup", "font", "x-y", "u", "svg"])
BLOCKS = st.sampled_from(
    [
        "p",
        "div",
        "h2",
        "ul",
        "ol",
        "li",
        "blockquote",
        "figure",
        "figcaption",
        "table",
        "tr",
        "td",
        "section",
        "pre",
        "P",
        "LI",
        "amp-x",
        "video",
        "dl",
        "dt",
        "caption",
    ]
)
ATTRIBUTES = st.sampled_from(["", "", ' class="c"', " href='/x?a=1&b=2'", " data-x", " title=без", ' onclick="x()"', ' a="<p>"'])
PIECES = st.sampled_from(
    [
        "<br>", "<br/>", "<BR />", "<hr>", "<!-- note -->", "<!--more-->", "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->",
        '<!-- wp:image {"id":3} -->', "<!-- /wp:image -->", "<!-- wp:latest-posts /-->",
        '<img src="a.jpg" alt="Вид на порт">',
        "<img alt=порт src=x>", "<img src=x>", "<img alt=''>", '<IMG ALT=\'a "b" &amp; c\'>', "<iframe src=x></iframe>",
        "<script>alert(1)</script>", "<style>p{}</style>", "<form><input></form>", "<amp-img src=x alt='слон'></amp-img>",
        "<![CDATA[ x ]]>", "<!DOCTYPE html>", "<?php x ?>", "</p>", "</div>", "</b>", "</i>", "<p>", "<b>", "<li>",
        "<td>", "<!-->",
        "<wbr>", "</ x>", "<textarea>t</textarea>", "<noscript>n</noscript>",
        '<blockquote class="twitter-tweet"><p>t</p></blockquote>',
    ]
)  # fmt: skip
TAILS = st.sampled_from(["", "", "", "<", "<a", '<a href="x', "<!-- x", "</p", "<iframe>", "<script>x", "&#", "<p>"])


def _element(names: st.SearchStrategy[str], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda name, attributes, inner: f"<{name}{attributes}>{inner}</{name}>", names, ATTRIBUTES, content)


def _nested(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(content, TEXTS, PIECES, _element(INLINE, content), _element(BLOCKS, content)), max_size=5).map(
        "".join
    )


#: Any HTML: nested, broken, cut off.
HTML = st.builds(lambda body, tail: body + tail, st.recursive(st.one_of(TEXTS, PIECES), _nested, max_leaves=25), TAILS)

_GOOD_TEXTS = st.sampled_from(
    [
        "Слово о деле. ",
        "Мэр открыл мост ",
        "Это важно! ",
        "&nbsp;",
        "&amp; ",
        "&#8212; ",
        "{1} ",
        "«Да. Нет», — сказал он. ",
        "12 ",
        "\n",
    ]
)
_GOOD_INLINE = st.recursive(
    st.one_of(_GOOD_TEXTS, st.sampled_from(["<br>", "<!-- c -->", '<img src="a" alt="порт">', "<code>x&lt;y</code>"])),
    lambda inner: st.lists(st.one_of(inner, _element(st.sampled_from(["b", "i", "a", "em"]), inner)), min_size=1, max_size=4).map(
        "".join
    ),
    max_leaves=8,
)
_GOOD_BLOCK = st.one_of(
    _element(st.sampled_from(["p", "h2", "div", "blockquote"]), _GOOD_INLINE),
    st.builds(
        lambda items: "<ul>" + "".join(f"<li>{x}</li>" for x in items) + "</ul>", st.lists(_GOOD_INLINE, min_size=1, max_size=3)
    ),
    st.builds("<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->".format, _GOOD_INLINE),
    st.builds('<figure><img src="a" alt="Порт"><figcaption>{}Фото: Пётр Иванов</figcaption></figure>'.format, _GOOD_INLINE),
)
#: Well-formed HTML, as an editor writes it.
GOOD_HTML = st.lists(_GOOD_BLOCK, min_size=1, max_size=5).map("\n".join)

#: What a translator or an engine may leave in a unit.
TARGET_TEXT = st.lists(
    st.sampled_from(
        [
            "{1}", "{/1}", "{2}", "{/2}", "{3}", "{/3}", "{99}", "{{1}", "{", "text ", "<script>alert(1)</script>",
            "</p>", "&", '"', "'",
            " ", "<", "{0}", "{1", "script>", "-->", "\u00a0",
        ]
    ),
    max_size=10,
).map("".join)  # fmt: skip


def make_document(html: str, *, title: str = "Заголовок") -> Document:
    return build_document(language="ru", title=title, html=html)[0]


def elements_of(elements: tuple[Element, ...]) -> dict[int, Element]:
    return dict(enumerate(elements, start=1))


def untouched(document: Document) -> list[TargetBlock]:
    """The edition that is the source word for word, one unit a segment."""
    return [
        TargetBlock(
            source=block.key,
            after=None,
            kind=block.kind,
            pieces=tuple(Piece(segment.text, elements_of(block.elements), (segment.key,)) for segment in block.segments),
        )
        for block in iter_blocks(document)
        if block.segments
    ]


def print_dateline(fields: DatelineFields, city: str) -> str:
    return f"{city.upper()} (Realist English)."


def find_form_errors(html: str) -> list[str]:
    """Tags that are not closed in order, as a strict reader counts."""
    errors: list[str] = []
    stack: list[str] = []
    for mark in scan_html(html):
        if mark.kind == OPEN and mark.name not in VOID:
            stack.append(mark.name)
        elif mark.kind == CLOSE:
            if not stack or stack.pop() != mark.name:
                errors.append(f"</{mark.name}>")
        elif mark.kind in (ATOM, COMMENT) and not mark.whole:
            errors.append(html[mark.start : mark.end])
    return errors + stack


def has_script(html: str) -> bool:
    return any(mark.name == "script" for mark in scan_html(html))


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


BODY_KINDS = frozenset(BlockKind) - {BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BYLINE}
