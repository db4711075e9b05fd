"""A small app that renders the frame and its parts without a database, for the tests of the shell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, render_template, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect

from workflow.http import i18n
from workflow.http.i18n import UiPreferences
from workflow.http.messages import ERROR_PAGES
from workflow.http.statics import install_statics
from workflow.resources import resource_dir
from workflow.web.shell import ROOM_LABELS, NavEntry, Shell, ShellUser, install_shell

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
PEOPLE = {"anna@example.org": ShellUser(id=1, name="Anna Koval", email="anna@example.org")}
PEOPLE["maria@example.org"] = ShellUser(id=2, name="Maria Ilina", email="maria@example.org")


def create_shell_app() -> Flask:
    """Pages: /styleguide, /error/<code>, /sign-in, /ping (401 when signed out), /frag (an htmx part)."""
    app = Flask(
        "shell",
        template_folder=str(resource_dir("templates")),
        static_folder=None,
    )
    app.secret_key = "only for tests"
    CSRFProtect(app)
    saved: dict[str, str] = {}
    app.config["saved_preferences"] = saved

    def find_user() -> ShellUser | None:
        return PEOPLE.get(session.get("email", ""))

    def find_preferences() -> UiPreferences | None:
        theme = saved.get("theme", "system")
        return UiPreferences(
            language=saved.get("language"),
            theme="dark" if theme == "dark" else "light" if theme == "light" else "system",
            shortcuts=saved.get("shortcuts") != "off",
        )

    def build_shell() -> Shell:
        user = find_user()
        return Shell(
            nav=(
                NavEntry("board", ROOM_LABELS["board"], "/styleguide", go="b"),
                NavEntry("memory", ROOM_LABELS["memory"], "/styleguide?room=memory", go="m"),
                NavEntry("glossary", ROOM_LABELS["glossary"], "/styleguide?room=glossary", go="l"),
            )
            if user
            else (),
            user=user,
            search_url="/styleguide" if user else None,
            new_story_url="/styleguide?room=new" if user else None,
            preferences_url="/preferences",
            sign_out_url="/sign-out",
        )

    i18n.install(app, resource_dir("locales"), preferences=find_preferences, clock=lambda: NOW)
    install_statics(app, resource_dir("static"))
    install_shell(app, build_shell)

    @app.errorhandler(CSRFError)
    def refuse_token(error: CSRFError) -> tuple[str, int]:
        # A session that ended takes its token with it: then the answer is "sign in", not "bad request".
        return render_template("errors/error.html", code=400, problem=ERROR_PAGES[400]), 400 if find_user() else 401

    @app.after_request
    def add_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.get("/enter/<name>")
    def enter(name: str) -> str:
        session["email"] = f"{name}@example.org"
        return "ok"

    @app.get("/styleguide")
    def styleguide() -> str:
        return render_template("styleguide.html", now=NOW, times=[NOW - timedelta(minutes=m) for m in (0, 4, 80, 4000, 90000)])

    @app.get("/error/<int:code>")
    def error(code: int) -> str:
        return render_template("errors/error.html", code=code, problem=ERROR_PAGES[code])

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> tuple[str, int]:
        if request.method == "POST":
            if request.form["password"] != "right":
                return render_template("errors/error.html", code=401, problem=ERROR_PAGES[401]), 401
            session.clear()
            session["email"] = request.form["email"]
        return render_template("styleguide.html", now=NOW, times=[]), 200

    @app.route("/ping", methods=["POST"])
    def ping() -> tuple[str, int]:
        return (f"pong {request.form.get('word', '')}", 200) if find_user() else ("", 401)

    @app.post("/preferences")
    def preferences() -> tuple[str, int]:
        saved.update({key: value for key, value in request.form.items() if key in ("theme", "shortcuts", "language")})
        return "", 204

    @app.post("/sign-out")
    def sign_out() -> str:
        session.clear()
        return "out"

    return app
