"""What a worker process holds: settings, database, engines. Made once a process, on first use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from workflow.celery_app import make_celery, send_task
from workflow.db.session import Database
from workflow.db.work import Wake
from workflow.mt.base import Engine, EngineOptions
from workflow.mt.registry import create_engine
from workflow.settings import Settings, parse_prices

RUN_JOB = "workflow.tasks.pretranslate.run_job"
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


@dataclass
class WorkerRuntime:
    settings: Settings
    database: Database
    wake: Wake | None = None
    engines: dict[str, Engine] = field(default_factory=dict)

    @property
    def prices(self) -> dict[str, tuple[float, ...]]:
        return parse_prices(self.settings.mt_prices)

    def engine(self, name: str) -> Engine:
        """The engine of that name, kept for the life of the process: loading a model takes seconds."""
        if name not in self.engines:
            self.engines[name] = create_engine(name, engine_options(self.settings))
        return self.engines[name]


def engine_options(settings: Settings) -> EngineOptions:
    return EngineOptions(
        cache_dir=settings.models_dir,
        model_dir=settings.mt_model_dir,
        allow_download=settings.mt_download,
        allow_demo_model=settings.demo,
        call_timeout=float(settings.mt_timeout_seconds),
        **{name: getattr(settings, name) for name in SERVICE_SETTINGS},
    )


@lru_cache(maxsize=1)
def worker_runtime() -> WorkerRuntime:
    """The process's own, from the environment."""
    settings = Settings.from_env()
    return WorkerRuntime(settings, Database(settings.database), make_wake(settings))


def make_wake(settings: Settings) -> Wake | None:
    if not settings.broker_url:
        return None
    celery = make_celery(broker_url=settings.broker_url)

    def wake(job_id: int) -> None:
        send_task(celery, RUN_JOB, [job_id])

    return wake
