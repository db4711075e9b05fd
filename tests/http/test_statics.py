"""Static files: whole, small, never two releases mixed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Client
from workflow.http.statics import find_modules, name_release, prepare_file
from workflow.resources import resource_dir

STATIC = resource_dir("static")
OWN = sorted(path for path in STATIC.rglob("*.js") if not path.name.endswith(".min.js"))
ClientAs = Callable[..., Client]


@pytest.fixture
def reader(client_as: ClientAs) -> Client:
    return client_as("translator", by="session")


def test_a_script_loses_its_comments_and_nothing_else() -> None:
    for path in OWN:
        before, after = path.read_text(), prepare_file(path).content.decode()
        for literal in re.findall(r"`[^`]*`|\"[^\"\n]*\"", re.sub(r"(?m)(^|\s)//.*$|/\*.*?\*/", "", before, flags=re.DOTALL)):
            assert literal in after, f"{path.name}: {literal}"
        assert after.count("\n// ") == 0, path.name


def test_a_vendored_file_stays_as_it_came() -> None:
    for path in (STATIC / "vendor").glob("*.js"):
        assert prepare_file(path).content == path.read_bytes()


@pytest.mark.parametrize(("accepts", "packed"), [("gzip, br", True), ("", False), ("gzip;q=0", False), ("*", True)])
def test_gzip_is_sent_to_whoever_takes_it(reader: Client, accepts: str, packed: bool) -> None:
    answer = reader.get("/static/js/editor/main.js", headers={"Accept-Encoding": accepts})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert "Accept-Encoding" in answer.headers["Vary"]
    body = gzip.decompress(answer.data) if packed else answer.data
    assert body == prepare_file(STATIC / "js/editor/main.js").content
    again = reader.get("/static/js/editor/main.js", headers={"Accept-Encoding": accepts, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_is_kept_for_a_year_is_of_one_release(reader: Client) -> None:
    release = name_release(STATIC)
    cases = {
        f"/static/v-{release}/js/editor/grid.js": "public, max-age=31536000, immutable",
        f"/static/v-{release}/fonts/inter-latin.woff2": "public, max-age=31536000, immutable",
        "/static/v-000000000000/js/editor/grid.js": "no-store",
        "/static/js/editor/grid.js": "no-cache",
    }
    assert {path: reader.get(path).headers["Cache-Control"] for path in cases} == cases
    page = reader.get("/").get_data(as_text=True)
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert addresses
    assert all(address.startswith(f"/static/v-{release}/") for address in addresses)


def test_a_change_of_any_file_is_another_release(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text("1;")
    before = name_release(tmp_path)
    (tmp_path / "js" / "b.js").write_text("2;")
    name_release.cache_clear()
    assert name_release(tmp_path) != before
    name_release.cache_clear()


@pytest.mark.parametrize(
    "path",
    [
        "v-1/",
        "../workflow/app.py",
        "v-000000000000/../../pyproject.toml",
        "js",
        "js/none.js",
        "%00",
        "v-000000000000//etc/passwd",
    ],
)
def test_nothing_beside_the_folder_is_served(reader: Client, path: str) -> None:
    assert reader.get(f"/static/{path}").status_code == 404


def test_every_module_a_page_needs_is_known() -> None:
    """Each one that the entry reaches by imports is there, once; those for a rarer need are not fetched ahead."""
    found = find_modules(STATIC, "js/editor/main.js")
    assert len(found) == len(set(found))
    assert all((STATIC / name).is_file() for name in found)
    imports = {name for path in found for name in re.findall(r'from "(?:\./|\.\./)+([\w/-]+\.js)"', (STATIC / path).read_text())}
    assert {Path(name).name for name in imports} <= {Path(name).name for name in found}
    assert "js/editor/repair.js" not in found
