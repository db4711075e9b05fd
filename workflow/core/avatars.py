"""A person in two letters and a colour, the same on every page and machine."""

from __future__ import annotations

import hashlib


def get_initials(name: str) -> str:
    """Two letters for a person: "Anna Koval" → AK, "anna@example.org" → A."""
    words = [word for word in name.split("@")[0].replace(".", " ").replace("_", " ").split() if word]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


def get_tint(name: str) -> int:
    """One of five avatar colours, by name."""
    return hashlib.sha256(name.encode()).digest()[0] % 5
