"""The publication and its editions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from slugify import slugify
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.policies import DEFAULTS, OFF, read_policies
from workflow.core.qa.finding import Severity
from workflow.db.publications import Edition, Publication
from workflow.db.work import Work
from workflow.mt.base import MTError
from workflow.mt.registry import ENGINES, split_names
from workflow.services.events import record_event

NAME_LENGTH, ENGINES_LENGTH = 200, 40


@dataclass(frozen=True, slots=True)
class EditionView:
    id: int
    tag: str
    name: str
    language: str
    is_source: bool
    wants_stories: bool
    engine: str | None
    policy: Mapping[str, Any]
    #: Policies that the edition set itself; the others follow the defaults.
    own: frozenset[str]
    #: Changes with whatever can be changed of an edition, so that a write can say what it was made against.
    version: int


def view_edition(edition: Edition) -> EditionView:
    return EditionView(
        edition.id,
        edition.tag,
        edition.name,
        edition.language,
        edition.is_source,
        edition.wants_stories,
        edition.engine,
        {**_defaults(edition.name), **edition.policy},
        frozenset(edition.policy),
        _version(edition),
    )


def _defaults(name: str) -> dict[str, Any]:
    return {**DEFAULTS, "agency": name}


def _version(edition: Edition) -> int:
    """A number out of what can be changed; fifteen digits, which every JSON reader keeps."""
    state = json.dumps([edition.name, edition.wants_stories, edition.engine, edition.policy], sort_keys=True)
    return int.from_bytes(hashlib.sha256(state.encode()).digest()[:8]) % 10**15


def read_severities(policy: Mapping[str, Any]) -> dict[str, Severity | None]:
    """What a policy says of checks: None for one that is off."""
    return {name: None if value == OFF else Severity(value) for name, value in policy["checks"].items()}


def list_editions(session: Session) -> list[EditionView]:
    return [view_edition(e) for e in session.scalars(select(Edition).order_by(Edition.is_source.desc(), Edition.id))]


def find_edition(session: Session, tag: str) -> EditionView:
    """The edition by its tag, such as `en`."""
    edition = session.scalars(select(Edition).where(Edition.tag == tag)).one_or_none()
    if edition is None:
        raise NotFound("edition", tag=tag)
    return view_edition(edition)


def add_edition(
    work: Work,
    actor: Actor,
    *,
    tag: str,
    name: str,
    language: str,
    engine: str | None = None,
    policy: Mapping[str, Any] | None = None,
) -> EditionView:
    """A new target edition. It takes the stories that come from now on."""
    if not actor.may(Permission.EDITIONS_MANAGE):
        raise Forbidden("edition_not_yours")
    if slugify(tag) != tag or not tag:
        raise Invalid("edition_tag_bad", tag=tag)
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        raise Invalid("language_unknown", language=language) from None
    kept = _read({"name": name, "engine": engine, "policy": policy or {}})
    if work.session.scalars(select(Edition).where(Edition.tag == tag)).first():
        raise Invalid("edition_exists", tag=tag)
    publication = work.session.scalars(select(Publication)).one()
    edition = Edition(
        publication_id=publication.id,
        tag=tag,
        name=kept["name"],
        language=language,
        is_source=False,
        wants_stories=True,
        engine=kept["engine"],
        policy=_only_own(kept["name"], kept["policy"]),
        created_at=work.now,
    )
    work.session.add(edition)
    work.session.flush()
    record_event(work, actor, "edition.add", tag=tag)
    return view_edition(edition)


def read_settings(session: Session, actor: Actor, tag: str) -> EditionView:
    """An edition for whoever changes it. `NotFound` and `Forbidden` as `change_edition`."""
    edition = session.scalars(select(Edition).where(Edition.tag == tag)).one_or_none()
    _require_manager(actor, edition, tag)
    return find_edition(session, tag)


def change_edition(work: Work, actor: Actor, tag: str, changes: Mapping[str, Any], *, version: int | None = None) -> EditionView:
    """Change `name`, `wants_stories`, `engine` and policies (`policy`: by key, None for the default); what is left out stays.

    Raises `Conflict("edition_changed")`, its `current` the edition as it stands, where it is no longer `version`, and
    `Invalid` for the first wrong value, its data naming all of them: nothing is changed then.
    """
    edition = work.session.scalars(
        select(Edition).where(Edition.tag == tag).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    edition = _require_manager(actor, edition, tag)
    before = view_edition(edition)
    if version is not None and version != before.version:
        raise Conflict("edition_changed", data={"current": before})
    wanted = _read(changes)
    if edition.is_source and {"wants_stories", "engine"} & wanted.keys():
        raise Invalid("edition_is_source")
    for name in ("name", "wants_stories", "engine"):
        if name in wanted:
            setattr(edition, name, wanted[name])
    edition.policy = _only_own(edition.name, {**edition.policy, **wanted.get("policy", {})})
    after = view_edition(edition)
    told = {"name", "wants_stories", "engine"} & wanted.keys()
    old, new = ({**{n: getattr(v, n) for n in told}, **v.policy} for v in (before, after))
    changed = sorted(name for name in new if new[name] != old[name])
    if changed:
        record_event(
            work,
            actor,
            "edition.change",
            tag=tag,
            changed=changed,
            values={name: new[name] for name in changed},
            before={name: old[name] for name in changed},
        )
    work.session.flush()
    return after


def _require_manager(actor: Actor, edition: Edition | None, tag: str) -> Edition:
    if edition is None or (actor.is_person and not actor.may(Permission.READ, edition.id)):
        raise NotFound("edition", tag=tag)
    if not actor.may(Permission.EDITIONS_MANAGE, edition.id):
        raise Forbidden("edition_not_yours")
    return edition


def _read(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept. Raises `Invalid` with every wrong one in its data, by name: code and parameters."""
    unknown = set(changes) - {"name", "wants_stories", "engine", "policy"}
    if unknown:
        raise Invalid("policy_unknown", policy=sorted(unknown)[0])
    kept = dict(changes)
    kept["policy"], wrong = read_policies(changes.get("policy", {}))
    if "name" in kept:
        kept["name"] = " ".join(str(kept["name"] or "").split())
        if not kept["name"]:
            wrong["name"] = ("edition_unnamed", {"policy": "name"})
        elif len(kept["name"]) > NAME_LENGTH or not kept["name"].isprintable():
            wrong["name"] = ("policy_long", {"policy": "name", "most": NAME_LENGTH})
    if kept.get("engine") is not None:
        try:
            kept["engine"] = ",".join(split_names(str(kept["engine"])))
        except MTError:
            wrong["engine"] = ("policy_engines", {"policy": "engine", "known": ", ".join(sorted(ENGINES))})
        else:
            if len(kept["engine"]) > ENGINES_LENGTH:
                wrong["engine"] = ("policy_long", {"policy": "engine", "most": ENGINES_LENGTH})
    if not isinstance(kept.get("wants_stories", True), bool):
        wrong["wants_stories"] = ("policy_flag", {"policy": "wants_stories"})
    if wrong:
        code, params = next(iter(wrong.values()))
        raise Invalid(code, data={"wrong": wrong}, **params)
    return kept


def _only_own(name: str, policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policies that differ from what they would be anyway."""
    defaults = _defaults(name)
    return {
        key: value
        for key, value in policy.items()
        if value is not None and value != defaults.get(key) and not (key == "agency" and not value)
    }


def found_publication(work: Work) -> None:
    """What a new database holds: Realist, with Реалист (ru, source) and Realist English (en). Does nothing later."""
    session = work.session
    if session.scalars(select(Publication)).first():
        return
    publication = Publication(name="Realist", source_language="ru")
    session.add(publication)
    session.flush()
    session.add_all(
        [
            Edition(
                publication_id=publication.id,
                tag="ru",
                name="Реалист",
                language="ru",
                is_source=True,
                wants_stories=True,
                policy={},
                created_at=work.now,
            ),
            Edition(
                publication_id=publication.id,
                tag="en",
                name="Realist English",
                language="en",
                is_source=False,
                wants_stories=True,
                policy={"large_numbers": "bn", "ise": "ise", "patronymics": "drop"},
                created_at=work.now,
            ),
        ]
    )
