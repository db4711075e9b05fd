"""The UI's catalogs: `--update` extracts and merges; without it, exit 1 when anything is stale, missing or broken.

Output is the same on every machine and run: sorted, unwrapped, no dates, no line numbers.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
TEMPLATE = LOCALES / "messages.pot"
LANGUAGES = ("en", "ru")
SOURCE_LANGUAGE = "en"  # its msgids are its words: an empty translation is complete
FOLDERS = ("templates", "workflow")

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "N_n": (1, 2),
    "plural_forms": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
TAG = re.compile(r"</?\w+[^>]*>")
DATES = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team):[^\n]*\n',
    re.MULTILINE,
)


def extract_template() -> Catalog:
    """Every message of the templates and the package, as one catalog."""
    with (ROOT / "babel.cfg").open() as handle:
        methods, options = parse_mapping_cfg(handle)  # type: ignore[no-untyped-call]  # Babel leaves this one out
    catalog = Catalog(
        project="Workflow",
        header_comment="# Words of the interface. Made by `make messages`; the msgids are English.",
    )
    for folder in FOLDERS:
        # Patterns in babel.cfg start at the root, so the folder's name goes back in front of each file.
        found = extract_from_dir(
            ROOT / folder,
            [(_strip_folder(pattern, folder), method) for pattern, method in methods],
            {_strip_folder(pattern, folder): values for pattern, values in options.items()},
            keywords=KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
            directory_filter=lambda folder: Path(folder).name != "__pycache__",  # the default skips _macros
        )
        for file, _line, message, comments, context in found:
            catalog.add(
                message,
                None,
                [(f"{folder}/{Path(file).as_posix()}", 0)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def _strip_folder(pattern: str, folder: str) -> str:
    return pattern.removeprefix(f"{folder}/") if pattern.startswith(f"{folder}/") else f"not-here/{pattern}"


def merge_catalog(template: Catalog, language: str) -> Catalog:
    """The language's catalog with the template's messages: kept where known, empty where new, gone where obsolete."""
    path = find_path(language)
    if path.exists():
        with path.open("rb") as handle:
            catalog = read_po(handle, locale=language)
    else:
        catalog = Catalog(locale=language, project="Workflow", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.header_comment = f"# Words of the interface, {catalog.locale.english_name if catalog.locale else language}."
    catalog.fuzzy = False
    return catalog


def find_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def render_catalog(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return DATES.sub(b"", buffer.getvalue())


def check_message(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation; nothing when it is right."""
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    for text in ids:
        yield from _check_format(text, "the msgid")
    if not all(strings):
        if language != SOURCE_LANGUAGE or any(strings):
            yield "is not translated"
        return
    if message.fuzzy:
        yield "is fuzzy"
    wanted = sorted(PLACEHOLDER.findall(ids[-1]))
    for text in (string for string in strings if string):
        yield from _check_format(text, f"“{text}”")
        if sorted(PLACEHOLDER.findall(text)) != wanted:
            yield f"“{text}” has other placeholders"
        if sorted(TAG.findall(text)) != sorted(TAG.findall(ids[-1])):
            yield f"“{text}” has other tags"
        if text.strip() != text or ids[-1].strip() != ids[-1]:
            yield "begins or ends with white space"
        if (ids[-1][-1] in ".!?:…") != (text[-1] in ".!?:…"):
            yield f"“{text}” ends otherwise than the msgid"


def _check_format(text: str, name: str) -> Iterator[str]:
    values = {key: 1 for key, _kind in PLACEHOLDER.findall(text)}
    try:
        text % values
    except (KeyError, TypeError, ValueError) as error:
        yield f"{name} cannot be formatted ({error}); a literal per cent sign is %%"


def find_problems() -> list[str]:
    """Every reason why the catalogs are not fit to ship."""
    template = extract_template()
    problems = []
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != render_catalog(template):
        problems.append("locales/messages.pot is stale: run `make messages`")
    for language in LANGUAGES:
        path = find_path(language)
        if not path.exists():
            problems.append(f"{path.relative_to(ROOT)} is missing: run `make messages`")
            continue
        if b"\n#~ " in path.read_bytes():
            problems.append(f"{path.relative_to(ROOT)} carries obsolete messages: run `make messages`")
        merged = merge_catalog(template, language)
        if path.read_bytes() != render_catalog(merged):
            problems.append(f"{path.relative_to(ROOT)} is stale: run `make messages`")
        for message in merged:
            if message.id:
                problems += [f"{language}: “{_name(message)}” {problem}" for problem in check_message(message, language)]
    return problems


def _name(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def update_catalogs() -> None:
    template = extract_template()
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(render_catalog(template))
    for language in LANGUAGES:
        path = find_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render_catalog(merge_catalog(template, language)))
    print(f"{len(template)} messages")


def main(arguments: list[str]) -> int:
    if "--update" in arguments:
        update_catalogs()
    problems = find_problems()
    for problem in problems:
        print(problem, file=sys.stderr)
    print("catalogs are complete" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
