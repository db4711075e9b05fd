"""Our catalogs in the hands of GNU gettext, polib and Babel, and back."""

from __future__ import annotations

import io
import struct
import time
from pathlib import Path

import polib
import pytest
from babel.messages import pofile

from tests.formats.gettext_cases import HEAD, assert_msgfmt_accepts, build_unit, convert, run_gettext
from workflow.formats.gettext import CatalogError, ReadCatalog, read_mo, read_po, write_mo, write_po

LONG = "Зимой на набережной у старого порта снова заработает каток; вход — 50 % от прежней цены. "
UNITS = [
    build_unit("7/1", source=LONG * 3, target="The rink will open at 50 % of last year's price. " * 4, note="Short."),
    build_unit("7/2", source="5 % d и 7 %s", target="5 % of d, 7 %", reference="story/7 b2.1"),
    build_unit("7/3", source="Черновик {1}и{/1} {2}", target="Draft {1}and{/1} {2}", status="draft", version=9),
    build_unit("7/4", source="Пропущено", target="", status="omitted", omit_reason="repeats the headline"),
    build_unit("7/5", source="Новое", target="Old", status="draft", previous_source="Старое"),
    build_unit("7/6", source="Пусто", target="", status="empty"),
    build_unit("7/7", source="", target="Only in English.", kind="added"),
    build_unit("7/8", source="Пусто", target="Empty\u2028\\n", note="One.\nTwo."),
]


def list_texts(catalog: ReadCatalog) -> list[tuple[str | None, str, str, bool, int | None]]:
    return [(one.context, one.source, one.target, one.fuzzy, one.version) for one in catalog.messages if not one.obsolete]


WRITTEN = write_po(HEAD, UNITS)
BEFORE = read_po(WRITTEN)


@pytest.mark.parametrize("arguments", [[], ["--no-wrap"], ["--width=30"], ["--escape"], ["--indent"], ["-s"]])
def test_msgcat_keeps_everything(arguments: list[str]) -> None:
    after = read_po(convert("msgcat", *arguments, data=WRITTEN))
    assert sorted(list_texts(after)) == sorted(list_texts(BEFORE))
    assert sorted(after.comment_units, key=str) == sorted(BEFORE.comment_units, key=str)
    assert {one.context: one.previous_source for one in after.messages}["7/5"] == "Старое"
    assert after.headers == BEFORE.headers


def test_msgcat_unwrapped_has_our_layout() -> None:
    """Two engines, one form: a diff between our export and theirs shows only what was changed."""
    plain = write_po(HEAD, [one for one in UNITS if one.context != "7/2"])  # 0.21 splits names with spaces
    assert convert("msgcat", "--no-wrap", data=plain).decode() == plain.decode()


def test_msgattrib_picks_the_fuzzy_ones_and_clears_them() -> None:
    only = read_po(convert("msgattrib", "--only-fuzzy", data=WRITTEN))
    assert [one.context for one in only.messages] == ["7/3", "7/5"]
    cleared = read_po(convert("msgattrib", "--clear-fuzzy", "--clear-previous", data=WRITTEN))
    assert not any(one.fuzzy or one.previous_source for one in cleared.messages)
    assert [one.version for one in cleared.messages] == [one.version for one in BEFORE.messages]


def test_msgmerge_with_a_newer_template(tmp_path: Path) -> None:
    """A changed sentence comes back fuzzy with its old msgid, a retired one obsolete, a new one empty."""
    changed = [
        build_unit("7/1", source=LONG * 3 + "Завтра.", version=10),
        *UNITS[1:3],
        build_unit("7/20", source="Совсем другое предложение", version=1),
    ]
    old, new = tmp_path / "7.po", tmp_path / "7.pot"
    old.write_bytes(WRITTEN)
    new.write_bytes(write_po(HEAD, changed, template=True))
    merged = convert("msgmerge", "--previous", "-o", "-", str(old), str(new), data=b"")
    catalog = read_po(merged)
    assert_msgfmt_accepts(merged)
    found = {one.context: one for one in catalog.messages}
    assert (found["7/1"].fuzzy, found["7/1"].previous_source, found["7/1"].version) == (True, LONG * 3, 10)
    assert (found["7/2"].target, found["7/2"].fuzzy) == (UNITS[1].target, False)
    assert found["7/20"].target == "" or found["7/20"].fuzzy
    assert (found["7/8"].obsolete, found["7/8"].target) == (True, "Empty\u2028\\n")
    kept = write_po(HEAD, changed, keep=catalog.extras)
    assert_msgfmt_accepts(kept)
    assert {one.context for one in read_po(kept).messages if one.obsolete} == {"7/5", "7/8"}
    assert read_po(convert("msgcat", data=kept)).extras.obsolete == read_po(kept).extras.obsolete


