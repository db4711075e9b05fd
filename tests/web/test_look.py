"""The look as numbers: contrast of the tokens, nothing inline, vendored files as recorded."""

from __future__ import annotations

import hashlib
import re
from itertools import product
from pathlib import Path

import pytest

from workflow.resources import resource_dir

STATIC = resource_dir("static")
TEMPLATES = resource_dir("templates")
ROOT = Path(__file__).resolve().parents[2]
STATES = ("machine", "translate", "review", "public", "stop", "done", "off")


def read_tokens() -> dict[str, tuple[str, str]]:
    """Name → (light, dark) for every colour of tokens.css."""
    text = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", text)
    return {name: (light, dark) for name, light, dark in found}


def get_luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.2 definition."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def get_contrast(one: str, two: str) -> float:
    light, dark = sorted((get_luminance(one), get_luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("page", "sheet", "well")
TEXT_PAIRS = [
    *product(("ink", "ink-2", "accent", *STATES), GROUNDS),
    *((state, f"{state}-soft") for state in STATES),
    *(("ink", f"{state}-soft") for state in STATES),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("ink", "warm"),
]
EDGE_PAIRS = [*product(("edge", "focus"), GROUNDS), ("focus", "accent-soft")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), [(*p, 4.5) for p in TEXT_PAIRS] + [(*p, 3.0) for p in EDGE_PAIRS])
def test_contrast(front: str, ground: str, least: float, theme: int) -> None:
    tokens = read_tokens()
    ratio = get_contrast(tokens[front][theme], tokens[ground][theme])
    assert ratio >= least, f"--{front} on --{ground}: {ratio:.2f}"


def test_nothing_is_inline() -> None:
    """The content policy refuses inline styles, handlers and scripts; data blocks are no scripts."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle\s*=", text), f"{path}: style attribute"
        assert not re.search(r"<style\b", text), f"{path}: style element"
        assert not re.search(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", text), f"{path}: inline handler"
        assert not re.search(r"hx-(vals|headers)\s*=\s*[\"']js:", text), f"{path}: evaluated htmx attribute"
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in tag or 'type="application/json"' in tag, f"{path}: inline script {tag}"
        assert not re.search(r"(src|href)=\"(https?:)?//", text), f"{path}: a file from elsewhere"


def test_sheets_and_scripts_load_nothing_from_elsewhere() -> None:
    for path in [*STATIC.rglob("*.css"), *(STATIC / "js").rglob("*.js")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]{2,}", text), path
    for url in re.findall(r"url\(\"?([^\")]+)", (STATIC / "css/fonts.css").read_text(encoding="utf-8")):
        assert (STATIC / "css" / url).is_file(), url


def test_icons_that_are_used_exist() -> None:
    names = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    used: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r"icon\(\"([\w-]+)\"", path.read_text(encoding="utf-8")))
    for path in (STATIC / "js").rglob("*.js"):
        used |= set(re.findall(r"icon\(\"([\w-]+)\"\)", path.read_text(encoding="utf-8")))
    assert used <= names, f"not in icons.svg: {sorted(used - names)}"


def test_vendored_files_are_the_recorded_ones() -> None:
    recorded = dict(
        re.findall(
            r"\| `(static/[^`]+)` \|[^\n]*`([0-9a-f]{64})`",
            (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8"),
        )
    )
    present = {
        p.relative_to(STATIC.parent).as_posix() for p in STATIC.rglob("*") if p.suffix in (".woff2",) or p.parent.name == "vendor"
    }
    present = {name for name in present if not name.endswith(".txt")}
    assert set(recorded) == present
    for name, digest in recorded.items():
        assert hashlib.sha256((STATIC.parent / name).read_bytes()).hexdigest() == digest, name
