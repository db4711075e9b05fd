"""What checks are told: a unit's texts, and the desk it lies on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflow.core.qa.finding import Finding, Severity
from workflow.core.style import HouseStyle
from workflow.core.terms import TermFinder


@dataclass(frozen=True, slots=True)
class UnitText:
    """One unit as checks see it. `source` and `target` carry `{1}…{/1}` placeholders; `machine` is what an engine wrote there.

    `status`, `kind` and `block_kind` are values of `core.units` and `core.document.BlockKind`; `block` is the key of the
    block it stands in.
    """

    unit_id: int
    source: str
    target: str
    status: str = "draft"
    kind: str = "aligned"
    block: str = ""
    block_kind: str = "paragraph"
    machine: str | None = None
    #: Whether the placeholders of the machine's text stand where they seemed to belong, the engine having lost them.
    guessed: bool = False
    #: What its placeholders that are links lead to: (number, address).
    links: tuple[tuple[int, str], ...] = ()

    @property
    def compared(self) -> bool:
        """Whether there are two texts of which one is to say what the other says."""
        return self.kind == "aligned" and bool(self.source.strip()) and bool(self.target.strip())


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edition and a story give the checks: languages, house style, terms, the day.

    `published` is the story's time, aware; `zone` the edition's. `severities` are what the edition says of checks by name,
    None for one it has switched off; a check it does not name keeps its own.
    """

    source_language: str = "ru"
    target_language: str = "en"
    style: HouseStyle = field(default_factory=HouseStyle)
    terms: TermFinder | None = None
    #: How names are written where the glossary says nothing of them (core.transliteration.System).
    transliteration: str = "press"
    published: datetime | None = None
    zone: str = "UTC"
    severities: Mapping[str, Severity | None] = field(default_factory=dict, hash=False)
    #: Where links to our own stories could lead: {address: the story's page in this edition}.
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: Addresses of this edition's own pages that are not out: withdrawn, or not yet published.
    not_out: frozenset[str] = frozenset()

    def is_pair(self, source: str, target: str) -> bool:
        """Whether this is a translation from one language to another, regions aside."""
        return self.source_language.partition("-")[0] == source and self.target_language.partition("-")[0] == target


UnitCheck = Callable[[UnitText, Desk], list[Finding]]
#: (unit id, finding) each; units come in page order.
ArticleCheck = Callable[[Sequence[UnitText], Desk], list[tuple[int, Finding]]]
