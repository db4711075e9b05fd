"""`workflow ingest file`: stories from files."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import as_option, json_option, on_data, print_json, show_progress, warn

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.formats.story import IncomingStory
    from workflow.services.ingest import IngestResult

#: How many files make a progress bar worth its line.
MANY = 4


class _DryRunOver(Exception):
    """Ends a dry run's transaction."""


@click.group()
def ingest() -> None:
    """Bring stories in."""


@ingest.command("file")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--draft", is_flag=True, help="Keep them as drafts to be reviewed, instead of taking them as published.")
@click.option("--priority", type=click.Choice(["flash", "urgent", "normal"]), default="normal", show_default=True)
@click.option("--archive", is_flag=True, help="Old stories: no edition takes them up unasked.")
@click.option("--source", default="", metavar="NAME", help="Where they come from; with its id a story is known again.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, and change nothing.")
@as_option("In whose name a draft is kept. Default: the only administrator.")
@json_option
@on_data(create=True)
def ingest_file(
    program: Program,
    *,
    paths: tuple[Path, ...],
    draft: bool,
    priority: str,
    archive: bool,
    source: str,
    dry_run: bool,
    acting: str | None,
    as_json: bool,
) -> None:
    """Bring in stories from files: plain text, HTML, an AMP page, WordPress REST JSON and WXR. "-" is stdin.

    What a file is, is decided by its content. A file is taken whole or not at all; the others go on.
    """
    records: list[dict[str, Any]] = []
    many = len(paths) >= MANY and sys.stderr.isatty()  # elsewhere each file's own line is the progress
    with show_progress("Files", len(paths)) if many else nullcontext(lambda done: None) as progress:
        for number, path in enumerate(paths, start=1):
            records += _take_file(
                program,
                path,
                draft=draft,
                dry_run=dry_run,
                acting=acting,
                changes={"priority": priority, "archive": archive, "source": source},
            )
            progress(number)
    failed = [r for r in records if "error" in r]
    if as_json:
        print_json(records)
    for record in records:
        if "error" in record:
            warn(f"{record['path']}: {record['error']['message']}")
        elif not as_json:
            _say(record, dry_run=dry_run)
    if failed:
        raise click.exceptions.Exit(1)


def _take_file(
    program: Program, path: Path, *, draft: bool, dry_run: bool, acting: str | None, changes: dict[str, Any]
) -> list[dict[str, Any]]:
    """The records of a file's stories, or one with its error; then nothing of the file was taken."""
    from workflow.cli.errors import explain_code, explain_error
    from workflow.core.document import UnreadableStory
    from workflow.core.errors import WorkflowError

    try:
        stories = _read(path, most=program.settings.max_upload_bytes)
        records: list[dict[str, Any]] = []
        try:
            with program.writing() as work:
                for story in stories:
                    records.append(_ingest(program, work, path, story, draft=draft, acting=acting, changes=changes))
                if dry_run:
                    raise _DryRunOver
        except _DryRunOver:
            return records
    except UnreadableStory as error:
        most = f"{program.settings.max_upload_bytes / 1_000_000:.0f} MB"
        words = {"limit": most, "field": error.detail, "detail": error.detail}
        return [_failure(path, error.code, explain_code(error.code, words))]
    except WorkflowError as error:
        return [_failure(path, error.code, explain_error(error)[0])]
    except OSError as error:
        return [_failure(path, "unreadable", f"{error.strerror or error}.")]
    return records


def _read(path: Path, *, most: int) -> list[IncomingStory]:
    from workflow.core.document import UnreadableStory
    from workflow.formats.incoming import read_stories

    if str(path) == "-":
        data = sys.stdin.buffer.read(most + 1)
    else:
        if path.stat().st_size > most:
            raise UnreadableStory("too_large", str(path.stat().st_size))
        data = path.read_bytes()
    return read_stories(data, name=path.name, max_bytes=most)


def _ingest(
    program: Program, work: Any, path: Path, story: IncomingStory, *, draft: bool, acting: str | None, changes: dict[str, Any]
) -> dict[str, Any]:
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import ingest as service

    draft = draft or story.status == "draft"
    # A draft must have an author: nobody else could be the second pair of eyes.
    actor = program.choose_person(work.session, acting) if draft or acting else CLI_ACTOR
    came = service.as_input(
        story, source=changes["source"] or story.source, priority=changes["priority"], archive=changes["archive"]
    )
    if draft:
        came = replace(came, published_at=None)
    result = service.ingest_story(work, actor, came, draft=draft)
    return _record(path, came.title, result)


def _record(path: Path, title: str, result: IngestResult) -> dict[str, Any]:
    from workflow.cli.errors import explain_code

    return {
        "path": str(path),
        "story": result.story_id,
        "revision": result.revision,
        "created": result.created,
        "revised": result.revised,
        "title": title,
        "notices": [{"code": n.code, "message": explain_code(n.code, {"detail": n.detail})} for n in result.notices],
    }


def _failure(path: Path, code: str, message: str) -> dict[str, Any]:
    return {"path": str(path), "error": {"code": code, "message": message}}


def _say(record: dict[str, Any], *, dry_run: bool) -> None:
    what = "new" if record["created"] else f"revision {record['revision']}" if record["revised"] else "unchanged"
    story = "would be" if dry_run else f"story {record['story']}"
    click.echo(f"{record['path']}: {story} {what}: {record['title']}")
    for notice in record["notices"]:
        warn(f"{record['path']}: {notice['message']}")
