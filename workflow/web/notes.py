"""What the board says to somebody who is named in a note, and that they have read it."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from workflow.http.identity import require_actor
from workflow.http.runtime import writing
from workflow.services import notes
from workflow.services.notes import MentionView
from workflow.web.requests import go_to

blueprint = Blueprint("notes", __name__)


def mention_path(mention: MentionView) -> str:
    """Where the note stands, in the screen that fits the article's state."""
    if mention.unit_id is None:
        return f"/articles/{mention.article_id}#notes"
    # No element of the grid has this name: a browser that finds one takes the focus out of the field.
    place = f"edit#unit-{mention.unit_id}" if mention.state in ("draft", "translate") else f"review#u{mention.unit_id}"
    return f"/articles/{mention.article_id}/{place}"


@blueprint.post("/notes/<int:note_id>/read")
def read_note(note_id: int) -> Response:
    """Seen on the board itself."""
    actor = require_actor()
    with writing() as work:
        notes.read_note(work, actor, note_id)
    return go_to(url_for("board.show_board"))
