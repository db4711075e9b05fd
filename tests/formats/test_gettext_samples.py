"""Real catalogs of other projects, read as msgfmt and polib read them. They are not part of this project."""

from __future__ import annotations

import os
from pathlib import Path

import polib
import pytest

from tests.formats.gettext_cases import read_or_refuse, run_gettext
from workflow.formats.gettext import CatalogError, read_mo

SHARED = Path(os.environ.get("WORKFLOW_SHARED", Path(__file__).parents[2].parent / "shared"))
FILES = sorted((SHARED / "data" / "po").glob("*.po*"))
if not FILES:
    pytest.skip("the shared catalogs are not here (WORKFLOW_SHARED)", allow_module_level=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_catalog_reads_as_elsewhere(path: Path) -> None:
    data = path.read_bytes()
    msgfmt = run_gettext("msgfmt", "-o", "-", str(path))
    catalog = read_or_refuse(data)
    if isinstance(catalog, CatalogError):
        assert catalog.line > 0
        assert f"{path.name}:{catalog.line}:" in msgfmt.stderr.decode()
        return
    entries = polib.pofile(str(path))
    assert [(one.context, one.source) for one in catalog.messages] == [(one.msgctxt, one.msgid) for one in entries]
    for ours, theirs in zip(catalog.messages, entries, strict=True):
        plurals = tuple(text for _, text in sorted(theirs.msgstr_plural.items()))
        assert ours.target == (plurals[0] if plurals else theirs.msgstr)
        assert ours.plural_targets == plurals
        assert (ours.obsolete, ours.fuzzy) == (bool(theirs.obsolete), "fuzzy" in theirs.flags)
    if msgfmt.stdout:  # it writes nothing where nothing is translated
        compiled = {(one.context, one.source): (one.target, one.plural_targets) for one in read_mo(msgfmt.stdout).messages}
        assert compiled == {
            (one.context, one.source): (one.target, one.plural_targets)
            for one in catalog.messages
            if not one.fuzzy and not one.obsolete and one.target
        }
