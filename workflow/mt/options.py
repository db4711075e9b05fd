"""What engines are made with, out of the settings."""

from __future__ import annotations

from workflow.mt.base import EngineOptions
from workflow.settings import Settings

#: Settings of the services, of the same names in `EngineOptions`.
SERVICE_SETTINGS = (
    "libretranslate_url",
    "libretranslate_key",
    "deepl_url",
    "deepl_key",
    "deepl_glossary",
    "yandex_url",
    "yandex_key",
    "yandex_folder",
    "llm_url",
    "llm_key",
    "llm_model",
)


def engine_options(settings: Settings) -> EngineOptions:
    return EngineOptions(
        cache_dir=settings.models_dir,
        model_dir=settings.mt_model_dir,
        allow_download=settings.mt_download,
        allow_demo_model=settings.demo,
        call_timeout=float(settings.mt_timeout_seconds),
        **{name: getattr(settings, name) for name in SERVICE_SETTINGS},
    )
