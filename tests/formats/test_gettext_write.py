"""What our catalogs look like, line by line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.formats.gettext_cases import HEAD, UNIT, assert_msgfmt_accepts, build_unit, convert
from workflow.formats.gettext import (
    CatalogError,
    CommentUnit,
    KeptExtras,
    KeptMessage,
    fit_target,
    gettext_language,
    is_same_source,
    is_same_target,
    language_tag,
    plural_forms,
    read_po,
    write_mo,
    write_po,
)

HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: Realist English\n"
"Report-Msgid-Bugs-To: \n"
"POT-Creation-Date: 2024-02-05 06:30+0000\n"
"PO-Revision-Date: 2024-02-05 07:45+0000\n"
"Last-Translator: Anna Orlova <anna@news.example>\n"
"Language-Team: \n"
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"X-Generator: Workflow\n"
"X-Source-Language: ru\n"
"""
ARTICLE = [
    build_unit("12/0", status="omitted", target="", omit_reason='said in the "lede"'),
    build_unit("12/1", block_kind="headline", note="Under 60 signs.\nNo full stop.", reference="story/12 b1.1"),
    build_unit("12/2", source="Тепло.", status="draft", origin="machine firefox/ru-en", previous_source="Тепло"),
    build_unit("12/3", kind="added", source="", target="It last opened in 1998."),
    build_unit("12/4", source="Да.\nНет.", target="", status="empty", origin="", kind="rewritten"),
    build_unit("12/5", source="Дальше.", target="More follows.", status="later", reference="https://a.example/1"),
    build_unit("12/6", status="omitted", target=""),
]
BODY = r"""
#. block: headline
#. origin: human
#. version: 3
#. note: Under 60 signs.
#. note: No full stop.
#. omitted: 12/0 "Мост открыли в {1}полдень{/1}." reason "said in the \"lede\""
#: [story/12 b1.1]
msgctxt "12/1"
msgid "Мост открыли в {1}полдень{/1}."
msgstr "The bridge opened at {1}noon{/1}."

#. block: paragraph
#. origin: machine firefox/ru-en
#. version: 3
#, fuzzy
#| msgid "Тепло"
msgctxt "12/2"
msgid "Тепло."
msgstr "The bridge opened at {1}noon{/1}."

#. block: paragraph
#. unit: rewritten
#. origin:
#. version: 3
#. added: 12/3 "It last opened in 1998."
msgctxt "12/4"
msgid ""
"Да.\n"
"Нет."
msgstr ""

#. block: paragraph
#. status: later
#. origin: human
#. version: 3
#. omitted-after: 12/6 "Мост открыли в {1}полдень{/1}."
#: https://a.example/1
#, fuzzy
msgctxt "12/5"
msgid "Дальше."
msgstr "More follows."
"""


def test_catalog_is_exactly_this() -> None:
    written = write_po(HEAD, ARTICLE)
    assert written.decode() == HEADER + BODY.replace("[", "\u2068").replace("]", "\u2069")
    assert_msgfmt_accepts(written)


def test_reading_gives_back_what_was_written() -> None:
    catalog = read_po(write_po(HEAD, ARTICLE))
    assert [(one.context, one.fuzzy, one.version) for one in catalog.messages] == [
        ("12/1", False, 3),
        ("12/2", True, 3),
        ("12/4", False, 3),
        ("12/5", True, 3),
    ]
    assert catalog.messages[0].references == ("story/12 b1.1",)
    assert catalog.messages[1].previous_source == "Тепло"
    assert catalog.comment_units == (
        CommentUnit("12/0", "omitted", UNIT.source, 'said in the "lede"'),
        CommentUnit("12/3", "added", "It last opened in 1998."),
        CommentUnit("12/6", "omitted", UNIT.source),
    )
    assert (language_tag(catalog.headers), catalog.headers["X-Source-Language"]) == ("en", "ru")


def test_template_has_no_targets_and_nothing_fuzzy() -> None:
    written = write_po(HEAD, ARTICLE, template=True)
    assert_msgfmt_accepts(written)
    text = written.decode()
    assert '"Language: \\n"' in text
    assert not [word for word in ("fuzzy", "#|", "origin:", "added:", "Plural-Forms") if word in text]
    catalog = read_po(written)
    assert {one.target for one in catalog.messages} == {""}
    assert [one.version for one in catalog.messages] == [3, 3, 3, 3]


def test_units_without_any_message_are_comments_of_the_header() -> None:
    written = write_po(HEAD, [ARTICLE[0], ARTICLE[3]])
    assert_msgfmt_accepts(written)
    catalog = read_po(written)
    assert catalog.messages == ()
    assert [one.context for one in catalog.comment_units] == ["12/0", "12/3"]
    assert write_po(HEAD, [ARTICLE[0], ARTICLE[3]], keep=catalog.extras) == written


