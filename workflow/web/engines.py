"""Administration: what engines did and cost this month, and how much of their English people keep.

What a service itself says was used is asked for only with `?ask=1`, which the page does once it is shown: the rest does not
wait for anybody outside.
"""

from __future__ import annotations

from datetime import timedelta

from babel.numbers import format_currency
from flask import Blueprint, Response, make_response, render_template, request

from workflow.core.errors import Forbidden
from workflow.core.permissions import Permission
from workflow.http.i18n import get_format_locale
from workflow.http.identity import require_actor
from workflow.http.runtime import get_runtime, now, reading
from workflow.mt.options import engine_options
from workflow.mt.registry import ask_quotas, list_with_quota
from workflow.services import editions, engine_calls, engine_usage
from workflow.settings import parse_prices

blueprint = Blueprint("engines", __name__)
#: How far back the effort is told.
BACK = timedelta(days=180)


@blueprint.get("/admin/engines")
def show_engines() -> Response:
    actor = require_actor()
    if not actor.may(Permission.EDITIONS_MANAGE):
        raise Forbidden("not_yours")
    moment, settings = now(), get_runtime().settings
    options, currency = engine_options(settings), settings.mt_currency
    told = ask_quotas(options) if request.args.get("ask") else None  # before the database is read: it may take seconds
    with reading() as db:
        use = engine_usage.read_use(db, actor, moment)
        engines = {e.tag: e.engine or settings.mt_engine for e in editions.list_editions(db)}
        prices = parse_prices(settings.mt_prices)
        body = render_template(
            "admin/engines.html",
            use=use,
            told=told,
            quotas=list_with_quota(options),
            counted=engine_usage.count_characters(use),
            spending=engine_usage.read_spending(db, actor, moment),
            unpriced={tag: engine_calls.find_unpriced(names, options, prices) for tag, names in engines.items()},
            errors=engine_usage.list_errors(db, actor),
            effort=engine_usage.read_effort(db, actor, since=moment - BACK),
            money=lambda amount: format_currency(amount, currency, locale=get_format_locale()),
            may_manage=True,
        )
    return make_response(body)
