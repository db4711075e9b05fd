"""`/api/v1/openapi.json` for programs and `/api/docs` for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, render_template, request

from workflow.api.openapi import build_document, list_errors
from workflow.api.registry import PREFIX, Access, Answer, Route, Routes
from workflow.core.permissions import Actor
from workflow.http.i18n import use_language
from workflow.http.messages import MESSAGES, format_message

routes = Routes("documents")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a shape, as the page lists it."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class ShapeRow:
    name: str
    about: str
    fields: tuple[FieldRow, ...]


@routes.get("/openapi.json", "This API as OpenAPI 3.1", response=None, access=Access.NONE, public=True, needs=())
def get_openapi(actor: Actor) -> Answer:
    return Answer(_document_bytes(), media_type="application/json", etag=f"openapi-{_version()}")


def install_docs(blueprint: Blueprint, every: Sequence[Route]) -> None:
    """The readable page of the same document."""

    @blueprint.get("/api/docs")
    def show_docs() -> str:
        document = _document()
        groups: dict[str, list[Route]] = {}
        for route in every:
            groups.setdefault(route.tag, []).append(route)
        with use_language("en"):
            codes = sorted([(code, format_message(code)) for code in MESSAGES])
            return render_template(
                "api/docs.html",
                document=document,
                groups=groups,
                prefix=PREFIX,
                shapes=list_shapes(document["components"]["schemas"]),
                codes=codes,
                list_errors=list_errors,
                base=request.host_url.rstrip("/"),
            )


def list_shapes(schemas: dict[str, Any]) -> list[ShapeRow]:
    """Every shape with its fields, for the page."""
    shapes = []
    for name, schema in schemas.items():
        fields = tuple(
            FieldRow(field, name_type(spec), field in schema.get("required", ()), spec.get("description", ""))
            for field, spec in schema.get("properties", {}).items()
        )
        shapes.append(ShapeRow(name, " ".join(schema.get("description", "").split()), fields))
    return shapes


def name_type(spec: dict[str, Any]) -> str:
    """A schema in a few words: `integer`, `[UnitOut]`, `string or null`, `"draft" | "publish"`."""
    if "$ref" in spec:
        return str(spec["$ref"]).rpartition("/")[2]
    if "anyOf" in spec:
        return " or ".join(dict.fromkeys(name_type(s) for s in spec["anyOf"]))
    if "enum" in spec:
        return " | ".join(json.dumps(v) for v in spec["enum"])
    if "const" in spec:
        return json.dumps(spec["const"])
    if spec.get("type") == "array":
        return f"[{name_type(spec['items'])}]" if "items" in spec else "array"
    return str(spec.get("format") or spec.get("type") or "any")


def _version() -> str:
    try:
        return version("workflow")
    except PackageNotFoundError:
        return "0"


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    from workflow.api import list_routes

    return build_document(list_routes(), version=_version())


@lru_cache(maxsize=1)
def _document_bytes() -> bytes:
    return (json.dumps(_document(), ensure_ascii=False, indent=1) + "\n").encode()
