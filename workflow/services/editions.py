"""The publication and its editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from slugify import slugify
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.qa.finding import Severity
from workflow.core.qa.registry import SEVERITIES
from workflow.db.publications import Edition, Publication
from workflow.db.work import Work
from workflow.services.events import record_event


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


#: A check that an edition does without.
OFF = "off"
#: What an edition's policy may say, with the value where it says nothing.
POLICY_DEFAULTS: dict[str, Any] = {
    "four_eyes": True,
    "agency": "",
    "dateline": "{CITY} ({agency}).",
    "date_order": "mdy",
    "quotes": "",
    "dash": " — ",
    "ellipsis": "…",
    "no_break_after": "№ § No.",
    "no_break_before": "million billion trillion bn km kg",
    "prefill_fuzzy": 80,
    # what engines may cost in a month, in the currency of the settings (0: no cap), and what they are told of the style
    "mt_monthly_cap": 0,
    "mt_style": "",
    # {check: blocking | advisory | off}; one that is not named is what core.qa.registry says
    "checks": {},
    # how long a field beside the body should be, in characters; longer ones are told, never refused
    "short_headline_most": 70,
    "description_most": 155,
    "push_title_most": 65,
}


def view_edition(edition: Edition) -> EditionView:
    return EditionView(
        edition.id,
        edition.tag,
        edition.name,
        edition.language,
        edition.is_source,
        edition.wants_stories,
        edition.engine,
        {**POLICY_DEFAULTS, "agency": edition.name, **edition.policy},
    )


def read_severities(policy: Mapping[str, Any]) -> dict[str, Severity | None]:
    """What a policy says of checks: None for one that is off."""
    given = policy.get("checks") or {}
    return {name: None if value == OFF else Severity(value) for name, value in given.items()}


def _check_policy(policy: Mapping[str, Any]) -> None:
    unknown = set(policy) - set(POLICY_DEFAULTS)
    if unknown:
        raise Invalid("policy_unknown", name=sorted(unknown)[0])
    checks = policy.get("checks", {})
    if not isinstance(checks, dict):
        raise Invalid("policy_bad", name="checks")
    for name, value in checks.items():
        if name not in SEVERITIES:
            raise Invalid("check_unknown", name=name)
        if value not in (OFF, *Severity):
            raise Invalid("check_severity_bad", name=name)


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
    _check_policy(policy or {})
    if work.session.scalars(select(Edition).where(Edition.tag == tag)).first():
        raise Invalid("edition_exists", tag=tag)
    publication = work.session.scalars(select(Publication)).one()
    edition = Edition(
        publication_id=publication.id,
        tag=tag,
        name=name,
        language=language,
        is_source=False,
        wants_stories=True,
        engine=engine,
        policy=dict(policy or {}),
        created_at=work.now,
    )
    work.session.add(edition)
    work.session.flush()
    record_event(work, actor, "edition.add", tag=tag)
    return view_edition(edition)


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
                policy={"agency": "Realist English", "date_order": "mdy"},
                created_at=work.now,
            ),
        ]
    )
