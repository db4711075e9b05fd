"""What a story's HTML becomes: kinds, gaps, elements, notices; and what a changed edition looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.html_cases import elements_of, make_document, print_dateline, untouched
from workflow.core.document import (
    Block,
    BlockKind,
    Document,
    Notice,
    Piece,
    TargetBlock,
    iter_blocks,
    source_html,
)
from workflow.core.language import detect_language
from workflow.core.markup import build_document, source_text, target_html
from workflow.core.markup_own import can_stand

LONG = "Мост через реку открыт для всех."


def body(html: str) -> list[Block]:
    return list(iter_blocks(make_document(html)))[1:]


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        (f"<p>{LONG}</p><p>{LONG}</p>", "lede paragraph"),
        (f"<p>Омск</p><p>{LONG}</p>", "paragraph paragraph"),
        (f"<h2>Итоги</h2>{LONG}", "subhead lede"),
        ("<ul><li>Раз<ul><li>Два</li></ul></li><li><p>Три</p></li></ul>", "list_item list_item list_item"),
        ("<ul><li>Раз<li>Два</ul>", "list_item list_item"),
        ("<ol><li><b>Раз</b></li></ol>", "list_item"),
        ("<blockquote><p>Раз.</p><p>Два.</p><cite>Мэр</cite></blockquote>", "quote quote quote"),
        ("<table><tr><th>Год</th><td>12</td></tr><tr><td>—<td> </table>", "table_cell table_cell table_cell"),
        ('<figure><img src="a" alt="Порт"><figcaption>Порт утром</figcaption></figure>', "alt caption"),
        ('<p><a href="x"><img src="a" alt="Порт"/></a></p>', "alt"),
        ('<p><img src="a" alt=""><img src="b"></p>', ""),
        ("<amp-img src=a alt='Порт'></amp-img>", "alt"),
        (f'<p>{LONG} <img alt="Порт" src="a"> Да.</p>', "lede alt"),
        ("<figure><figcaption>Порт. Фото: Пётр Иванов</figcaption></figure>", "caption credit"),
        ("<p class='wp-caption-text'>Порт (фото: П. Иванов)</p>", "caption credit"),
        ("<figure><figcaption>© Реалист</figcaption></figure>", "credit"),
        ("<p>Фото: пресс-служба порта</p>", "credit"),
        ("<p><iframe src='x'></iframe></p><video src=x></video>", "embed embed"),
        ("<blockquote class='twitter-tweet'><p>Твит</p></blockquote>", "embed"),
        ("<figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>https://example.org/v</div></figure>", "embed"),
        ("<p>https://example.org/v</p>", "embed"),
        ("<p><a href='https://example.org/v'>https://example.org/v</a></p>", "paragraph"),
        ("[gallery ids='1,2']", "embed"),
        ("<p>*Организация признана экстремистской и запрещена в РФ</p>", "legal"),
        ("<p>Признан в РФ иноагентом.</p>", "legal"),
        ("<p>Суд сообщил, что организация признана в России нежелательной на территории страны.</p>", "lede"),
        ("<div>Голый текст в блоке тоже\n\nЕщё один абзац</div>", "lede paragraph"),
        (f"{LONG}<br><br>{LONG}", "lede paragraph"),
        ("<p> </p><p>&nbsp;</p><hr><!-- x -->", ""),
        ("<p>12</p><p>—</p>", "paragraph paragraph"),
        ("<p>Раз<p>Два", "paragraph paragraph"),
        ("<dl><dt>Раз<dd>Два</dl>", "list_item list_item"),
        ("<details><summary>Раз</summary>Два</details>", "subhead paragraph"),
    ],
)
def test_kinds(html: str, kinds: str) -> None:
    assert " ".join(block.kind.value for block in body(html)) == kinds
    assert source_html(make_document(html)) == html


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("Порт утром. Фото: Пётр Иванов / Реалист", ["Порт утром.", "Фото: Пётр Иванов / Реалист"]),
        ("Порт утром (фото: П. Иванов)", ["Порт утром", "(фото: П. Иванов)"]),
        ("Порт утром. © Реалист", ["Порт утром.", "© Реалист"]),
        ("Порт утром. Photo: P. Ivanov", ["Порт утром.", "Photo: P. Ivanov"]),
        ("Порт утром | Фото: П. Иванов", ["Порт утром |", "Фото: П. Иванов"]),
        ("Порт утром. Фото предоставлено портом", ["Порт утром.", "Фото предоставлено портом"]),
        ("Это фото порта снято утром", ["Это фото порта снято утром"]),
        ("На видео: порт утром", ["На видео: порт утром"]),
    ],
)
def test_credits(caption: str, parts: list[str]) -> None:
    blocks = body(f"<figure><figcaption>{caption}</figcaption></figure>")
    assert ["".join(segment.text for segment in block.segments) for block in blocks] == parts


def test_keys_gaps_and_elements() -> None:
    (block,) = body('<p>\n <b><a href="/x">Мост</a> <i>открыт</i>. Идите&nbsp;все.</b> <!-- c --></p>')
    assert (block.key, [segment.key for segment in block.segments]) == ("b1", ["b1.1", "b1.2"])
    assert [segment.text for segment in block.segments] == ["{1}Мост{/1} {2}открыт{/2}.", "Идите\u00a0все."]
    assert block.gaps == ("\n <b>", " ", "</b> <!-- c -->")
    assert [(element.open, element.close) for element in block.elements] == [('<a href="/x">', "</a>"), ("<i>", "</i>")]


def test_headline_standfirst_and_byline_are_plain_text() -> None:
    document, _ = build_document(
        language="ru", title=" Мост <открыт> & {1}. Всё\n", html="", standfirst="Раз & раз. Два.", byline="П. П. Иванов"
    )
    assert [segment.text for segment in document.headline.segments] == ["Мост <открыт> & {{1}. Всё"]
    assert document.headline.gaps == (" ", "\n")
    assert document.standfirst is not None
    assert [s.text for s in document.standfirst.segments] == ["Раз & раз.", "Два."]
    assert document.byline is not None
    assert [s.text for s in document.byline.segments] == ["П. П. Иванов"]
    empty, _ = build_document(language="ru", title="", html="")
    assert empty.headline.segments == ()
    assert empty.headline.gaps == ("",)


@pytest.mark.parametrize(
    ("html", "notices"),
    [
        ("<p>а</p>\n<script>x</script>", [Notice("script_dropped", "<script>:2")]),
        ("<form><input></form>", [Notice("form_dropped", "<form>:1")]),
        ("\n\n<div><b>а</div>", [Notice("unclosed_tag", "<b>:3")]),
        ("<div>\n<p>а", [Notice("unclosed_tag", "<div>:1")]),
        ("<p>а</p></div>", [Notice("stray_end_tag", "</div>:1")]),
        ("<p>а</b></p>", [Notice("stray_end_tag", "</b>:1")]),
        ("<img/onerror=x src=y>", [Notice("event_handler", "<img onerror>:1")]),
        ("<a href=' javascript:x'>а</a>", [Notice("script_address", "<a href>:1")]),
        ("<p>а<!-- б", [Notice("unclosed_comment", "<!--:1")]),
        ("<ul><li>а<li>б</ul><p>в<p>г", []),
        ("<a href=x><figure><img src=y alt=z></figure></a>", []),
        ("<!-- wp:paragraph --><p>а</p><!-- /wp:paragraph -->", []),
    ],
)
def test_notices(html: str, notices: list[Notice]) -> None:
    assert list(build_document(language="ru", title="", html=html)[1]) == notices


def test_a_thousand_broken_tags_are_a_few_notices() -> None:
    assert len(build_document(language="ru", title="", html="<i>" * 1000)[1]) == 10


def test_what_is_dropped_cannot_grow_together_again() -> None:
    html = "<<script></script>script>alert(1)<<script></script>/script>"
    assert "<script" not in source_html(make_document(html))


def rewrite(document: Document, texts: dict[str, str | None]) -> str:
    """The edition with some blocks' texts replaced (None: left out), each as one piece over all its segments."""
    targets = []
    for target in untouched(document):
        text = texts.get(target.source or "", "")
        if text is None:
            continue
        if text:
            keys = tuple(key for piece in target.pieces for key in piece.segments)
            target = replace(target, pieces=(Piece(text, target.pieces[0].elements, keys),))
        targets.append(target)
    return target_html(document, targets, dateline=print_dateline)


