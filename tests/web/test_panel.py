"""The panel beside a sentence: what memory offers, what differs in it, terms with their keys."""

from __future__ import annotations

import re

from tests.conftest import ClientAs, Newsroom
from workflow.services import editions, glossary, memory
from workflow.services.units import save_unit

HTML = "<p>На борту парома было 86 пассажиров и {2 собаки, сообщил <b>порт</b>.</p>"


def test_a_near_match_shows_the_russian_that_differs_and_the_english_as_it_is(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(html=HTML)
    unit = newsroom.units(story["en"])[-1]
    english = "The ferry carried 84 people, 2,500 cats and {{2 dogs, the {1}port{/1} said."
    with newsroom.work() as work:
        memory.learn_pair(
            work,
            source=unit.source.replace("86", "84"),
            target=english,
            source_language="ru",
            target_language="en",
            provenance="Older story",
        )
        edition = editions.find_edition(work.session, "en").id
        for n in range(7):
            words = ("на борту", "паром", "пассажир", "собака", "порт", "сообщить", "мост")[n]
            glossary.add_term(work, newsroom.actor("editor"), edition_id=edition, lemma=words, preferred=f"term {n}")
        machine = {"kind": "machine", "engine": "x"}
        from workflow.services.pretranslation import MACHINE

        save_unit(work, MACHINE, unit.id, version=unit.version, text="By the machine.", status="draft", origin=machine)
    html = client_as("translator", by="session").get(f"/articles/{story['en']}/edit/panel?unit={unit.id}&lang=en")
    page = html.get_data(as_text=True)
    was = re.search(r'<p class="was" lang="ru">(.*?)</p>', page)
    assert was
    assert "<del>84</del><ins>86</ins>" in was[1]
    shown = re.search(r'<p lang="en">(.*?)</p>', page)
    assert shown
    assert '86 people, <mark class="differs">2,500</mark> cats' in shown[1], "the entry's 84 became the sentence's 86"
    assert re.sub(r"<[^>]+>", "", shown[1]).startswith("The ferry carried 86 people, 2,500 cats")
    assert "numbers replaced" in page
    text = re.search(r'data-suggestion="1" data-text="([^"]*)"', page)
    assert text
    assert text[1] == english.replace("84", "86")  # what the key puts in is what is shown, braces and all
    assert 'data-suggestion="2" data-text="By the machine."' in page
    numbered = re.findall(r'data-term="(\d)">(term \d)</button> <kbd data-keys="(Ctrl\+\d)"', page)
    assert [(n, keys) for n, _, keys in numbered] == [(str(n), f"Ctrl+{n + 4}") for n in range(1, len(numbered) + 1)]
    assert len(numbered) >= 4
