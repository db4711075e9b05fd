"""`/articles/{id}/pretranslation`."""

from __future__ import annotations

from workflow.api.registry import PREFIX, Answer, Call, Routes
from workflow.api.schemas.jobs import JobOut, PretranslationIn, show_job
from workflow.core.errors import Invalid
from workflow.mt.base import MTError
from workflow.mt.registry import ENGINES, split_names
from workflow.services import jobs

routes = Routes("pretranslation")


@routes.post(
    "/articles/{article_id}/pretranslation",
    "Have machine and memory fill the units nobody has touched",
    response=JobOut,
    body=PretranslationIn,
    body_optional=True,
    status=202,
    idempotent=True,
    needs=("read", "pretranslate"),
    errors=(409,),
    description="`Location` is the job's address. While a job is active, asking again answers with it.",
)
def request_pretranslation(call: Call, *, article_id: int, body: PretranslationIn) -> Answer:
    if body.engine is not None:
        try:
            split_names(body.engine)
        except MTError:
            raise Invalid("engine_unknown", engine=body.engine, known=", ".join(sorted(ENGINES))) from None
    job = jobs.request_pretranslation(call.work, call.actor, article_id, engine=body.engine, only_empty=body.only_empty)
    return Answer(show_job(job), status=202, headers={"Location": f"{PREFIX}/jobs/{job.id}"})