@pytest.mark.parametrize(
    ("html", "texts", "written"),
    [
        ("<p>Мост &amp; порт</p>", {"b1": "A & <b> \u00a0{{1}"}, "<p>A &amp; &lt;b&gt; \u00a0{1}</p>"),
        ("<p>а <b>б</b> в</p>", {"b1": "x {1}y"}, "<p>x <b>y</b></p>"),
        ("<p>а <b>б</b> в</p>", {"b1": "x{/1} y"}, "<p>x y</p>"),
        ("<p>а <b>б</b> в</p>", {"b1": "{9}x{/9}"}, "<p>x</p>"),
        ("<p>а <b>б</b> <i>в</i> г</p>", {"b1": "{1}x{2}y{/1}z{/2}"}, "<p><b>x<i>y</i></b>z</p>"),
        ("<p>а<br/>б</p>", {"b1": "x{1}{1}y{/1}"}, "<p>x<br/><br/>y</p>"),
        ("<ul>\n<li>а</li>\n<li>б</li>\n</ul>", {"b1": None}, "<ul>\n<li>б</li>\n</ul>"),
        ("<p>а</p>\n<ul>\n<li>б</li>\n</ul>\n<p>в</p>", {"b2": None}, "<p>а</p>\n<p>в</p>"),
        (
            "<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>а</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n\n<p>б</p>",
            {"b1": None},
            "<p>б</p>",
        ),
        ("<img src=a alt='б'>", {"b1": 'x "y" \'z\''}, "<img src=a alt='x &quot;y&quot; &#x27;z&#x27;'>"),
        ("<img alt=б src=a>", {"b1": "x y"}, '<img alt="x y" src=a>'),
        ("<p>а <img alt=б src=a> в</p>", {"b2": "x y"}, '<p>а <img alt="x y" src=a> в</p>'),
        ("<p>а <img alt=б src=a> в</p>", {"b1": "z{1}", "b2": "x"}, '<p>z<img alt="x" src=a></p>'),
        ("<p>а <img alt=б src=a> в</p>", {"b1": "{1}"}, "<p><img alt=б src=a></p>"),
        ("<p>а <img alt=б src=a> в</p>", {"b2": None}, '<p>а <img alt="" src=a> в</p>'),
        ("<figure><img alt=б><figcaption>в</figcaption></figure>", {"b1": None},
            '<figure><img alt=""><figcaption>в</figcaption></figure>'),
        ("<figure><img alt=б><figcaption>в</figcaption></figure>", {"b1": None, "b2": None}, ""),
        ("<figure><img src=x><figcaption>в</figcaption></figure>", {"b1": None}, "<figure><img src=x></figure>"),
        ("<figure><figcaption>а. <i>Фото: б</i></figcaption></figure>", {"b2": None},
            "<figure><figcaption>а. </figcaption></figure>"),
        ("<p>а</p><iframe src=x></iframe>", {"b1": None}, "<iframe src=x></iframe>"),
    ],
)  # fmt: skip
def test_rewritten_blocks(html: str, texts: dict[str, str | None], written: str) -> None:
    assert rewrite(make_document(html), texts) == written


