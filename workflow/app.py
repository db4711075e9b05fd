"""`create_app(settings)`: the one place that wires the program together."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from workflow.api import install_api
from workflow.celery_app import make_celery, send_task
from workflow.db.session import Database
from workflow.db.work import Clock, Wake, utc_now
from workflow.http.csrf import install_csrf
from workflow.http.identity import install_identity
from workflow.http.runtime import Runtime, install_runtime
from workflow.http.security import install_security
from workflow.http.statics import install_statics
from workflow.resources import resource_dir
from workflow.settings import Settings
from workflow.web import install_web

WAKE_TASK = "workflow.tasks.pretranslate.run_job"


def make_wake(settings: Settings) -> Wake | None:
    """How a job wakes a worker: a broker message with its id. None without a broker; the sweep finds jobs then."""
    if not settings.broker_url:
        return None
    celery = make_celery(broker_url=settings.broker_url)

    def wake(job_id: int) -> None:
        send_task(celery, WAKE_TASK, [job_id])

    return wake


def create_app(
    settings: Settings, *, database: Database | None = None, wake: Wake | None = None, clock: Clock = utc_now
) -> Flask:
    """The web application: pages, public pages and the API."""
    app = Flask("workflow", template_folder=str(resource_dir("templates")), static_folder=None)
    secure = not settings.is_local and settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.session_key(),
        SESSION_COOKIE_NAME="workflow",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.is_local,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=14),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_bytes,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # Flask's documented way
    runtime = Runtime(settings, database or Database(settings.database), wake or make_wake(settings), clock)
    install_runtime(app, runtime)
    install_security(app, secure=secure)
    install_statics(app, resource_dir("static"))
    install_identity(app)
    install_web(app, runtime)
    install_csrf(app)  # after the pages, which choose the language its refusal is told in
    install_api(app, runtime)
    return app
