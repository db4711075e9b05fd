"""The memory's lookup: what it finds beside brute force, how fast, and what others need for the same.

`make bench` runs it small; `make bench-memory` with 100,000 and 1,000,000 entries, and keeps the table in RESULTS.md.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bench.machine import describe_machine
from bench.memory_corpus import NoNews, change_a_little, grow, real_sentences, words_by_ending
from bench.stats import Timing, summarise
from tests.postgres import PostgresServer
from workflow.core.hashing import normalise
from workflow.core.markup_tokens import escape_text
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.work import unit_of_work
from workflow.formats.pairs import Pair
from workflow.services import memory, memory_entries
from workflow.services.memory import MemoryQuery

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADING = "## Translation memory"
#: Entries of the run that belongs to `make bench`.
SMALL = 20_000
LEAST = 70
TOP = 5
PORTION = 5_000
Row = tuple[str, str, str, str, bool]
#: A process between this one and the measured one: a child is charged with the memory its parent had.
_RUN_AND_TELL = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the similarities of the five nearest entries, by comparing with every one of them."""

    text: str
    truth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    recall: float
    timing: Timing
    #: Of this process alone: what the lookup takes where nobody else wants the processor (SQLite's work is in it).
    cpu: Timing
    article: float
    build: float


def letters(n: int) -> str:
    """A number in letters: an English text without digits, a different one for each entry."""
    return "".join(chr(97 + int(digit)) for digit in str(n))


