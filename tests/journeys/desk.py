"""A newsroom for journey tests: a database, the application, people with tokens, and a worker's hands."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.templates_once import compile_once
from workflow.app import create_app
from workflow.core.permissions import SYSTEM
from workflow.db.session import Database
from workflow.db.work import unit_of_work
from workflow.services.accounts import add_token, add_user
from workflow.settings import Settings
from workflow.tasks.pretranslate import run_one_chunk
from workflow.tasks.runtime import WorkerRuntime

_keys = itertools.count(1)


@dataclass
class Desk:
    """Talks to `/api/v1` as a script would: bearer tokens, If-Match, Idempotency-Key."""

    database: Database
    data_dir: Path
    engine: str = "none"
    tokens: dict[str, str] = field(default_factory=dict)
    woken: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = Settings(
            data_dir=self.data_dir, secret_key="for-tests-only", mt_engine=self.engine, mt_download=False, demo=True
        )
        self.worker = WorkerRuntime(settings, self.database)
        self.app = compile_once(create_app(settings, database=self.database, wake=self.woken.append))
        self.client: FlaskClient = self.app.test_client()
        with unit_of_work(self.database) as work:
            for role in ("author", "translator", "editor", "admin"):
                email = f"{role}@example.org"
                add_user(work, SYSTEM, email=email, role=role, password=f"password-of-{role}")
                self.tokens[role] = add_token(work, SYSTEM, email=email, name="tests")

    def call(self, role: str, method: str, path: str, **kwargs: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.tokens[role]}", **kwargs.pop("headers", {})}
        if method in ("POST", "PUT") and "If-Match" in headers:
            headers.setdefault("Idempotency-Key", f"journey-{next(_keys)}")
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    def ok(self, role: str, method: str, path: str, **kwargs: Any) -> Any:
        """The JSON of an answer that must be a success."""
        response = self.call(role, method, path, **kwargs)
        assert response.status_code < 300, f"{method} {path}: {response.status_code} {response.get_data(as_text=True)[:800]}"
        return response.get_json()

    def units(self, article: int) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.ok("translator", "GET", f"/articles/{article}/units")["items"]
        return items

    def article(self, article: int, role: str = "translator") -> dict[str, Any]:
        view: dict[str, Any] = self.ok(role, "GET", f"/articles/{article}")
        return view

    def english_article(self, story: int) -> int:
        articles = self.ok("translator", "GET", f"/stories/{story}")["articles"]
        return int(next(a["id"] for a in articles if a["edition"] == "en"))

    def confirm(self, unit: dict[str, Any], text: str, role: str = "translator") -> dict[str, Any]:
        saved: dict[str, Any] = self.ok(
            role,
            "PUT",
            f"/units/{unit['id']}",
            json={"text": text, "status": "confirmed"},
            headers={"If-Match": f'"{unit["version"]}"'},
        )
        return saved

    def operate(self, article: int, op: str, units: list[dict[str, Any]], **params: Any) -> dict[str, Any]:
        version = self.article(article)["structure_version"]
        body = {"op": op, "units": [{"id": u["id"], "version": u["version"]} for u in units], **params}
        done: dict[str, Any] = self.ok(
            "translator", "POST", f"/articles/{article}/operations", json=body, headers={"If-Match": f'"{version}"'}
        )
        return done

    def run_jobs(self) -> None:
        """Do what woken workers would."""
        while self.woken:
            job = self.woken.pop(0)
            while run_one_chunk(self.worker, job):
                pass

    def publish(self, article: int) -> None:
        """Submit as the translator, publish what the editor sees."""
        self.ok("translator", "POST", f"/articles/{article}/transitions", json={"action": "submit"})
        seen = self.article(article, "editor")["content_hash"]
        self.ok("editor", "POST", f"/articles/{article}/transitions", json={"action": "publish", "content_hash": seen})
