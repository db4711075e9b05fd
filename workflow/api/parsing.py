"""Reading a request: headers, query, JSON and files, each wrong one answered with a problem and nothing done."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import request
from pydantic import BaseModel, ValidationError

from workflow.api.errors import ApiProblem
from workflow.api.registry import RawBody, Route

_ENTITY_TAG = re.compile(r'"?(\d{1,18})"?\Z')
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_KEY = 200


def read_if_match(route: Route) -> int:
    """The version in `If-Match: "7"`. 428 without the header, 400 for one that is no version."""
    text = request.headers.get("If-Match", "").strip()
    if not text:
        raise ApiProblem(428, "if_match_missing", what=route.if_match)
    found = _ENTITY_TAG.match(text)
    if found is None:
        raise ApiProblem(400, "if_match_bad", value=text[:60])
    return int(found[1])


def read_idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    key = key.strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise ApiProblem(400, "idempotency_key_bad", most=LONGEST_KEY)
    return key


def read_query(model: type[BaseModel]) -> BaseModel:
    """The address's parameters; an unknown one is refused, so that a misspelt filter does not list everything."""
    values: dict[str, Any] = request.args.to_dict()
    values.pop("lang", None)
    return _validate(model, values, place="query")


def read_json(model: type[BaseModel], *, optional: bool = False) -> BaseModel:
    """The body as `model`. 415 for another type, 400 for broken JSON, 422 for what does not fit."""
    data = request.get_data()
    if not data and optional:
        return _validate(model, {}, place="body")
    if not request.is_json:
        raise ApiProblem(415, "not_json_type", got=request.mimetype or "none")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ApiProblem(400, "not_json", line=error.lineno) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise ApiProblem(400, "not_json", line=1) from None
    return _validate(model, value, place="body")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came: its bytes, its name ("" without one), and the fields beside it."""

    data: bytes
    name: str
    form: BaseModel | None = None


def read_upload(raw: RawBody) -> Upload:
    """The multipart `file` with its fields, or the body itself. 415 for another type, 422 without a file."""
    if request.mimetype == "multipart/form-data":
        file = request.files.get("file")
        if file is None:
            raise ApiProblem(422, "file_missing")
        form = _validate(raw.form, request.form.to_dict(), place="form") if raw.form is not None else None
        return Upload(file.read(), file.filename or "", form)
    if request.mimetype not in raw.media_types:
        known = ", ".join(("multipart/form-data", *raw.media_types, *(("application/json",) if raw.beside_json else ())))
        raise ApiProblem(415, "media_type_unknown", got=request.mimetype or "none", known=known)
    return Upload(request.get_data(), "")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _validate(model: type[BaseModel], value: object, *, place: str) -> BaseModel:
    bad = _find_unstorable(value, place)
    if bad is not None:
        raise ApiProblem(
            422, "text_not_storable", errors=[{"at": bad, "code": "text_not_storable", "message": "cannot be stored"}]
        )
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = [
            {"at": ".".join((place, *(str(p) for p in item["loc"]))), "code": item["type"], "message": item["msg"]}
            for item in error.errors(include_url=False, include_context=False, include_input=False)[:20]
        ]
        raise ApiProblem(
            422, "query_invalid" if place == "query" else "body_invalid", errors=found, at=found[0]["at"], why=found[0]["message"]
        ) from None


def _find_unstorable(value: object, at: str) -> str | None:
    """Where a NUL or half of a surrogate pair stands: no database keeps them. Strings of any depth are looked at."""
    waiting: list[tuple[object, str]] = [(value, at)]
    while waiting:
        item, here = waiting.pop()
        if isinstance(item, str):
            if _UNSTORABLE.search(item):
                return here
        elif isinstance(item, dict):
            waiting += [(k, here) for k in item] + [(v, f"{here}.{k}") for k, v in item.items()]
        elif isinstance(item, list):
            waiting += [(v, f"{here}.{n}") for n, v in enumerate(item)]
    return None
