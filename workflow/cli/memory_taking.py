"""What commands that bring pairs into the memory share: the edition, and taking pairs in portion by portion."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypedDict

import click

from workflow.cli.base import WorkFailed, show_progress

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workflow.cli.program import Program
    from workflow.core.permissions import Actor
    from workflow.formats.pairs import Pair

#: Pairs a transaction: short enough for everybody else to get in between.
PORTION = 2000

edition_option = click.option(
    "--edition", required=True, metavar="E", help="The edition the English (or other) side is for, such as en."
)


class Languages(TypedDict):
    source_language: str
    target_language: str


def find_languages(session: Session, tag: str) -> Languages:
    """The publication's language and that of an edition that is translated into."""
    from workflow.services import editions

    found = editions.find_edition(session, tag)
    source = next(e for e in editions.list_editions(session) if e.is_source)
    if found.is_source:
        raise WorkFailed(f"The edition {tag} is the source; name the one that is translated into.")
    return {"source_language": source.language, "target_language": found.language}


def take_in(
    program: Program,
    actor: Actor,
    pairs: Iterable[Pair],
    languages: Languages,
    *,
    name: str,
    form: str,
    total: int,
    reviewed: bool,
) -> dict[str, Any]:
    """Take pairs in as one import; its number and what became of them."""
    from workflow.services import memory_entries, memory_imports

    with program.writing() as work:
        number = memory_imports.begin_import(work, actor, name=name, form=form, **languages)
    waiting = iter(pairs)
    done = 0
    with show_progress(name, total) as say:
        while some := list(islice(waiting, PORTION)):
            with program.writing() as work:
                memory_imports.add_to_import(work, number, some, reviewed=reviewed)
            done += len(some)
            say(done)
    with program.writing() as work:
        found = memory_imports.finish_import(work, actor, number)
    more = True
    while more:
        with program.writing() as work:
            more = memory_entries.tidy_index(work)
    return {"import": number, "added": found.added, "known": found.known, "refused": found.refused}
