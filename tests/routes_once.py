"""Every test has an application of its own; the function that builds a rule's address is compiled once for all of a process's."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_compile: Callable[[Rule, bool], _Builder] = Rule._compile_builder
_kept: dict[tuple[str, str, bool], _Builder] = {}


def _compile_once(rule: Rule, append_unknown: bool = True) -> _Builder:
    # What comes out is a plain function that takes the rule: it depends on these alone.
    key = (repr(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _kept:
        _kept[key] = _compile(rule, append_unknown)
    return _kept[key]


def share_routes() -> None:
    """From now on: nine tenths of what making an application costs is this."""
    Rule._compile_builder = _compile_once  # type: ignore[assignment, method-assign]  # werkzeug has no word for it
