"""`workflow export` and `workflow import`: gettext catalogs out and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import WorkFailed, as_option, json_option, on_data, print_json, warn
from workflow.cli.output import output_option, write_file

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.services.interchange import ImportReport


def _check_choice(args: dict[str, Any]) -> None:
    if bool(args["stories"]) == args["everything"]:
        raise click.UsageError("Say which: --story S (once or more), or --all.")


@click.command()
@click.argument("fmt", metavar="FORMAT", type=click.Choice(["po", "pot", "mo"]))
@click.option(
    "--story",
    "stories",
    multiple=True,
    type=click.IntRange(min=1),
    metavar="S",
    help="A story by its number; may be given several times.",
)
@click.option("--all", "everything", is_flag=True, help="Every article of the edition.")
@click.option("--edition", required=True, metavar="E", help="The edition, such as en.")
@output_option
@click.option(
    "--width",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Wrap lines of PO at this column; 0 leaves them whole.",
)
@on_data(check=_check_choice)
def export(
    program: Program, *, fmt: str, stories: tuple[int, ...], everything: bool, edition: str, output: Path, width: int
) -> None:
    """Write gettext catalogs.

    PATH that is a directory gets a file for each story; any other PATH gets one catalog with all of them.
    """
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import editions, interchange

    with program.reading() as session:
        editions.find_edition(session, edition)
        chosen = _choose(session, edition, None if everything else stories)
        if output.is_dir():
            written = [
                write_file(
                    output / interchange.catalog_name(story, edition, fmt),
                    interchange.export_article(session, CLI_ACTOR, article, fmt, width=width),
                )
                for story, article in chosen.items()
            ]
        else:
            data = interchange.export_articles(session, CLI_ACTOR, list(chosen.values()), fmt, width=width)
            written = [write_file(output, data)]
    for path in written:
        if str(path) != "-":
            click.echo(path, err=True)


def _choose(session: Any, edition: str, stories: tuple[int, ...] | None) -> dict[int, int]:
    """Story → article of the edition, in the order asked for. Raises where one of the stories has none."""
    from sqlalchemy import select

    from workflow.db.articles import Article
    from workflow.services import interchange

    ids = interchange.find_articles(session, edition=edition, story_ids=stories)
    rows = session.execute(select(Article.story_id, Article.id).where(Article.id.in_(ids)).order_by(Article.id))
    found: dict[int, int] = {row.story_id: row.id for row in rows}
    if stories is None:
        if not found:
            raise WorkFailed(f"The edition {edition} has no articles yet.")
        return found
    missing = [str(s) for s in dict.fromkeys(stories) if s not in found]
    if missing:
        raise WorkFailed(f"The edition {edition} has no article of story {', '.join(missing)}.")
    return {story: found[story] for story in dict.fromkeys(stories)}


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--edition", required=True, metavar="E", help="The edition the catalogs are for, such as en.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@as_option("In whose name. Default: the only administrator.")
@json_option
@on_data()
def import_(program: Program, *, paths: tuple[Path, ...], edition: str, dry_run: bool, acting: str | None, as_json: bool) -> None:
    """Bring translated catalogs back. Sentences changed here meanwhile are not overwritten.

    Each file is taken whole or not at all. Exit status 1 where a file could not be read or a sentence was refused.
    """
    from workflow.services import editions

    with program.reading() as session:
        editions.find_edition(session, edition)
        actor = program.choose_person(session, acting)
    records = [_import_one(program, actor, path, edition=edition, dry_run=dry_run) for path in paths]
    if as_json:
        print_json(records)
    for record in records:
        if "error" in record:
            warn(f"{record['path']}: {record['error']['message']}")
            continue
        if not as_json:
            counts = ", ".join(f"{record['counts'][name]} {name}" for name in ("changed", "unchanged", "conflict", "refused"))
            click.echo(f"{record['path']}: {counts}{' (dry run)' if dry_run else ''}")
        for line in record["lines"]:
            if line["message"]:
                warn(f"{record['path']}:{line['line']}: {line['context']}: {line['message']}")
    if any("error" in r or r["counts"]["refused"] for r in records):
        raise click.exceptions.Exit(1)


def _import_one(program: Program, actor: Any, path: Path, *, edition: str, dry_run: bool) -> dict[str, Any]:
    from workflow.cli.errors import explain_code, explain_error
    from workflow.core.errors import WorkflowError
    from workflow.services import interchange

    most = program.settings.max_upload_bytes
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(most + 1)
        elif path.stat().st_size > most:
            words = {"limit": f"{most / 1_000_000:.0f} MB"}
            return {"path": str(path), "error": {"code": "too_large", "message": explain_code("too_large", words)}}
        else:
            data = path.read_bytes()
        with program.writing() as work:
            report = interchange.import_catalog(work, actor, data, edition=edition, dry_run=dry_run, max_bytes=most)
    except WorkflowError as error:
        error.params.setdefault("limit", f"{most / 1_000_000:.0f} MB")
        return {"path": str(path), "error": {"code": error.code, "message": explain_error(error)[0], **_place(error.params)}}
    except OSError as error:
        return {"path": str(path), "error": {"code": "unreadable", "message": f"{error.strerror or error}."}}
    return {"path": str(path), "dry_run": dry_run, "counts": _count(report), "lines": _lines(report)}


def _place(params: dict[str, object]) -> dict[str, object]:
    return {"line": params["line"]} if params.get("line") else {}


def _count(report: ImportReport) -> dict[str, int]:
    from workflow.services.interchange import Outcome

    return {outcome.value: report.count(outcome) for outcome in Outcome}


def _lines(report: ImportReport) -> list[dict[str, Any]]:
    """What became of each message that was not simply unchanged."""
    from workflow.cli.errors import explain_code
    from workflow.services.interchange import Outcome

    return [
        {
            "context": line.context,
            "line": line.line,
            "unit": line.unit_id,
            "outcome": line.outcome.value,
            "why": line.why,
            "message": explain_code(line.why, {}) if line.why else "",
        }
        for line in report.lines
        if line.outcome is not Outcome.UNCHANGED
    ]
