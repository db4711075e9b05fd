"""Whatever HTML comes in: its bytes stay, its text is all there, and a target is always well formed."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.html_cases import (
    GOOD_HTML,
    HTML,
    TARGET_TEXT,
    elements_of,
    find_form_errors,
    has_script,
    make_document,
    print_dateline,
    squeeze,
    untouched,
)
from workflow.core.document import (
    BlockKind,
    Document,
    Leaf,
    Piece,
    block_raw,
    iter_blocks,
    iter_leaves,
    node_raw,
    plain_text,
    segment_index,
    source_html,
    word_count,
)
from workflow.core.markup import build_document, source_text, strip_tokens, target_html
from workflow.core.markup_build import prepare_marks
from workflow.core.markup_clean import drop_active
from workflow.core.markup_scan import TEXT, decode_text, scan_html

SHARED = Path(os.environ.get("WORKFLOW_SHARED") or Path(__file__).parents[2].parent / "shared")
thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.one_of(HTML, st.text()))
@thorough
def test_tokens_join_to_the_input(html: str) -> None:
    marks = list(scan_html(html))
    assert "".join(html[mark.start : mark.end] for mark in marks) == html
    assert all(mark.end > mark.start for mark in marks)


@given(st.one_of(HTML, st.text()))
@thorough
def test_source_comes_back_byte_for_byte(html: str) -> None:
    document, notices = build_document(language="ru", title="Т", html=html)
    kept, dropped = drop_active(html)
    assert source_html(document) == kept
    assert (kept == html) == (not any(notice.code.endswith("_dropped") for notice in dropped))
    assert set(dropped) <= set(notices)
    assert not has_script(kept)


@given(HTML)
@thorough
def test_dropping_takes_whole_pieces_and_leaves_nothing_to_drop(html: str) -> None:
    kept, _ = drop_active(html)
    position = 0
    for char in kept:  # what is kept is what came, in order
        position = html.index(char, position) + 1
    assert drop_active(kept)[0] == kept


@given(HTML)
@thorough
def test_every_visible_character_is_in_one_segment_or_gap(html: str) -> None:
    document = make_document(html)
    blocks = [block for leaf in iter_leaves(document.nodes) for block in leaf.blocks]
    for block in blocks:
        assert len(block.gaps) == len(block.segments) + 1
        for segment in block.segments:
            assert segment.text == segment.text.strip()
            assert segment.text
    # Outside the segments there is no visible text but embeds, datelines and the quotes of alt attributes.
    for block in blocks:
        if block.kind not in (BlockKind.EMBED, BlockKind.DATELINE, BlockKind.ALT):
            assert not [gap for gap in block.gaps if squeeze(strip_invisible(visible_text(gap)))]
            for segment in block.segments:
                assert squeeze(strip_tokens(segment.text)) == squeeze(visible_text(segment.raw))
    assert len(segment_index(document)) == sum(len(block.segments) for block in iter_blocks(document))


def visible_text(raw: str) -> str:
    """The text of a piece of source, less what a translator sees as one placeholder or not at all."""
    return "".join(decode_text(raw[mark.start : mark.end]) for mark in prepare_marks(raw) if mark.kind == TEXT)


def strip_invisible(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u200b\ufeff\u2060\u00a0")))


@given(HTML)
@thorough
def test_json_is_faithful(html: str) -> None:
    document, _ = build_document(language="ru", title=" Заг{1}оловок ", html=html, standfirst="Раз. Два.", byline="А. Б.")
    data = json.loads(json.dumps(document.to_json()))
    assert Document.from_json(data) == document


@given(HTML)
@thorough
def test_an_untouched_edition_is_the_source(html: str) -> None:
    document = make_document(html)
    assert target_html(document, untouched(document), dateline=print_dateline) == source_html(document)


@given(GOOD_HTML, st.data())
@thorough
def test_one_changed_piece_changes_its_block_only(html: str, data: st.DataObject) -> None:
    document = make_document(html)
    targets = untouched(document)
    if not targets[1:]:
        return
    number = data.draw(st.integers(1, len(targets) - 1))
    target = targets[number]
    index = data.draw(st.integers(0, len(target.pieces) - 1))
    pieces = list(target.pieces)
    pieces[index] = replace(pieces[index], text=pieces[index].text + " changed & more")
    targets[number] = replace(target, pieces=tuple(pieces))
    written = target_html(document, targets, dateline=print_dateline)
    assert not find_form_errors(written)
    position = 0
    for leaf in iter_leaves(document.nodes):
        own = {block.key for block in (*leaf.blocks, *leaf.alts)}
        if target.source in own:
            for block in leaf.blocks:
                if block.key != target.source and not leaf.alts:
                    assert block_raw(block) in written
            continue
        found = written.find(node_raw(leaf), position)
        assert found >= position
        position = found


@given(GOOD_HTML, st.data())
@thorough
def test_mangled_tokens_give_well_formed_html_without_scripts(html: str, data: st.DataObject) -> None:
    document = make_document(html)
    targets = []
    for target in untouched(document):
        if data.draw(st.integers(0, 9)) == 0:
            continue
        pieces = [replace(p, text=data.draw(st.one_of(TARGET_TEXT, st.just(p.text)))) for p in target.pieces]
        targets.append(replace(target, pieces=tuple(pieces)))
    written = target_html(document, targets, dateline=print_dateline)
    assert not find_form_errors(written)
    assert not has_script(written)


@given(HTML, st.data())
@thorough
def test_broken_sources_never_break_a_target(html: str, data: st.DataObject) -> None:
    document = make_document(html)
    targets = [replace(t, pieces=tuple(replace(p, text=data.draw(TARGET_TEXT)) for p in t.pieces)) for t in untouched(document)]
    written = target_html(document, targets, dateline=print_dateline)
    assert not has_script(written)
    again = make_document(written)
    assert source_html(again) == written


@given(GOOD_HTML)
@thorough
def test_the_plain_text_is_what_a_reader_sees(html: str) -> None:
    document = make_document(html)
    shown = squeeze(strip_invisible(plain_text(document)))
    visible = squeeze(strip_invisible("Заголовок" + source_text(drop_code(html))))
    assert shown == visible
    assert word_count(document) > 0


def drop_code(html: str) -> str:
    return html.replace("<code>x&lt;y</code>", "")


def test_ten_thousand_nested_elements_are_no_trouble() -> None:
    html = "<div>" * 10_000 + "<p>Текст о деле.</p>" + "</div>" * 10_000
    document = make_document(html)
    assert source_html(document) == html
    assert Document.from_json(json.loads(json.dumps(document.to_json()))) == document
    assert [block.segments[0].text for block in iter_blocks(document)][1:] == ["Текст о деле."]


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<ul><li>",
        "<table><td>",
        "<b>",
        "</b>",
        "<a ",
        "<!--",
        "{1",
        "&amp;",
        "<img alt=x>",
        "x\n\n",
        "<br>",
        '"',
        "<<script></script>",
    ],
)
def test_size_costs_in_proportion(part: str) -> None:
    # 100 kB of the worst input each; a quadratic step would take minutes and hit the suite's time limit.
    html = part * (100_000 // len(part))
    document = make_document(html)
    assert len(source_html(document)) <= len(html)


def wordpress_bodies() -> list[tuple[str, str]]:
    folder = SHARED / "data" / "wordpress"
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("rest-frontity-*.json")):
        posts = json.loads(path.read_text(encoding="utf-8"))
        for post in posts if isinstance(posts, list) else [posts]:
            content = post.get("content")
            if isinstance(content, dict):
                found.append((f"{path.name}:{post['id']}", content["rendered"]))
    found += [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("amp-*.html"))]
    return found


@pytest.mark.skipif(not (SHARED / "data" / "wordpress").is_dir(), reason="the shared real data is not here")
def test_real_wordpress_pages_round_trip() -> None:
    bodies = wordpress_bodies()
    assert len(bodies) > 15
    for name, html in bodies:
        document, _ = build_document(language="ru", title="Т", html=html)
        kept, _ = drop_active(html)
        assert source_html(document) == kept, name
        assert target_html(document, untouched(document), dateline=print_dateline) == kept, name


@pytest.mark.skipif(not (SHARED / "data" / "news").is_dir(), reason="the shared real data is not here")
def test_real_news_round_trips() -> None:
    with gzip.open(SHARED / "data" / "news" / "wikinews-ru.jsonl.gz", "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line, _ in zip(lines, range(200), strict=False)]
    for story in stories:
        html = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in story["paragraphs"])
        document, notices = build_document(language="ru", title=story["title"], html=html)
        assert not notices
        assert source_html(document) == html
        for leaf in iter_leaves(document.nodes):
            assert all(block.segments for block in leaf.blocks)
        shown = squeeze(strip_invisible(" ".join(story["paragraphs"])))
        assert squeeze(strip_invisible("".join(plain_text(document).partition("\n\n")[2:]))) == shown


def test_a_piece_that_covers_two_sentences_is_one_run() -> None:
    document = make_document("<p>Мэр открыл мост через реку. Он <b>рад</b> этому.</p>")
    block = next(block for block in iter_blocks(document) if block.kind is BlockKind.LEDE)
    merged = Piece("The mayor is {1}glad{/1}.", elements_of(block.elements), tuple(s.key for s in block.segments))
    target = replace(untouched(document)[1], pieces=(merged,))
    assert target_html(document, [target], dateline=print_dateline) == "<p>The mayor is <b>glad</b>.</p>"
    assert isinstance(document.nodes[0], Leaf)