def test_the_gap_between_pieces() -> None:
    document = make_document("<p>Раз есть.<br>Два есть. Три есть. <i>Четыре. </i>Пять тут.</p>")
    (block,) = list(iter_blocks(document))[1:]
    elements = elements_of(block.elements)
    keys = [segment.key for segment in block.segments]

    def write(*pieces: tuple[str, tuple[str, ...]]) -> str:
        made = tuple(Piece(text, elements, covered) for text, covered in pieces)
        return target_html(document, [TargetBlock(block.key, None, block.kind, made)], dateline=print_dateline)

    assert len(keys) == 5
    assert write(("A.", (keys[0],)), ("B.", (keys[1],))) == "<p>A.<br>B.</p>"
    assert write(("A.", (keys[0],)), ("C.", (keys[2],))) == "<p>A. C.</p>"
    assert write(("A.", ()), ("a.", ()), ("B.", (keys[1], keys[2]))) == "<p>A. a. B.</p>"
    assert write(("{1}D.{/1}", (keys[3],)), ("E.", (keys[4],))) == "<p><i>D.</i> E.</p>"


def own(after: str | None, kind: BlockKind, text: str) -> TargetBlock:
    return TargetBlock(None, after, kind, (Piece(text, {}),))


@pytest.mark.parametrize(
    ("html", "block", "written"),
    [
        ("<p>а</p>", own(None, BlockKind.PARAGRAPH, "x & y"), "<p>x &amp; y</p>\n\n<p>а</p>"),
        ("<p>а</p><p>б</p>", own("b1", BlockKind.PARAGRAPH, "x"), "<p>а</p>\n\n<p>x</p><p>б</p>"),
        ("<p>а</p>", own("b1", BlockKind.SUBHEAD, "x"), "<p>а</p>\n\n<h2>x</h2>"),
        ("<ul><li>а</li></ul>", own("b1", BlockKind.LIST_ITEM, "x"), "<ul><li>а</li>\n<li>x</li></ul>"),
        ("<ul><li>а<ul><li>б</li></ul></li></ul>", own("b1", BlockKind.LIST_ITEM, "x"),
            "<ul><li>а<ul><li>б</li></ul></li>\n<li>x</li></ul>"),
        ("<ul><li>а</li></ul>", own("b1", BlockKind.PARAGRAPH, "x"), "<ul><li>а</li></ul>\n\n<p>x</p>"),
        ("<div><p>а</p></div>", own("b1", BlockKind.PARAGRAPH, "x"), "<div><p>а</p>\n\n<p>x</p></div>"),
        ("<p>а</p>", own("b1", BlockKind.QUOTE, "x"), "<p>а</p>\n\n<blockquote><p>x</p></blockquote>"),
        ("<figure><figcaption>а</figcaption></figure>", own("b1", BlockKind.PARAGRAPH, "x"),
            "<figure><figcaption>а</figcaption></figure>\n\n<p>x</p>"),
        ("<p>а</p>", own("h", BlockKind.LIST_ITEM, "x"), "<ul><li>x</li></ul>\n\n<p>а</p>"),
        (
            "<!-- wp:paragraph -->\n<p>а</p>\n<!-- /wp:paragraph -->",
            own("b1", BlockKind.PARAGRAPH, "x"),
            "<!-- wp:paragraph -->\n<p>а</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>x</p>\n<!-- /wp:paragraph -->",
        ),
    ],
)  # fmt: skip
def test_blocks_of_the_editions_own(html: str, block: TargetBlock, written: str) -> None:
    document = make_document(html)
    assert target_html(document, [*untouched(document), block], dateline=print_dateline) == written


