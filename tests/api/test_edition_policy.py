"""`/editions/{tag}`: read, changed with If-Match, refused with a sentence."""

from __future__ import annotations

from tests.api.conftest import ApiAs

#: What the English edition minds from its beginning.
FOUNDED = ["ise", "large_numbers", "patronymics"]


def test_an_edition_is_changed_by_its_version(api_as: ApiAs) -> None:
    admin, editor = api_as("admin"), api_as("editor")
    found = editor.ok("GET", "/editions/en")
    address, version = "/editions/en", found["version"]
    assert found["policy"]["dash"] == " — " and found["own"] == ["checks", *FOUNDED]
    changed = admin.ok(
        "PATCH", address, json={"policy": {"dash": "—", "slug_most": 60}, "wants_stories": False}, if_match=version
    )
    assert (changed["policy"]["dash"], changed["own"], changed["wants_stories"]) == (
        "—",
        sorted(["checks", *FOUNDED, "dash", "slug_most"]),
        False,
    )
    stale = admin.problem(412, "edition_changed", "PATCH", address, json={"policy": {"dash": None}}, if_match=version)
    assert stale["current"] == changed
    wrong = admin.problem(422, "policy_number", "PATCH", address, json={"policy": {"slug_most": 5}}, if_match=changed["version"])
    assert wrong["detail"] == "“slug_most” is a whole number from 20 to 150."
    admin.problem(428, "if_match_missing", "PATCH", address, json={})
    admin.problem(422, "body_invalid", "PATCH", address, json={"tag": "xx"}, if_match=changed["version"])
    editor.problem(403, "not_yours", "PATCH", address, json={}, if_match=changed["version"])
    api_as("guest").problem(404, "not_found", "GET", address)
    admin.problem(404, "not_found", "PATCH", "/editions/xx", json={}, if_match=1)
    back = admin.ok(
        "PATCH", address, json={"policy": {"dash": None, "slug_most": None}, "wants_stories": True}, if_match=changed["version"]
    )
    assert back == found
