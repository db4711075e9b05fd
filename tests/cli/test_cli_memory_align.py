"""`workflow memory align`: an archive's posts are paired by what is sure, and only sure sentences are learned, unreviewed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cli_helpers import Shell

DAY = datetime(2024, 3, 12, 9, tzinfo=UTC)
#: Stories written for this test: a slug, a headline and sentences in both languages; "" is what one side lacks.
STORIES: dict[str, list[tuple[str, str]]] = {
    "parom": [
        ("Паром «Иван Седов» вышел из Магадана", "Ferry Ivan Sedov leaves Magadan"),
        ("Паром «Иван Седов» вышел из Магадана 12 марта.", "The ferry Ivan Sedov left Magadan on March 12."),
        ("На борту было 240 пассажиров.", "There were 240 passengers on board."),
        ("Капитан Орлов сообщил, что погода хорошая.", ""),
        ("Билет стоит 3,5 тыс. рублей.", "A ticket costs 3,500 rubles."),
    ],
    "most": [
        ("В Выборге открыли мост через Вуоксу", "Bridge across the Vuoksa opens in Vyborg"),
        ("Мост длиной 480 метров открыли во вторник.", "The 480-meter bridge was opened on Tuesday."),
        ("Строительство стоило 2,1 млрд рублей.", "Construction cost 2.1 billion rubles."),
        ("", "Vyborg is a town near the border."),
        ("Губернатор Кузнецов назвал мост важным.", "Governor Kuznetsov called the bridge important."),
    ],
}


def html_of(sentences: list[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences if sentence)


def rest(language: int, *, slugs: bool = False, **more: Any) -> str:
    posts = []
    for number, (slug, lines) in enumerate(STORIES.items(), start=1):
        side = [line[language] for line in lines]
        posts.append(
            {
                "id": number + 100 * language,
                "slug": f"{slug}-opens-today" if slugs else f"{slug}-{language}-no-one-else-has-it",
                "date_gmt": (DAY + timedelta(days=number, hours=language)).replace(tzinfo=None).isoformat(),
                "link": f"https://{'en.' if language else ''}paper.example/{number}/{slug}{language}/",
                "title": {"rendered": side[0]},
                "content": {"rendered": html_of(side[1:])},
                **{name: value(number) for name, value in more.items()},
            }
        )
    return json.dumps(posts)


def wxr() -> str:
    items = []
    for number, (slug, lines) in enumerate(STORIES.items(), start=1):
        for language, tag in enumerate(("ru", "en")):
            side = [line[language] for line in lines]
            items.append(
                f"<item><title><![CDATA[{side[0]}]]></title><link>https://paper.example/{tag}/{number}</link>"
                f"<content:encoded><![CDATA[{html_of(side[1:])}]]></content:encoded><wp:post_id>{number}{language}</wp:post_id>"
                f"<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>"
                f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
                f'<category domain="language" nicename="{tag}">x</category>'
                f'<category domain="post_translations" nicename="pll_{slug}">x</category></item>'
            )
    return (
        '<?xml version="1.0"?><!-- export --><rss xmlns:content="c" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        + "".join(items)
        + "<item><title>logo.png</title><wp:post_type>attachment</wp:post_type></item></channel></rss>"
    )


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def page(number: int, language: int, *, head: str = "") -> str:
    side = [line[language] for line in list(STORIES.values())[number]]
    return f"<html><head>{head}</head><body><article><h1>{side[0]}</h1>{html_of(side[1:])}</article></body></html>"


PAGES = {f"{slug}-story.html": n for n, slug in enumerate(STORIES)}


@pytest.mark.parametrize(
    ("way", "ours", "theirs", "options"),
    [
        ("likeness", {"ru.json": rest(0)}, {"en.json": rest(1)}, []),
        ("slug", {"ru.json": rest(0, slugs=True)}, {"en.json": rest(1, slugs=True)}, ["--no-guess"]),
        ("linked", {"all.xml": wxr()}, {"all.xml": wxr()}, ["--no-guess"]),
        ("linked", {"ru.json": rest(0)}, {"en.json": rest(1, translations=lambda n: {"ru": n})}, ["--no-guess"]),
        (
            "linked",
            {"ru.json": rest(0, wpml_translations=lambda n: [{"id": 100 + n, "locale": "en_US"}])},
            {"en.json": rest(1)},
            ["--no-guess"],
        ),
        (
            "slug",
            {name: page(n, 0) for name, n in PAGES.items()},
            {name: page(n, 1) for name, n in PAGES.items()},
            ["--no-guess"],
        ),
        (
            "linked",
            {
                f"{n}.html": page(n, 0, head=f'<link rel="canonical" href="https://paper.example/{n}/">')
                for n in range(len(STORIES))
            },
            {
                f"en{n}.html": page(n, 1, head=f'<link rel="alternate" hreflang="ru" href="http://www.paper.example/{n}">')
                for n in range(len(STORIES))
            },
            ["--no-guess"],
        ),
        (
            "listed",
            {"ru.json": rest(0)},
            {"en.json": rest(1)},
            ["--no-guess", "--pairs", "russian,english\n1,https://en.paper.example/1/parom1?utm=x\n2,102\n"],
        ),
    ],
)
def test_posts_are_paired(
    shell: Shell, tmp_path: Path, way: str, ours: dict[str, str], theirs: dict[str, str], options: list[str]
) -> None:
    russian, english = write(tmp_path / "ru", ours), write(tmp_path / "en", theirs)
    if "--pairs" in options:
        (tmp_path / "pairs.csv").write_text(options[-1], encoding="utf-8")
        options = [*options[:-1], str(tmp_path / "pairs.csv")]
    args: list[str | Path] = ["memory", "align", russian, "--with", english, "--edition", "en", *options]
    plan = shell.ok(*args, "--dry-run", "--json").json
    assert [article["paired_by"] for article in plan["articles"]] == [way, way]
    assert plan["alone"] == {"source": [], "target": []}
    found = {(p["source"], p["target"]) for article in plan["articles"] for p in article["found"]}
    wanted = {pair for lines in STORIES.values() for pair in lines if all(pair)}
    assert found <= wanted, "nothing is made up"
    assert len(found) >= 6
    assert all(p["confidence"] >= 0.9 for article in plan["articles"] for p in article["found"])
    assert plan["import"] is None
    assert shell.ok("memory", "stats", "--json").json == {"pairs": [], "imports": []}


def test_taken_in_unreviewed_and_removed_as_a_whole(shell: Shell, tmp_path: Path) -> None:
    write(tmp_path, {"ru.json": rest(0), "en.json": rest(1)})
    args: list[str | Path] = ["memory", "align", tmp_path / "ru.json", "--with", tmp_path / "en.json", "--edition", "en"]
    shown = shell.ok(*args, "--dry-run").out
    assert "https://paper.example/1/parom0/ = https://en.paper.example/1/parom1/ (alike): " in shown
    assert "There were 240 passengers on board." in shown
    done = shell.ok(*args, "--json").json
    assert done["added"] == done["pairs"] >= 6
    assert "found" not in done["articles"][0]
    stats = shell.ok("memory", "stats", "--json").json
    assert (stats["pairs"][0]["unreviewed"], stats["imports"][0]["format"]) == (done["added"], "align")
    (match,) = shell.ok("memory", "search", "На борту было 240 пассажиров.", "--edition", "en", "--json").json
    assert (match["target"], match["reviewed"], match["prefill"]) == ("There were 240 passengers on board.", False, False)
    assert match["provenance"] == "https://en.paper.example/1/parom1/"
    headline = STORIES["most"][0]
    search: list[str | Path] = ["memory", "search", headline[0], "--edition", "en", "--json"]
    assert [m["target"] for m in shell.ok(*search, "--kind", "headline").json] == [headline[1]]
    assert "0 added" in shell.ok(*args).out, "again it says nothing new"
    shell.ok("memory", "remove", str(done["import"]))
    assert shell.ok("memory", "search", "На борту было 240 пассажиров.", "--edition", "en", "--json").json == []


def test_what_does_not_belong_together(shell: Shell, tmp_path: Path) -> None:
    """Somebody else's stories are left out, by name, even where the address is the same."""
    other = {
        "id": 7,
        "slug": "parom-0-no-one-else-has-it",
        "link": "https://en.paper.example/cats/",
        "title": {"rendered": "Ten facts about cats"},
        "content": {"rendered": "<p>Cats sleep sixteen hours a day.</p><p>Nobody knows why they purr.</p>"},
    }
    write(tmp_path, {"ru.json": rest(0), "en.json": json.dumps([other])})
    done = shell.run("memory", "align", tmp_path / "ru.json", "--with", tmp_path / "en.json", "--edition", "en")
    assert done.status == 1
    assert "they share too little" in done.out
    assert "No counterpart was found for 1 Russian posts: https://paper.example/2/most0/" in done.err
    assert shell.ok("memory", "stats", "--json").json == {"pairs": [], "imports": []}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.xml", wxr()[:-30], "not a WordPress export"),
        ("bomb.xml", wxr().replace('<?xml version="1.0"?>', '<!DOCTYPE r [<!ENTITY a "b">]>'), "entities"),
        ("feed.xml", "<rss><channel/></rss>", "not known here"),
        ("broken.json", '[{"id": 1}]', "title"),
        ("empty.html", "", "no text"),
    ],
)
def test_a_file_that_cannot_be_read(shell: Shell, tmp_path: Path, name: str, content: str, words: str) -> None:
    """It is named; the others are taken, and the command says that something failed."""
    write(tmp_path, {"ru.json": rest(0), "en.json": rest(1), name: content})
    bad = tmp_path / name
    done = shell.run("memory", "align", tmp_path / "ru.json", bad, "--with", tmp_path / "en.json", "--edition", "en", "--json")
    assert done.status == 1
    assert words in done.err
    assert [error["path"] for error in done.json["errors"]] == [str(bad)]
    assert done.json["added"] >= 6


def test_wrong_lists(shell: Shell, tmp_path: Path) -> None:
    write(tmp_path, {"ru.json": rest(0), "en.json": rest(1), "short.csv": "1\n", "lost.csv": "1;101\n9;9\n"})
    args: list[str | Path] = [
        "memory",
        "align",
        tmp_path / "ru.json",
        "--with",
        tmp_path / "en.json",
        "--edition",
        "en",
        "--dry-run",
        "--pairs",
    ]
    assert "no second column" in shell.fails(*args, tmp_path / "short.csv")
    assert "1 of 2 pairs name no post" in shell.ok(*args, tmp_path / "lost.csv").err
