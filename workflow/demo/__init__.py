"""The demo newsroom: its people, and (in `loader`) its stories, memory and glossary."""

from __future__ import annotations

from dataclasses import dataclass

#: What every address of the demo's people ends with.
DEMO_DOMAIN = "@demo.example"
#: One password for all four: the demo listens on this machine only, and says so.
DEMO_PASSWORD = "realist-demo"  # noqa: S105  # printed at the start on purpose


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A sign-in of the demo. `role` is the one role held, in every edition."""

    email: str
    name: str
    role: str


DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(f"author{DEMO_DOMAIN}", "Anton Merkulov", "author"),
    DemoPerson(f"translator{DEMO_DOMAIN}", "Olga Lind", "translator"),
    DemoPerson(f"editor{DEMO_DOMAIN}", "Mark Ellery", "editor"),
    DemoPerson(f"admin{DEMO_DOMAIN}", "Vera Stein", "admin"),
)
