"""The UI's languages: choosing one, its words and plurals, dates and numbers, the catalogs themselves."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string

from tests.web.shell_app import NOW, create_shell_app
from workflow.http import formatting, i18n
from workflow.http.i18n import get_language, gettext, negotiate_language, ngettext, plural_forms, use_language
from workflow.http.messages import MESSAGES
from workflow.resources import resource_dir

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_shell_app()


@pytest.mark.parametrize(
    ("asked", "preferred", "cookie", "accepted", "expected"),
    [
        (None, None, None, None, "ru"),
        (None, None, None, "en", "en"),
        (None, None, "ru", "en", "ru"),
        (None, "en", "ru", "ru", "en"),
        ("ru", "en", "en", "en", "ru"),
        ("xx", "yy", "zz", None, "ru"),
        ("../etc", None, None, "en", "en"),
    ],
)
def test_negotiation(asked: str | None, preferred: str | None, cookie: str | None, accepted: str | None, expected: str) -> None:
    assert negotiate_language(asked=asked, preferred=preferred, cookie=cookie, accepted=lambda: accepted) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("en-US,en;q=0.9", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de", "ru"),
        ("uk,en;q=0.4", "en"),
        ("", "ru"),
        (";;q=x", "ru"),
    ],
)
def test_accept_language(app: Flask, header: str, expected: str) -> None:
    page = app.test_client().get("/styleguide", headers={"Accept-Language": header}).get_data(as_text=True)
    assert f'<html lang="{expected}"' in page


def test_asking_for_a_language_is_remembered_by_a_cookie(app: Flask) -> None:
    client = app.test_client()
    assert 'lang="en"' in client.get("/styleguide?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in client.get("/styleguide", headers={"Accept-Language": "ru"}).get_data(as_text=True)
    assert client.get("/styleguide?lang=nonsense").status_code == 200
    assert '<html lang="en"' in client.get("/styleguide").get_data(as_text=True)


def test_the_default_holds_outside_of_a_request() -> None:
    assert get_language() == "ru"
    assert gettext("no such message %(name)s", name="x") == "no such message x"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 предложение изменено"),
        (2, "2 предложения изменены"),
        (5, "5 предложений"),
        (11, "11 предложений"),
        (21, "21 предложение "),
    ],
)
def test_russian_plurals(app: Flask, number: int, expected: str) -> None:
    entry = MESSAGES["catalog_stale"]
    assert isinstance(entry, tuple)
    one, many = entry
    with app.test_request_context("/"), use_language("ru"):
        assert ngettext(one, many, number).startswith(expected)
        assert plural_forms(one, many).keys() == {"one", "few", "many", "other"}
    with app.test_request_context("/"), use_language("en"):
        assert ngettext(one, many, number).startswith(f"{number} sentence{'' if number == 1 else 's'} w")


def test_markup_in_values_is_escaped_and_per_cent_signs_survive(app: Flask) -> None:
    with app.test_request_context("/"), use_language("en"):
        page = render_template_string("{{ _('Menu of %(name)s', name='<b>100%</b>') }}|{{ _('under a minute') }}")
        # A template from a string has no .html name, so ask for escaping as files get it.
        html = app.jinja_env.from_string(
            "{% autoescape true %}{{ _('Menu of %(name)s', name='<b>100%</b>') }}{% endautoescape %}"
        ).render()
    assert "under a minute" in page
    assert html == "Menu of &lt;b&gt;100%&lt;/b&gt;"


MOMENT = datetime(2026, 11, 22, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "Europe/Moscow", "23 Nov 2026, 00:05"),
        ("ru", "Europe/Moscow", "23 нояб. 2026 г., 00:05"),
        ("en", "Asia/Vladivostok", "23 Nov 2026, 07:05"),
        ("en", "America/New_York", "22 Nov 2026, 16:05"),
        ("en", "No/Such_Zone", "23 Nov 2026, 00:05"),
        ("en", "../../etc/passwd", "23 Nov 2026, 00:05"),
    ],
)
def test_moments_are_shown_in_the_persons_zone(app: Flask, language: str, zone: str, expected: str) -> None:
    with app.test_request_context("/"), use_language(language):
        g.ui_time_zone = zone
        assert formatting.format_datetime(MOMENT).replace("\xa0", " ").replace("\u202f", " ") == expected
        assert formatting.to_iso(MOMENT) == "2026-11-22T21:05:00Z"


@pytest.mark.parametrize(
    ("age", "english", "russian"),
    [
        (timedelta(0), "just now", "только что"),
        (timedelta(seconds=59), "just now", "только что"),
        (timedelta(seconds=119), "1 minute ago", "1 минуту назад"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago", "59 минут назад"),
        (timedelta(hours=23, minutes=59), "23 hours ago", "23 часа назад"),
        (timedelta(hours=47), "1 day ago", "1 день назад"),
        (timedelta(days=6, hours=23), "6 days ago", "6 дней назад"),
        (timedelta(days=7), "15 Nov 2026, 14:20", "15 нояб. 2026 г., 14:20"),
        (timedelta(minutes=-5), "in 5 minutes", "через 5 минут"),
        (timedelta(seconds=-5), "in a moment", "вот-вот"),
    ],
)
def test_ago_rounds_down_and_gives_up_after_a_week(app: Flask, age: timedelta, english: str, russian: str) -> None:
    for language, expected in (("en", english), ("ru", russian)):
        with app.test_request_context("/"), use_language(language):
            assert formatting.format_ago(NOW - age, now=NOW).replace("\xa0", " ").replace("\u202f", " ") == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "under a minute"),
        (59, "under a minute"),
        (240, "4 min"),
        (4_800, "1 h 20 min"),
        (7_500, "2 h 05 min"),
        (180_000, "2 d 2 h"),
    ],
)
def test_durations(app: Flask, seconds: int, expected: str) -> None:
    with app.test_request_context("/"), use_language("en"):
        assert formatting.format_duration(seconds) == expected


def test_per_cents_never_round_up_to_done(app: Flask) -> None:
    with app.test_request_context("/"):
        assert [formatting.format_percent(part) for part in (0, 0.29, 0.995, 0.9999, 1)] == [
            "0%",
            "29%",
            "99%",
            "99%",
            "100%",
        ]


def test_catalogs_compile_in_memory_without_a_build_step(tmp_path: Path) -> None:
    """A fresh clone has no .mo; a .mo older than its .po is not believed; a fresh one is read."""
    locales = tmp_path / "locales"
    shutil.copytree(resource_dir("locales"), locales, ignore=shutil.ignore_patterns("*.mo"))
    catalogs = i18n.Catalogs(locales)
    assert catalogs.for_language("ru").ugettext("Cancel") == "Отмена"
    assert catalogs.for_language("en").ugettext("Cancel") == "Cancel"
    assert catalogs.load_seconds < 5, "reading the catalogs holds up every start"
    stale = locales / "ru" / "LC_MESSAGES" / "messages.mo"
    stale.write_bytes(b"not a catalog")
    os.utime(stale, (1, 1))
    assert i18n.Catalogs(locales).for_language("ru").ugettext("Cancel") == "Отмена"
    shutil.rmtree(locales)
    assert i18n.Catalogs(locales).for_language("ru").ugettext("Cancel") == "Cancel"


def test_the_catalogs_are_complete() -> None:
    run = subprocess.run([sys.executable, "tools/check_messages.py"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgstr "Отмена"', 'msgstr ""', "not translated"),
        ('msgid "Cancel"\n', '#, fuzzy\nmsgid "Cancel"\n', "stale|fuzzy"),
        ("%(minutes)s мин", "%(minuts)s мин", "placeholders"),
        ('msgstr "Отмена"', 'msgstr "Отмена 100%"', "cannot be formatted"),
        ('msgstr "Отмена"', 'msgstr "Отмена."', "ends otherwise"),
        ('msgstr "Отмена"', 'msgstr " Отмена"', "white space"),
        ('msgstr "Отмена"', 'msgstr "<b>Отмена</b>"', "tags"),
    ],
)
def test_the_check_finds_what_it_is_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import check_messages  # type: ignore[import-not-found]  # tools/ is no package

    locales = tmp_path / "locales"
    shutil.copytree(ROOT / "locales", locales, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(check_messages, "LOCALES", locales)
    monkeypatch.setattr(check_messages, "ROOT", tmp_path)
    template = locales / "messages.pot"
    monkeypatch.setattr(check_messages, "TEMPLATE", template)
    monkeypatch.setattr(check_messages, "extract_template", lambda: check_messages.read_po(io.BytesIO(template.read_bytes())))
    path = locales / "ru" / "LC_MESSAGES" / "messages.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert re.search(complaint, "\n".join(check_messages.find_problems()))
