"""gettext catalogs: bytes ⇄ messages. See docs/gettext.md."""

from workflow.formats.gettext.catalog import (
    ERROR_CODES,
    MAX_BYTES,
    CatalogError,
    CatalogHead,
    CommentUnit,
    KeptExtras,
    KeptMessage,
    ReadCatalog,
    ReadMessage,
    UnitMessage,
)
from workflow.formats.gettext.decoding import is_mo
from workflow.formats.gettext.headers import gettext_language, language_tag, plural_forms
from workflow.formats.gettext.mo import read_mo
from workflow.formats.gettext.read import read_catalog, read_po
from workflow.formats.gettext.text import fit_target, is_same_source, is_same_target
from workflow.formats.gettext.write import is_fuzzy, write_mo, write_po

__all__ = [
    "ERROR_CODES",
    "MAX_BYTES",
    "CatalogError",
    "CatalogHead",
    "CommentUnit",
    "KeptExtras",
    "KeptMessage",
    "ReadCatalog",
    "ReadMessage",
    "UnitMessage",
    "fit_target",
    "gettext_language",
    "is_fuzzy",
    "is_mo",
    "is_same_source",
    "is_same_target",
    "language_tag",
    "plural_forms",
    "read_catalog",
    "read_mo",
    "read_po",
    "write_mo",
    "write_po",
]
