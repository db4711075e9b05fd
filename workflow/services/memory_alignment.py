"""Posts of an archive → pairs for the memory: which post is whose translation, and sentence by sentence what of it is.

Nobody has looked at these pairs, so they go in as unreviewed. Where two posts share little, nothing of them is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from workflow.core.document import BlockKind, iter_blocks
from workflow.core.english_sentences import split_english
from workflow.core.markup import build_document, source_text
from workflow.core.markup_tokens import render_tokens, strip_tokens
from workflow.core.post_pairing import Post, PostPair, Why, pair_posts
from workflow.core.segmentation import split_sentences
from workflow.core.sentence_alignment import LEAST_CONFIDENCE, Sentence, align_sentences, may_learn
from workflow.core.sentence_anchors import anchor_term, read_anchors
from workflow.core.terms import TermFinder
from workflow.formats.archive import ArchivePost, name_of
from workflow.formats.pairs import Pair
from workflow.formats.story import IncomingStory

NO_TERMS = TermFinder(())
#: Of the shorter text this share must be found in the other, or the two are no translations of one another.
LEAST_SHARED = 0.3
#: Sentences of a post that are looked at; what is longer is no news story.
MOST_SENTENCES = 1500
#: Characters of a text that say which story it is.
_OPENING = 1500
#: What stands for what: signatures, datelines, embeds and legal notes are nobody's translation.
_KINDS = {
    BlockKind.HEADLINE: "headline",
    BlockKind.SUBHEAD: "subhead",
    BlockKind.CAPTION: "caption",
    BlockKind.ALT: "caption",
    **dict.fromkeys((BlockKind.STANDFIRST, BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM), "text"),
}


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A pair for the memory, and how sure it is, from 0 to 1."""

    pair: Pair
    confidence: float


@dataclass(frozen=True, slots=True)
class AlignedPosts:
    """Two posts and what was found in them. `left_out`: why nothing is taken, or ""."""

    source: str
    target: str
    why: Why | Literal[""]
    sentences: tuple[int, int]
    pairs: tuple[AlignedPair, ...]
    left_out: Literal["", "unlike", "too_long"] = ""


def pair_archive(
    sources: Sequence[ArchivePost],
    targets: Sequence[ArchivePost],
    *,
    listed: Iterable[tuple[str, str]] = (),
    guess: bool = True,
) -> list[PostPair]:
    """Which post is the translation of which. `guess`: also by date and what the texts share, where nothing says it."""
    named = [(name_of(one), name_of(other)) for one, other in listed]
    return pair_posts(*([_as_post(post, guess) for post in side] for side in (sources, targets)), listed=named, guess=guess)


def _as_post(post: ArchivePost, guess: bool) -> Post:
    keys: tuple[frozenset[str], ...] = ()
    if guess:
        text = source_text(post.story.html)[:_OPENING]
        keys = (
            *(anchor.keys for line in (post.story.title, text) for anchor in read_anchors(line)),
            *(frozenset({f"picture {name}"}) for name in post.pictures),
        )
    return Post(post.names, post.slug, post.translations, post.groups, post.story.published_at, keys)


def align_posts(
    source: ArchivePost,
    target: ArchivePost,
    *,
    why: Why | Literal[""] = "",
    least: float = LEAST_CONFIDENCE,
    terms: TermFinder = NO_TERMS,
) -> AlignedPosts:
    """The sentences of two posts that are surely each other's translation. Placeholders are left out of them."""
    sides = _read_sentences(source.story, terms), _read_sentences(target.story, NO_TERMS)
    sizes = (len(sides[0]), len(sides[1]))
    labels = (source.label, target.label)
    if max(sizes) > MOST_SENTENCES:
        return AlignedPosts(*labels, why, sizes, (), "too_long")
    pairs: list[AlignedPair] = []
    used = [0, 0]
    for kind in dict.fromkeys(_KINDS.values()):
        ours, theirs = ([s for s in side if s.kind == kind] for side in sides)
        for bead in align_sentences(ours, theirs):
            if may_learn(bead, least):
                pair = Pair(
                    render_tokens([" ".join(ours[n].text for n in bead.sources)]),
                    render_tokens([" ".join(theirs[n].text for n in bead.targets)]),
                    "headline" if kind == "headline" else "text",
                    provenance=target.label[:200],
                )
                pairs.append(AlignedPair(pair, bead.confidence))
                used = [used[0] + len(bead.sources), used[1] + len(bead.targets)]
    # A short text needs as much of its own as a long one: one sentence that fits by chance is no translation.
    if not pairs or max(used[0] / sizes[0], used[1] / sizes[1]) < LEAST_SHARED:
        return AlignedPosts(*labels, why, sizes, (), "unlike")
    return AlignedPosts(*labels, why, sizes, tuple(pairs))


def _read_sentences(story: IncomingStory, terms: TermFinder) -> list[Sentence]:
    document, _ = build_document(language=story.language, title=story.title, html=story.html, standfirst=story.standfirst)
    found: list[Sentence] = []
    for number, block in enumerate(iter_blocks(document)):
        kind = _KINDS.get(block.kind)
        if kind is not None:
            text = " ".join(strip_tokens(segment.text) for segment in block.segments)
            for sentence in _split(text, story.language, kind):
                known = tuple(anchor_term(term.accepted) for term in terms.find(sentence))
                found.append(Sentence(sentence, number, kind, known))
    return found


def _split(text: str, language: str, kind: str) -> list[str]:
    if kind == "headline":
        return [text.strip()] if text.strip() else []
    if language == "en":
        return split_english(text)
    return [text[start:end] for start, end in split_sentences(text)]
