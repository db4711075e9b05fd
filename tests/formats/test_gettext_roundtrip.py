"""Any text, out and in again; any bytes, read or refused."""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.formats.gettext_cases import HEAD, assert_msgfmt_accepts, build_unit, convert, read_or_refuse, run_gettext
from workflow.formats.gettext import (
    CatalogError,
    KeptExtras,
    KeptMessage,
    ReadCatalog,
    UnitMessage,
    fit_target,
    is_fuzzy,
    is_same_source,
    is_same_target,
    read_mo,
    read_po,
    write_mo,
    write_po,
)

# Text with the signs that break PO files far more often than chance would bring them.
NASTY = st.sampled_from(
    [
        *'\n\n\n\\"\t\r\a\b\f\v{}#~|,.:% -\u2028\u2029\x85\x1c\x00\x04\xa0\ufeff\u2068',
        "{1}",
        "{{1}",
        '"\n',
        "\\n",
        "\\320",
    ]
)
TEXT = st.lists(NASTY | st.text(max_size=6), max_size=8).map("".join)
LINE = TEXT.map(lambda text: text.replace("\n", " "))
STATUS = st.sampled_from(["empty", "draft", "confirmed", "omitted", "later"])
KIND = st.sampled_from(["aligned", "aligned", "aligned", "rewritten", "added"])
GNU = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def unit_lists(draw: st.DrawFn) -> list[UnitMessage]:
    count = draw(st.integers(0, 6))
    return [
        build_unit(
            f"12/{number}",
            source=draw(TEXT),
            target=draw(TEXT),
            status=draw(STATUS),
            kind=draw(KIND),
            block_kind=draw(st.sampled_from(["headline", "list item"])),
            version=draw(st.integers(0, 10**9)),
            origin=draw(TEXT),
            note=draw(TEXT),
            reference=draw(TEXT),
            previous_source=draw(st.none() | TEXT),
            omit_reason=draw(TEXT),
        )
        for number in range(count)
    ]


@st.composite
def extras(draw: st.DrawFn) -> KeptExtras:
    """What a file could hold: a kept comment is one line, as it stands after `#`."""
    comment = LINE.map(lambda text: " " + text.replace("\x00", ""))
    lines = st.lists(comment, max_size=2).map(tuple)
    flags = st.lists(st.sampled_from(["no-wrap", "c-format", "python-brace-format", "x", "no-c-format"]), unique=True)
    contexts = [f"12/{number}" for number in range(6)]
    kept = [
        KeptMessage(one, "", comments=draw(lines), flags=tuple(draw(flags)))
        for one in draw(st.lists(st.sampled_from(contexts), unique=True, max_size=3))
    ]
    return KeptExtras(
        header_comment=draw(lines),
        order=tuple(draw(st.permutations(contexts))),
        messages=tuple(kept),
        trailing=draw(lines),
    )


def list_messages(units: Sequence[UnitMessage]) -> list[UnitMessage]:
    return [one for one in units if one.status != "omitted" and one.kind != "added"]


def compare(catalog: ReadCatalog, units: Sequence[UnitMessage], *, newlines: bool = True) -> None:
    """Every message of `units`, and nothing else, stands in `catalog`."""
    read = {one.context: one for one in catalog.messages}
    expected = list_messages(units)
    assert len(read) == len(catalog.messages) == len(expected)
    for unit in expected:
        message = read[unit.context]
        assert is_same_source(unit.source, message.source)
        assert is_same_target(unit.source, unit.target, message.target)
        assert message.fuzzy == is_fuzzy(unit)
        assert message.version == unit.version


@given(unit_lists(), st.sampled_from([0, 1, 40, 79]))
@settings(deadline=None)
def test_every_text_survives_at_every_width(units: list[UnitMessage], width: int) -> None:
    catalog = read_po(write_po(HEAD, units, width=width))
    compare(catalog, units)
    for unit, message in zip(list_messages(units), catalog.messages, strict=True):
        if unit.previous_source is not None and message.fuzzy:
            assert is_same_source(unit.previous_source, message.previous_source or "")
        else:
            assert message.previous_source is None
    outside = [one.context for one in units if one not in list_messages(units)]
    assert [one.context for one in catalog.comment_units] == outside


@given(unit_lists(), extras(), st.sampled_from([0, 60]))
@settings(deadline=None)
def test_an_unchanged_import_changes_no_byte(units: list[UnitMessage], kept: KeptExtras, width: int) -> None:
    written = write_po(HEAD, units, keep=kept, width=width)
    read = KeptExtras.from_json(read_po(written).extras.to_json())
    assert write_po(HEAD, units, keep=read, width=width) == written


