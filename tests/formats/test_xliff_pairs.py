"""XLIFF as other tools write it: what a person approved is reviewed, and a broken or hostile file is refused by its line."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.xliff import xlifffile

from workflow.formats.pairs import Pair, PairFileError
from workflow.formats.xliff_pairs import read_xliff

ONE = (
    '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    '<file original="x" source-language="ru-RU" target-language="en" datatype="html"><header><note>{x}</note></header><body>'
)
ONE_END = "</body></file></xliff>"
TWO = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="ru" trgLang="en-GB"><file id="f">'
TWO_END = "</file></xliff>"


def read(data: str | bytes) -> list[Pair]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_xliff(stream, source_language="ru", target_language="en"))


def unit(source: str, target: str, *, state: str = "", more: str = "", rest: str = "") -> str:
    told = f' state="{state}"' if state else ""
    return f'<trans-unit id="1"{more}><source>{source}</source><target{told}>{target}</target>{rest}</trans-unit>'


def segment(source: str, target: str, *, state: str = "final", rest: str = "") -> str:
    return f'<unit id="1">{rest}<segment state="{state}"><source>{source}</source><target>{target}</target></segment></unit>'


ALT = "<alt-trans><source>Мост</source><target>Wrong</target></alt-trans>"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (unit("Мост", "Bridge", more=' approved="yes"'), [("Мост", "Bridge", True)]),
        (unit("Мост", "Bridge", state="final"), [("Мост", "Bridge", True)]),
        (unit("Мост", "Bridge", state="translated", rest=ALT), [("Мост", "Bridge", True)]),
        (unit("Мост", "Bridge", state="needs-review-translation"), [("Мост", "Bridge", False)]),
        (unit("Мост", "Bridge"), [("Мост", "Bridge", False)]),
        (unit("Мост", "Bridge", state="needs-translation"), []),
        (unit("Мост", "Bridge", more=' translate="no"'), []),
        (unit("Мост", ""), []),
        ("<trans-unit id='1'><source>Мост</source></trans-unit>", []),
        (unit("Мост\n   через  реку", "A\tbridge", state="final"), [("Мост через реку", "A bridge", True)]),
        (
            unit('<g id="1">Мост</g><x id="2"/>', 'The<x id="2"/> <g id="1">bridge</g>', state="final"),
            [("{1}Мост{/1}{2}", "The{2} {1}bridge{/1}", True)],
        ),
        (
            unit(
                '<bpt id="1" rid="a">&lt;b></bpt>а<ept id="2" rid="a">&lt;/b></ept>', '<bx id="1" rid="a"/>a<ex id="2" rid="a"/>'
            ),
            [("{1}а{/1}", "{1}a{/1}", False)],
        ),
        (unit('<ph id="1">код<sub>слово</sub></ph>а', 'a<ph id="1"/>'), [("{1}а", "a{1}", False)]),
        (
            "<trans-unit id='1' approved='yes'><source>Раз. Два.</source><seg-source><mrk mtype='seg' mid='1'>Раз.</mrk> "
            "<mrk mtype='seg' mid='2'><g id='7'>Два.</g></mrk></seg-source><target><mrk mtype='seg' mid='1'>One.</mrk> "
            "<mrk mtype='seg' mid='2'><g id='7'>Two.</g></mrk></target></trans-unit>",
            [("Раз.", "One.", True), ("{1}Два.{/1}", "{1}Two.{/1}", True)],
        ),
        ("<group>" + unit('<mrk mtype="term">Мост</mrk>', "Bridge") + "</group>", [("Мост", "Bridge", False)]),
        (unit("{1}", "{1}"), [("{{1}", "{{1}", False)]),
    ],
)
def test_version_1(body: str, wanted: list[tuple[str, str, bool]]) -> None:
    assert [(p.source, p.target, p.reviewed) for p in read(ONE + body + ONE_END)] == wanted


MATCHES = '<mtc:matches xmlns:mtc="m"><mtc:match><source>Мост</source><target>Wrong</target></mtc:match></mtc:matches>'


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (segment("Мост", "Bridge", rest=MATCHES), [("Мост", "Bridge", True)]),
        (segment("Мост", "Bridge", state="initial"), [("Мост", "Bridge", False)]),
        (
            segment('<pc id="1">Мост</pc><ph id="2"/><cp hex="0001"/>', '<ph id="2"/><pc id="1">Bridge</pc>'),
            [("{1}Мост{/1}{2}", "{2}{1}Bridge{/1}", True)],
        ),
        (
            segment('<sc id="1"/>Мост<ec startRef="1"/>', '<sc id="1"/>Bridge<ec startRef="1"/>'),
            [("{1}Мост{/1}", "{1}Bridge{/1}", True)],
        ),
        (
            '<unit id="1"><segment state="reviewed"><source>Раз.</source><target>One.</target></segment><ignorable><source> '
            "</source></ignorable><segment><source>Два.</source></segment></unit>",
            [("Раз.", "One.", True)],
        ),
    ],
)
def test_version_2(body: str, wanted: list[tuple[str, str, bool]]) -> None:
    assert [(p.source, p.target, p.reviewed) for p in read(TWO + body + TWO_END)] == wanted


def test_another_language_is_passed_over() -> None:
    assert read((ONE + unit("Мост", "Brücke") + ONE_END).replace('"en"', '"de"')) == []
    assert len(read((ONE + unit("Мост", "Bridge") + ONE_END).replace(' target-language="en"', ""))) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ONE + unit("Мост", "Bridge"), "not_xml"),
        ("", "not_xml"),
        ("<tmx version='1.4'/>", "not_xliff"),
        ("<xliff version='3.0'/>", "not_xliff"),
        ('<!DOCTYPE xliff [<!ENTITY a "b">]><xliff version="1.2"/>', "entities"),
        ('<!DOCTYPE xliff SYSTEM "http://127.0.0.1:1/x.dtd"><xliff version="1.2">&lost;</xliff>', "entities"),
        ('<?xml version="1.0" encoding="x-none"?><xliff version="1.2"/>', "encoding"),
    ],
)
def test_refused(data: str, code: str) -> None:
    with pytest.raises(PairFileError) as found:
        read(data)
    assert found.value.code in (code, "not_xml" if code == "encoding" else code)
    assert found.value.line >= 1 or not data


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), st.booleans()), max_size=5
    )
)
def test_what_translate_toolkit_writes(units: list[tuple[str, bool]]) -> None:
    store: Any = xlifffile()
    store.setsourcelanguage("ru")
    store.settargetlanguage("en")
    for text, approved in units:
        made = store.addsourceunit(f"Мост {text}")
        made.target = f"Bridge {text}"
        made.markfuzzy(not approved)
    wanted = [re.sub(r"[ \t\r\n]+", " ", f"Bridge {text}").strip() for text, approved in units if approved]
    found = read(bytes(store))
    assert [p.target.replace("{{", "{") for p in found] == [target.replace("{{", "{") for target in wanted]
    assert all(p.reviewed for p in found)
