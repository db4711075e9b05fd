"""Settings: read once from the environment (`WORKFLOW_…`, or a file named by `WORKFLOW_…_FILE`), frozen, passed in."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "WORKFLOW_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_DATABASES = re.compile(r"(?:sqlite|postgresql)(?:\+\w+)?://")


class BadSetting(ValueError):
    """A setting's value cannot be used; the message names the setting."""


def _boolean(text: str) -> bool:
    value = text.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ValueError("is neither yes nor no")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("is not a whole number") from None


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _not_negative(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise ValueError("must be 0 or more")
    return number


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return text.rstrip("/")


def _optional_url(text: str) -> str:
    return _url(text) if text else ""


def _seconds(text: str) -> int:
    number = _positive(text)
    if number > 300:
        raise ValueError("must be 300 or less")
    return number


def _key(text: str) -> str:
    """A key as it goes into a header; white space around it came with copying."""
    key = text.strip()
    if not key.isascii() or not key.isprintable():
        raise ValueError("holds a character that no key has")
    return key


def _database_url(text: str) -> str:
    if text and not _DATABASES.match(text):
        raise ValueError("must start with postgresql:// or sqlite:///")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone, such as Europe/Moscow") from None
    return text


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"is none of {', '.join(LOG_LEVELS)}")
    return text.upper()


def _prices(text: str) -> str:
    """`deepl=20 llm/big=2.5/10`, kept as it is; `parse_prices` reads it."""
    parse_prices(text)
    return text


def parse_prices(text: str) -> dict[str, tuple[float, ...]]:
    """Prices of a million by engine, or engine and model: one figure for characters, two for tokens in and out."""
    found: dict[str, tuple[float, ...]] = {}
    for item in text.replace(",", " ").split():
        name, given, figures = item.rpartition("=")
        numbers = tuple(float(part) for part in figures.split("/"))
        if not given or not name or len(numbers) > 2 or not all(0 <= n < 1e9 for n in numbers):
            raise ValueError("is not like deepl=20 llm=2.5/10")
        found[name] = numbers
    return found


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _optional_path(text: str) -> Path | None:
    return _path(text) if text else None


