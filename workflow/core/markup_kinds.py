"""What a piece of a story is, by its words or its tags: credits, legal notes, embeds."""

from __future__ import annotations

import re

from workflow.core.markup_scan import Mark, tag_classes

_CREDIT = re.compile(
    r"(?:^|(?<=[.!?…»\")|/;,\n]\s)|(?<=[.!?…»|/\n])|(?<=\s)(?=\())"
    r"\s*(?P<credit>\(?(?:"
    r"(?:фото|фотография|снимок|иллюстрация|видео|кадр|скриншот|инфографика|источник(?:\sфото)?|автор\sфото|"
    r"photo|image|picture|video|credit|source|illustration)(?:\s(?:by|credit))?\s?[:/]\s?\S"
    r"|photo\sby\s\S|фото\s(?:предоставлено|автора|пресс-службы|из\s|с\sсайта)"
    r"|©\s?\S|\([cс]\)\s\S)"
    r"[^\n]{0,120})\s*\Z",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 120

_LEGAL_STATUS = (
    r"(?:иноагент|иностранн\w+\s+агент|экстремистск|террористическ|нежелательн\w+\s+(?:на\s|в\s|организац)|"
    r"перечень\s+(?:террорист|экстремист))"
)
_LEGAL_STARRED = re.compile(rf"\A\s*(?:\*|†|‡|[¹²³⁴]).*{_LEGAL_STATUS}", re.IGNORECASE | re.DOTALL)
_LEGAL_PLAIN = re.compile(
    rf"(?:признан|внес[её]н|включ[её]н|запрещ[её]н|деятельность)[а-яё]*\b.*"
    rf"(?:{_LEGAL_STATUS}.*(?:\bв\s+РФ|\bв\s+России\b|территории\s+(?:РФ|России|Российской)|Минюст)|"
    rf"(?:\bв\s+РФ|\bв\s+России\b|территории\s+(?:РФ|России|Российской)|Минюст).*{_LEGAL_STATUS})",
    re.IGNORECASE | re.DOTALL,
)
_LEGAL_AGENT = re.compile(
    r"(?:материал|сообщение|информация)\b.{0,120}(?:создан|произвед[её]н|распростран)\w*.{0,160}"
    r"иностранн\w+\s+(?:агент|средств)",
    re.IGNORECASE | re.DOTALL,
)
# A report about such a decision is news, not a note.
_REPORTED = re.compile(
    r"сообщ|заяв[ил]|рассказ|переда[её]|уточн|напомн|добав|\bсуд\b|\bсуда\b|\bсегодня\b|\bранее\b|решени[ея]", re.IGNORECASE
)
_LONGEST_LEGAL = 600
_LONGEST_PLAIN_LEGAL = 250

_URL_ONLY = re.compile(r"\s*https?://\S+\s*\Z", re.IGNORECASE)

SHORTCODE = re.compile(
    r"\[/?(?P<name>caption|wp_caption|gallery|embed|video|audio|playlist|youtube|instagram|twitter|telegram|"
    r"contact-form-7|vc_[a-z_]+)(?:\s[^\]\n]*)?/?\]"
)

_EMBED_TAGS = frozenset({"video", "audio", "canvas", "map"})
_EMBED_CLASSES = frozenset(
    [
        "twitter-tweet",
        "twitter-video",
        "twitter-timeline",
        "instagram-media",
        "tiktok-embed",
        "reddit-embed-bq",
        "fb-post",
        "fb-video",
        "wp-block-embed__wrapper",
        "telegram-post",
        "wp-embedded-content",
        "imgur-embed-pub",
        "bluesky-embed",
        "text-post-media",
    ]
)
_AMP_CONTAINERS = frozenset({"amp-accordion", "amp-layout", "amp-fit-text"})
_INLINE_ATOMS = frozenset(["code", "kbd", "samp", "svg", "math", "button", "select", "ruby", "datalist", "meter", "progress"])


def find_credit(caption: str) -> int | None:
    """Where the photo credit at the end of a caption begins, its bracket included; 0 when it is nothing else."""
    found = None
    for match in _CREDIT.finditer(caption[-_LONGEST_CREDIT - 20 :]):
        found = match.start("credit") + max(0, len(caption) - _LONGEST_CREDIT - 20)
        break
    if found is None:
        return None
    return None if found and len(caption) - found > _LONGEST_CREDIT else found


def is_credit(text: str) -> bool:
    """Whether a paragraph is a photo credit and nothing else."""
    text = text.strip()
    return len(text) <= _LONGEST_CREDIT and bool(_CREDIT.match(text))


def is_legal_note(text: str) -> bool:
    """Whether a paragraph is wholly one of the notes Russian law asks for; it is fixed text."""
    if len(text) > _LONGEST_LEGAL:
        return False
    if _LEGAL_STARRED.search(text) or _LEGAL_AGENT.search(text):
        return True
    return len(text) <= _LONGEST_PLAIN_LEGAL and bool(_LEGAL_PLAIN.search(text)) and not _REPORTED.search(text)


def is_bare_address(text: str) -> bool:
    """A paragraph that is one address and nothing else: WordPress turns it into an embed."""
    return bool(_URL_ONLY.match(text))


def is_embed_tag(source: str, mark: Mark) -> bool:
    """Whether a start tag opens something from outside that is kept whole."""
    name = mark.name
    if name in _EMBED_TAGS:
        return True
    if name.startswith("amp-"):
        return name not in _AMP_CONTAINERS
    if name in ("blockquote", "div", "figure", "a"):
        return bool(_EMBED_CLASSES & tag_classes(source[mark.start : mark.end]))
    return False


def is_inline_atom(name: str) -> bool:
    """Inline elements that a translator sees as one placeholder, content included."""
    return name in _INLINE_ATOMS