LIST = "<ul>\n<li>а</li>\n<li>б</li>\n</ul>"
WP = (
    '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>а</li>\n<!-- /wp:list-item -->\n\n'
    "<!-- wp:list-item -->\n<li>б</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->"
)


@pytest.mark.parametrize(
    ("html", "order", "written"),
    [
        # A list is closed for what is no item, and opened again only where more of it follows.
        (LIST, ["b1", "+paragraph:x", "b2"], "<ul>\n<li>а</li></ul>\n\n<p>x</p>\n\n<ul>\n<li>б</li>\n</ul>"),
        (LIST, ["b1", "b2", "+paragraph:x"], LIST + "\n\n<p>x</p>"),
        (LIST, ["b1", "+paragraph:x", "-b2"], "<ul>\n<li>а</li>\n</ul>\n\n<p>x</p>"),
        (LIST, ["-b1", "+subhead:x", "b2"], "\n\n<h2>x</h2>\n\n<ul>\n\n<li>б</li>\n</ul>"),
        ("<ol id='n' start=2><li>а</li><li>б</li></ol>", ["b1", "+quote:x", "+quote:y", "b2"],
            "<ol id='n' start=2><li>а</li></ol>\n\n<blockquote><p>x</p>\n<p>y</p></blockquote>\n\n<ol start=2><li>б</li></ol>"),
        # In the order given, whatever kind follows what.
        (LIST, ["b1", "+list_item:x", "+paragraph:y", "+list_item:z", "b2"],
            "<ul>\n<li>а</li>\n<li>x</li></ul>\n\n<p>y</p>\n\n<ul>\n<li>z</li>\n<li>б</li>\n</ul>"),
        # Items before the first one of a list open it; a run of items elsewhere is one list.
        (f"<p>о</p>\n{LIST}", ["b1", "+list_item:x", "+list_item:y", "b2", "b3"],
            "<p>о</p>\n<ul>\n<li>x</li>\n<li>y</li>\n<li>а</li>\n<li>б</li>\n</ul>"),
        (f"<p>о</p>\n{LIST}", ["b1", "+list_item:x", "+paragraph:y", "b2", "b3"],
            "<p>о</p>\n\n<ul><li>x</li></ul>\n\n<p>y</p>\n" + LIST),
        ("<p>о</p><p>п</p>", ["b1", "+list_item:x", "+list_item:y", "b2"], "<p>о</p>\n\n<ul><li>x</li>\n<li>y</li></ul><p>п</p>"),
        ("<p>о</p><blockquote><p>а</p></blockquote>", ["b1", "+quote:x", "b2"], "<p>о</p><blockquote><p>x</p>\n<p>а</p></blockquote>"),
        ("<blockquote><p>а</p><p>б</p></blockquote>", ["b1", "+paragraph:x", "b2"],
            "<blockquote><p>а</p></blockquote>\n\n<p>x</p>\n\n<blockquote><p>б</p></blockquote>"),
        # What groups without meaning is not parted.
        ("<div><p>а</p><p>б</p></div>", ["b1", "+paragraph:x", "b2"], "<div><p>а</p>\n\n<p>x</p><p>б</p></div>"),
        ("<div><ul><li>а</li><li>б</li></ul></div>", ["b1", "+paragraph:x", "b2"],
            "<div><ul><li>а</li></ul>\n\n<p>x</p>\n\n<ul><li>б</li></ul></div>"),
        (WP, ["b1", "+paragraph:x", "b2"],
            '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>а</li>\n<!-- /wp:list-item --></ul><!-- /wp:list -->\n\n'
            "<!-- wp:paragraph -->\n<p>x</p>\n<!-- /wp:paragraph -->\n\n"
            '<!-- wp:list -->\n\n<ul class="wp-block-list">\n\n<!-- wp:list-item -->\n<li>б</li>\n<!-- /wp:list-item --></ul>\n'
            "<!-- /wp:list -->"),
    ],
)  # fmt: skip
def test_own_blocks_stand_where_the_edition_has_them(html: str, order: list[str], written: str) -> None:
    """`+kind:text` is one of the edition's own, `-key` a block left out."""
    document = make_document(html)
    known = {block.source: block for block in untouched(document)}
    targets: list[TargetBlock] = [known["h"]]
    after: str | None = "h"
    for name in order:
        if name.startswith("+"):
            kind, _, text = name[1:].partition(":")
            targets.append(own(after, BlockKind(kind), text))
        else:
            after = name.lstrip("-")
            targets.append(known[after] if not name.startswith("-") else replace(known[after], pieces=()))
    assert target_html(document, targets, dateline=print_dateline) == written


