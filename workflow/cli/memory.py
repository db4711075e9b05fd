"""`workflow memory`: the translation memory in, out and looked at."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import WorkFailed, as_option, json_option, on_data, print_json, print_table, warn
from workflow.cli.memory_align import align
from workflow.cli.memory_taking import PORTION, Languages, edition_option, find_languages, take_in
from workflow.cli.output import output_option, write_file

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.core.permissions import Actor


@click.group()
def memory() -> None:
    """The translation memory: import, align an archive, export, search, stats, remove an import."""


@memory.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@edition_option
@click.option(
    "--unreviewed", is_flag=True, help="Nobody has looked at these pairs: rank them lower and fill nothing in with them."
)
@click.option("--dry-run", is_flag=True, help="Read the files and count, and change nothing.")
@as_option("In whose name. Default: the only administrator.")
@json_option
@on_data()
def import_(
    program: Program, *, paths: tuple[Path, ...], edition: str, unreviewed: bool, dry_run: bool, acting: str | None, as_json: bool
) -> None:
    """Take pairs in from TMX, XLIFF, CSV or PO files, each an import that can be removed as a whole.

    A file is read to its end before the first pair is taken in, so one that is broken changes nothing.
    """
    from workflow.cli.errors import explain_error
    from workflow.core.errors import WorkflowError

    with program.reading() as session:
        languages = find_languages(session, edition)
        actor = program.choose_person(session, acting)
    records: list[dict[str, Any]] = []
    for path in paths:
        try:
            records.append(_import_one(program, actor, path, languages, reviewed=not unreviewed, dry_run=dry_run))
        except WorkflowError as error:
            records.append({"path": str(path), "error": {"code": error.code, "message": explain_error(error)[0], **error.params}})
    if as_json:
        print_json(records)
    for record in records:
        if "error" in record:
            warn(f"{record['path']}: {record['error']['message']}")
        elif not as_json and dry_run:
            click.echo(f"{record['path']}: {record['pairs']} pairs (dry run)")
        elif not as_json:
            counts = f"{record['added']} added, {record['known']} known, {record['refused']} refused"
            click.echo(f"{record['path']}: {counts}; import {record['import']}")
    if any("error" in r for r in records):
        raise click.exceptions.Exit(1)


def _import_one(
    program: Program, actor: Actor, path: Path, languages: Languages, *, reviewed: bool, dry_run: bool
) -> dict[str, Any]:
    from workflow.services import memory_files

    most = program.settings.max_upload_bytes
    total = sum(1 for _ in memory_files.read_pairs(path, **languages, max_bytes=most))
    if dry_run:
        return {"path": str(path), "dry_run": True, "pairs": total}
    pairs = memory_files.read_pairs(path, **languages, max_bytes=most)
    form = memory_files.find_kind(path)
    found = take_in(program, actor, pairs, languages, name=path.name, form=form, total=total, reviewed=reviewed)
    return {"path": str(path), "dry_run": False, "pairs": total, **found}


@memory.command("export")
@edition_option
@click.option("--format", "fmt", type=click.Choice(["tmx", "csv"]), default="tmx", show_default=True, help="What to write.")
@output_option
@on_data()
def export(program: Program, *, edition: str, fmt: str, output: Path) -> None:
    """Write every pair that may be offered as TMX or CSV."""
    from workflow.services import memory_files

    with program.reading() as session:
        pieces = memory_files.write_memory(session, **find_languages(session, edition), kind="csv" if fmt == "csv" else "tmx")
        write_file(output, pieces)


@memory.command("search")
@click.argument("text")
@edition_option
@click.option("--min-score", type=click.IntRange(30, 100), default=70, show_default=True, help="How like it must be, in percent.")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="How many to show.")
@click.option(
    "--kind", type=click.Choice(["text", "headline"]), default="text", show_default=True, help="Headlines match headlines."
)
@json_option
@on_data()
def search(program: Program, *, text: str, edition: str, min_score: int, limit: int, kind: str, as_json: bool) -> None:
    """Find the same and similar Russian sentences with their translations, best first."""
    from workflow.services import memory as lookup

    with program.reading() as session:
        languages = find_languages(session, edition)
        found = lookup.find_matches(
            session,
            [lookup.MemoryQuery(text, kind)],
            source_language=languages["source_language"],
            target_language=languages["target_language"],
            limit=limit,
            least=min_score,
        )[0]
    found = [match for match in found if match.score >= min_score]
    if as_json:
        print_json([asdict(match) for match in found])
        return
    for match in found:
        marks = [
            word
            for word, is_so in (
                ("numbers replaced", match.numbers_replaced),
                ("numbers differ", match.numbers_differ and not match.numbers_replaced),
                ("negation differs", match.negation_differs),
                ("not reviewed", not match.reviewed),
            )
            if is_so
        ]
        click.echo(f"{match.score:3}  {match.source}\n     {match.target}" + (f"\n     ({', '.join(marks)})" if marks else ""))


@memory.command("stats")
@json_option
@on_data()
def stats(program: Program, *, as_json: bool) -> None:
    """Say how many pairs there are, by language and by where they are from."""
    from workflow.services import memory_imports

    with program.reading() as session:
        counts = memory_imports.count_pairs(session)
        imports = memory_imports.list_imports(session)
    if as_json:
        print_json({"pairs": [asdict(c) for c in counts], "imports": [asdict(i) for i in imports]})
        return
    rows = [(f"{c.source_language} → {c.target_language}", c.pairs, c.unreviewed, c.wrong, c.imported) for c in counts]
    print_table(rows, head=("LANGUAGES", "PAIRS", "UNREVIEWED", "WRONG", "IMPORTED"))
    if imports:
        click.echo()
        print_table(
            [(i.id, i.name, i.added, i.state, f"{i.created_at:%Y-%m-%d}", i.by) for i in imports],
            head=("IMPORT", "FILE", "ADDED", "STATE", "DAY", "BY"),
        )


@memory.command("remove")
@click.argument("number", type=click.IntRange(min=1), metavar="IMPORT")
@as_option("In whose name. Default: the only administrator.")
@on_data()
def remove(program: Program, *, number: int, acting: str | None) -> None:
    """Remove an import with every pair that it brought. `memory stats` lists imports."""
    from workflow.core.errors import NotFound
    from workflow.services import memory_imports

    with program.reading() as session:
        actor = program.choose_person(session, acting)
    done = False
    while not done:
        try:
            with program.writing() as work:
                done = memory_imports.remove_import(work, actor, number, most=PORTION)
        except NotFound:
            raise WorkFailed(f"There is no import {number}. `workflow memory stats` lists them.") from None
    click.echo(f"Removed import {number}.")


memory.add_command(align)
