"""A new revision changes nothing by itself; taking it over reopens what changed and carries everything else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import TITLE, Newsroom, StoryIds
from tests.factories import all_units, all_versions, check_article, machine_writes, operate, read_document, save
from tests.services.adapting import do_one
from workflow.core.document import iter_blocks
from workflow.core.errors import Conflict, Forbidden, Invalid, Refused
from workflow.services import ingest, takeover
from workflow.services.content import build_content
from workflow.services.takeover import TakeoverResult

SOME = max(5, settings().max_examples // 3)
P1 = "<p>ВЫБОРГ (Реалист). Мост открыли во вторник. На открытие пришли сорок человек.</p>"
P2 = '<p>Работы шли два года. Подробности есть на <a href="https://example.org/old">сайте города</a>.</p>'
P3 = "<p>Следующий мост построят в Приморске. Его откроют через год.</p>"
HTML = f"{P1}\n{P2}\n{P3}"


def revise(newsroom: Newsroom, ids: StoryIds, html: str, *, title: str = TITLE, change: str = "") -> None:
    with newsroom.work() as work:
        ingest.revise_story(
            work,
            newsroom.actor("editor"),
            ids.story,
            ingest.StoryInput(title=title, html=html, source="test", external_id="x"),
            change=change,
        )


def take_over(newsroom: Newsroom, article: int, who: str = "translator") -> TakeoverResult:
    with newsroom.work() as work:
        return takeover.take_over(work, newsroom.actor(who), article)


def content(newsroom: Newsroom, article: int, *, drafts: bool = False) -> dict[str, Any]:
    from workflow.services.access import open_article

    with newsroom.database.reading() as session:
        return build_content(session, open_article(session, newsroom.actor("editor"), article), drafts=drafts)


def whole(newsroom: Newsroom, article: int) -> list[tuple[Any, ...]]:
    return [
        (u.id, u.version, u.text, u.status, u.source, str(u.cover), str(u.tokens), u.block_id, u.retired, u.confirmed_by)
        for u in all_units(newsroom, article)
    ]


def test_a_new_revision_changes_nothing_by_itself(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    before, page = whole(newsroom, ids["en"]), content(newsroom, ids["en"])
    revise(newsroom, ids, P3)
    assert whole(newsroom, ids["en"]) == before
    assert content(newsroom, ids["en"]) == page
    change = newsroom.article(ids["en"]).source_change
    assert change is not None
    assert change.number == 2


def test_only_the_touched_sentence_reopens(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    before = {u.id: u for u in newsroom.units(ids["en"])}
    revise(newsroom, ids, HTML.replace("сорок человек", "пятьдесят человек"))
    result = take_over(newsroom, ids["en"])
    (reopened,) = result.reopened
    assert (result.added, result.retired) == ((), ())
    for unit in newsroom.units(ids["en"]):
        was = before[unit.id]
        if unit.id == reopened:
            assert (unit.status, unit.text, unit.version) == ("draft", was.text, was.version + 1)
            assert unit.previous_source == "На открытие пришли сорок человек."
            assert unit.source == "На открытие пришли пятьдесят человек."
            assert unit.confirmed_by is None
        else:
            assert (unit.status, unit.text, unit.version, unit.confirmed_by) == (
                was.status,
                was.text,
                was.version,
                was.confirmed_by,
            )
            assert unit.previous_source is None
    check_article(newsroom, ids["en"])
    confirmed = save(newsroom, next(u for u in newsroom.units(ids["en"]) if u.id == reopened), "Fifty people came.")
    assert confirmed.previous_source is None


def test_two_revisions_later_the_source_the_translation_was_made_from_is_still_named(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    for number in ("пятьдесят", "шестьдесят"):
        revise(newsroom, ids, HTML.replace("сорок", number))
        (unit_id,) = take_over(newsroom, ids["en"]).reopened
    unit = next(u for u in newsroom.units(ids["en"]) if u.id == unit_id)
    assert unit.previous_source == "На открытие пришли сорок человек."
    assert unit.source == "На открытие пришли шестьдесят человек."


def test_adapted_units_survive_a_change_elsewhere(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    article = ids["en"]
    newsroom.translate(article)

    def unit(start: str) -> Any:
        return next(u for u in newsroom.units(article) if u.source.startswith(start))

    one = unit("Мост открыли")
    operate(newsroom, article, "split", [one], source_at=len("Мост открыли"), target_at=3)
    operate(newsroom, article, "merge", [unit("Работы шли"), unit("Подробности")])
    operate(newsroom, article, "rewrite", [unit("Следующий"), unit("Его откроют")], text="Another bridge will open in Primorsk.")
    operate(newsroom, article, "add", [unit("Работы шли")], text="Vyborg is near Finland.")
    operate(newsroom, article, "add", [unit("Следующий")], text="A paragraph of our own.", block=True)
    for left in newsroom.units(article):
        if left.status == "draft":
            save(newsroom, left, left.text)
    operate(newsroom, article, "omit", [unit("На открытие")], reason="Known.")
    before = {u.id: u for u in newsroom.units(article)}
    revise(newsroom, ids, f"<h2>Новая глава</h2>\n{HTML}", title="Мост открыт")
    result = take_over(newsroom, article)
    check_article(newsroom, article)
    headline = newsroom.units(article)[0]
    assert result.reopened == (headline.id,)
    assert len(result.added) == 1
    after = {u.id: u for u in newsroom.units(article)}
    for unit_id, was in before.items():
        if unit_id == headline.id:
            continue
        now = after[unit_id]
        assert (now.text, now.status, now.kind, now.version, now.reason, now.source) == (
            was.text,
            was.status,
            was.kind,
            was.version,
            was.reason,
            was.source,
        )
    kept = [u.id for u in newsroom.units(article) if u.id in before]
    assert kept == list(before), "what was there stands in the order it stood in"
    page = content(newsroom, article)["html"]
    assert (
        page.index("Vyborg is near Finland.")
        < page.index("Another bridge will open")
        < page.index("<p>A paragraph of our own.</p>")
    )


@pytest.mark.parametrize("shape", ["split", "merged", "rewritten", "omitted"])
def test_an_adapted_unit_reopens_when_what_it_covers_changes(newsroom: Newsroom, shape: str) -> None:
    ids = newsroom.add_story(html=HTML)
    article = ids["en"]
    newsroom.translate(article)
    units = [u for u in newsroom.units(article) if u.source.startswith(("Следующий", "Его откроют"))]
    if shape == "split":
        operate(newsroom, article, "split", [units[0]], source_at=len("Следующий мост"), target_at=4)
    elif shape == "merged":
        operate(newsroom, article, "merge", units)
    elif shape == "rewritten":
        operate(newsroom, article, "rewrite", units, text="Another bridge.")
    newsroom.translate(article)
    if shape == "omitted":
        operate(newsroom, article, "omit", units, reason="Known.")
    others = {
        u.id: u.version
        for u in newsroom.units(article)
        if "мост постр" not in u.source and "Следующий" not in u.source and "построят" not in u.source
    }
    revise(newsroom, ids, HTML.replace("Следующий мост построят в Приморске", "Следующий мост не построят в Приморске"))
    result = take_over(newsroom, article)
    check_article(newsroom, article)
    assert result.reopened
    assert not set(result.reopened) & set(others)
    for unit in newsroom.units(article):
        if unit.id in result.reopened:
            assert unit.status == "draft"
            assert unit.previous_source
            assert unit.text, "the old translation is kept as a suggestion"
        elif unit.id in others:
            assert unit.version == others[unit.id]


def test_a_changed_link_shows_without_a_word_of_the_text_changing(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    before = [(u.id, u.version, u.text, u.status) for u in newsroom.units(ids["en"])]
    assert 'href="https://example.org/old"' in content(newsroom, ids["en"])["html"]
    revise(newsroom, ids, HTML.replace("/old", "/new"))
    result = take_over(newsroom, ids["en"])
    assert (result.reopened, result.added, result.retired) == ((), (), ())
    assert [(u.id, u.version, u.text, u.status) for u in newsroom.units(ids["en"])] == before
    assert 'href="https://example.org/new"' in content(newsroom, ids["en"])["html"]
    assert "/old" not in content(newsroom, ids["en"])["html"]


def test_a_link_never_comes_to_stand_where_a_bold_word_was(newsroom: Newsroom) -> None:
    source = '<p>Это <b>важный</b> мост, о нём есть на <a href="https://example.org/a">сайте</a>.</p>'
    ids = newsroom.add_story(html=source)
    unit = newsroom.units(ids["en"])[1]
    save(newsroom, unit, "This is an {1}important{/1} bridge, see the {2}site{/2}.")
    revise(newsroom, ids, source.replace("<b>", "").replace("</b>", ""))
    take_over(newsroom, ids["en"])
    page = content(newsroom, ids["en"])["html"]
    assert ">site</a>" in page
    assert "important</a>" not in page
    findings = newsroom.units(ids["en"])[1].findings
    assert [f.finding.code for f in findings if f.blocks], "the lost bold is not passed over"


def test_blocks_stand_in_the_order_of_the_new_revision(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    texts = {u.source: u.text for u in newsroom.units(ids["en"])}
    revise(newsroom, ids, f"{P3}\n{P2}\n<p>Совсем новое предложение.</p>")
    result = take_over(newsroom, ids["en"])
    assert result.reopened == (), "moving is no change"
    page = content(newsroom, ids["en"])["html"]
    first, second = texts["Следующий мост построят в Приморске."], texts["Работы шли два года."]
    assert 0 < page.index(first) < page.index(second)
    assert texts["Мост открыли во вторник."] not in page
    new = next(u for u in newsroom.units(ids["en"]) if u.id in result.added)
    save(newsroom, new, "A brand-new sentence.")
    page = content(newsroom, ids["en"])["html"]
    assert page.index(first) < page.index(second) < page.index("A brand-new sentence.")
    kinds = [b.key for b in iter_blocks(read_document(newsroom, ids["en"])) if b.segments]
    assert list(dict.fromkeys(u.block_key for u in newsroom.units(ids["en"]))) == kinds


def test_a_gone_sentence_is_retired_and_its_text_kept(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    gone = next(u for u in newsroom.units(ids["en"]) if u.source.startswith("Его откроют"))
    revise(newsroom, ids, HTML.replace(" Его откроют через год.", ""))
    result = take_over(newsroom, ids["en"])
    assert result.retired == (gone.id,)
    assert gone.text in [v.text for v in all_versions(newsroom, ids["en"]) if v.unit_id == gone.id]
    with pytest.raises(Conflict) as caught:
        save(newsroom, gone, "Too late.")
    assert (caught.value.code, caught.value.data["retired_into"]) == ("unit_retired", None)


def test_an_operation_from_before_is_not_undone_across_revisions(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    article = ids["en"]
    units = [u for u in newsroom.units(article) if u.source.startswith(("Следующий", "Его откроют"))]
    done = operate(newsroom, article, "merge", units)
    revise(newsroom, ids, f"<p>Совсем новое.</p>{HTML}")
    take_over(newsroom, article)
    before = whole(newsroom, article)
    with pytest.raises(Conflict, match="revert_other_revision"):
        operate(newsroom, article, "revert", operation=done.operation_id)
    assert whole(newsroom, article) == before
    check_article(newsroom, article)


def test_a_headline_stays_a_headline(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(title="Мост открыли", html="<p>Суд принял план.</p>")
    newsroom.translate(ids["en"])
    headline = newsroom.units(ids["en"])[0]
    revise(newsroom, ids, "<p>Мост открыли</p>", title="Совсем другое дело")
    take_over(newsroom, ids["en"])
    check_article(newsroom, ids["en"])
    now = newsroom.units(ids["en"])
    assert (now[0].id, now[0].block_kind, now[0].text) == (headline.id, "headline", headline.text)


def test_who_may_and_when(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    with pytest.raises(Refused, match="nothing_to_take_over"):
        take_over(newsroom, ids["en"])
    revise(newsroom, ids, P1)
    for who in ("author",):
        with pytest.raises(Forbidden):
            take_over(newsroom, ids["en"], who)
    with pytest.raises(Forbidden):
        take_over(newsroom, ids["ru"])
    newsroom.bring_to(ids["en"], "review")
    with pytest.raises(Refused, match="text_closed"):
        take_over(newsroom, ids["en"])
    newsroom.move(ids["en"], "return", reason="The source changed.")
    take_over(newsroom, ids["en"])


def test_machines_leave_a_reopened_unit_of_a_person_alone(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=HTML)
    newsroom.translate(ids["en"])
    revise(newsroom, ids, HTML.replace("сорок", "пятьдесят"))
    (unit_id,) = take_over(newsroom, ids["en"]).reopened
    unit = next(u for u in newsroom.units(ids["en"]) if u.id == unit_id)
    with pytest.raises(Refused, match="touched_by_people"):
        machine_writes(newsroom, unit, "Fifty came.")


SENTENCES = st.lists(
    st.sampled_from(
        [f"{who} {what}." for who in ("Мэр", "Суд", "Порт") for what in ("открыл мост", "принял план", "закрыл <b>док</b>")]
    ),
    min_size=1,
    max_size=3,
)
BODY = st.lists(SENTENCES, min_size=1, max_size=3).map(lambda ps: "\n".join(f"<p>{' '.join(p)}</p>" for p in ps))


@settings(max_examples=SOME)
@given(first=BODY, second=BODY, data=st.data())
def test_any_revision_over_any_shape_is_covered_and_loses_no_text(
    newsroom: Newsroom, first: str, second: str, data: st.DataObject
) -> None:
    ids = newsroom.add_story(html=first)
    saved: set[str] = set()
    for number in range(data.draw(st.integers(0, 4))):
        do_one(newsroom, ids["en"], data, [], saved, number)
    revise(newsroom, ids, second)
    before = {u.id: u for u in all_units(newsroom, ids["en"])}
    try:
        result = take_over(newsroom, ids["en"])
    except Refused:
        assert first == second
        return
    check_article(newsroom, ids["en"])
    for unit in all_units(newsroom, ids["en"]):
        was = before.get(unit.id)
        if was is None:
            assert unit.id in result.added
        elif unit.id not in (*result.reopened, *result.retired):
            assert (unit.text, unit.status, unit.retired, unit.kind) == (was.text, was.status, was.retired, was.kind)
        if was is not None:
            assert unit.text == was.text, "taking over writes no text"
    content(newsroom, ids["en"], drafts=True)
    for number in range(10, 12):
        do_one(newsroom, ids["en"], data, [], saved, number)
        check_article(newsroom, ids["en"])
    kept = {v.text for v in all_versions(newsroom, ids["en"])}
    assert all(any(text in version for version in kept) for text in saved)


SHAPES: dict[str, tuple[str, list[int], dict[str, Any]]] = {
    "moved": ("move", [7, 8], {"after": 2}),  # the last two paragraphs behind the first
    "moved first": ("move", [5, 6], {}),
    "sentence moved": ("move", [4], {"after": 7}),
    "joined": ("join_blocks", [6], {}),
    "split": ("split_block", [7], {}),
    "retyped": ("retype_block", [5], {"kind": "quote"}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_reshaped_article_keeps_its_order_and_shapes(any_newsroom: Newsroom, name: str) -> None:
    """Units: headline, dateline, and four paragraphs of two sentences."""
    newsroom = any_newsroom
    paragraphs = "<p>Начало дня. Потом вечер.</p>"
    ids = newsroom.add_story(html=f"{HTML.replace(P1, P1 + paragraphs)}")
    article = ids["en"]
    newsroom.translate(article)
    units = newsroom.units(article)
    op, picked, params = SHAPES[name]
    params = {**params, **({"after": units[params["after"]].id} if "after" in params else {})}
    run = [units[n] for n in picked]
    if "moved" in name and name != "sentence moved":
        run = [u for u in units if u.block_id in {v.block_id for v in run}]
    if name == "moved first":
        with pytest.raises(Invalid, match="block_not_here"):  # nothing stands between a dateline and its paragraph
            operate(newsroom, article, op, run)
        params = {"join": True}
    result = operate(newsroom, article, op, run, **params)
    assert all(u.status == "confirmed" for u in result.changed), "a change of place is no change of text"
    before = newsroom.units(article)
    shape = [(u.id, u.block_id, u.block_kind, u.text, u.status, u.version) for u in before]
    page = content(newsroom, article)
    # Nothing of the text changes: everything stays, to the byte.
    revise(newsroom, ids, f"{HTML.replace(P1, P1 + paragraphs)}", title=TITLE + "!")
    take_over(newsroom, article)
    check_article(newsroom, article)
    assert [(u.id, u.block_id, u.block_kind, u.text) for u in newsroom.units(article)] == [s[:4] for s in shape]
    assert [u.id for u in newsroom.units(article) if u.status != "confirmed"] == [before[0].id]
    assert content(newsroom, article)["html"] == page["html"]
    # A changed sentence reopens where it stands; a new one stands beside the one it follows; a paragraph comes between.
    changed = HTML.replace("два года", "три года").replace("через год.</p>", "через год. Это точно.</p>")
    revise(newsroom, ids, f"{changed.replace(P1, P1 + paragraphs)}\n<p>Последний абзац.</p>", title=TITLE + "!")
    done = take_over(newsroom, article)
    check_article(newsroom, article)
    now = newsroom.units(article)
    assert [(u.id, u.block_id, u.block_kind, u.text) for u in now if u.id not in done.added] == [s[:4] for s in shape]
    assert {u.source for u in now if u.id in done.reopened} == {"Работы шли три года."}
    added = {u.source: n for n, u in enumerate(now) if u.id in done.added}
    assert set(added) == {"Это точно.", "Последний абзац."}
    assert now[added["Это точно."] - 1].source == "Его откроют через год."
    assert now[added["Это точно."]].block_id == now[added["Это точно."] - 1].block_id
    assert added["Последний абзац."] == len(now) - 1
