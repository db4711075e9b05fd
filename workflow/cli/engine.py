"""`workflow engine`: what the translation engines need, what they cost, and how much of their English people keep."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from workflow.cli.base import WorkFailed, json_option, on_data, print_json, print_table, warn

if TYPE_CHECKING:
    from workflow.cli.program import Program


@click.group()
def engine() -> None:
    """Translation engines: what is ready, fetch a model, what they cost, how much people change."""


@engine.command()
@json_option
@on_data()
def status(program: Program, *, as_json: bool) -> None:
    """Say for each engine whether it can translate Russian into English now."""
    from workflow.mt.options import engine_options
    from workflow.mt.registry import ENGINES, engine_status
    from workflow.services.health import describe_engine

    found = {name: engine_status(name, engine_options(program.settings)) for name in sorted(ENGINES)}
    if as_json:
        print_json(
            [
                {"name": n, "ready": s.ready, "code": s.code, "detail": s.detail, "model": s.info.model if s.info else None}
                for n, s in found.items()
            ]
        )
        return
    for name, state in found.items():
        click.echo(f"{name}: {describe_engine(state)}")


@engine.command()
@click.option("--from", "source", default="ru", show_default=True, metavar="LANGUAGE", help="Language of the stories.")
@click.option("--to", "target", default="en", show_default=True, metavar="LANGUAGE", help="Language of the edition.")
@click.option("--again", is_flag=True, help="Fetch it even if a model is there, and replace that one.")
@on_data(create=True)
def fetch(program: Program, *, source: str, target: str, again: bool) -> None:
    """Download the Firefox engine's model into the data directory and check it (about 17 MB for Russian–English).

    A running worker uses it from its next start on.
    """
    from workflow.cli.errors import explain_code
    from workflow.mt.base import MTError
    from workflow.mt.model_download import discard_model, download_model
    from workflow.mt.options import engine_options

    with click.progressbar(length=1, label="Model", file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        options = replace(engine_options(program.settings), allow_download=True, progress=report if sys.stderr.isatty() else None)
        try:
            if again:
                discard_model(options, source=source, target=target)
            paths = download_model(options, source=source, target=target)
        except MTError as error:
            raise WorkFailed(f"{explain_code(error.code, {'detail': error.detail})} ({error.detail})") from None
    click.echo(f"The model is in {paths.directory}.")


@engine.command()
@json_option
@on_data()
def usage(program: Program, *, as_json: bool) -> None:
    """Say what engines did and cost this month (UTC), by edition, and what the services themselves count.

    A service that tells (DeepL does) is asked, and waited for five seconds at most.
    """
    from dataclasses import asdict

    from workflow.cli.errors import explain_code
    from workflow.cli.program import CLI_ACTOR
    from workflow.db.work import utc_now
    from workflow.mt.options import engine_options
    from workflow.mt.registry import ask_quotas
    from workflow.services import engine_usage

    with program.reading() as session:
        now = utc_now()
        used = engine_usage.read_use(session, CLI_ACTOR, now)
        spending = engine_usage.read_spending(session, CLI_ACTOR, now)
    told = ask_quotas(engine_options(program.settings))
    currency, counted = program.settings.mt_currency, engine_usage.count_characters(used)
    if as_json:
        print_json(
            {
                "currency": currency,
                "engines": [asdict(u) for u in used],
                "editions": [asdict(s) for s in spending],
                "services": [
                    {
                        "engine": t.engine, "used": t.quota and t.quota.used, "limit": t.quota and t.quota.limit,
                        "counted": counted.get(t.engine, 0), "code": t.code, "detail": t.detail,
                    }
                    for t in told
                ],
            }
        )  # fmt: skip
        return
    print_table(
        ((u.engine, u.model or "-", u.edition, u.calls, u.units, u.hits, f"{u.cost:.2f}", u.errors) for u in used),
        head=("ENGINE", "MODEL", "EDITION", "CALLS", "SENTENCES", "KNOWN", currency, "ERRORS"),
    )
    for each in spending:
        click.echo(f"{each.tag}: {each.spent:.2f} {currency}" + ("" if each.cap is None else f" of {each.cap:.2f}"))
    for said in told:
        if said.quota is None:
            warn(f"{said.engine} does not say what was used: {explain_code(said.code, {'detail': said.detail})} ({said.detail})")
            continue
        limit = "no limit" if said.quota.limit is None else f"of {said.quota.limit:,}"
        ours = counted.get(said.engine, 0)
        click.echo(f"{said.engine}: {said.quota.used:,} characters by its own count, {limit}; {ours:,} this month by ours")


@engine.command()
@click.option("--days", default=180, show_default=True, type=click.IntRange(1, 3650), help="How far back.")
@click.option("--edition", default=None, metavar="E", help="One edition alone, such as en.")
@json_option
@on_data()
def effort(program: Program, *, days: int, edition: str | None, as_json: bool) -> None:
    """Say how much people change of what engines write: words, and TER and chrF where sacrebleu is installed.

    `pip install -c constraints.txt sacrebleu` in the program's own environment brings it.
    """
    from datetime import timedelta

    from workflow.cli.effort import INSTALL, SACREBLEU, score_offline
    from workflow.cli.program import CLI_ACTOR
    from workflow.db.work import utc_now
    from workflow.services import editions, engine_usage

    since = utc_now() - timedelta(days=days)
    with program.reading() as session:
        if edition is not None:
            editions.find_edition(session, edition)
        found = engine_usage.read_effort(session, CLI_ACTOR, since=since, edition=edition)
        scores = score_offline(engine_usage.iter_pairs(session, since=since, edition=edition)) if SACREBLEU else {}
    rows = [
        {
            "month": e.month, "engine": e.engine, "model": e.model, "units": e.units, "unchanged": e.unchanged,
            "words": e.words, "edits": e.edits, "word_edit_rate": round(e.rate, 4),
            **scores.get((e.month, e.engine, e.model), {"ter": None, "chrf": None}),
        }
        for e in found
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    print_table(
        (
            (r["month"], r["engine"], r["model"] or "-", r["units"], r["unchanged"], f"{r['word_edit_rate']:.1%}",
             "-" if r["ter"] is None else f"{r['ter']:.1f}", "-" if r["chrf"] is None else f"{r['chrf']:.1f}")
            for r in rows
        ),
        head=("MONTH", "ENGINE", "MODEL", "SENTENCES", "UNCHANGED", "WORDS CHANGED", "TER", "CHRF"),
    )  # fmt: skip
    if not SACREBLEU:
        warn(f"TER and chrF want sacrebleu in the program's own environment: {INSTALL}")
