"""What a worker process holds: settings, database, engines. Made once a process, on first use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from workflow.celery_app import make_celery, send_task
from workflow.db.session import Database
from workflow.db.work import Wake
from workflow.mt.base import Engine, MTError
from workflow.mt.options import engine_options
from workflow.mt.registry import create_engine, engine_status
from workflow.settings import Settings, parse_prices

RUN_JOB = "workflow.tasks.pretranslate.run_job"


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
        """The engine of that name, kept for the life of the process: loading a model takes seconds.

        Raises `MTError`, also where a setting is missing: no text is sent to a service that nobody set up.
        """
        if name not in self.engines:
            options = engine_options(self.settings)
            status = engine_status(name, options)
            if status.code == "setting_missing":
                raise MTError(status.code, permanent=True, detail=status.detail)
            self.engines[name] = create_engine(name, options)
        return self.engines[name]


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
