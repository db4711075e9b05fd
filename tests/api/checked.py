"""A client that holds every answer to the OpenAPI document: status, media type, headers and body."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import jsonschema
from werkzeug.test import TestResponse

from tests.conftest import Client
from workflow.api import list_routes
from workflow.api.openapi import build_document
from workflow.api.registry import PREFIX, Route

FORMATS = jsonschema.FormatChecker(())
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\Z")


@FORMATS.checks("date-time")
def is_time(value: object) -> bool:
    """RFC 3339 in UTC, ending in Z."""
    return not isinstance(value, str) or bool(_TIME.match(value))


@lru_cache(maxsize=1)
def get_document() -> dict[str, Any]:
    return build_document(list_routes(), version="test")


def find_route(method: str, path: str) -> Route | None:
    bare = path.partition("?")[0].removeprefix(PREFIX)
    fitting = [r for r in list_routes() if r.method == method and r.pattern.match(bare)]
    return fitting[0] if fitting else None


def check_answer(method: str, path: str, response: TestResponse) -> None:
    """Raises where an answer under `/api/v1` is not one the document has."""
    route = find_route(method, path)
    if route is None:
        assert response.status_code in (404, 405), f"{method} {path}"
        check_body({"$ref": "#/components/schemas/ProblemOut"}, response)
        return
    operation = get_document()["paths"][PREFIX + route.path][method.lower()]
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, (
        f"{method} {route.path} answers {response.status_code}, which is not documented: {response.text[:500]}"
    )
    content = described.get("content", {})
    if not content:
        assert not response.data
        return
    assert response.mimetype in content, f"{method} {route.path}: {response.mimetype}"
    if (response.mimetype or "").endswith("json"):
        check_body(content[response.mimetype]["schema"], response)
    if response.status_code < 300 and route.etag:
        assert response.headers["ETag"]


def check_body(schema: dict[str, Any], response: TestResponse) -> None:
    whole = {**schema, "components": get_document()["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=FORMATS).validate(json.loads(response.text))
    if response.status_code >= 400:
        check_problem(response)


def check_problem(response: TestResponse) -> None:
    """A problem has its media type, a stable type and a sentence instead of a code."""
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.text)
    assert problem["status"] == response.status_code
    assert problem["type"] == f"/api/docs#{problem['code']}"
    assert problem["detail"] != problem["code"], "a sentence is missing"
    assert problem["detail"].endswith((".", "!", "?")), problem["detail"]
    assert "Traceback" not in response.text


class CheckedClient(Client):
    """`Client` for addresses below `/api/v1`; remembers which operations answered well."""

    def __init__(self, client: Client, met: set[str]) -> None:
        super().__init__(client.client, client.headers)
        self.met = met

    def open(self, method: str, path: str, **more: Any) -> TestResponse:
        path = path if path.startswith("/") and path.startswith(PREFIX) else PREFIX + path
        response = super().open(method, path, **more)
        check_answer(method, path, response)
        route = find_route(method, path)
        if route is not None and response.status_code < 300:
            self.met.add(route.name)
        return response

    def ok(self, method: str, path: str, **more: Any) -> Any:
        """The JSON of an answer that must be a success."""
        response = self.open(method, path, **more)
        assert response.status_code < 300, f"{method} {path}: {response.status_code} {response.text[:800]}"
        return json.loads(response.text)

    def problem(self, status: int, code: str, method: str, path: str, **more: Any) -> Any:
        """The problem of an answer that must be this one."""
        response = self.open(method, path, **more)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text[:800]}"
        problem = json.loads(response.text)
        assert problem["code"] == code, problem
        return problem