def ask(count: int, queries: int, *, seed: int = 11) -> tuple[list[Question], Timing]:
    """Questions as they come: sentences with one or two small changes, short ones with one, and unseen ones; and how long
    brute force takes for each."""
    texts = [normalise(text) for text in grow(count)]
    chance = random.Random(seed)
    endings = words_by_ending()
    short = [text for text in islice(texts, 60_000) if len(text) <= 40]
    asked = [change_a_little(chance.choice(texts), chance, endings) for _ in range(queries * 4 // 10)]
    asked += [
        change_a_little(change_a_little(chance.choice(texts), chance, endings), chance, endings) for _ in range(queries * 3 // 10)
    ]
    asked += [change_a_little(chance.choice(short), chance, endings) for _ in range(queries * 2 // 10)]
    asked += [" ".join(reversed(text.split())) for text in chance.sample(texts, queries // 10)]
    questions, costs = [], []
    for text in map(normalise, asked):
        began = time.perf_counter()
        best = process.extract(text, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST / 100, limit=TOP)
        costs.append((time.perf_counter() - began) * 1000)
        questions.append(Question(text, tuple(score for _, score, _ in best)))
    return questions, summarise(costs)


def fill(database: Database, count: int) -> float:
    """Seconds to take the corpus in, a portion a transaction, as an import does."""
    began = time.perf_counter()
    entries = grow(count)
    made = 0
    while some := list(islice(entries, PORTION)):
        pairs = [Pair(text, f"Sentence {letters(made + n)}.") for n, text in enumerate(some)]
        made += len(some)
        with unit_of_work(database) as work:
            memory_entries.add_pairs(work, pairs, source_language="ru", target_language="en")
    while True:
        with unit_of_work(database) as work:
            if not memory_entries.tidy_index(work):
                break
    if not database.is_sqlite:  # what PostgreSQL does by itself after a while; a throw-away one does not
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return time.perf_counter() - began


def measure_ours(database: Database, questions: Sequence[Question], count: int) -> Figures:
    """Taken in by this process and asked by another, as an import and the web are."""
    build = fill(database, count)
    url = database.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        recall, timing, cpu, article = pool.submit(ask_all, url, questions).result()
    return Figures(recall, timing, cpu, article, build)


def ask_all(url: str, questions: Sequence[Question]) -> tuple[float, Timing, Timing, float]:
    """Recall, the time and the processor time of a question, and the seconds of an article of 40."""
    database = Database(url)

    def look(texts: Sequence[str]) -> list[list[float]]:
        with database.reading() as session:
            found = memory.find_matches(
                session, [MemoryQuery(t) for t in texts], source_language="ru", target_language="en", limit=TOP
            )
        return [
            [Levenshtein.normalized_similarity(t, normalise(m.source)) for m in matches]
            for t, matches in zip(texts, found, strict=True)
        ]

    for question in questions[:20]:
        look([question.text])
    recall, timing = compare_answers(questions, lambda text: look([text])[0])
    cpu = time_processor(questions, lambda text: look([text]))
    articles = []
    for at in range(0, min(len(questions) - 39, 120), 40):
        began = time.perf_counter()
        look([q.text for q in questions[at : at + 40]])
        articles.append(time.perf_counter() - began)
    database.dispose()
    return recall, timing, cpu, sorted(articles)[len(articles) // 2]


def compare_answers(questions: Sequence[Question], look: Callable[[str], Sequence[float]]) -> tuple[float, Timing]:
    """Recall of the truth's matches, equal similarities standing for one another, and the time a question takes."""
    wanted = found = 0
    costs = []
    for question in questions:
        began = time.perf_counter()
        scores = sorted(look(question.text), reverse=True)
        costs.append((time.perf_counter() - began) * 1000)
        wanted += len(question.truth)
        left = list(scores)
        for truth in question.truth:
            hit = next((s for s in left if s >= truth - 1e-9), None)
            if hit is not None:
                left.remove(hit)
                found += 1
    return found / max(wanted, 1), summarise(costs)


def time_processor(questions: Sequence[Question], look: Callable[[str], object]) -> Timing:
    costs = []
    for question in questions:
        began = time.process_time()
        look(question.text)
        costs.append((time.process_time() - began) * 1000)
    return summarise(costs)


@contextmanager
def sqlite() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/memory.sqlite3")
        upgrade_database(database)
        yield database
        database.dispose()


@contextmanager
def postgres() -> Iterator[Database]:
    with PostgresServer() as server:
        database = Database(server.create_database("memory"))
        upgrade_database(database)
        yield database
        database.dispose()


def measure_trigrams(database: Database, questions: Sequence[Question]) -> tuple[float, Timing]:
    """PostgreSQL's own trigram index at .4, the threshold at which it loses nothing."""
    with database.writing() as session:
        run = session.connection().exec_driver_sql
        run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert run("SELECT show_trgm('Привет')").scalar_one(), "trigrams are blind to Cyrillic in this locale"
        run("CREATE INDEX peer ON memory_entries USING gin (normalised gin_trgm_ops)")

    def look(text: str) -> list[float]:
        with database.reading() as session:
            run = session.connection().exec_driver_sql
            run("SET LOCAL pg_trgm.similarity_threshold = 0.4")
            rows = run("SELECT normalised FROM memory_entries WHERE normalised %% %s", (text,)).scalars().all()
        best = process.extract(text, rows, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST / 100, limit=TOP)
        return [score for _, score, _ in best]

    return compare_answers(questions, look)


def measure_toolkit(count: int, questions: Sequence[Question], **options: int) -> tuple[float, Timing]:
    """translate-toolkit's matcher, which holds every unit in memory and compares with each."""
    from translate.search.match import matcher
    from translate.storage.base import TranslationStore, TranslationUnit

    store: Any = TranslationStore()
    for n, text in enumerate(grow(count)):
        unit = TranslationUnit(normalise(text))
        unit.target = f"Sentence {letters(n)}."
        store.addunit(unit)
    made = matcher(store, max_candidates=TOP, min_similarity=LEAST, **options)

    def look(text: str) -> list[float]:
        try:
            return [Levenshtein.normalized_similarity(text, unit.source) for unit in made.matches(text)]
        except TypeError:  # it compares units where two are equally like
            return []

    return compare_answers(questions, look)


def measure(count: int, queries: int = 120) -> Iterator[Row]:
    """The rows of one size."""
    questions, brute = ask(count, queries)
    size = f"{count:,} entries"
    beside = f"comparing with every entry: {brute}"
    with sqlite() as database:
        ours = measure_ours(database, questions, count)
        yield _recall(size, "SQLite", ours, 0.998, "1 by definition")
        yield _timing(size, "SQLite", ours, 7, 50, beside)
        yield (
            f"memory, {size}, SQLite: an article of 40 units", "≤ 0.5 s", f"{ours.article:.2f} s", "–", ours.article <= 0.5,
        )  # fmt: skip
    yield from measure_import(count)
    with postgres() as database:
        ours = measure_ours(database, questions, count)
        few = questions[:: max(1, len(questions) // 20)]
        recall, timing = measure_trigrams(database, few)
        yield _recall(size, "PostgreSQL", ours, 0.995, f"pg_trgm at .4: {recall:.3f}")
        yield _timing(size, "PostgreSQL", ours, 25, 150, f"pg_trgm at .4, then the same comparison: {timing}")
        yield (
            f"memory, {size}, PostgreSQL: an article of 40 units", "≤ 0.5 s", f"{ours.article:.2f} s", "–", ours.article <= 0.5,
        )  # fmt: skip
    if count <= 100_000:
        few = questions[:: max(1, len(questions) // 20)]
        for name, options in (("as it comes", {}), ("max_length=400", {"max_length": 400})):
            try:
                recall, timing = measure_toolkit(count, few, **options)
            except ImportError:
                break
            yield (f"translate-toolkit’s matcher, {name}, {size}", "–", f"recall {recall:.3f}, {timing}", "a peer", True)


def measure_import(count: int) -> Iterator[Row]:
    """A TMX file through the command line, and what it needs of memory beside a tenth of it."""
    from workflow.formats.pairs import Pair
    from workflow.formats.tmx import write_tmx

    needed: list[int] = []
    seconds = processor = 0.0
    with tempfile.TemporaryDirectory() as directory:
        for units in (count // 10, count):
            data, file = Path(directory) / f"data-{units}", Path(directory) / f"{units}.tmx"
            with file.open("w", encoding="utf-8") as written:
                pairs = (Pair(escape_text(text), f"Sentence {letters(n)}.") for n, text in enumerate(grow(units)))
                written.writelines(write_tmx(pairs, source_language="ru", target_language="en", version="bench"))
            command = [sys.executable, "-m", "workflow.cli"]
            subprocess.run([*command, "db", "upgrade", "--data", data], check=True, capture_output=True)
            subprocess.run(
                [*command, "user", "add", "a@example.org", "--role", "admin", "--password-stdin", "--data", data],
                check=True, capture_output=True, input=b"a long password\n",
            )  # fmt: skip
            began = time.perf_counter()
            found = subprocess.run(
                [sys.executable, "-c", _RUN_AND_TELL, *command, "memory", "import", file, "--edition", "en", "--data", data],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            seconds = time.perf_counter() - began
            most, processor = map(float, found.stdout.split()[-2:])
            needed.append(round(most / 1024))
    flat = count < 100_000 or needed[1] <= needed[0] * 1.2  # a small file does not fill the caches
    yield (
        f"memory, import of {count:,} TMX units",
        "≤ 10 min at 1,000,000, memory flat",
        f"{seconds:.0f} s (processor {processor:.0f} s), {needed[1]} MB at most",
        f"a tenth of the units: {needed[0]} MB",
        seconds <= 600 * count / 1_000_000 + 10 and flat,
    )


def _recall(size: str, where: str, ours: Figures, least: float, peer: str) -> Row:
    return (
        f"memory, {size}, {where}: recall@5 of matches ≥ 70 %", f"≥ {least}", f"{ours.recall:.4f}", peer, ours.recall >= least,
    )  # fmt: skip


def _timing(size: str, where: str, ours: Figures, p50: float, p95: float, peer: str) -> Row:
    met = ours.timing.p50 <= p50 and ours.timing.p95 <= p95
    value = f"{ours.timing}, processor {ours.cpu.p50:.1f} / {ours.cpu.p95:.1f} ms; taken in in {ours.build:.0f} s"
    return (f"memory, {size}, {where}: lookup p50 / p95", f"≤ {p50} / {p95} ms", value, peer, met)


def measure_small() -> list[Row]:
    """For `make bench`; nothing where the real sentences are not at hand."""
    try:
        real_sentences()
    except NoNews as error:
        sys.stderr.write(f"memory: skipped, {error}\n")
        return []
    return list(measure(SMALL, queries=60))


def main() -> int:
    sizes = [int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000]
    machine = describe_machine()
    rows: list[Row] = []
    for size in sizes:
        for row in measure(size):
            rows.append(row)
            sys.stdout.write(show(row) + "\n")
            sys.stdout.flush()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [
        HEADING,
        "",
        f"Written by `make bench-memory` on {datetime.now(UTC):%Y-%m-%d}: {machine}. {len(real_sentences()):,} real Russian",
        f"sentences, grown; {most:,} MB at most in this process, brute force's own list of them included.",
        "",
        "| figure | target | measured | beside it | met |",
        "|---|---|---|---|---|",
        *map(show, rows),
        "",
    ]
    before = RESULTS.read_text(encoding="utf-8").split(HEADING)[0].rstrip()
    RESULTS.write_text(before + "\n\n" + "\n".join(lines), encoding="utf-8")
    return 0 if all(row[4] for row in rows) else 1


def show(row: Row) -> str:
    name, target, value, peer, met = row
    return f"| {name} | {target} | {value} | {peer} | {'yes' if met else 'no'} |"


if __name__ == "__main__":
    raise SystemExit(main())