def test_a_message_made_of_an_omitted_unit_is_reported_as_it_stands() -> None:
    written = write_po(HEAD, ARTICLE) + b'\nmsgctxt "12/0"\nmsgid "x"\nmsgstr "filled"\n'
    filled = read_po(written).messages[-1]
    assert (filled.context, filled.target, filled.version) == ("12/0", "filled", None)


@pytest.mark.parametrize("status", ["draft", "later", "empty"])
def test_what_no_person_has_confirmed_is_fuzzy(status: str) -> None:
    (message,) = read_po(write_po(HEAD, [build_unit("1/1", status=status)])).messages
    assert message.fuzzy
    (empty,) = read_po(write_po(HEAD, [build_unit("1/1", status=status, target="")])).messages
    assert not empty.fuzzy


def test_previous_source_is_written_only_while_fuzzy() -> None:
    confirmed = build_unit("1/1", previous_source="Старое")
    assert b"#|" not in write_po(HEAD, [confirmed])
    assert b"#|" in write_po(HEAD, [replace(confirmed, status="draft")])
    assert b"#|" not in write_po(HEAD, [replace(confirmed, status="draft", target="")])


def test_nothing_typed_into_a_comment_can_pass_for_another() -> None:
    unit = build_unit(
        "1/1",
        note='version: 99\nomitted: 9/9 "x"\r#~ msgid',
        origin="human\nversion: 98",
        reference="a\n#, fuzzy",
    )
    written = write_po(HEAD, [unit])
    assert_msgfmt_accepts(written)
    catalog = read_po(written)
    assert catalog.comment_units == ()
    assert (catalog.messages[0].version, catalog.messages[0].fuzzy) == (3, False)


def test_a_header_value_cannot_pass_for_another() -> None:
    name = 'News\nLanguage: de\\n"; charset=KOI8-R nplurals=9; plural=x'
    head = replace(HEAD, project=name, extra={"X-Desk": "a\nb", "Content-Type": "x", "bad name": "x", "": "y"})
    written = write_po(head, [UNIT])
    assert_msgfmt_accepts(written)
    catalog = read_po(written)
    assert catalog.charset == "utf-8"
    assert (catalog.headers["Language"], catalog.headers["X-Desk"]) == ("en", "a b")
    assert "bad name" not in catalog.headers


def test_dates_come_from_the_data_with_their_zone() -> None:
    moscow = timezone(timedelta(hours=3))
    head = replace(HEAD, created=datetime(2024, 2, 5, 9, 30, tzinfo=moscow), revised=HEAD.revised.replace(tzinfo=None))
    text = write_po(head, []).decode()
    assert "POT-Creation-Date: 2024-02-05 09:30+0300\\n" in text
    assert "PO-Revision-Date: 2024-02-05 07:45+0000\\n" in text


def test_contexts_are_unique_and_plain() -> None:
    for write in (write_po, write_mo):
        with pytest.raises(CatalogError) as caught:
            write(HEAD, [UNIT, UNIT])
        assert (caught.value.code, caught.value.detail) == ("duplicate", "12/1")
        for context in ("", "1/ 1", "1/1\n", "1\x04/1"):
            with pytest.raises(ValueError, match="not a context"):
                write(HEAD, [build_unit(context)])


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a", "b", "b"),
        ("a", "\n\nb\n", "b"),
        ("a\n", "b", "b\n"),
        ("\na", "b", "\nb"),
        ("\na\n", "\n\nb\n\n", "\n\nb\n\n"),
        ("\n", "b", "\nb\n"),
        ("a", "\n", ""),
        ("\na", "", ""),
        ("a", "b\x00c\x04d\ud800", "bcd\ufffd"),
        ("a", " b\r\n", " b\r"),
    ],
)
def test_target_is_made_to_fit(source: str, target: str, expected: str) -> None:
    assert fit_target(source, target) == expected
    assert fit_target(source, expected) == expected
    assert is_same_target(source, target, expected)
    written = write_po(HEAD, [build_unit("1/1", source=source, target=target)])
    assert_msgfmt_accepts(written)
    (message,) = read_po(written).messages
    assert is_same_target(source, target, message.target)
    assert is_same_source(source, message.source)


def test_a_backslash_at_the_end_of_a_comment_swallows_nothing() -> None:
    """For GNU gettext a backslash before a line end joins the next line, in comments too."""
    kept = KeptExtras(
        header_comment=(" C:\\",),
        messages=(KeptMessage("1/1", "", comments=(" D:\\",), flags=("f\\",)),),
        trailing=(" E:\\",),
    )
    unit = build_unit("1/1", note="F:\\", origin="\\", reference="a b\\ c\\", status="draft")
    written = write_po(HEAD, [unit, build_unit("1/2", status="omitted", omit_reason="\\")], keep=kept)
    assert_msgfmt_accepts(written)
    for data in (written, convert("msgcat", data=written), convert("msgcat", "--width=5", data=written)):
        (message,) = read_po(data).messages
        assert (message.version, message.fuzzy, message.comments) == (3, True, ("D:\\",))


