"""What the board shows, as its address says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from workflow.core.permissions import Actor
from workflow.core.states import Role
from workflow.services import editions
from workflow.services.board_filters import BoardFilter
from workflow.services.ingest import PRIORITIES

STATES = ("draft", "translate", "review", "publish", "withdrawn")
VIEWS = ("table", "columns")


@dataclass(frozen=True)
class Filters:
    """`person` is "", "me", "nobody" or a person's id; `view` is "" where the person's own choice counts."""

    edition: str
    state: str = ""
    q: str = ""
    held: bool = False
    behind: bool = False
    priority: str = ""
    person: str = ""
    view: str = ""
    after: str = ""

    def url(self, **changes: str | int) -> str:
        """The board's address with other filters; the list starts at the top."""
        values: dict[str, Any] = {**self.values(), **changes}
        return url_for("board.show_board", **{name: value for name, value in values.items() if value})

    def values(self) -> dict[str, str | int]:
        """Names and values as the address has them, less the place in the list."""
        return {
            "edition": self.edition,
            "state": self.state,
            "q": self.q,
            "with": self.person,
            "priority": self.priority,
            "held": int(self.held),
            "behind": int(self.behind),
            "view": self.view,
        }

    @property
    def narrowed(self) -> int:
        """How many filters are set beside the state and the words."""
        return sum(map(bool, (self.held, self.behind, self.priority, self.person)))

    def as_query(self, actor: Actor) -> BoardFilter:
        """The filter as the service takes it."""
        assignee = actor.id if self.person == "me" else int(self.person) if self.person.isdecimal() else None
        return BoardFilter(
            edition=self.edition,
            state=self.state or None,
            q=self.q,
            held=self.held,
            behind=self.behind,
            priority=self.priority or None,
            assignee=assignee,
            unassigned=self.person == "nobody",
        )


def read_filters(known: list[editions.EditionView], actor: Actor) -> Filters:
    """The address's filters; a value there is not is left out."""
    args = request.args

    def one_of(name: str, choices: tuple[str, ...]) -> str:
        value = args.get(name, "")
        return value if value in choices else ""

    person = args.get("with", "")
    return Filters(
        edition=args.get("edition") or _home_edition(known, actor),
        state=one_of("state", STATES),
        q=args.get("q", "").strip()[:200],
        held=args.get("held") == "1",
        behind=args.get("behind") == "1",
        priority=one_of("priority", tuple(PRIORITIES)),
        person=person if person in ("me", "nobody") or (person.isdecimal() and len(person) < 10) else "",
        view=one_of("view", VIEWS),
        after=args.get("after", ""),
    )


def _home_edition(known: list[editions.EditionView], actor: Actor) -> str:
    """An author's work is in the source edition, everybody else's in the first edition they have a role in."""
    source = next(e for e in known if e.is_source)
    targets = [e for e in known if not e.is_source]
    own = [e for e in targets if actor.roles_in(e.id) - {Role.AUTHOR}]
    return own[0].tag if own else source.tag
