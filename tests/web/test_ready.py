"""What a process has done before anybody asks for a page, so that the first page comes as fast as the second."""

from __future__ import annotations

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, Template

from tests.conftest import ClientAs, Newsroom
from workflow.core import spelling
from workflow.web.ready import make_ready_meanwhile


def loaded(app: Flask) -> dict[str, Template]:
    """The templates that are compiled, by name."""
    assert app.jinja_env.cache is not None
    return {name: template for (_, name), template in app.jinja_env.cache.items()}


def test_the_first_pages_compile_nothing(app: Flask, client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story()
    article = f"/articles/{story['en']}"
    assert not loaded(app)
    assert client_as(None).get("/sign-in").status_code == 200
    assert "base.html" in loaded(app) and "editor/edit.html" not in loaded(app)

    make_ready_meanwhile(app).join(60)
    ready = loaded(app)
    assert ready.keys() == set(app.jinja_env.list_templates())
    assert spelling._dictionary.cache_info().currsize == 1

    for path in (f"{article}/edit", f"{article}/edit/panel?unit=1", f"{article}/preview", f"{article}/review", "/", "/memory"):
        assert client_as("editor", by="session").get(path).status_code == 200, path
    assert loaded(app) == ready  # the very same ones


def test_a_broken_template_spoils_no_other(app: Flask) -> None:
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader({"_macros/broken.html": "{% if %}"}), loader])
    make_ready_meanwhile(app).join(60)
    assert loaded(app).keys() == set(app.jinja_env.list_templates()) - {"_macros/broken.html"}