def test_msgconv_to_another_charset_and_back() -> None:
    plain = write_po(HEAD, [one for one in UNITS if one.context not in ("7/8", "7/2")])
    other = convert("msgconv", "-t", "CP1251", data=plain)
    after = read_po(other)
    assert after.charset == "cp1251"
    assert list_texts(after) == list_texts(read_po(plain))


def test_polib_saves_it_readable(tmp_path: Path) -> None:
    path = tmp_path / "7.po"
    path.write_bytes(WRITTEN)
    for width in (0, 78):
        catalog = polib.pofile(str(path), wrapwidth=width)
        catalog.save()
        after = read_po(path.read_bytes())
        assert list_texts(after) == list_texts(BEFORE)
    assert polib.pofile(str(path)).percent_translated() == 50


def test_babel_saves_it_readable() -> None:
    """Babel turns previous msgids into comments and marks what looks like a Python format; texts stay."""
    catalog = pofile.read_po(io.BytesIO(WRITTEN))
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=76)
    after = read_po(out.getvalue())
    assert list_texts(after) == list_texts(BEFORE)
    assert any("python-format" in one.flags for one in after.messages)
    assert_msgfmt_accepts(write_po(HEAD, UNITS, keep=after.extras))


def test_no_tool_takes_news_for_a_format_string() -> None:
    assert_msgfmt_accepts(WRITTEN)
    assert not any(one.flags and one.flags != ("fuzzy",) for one in read_po(convert("msgcat", data=WRITTEN)).messages)


def test_syntax_errors_stand_where_msgfmt_sees_them() -> None:
    """But for an open string, which msgfmt sees one line late."""
    cases = [
        'msgid "a\\q"\nmsgstr "b"\n',
        'msgid "a"\nmsgstr "b"\n\nwords\n',
        'msgid "a"\nmsgstr "b"\nmsgstr "c"\n',
    ]
    for text in cases:
        with pytest.raises(CatalogError) as caught:
            read_po(text.encode())
        complaint = run_gettext("msgfmt", "-o", "/dev/null", "-", data=text.encode()).stderr.decode()
        assert f"<stdin>:{caught.value.line}:" in complaint


def test_our_mo_has_what_msgfmt_takes() -> None:
    compiled = write_mo(HEAD, UNITS)
    assert compiled == convert("msgfmt", "--no-hash", "-o", "-", "-", data=WRITTEN)
    assert [one.context for one in read_mo(compiled).messages] == ["7/1", "7/2", "7/8"]


def test_mo_of_either_byte_order_with_plurals() -> None:
    key, text = b"a\0b", b"1\0002\0003"
    for order in "<>":
        head = struct.pack(f"{order}11I", 0x950412DE, 0, 1, 28, 36, 0, 44, len(key), 44, len(text), 48)
        (message,) = read_mo(head + key + b"\0" + text + b"\0").messages
        assert (message.context, message.source, message.plural) == (None, "a", "b")
        assert (message.target, message.plural_targets) == ("1", ("1", "2", "3"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        struct.pack("<6I", 0, 2**31, 28, 28, 0, 28),
        struct.pack("<6I", 2 << 16, 0, 28, 28, 0, 28),
        struct.pack("<10I", 0, 1, 28, 36, 0, 44, 1, 4000, 1, 40),
        struct.pack("<6I", 0, 1, 4_000_000_000, 28, 0, 28) + b"\0" * 32,
        struct.pack("<10I", 0, 1, 28, 36, 0, 44, 1, 44, 1, 44) + b"\xff\0",
    ],
)
def test_damaged_mo_is_refused(body: bytes) -> None:
    with pytest.raises(CatalogError) as caught:
        read_mo(b"\xde\x12\x04\x95" + body)
    assert caught.value.code == "damaged_mo"


def test_mo_strings_that_overlap_cannot_swell() -> None:
    count = 4000
    size = 28 + 16 * count + 200_000
    table = struct.pack("<2I", 200_000, 28 + 16 * count) * count
    data = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0) + table * 2 + b"x" * 200_000
    assert len(data) == size
    with pytest.raises(CatalogError, match="damaged_mo"):
        read_mo(data)


def test_a_large_mo_is_written_in_linear_time() -> None:
    """polib needs 40 s for as many."""
    units = [build_unit(f"1/{number}") for number in range(50_000)]
    start = time.perf_counter()
    compiled = write_mo(HEAD, units)
    assert time.perf_counter() - start < 10
    assert len(read_mo(compiled).messages) == 50_000
