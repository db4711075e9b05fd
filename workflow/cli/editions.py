"""`workflow edition`: the publication's editions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import check_engine_name, json_option, on_data, print_json, print_table

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.services.editions import EditionView


@click.group()
def edition() -> None:
    """Editions: add, list, show, set."""


@edition.command("list")
@json_option
@on_data()
def list_editions(program: Program, *, as_json: bool) -> None:
    """List the editions, the source edition first."""
    from workflow.services import editions

    with program.reading() as session:
        found = editions.list_editions(session)
    if as_json:
        print_json([_as_json(e) for e in found])
        return
    rows = [(e.tag, e.name, e.language, "source" if e.is_source else e.engine or "default engine") for e in found]
    print_table(rows, head=("TAG", "NAME", "LANGUAGE", ""))


@edition.command("show")
@click.argument("tag")
@json_option
@on_data()
def show_edition(program: Program, *, tag: str, as_json: bool) -> None:
    """Show an edition with its policy."""
    from workflow.services import editions

    with program.reading() as session:
        found = editions.find_edition(session, tag)
    if as_json:
        print_json(_as_json(found))
        return
    click.echo(f"{found.tag}: {found.name} ({found.language}{', source' if found.is_source else ''})")
    if not found.is_source:
        click.echo(f"  wants_stories = {json.dumps(found.wants_stories)}")
        click.echo(f"  engine = {json.dumps(found.engine)}")
    for name, value in found.policy.items():
        click.echo(f"  {name} = {json.dumps(value, ensure_ascii=False)}{'' if name in found.own else '  (default)'}")


@edition.command("set")
@click.argument("tag")
@click.argument("changes", nargs=-1, required=True, metavar="NAME=VALUE…")
@json_option
@on_data()
def set_edition(program: Program, *, tag: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Change an edition: policies (`edition show` names them), name, engine, wants_stories.

    A value is JSON or plain; null brings the default back. All of them are changed, or none.
    """
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import editions

    given = dict(_read_policy(text, hint="NAME=VALUE") for text in changes)
    wanted: dict[str, Any] = {name: given.pop(name) for name in ("name", "engine", "wants_stories") if name in given}
    with program.writing() as work:
        changed = editions.change_edition(work, CLI_ACTOR, tag, {**wanted, "policy": given})
    if as_json:
        print_json(_as_json(changed))
    else:
        click.echo(f"Changed {changed.tag}: {', '.join(sorted({*wanted, *given}))}.")


@edition.command("add")
@click.argument("tag")
@click.option("--name", required=True, help="How readers know it.")
@click.option("--language", required=True, metavar="BCP47", help="Its language, such as en or pt-BR.")
@click.option("--engine", default=None, metavar="N", help="Its translation engine. Default: WORKFLOW_MT_ENGINE.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME=VALUE",
    help="A policy, the value in JSON or plain; several may be given.",
)
@json_option
@on_data(create=True, check=check_engine_name)
def add_edition(
    program: Program, *, tag: str, name: str, language: str, engine: str | None, policies: tuple[str, ...], as_json: bool
) -> None:
    """Add a target edition. It takes the stories that come from now on."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import editions

    policy = dict(_read_policy(text) for text in policies)
    with program.writing() as work:
        added = editions.add_edition(work, CLI_ACTOR, tag=tag, name=name, language=language, engine=engine, policy=policy)
    if as_json:
        print_json(_as_json(added))
    else:
        click.echo(f"Added {added.tag}: {added.name} ({added.language}).")


def _read_policy(text: str, *, hint: str = "--policy") -> tuple[str, Any]:
    name, given, value = text.partition("=")
    if not given:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint=hint)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _as_json(found: EditionView) -> dict[str, Any]:
    return {
        "id": found.id,
        "tag": found.tag,
        "name": found.name,
        "language": found.language,
        "is_source": found.is_source,
        "wants_stories": found.wants_stories,
        "engine": found.engine,
        "policy": dict(found.policy),
        "own": sorted(found.own),
        "version": found.version,
    }