KEPT = rb"""# Second hand.
#
#  (kept)
msgid ""
msgstr ""
"Project-Id-Version: else\n"
"Language-Team: Desk <desk@news.example>\n"
"Content-Type: text/plain; charset=UTF-8\n"
"X-Poedit-Basepath: ..\n"

#   check the name
#x
#, fuzzy, no-wrap, our-own
msgctxt "1/2"
msgid "5 % d"
msgstr "5 % s"

#, python-format
msgctxt "1/1"
msgid "a"
msgstr "b"

#, c-format
msgctxt "1/4"
msgid "5 % d"
msgstr "5 % s"

#, fuzzy
#| msgid "previous"
#~ msgctxt "9/9"
#~ msgid "gone"
#~ msgstr "away"

#~ msgid "one"
#~ msgid_plural "many"
#~ msgstr[0] "1"
#~ msgstr[1] "2"

#~ msgctxt "1/1"
#~ msgid "a"
#~ msgstr "was retired, is back"

# the end
"""


def test_what_other_tools_left_is_kept() -> None:
    extras = read_po(KEPT).extras
    extras = KeptExtras.from_json(json.loads(json.dumps(extras.to_json())))
    assert extras == read_po(KEPT).extras
    units = [
        build_unit("1/1", source="a", target="b"),
        build_unit("1/2", source="5 % d", target="5 % s", status="draft"),
        build_unit("1/3", source="c", target="d"),
        build_unit("1/4", source="5 % d", target="5 % s"),
    ]
    written = write_po(HEAD, units, keep=extras)
    assert_msgfmt_accepts(written)
    text = written.decode()
    assert text.startswith('# Second hand.\n#\n#  (kept)\nmsgid ""\n')
    assert '"Language-Team: Desk <desk@news.example>\\n"' in text
    assert '"X-Poedit-Basepath: ..\\n"' in text
    assert '"Project-Id-Version: Realist English\\n"' in text
    assert "#   check the name\n#x\n#. block: paragraph\n" in text
    assert "#, fuzzy, no-wrap, our-own\n" in text
    assert "#, python-format\n" in text  # it can do no harm here
    assert "c-format" not in text  # msgfmt would refuse "5 % d" → "5 % s"
    assert text.endswith('#~ msgstr[1] "2"\n\n# the end\n')  # the retired message that is back is not there twice
    again = read_po(written)
    assert [one.context for one in again.messages if not one.obsolete] == ["1/2", "1/3", "1/1", "1/4"]
    assert again.messages[-2].previous_source == "previous"
    assert write_po(HEAD, units, keep=again.extras) == written


def test_an_odd_value_in_stored_extras_breaks_nothing() -> None:
    extras = KeptExtras(
        header_comment=(" a\nb",),
        headers={"X-A": "b\nc"},
        messages=(KeptMessage("12/1", "s", comments=(" c\nmsgid",)),),
        obsolete=(KeptMessage(None, "", targets=("second header",)), KeptMessage(None, "o")),
        trailing=(" t\nmsgid",),
    )
    written = write_po(HEAD, [UNIT], keep=extras)
    assert_msgfmt_accepts(written)
    assert len(read_po(written).messages) == 2


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "en"), ("en-GB", "en_GB"), ("pt-BR", "pt_BR"), ("sr-Latn", "sr@latin"), ("zh-Hans", "zh_CN")],
)
def test_language_names(tag: str, name: str) -> None:
    assert gettext_language(tag) == name
    assert language_tag({"Language": name}) == (tag if tag != "zh-Hans" else "zh-CN")


def test_plural_forms_come_from_babel() -> None:
    assert plural_forms("en-GB") == "nplurals=2; plural=(n != 1);"
    assert plural_forms("ru").startswith("nplurals=3; ")
    assert plural_forms("ja").startswith("nplurals=1; ")
    assert plural_forms("no such thing") == "nplurals=2; plural=(n != 1);"
    for tag in ("ru", "ar", "pl", "sr-Latn", "zh-Hans", "tt"):
        assert_msgfmt_accepts(write_po(replace(HEAD, language=tag), [UNIT]))


def test_the_example_in_the_docs_is_one_of_ours() -> None:
    page = (Path(__file__).parents[2] / "docs" / "gettext.md").read_text("utf-8")
    example = page.partition("```po\n")[2].partition("```")[0].encode()
    assert_msgfmt_accepts(example)
    units = [
        build_unit(
            "12/1",
            source="Мост открыли в {1}полдень{/1}",
            target="Bridge opens at {1}noon{/1}",
            block_kind="headline",
            note="Under 60 signs.",
            reference="story/12 b1.1",
        ),
        build_unit("12/2", source="Об этом сообщили в мэрии.", status="omitted", omit_reason="said in the lede"),
        build_unit(
            "12/3",
            source="Движение открыли сегодня.",
            target="Traffic was let through yesterday.",
            status="draft",
            version=2,
            origin="machine firefox/ru-en",
            previous_source="Движение открыли вчера.",
        ),
    ]
    assert write_po(HEAD, units) == example