@pytest.mark.parametrize(
    ("html", "first", "second", "can"),
    [
        ("<p>а</p><p>б</p>", "b1", "b2", True),
        (LIST, "b1", "b2", True),
        ("<blockquote><p>а</p><p>б</p></blockquote>", "b1", "b2", True),
        (WP, "b1", "b2", True),
        ("<p>а</p>", "h", "b1", True),
        ("<p>а</p>", "b1", None, True),
        ("<p>а</p>", None, "h", False),
        ("<p>ОМСК (Реалист). Порт открыт.</p>", "b1", "b2", False),
        ("<table><tr><td>а</td><td>б</td></tr></table>", "b1", "b2", False),
        ("<ul><li>а<ul><li>б</li></ul></li></ul>", "b1", "b2", False),
        ('<figure><img src="a" alt="а"><figcaption>б</figcaption></figure>', "b1", "b2", False),
        ('<figure><img src="a" alt="а"><figcaption>б</figcaption></figure><p>в</p>', "b2", "b3", True),
    ],
)
def test_where_a_block_can_stand(html: str, first: str | None, second: str | None, can: bool) -> None:
    assert can_stand(make_document(html), first, second) is can


def test_an_own_block_stays_when_its_anchor_goes() -> None:
    document = make_document("<ul><li>а</li></ul>")
    assert target_html(document, [own("b1", BlockKind.PARAGRAPH, "x")], dateline=print_dateline) == "\n\n<p>x</p>"
    assert "<li>x</li>" in target_html(document, [own("b1", BlockKind.LIST_ITEM, "x")], dateline=print_dateline)


def test_blocks_of_another_document_are_refused() -> None:
    document = make_document("<p>а</p>")
    target = untouched(document)[-1]
    with pytest.raises(ValueError, match="no block"):
        target_html(document, [replace(target, source="b9")], dateline=print_dateline)
    with pytest.raises(ValueError, match="twice"):
        target_html(document, [target, target], dateline=print_dateline)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мост открыт", "ru"),
        ("Мост Golden Gate открыт для всех", "ru"),
        ("The bridge is open", "en"),
        ("The bridge «Восток» is open for everyone in the city of Omsk today", "en"),
        ("Міст відкрито для всіх їхніх", "other"),
        ("123 — 456", "other"),
        ("", "other"),
        ("Η γέφυρα", "other"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_source_text_parts_blocks() -> None:
    assert source_text("<p>а&amp;б</p><p>в<b>г</b></p>").split() == ["а&б", "вг"]