@given(unit_lists(), extras(), st.booleans(), st.sampled_from([0, 30]))
@GNU
def test_msgfmt_accepts_whatever_was_typed(units: list[UnitMessage], kept: KeptExtras, template: bool, width: int) -> None:
    assert_msgfmt_accepts(write_po(HEAD, units, keep=kept, template=template, width=width))


@given(unit_lists())
@GNU
def test_msgcat_wrapped_or_not_changes_no_meaning(units: list[UnitMessage]) -> None:
    written = write_po(HEAD, units)
    for arguments in ([], ["--no-wrap"], ["--width=20"], ["--escape"]):
        compare(read_po(convert("msgcat", *arguments, data=written)), units)


@given(unit_lists())
@settings(deadline=None)
def test_mo_reads_in_python_and_here(units: list[UnitMessage]) -> None:
    compiled = write_mo(HEAD, units)
    expected = {
        (one.context, one.source.replace("\x00", "").replace("\x04", "")): fit_target(one.source, one.target)
        for one in list_messages(units)
        if one.status == "confirmed" and fit_target(one.source, one.target)
    }
    catalog = read_mo(compiled)
    assert {(one.context, one.source): one.target for one in catalog.messages} == expected
    assert catalog.headers["Language"] == "en"
    translations = gettext.GNUTranslations(io.BytesIO(compiled))
    for (context, source), target in expected.items():
        assert translations.pgettext(context or "", source) == target


@given(unit_lists())
@GNU
def test_msgunfmt_reads_our_mo_and_we_read_msgfmts(units: list[UnitMessage]) -> None:
    ours = {one.context: one.target for one in read_mo(write_mo(HEAD, units)).messages}
    if ours:
        unpacked = read_po(convert("msgunfmt", "-", data=write_mo(HEAD, units)))
        assert {one.context: one.target for one in unpacked.messages} == ours
    theirs = read_mo(convert("msgfmt", "-o", "-", "-", data=write_po(HEAD, units)))
    assert {one.context: one.target for one in theirs.messages} == ours


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for candidate in (data, b"\xde\x12\x04\x95" + data, b"\x95\x04\x12\xde" + data):
        assert str(read_or_refuse(candidate))


@given(unit_lists(), st.data())
@settings(deadline=None)
def test_a_damaged_file_is_read_or_refused(units: list[UnitMessage], data: st.DataObject) -> None:
    for whole in (write_po(HEAD, units), write_mo(HEAD, units)):
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, min(len(whole), start + 8)))
        assert str(read_or_refuse(whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:]))


# Without `#|`: gettext wants it in its exact place, which we do not.
LINES = [
    'msgid "a"',
    'msgid ""',
    'msgstr "b"',
    'msgstr[0] "c"',
    'msgid_plural "d"',
    'msgctxt "e"',
    '"f"',
    "# g",
    "",
]
LINES += ['#~ msgid "h"', '#~ msgstr "i"', '#~ "j"', "#, fuzzy", "#. m", "#: n"]


@given(st.lists(st.sampled_from(LINES), max_size=12))
@example(['#~ msgid "h"', '#~ msgstr "i"', '#~ msgid "h"', '#~ msgstr "i"'])
@settings(deadline=None, max_examples=150)
def test_grammar_is_gettexts(lines: list[str]) -> None:
    """What we read, GNU gettext reads, with the same messages (but for what is obsolete twice); what we refuse, it refuses."""
    data = "".join(f"{line}\n" for line in ['msgid ""', 'msgstr "Content-Type: charset=UTF-8"', "", *lines]).encode()
    theirs = run_gettext("msgcat", "--force-po", "-", data=data)
    ours = read_or_refuse(data)
    if isinstance(ours, CatalogError):
        assert 0 < ours.line <= len(lines) + 3
        assert theirs.returncode != 0, theirs.stdout.decode()
    elif len({(one.context, one.source) for one in ours.messages}) < len(ours.messages):
        # Tools leave the same obsolete message twice; we read that, and write it once.
        assert b"duplicate message definition" in theirs.stderr
        assert any(one.obsolete for one in ours.messages)
    else:
        assert theirs.returncode == 0, theirs.stderr.decode()
        again = read_po(theirs.stdout, unique_contexts=False)
        keys = [(one.context, one.source, one.target, one.obsolete, one.fuzzy) for one in ours.messages]
        assert sorted(keys, key=str) == sorted(
            ((one.context, one.source, one.target, one.obsolete, one.fuzzy) for one in again.messages),
            key=str,
        )
