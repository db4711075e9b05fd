"""Files polib 1.2.0 reads wrongly, and files nobody can read: the smallest of each."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from tests.formats.gettext_cases import HEAD, read_fixture
from workflow.formats.gettext import (
    CatalogError,
    ReadMessage,
    read_catalog,
    read_mo,
    read_po,
    write_mo,
    write_po,
)


def read_one(name: str) -> ReadMessage:
    (message,) = read_po(read_fixture(name)).messages
    return message


def test_previous_msgid_of_obsolete_message_is_kept() -> None:
    catalog = read_po(read_fixture("obsolete_previous.po"))
    (message,) = catalog.messages
    assert (message.obsolete, message.fuzzy, message.previous_source) == (True, True, "Рекавстала")
    written = write_po(HEAD, [], keep=catalog.extras)
    assert '#~| msgctxt "1/2"\n#~| msgid "Рекавстала"\n#~ msgctxt "1/2"\n' in written.decode()
    assert read_po(written).extras.obsolete == catalog.extras.obsolete


def test_trailing_comments_are_kept() -> None:
    catalog = read_po(read_fixture("trailing_comment.po"))
    assert catalog.extras.trailing == (" checked on Tuesday", "  by the night desk")
    written = write_po(HEAD, [], keep=catalog.extras)
    assert written.endswith(b"\n\n# checked on Tuesday\n#  by the night desk\n")
    assert read_po(written).extras.trailing == catalog.extras.trailing


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("bell.po", "a\ab\\ac", "\a"),
        ("escapes.po", "Да", "Yes!"),
        (
            "line_separators.po",
            "a\u2028b\x85c\x0bd\x0ce\u2029f\x1cg",
            "h\u2028i\x85j\x0bk\x0cl\u2029m\x1cn",
        ),
        ("byte_order_mark.po", "Да", "Yes"),
        ("crlf.po", "Да\nНет", "Yes\nNo"),
        ("old_mac.po", "Да", "Yes"),
        ("no_charset.po", "Да", "Yes"),
        ("no_header.po", "Да", "Yes"),
        ("iso_8859_15.po", "Prix", "5 € à Besançon"),
        ("koi8_r.po", "Мороз", "Frost"),
        ("charset_in_text.po", "Content-Type: text/plain; charset=koi8-r", "Мороз"),
        ("header_like.po", "", "not a header"),
        ("previous.po", "Река вскрылась", "The river froze"),
    ],
)
def test_text_is_read_as_it_stands(name: str, source: str, target: str) -> None:
    message = read_one(name)
    assert (message.context, message.source, message.target) == ("1/2", source, target)


def test_comments_flags_and_lines_belong_to_their_message() -> None:
    assert read_one("crlf.po").comments == ("note",)
    without_header = read_po(read_fixture("no_header.po"))
    assert without_header.header_comment == ""
    assert without_header.messages[0].comments == ("of the message",)
    assert without_header.messages[0].line == 2
    previous = read_one("previous.po")
    assert (previous.previous_source, previous.flags) == ("Река встала", ("fuzzy", "no-wrap"))
    assert (previous.fuzzy, previous.line) == (True, 9)


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("duplicate.po", "duplicate", 9),
        ("duplicate_context.po", "duplicate", 9),
        ("wrong_charset.po", "charset_wrong", 6),
        ("wrong_charset_utf8.po", "charset_wrong", 3),
        ("unknown_charset.po", "charset_unknown", 3),
        ("utf16.po", "charset_unknown", 1),
        ("binary.po", "binary", 0),
        ("empty.po", "empty", 0),
        ("only_comments.po", "empty", 0),
    ],
)
def test_unreadable_file_says_why_and_where(name: str, code: str, line: int) -> None:
    with pytest.raises(CatalogError) as caught:
        read_catalog(read_fixture(name))
    assert (caught.value.code, caught.value.line) == (code, line)
    assert code in str(caught.value)


def test_shared_contexts_pass_where_they_may() -> None:
    assert len(read_po(read_fixture("duplicate_context.po"), unique_contexts=False).messages) == 2
    with pytest.raises(CatalogError):
        read_po(read_fixture("duplicate.po"), unique_contexts=False)


MESSAGE = 'msgctxt "1/2"\nmsgid "a"\nmsgstr "b"\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain words\n", 1),
        (MESSAGE + "plain words\n", 4),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 2),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3),
        ('msgid "a"\nmsgstr "b"\nmsgstr[1] "c"\n', 3),
        ('msgid "a"\nmsgstr[0] "b"\n', 2),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 3),
        ('msgid "a"\n# between\nmsgstr "b"\n', 3),
        ('msgid_plural "b"\nmsgstr "c"\n', 1),
        ('msgstr "c"\n', 1),
        ('"c"\n', 1),
        (MESSAGE + '\nmsgid "open\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "in " side"\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "end\\"\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "bad \\q"\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "nul \\000"\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "half \\320"\nmsgstr ""\n', 5),
        (MESSAGE + '\nmsgid "a"\n', 5),
        (MESSAGE + '\nmsgctxt "a"\n\n# the end\n', 5),
        (MESSAGE + '\nmsgctxt "a"\nmsgctxt "b"\n', 6),
        (MESSAGE + "\nmsgid\nmsgstr\n", 5),
        (MESSAGE + '\n#~ msgid "a"\nmsgstr "b"\n', 6),
        (MESSAGE + '\n#~ msgid "a"\n#~ msgstr "b"\n"c"\n', 7),
        (MESSAGE + '\n#| "a"\n', 5),
        (MESSAGE + "\n#| words\n", 5),
        (MESSAGE + '\ndomain "d"\n', 5),
        (MESSAGE + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[10] "c"\n', 7),
    ],
)
def test_syntax_error_names_its_line(text: str, line: int) -> None:
    with pytest.raises(CatalogError) as caught:
        read_po(text.encode())
    assert (caught.value.code, caught.value.line) == ("syntax", line)


@pytest.mark.parametrize(
    "text",
    [
        'msgctxt "1/2" \nmsgid"a"\nmsgstr "b"',
        'msgctxt\t"1/2"\n\tmsgid "" "a"\n  msgstr\t"b" ""\n',
        'msgctxt "1/2"\n\nmsgid "a"\nmsgstr ""\n\n"b"\n#~\n#|\n#,\n#\n',
    ],
)
def test_odd_layouts_that_gettext_accepts_are_read(text: str) -> None:
    (message,) = read_po(text.encode()).messages
    assert (message.context, message.source, message.target) == ("1/2", "a", "b")


def test_a_text_that_is_a_file_name_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """polib.pofile() takes a file's name for that file: an upload could read what it liked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(MESSAGE)
    (tmp_path / "secret.mo").write_bytes(write_mo(HEAD, []))
    for name in ("secret", str(tmp_path / "secret"), "secret.mo"):
        with pytest.raises(CatalogError):
            read_catalog(name.encode())


