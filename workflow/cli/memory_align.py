"""`workflow memory align`: pairs for the memory out of an archive of Russian posts and their English versions."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import WorkFailed, as_option, json_option, on_data, print_json, show_progress, warn
from workflow.cli.memory_taking import Languages, edition_option, find_languages, take_in

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.formats.archive import ArchivePost
    from workflow.services.memory_alignment import AlignedPosts

#: An export is read as a stream, but its posts are kept until they are paired.
LARGEST = 1_000_000_000
#: What a folder is searched for.
ENDINGS = frozenset({".html", ".htm", ".json", ".xml", ".txt"})
#: Posts that are listed by name where there is no `--json`.
NAMED = 20
_PATHS = click.Path(path_type=Path, exists=True)
_WORDS = {
    "listed": "listed",
    "linked": "linked in the file",
    "slug": "same address",
    "likeness": "alike",
    "unlike": "left out: they share too little",
    "too_long": "left out: too long for a news story",
}


@dataclass
class _Side:
    posts: list[ArchivePost] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)


@click.command()
@click.argument("sources", metavar="RUSSIAN...", nargs=-1, required=True, type=_PATHS)
@click.option(
    "--with",
    "targets",
    multiple=True,
    required=True,
    type=_PATHS,
    metavar="ENGLISH",
    help="The archive of the edition; may be given several times.",
)
@edition_option
@click.option(
    "--pairs",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="CSV",
    help="Which post is whose translation: two columns of addresses, paths or ids, RUSSIAN first.",
)
@click.option("--no-guess", is_flag=True, help="Pair only what a list, a plugin or the same address pairs.")
@click.option(
    "--min-confidence",
    type=click.IntRange(50, 100),
    default=90,
    show_default=True,
    help="How sure two sentences must be to be taken, in percent.",
)
@click.option("--dry-run", is_flag=True, help="Print the pairs with their confidence, and change nothing.")
@as_option("In whose name. Default: the only administrator.")
@json_option
@on_data()
def align(
    program: Program,
    *,
    sources: tuple[Path, ...],
    targets: tuple[Path, ...],
    edition: str,
    listed: Path | None,
    no_guess: bool,
    min_confidence: int,
    dry_run: bool,
    acting: str | None,
    as_json: bool,
) -> None:
    """Pair the posts of two archives, align their sentences, and take the pairs in as one import, not reviewed.

    RUSSIAN and ENGLISH are WordPress exports (WXR), lists of posts from WordPress' REST API, HTML or text files, or folders
    of them; one export that holds both languages may be given on both sides. Posts are paired by --pairs, by what a plugin
    (Polylang, WPML) or hreflang says, by the same address, else by day and what they share, one to one. What is not sure is
    left out and listed; so are sentences without a sure counterpart. `memory remove` takes it all back.
    """
    from workflow.services import editions, glossary
    from workflow.services.memory_alignment import align_posts, pair_archive

    with program.reading() as session:
        languages = find_languages(session, edition)
        actor = program.choose_person(session, acting)
        terms = glossary.open_finder(session, editions.find_edition(session, edition).id)
    ours = _read_side(sources, languages["source_language"])
    theirs = _read_side(targets, languages["target_language"])
    named = _read_list(listed)
    found = pair_archive(ours.posts, theirs.posts, listed=named, guess=not no_guess)
    results: list[AlignedPosts] = []
    with show_progress("Posts", len(found)) as say:
        for number, pair in enumerate(found, start=1):
            one, other = ours.posts[pair.source], theirs.posts[pair.target]
            results.append(align_posts(one, other, why=pair.why, least=min_confidence / 100, terms=terms))
            say(number)
    taken = None
    if not dry_run and any(result.pairs for result in results):
        taken = _take_in(program, actor, results, languages, name=_name_import(sources, targets))
    report = {
        "dry_run": dry_run,
        "posts": {"source": len(ours.posts), "target": len(theirs.posts), "paired": len(found)},
        "pairs": sum(len(result.pairs) for result in results),
        **(taken or {"import": None}),
        "articles": [_tell(result, whole=dry_run) for result in results],
        "alone": {
            "source": _without(ours.posts, (pair.source for pair in found)),
            "target": _without(theirs.posts, (pair.target for pair in found)),
        },
        "errors": [*ours.errors, *theirs.errors],
    }
    if as_json:
        print_json(report)
    else:
        _print(report, results)
    for error in report["errors"]:
        warn(f"{error['path']}: {error['error']['message']}")
    if named and (lost := len(named) - sum(pair.why == "listed" for pair in found)):
        warn(f"{listed}: {lost} of {len(named)} pairs name no post of these archives, or one that is named twice.")
    if report["errors"] or not report["pairs"]:
        raise click.exceptions.Exit(1)


def _read_side(paths: Sequence[Path], language: str) -> _Side:
    from workflow.cli.errors import explain_code
    from workflow.core.document import UnreadableStory
    from workflow.formats.archive import read_archive

    side = _Side()
    files = list(_list_files(paths))
    with show_progress(f"Files ({language})", len(files)) as say:
        for number, (path, where) in enumerate(files, start=1):
            try:
                side.posts += read_archive(path.read_bytes(), where=where, language=language, max_bytes=LARGEST)
            except UnreadableStory as error:
                message = explain_code(error.code, {"detail": error.detail, "limit": "1 GB"})
                side.errors.append({"path": str(path), "error": {"code": error.code, "message": message}})
            except OSError as error:
                message = f"{error.strerror or error}."
                side.errors.append({"path": str(path), "error": {"code": "unreadable", "message": message}})
            say(number)
    return side


def _list_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Files in order, with the names they go by: below a folder, their path in it."""
    for path in paths:
        if not path.is_dir():
            yield path, str(path)
            continue
        for each in sorted(path.rglob("*")):
            if each.is_file() and each.suffix.lower() in ENDINGS:
                yield each, each.relative_to(path).as_posix()


