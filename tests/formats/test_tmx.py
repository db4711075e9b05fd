"""Memory files: TMX and tables, ours and others', good and hostile."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.markup_tokens import Token, render_tokens
from workflow.formats.pairs import Pair, PairFileError
from workflow.formats.pairs_csv import read_pairs_csv, write_pairs_csv
from workflow.formats.tmx import read_tmx, write_tmx

RU_EN = {"source_language": "ru", "target_language": "en"}
HEAD = '<?xml version="1.0"?><tmx version="1.4"><header srclang="ru"/><body>'
TAIL = "</body></tmx>"
WRITABLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.lists(
    st.text(WRITABLE, min_size=1, max_size=9) | st.builds(Token, st.integers(1, 3), st.booleans()), min_size=1, max_size=7
).map(render_tokens)


def tu(russian: str, english: str, *, ru: str = "ru", en: str = "en") -> str:
    return f'<tu><tuv xml:lang="{ru}"><seg>{russian}</seg></tuv><tuv xml:lang="{en}"><seg>{english}</seg></tuv></tu>'


def read(data: str | bytes) -> list[Pair]:
    return list(read_tmx(io.BytesIO(data.encode() if isinstance(data, str) else data), **RU_EN))


@pytest.mark.parametrize(
    ("unit", "source", "target"),
    [
        (tu("Мост", "Bridge"), "Мост", "Bridge"),
        (tu("Мост", "Bridge", ru="RU-RU", en="en_GB"), "Мост", "Bridge"),
        (tu("A &amp; B &lt;c&gt; &#1052;", "A &amp; B"), "A & B <c> М", "A & B"),
        (tu("{1} буквально", "{1} literally"), "{{1} буквально", "{{1} literally"),
        (
            tu(
                '<bpt i="1" x="7">&lt;b&gt;</bpt>Мост<ept i="1">&lt;/b&gt;</ept>',
                '<bpt i="3" x="7">x</bpt>Bridge<ept i="3">y</ept>',
            ),
            "{1}Мост{/1}",
            "{1}Bridge{/1}",
        ),
        (tu('<ph x="2">a</ph>и<ph x="5">b</ph>', '<ph x="5">b</ph>and<ph x="2">a</ph>'), "{1}и{2}", "{2}and{1}"),
        (tu("Мост<ph>код</ph>.", "Bridge<ph>code</ph>."), "Мост{1}.", "Bridge{1}."),
        (tu("<hi>Мост</hi> открыт", "The <hi>bridge</hi>"), "{1}Мост{/1} открыт", "The {1}bridge{/1}"),
        (tu("а<ph>x<sub>слова</sub>y</ph>б", "a<ph/>b"), "а{1}б", "a{1}b"),
        (tu('<it pos="begin" x="1">(</it>а', 'a<it pos="end" x="1">)</it>'), "{1}а", "a{/1}"),
        (tu('<bpt i="1">(</bpt><bpt i="2">[</bpt>а<ept i="2"/><ept i="1"/>', "a"), "{1}{2}а{/2}{/1}", "a"),
        (tu("<![CDATA[<b>]]>", "b"), "<b>", "b"),
    ],
)
def test_what_others_write(unit: str, source: str, target: str) -> None:
    (pair,) = read(HEAD + unit + TAIL)
    assert (pair.source, pair.target) == (source, target)


def test_units_without_both_languages_are_passed_over() -> None:
    assert read(HEAD + tu("a", "b", ru="de") + tu("c", "d", en="fr") + "<tu/>" + tu("Мост", "Bridge") + TAIL) == [
        Pair("Мост", "Bridge")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_encodings_that_a_declaration_or_mark_names(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><body>'
    assert read((text + tu("Мост", "Bridge") + TAIL).encode(encoding)) == [Pair("Мост", "Bridge")]


BOMB = (
    '<!DOCTYPE tmx [<!ENTITY a "аааааааааа"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    '<tmx version="1.4"><body>' + tu("&c;", "x") + TAIL
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "entities"),
        ('<!DOCTYPE tmx [<!ENTITY f SYSTEM "file:///etc/passwd">]><tmx><body>' + tu("&f;", "x") + TAIL, "entities"),
        ('<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><tmx><body>' + TAIL, "entities"),
        ('<!DOCTYPE tmx SYSTEM "x.dtd"><tmx><body>' + tu("&unknown;", "x") + TAIL, "entities"),
        (HEAD + tu("Мост", "Bridge"), "not_xml"),
        (HEAD + "<tu><tuv></tu>" + TAIL, "not_xml"),
        ("", "not_xml"),
        ("source,target", "not_xml"),
        ("<xliff/>", "not_tmx"),
        ('<?xml version="1.0" encoding="klingon"?><tmx/>', "encoding"),
        (HEAD.encode() + "Мост".encode("cp1251") + TAIL.encode(), "not_xml"),
    ],
)
def test_bad_files_are_refused_with_their_fault(data: str | bytes, code: str) -> None:
    with pytest.raises(PairFileError) as caught:
        read(data)
    assert caught.value.code == code


@given(
    pairs=st.lists(
        st.builds(
            Pair,
            TEXT,
            TEXT,
            st.sampled_from(("text", "headline")),
            st.sampled_from(("", "ab12")),
            st.just(""),
            st.text(WRITABLE, max_size=9),
        ),
        max_size=5,
    )
)
def test_what_we_write_comes_back(pairs: list[Pair]) -> None:
    written = "".join(write_tmx(pairs, **RU_EN, version="1"))
    ElementTree.fromstring(written)
    back = read(written)
    assert [(p.kind, p.previous_hash, p.provenance) for p in back] == [(p.kind, p.previous_hash, p.provenance) for p in pairs]
    # Numbers may be counted anew, in source and target alike; writing what was read changes nothing more.
    again = "".join(write_tmx(back, **RU_EN, version="1"))
    assert read(again) == back
    for before, after in zip(pairs, back, strict=True):
        assert len(after.source) == len(before.source)
        assert len(after.target) == len(before.target)
    table = io.BytesIO("".join(write_pairs_csv(pairs)).encode())
    assert list(read_pairs_csv(table, **RU_EN)) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "source,target\nМост,Bridge\n",
        "\ufeffsource;target\r\nМост;Bridge\r\n",
        "id\tRU\ten-GB\n7\tМост\tBridge\n\n",
        'target,source\n"Bridge","Мост"\n',
    ],
)
def test_tables(text: str) -> None:
    assert list(read_pairs_csv(io.BytesIO(text.encode()), **RU_EN)) == [Pair("Мост", "Bridge")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "csv_columns"),
        ("Мост,Bridge\n".encode(), "csv_columns"),
        ("source,target\nМост\n".encode(), "csv_columns"),
        ('source,target\n"Мост,Bridge\n'.encode(), "csv_row"),
        ("source,target\nМост,Bridge\n".encode("utf-16"), "encoding"),
        ("source,target\nМост,Bridge\n".encode("cp1251"), "encoding"),
    ],
)
def test_bad_tables(data: bytes, code: str) -> None:
    with pytest.raises(PairFileError) as caught:
        list(read_pairs_csv(io.BytesIO(data), **RU_EN))
    assert caught.value.code == code
