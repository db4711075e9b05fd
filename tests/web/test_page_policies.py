"""The form of an edition's settings: every policy in it, examples, errors beside their fields, and two who save."""

from __future__ import annotations

import html as html_lib
import re

import pytest

from tests.conftest import Client, ClientAs, Newsroom
from workflow.core.policies import GROUPS, POLICIES
from workflow.core.qa.registry import SEVERITIES
from workflow.services import editions

PAGE = "/admin/editions/en"


def form_of(page: str) -> dict[str, str]:
    """The fields of the form as a browser would send them."""
    form = page[page.index('<form class="policies"') : page.index("</form>", page.index('<form class="policies"'))]
    values = {}
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            values[attributes["name"]] = html_lib.unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*?name="([\w-]+)"[^>]*>(.*?)</textarea>', form, re.S):
        values[name] = html_lib.unescape(text)
    for name, options in re.findall(r'<select id="[^"]*" name="([\w-]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        assert chosen, name
        values[name] = html_lib.unescape(chosen[1])
    del values["csrf_token"]  # signed by the second
    return values


def get(client: Client, path: str = PAGE) -> str:
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(client: Client, form: dict[str, str], status: int, path: str = PAGE) -> str:
    answer = client.post(path, data=form)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return html_lib.unescape(answer.get_data(as_text=True))


def policy(newsroom: Newsroom, tag: str = "en") -> dict[str, object]:
    with newsroom.database.reading() as session:
        return dict(editions.find_edition(session, tag).policy)


def test_every_policy_is_in_the_form_and_saving_it_untouched_changes_nothing(client_as: ClientAs, newsroom: Newsroom) -> None:
    client = client_as("admin", by="session")
    for tag in ("en", "ru"):
        page = get(client, f"/admin/editions/{tag}")
        form = form_of(page)
        wanted = {p.key for p in POLICIES.values() if tag == "en" or not p.target_only}
        wanted = wanted - {"checks"} | ({f"check-{name}" for name in SEVERITIES} if tag == "en" else set())
        assert wanted <= set(form) and ("engine" in form) is (tag == "en")
        assert {group.key for group in GROUPS if tag == "en" or not all(p.target_only for p in group.policies)} <= set(
            re.findall(r'<section class="sheet" id="(\w+)"', page)
        )
        before = newsroom.count_rows(), policy(newsroom, tag)
        post(client, form, 303, f"/admin/editions/{tag}")
        assert (newsroom.count_rows(), policy(newsroom, tag)) == before
    page = get(client)
    for example in ("VLADIVOSTOK (Realist English).", "“Our ‘Realist’ today”", "№\N{NO-BREAK SPACE}5", "12:00"):
        assert f">{example}" in html_lib.unescape(page), example
    assert 'href="/admin/editions/en"' in get(client, "/admin/editions")


def test_what_is_typed_is_tried_then_saved_and_the_unticked_box_is_off(client_as: ClientAs, newsroom: Newsroom) -> None:
    client = client_as("admin", by="session")
    form = form_of(get(client)) | {
        "dateline": "{city}, {date} —",
        "date_order": "dmy",
        "engine": "deepl, firefox",
        "quotes": "«»“”",
        "dash": "\N{NO-BREAK SPACE}– ",
    }
    del form["four_eyes"]
    form["check-placeholders"] = "advisory"
    tried = post(client, {**form, "do": "try"}, 200)
    assert "Vladivostok, 4 February 2026 —" in tried and "«Our “Realist” today»" in tried and "Nothing is saved yet" in tried
    assert policy(newsroom)["date_order"] == "mdy"
    assert form_of(tried) == form, "what was typed is still there"
    post(client, form_of(tried), 303)
    kept = policy(newsroom)
    checks = kept["checks"]
    assert isinstance(checks, dict) and checks["placeholders"] == "advisory"
    assert (kept["four_eyes"], kept["date_order"], kept["quotes"], kept["dash"]) == (False, "dmy", "«»“”", "\N{NO-BREAK SPACE}– ")
    page = get(client)
    assert form_of(page)["engine"] == "deepl,firefox"
    assert "“Realist” today»" in page and "Usually: February 4, 2026" in page and "is saved." in page


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_saved(client_as: ClientAs, newsroom: Newsroom) -> None:
    client = client_as("admin", by="session")
    before = policy(newsroom)
    form = form_of(get(client)) | {
        "name": " ", "dateline": "{town} <b>", "prefill_fuzzy": "5", "time_zone": "Mars", "push_title_most": "40",
    }  # fmt: skip
    for do in ("save", "try"):
        page = post(client, {**form, "do": do}, 422)
        wrong = {"dateline", "prefill_fuzzy", "time_zone"} | ({"name"} if do == "save" else set())
        assert {m for m in re.findall(r'id="f-(\w+)-error"', page)} == wrong
        assert all(f'href="#f-{name}"' in page for name in wrong)
        assert "“Dateline” may name nothing in braces but {city} {CITY} {agency} {date}." in page
        assert 'value="40"' in page and 'value="{town} <b>"' in page, "what was typed is kept"
    assert policy(newsroom) == before


def test_the_second_of_two_sees_both_and_decides(client_as: ClientAs, newsroom: Newsroom) -> None:
    client = client_as("admin", by="session")
    mine = form_of(get(client)) | {"push_title_most": "50"}
    theirs = form_of(get(client)) | {"dash": "—"}
    post(client, theirs, 303)
    page = post(client, mine, 412)
    assert "Somebody changed this edition meanwhile" in page
    assert re.search(r'<th scope="row">Dash</th><td[^>]*>— · without spaces</td><td[^>]*>— · with spaces</td>', page)
    assert policy(newsroom)["push_title_most"] == 65
    again = form_of(page)
    assert again["push_title_most"] == "50" and again["version"] != mine["version"]
    post(client, again, 303)
    assert (policy(newsroom)["push_title_most"], policy(newsroom)["dash"]) == (50, " — ")
    for version in ("", "x", "9" * 30):
        post(client, {**mine, "version": version}, 412)


@pytest.mark.parametrize(("who", "status"), [("editor", 404), ("nobody", 404), ("guest", 404)])
def test_others_find_nothing_there(client_as: ClientAs, who: str, status: int) -> None:
    client = client_as(who, by="session")
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, data={"version": "1"}).status_code == status
    assert client_as("admin", by="session").get("/admin/editions/xx").status_code == 404
