"""`/stories`: in as JSON or as a file, revised, withdrawn, listed."""

from __future__ import annotations

from workflow.api.cursors import read_cursor, write_cursor
from workflow.api.errors import ApiProblem
from workflow.api.parsing import Upload
from workflow.api.registry import PREFIX, Answer, Call, RawBody, Routes
from workflow.api.schemas.stories import (
    PostedStoryOut,
    RevisionIn,
    SentenceIn,
    StoryDetailOut,
    StoryFileIn,
    StoryIn,
    StoryList,
    StoryQuery,
    WithdrawalQuery,
    show_posted,
    show_story,
    show_story_detail,
)
from workflow.core.document import BlockKind, UnreadableStory
from workflow.core.errors import Invalid
from workflow.formats.incoming import IncomingStory, read_stories
from workflow.http.runtime import get_runtime
from workflow.services import ingest, stories
from workflow.services.ingest import IngestResult, StoryInput

routes = Routes("stories")
ETAG = "the number of the newest source revision"


@routes.get("/stories", "Stories, the newest first", response=StoryList, query=StoryQuery)
def list_stories(call: Call, *, query: StoryQuery) -> Answer:
    found, after = stories.list_stories(
        call.session,
        call.actor,
        state=query.state,
        edition=query.edition,
        q=query.q,
        changed_since=query.changed_since,
        before=read_cursor("stories", query.cursor),
        limit=query.limit,
    )
    return Answer(StoryList(items=[show_story(s) for s in found], next=write_cursor("stories", after)))


@routes.post(
    "/stories",
    "Bring a story in; 200 where it was here already",
    response=PostedStoryOut,
    body=StoryIn,
    status=201,
    statuses=(200,),
    raw=RawBody((), form=StoryFileIn, beside_json=True),
    idempotent=True,
    needs=("read", "story:create"),
    errors=(409, 413),
    etag=ETAG,
    description="As JSON, or as a multipart `file`: plain text, HTML, an AMP page, WordPress REST JSON or WXR, decided by its "
    "content. A script in it is dropped and a notice says so. A story that arrives published opens a draft in every edition "
    "that wants it.",
)
def post_story(call: Call, *, body: StoryIn | None = None, upload: Upload | None = None) -> Answer:
    if upload is not None:
        results = [_take_file_story(call, story, upload) for story in _read_file(upload)]
    else:
        assert body is not None
        results = [ingest.ingest_story(call.work, call.actor, _read_story(body), draft=body.state == "draft")]
    call.session.flush()
    shown = [show_posted(*stories.read_story(call.session, call.actor, r.story_id), r) for r in results]
    first = shown[0]
    if len(shown) > 1:
        first = PostedStoryOut(**{name: getattr(first, name) for name in first.model_fields_set}, items=shown)
    created = any(r.created for r in results)
    return Answer(
        first,
        status=201 if created else 200,
        etag=str(first.revision),
        headers={"Location": f"{PREFIX}/stories/{first.id}"} if created else {},
    )


@routes.get("/stories/{story_id}", "A story with its source text", response=StoryDetailOut, etag=ETAG)
def get_story(call: Call, *, story_id: int) -> Answer:
    return _answer(call, story_id)


@routes.put(
    "/stories/{story_id}",
    "A new revision of the source",
    response=PostedStoryOut,
    body=RevisionIn,
    if_match=ETAG,
    etag=ETAG,
    idempotent=True,
    errors=(409, 413),
    description="It changes no translation by itself: editions take it over. A published story that was written here is taken up "
    "by `update` or `correct` first (409).",
)
def put_story(call: Call, *, story_id: int, version: int, body: RevisionIn) -> Answer:
    _require_scope(call)
    view, _ = stories.read_story(call.session, call.actor, story_id)
    if body.language is not None and body.language != view.language:
        raise Invalid("language_not_source", language=body.language, source=view.language)
    result = stories.revise_at(
        call.work,
        call.actor,
        story_id,
        revision=version,
        change=body.change or "",
        title=body.read_head(BlockKind.HEADLINE, body.title),
        html=body.read_body(),
        url=body.url,
        published_at=body.published_at,
        standfirst=body.read_head(BlockKind.STANDFIRST, body.standfirst),
        byline=body.read_head(BlockKind.BYLINE, body.byline),
    )
    call.session.flush()
    shown = show_posted(*stories.read_story(call.session, call.actor, story_id), result)
    return Answer(shown, etag=str(shown.revision))


@routes.put(
    "/stories/{story_id}/sentences/{key}",
    "A new revision with one sentence changed",
    response=PostedStoryOut,
    body=SentenceIn,
    if_match=ETAG,
    etag=ETAG,
    idempotent=True,
    errors=(409,),
    description="`key` is the sentence's in the revision that `If-Match` names. Its marks (`{1}`…) must stay.",
)
def put_sentence(call: Call, *, story_id: int, key: str, version: int, body: SentenceIn) -> Answer:
    _require_scope(call)
    result = stories.mend_sentence(call.work, call.actor, story_id, key, revision=version, text=body.text)
    call.session.flush()
    shown = show_posted(*stories.read_story(call.session, call.actor, story_id), result)
    return Answer(shown, etag=str(shown.revision))


@routes.delete(
    "/stories/{story_id}",
    "Withdraw the story as written",
    response=StoryDetailOut,
    query=WithdrawalQuery,
    etag=ETAG,
    needs=("read", "transitions"),
    errors=(409,),
)
def withdraw_story(call: Call, *, story_id: int, query: WithdrawalQuery) -> Answer:
    stories.withdraw_story(call.work, call.actor, story_id, reason=query.reason)
    call.session.flush()
    return _answer(call, story_id)


def _answer(call: Call, story_id: int) -> Answer:
    shown = show_story_detail(*stories.read_story(call.session, call.actor, story_id))
    return Answer(shown, etag=str(shown.revision))


def _read_story(body: StoryIn) -> StoryInput:
    return StoryInput(
        title=body.read_head(BlockKind.HEADLINE, body.title) or "",
        html=body.read_body() or "",
        language=body.language,
        standfirst=body.read_head(BlockKind.STANDFIRST, body.standfirst) or "",
        byline=body.read_head(BlockKind.BYLINE, body.byline) or "",
        url=body.url,
        source=body.source,
        external_id=body.external_id,
        published_at=body.published_at,
        priority=body.priority,
        archive=body.archive,
    )


def _require_scope(call: Call) -> None:
    """Who writes stories or mends texts may revise one; the state of the story decides the rest."""
    if not any(call.actor.in_scope(word) for word in ("story:create", "units:write")):
        raise ApiProblem(403, "scope_missing", scope="story:create")


def _read_file(upload: Upload) -> list[IncomingStory]:
    form = upload.form
    assert isinstance(form, StoryFileIn)
    most = get_runtime().settings.max_upload_bytes
    try:
        return read_stories(upload.data, name=upload.name, language=form.language, max_bytes=most)
    except UnreadableStory as error:
        raise Invalid(error.code, detail=error.detail, limit=f"{most // 1_000_000} MB") from None


def _take_file_story(call: Call, story: IncomingStory, upload: Upload) -> IngestResult:
    form = upload.form
    assert isinstance(form, StoryFileIn)
    given = ingest.as_input(
        story,
        url=story.url or form.url,
        source=story.source or form.source or "file",
        external_id=story.external_id or form.external_id,
        priority=form.priority if form.priority != "normal" else story.priority,
        archive=form.archive,
    )
    return ingest.ingest_story(call.work, call.actor, given, draft=(form.state or story.status) == "draft")
