"""What an edition's policy may say: one table of groups, from which defaults, checking, the form, API and CLI come.

A new policy is one row here and its words in `web/policies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from workflow.core.links import is_page
from workflow.core.transliteration import System

Problem = tuple[str, dict[str, object]]


class PolicyError(ValueError):
    """A value a policy cannot have; `code` is a message code, `params` fill its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Policy:
    """One choice of an edition.

    `read` takes a value as JSON or a form has it and gives it as it is kept, or raises `PolicyError`. `kind` says what
    a form shows: `flag`, `number`, `text`, `words` (apart by spaces) or `choice` (`choices` are the usual ones);
    `checks` is a choice for each of them.
    `target_only`: it says nothing in the edition stories are written in.
    """

    key: str
    default: Any
    kind: str
    read: Callable[[Any], Any]
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    target_only: bool = False


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Policies that a form shows together."""

    key: str
    policies: tuple[Policy, ...]


def flag(key: str, default: bool, *, target_only: bool = False) -> Policy:
    return Policy(key, default, "flag", _read_flag, target_only=target_only)


def number(key: str, default: int, *, least: int, most: int, target_only: bool = False) -> Policy:
    def read(value: Any) -> int:
        try:
            found = int(value) if not isinstance(value, (bool, float)) else None
        except (TypeError, ValueError, OverflowError):
            found = None
        if found is None or not least <= found <= most:
            raise PolicyError("policy_number", least=least, most=most)
        return found

    return Policy(key, default, "number", read, least=least, most=most, target_only=target_only)


def text(
    key: str,
    default: str,
    *,
    most: int,
    kind: str = "text",
    check: Callable[[str], None] = lambda _: None,
    choices: tuple[str, ...] = (),
    target_only: bool = False,
) -> Policy:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise PolicyError("policy_not_text")
        found = " ".join(value.split()) if kind == "words" else value.strip() if kind == "text" else value
        if len(found) > most:
            raise PolicyError("policy_long", most=most)
        if any((not mark.isprintable() and not mark.isspace()) or mark in "\r\n\t\v\f\x85\u2028\u2029" for mark in found):
            raise PolicyError("policy_not_text")
        check(found)
        return found

    return Policy(key, default, kind, read, choices=choices, most=most, target_only=target_only)


def _read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise PolicyError("policy_flag")


def one_of(key: str, choices: tuple[str, ...]) -> Policy:
    """What a text is held to: the first choice is the default."""
    most = max(map(len, choices))
    return text(key, choices[0], most=most, kind="choice", check=_one_of(*choices), choices=choices, target_only=True)


#: What may stand in braces in a dateline.
DATELINE_PARTS = ("city", "CITY", "agency", "date")


def _check_dateline(value: str) -> None:
    try:
        parts = list(Formatter().parse(value))
    except ValueError:
        raise PolicyError("policy_dateline", parts=_braced(DATELINE_PARTS)) from None
    if any(name is not None and (name not in DATELINE_PARTS or form or turn) for _, name, form, turn in parts):
        raise PolicyError("policy_dateline", parts=_braced(DATELINE_PARTS))
    if value and not any(name in ("city", "CITY") for _, name, _, _ in parts):
        raise PolicyError("policy_dateline_city", parts=_braced(("city", "CITY")))


#: What may stand in braces in the address of a story.
ADDRESS_PARTS = ("edition", "slug")


def _check_story_address(value: str) -> None:
    try:
        names = [(name, form or turn) for _, name, form, turn in Formatter().parse(value) if name is not None]
    except ValueError:
        names = []
    shape = [name for name, _ in names]
    good = shape.count("slug") == 1 and set(shape) <= set(ADDRESS_PARTS) and not any(more for _, more in names)
    if not good or not is_page(value):
        raise PolicyError("policy_story_address", parts=_braced(ADDRESS_PARTS))


def _braced(names: tuple[str, ...]) -> str:
    return " ".join(f"{{{name}}}" for name in names)


def _check_quotes(value: str) -> None:
    if value and (len(value) != 4 or any(mark.isspace() or mark.isalnum() for mark in value)):
        raise PolicyError("policy_quotes")


def _check_dash(value: str) -> None:
    if value.strip() not in ("—", "–", "-"):
        raise PolicyError("policy_dash")


def _check_ellipsis(value: str) -> None:
    if not value.strip() or set(value) - set("….\N{NO-BREAK SPACE} "):
        raise PolicyError("policy_ellipsis")


def _one_of(*known: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value not in known:
            raise PolicyError("policy_choice", known=", ".join(filter(None, known)))

    return check


def _check_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):  # an unknown name, a folder, one that leads out of the zones
        raise PolicyError("policy_zone") from None


def _read_checks(value: Any) -> dict[str, str]:
    from workflow.core.qa.registry import SEVERITIES  # the checks themselves ask what the house style is

    if not isinstance(value, Mapping):
        raise PolicyError("policy_checks")
    for name, said in value.items():
        if name not in SEVERITIES:
            raise PolicyError("check_unknown", name=name)
        if said not in CHECK_CHOICES:
            raise PolicyError("check_severity_bad", name=name)
    return {name: str(said) for name, said in sorted(value.items())}


DATE_ORDERS = ("mdy", "dmy")
#: A check that an edition does without.
OFF = "off"
CHECK_CHOICES = ("blocking", "advisory", OFF)

GROUPS: tuple[PolicyGroup, ...] = (
    PolicyGroup(
        "publishing",
        (
            flag("four_eyes", True),
            number("prefill_fuzzy", 80, least=50, most=100, target_only=True),
        ),
    ),
    PolicyGroup(
        "dates",
        (
            text("agency", "", most=80, target_only=True),  # empty: the edition's own name
            text("dateline", "{CITY} ({agency}).", most=120, check=_check_dateline, target_only=True),
            text("date_order", "mdy", most=3, kind="choice", check=_one_of(*DATE_ORDERS), choices=DATE_ORDERS),
            text("time_zone", "Europe/Moscow", most=60, check=_check_zone),
        ),
    ),
    PolicyGroup(
        "typing",
        (
            # four marks, outer pair and inner pair; empty: the language's own
            text("quotes", "", most=4, kind="choice", check=_check_quotes, choices=("", "“”‘’", "‘’“”", "«»„“", "«»“”", "„“‚‘")),
            # what `--` becomes, with its spaces
            text(
                "dash",
                " — ",
                most=5,
                kind="choice",
                check=_check_dash,
                choices=(" — ", "\N{NO-BREAK SPACE}— ", "—", " – ", "\N{NO-BREAK SPACE}– ", "–"),
            ),
            text("ellipsis", "…", most=7, kind="choice", check=_check_ellipsis, choices=("…", "...", ". . .")),
            # words a number is held to: the word before it, the word behind it
            text("no_break_after", "№ § No.", most=400, kind="words"),
            text("no_break_before", "million billion trillion bn km kg", most=400, kind="words"),
            # how names are proposed that the glossary does not have: core.transliteration
            text(
                "transliteration",
                System.PRESS.value,
                most=10,
                kind="choice",
                check=_one_of(*System),
                choices=tuple(s.value for s in System),
                target_only=True,
            ),
        ),
    ),
    # what the checks hold an edition to; empty: it does not mind
    PolicyGroup(
        "style",
        (
            text(
                "large_numbers",
                "",
                most=7,
                kind="choice",
                check=_one_of("", "bn", "billion"),
                choices=("", "bn", "billion"),
                target_only=True,
            ),
            one_of("ise", ("", "ise", "ize")),
            text(
                "patronymics",
                "",
                most=4,
                kind="choice",
                check=_one_of("", "drop", "keep"),
                choices=("", "drop", "keep"),
                target_only=True,
            ),
            # spelt right though no dictionary has them
            text("accepted_words", "", most=20_000, kind="words", target_only=True),
        ),
    ),
    # how the notes are worded that Russian law asks for; empty: the edition does without, and the check does not ask
    PolicyGroup(
        "legal",
        tuple(
            text(key, wording, most=400, target_only=True)
            for key, wording in (
                ("legal_foreign_agent", "designated a foreign agent in Russia"),
                ("legal_foreign_media", "This material was created and distributed by a foreign agent."),
                ("legal_undesirable", "designated an undesirable organisation in Russia"),
                ("legal_extremist", "designated an extremist organisation and banned in Russia"),
                ("legal_terrorist", "designated a terrorist organisation and banned in Russia"),
                ("legal_banned", "banned in Russia"),
                ("legal_advertising", "Advertisement"),
            )
        ),
    ),
    PolicyGroup(
        "engines",
        (
            # the most engines may cost in a month, in the currency of the settings (0: no cap)
            number("mt_monthly_cap", 0, least=0, most=1_000_000, target_only=True),
            # what language models are told of the house style
            text("mt_style", "", most=2000, target_only=True),
        ),
    ),
    # {check: blocking | advisory | off}; one that is not named is what core.qa.registry says
    PolicyGroup("checks", (Policy("checks", {}, "checks", _read_checks, choices=CHECK_CHOICES, target_only=True),)),
    PolicyGroup(
        "fields",
        (
            # how long a field beside the body should be, in characters; longer ones are told, never refused
            number("short_headline_most", 70, least=10, most=500),
            number("push_title_most", 65, least=10, most=500),
            number("description_most", 155, least=10, most=1000),
            # how long an address made from a headline may be, without its number
            number("slug_most", 90, least=20, most=150),
            # where readers find a story of the edition; links to our own stories lead there
            text("story_address", "/{edition}/{slug}", most=300, check=_check_story_address),
        ),
    ),
)

POLICIES: Mapping[str, Policy] = {policy.key: policy for group in GROUPS for policy in group.policies}
DEFAULTS: Mapping[str, Any] = {key: policy.default for key, policy in POLICIES.items()}


def read_policies(changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Problem]]:
    """Values as they are kept (None: back to the default), and what is wrong, by key, as message codes."""
    clean: dict[str, Any] = {}
    wrong: dict[str, Problem] = {}
    for key, value in changes.items():
        policy = POLICIES.get(key)
        if policy is None:
            wrong[key] = ("policy_unknown", {"policy": key})
            continue
        try:
            clean[key] = None if value is None else policy.read(value)
        except PolicyError as error:
            wrong[key] = (error.code, {"policy": key, **error.params})
    return clean, wrong
