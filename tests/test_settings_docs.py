"""`docs/settings.md` lists every setting, with the code's own default and sentence; and bad values name themselves."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from workflow.settings import PREFIX, BadSetting, Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
ROW = re.compile(r"^\| `(WORKFLOW_\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def show_default(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return f"`{'yes' if value is True else 'no' if value is False else value}`"


def test_page_lists_every_setting_as_the_code_has_it() -> None:
    listed = [match.groups() for match in ROW.finditer(PAGE.read_text("utf-8"))]
    code = [(PREFIX + item.name.upper(), show_default(item.default), item.metadata["doc"]) for item in fields(Settings)]
    assert listed == code


def test_every_variable_the_page_names_is_a_setting() -> None:
    known = {PREFIX + item.name.upper() for item in fields(Settings)}
    named = {name.removesuffix("_FILE") for name in re.findall(r"WORKFLOW_[A-Z_]*[A-Z]", PAGE.read_text("utf-8"))}
    assert named <= known


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WORKFLOW_WEB_THREADS", "many"),
        ("WORKFLOW_WEB_THREADS", "0"),
        ("WORKFLOW_TRUSTED_PROXIES", "-1"),
        ("WORKFLOW_DEMO", "perhaps"),
        ("WORKFLOW_PUBLIC_URL", "realist.example"),
        ("WORKFLOW_SECRET_KEY_FILE", "/nowhere/key"),
        ("WORKFLOW_SECRET_KEY_FILE", "/bin/true"),
        ("WORKFLOW_WEB_TREADS", "8"),
        ("WORKFLOW_TIME_ZONE", "Mars"),
        ("WORKFLOW_TIME_ZONE", "../etc/passwd"),
        ("WORKFLOW_LOG_LEVEL", "loud"),
        ("WORKFLOW_DATABASE_URL", "mysql://u:sesame@h/x"),
        *(
            (f"WORKFLOW_{name}_KEY", value)
            for name in ("DEEPL", "YANDEX", "LLM", "LIBRETRANSLATE")
            for value in ("сезам", "se\nsame")
        ),
    ],
)
def test_a_bad_value_or_name_says_which_it_is(variable: str, value: str) -> None:
    with pytest.raises(BadSetting, match=variable) as caught:
        Settings.from_env({variable: value})
    assert not re.search("sesame|сезам|same|literal", str(caught.value))


@pytest.mark.parametrize(
    ("variable", "value", "kept"),
    [
        ("WORKFLOW_LOG_LEVEL", "debug", "DEBUG"),
        ("WORKFLOW_DEEPL_KEY", " abc:fx\n", "abc:fx"),
        ("WORKFLOW_DATABASE_URL", "postgresql+psycopg://u@h/x", "postgresql+psycopg://u@h/x"),
        ("WORKFLOW_TIME_ZONE", "UTC", "UTC"),
    ],
)
def test_a_good_value_is_kept(variable: str, value: str, kept: str) -> None:
    assert getattr(Settings.from_env({variable: value}), variable.removeprefix(PREFIX).lower()) == kept


def test_a_secret_is_not_repeated_in_its_error() -> None:
    secrets = [item.name for item in fields(Settings) if item.metadata["secret"]]
    assert {"secret_key", "database_url", "broker_url"} <= set(secrets)


def test_a_file_gives_the_value_and_wins(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("from the file\n", "utf-8")
    settings = Settings.from_env({"WORKFLOW_SECRET_KEY": "from the environment", "WORKFLOW_SECRET_KEY_FILE": str(path)})
    assert settings.secret_key == "from the file"
