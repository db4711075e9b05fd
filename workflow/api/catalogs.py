"""`/articles/{id}/catalog.{po,pot,mo}` out, `/articles/{id}/catalog` in."""

from __future__ import annotations

import hashlib

from workflow.api.errors import ApiProblem
from workflow.api.parsing import Upload
from workflow.api.registry import Answer, Call, RawBody, Routes
from workflow.api.schemas.more import CatalogQuery, ImportQuery, ImportReportOut, show_report
from workflow.core.errors import Forbidden
from workflow.core.permissions import Permission
from workflow.http.runtime import get_runtime
from workflow.services import interchange
from workflow.services.access import open_article

routes = Routes("catalogs")
#: What tools and curl send a catalog as; the content decides what it is.
CATALOG_TYPES = (
    "text/x-gettext-translation",
    "text/x-po",
    "application/x-gettext",
    "application/x-po",
    "application/x-gettext-translation",
    "application/octet-stream",
    "text/plain",
)


@routes.get(
    "/articles/{article_id}/catalog.{fmt}",
    "The article's gettext catalog: `po`, `pot` or `mo`",
    response=None,
    query=CatalogQuery,
    media_types=tuple(interchange.CONTENT_TYPES.values()),
    needs=("read", "catalog:export"),
    etag="a hash of the bytes",
    description="The same rows give the same bytes. `If-None-Match` is answered with 304.",
    errors=(422,),
    statuses=(304,),
)
def export_catalog(call: Call, *, article_id: int, fmt: str, query: CatalogQuery) -> Answer:
    file = open_article(call.session, call.actor, article_id)
    data = interchange.export_article(call.session, call.actor, article_id, fmt, width=query.width)
    name = interchange.catalog_name(file.story.id, file.edition.tag, fmt)
    return Answer(
        data,
        media_type=interchange.CONTENT_TYPES[fmt],
        etag=hashlib.sha256(data).hexdigest()[:32],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@routes.post(
    "/articles/{article_id}/catalog",
    "Bring a PO file back",
    response=ImportReportOut,
    raw=RawBody(CATALOG_TYPES),
    query=ImportQuery,
    idempotent=True,
    needs=("read", "catalog:import"),
    errors=(409, 413),
    description="As a multipart `file` or as the body. Only units whose version is the file's change; nothing is half written.",
)
def import_catalog(call: Call, *, article_id: int, query: ImportQuery, upload: Upload) -> Answer:
    file = open_article(call.session, call.actor, article_id, lock=True)
    if not call.actor.may(Permission.CATALOG_IMPORT, file.edition.id):
        raise Forbidden("catalog_not_yours")
    most = get_runtime().settings.max_upload_bytes
    if not upload.data.strip():
        raise ApiProblem(422, "empty")
    report = interchange.import_catalog(
        call.work, call.actor, upload.data, article_id=article_id, edition=file.edition.tag, dry_run=query.dry_run, max_bytes=most
    )
    return Answer(show_report(report))