def setting(default: Any, parse: Callable[[str], Any], doc: str, *, secret: bool = False) -> Any:
    """A field of `Settings` with its parser and the sentence the documentation shows."""
    return field(default=default, metadata={"parse": parse, "doc": doc, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """Every setting of the program. `docs/settings.md` lists them; a test holds the two together."""

    data_dir: Path = setting(Path("var"), _path, "Where the database, the broker's files and the engines' models live.")
    database_url: str = setting("", _database_url, "SQLAlchemy URL. Empty: SQLite in the data directory.", secret=True)
    broker_url: str = setting("", str, "Redis or Valkey URL for Celery. Empty: the one `workflow run` started.", secret=True)
    secret_key: str = setting("", str, "Signs sessions. Empty: made once and kept in the data directory.", secret=True)
    public_url: str = setting("http://127.0.0.1:8000", _url, "Address readers and staff reach the program at.")
    trusted_proxies: int = setting(0, _not_negative, "How many reverse proxies stand in front and set X-Forwarded-*.")
    mt_engine: str = setting("firefox", str, "Engine for editions that name none, or several in their order: `deepl,firefox`.")
    mt_model_dir: Path | None = setting(
        None, _optional_path, "Directory with the Firefox engine's model files; no download then."
    )
    mt_download: bool = setting(True, _boolean, "Whether the Firefox engine may download its model on first use.")
    mt_timeout_seconds: int = setting(60, _seconds, "The longest call of a translation service, of 300 seconds at most.")
    mt_prices: str = setting("", _prices, "What a million costs: `deepl=20 llm=2.5/10` (characters, or tokens in and out).")
    mt_currency: str = setting("USD", str, "The currency of the prices and of the editions' monthly caps.")
    libretranslate_url: str = setting("http://127.0.0.1:5000", _url, "Address of the LibreTranslate server.")
    libretranslate_key: str = setting("", _key, "Its API key, where it wants one.", secret=True)
    deepl_key: str = setting("", _key, "DeepL's API key; one that ends in `:fx` uses the free service.", secret=True)
    deepl_url: str = setting("", _optional_url, "DeepL's address. Empty: the one the key belongs to.")
    deepl_glossary: str = setting("", str, "Id of a glossary kept at DeepL.")
    yandex_key: str = setting("", _key, "API key of Yandex Cloud.", secret=True)
    yandex_folder: str = setting("", str, "The folder in Yandex Cloud that the key belongs to.")
    yandex_url: str = setting("https://translate.api.cloud.yandex.net", _url, "Address of Yandex Translate.")
    llm_url: str = setting(
        "https://api.openai.com/v1", _url, "Address of an OpenAI-compatible endpoint, before `/chat/completions`."
    )
    llm_key: str = setting("", _key, "Its key; a model on this machine wants none.", secret=True)
    llm_model: str = setting("", str, "The model's name there.")
    demo: bool = setting(
        False, _boolean, "Demo mode: sample stories, the demo model allowed, sign-ins shown on the sign-in page."
    )
    publish_grace_seconds: int = setting(
        10, _not_negative, "Seconds a publication made in the page can be taken back before it is live."
    )
    max_upload_bytes: int = setting(20_000_000, _positive, "Largest story or catalog taken, in bytes.")
    max_memory_bytes: int = setting(50_000_000, _positive, "Largest file for the memory taken in the page, in bytes.")
    worker_concurrency: int = setting(1, _positive, "Worker processes that `workflow worker` starts.")
    web_threads: int = setting(8, _positive, "Threads of each web process.")
    web_workers: int = setting(1, _positive, "Web processes; more than one wants PostgreSQL.")
    lease_seconds: int = setting(120, _positive, "How long a worker may be silent on a chunk of a job before another takes it.")
    time_zone: str = setting("Europe/Moscow", _zone, "Zone in which screens show times.")
    log_level: str = setting("INFO", _log_level, "Least severe level that is logged.")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Settings from `env` (default: the process's), `overrides` winning. Raises `BadSetting` naming the variable."""
        env = os.environ if env is None else env
        values: dict[str, Any] = {}
        for item in fields(cls):
            variable = PREFIX + item.name.upper()
            text = _read(env, variable)
            if text is None:
                continue
            try:
                values[item.name] = item.metadata["parse"](text)
            except ValueError as error:
                shown = "…" if item.metadata["secret"] else repr(text)
                raise BadSetting(f"{variable}={shown}: {error}") from None
        known = {item.name for item in fields(cls)}
        unknown = [
            k
            for k in env
            if k.startswith(PREFIX) and k.removeprefix(PREFIX).removesuffix("_FILE").lower() not in known | {"shared", "test"}
        ]
        if unknown:
            raise BadSetting(f"{sorted(unknown)[0]} is not a setting of this program; `docs/settings.md` lists them")
        values.update({k: v for k, v in overrides.items() if v is not None})
        return cls(**values)

    @property
    def database(self) -> str:
        """The database's URL, SQLite in the data directory by default."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'workflow.sqlite3'}"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def is_local(self) -> bool:
        """Whether the public address is this machine, where a cookie cannot ask for https."""
        return self.public_url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))

    def session_key(self) -> str:
        """The key that signs sessions: the setting, or one made once and kept (mode 600) in the data directory."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret-key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text("ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_urlsafe(48)
            file.write(key)
        return key


def _read(env: Mapping[str, str], variable: str) -> str | None:
    if f"{variable}_FILE" in env:
        path = env[f"{variable}_FILE"]
        try:
            return Path(path).read_text("utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{variable}_FILE={path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise BadSetting(f"{variable}_FILE={path}: is not text in UTF-8") from None
    return env.get(variable)
