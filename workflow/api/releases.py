"""`/articles/{id}/releases` and `/releases/{id}`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.more import ReleaseDetailOut, ReleaseList, ReleaseOut, release_fields
from workflow.http.sanitise import sanitise_html
from workflow.services import publishing
from workflow.services.content import live_release

routes = Routes("releases")


@routes.get("/articles/{article_id}/releases", "Releases, the newest first, taken-back ones included", response=ReleaseList)
def list_releases(call: Call, *, article_id: int) -> Answer:
    found = publishing.list_releases(call.session, call.actor, article_id)
    live = live_release(call.session, article_id, call.now)
    items = [ReleaseOut(**release_fields(r, live=live.id if live else None)) for r in found]
    return Answer(ReleaseList(items=items, next=None))


@routes.get("/releases/{release_id}", "A release with exactly what readers get", response=ReleaseDetailOut)
def get_release(call: Call, *, release_id: int) -> Answer:
    release, content = publishing.get_release(call.session, call.actor, release_id)
    live = live_release(call.session, release.article_id, call.now)
    html = sanitise_html(str(content.get("html", "")), embed_label=lambda host: host)
    return Answer(ReleaseDetailOut(**release_fields(release, live=live.id if live else None), content=content, html=html))
