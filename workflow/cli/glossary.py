"""`workflow glossary`: terms in, out, and looked up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import as_option, json_option, on_data, print_json, print_table, warn
from workflow.cli.output import output_option, write_file

if TYPE_CHECKING:
    from workflow.cli.program import Program

_edition = click.option("--edition", required=True, metavar="E", help="The edition, such as en.")


@click.group()
def glossary() -> None:
    """Terms: import, export, search."""


@glossary.command("import")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True))
@_edition
@click.option("--all-editions", "everywhere", is_flag=True, help="The terms serve every edition of the publication.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@as_option("In whose name. Default: the only administrator.")
@json_option
@on_data()
def import_terms(
    program: Program, *, path: Path, edition: str, everywhere: bool, dry_run: bool, acting: str | None, as_json: bool
) -> None:
    """Bring terms in from TBX (2 or 3) or CSV.

    The file is taken whole or not at all. Exit status 1 where a line was refused; then nothing was written.
    """
    from workflow.cli.base import WorkFailed
    from workflow.cli.errors import explain_code
    from workflow.services import editions, glossary_files

    most = program.settings.max_upload_bytes
    data = sys.stdin.buffer.read(most + 1) if str(path) == "-" else path.read_bytes()
    if len(data) > most:
        raise WorkFailed(explain_code("too_large", {"limit": f"{most / 1_000_000:.0f} MB"}))
    with program.reading() as session:
        found = editions.find_edition(session, edition)
        actor = program.choose_person(session, acting)
    with program.writing() as work:
        report = glossary_files.import_terms(work, actor, data, found, everywhere=everywhere, dry_run=dry_run)
    counts = {name: report.count(name) for name in ("added", "changed", "unchanged", "refused")}
    refused = [
        {"line": r.line, "lemma": r.lemma, "code": r.code, "message": explain_code(r.code, dict(r.params))}
        for r in report.refused
    ]
    if as_json:
        print_json({"path": str(path), "written": report.written, "counts": counts, "refused": refused})
    else:
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        click.echo(f"{path}: {told}{' (dry run)' if dry_run else '' if report.written else '; nothing was written'}")
    for line in refused:
        warn(f"{path}:{line['line']}: {line['lemma']}: {line['message']}")
    if refused:
        raise click.exceptions.Exit(1)


@glossary.command("export")
@click.argument("fmt", metavar="FORMAT", type=click.Choice(["tbx", "csv"]))
@_edition
@output_option
@on_data()
def export_terms(program: Program, *, fmt: str, edition: str, output: Path) -> None:
    """Write the terms an edition goes by, its own and those for all editions."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import editions, glossary_files

    with program.reading() as session:
        data = glossary_files.export_terms(session, CLI_ACTOR, editions.find_edition(session, edition), fmt)
    if str(write_file(output, data)) != "-":
        click.echo(output, err=True)


@glossary.command("search")
@click.argument("words")
@_edition
@json_option
@on_data()
def search_terms(program: Program, *, words: str, edition: str, as_json: bool) -> None:
    """Terms with these letters in either language, or of which WORDS has a form."""
    from workflow.services import editions
    from workflow.services import glossary as terms

    with program.reading() as session:
        found = terms.list_terms(session, editions.find_edition(session, edition).id, q=words)
    if as_json:
        print_json([_as_json(term) for term in found])
    else:
        rows = ((t.id, t.lemma, t.preferred, ", ".join(t.forbidden), t.kind, t.edition or "*") for t in found)
        print_table(rows, head=("ID", "RUSSIAN", "WE WRITE", "NEVER", "KIND", "EDITION"))


def _as_json(term: Any) -> dict[str, Any]:
    return {
        "id": term.id,
        "version": term.version,
        "edition": term.edition,
        "lemma": term.lemma,
        "preferred": term.preferred,
        "variants": list(term.variants),
        "forbidden": list(term.forbidden),
        "kind": term.kind,
        "part_of_speech": term.part_of_speech,
        "do_not_translate": term.keep,
        "note": term.note,
    }
