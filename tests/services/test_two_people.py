"""Two people, machines and files in one article, in any order: no text that was ever saved or offered is lost."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.conftest import Clock, Newsroom
from tests.factories import all_units, all_versions, check_article, machine_writes, operate, structure_of
from tests.queries_once import share_queries
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.db.session import Database
from workflow.services import asides, interchange, units
from workflow.services.operations import OperationResult
from workflow.services.units import UnitView

HTML = "<p>Мост открыли во <b>вторник</b>. Пришли сорок человек.</p><p>Работы шли два года. Следующий — в Приморске.</p>"
PEOPLE = ("translator", "translator2")
PERSON = st.sampled_from(PEOPLE)
WHERE = st.integers(0, 20)
#: What the program says no to; none of it may lose or change a text.
NO = (Conflict, Forbidden, Invalid, NotFound, Refused)


class TwoPeople(RuleBasedStateMachine):
    """Each person holds the page as they last saw it, and writes against that; `offered` is every text of theirs."""

    newsroom: Newsroom

    @initialize()
    def open_pages(self) -> None:
        self.article = self.newsroom.add_story(html=HTML)["en"]
        self.pages: dict[str, dict[int, UnitView]] = {}
        self.structure: dict[str, int] = {}
        self.conflicts: dict[str, tuple[UnitView, str]] = {}
        self.files: list[tuple[bytes, str]] = []
        self.done: list[OperationResult] = []
        self.offered: set[str] = set()
        self.seen: dict[int, tuple[int, tuple[Any, ...]]] = {}
        self.named: set[tuple[int, int]] = set()
        self.number = 0
        for who in PEOPLE:
            self.reload(who)

    def reload(self, who: str) -> None:
        self.pages[who] = {u.id: u for u in self.newsroom.units(self.article)}
        self.structure[who] = structure_of(self.newsroom, self.article)

    def words(self, who: str, unit: UnitView) -> str:
        self.number += 1
        return f"{who} {self.number} " + "".join(f"{{{n}}}x{{/{n}}}" for n in unit.elements)

    def pick(self, who: str, where: int) -> UnitView:
        page = sorted(self.pages[who].values(), key=lambda u: u.position)
        return page[where % len(page)]

    def send(self, who: str, unit: UnitView, text: str, status: str) -> None:
        """A save against what the person sees. What it met, the person sees; then they must choose."""
        if text.strip():
            self.offered.add(text.strip())
        before = {u.id: u for u in all_units(self.newsroom, self.article)}[unit.id]
        try:
            with self.newsroom.work() as work:
                now = units.save_unit(work, self.newsroom.actor(who), unit.id, version=unit.version, text=text, status=status)
        except Conflict as conflict:
            if conflict.code == "unit_changed":
                assert before.version != unit.version, "a fresh save was refused"
                self.conflicts[who] = (conflict.data["current"], text)
            return
        except NO:
            return
        assert before.version == unit.version, "somebody's text was overwritten without its version being named"
        self.pages[who][unit.id] = now
        self.conflicts.pop(who, None)

    @rule(who=PERSON)
    def look_again(self, who: str) -> None:
        self.reload(who)

    @rule(who=PERSON, where=WHERE, status=st.sampled_from(["draft", "confirmed", "later"]))
    def type_and_save(self, who: str, where: int, status: str) -> None:
        unit = self.pick(who, where)
        self.send(who, unit, self.words(who, unit), status)

    @rule(who=PERSON, where=WHERE)
    def confirm_as_it_stands(self, who: str, where: int) -> None:
        unit = self.pick(who, where)
        self.send(who, unit, unit.text, "confirmed")

    @rule(who=PERSON, where=WHERE)
    def empty_it(self, who: str, where: int) -> None:
        self.send(who, self.pick(who, where), "", "empty")

    @precondition(lambda self: self.conflicts)
    @rule(who=PERSON, choice=st.sampled_from(["mine", "theirs", "merge"]))
    def choose(self, who: str, choice: str) -> None:
        """Keep mine, take theirs or merge: the version named is the one that was shown. Somebody may be faster again."""
        if who not in self.conflicts:
            return
        theirs, mine = self.conflicts.pop(who)
        self.pages[who][theirs.id] = theirs
        if choice == "mine":
            self.send(who, theirs, mine, "draft")
        elif choice == "merge":
            self.send(who, theirs, f"{mine} {theirs.text}", "confirmed")
        else:  # what was typed since the save was refused is set aside by name
            text = f"{mine} and more"
            self.offered.add(text.strip())
            with self.newsroom.work() as work:
                asides.set_aside(work, self.newsroom.actor(who), theirs.id, text=text, version=theirs.version)

    @rule(
        who=PERSON,
        where=WHERE,
        many=st.integers(1, 3),
        op=st.sampled_from(["merge", "omit", "put_back", "rewrite", "add", "split"]),
    )
    def change_the_shape(self, who: str, where: int, many: int, op: str) -> None:
        page = sorted(self.pages[who].values(), key=lambda u: u.position)
        at = where % len(page)
        chosen = page[at : at + (1 if op in ("split", "add") else many)]
        params: dict[str, Any] = {}
        if op == "omit":
            params = {"reason": "Known."}
        elif op == "split":
            params = {"source_at": len(chosen[0].source) // 2, "target_at": len(chosen[0].text) // 2}
        elif op in ("add", "rewrite"):
            params = {"text": self.words(who, chosen[0])}
        try:
            result = operate(self.newsroom, self.article, op, chosen, who=who, structure=self.structure[who], **params)
        except NO as error:
            if params.get("text") and isinstance(error, Conflict):
                self.offered.add(params["text"].strip())
            return
        if params.get("text"):
            self.offered.add(params["text"].strip())
        self.done.append(result)
        self.reload(who)

    @precondition(lambda self: self.done)
    @rule(who=PERSON, where=WHERE)
    def revert(self, who: str, where: int) -> None:
        operation = self.done[where % len(self.done)].operation_id
        try:
            result = operate(self.newsroom, self.article, "revert", who=who, structure=self.structure[who], operation=operation)
        except NO:
            return
        self.done.append(result)
        self.reload(who)

    @rule(where=WHERE, who=PERSON)
    def machine_writes(self, who: str, where: int) -> None:
        """Pre-translation against what it read: where a person wrote, or somebody was faster, it writes nothing."""
        unit = self.pick(who, where)
        before = {u.id: u for u in all_units(self.newsroom, self.article)}[unit.id]
        self.number += 1
        try:
            machine_writes(self.newsroom, unit, f"Machine {self.number}.")
        except NO:
            return
        assert not before.touched, "a machine wrote over a person"
        assert before.version == unit.version

    @rule(who=PERSON, meanwhile=st.booleans())
    def export_a_file(self, who: str, meanwhile: bool) -> None:
        """With one sentence put in by another tool; that sentence may be written here too before the file is back."""
        with self.newsroom.database.reading() as session:
            data = interchange.export_article(session, self.newsroom.actor("editor"), self.article, "po").decode()
        self.number += 1
        text = f"From file {self.number}."
        if '\nmsgstr ""\n\n' in data:
            self.files.append((data.replace('\nmsgstr ""\n\n', f'\nmsgstr "{text}"\n\n', 1).encode(), text))
            if meanwhile:
                self.reload(who)
                empty = next((u for u in self.pages[who].values() if not u.text and u.status == "empty"), None)
                if empty is not None:
                    self.send(who, empty, self.words(who, empty), "draft")
                    self.import_a_file(-1)

    @precondition(lambda self: self.files)
    @rule(where=WHERE)
    def import_a_file(self, where: int) -> None:
        data, text = self.files[where % len(self.files)]
        try:
            with self.newsroom.work() as work:
                report = interchange.import_catalog(work, self.newsroom.actor("translator"), data, article_id=self.article)
        except NO:
            return
        if any(line.outcome is not interchange.Outcome.REFUSED for line in report.lines):
            self.offered.add(text)

    @invariant()
    def nothing_is_lost_and_versions_grow_by_one(self) -> None:
        if not hasattr(self, "article"):
            return
        check_article(self.newsroom, self.article)
        rows = all_units(self.newsroom, self.article)
        for unit in rows:
            state = (unit.text, unit.status, unit.cover, unit.tokens, unit.kind, unit.retired)
            version, was = self.seen.get(unit.id, (unit.version, state))
            assert unit.version in (version, version + 1), "a version was skipped"
            assert state == was or unit.version == version + 1, "a change without a version"
            self.seen[unit.id] = (unit.version, state)
        assert set(self.seen) == {u.id for u in rows}, "a unit's row is gone"
        history = {v.text for v in all_versions(self.newsroom, self.article)}
        with self.newsroom.database.reading() as session:
            for found in asides.find_asides(session, self.article, [u.id for u in rows]).values():
                history |= {a.text for a in found}
        lost = {text for text in self.offered if not any(text in kept for kept in history)}
        assert not lost, f"nowhere in the history: {lost}"


def test_any_interleaving_of_two_people_keeps_every_text(newsroom: Newsroom, tmp_path: Path) -> None:
    template = Path(newsroom.database.url.database or "")

    class Machine(TwoPeople):
        def __init__(self) -> None:
            super().__init__()
            path = tmp_path / f"{uuid.uuid4().hex}.sqlite3"
            shutil.copyfile(template, path)
            self.newsroom = Newsroom(share_queries(Database(f"sqlite:///{path}")), Clock(), newsroom.people)

        def teardown(self) -> None:
            self.newsroom.database.dispose()

    run_state_machine_as_test(
        Machine, settings=settings(max_examples=max(8, settings().max_examples // 4), stateful_step_count=25)
    )