def _read_list(path: Path | None) -> list[tuple[str, str]]:
    """The rows of a list of pairs; a head is no row."""
    if path is None:
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WorkFailed(f"{path}: the list cannot be read. Save it as UTF-8.") from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows: list[tuple[str, str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in row):
                if len(row) < 2:
                    raise WorkFailed(f"{path}: line {len(rows) + 1} has no second column.")
                rows.append((row[0].strip(), row[1].strip()))
    except csv.Error as error:
        raise WorkFailed(f"{path}: {error}.") from None
    return rows[1:] if rows and rows[0][0].lower() in ("source", "russian", "ru") else rows


def _take_in(program: Program, actor: Any, results: Sequence[AlignedPosts], languages: Languages, *, name: str) -> dict[str, Any]:
    pairs = [aligned.pair for result in results for aligned in result.pairs]
    return take_in(program, actor, pairs, languages, name=name, form="align", total=len(pairs), reviewed=False)


def _name_import(sources: Sequence[Path], targets: Sequence[Path]) -> str:
    return f"{sources[0].name} + {targets[0].name}"


def _without(posts: Sequence[ArchivePost], paired: Iterable[int]) -> list[str]:
    gone = set(paired)
    return [post.label for n, post in enumerate(posts) if n not in gone]


def _tell(result: AlignedPosts, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": result.source,
        "target": result.target,
        "paired_by": result.why,
        "sentences": list(result.sentences),
        "pairs": len(result.pairs),
        "left_out": result.left_out or None,
    }
    if whole:
        told["found"] = [
            {"source": p.pair.source, "target": p.pair.target, "kind": p.pair.kind, "confidence": round(p.confidence, 3)}
            for p in result.pairs
        ]
    return told


def _print(report: dict[str, Any], results: Sequence[AlignedPosts]) -> None:
    for result in results:
        if report["dry_run"] or result.left_out:
            what = _WORDS.get(result.left_out) or f"{len(result.pairs)} pairs of {result.sentences[0]} and {result.sentences[1]}"
            click.echo(f"{result.source} = {result.target} ({_WORDS[result.why]}): {what}")
        if report["dry_run"]:
            for aligned in result.pairs:
                click.echo(f"  {aligned.confidence:4.2f}  {aligned.pair.source}\n        {aligned.pair.target}")
    for side, name in (("source", "Russian"), ("target", "English")):
        alone = report["alone"][side]
        if alone:
            more = f", and {len(alone) - NAMED} more (--json names all)" if len(alone) > NAMED else ""
            warn(f"No counterpart was found for {len(alone)} {name} posts: {', '.join(alone[:NAMED])}{more}")
    ways = Counter(_WORDS[result.why] for result in results)
    told = ", ".join(f"{count} {way}" for way, count in ways.items())
    click.echo(f"{report['posts']['paired']} posts paired{f' ({told})' if told else ''}; {report['pairs']} pairs of sentences.")
    if report["import"] is not None:
        counts = f"{report['added']} added, {report['known']} known, {report['refused']} refused"
        click.echo(f"{counts}; import {report['import']}")
