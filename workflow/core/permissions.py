"""Who may do what: a table of roles and what they hold, and two small predicates over plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflow.core.states import TEXT_EDITORS, Move, Role, Side, State


class Permission(StrEnum):
    READ = "read"
    STORY_CREATE = "story:create"
    STORY_RELEASE = "story:release"
    STORY_PRIORITY = "story:priority"
    PRETRANSLATE = "pretranslate"
    CATALOG_EXPORT = "catalog:export"
    CATALOG_IMPORT = "catalog:import"
    TAKEOVER = "takeover"
    COMMENT = "comment"
    HOLD = "hold"
    GLOSSARY_WRITE = "glossary:write"
    EVENTS_READ = "events:read"
    USERS_MANAGE = "users:manage"
    EDITIONS_MANAGE = "editions:manage"
    TOKENS_OWN = "tokens:own"
    MEMORY_MANAGE = "memory:manage"


_EVERYONE = frozenset(
    {Permission.READ, Permission.CATALOG_EXPORT, Permission.COMMENT, Permission.TOKENS_OWN, Permission.EVENTS_READ}
)
_TRANSLATOR = _EVERYONE | {Permission.PRETRANSLATE, Permission.CATALOG_IMPORT, Permission.TAKEOVER, Permission.GLOSSARY_WRITE}
_EDITOR = _TRANSLATOR | {
    Permission.STORY_CREATE,
    Permission.STORY_RELEASE,
    Permission.STORY_PRIORITY,
    Permission.HOLD,
    Permission.MEMORY_MANAGE,
}

HOLDINGS: dict[Role, frozenset[Permission]] = {
    Role.AUTHOR: _EVERYONE | {Permission.STORY_CREATE, Permission.STORY_PRIORITY},
    Role.TRANSLATOR: _TRANSLATOR,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _EDITOR | {Permission.USERS_MANAGE, Permission.EDITIONS_MANAGE},
}

#: A role and the roles whose moves and text it may make too: an admin what editors may, an editor what translators may.
IMPLIES: dict[Role, frozenset[Role]] = {
    Role.AUTHOR: frozenset({Role.AUTHOR}),
    Role.TRANSLATOR: frozenset({Role.TRANSLATOR}),
    Role.EDITOR: frozenset({Role.EDITOR, Role.TRANSLATOR}),
    Role.ADMIN: frozenset({Role.ADMIN, Role.EDITOR, Role.TRANSLATOR}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, in one edition or (edition None) in all of them."""

    role: Role
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. `id` None is the program itself (a job, the scheduler), which holds no role."""

    id: int | None
    name: str
    grants: frozenset[Grant] = frozenset()
    scopes: frozenset[str] | None = None
    via: str = "web"

    def roles_in(self, edition: int | None) -> frozenset[Role]:
        """Roles held in `edition` (None: held anywhere), implied ones included."""
        held = {g.role for g in self.grants if edition is None or g.edition is None or g.edition == edition}
        return frozenset(r for role in held for r in IMPLIES[role])

    def may(self, permission: Permission, edition: int | None = None) -> bool:
        """Whether any role held in `edition` carries the permission and a token's scopes let it through."""
        if not self.in_scope(permission):
            return False
        held = {g.role for g in self.grants if edition is None or g.edition is None or g.edition == edition}
        return any(permission in HOLDINGS[role] for role in held)

    def in_scope(self, permission: Permission | str) -> bool:
        """A token with scopes may do only what they name; `read` comes with every scope."""
        return self.scopes is None or permission == Permission.READ or str(permission) in self.scopes or "all" in self.scopes

    @property
    def is_person(self) -> bool:
        return self.id is not None


#: Scopes a token may carry beside the permissions' own names.
WRITE_SCOPES = ("all", "units:write", "transitions")


def may_move(actor: Actor, move: Move, *, edition: int) -> bool:
    """Whether the actor's roles in the edition include one the row names."""
    return actor.in_scope("transitions") and bool(actor.roles_in(edition) & move.roles)


def may_edit_text(actor: Actor, *, side: Side, state: State, edition: int) -> bool:
    """Whether the actor may change the text of an article on `side` in `state`."""
    role = TEXT_EDITORS.get((side, state))
    return role is not None and actor.in_scope("units:write") and role in actor.roles_in(edition)


SYSTEM = Actor(id=None, name="Workflow", via="system")
