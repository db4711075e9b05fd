"""The OpenAPI 3.1 document, made of the table of routes and the shapes; nothing in it is written by hand twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from workflow.api.registry import PREFIX, Access, Route
from workflow.api.schemas.common import ProblemOut

REFERENCE = "#/components/schemas/{model}"
TITLE = "Workflow"
ABOUT = (
    "Stories in Russian, their translations unit by unit, and everything between draft and publication. "
    "Errors are problems (RFC 9457); lists go on at `next`; writes to a versioned thing need `If-Match`; a write sent twice with "
    "one `Idempotency-Key` is done once. Times are RFC 3339 in UTC."
)
_MEANINGS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the token is not (or no longer) good.",
    403: "The role or the token's scopes do not allow it.",
    404: "There is no such thing, or none that the asker may know of.",
    409: "Refused; `findings` are the reasons.",
    410: "It is gone; `current` and `retired_into` say where its text went.",
    412: "Stale; `current` is the state as it is.",
    413: "Too large.",
    415: "Another media type is needed.",
    422: "It can be read, but something in it does not fit; `errors` says what.",
    428: "`If-Match` is missing.",
    429: "Too often; `Retry-After` says when.",
    503: "The database did not answer in time; try again.",
}


def build_document(routes: Sequence[Route], *, version: str) -> dict[str, Any]:
    """The document as JSON values."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = describe_route(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": version, "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(r.tag for r in routes)],
        "paths": paths,
        "components": {
            "schemas": _schemas(routes),
            "responses": {
                "Problem": {
                    "description": "A problem.",
                    "content": {"application/problem+json": {"schema": _reference(ProblemOut)}},
                }
            },
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "made by `workflow token add`"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "workflow",
                    "description": "a signed-in page's; writes also carry X-CSRF-Token",
                },
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def describe_route(route: Route) -> dict[str, Any]:
    """The operation object of a route."""
    needs = [] if route.public else [f"Needs: {', '.join(f'`{w}`' for w in route.needs)}."]
    out: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "description": " ".join([*([route.description] if route.description else []), *needs]),
        "parameters": list(_parameters(route)),
        "responses": _responses(route),
    }
    if body := _body(route):
        out["requestBody"] = body
    if route.public:
        out["security"] = []
    return out


def _parameters(route: Route) -> Iterable[dict[str, Any]]:
    for name in route.places:
        number = name.endswith("_id")
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if number else {"type": "string"},
        }
    if route.query is not None:
        schema = route.query.model_json_schema(ref_template=REFERENCE)
        for name, field in schema.get("properties", {}).items():
            words = {"description": field["description"]} if "description" in field else {}
            bare = {k: v for k, v in field.items() if k not in ("title", "description")}
            yield {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": bare, **words}
    if route.if_match:
        what = f'{route.if_match}, quoted: `"7"`'
        yield {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}, "description": what}
    if route.idempotent:
        what = "at most 200 printable ASCII characters; the same request again gets the first answer"
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": what,
        }


def _body(route: Route) -> dict[str, Any] | None:
    content: dict[str, Any] = {}
    if route.body is not None:
        content["application/json"] = {"schema": _reference(route.body)}
    if route.raw is not None:
        file: dict[str, Any] = {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}},
        }
        if route.raw.form is not None:
            file = {"allOf": [file, _reference(route.raw.form)]}
        content["multipart/form-data"] = {"schema": file}
        content |= {media: {"schema": {"type": "string", "format": "binary"}} for media in route.raw.media_types}
    return {"required": not route.body_optional, "content": content} if content else None


def _responses(route: Route) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if route.etag:
        headers["ETag"] = {"schema": {"type": "string"}, "description": route.etag}
    if route.idempotent:
        headers["Idempotency-Replayed"] = {"schema": {"type": "string"}, "description": "`true` on an answer given before"}
    if route.status in (201, 202):
        headers["Location"] = {"schema": {"type": "string"}}
    media: dict[str, Any] = (
        {"application/json": {"schema": _reference(route.response)}}
        if route.response is not None
        else {m.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for m in route.media_types}
    )
    if route.media_types == ("application/json",) and route.response is None:
        media = {"application/json": {"schema": {"type": "object"}}}
    out: dict[str, Any] = {}
    for status in (route.status, *route.statuses):
        out[str(status)] = {"description": HTTPStatus(status).phrase, **({"headers": headers} if headers else {})}
        if status != 304:
            out[str(status)]["content"] = media
    for status in list_errors(route):
        out[str(status)] = {
            "description": _MEANINGS[status],
            "content": {"application/problem+json": {"schema": _reference(ProblemOut)}},
        }
    out["default"] = {"$ref": "#/components/responses/Problem"}
    return out


def list_errors(route: Route) -> list[int]:
    """Statuses of problems a route may answer with."""
    found = set(route.errors)
    if not route.public:
        found |= {401, 403}
    if route.places:
        found.add(404)
    if route.query is not None:
        found.add(422)
    if route.body is not None or route.raw is not None:
        found |= {400, 415, 422}
    if route.if_match:
        found |= {400, 412, 428}
    if route.idempotent:
        found |= {400, 422}
    if route.access is not Access.NONE:
        found.add(503)
    return sorted(found)


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


def _schemas(routes: Sequence[Route]) -> dict[str, Any]:
    inputs: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemOut, "serialization"): None}
    for route in routes:
        if route.body is not None:
            inputs[(route.body, "validation")] = None
        if route.raw is not None and route.raw.form is not None:
            inputs[(route.raw.form, "validation")] = None
        if route.response is not None:
            inputs[(route.response, "serialization")] = None
    _, schema = models_json_schema(list(inputs), ref_template=REFERENCE)
    found: dict[str, Any] = schema["$defs"]
    return dict(sorted(found.items()))
