"""Glossaries in files: what is written comes back, both versions of TBX are read, a broken file says where."""

from __future__ import annotations

import contextlib
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.formats.terms import WRITERS, FileTerm, TermFileError, read_terms

TERMS = [
    FileTerm("Эльвира Набиуллина", "Elvira Nabiullina", ("Nabiullina",), ("Nabiulina", "Naby & <Co>"), "person", "properNoun", 'A "note", twice\nand more; |'),
    FileTerm("YouTube", "YouTube", keep=True),
]  # fmt: skip
V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1"><descripGrp><descrip type="subjectField">Organization</descrip></descripGrp><note>Of Russia.</note>
<langSet xml:lang="ru-RU">
 <ntig><termGrp><term>Центральный <hi>банк</hi></term><termNote type="partOfSpeech">noun</termNote></termGrp></ntig>
 <tig><term>ЦБ</term></tig></langSet>
<langSet xml:lang="en">
 <tig><term>CBR</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
 <tig><term>Central Bank</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
 <tig><term>Bank Rossii</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="de"><tig><term>Bank</term></tig></langSet></termEntry>
</body></text></martif>"""
V3 = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<text><body><conceptEntry id="c1"><min:subjectField>place</min:subjectField>
<langSec xml:lang="ru"><termSec><term>Киев</term><min:partOfSpeech>properNoun</min:partOfSpeech></termSec></langSec>
<langSec xml:lang="en-GB"><termSec><term>Kyiv</term></termSec>
<termSec><term>Kiev</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>"""


def plain(term: FileTerm) -> tuple[object, ...]:
    return (
        term.lemma, term.preferred, term.variants, term.forbidden, term.kind, term.part_of_speech, term.note, term.keep,
    )  # fmt: skip


@pytest.mark.parametrize("fmt", WRITERS)
def test_what_is_written_comes_back(fmt: str) -> None:
    data = WRITERS[fmt](TERMS, source="ru", target="en")
    back = read_terms(data, source="ru", target="en")
    assert [plain(t) for t in back] == [plain(t) for t in TERMS]
    assert back[0].line < back[1].line
    assert data == WRITERS[fmt](TERMS, source="ru", target="en"), "the same terms give the same bytes"
    if fmt == "tbx":
        root = ET.fromstring(data)
        assert root.tag == "{urn:iso:std:iso:30042:ed-2}tbx"
        assert root.attrib["type"] == "TBX-Basic"


word = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|\ufffe\uffff"), min_size=1, max_size=20).map(
    lambda s: " ".join(s.split())
)
words = st.lists(word.filter(bool), max_size=3, unique=True).map(tuple)


@given(
    st.lists(st.builds(FileTerm, word.filter(bool), word.filter(bool), words, words), max_size=4), st.sampled_from(list(WRITERS))
)
def test_any_words_come_back(terms: list[FileTerm], fmt: str) -> None:
    terms = [FileTerm(t.lemma, t.preferred, tuple(v for v in t.variants if v != t.preferred), t.forbidden) for t in terms]
    back = read_terms(WRITERS[fmt](terms, source="ru", target="en"), source="ru", target="en")
    assert [plain(t) for t in back] == [plain(t) for t in terms]


def test_both_versions_and_both_styles_of_tbx_are_read() -> None:
    bank, short = read_terms(V2.encode(), source="ru", target="en")
    assert plain(bank) == (
        "Центральный банк",
        "Central Bank",
        ("CBR",),
        ("Bank Rossii",),
        "organisation",
        "noun",
        "Of Russia.",
        False,
    )
    assert (short.lemma, short.preferred, bank.line, short.line) == ("ЦБ", "Central Bank", 6, 7)
    (kyiv,) = read_terms(V3.encode("utf-16"), source="ru", target="en-US")
    assert plain(kyiv) == ("Киев", "Kyiv", (), ("Kiev",), "place", "properNoun", "", False)


def test_tables_by_other_programs_are_read() -> None:
    data = '\ufeffRU;EN;Comment;Extra\r\nпаром;ferry;"two\r\nlines";1\r\n;;;\r\nмост;bridge\r\n'.encode()
    assert [(t.lemma, t.preferred, t.note, t.line) for t in read_terms(data, source="ru", target="en")] == [
        ("паром", "ferry", "two\r\nlines", 2),
        ("мост", "bridge", "", 5),
    ]
    table = "Term\tTranslation\nпаром\tferry\n"
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        assert read_terms(table.encode(encoding), source="ru", target="en")[0].preferred == "ferry"
    assert read_terms(V2.encode("utf-16"), source="ru", target="en")[0].preferred == "Central Bank"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "terms_no_head", 1),
        (b"a,b\n1,2\n", "terms_no_head", 1),
        ("lemma,preferred\nпаром,ferry\n".encode("cp1251"), "terms_charset", 2),
        (b'lemma,preferred\nx,"y\n', "terms_unreadable", 2),
        (b"lemma\nx\0y\n", "terms_unreadable", 2),
        (b"<tbx>\n<text>", "terms_unreadable", 2),
        (b"<html></html>", "terms_not_tbx", 1),
        (b'<!DOCTYPE tbx [\n<!ENTITY a "aaaa">]><tbx>&a;</tbx>', "terms_unreadable", 2),
        (b'<?xml version="1.0" encoding="no-such"?><tbx/>', "terms_charset", 1),
        (b"<a>" * 5000, "terms_unreadable", 1),
    ],
)
def test_a_broken_file_says_where(data: bytes, code: str, line: int) -> None:
    with pytest.raises(TermFileError) as error:
        read_terms(data, source="ru", target="en")
    assert (error.value.code, error.value.line) == (code, line)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda s: ("<tbx>" + s).encode("utf-8", "replace")))
def test_any_bytes_are_terms_or_an_error(data: bytes) -> None:
    with contextlib.suppress(TermFileError):
        read_terms(data, source="ru", target="en")
