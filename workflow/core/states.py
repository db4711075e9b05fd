"""States of an article and the moves between them: the one table everything else is derived from.

Buttons, the API's list of what may be done, the documentation and the tests all read `MOVES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    TRANSLATE = "translate"
    REVIEW = "review"
    PUBLISH = "publish"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Whether an article is the story as written or an edition's translation of it."""

    SOURCE = "source"
    TARGET = "target"


class Role(StrEnum):
    AUTHOR = "author"
    TRANSLATOR = "translator"
    EDITOR = "editor"
    ADMIN = "admin"


class Action(StrEnum):
    START = "start"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    UPDATE = "update"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Guard(StrEnum):
    """What must hold before a move; each name is checked by one function of the services."""

    UNITS_DONE = "units_done"
    NO_BLOCKING_FINDING = "no_blocking_finding"
    NOTE_GIVEN = "note_given"
    HASH_ON_SCREEN = "hash_on_screen"
    DISMISSALS_ACCEPTED = "dismissals_accepted"
    FOUR_EYES = "four_eyes"
    NO_OPEN_HOLD = "no_open_hold"
    REASON_GIVEN = "reason_given"


@dataclass(frozen=True, slots=True)
class Move:
    """One row: who may take an article on one side from some states to another, and on what condition."""

    action: Action
    side: Side
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()


_ANY = frozenset(State) - {State.WITHDRAWN}
_PUBLISH_GUARDS = (Guard.HASH_ON_SCREEN, Guard.DISMISSALS_ACCEPTED, Guard.FOUR_EYES, Guard.NO_OPEN_HOLD)


def _move(action: Action, side: Side, sources: State | frozenset[State], target: State, role: Role, *guards: Guard) -> Move:
    froms = frozenset({sources}) if isinstance(sources, State) else sources
    return Move(action, side, froms, target, frozenset({role}), guards)


MOVES: tuple[Move, ...] = (
    _move(Action.START, Side.TARGET, State.DRAFT, State.TRANSLATE, Role.TRANSLATOR),
    _move(
        Action.SUBMIT, Side.TARGET, State.TRANSLATE, State.REVIEW, Role.TRANSLATOR, Guard.UNITS_DONE, Guard.NO_BLOCKING_FINDING
    ),
    _move(Action.SUBMIT, Side.SOURCE, State.DRAFT, State.REVIEW, Role.AUTHOR),
    _move(Action.RETURN, Side.TARGET, State.REVIEW, State.TRANSLATE, Role.EDITOR, Guard.NOTE_GIVEN),
    _move(Action.RETURN, Side.SOURCE, State.REVIEW, State.DRAFT, Role.EDITOR, Guard.NOTE_GIVEN),
    _move(Action.PUBLISH, Side.TARGET, State.REVIEW, State.PUBLISH, Role.EDITOR, *_PUBLISH_GUARDS),
    _move(Action.PUBLISH, Side.SOURCE, State.REVIEW, State.PUBLISH, Role.EDITOR, *_PUBLISH_GUARDS),
    _move(Action.UPDATE, Side.TARGET, State.PUBLISH, State.TRANSLATE, Role.TRANSLATOR),
    _move(Action.UPDATE, Side.SOURCE, State.PUBLISH, State.DRAFT, Role.AUTHOR),
    _move(Action.CORRECT, Side.TARGET, State.PUBLISH, State.TRANSLATE, Role.EDITOR),
    _move(Action.CORRECT, Side.SOURCE, State.PUBLISH, State.DRAFT, Role.EDITOR),
    _move(Action.WITHDRAW, Side.TARGET, _ANY, State.WITHDRAWN, Role.EDITOR, Guard.REASON_GIVEN),
    _move(Action.WITHDRAW, Side.SOURCE, _ANY, State.WITHDRAWN, Role.EDITOR, Guard.REASON_GIVEN),
    _move(Action.REOPEN, Side.TARGET, State.WITHDRAWN, State.TRANSLATE, Role.EDITOR),
    _move(Action.REOPEN, Side.SOURCE, State.WITHDRAWN, State.DRAFT, Role.EDITOR),
)

_INDEX: dict[tuple[Action, Side], Move] = {(m.action, m.side): m for m in MOVES}

#: Who may change the text of an article on a side in a state; nobody where a pair is missing.
TEXT_EDITORS: dict[tuple[Side, State], Role] = {
    (Side.SOURCE, State.DRAFT): Role.AUTHOR,
    (Side.SOURCE, State.REVIEW): Role.EDITOR,
    (Side.TARGET, State.DRAFT): Role.TRANSLATOR,
    (Side.TARGET, State.TRANSLATE): Role.TRANSLATOR,
    (Side.TARGET, State.REVIEW): Role.EDITOR,
}


class IllegalMove(Exception):
    """No row of the table takes this article from its state by this action."""

    def __init__(self, action: Action, side: Side, state: State) -> None:
        super().__init__(f"{action} is not a move of a {side} article in {state}")
        self.action, self.side, self.state = action, side, state


def find_move(action: Action, *, side: Side, state: State) -> Move:
    """The row for `action` from `state`; raises `IllegalMove` where the table has none."""
    move = _INDEX.get((action, side))
    if move is None or state not in move.sources:
        raise IllegalMove(action, side, state)
    return move


def moves_from(*, side: Side, state: State) -> tuple[Move, ...]:
    """Every row that leaves `state` on `side`, in the table's order."""
    return tuple(m for m in MOVES if m.side is side and state in m.sources)
