"""`workflow user` and `workflow token`: people and their API tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import json_option, on_data, print_json, print_table

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.services.accounts import UserView


@click.group()
def user() -> None:
    """People: add, list, disable."""


@user.command("add")
@click.argument("email")
@click.option(
    "--role", required=True, type=click.Choice(["author", "translator", "editor", "admin"]), help="What the person may do."
)
@click.option("--edition", default=None, metavar="E", help="Only in this edition, such as en. Default: in all.")
@click.option("--name", default="", help="How screens call the person. Default: from the e-mail.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin instead of asking for it.")
@json_option
@on_data(create=True)
def add_user(
    program: Program, *, email: str, role: str, edition: str | None, name: str, password_stdin: bool, as_json: bool
) -> None:
    """Add a person, or one more role for a person who is there (the password stays then)."""
    from workflow.cli.program import CLI_ACTOR, read_password
    from workflow.services import accounts

    with program.reading() as session:
        known = any(u.email == email.strip().lower() for u in accounts.list_users(session, CLI_ACTOR))
    password = "" if known else read_password(from_stdin=password_stdin)
    with program.writing() as work:
        added = accounts.add_user(work, CLI_ACTOR, email=email, role=role, password=password, name=name, edition=edition)
    if as_json:
        print_json(_as_json(added))
    else:
        click.echo(f"{added.email}: {_roles(added)}")


@user.command("list")
@json_option
@on_data()
def list_users(program: Program, *, as_json: bool) -> None:
    """List everybody with their roles."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import accounts

    with program.reading() as session:
        people = accounts.list_users(session, CLI_ACTOR)
    if as_json:
        print_json([_as_json(p) for p in people])
    else:
        print_table(
            [(p.email, p.name, _roles(p), "off" if p.disabled else "") for p in people], head=("E-MAIL", "NAME", "ROLES", "")
        )


@user.command("disable")
@click.argument("email")
@on_data()
def disable_user(program: Program, *, email: str) -> None:
    """Switch an account off: its sessions and tokens end at once."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import accounts

    with program.writing() as work:
        disabled = accounts.disable_user(work, CLI_ACTOR, email=email)
    click.echo(f"{disabled.email} is switched off.")


@click.group()
def token() -> None:
    """API tokens: add."""


@token.command("add")
@click.option("--user", "email", required=True, metavar="EMAIL", help="Whose token it is.")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", "scopes", multiple=True, metavar="S", help="What it may do; may be given several times. Default: all.")
@on_data()
def add_token(program: Program, *, email: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make an API token and print it, once, alone on stdout."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import accounts

    with program.writing() as work:
        made = accounts.add_token(work, CLI_ACTOR, email=email, name=name, scopes=scopes)
    click.echo(made)


def _roles(person: UserView) -> str:
    return ", ".join(role if edition is None else f"{role} ({edition})" for role, edition in person.roles)


def _as_json(person: UserView) -> dict[str, Any]:
    roles = [{"role": role, "edition": edition} for role, edition in person.roles]
    return {"id": person.id, "email": person.email, "name": person.name, "roles": roles, "disabled": person.disabled}