def test_size_is_limited_before_anything_is_read() -> None:
    data = MESSAGE.encode()
    assert read_po(data, max_bytes=len(data)).messages
    for read in (read_po, read_mo, read_catalog):
        with pytest.raises(CatalogError) as caught:
            read(data, max_bytes=len(data) - 1)
        assert caught.value.code == "too_large"
    with pytest.raises(CatalogError, match="too_large"):
        read_catalog(b"#\n" * 25_000_000)


def test_po_and_mo_are_told_apart_by_content() -> None:
    compiled = write_mo(HEAD, [])
    assert read_catalog(compiled).kind == "mo"
    assert read_catalog(MESSAGE.encode()).kind == "po"
    with pytest.raises(CatalogError) as caught:
        read_po(compiled)
    assert caught.value.code == "is_mo"
    with pytest.raises(CatalogError) as caught:
        read_mo(MESSAGE.encode())
    assert caught.value.code == "not_mo"


@pytest.mark.parametrize(
    "data",
    [
        b"msgctxt " + b" \t" * 500_000 + b"x\n",
        b'msgid "' + b"\\" * 1_000_001 + b'"\n',
        b'msgid ""\nmsgstr "' + b'\\"' * 500_000 + b"\n",
        b'msgid "a"\nmsgstr ""\n' + b'"aaaa"\n' * 300_000,
        b'#| msgid ""\n' + b'#| "aaaa"\n' * 300_000 + MESSAGE.encode(),
        b"#: " + "\u2068 ".encode() * 300_000 + b"\n" + MESSAGE.encode(),
        b'#. omitted: 1/1 "' + b'\\"' * 500_000 + b"\n" + MESSAGE.encode(),
        b"#, " + b"a," * 300_000 + b"\n" + MESSAGE.encode(),
        b"# a\n" * 300_000 + MESSAGE.encode(),
        MESSAGE.encode() + b'"\\320\\224"\n' * 100_000,
    ],
    ids=range(10),
)
def test_no_file_is_slow_for_its_size(data: bytes) -> None:
    """Each of these takes minutes where something is quadratic."""
    start = time.perf_counter()
    with contextlib.suppress(CatalogError):
        read_po(data)
    assert time.perf_counter() - start < 10
