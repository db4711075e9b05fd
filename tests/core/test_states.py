"""The table of moves: every state × action × side × role, against the product's table written out here by hand."""

from __future__ import annotations

import itertools

import pytest

from workflow.core.permissions import HOLDINGS, Actor, Grant, Permission, may_edit_text, may_move
from workflow.core.states import MOVES, Action, Guard, IllegalMove, Role, Side, State, find_move, moves_from

A, T, E, D = Role.AUTHOR, Role.TRANSLATOR, Role.EDITOR, Role.ADMIN

#: (action, side, from) → (to, who); "any" is every state but withdrawn. An editor may what translators may, an admin what editors may.
EXPECTED: dict[tuple[str, str, str], tuple[str, set[Role]]] = {
    ("start", "target", "draft"): ("translate", {T, E, D}),
    ("submit", "target", "translate"): ("review", {T, E, D}),
    ("submit", "source", "draft"): ("review", {A}),
    ("return", "target", "review"): ("translate", {E, D}),
    ("return", "source", "review"): ("draft", {E, D}),
    ("publish", "target", "review"): ("publish", {E, D}),
    ("publish", "source", "review"): ("publish", {E, D}),
    ("update", "target", "publish"): ("translate", {T, E, D}),
    ("update", "source", "publish"): ("draft", {A}),
    ("correct", "target", "publish"): ("translate", {E, D}),
    ("correct", "source", "publish"): ("draft", {E, D}),
    **{
        ("withdraw", side, state): ("withdrawn", {E, D})
        for side in ("source", "target")
        for state in ("draft", "translate", "review", "publish")
    },
    ("reopen", "target", "withdrawn"): ("translate", {E, D}),
    ("reopen", "source", "withdrawn"): ("draft", {E, D}),
}

GUARDS: dict[tuple[str, str], set[str]] = {
    ("start", "target"): set(),
    ("submit", "target"): {"units_done", "no_blocking_finding"},
    ("submit", "source"): set(),
    ("return", "target"): {"note_given"},
    ("return", "source"): {"note_given"},
    ("publish", "target"): {"hash_on_screen", "dismissals_accepted", "four_eyes", "no_open_hold"},
    ("publish", "source"): {"hash_on_screen", "dismissals_accepted", "four_eyes", "no_open_hold"},
    ("update", "target"): set(),
    ("update", "source"): set(),
    ("correct", "target"): set(),
    ("correct", "source"): set(),
    ("withdraw", "target"): {"reason_given"},
    ("withdraw", "source"): {"reason_given"},
    ("reopen", "target"): set(),
    ("reopen", "source"): set(),
}

TEXT: dict[tuple[str, str], set[Role]] = {
    ("source", "draft"): {A},
    ("source", "review"): {E, D},
    ("target", "draft"): {T, E, D},
    ("target", "translate"): {T, E, D},
    ("target", "review"): {E, D},
}


def person(*roles: Role, edition: int | None = None, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(id=1, name="Somebody", grants=frozenset(Grant(r, edition) for r in roles), scopes=scopes)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("role", list(Role))
def test_move_is_allowed_exactly_as_the_table_says(state: State, action: Action, side: Side, role: Role) -> None:
    expected = EXPECTED.get((action.value, side.value, state.value))
    if expected is None:
        with pytest.raises(IllegalMove):
            find_move(action, side=side, state=state)
        assert action not in {m.action for m in moves_from(side=side, state=state)}
        return
    move = find_move(action, side=side, state=state)
    target, who = expected
    assert move.target.value == target
    assert move in moves_from(side=side, state=state)
    assert may_move(person(role), move, edition=7) == (role in who)
    assert may_move(person(role, edition=7), move, edition=7) == (role in who)
    assert not may_move(person(role, edition=8), move, edition=7)


def test_every_row_has_the_guards_of_the_table_and_no_row_is_missing() -> None:
    assert {(m.action.value, m.side.value): {g.value for g in m.guards} for m in MOVES} == GUARDS
    assert len(MOVES) == len(GUARDS)
    assert {g for m in MOVES for g in m.guards} == set(Guard)


@pytest.mark.parametrize(("side", "state", "role"), list(itertools.product(Side, State, Role)))
def test_text_is_open_exactly_to_whom_the_table_says(side: Side, state: State, role: Role) -> None:
    allowed = role in TEXT.get((side.value, state.value), set())
    assert may_edit_text(person(role), side=side, state=state, edition=3) == allowed
    assert not may_edit_text(person(role, edition=4), side=side, state=state, edition=3)


def test_the_program_itself_holds_no_role() -> None:
    program = Actor(id=None, name="Workflow")
    assert not any(program.may(p) for p in Permission)
    assert not any(may_move(program, m, edition=1) for m in MOVES)


def test_token_scopes_only_ever_narrow() -> None:
    submit = find_move(Action.SUBMIT, side=Side.TARGET, state=State.TRANSLATE)
    reader = person(Role.ADMIN, scopes=frozenset({"read"}))
    assert reader.may(Permission.READ)
    assert not reader.may(Permission.PRETRANSLATE)
    assert not may_move(reader, submit, edition=1)
    assert not may_edit_text(reader, side=Side.TARGET, state=State.TRANSLATE, edition=1)
    everything = person(Role.TRANSLATOR, scopes=frozenset({"all"}))
    assert may_move(everything, submit, edition=1)
    assert not everything.may(Permission.USERS_MANAGE)


def test_admins_hold_what_editors_hold_and_editors_what_translators_hold() -> None:
    assert HOLDINGS[Role.ADMIN] >= HOLDINGS[Role.EDITOR] >= HOLDINGS[Role.TRANSLATOR]
