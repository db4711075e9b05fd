"""`workflow memory`: files in and out, whole or not at all, and an import that goes as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_helpers import Shell

TMX = (
    '<?xml version="1.0"?><tmx version="1.4"><header srclang="ru"/><body>'
    '<tu><tuv xml:lang="ru"><seg>Мост <bpt i="1">b</bpt>открыт<ept i="1">e</ept> для 40 машин.</seg></tuv>'
    '<tuv xml:lang="en"><seg>The bridge is <bpt i="1">b</bpt>open<ept i="1">e</ept> to 40 cars.</seg></tuv></tu>'
    '<tu><tuv xml:lang="ru"><seg>Порт закрыт.</seg></tuv><tuv xml:lang="en"><seg>The port is closed.</seg></tuv></tu>'
    '<tu><tuv xml:lang="ru"><seg>Пусто</seg></tuv><tuv xml:lang="en"><seg> </seg></tuv></tu></body></tmx>'
)
PO_HEAD = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_in_and_out_and_gone(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "house.tmx"
    file.write_text(TMX, encoding="utf-8")
    assert shell.ok("memory", "import", file, "--edition", "en", "--dry-run", "--json").json == [
        {"path": str(file), "dry_run": True, "pairs": 3}
    ]
    assert shell.ok("memory", "stats", "--json").json == {"pairs": [], "imports": []}
    (done,) = shell.ok("memory", "import", file, "--edition", "en", "--json").json
    assert (done["added"], done["known"], done["refused"]) == (2, 0, 1)
    assert "0 added, 2 known" in shell.ok("memory", "import", file, "--edition", "en").out
    (near,) = shell.ok("memory", "search", "Мост открыт для 50 машин.", "--edition", "en", "--json").json
    assert (near["target"], near["numbers_replaced"], near["prefill"]) == ("The bridge is open to 50 cars.", True, False)
    assert near["provenance"] == "house.tmx"
    assert "numbers replaced" in shell.ok("memory", "search", "Мост открыт для 50 машин.", "--edition", "en").out
    written = {}
    for kind in ("tmx", "csv"):
        written[kind] = tmp_path / f"out.{kind}"
        shell.ok("memory", "export", "--edition", "en", "--format", kind, "-o", written[kind])
    assert shell.ok("memory", "export", "--edition", "en", "-o", "-").out == written["tmx"].read_text(encoding="utf-8")
    assert "IMPORT" in shell.ok("memory", "stats").out
    shell.ok("memory", "remove", str(done["import"]))
    assert shell.ok("memory", "search", "Порт закрыт.", "--edition", "en", "--json").json == []
    assert "no import" in shell.fails("memory", "remove", str(done["import"]))
    for kind in ("tmx", "csv"):
        (back,) = shell.ok("memory", "import", written[kind], "--edition", "en", "--unreviewed", "--json").json
        assert (back["added"], back["refused"]) == (2, 0), "what went out comes back"
        (match,) = shell.ok("memory", "search", "Порт закрыт.", "--edition", "en", "--json").json
        assert (match["score"], match["prefill"], match["reviewed"]) == (99, False, False)
        shell.ok("memory", "remove", str(back["import"]))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.tmx", TMX[:-40].encode(), "not XML"),
        ("bomb.tmx", b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "entities"),
        ("x.xlf", b"<xliff/>", "not XLIFF"),
        ("x.xml", b"<tbx/>", "not TMX"),
        ("x.csv", b"one,two\n1,2\n", "head"),
        ("x.po", b'msgid "a"\nmsgstr "b\n', "catalog"),
        ("open.csv", 'ru,en\n"Мост,Bridge\nПорт,Port\n'.encode(), "Line 2 cannot be read as a row"),
        ("head.csv", b"ru,en\n", "no pair"),
        ("de.tmx", TMX.replace('"ru"', '"de"').encode(), "no pair"),
        ("de.xlf", b'<xliff version="1.2"><file source-language="de"/></xliff>', "no pair"),
        ("turned.csv", "source,target\nThe bridge is open.,Мост открыт.\n".encode(), "another language"),
        ("program.po", PO_HEAD + 'msgid "Open"\nmsgstr "Открыть"\n'.encode(), "another language"),
        ("german.csv", ("source,target\n" + "Die Brücke ist offen.,The bridge is open.\n" * 9).encode(), "another language"),
    ],
)
def test_a_broken_file_takes_nothing_in(shell: Shell, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / name
    good.write_text("source,target\nМост открыт.,The bridge is open.\n", encoding="utf-8")
    bad.write_bytes(content)
    done = shell.run("memory", "import", bad, good, "--edition", "en")
    assert done.status == 1
    assert words in done.err
    assert "1 added" in done.out, "the other file is taken in"
    stats = shell.ok("memory", "stats", "--json").json
    assert [i["name"] for i in stats["imports"]] == ["good.csv"]


def test_a_table_as_office_programs_save_it(shell: Shell, tmp_path: Path) -> None:
    for name, content in {
        "bom.csv": '\ufeffru;en-GB\r\n"Мост; порт.";"The bridge; port."\r\n'.encode(),
        "wide.csv": "ru\ten\nБольшой мост.\tA big bridge.\n".encode("utf-16"),
        "names.csv": b"ru,en\nApple,Apple\n",
    }.items():
        (tmp_path / name).write_bytes(content)
        (done,) = shell.ok("memory", "import", tmp_path / name, "--edition", "en", "--json").json
        assert (done["added"], done["refused"]) == (1, 0), name


def test_a_catalog_brings_what_people_confirmed(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "site.po"
    file.write_text(
        PO_HEAD.decode() + 'msgid "Рубрика"\nmsgstr "Section"\n\n'
        '#, fuzzy\nmsgid "Лента"\nmsgstr "Tape"\n\nmsgid "Архив"\nmsgstr ""\n',
        encoding="utf-8",
    )
    (done,) = shell.ok("memory", "import", file, "--edition", "en", "--json").json
    assert done["added"] == 1


def test_only_an_edition_that_is_translated_into_has_a_memory(shell: Shell) -> None:
    assert "source" in shell.fails("memory", "search", "x", "--edition", "ru")
    assert "no edition" in shell.fails("memory", "search", "x", "--edition", "de")
