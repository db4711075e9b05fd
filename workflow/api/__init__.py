"""The HTTP API, `/api/v1`: one module a resource, one table of routes."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import default_exceptions

from workflow.api import (
    articles,
    bulk,
    catalogs,
    docs,
    editions,
    events,
    fields,
    glossary,
    health,
    jobs,
    memory,
    notes,
    operations,
    presence,
    pretranslation,
    releases,
    stories,
    transitions,
    units,
)
from workflow.api.dispatch import make_view
from workflow.api.errors import ApiProblem, answer_problem
from workflow.api.registry import PREFIX, Route, Routes
from workflow.http.runtime import Runtime

RESOURCES = (
    editions,
    stories,
    articles,
    fields,
    bulk,
    notes,
    units,
    presence,
    operations,
    transitions,
    pretranslation,
    jobs,
    catalogs,
    releases,
    memory,
    glossary,
    events,
    docs,
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def list_routes() -> list[Route]:
    """Every route of the API, resource by resource."""
    groups: list[Routes] = [module.routes for module in RESOURCES]
    return [route for group in groups for route in group.items]


def install_api(app: Flask, runtime: Runtime) -> None:
    """Register the API's resources, its documents, its errors, and the two health pages beside it."""
    blueprint = Blueprint("api", __name__)
    every = list_routes()
    for route in every:
        blueprint.add_url_rule(PREFIX + route.rule, route.name, make_view(route), methods=[route.method])

    def answer_unknown(rest: str = "") -> Response:
        allowed = sorted({r.method for r in every if r.pattern.match(request.path.removeprefix(PREFIX))})
        if not allowed:
            raise ApiProblem(404, "not_found", what="address")
        response = answer_problem(ApiProblem(405, "http_405", method=request.method))
        response.headers["Allow"] = ", ".join(allowed)
        return response

    blueprint.add_url_rule("/api/", "unknown_root", answer_unknown, methods=METHODS)
    blueprint.add_url_rule("/api/<path:rest>", "unknown", answer_unknown, methods=METHODS)
    blueprint.register_error_handler(Exception, answer_problem)
    for status in default_exceptions:  # by number too: such handlers of the application would go first
        blueprint.register_error_handler(status, answer_problem)
    docs.install_docs(blueprint, every)
    app.register_blueprint(blueprint)
    app.register_blueprint(health.blueprint)
