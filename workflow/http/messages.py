"""Codes from core and services → sentences people read. One place, so that no code is shown bare.

A sentence says what happened and what to do about it. `N_` marks a msgid for extraction and returns it unchanged;
the words are translated when shown. Parameters come with the code
(`WorkflowError.params`); `num` (or `count`) chooses a plural's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.http.findings import FINDINGS
from workflow.http.i18n import LazyText, lazy_gettext, lookup, lookup_plural
from workflow.http.marking import N_, N_n

MESSAGES: dict[str, str | tuple[str, str]] = {
    # moves that are refused, and why
    "no_such_move": N_("This cannot be done while the article is in this state. Reload to see where it is now."),
    "move_refused": N_("Something is still in the way."),
    "not_your_move": N_("Your role may not do this."),
    "role_needed": N_("Your role may not do this."),
    "units_open": N_n(
        "%(num)s sentence is not confirmed yet. Confirm it, leave it out, or mark it “later”.",
        "%(num)s sentences are not confirmed yet. Confirm them, leave them out, or mark them “later”.",
    ),
    "headline_missing": N_("The headline is not confirmed. An article cannot go out without one."),
    "finding_open": N_("A check found something that blocks this. Mend it, or dismiss it with a reason."),
    "note_missing": N_("Say in a note what should change."),
    "reason_missing": N_("Give a reason; it goes on record."),
    "correction_note_missing": N_("Write the correction note; readers will see it."),
    "content_hash_missing": N_("Open the review page and publish from there, so that what you read is what goes out."),
    "content_changed": N_("The text changed while you were reading. Look at the changes, then publish what you see."),
    "dismissal_not_accepted": N_("The translator dismissed a finding. Accept that, or return the article."),
    "four_eyes": N_n(
        "%(num)s sentence was written, moved or left out, and seen by nobody but its author. "
        "Somebody else has to confirm or publish it.",
        "%(num)s sentences were written, moved or left out, and seen by nobody but their author. "
        "Somebody else has to confirm or publish them.",
    ),
    "four_eyes_fields": N_n(
        "%(num)s field beside the text was read by nobody but its author. Somebody else has to mend or publish it.",
        "%(num)s fields beside the text were read by nobody but their author. Somebody else has to mend or publish them.",
    ),
    "on_hold": N_("On hold: %(why)s"),
    "nothing_to_take_back": N_("There is no publication to take back."),
    "already_live": N_("Version %(number)s is out already. Correct or withdraw it instead."),
    "time_without_zone": N_("Give the time with its time zone."),
    "not_yours": N_("You may not do this."),
    "note_not_yours": N_("Whoever began the thread settles it, or somebody who writes in this article."),
    "hold_not_yours": N_("Only editors put an article on hold or release it."),
    "stories_not_yours": N_("Your role may not bring in stories."),
    "release_not_yours": N_("Your role may bring in drafts only: an editor releases a story to the editions."),
    "pretranslate_not_yours": N_("Your role may not start the machine translation."),
    "takeover_not_yours": N_("Your role may not take over a new revision."),
    "nothing_to_take_over": N_("There is no newer revision of the original."),
    "slug_frozen": N_("The address was published (%(slug)s) and stays; a change would break links."),
    "field_unknown": N_("There is no field “%(name)s”."),
    "field_changed": N_("Somebody changed this field meanwhile. Look at both texts and choose."),
    "link_bad": N_("A link can lead to a web address (https://…) or to a page of the site (/…), not to “%(address)s”."),
    "link_unknown": N_("The original has no link to “%(address)s”."),
    "field_too_long": N_("This is longer than a field can be (%(most)s characters)."),
    "cursor_bad": N_("This list has moved on. Start again from the top."),
    "story_not_out": N_("The Russian story is not published. Editions open when it is."),
    "story_published": N_("The story is out. Say whether the change is an update, a correction or a typo."),
    "story_withdrawn": N_("The story was withdrawn. Reopen it first."),
    "change_unknown": N_("A change is an update, a correction or a typo."),
    "priority_unknown": N_("There is no such priority."),
    "url_bad": N_("An address begins with http:// or https://."),
    "title_missing": N_("Write a headline."),
    "title_too_long": N_("The headline is longer than %(most)s characters."),
    "format_unknown": N_("This format is not known here. These are: %(known)s."),
    "catalog_of_source": N_("The original has no catalog; its translations do."),
    "catalog_not_yours": N_("Your role may not import catalogs here."),
    "assign_not_yours": N_("Your role may not give this article to somebody."),
    "assignee_cannot": N_("This person may not translate here."),
    "bulk_count": N_("Choose between one and %(most)s stories."),
    "changed_since": N_("Somebody changed it again since."),
    # terms
    "glossary_not_yours": N_("Your role may not change this glossary."),
    "term_changed": N_("Somebody changed this term meanwhile. Look at it as it is now, then change it again."),
    "term_exists": N_("The glossary has “%(lemma)s” as “%(preferred)s” already."),
    "term_lemma_missing": N_("Write the Russian word or phrase."),
    "term_preferred_missing": N_("Write what “%(lemma)s” is called here."),
    "term_too_long": N_("A term is at most %(most)s characters long."),
    "term_kind_unknown": N_("There is no kind “%(kind)s”. These are: %(known)s."),
    "term_part_unknown": N_("There is no part of speech “%(part)s”. These are: %(known)s."),
    "term_forbids_itself": N_("“%(word)s” is both allowed and forbidden."),
    "term_cyrillic": N_("“%(word)s” has Cyrillic letters, and readers of the translation do not read them."),
    "terms_empty": N_("There is no term in the file. Nothing was changed."),
    "terms_too_many": N_("A file may have %(most)s terms."),
    "terms_unreadable": N_("Line %(line)s of the file cannot be read: %(detail)s. Nothing was changed."),
    "terms_charset": N_("Line %(line)s is not in UTF-8. Save the file in UTF-8 and try again."),
    "terms_no_head": N_("The first line does not name the columns. They are: %(detail)s."),
    "terms_not_tbx": N_("This XML is not TBX: it begins with <%(detail)s>."),
    "term_of_source": N_("The source edition has no glossary; its translations do."),
    # what happened to a story on its way in
    "script_dropped": N_("The story contained a script. It was removed; everything else is there."),
    "style_dropped": N_("The story contained a style sheet. It was removed; everything else is there."),
    "noscript_dropped": N_("A part for browsers without scripts was removed; everything else is there."),
    "form_dropped": N_("The story contained a form. It was removed; everything else is there."),
    "object_dropped": N_("The story contained an embedded object. It was removed; everything else is there."),
    "event_handler": N_("A tag runs a script (%(detail)s). Readers will get the tag without it."),
    "script_address": N_("A link runs a script (%(detail)s). Readers will get its text without the link."),
    "unclosed_tag": N_("A tag is not closed (%(detail)s). Readers will see its block whole; check that place."),
    "unclosed_comment": N_("A comment is not closed (%(detail)s); check that place."),
    "stray_end_tag": N_("A closing tag has no opening one (%(detail)s). It was left as it is; check that place."),
    "empty": N_("There is no text in it. Choose another file, or paste the text."),
    "binary": N_("This is not a text file. Save it as plain text or HTML in UTF-8 and try again."),
    "wrong_charset": N_("The characters cannot be read. Save the file in UTF-8 and try again."),
    # files of the memory
    "pairs_not_xml": N_("Line %(line)s is not XML (%(detail)s). Nothing was taken in."),
    "pairs_not_tmx": N_("This is XML, but not TMX. Nothing was taken in."),
    "pairs_not_xliff": N_("This is XML, but not XLIFF 1.2 or 2. Nothing was taken in."),
    "pairs_entities": N_("The file declares or uses XML entities of its own, which is not taken in. Nothing was changed."),
    "pairs_none": N_("There is no pair of these two languages in the file. Nothing was taken in."),
    "upload_failed": N_("The file could not be taken in, after several tries. Remove its import and send it again."),
    "upload_gone": N_("The file is not there any more. Send it again."),
    "pairs_encoding": N_("The file cannot be read as text (line %(line)s). Save it as UTF-8. Nothing was taken in."),
    "pairs_csv_columns": N_(
        "Line %(line)s has no source and target. A table needs a head with the columns “source” and “target”, or the languages. "
        "Nothing was taken in."
    ),
    "pairs_csv_row": N_(
        "Line %(line)s cannot be read as a row of a table: a quotation mark may be missing. Nothing was taken in."
    ),
    "pairs_languages": N_("The originals in the file are in another language than the edition’s source. Nothing was taken in."),
    "pairs_catalog": N_("The catalog cannot be read (line %(line)s: %(detail)s). Nothing was taken in."),
    "memory_why": N_("Say in a few words what is wrong with the pair."),
    "too_large": N_("The file is larger than is taken in here. Send a smaller one."),
    "not_wordpress_json": N_("This JSON is not a WordPress post or a list of posts (%(detail)s)."),
    "not_wxr": N_("This is not a WordPress export that can be read (%(detail)s)."),
    "not_json": N_("This is not JSON: line %(line)s cannot be read."),
    "no_text": N_("The story has neither a headline nor a text."),
    "no_headline": N_("No headline was found. Write one."),
    "protected_post": N_("The post is protected by a password in WordPress (%(detail)s); its text is not in the answer."),
    "not_english": N_("The text does not look English."),
    "not_russian": N_("The text does not look Russian, and this publication writes in Russian."),
    "language_not_source": N_("Stories come in in the publication's own language (%(source)s)."),
    "unknown_format": N_("What is in this file is not known here. Text, HTML, an AMP page, WordPress JSON, WXR and PO are."),
    "new_revision": N_("This story was here already; its new version was added as a revision."),
    "unchanged_story": N_("This story is here already and has not changed."),
    # catalogs
    "catalog_empty": N_("There is no message in the file. Nothing was changed."),
    "catalog_binary": N_("This is neither a PO nor an MO file. Nothing was changed."),
    "catalog_too_large": N_("The file is larger than is taken in here. Send a smaller one."),
    "catalog_syntax": N_("Line %(line)s of the catalog cannot be read: %(detail)s. Nothing was changed."),
    "catalog_charset_unknown": N_("The catalog names a character set that is not known here (%(detail)s). Save it in UTF-8."),
    "catalog_charset_wrong": N_(
        "Line %(line)s of the catalog is not in the character set it names (%(detail)s). Save it in UTF-8."
    ),
    "catalog_damaged_mo": N_("The compiled catalog is damaged (%(detail)s). Nothing was changed."),
    "catalog_duplicate": N_("Line %(line)s of the catalog repeats an earlier message. Nothing was changed."),
    "catalog_is_mo": N_("This is a compiled catalog (MO). Send the PO it was made from."),
    "catalog_not_mo": N_("This is not a compiled catalog (MO)."),
    "catalog_other_article": N_("This catalog belongs to another article. Nothing was changed."),
    "catalog_stale": N_n(
        "%(num)s sentence was changed here after the file was made. It was not overwritten.",
        "%(num)s sentences were changed here after the file was made. They were not overwritten.",
    ),
    # saving
    "stale_version": N_("Somebody saved this sentence meanwhile. Both texts are shown; choose one."),
    "unit_retired": N_("This sentence was merged into another one. Your text is kept beside it."),
    "not_found": N_("There is no such thing here, or it is not yours to see."),
    "sentence_emptied": N_("A sentence cannot be emptied here. Take it out where the story is written."),
    "mend_in_form": N_("This is changed where the story is written: open the story and edit it there."),
    # engines
    "no_engine": N_("No translation engine is set up. Matches from the memory are filled in; the rest waits for you."),
    "model_missing": N_(
        "The engine's model is not on this machine and could not be fetched. Matches from the memory are filled in."
    ),
    "download_failed": N_("The engine's model could not be fetched. Check the network, or name a folder with the model."),
    "model_damaged": N_("The engine’s model is damaged. Remove it, and it is fetched again."),
    "model_wrong_pair": N_("The engine's model is for another pair of languages."),
    "language_unsupported": N_("The engine does not know this pair of languages."),
    "engine_unknown": N_("There is no engine of that name."),
    "engine_crashed": N_("The engine stopped. It is started again."),
    "wrong_count": N_("The engine lost or added a sentence; what it gave was not used."),
    "timeout": N_("The engine took too long to answer."),
    "unreachable": N_("The translation service cannot be reached."),
    "service_failed": N_("The translation service has a fault of its own."),
    "rate_limited": N_("The translation service asked to be left alone for a while."),
    "quota_used_up": N_("The month’s quota at the translation service is used up."),
    "key_refused": N_("The translation service does not accept the key in the settings."),
    "request_refused": N_("The translation service refused the request."),
    "redirected": N_("The translation service is at another address; mend it in the settings."),
    "answer_damaged": N_("The translation service’s answer was cut off or damaged."),
    "answer_too_large": N_("The translation service’s answer was too large."),
    "cap_reached": N_("The edition’s monthly cap for engines is reached."),
    "setting_missing": N_("The engine is not set up."),
    "placeholders_lost": N_("The engine lost a mark of the original; what it gave was not used."),
    "too_long": N_("The sentence is too long for the engine."),
    "refused": N_("The engine refused to translate it."),
    "cut_off": N_("The engine’s answer ended too early."),
    "no_answer": N_("The engine gave no answer for it."),
    # editing
    "touched_by_people": N_("A person has worked on this sentence; the machine leaves it alone."),
    "unit_omitted": N_("This sentence was left out. Put it back to write in it."),
    "unit_changed": N_("Somebody changed this sentence meanwhile. Look at both texts and choose."),
    "structure_changed": N_("Sentences were split or merged meanwhile. Reload to see them as they are now."),
    "text_closed": N_("The text cannot be changed in this state. Open the article again first: it is published or withdrawn."),
    "text_not_yours": N_("In this state somebody else edits the text."),
    "status_unknown": N_("There is no such status for a sentence."),
    "status_by_operation": N_("Leaving out and putting back are operations of their own; use their buttons."),
    "confirm_empty": N_("An empty sentence cannot be confirmed. Write it, leave it out, or mark it “later”."),
    "text_too_long": N_("The text is longer than a sentence may be here (%(most)s characters)."),
    "text_not_storable": N_("The text contains a character that cannot be stored. Remove it and save again."),
    "operation_unknown": N_("There is no such operation."),
    "operation_reverted": N_("This was taken back already."),
    "units_missing": N_("Choose the sentences first."),
    "units_not_neighbours": N_("Only neighbouring sentences can be joined."),
    "units_apart": N_(
        "A headline, a dateline, a caption or a cell of a table stands apart and cannot be joined with what is beside it."
    ),
    "merge_needs_two": N_("Choose at least two neighbouring sentences to join."),
    "split_added": N_("A sentence of this edition’s own cannot be split. Add another one beside it."),
    "split_nothing_left": N_("One of the parts would be empty. Cut at another place."),
    "split_needs_one": N_("Only one sentence can be split at a time, and not at its end."),
    "rewrite_needs_source": N_("A paragraph that has no Russian original cannot be rewritten as one."),
    "omit_added": N_("This sentence is only in this edition. Remove it instead of leaving it out."),
    "not_omitted": N_("This sentence was not left out."),
    "add_block_inside_block": N_("A new paragraph goes between paragraphs, not inside one."),
    "already_later": N_("All of this is marked “later” or left out already."),
    "move_stays": N_("Only running text can be moved; headlines, datelines, captions and tables stay where they are."),
    "move_part_of_several": N_("Choose sentences of one block, or whole blocks."),
    "move_nowhere": N_("It stands there already."),
    "block_not_here": N_("A block cannot stand there: not in the headline, a table or a figure, nor behind a dateline."),
    "lede_stays": N_("The paragraph with the dateline stays first. Move its sentences instead."),
    "join_needs_two": N_("There is no block before it to join it with."),
    "join_not_these": N_("Only paragraphs, subheads, quotes and list items can be joined."),
    "split_block_first": N_("The block begins with this sentence already."),
    "split_block_not_this": N_("Only paragraphs, subheads, quotes and list items can be split."),
    "retype_not_this": N_("Only paragraphs, subheads, quotes and list items can be turned into one another."),
    "retype_same": N_("It is that already."),
    "revert_later_first": N_("Something that came later stands in the way. Undo that first."),
    "revert_other_revision": N_("The original was changed since and taken over. What was done before that cannot be undone."),
    "revert_written": N_(
        "The text was changed after this, and undoing it would lose what was written. "
        "Take the newer words out first, or do the opposite: split, merge, put back or remove."
    ),
    "remove_only_added": N_("Only sentences that are not in the original can be removed; leave this one out instead."),
    "put_back_first": N_("Put the sentence back first."),
    "parameter_bad": N_("“%(name)s” cannot have this value."),
    # accounts and editions
    "users_not_yours": N_("Only administrators manage accounts."),
    "email_bad": N_("This does not look like an e-mail address."),
    "role_unknown": N_("There is no such role."),
    "password_short": N_("The password is too short: at least %(least)s characters."),
    "scope_unknown": N_("“%(scope)s” is no scope of a token. These are: %(known)s."),
    "token_not_yours": N_("This token belongs to somebody else."),
    "edition_not_yours": N_("Only administrators manage editions."),
    "edition_tag_bad": N_("An edition's address is a few Latin letters, such as “en”."),
    "language_unknown": N_("This language is not known here."),
    "edition_is_source": N_("The edition stories are written in takes every story and needs no engine."),
    "edition_unnamed": N_("Give the edition a name."),
    "edition_changed": N_("Somebody changed this edition meanwhile. Look at what is there now, then save again."),
    "policy_unknown": N_("An edition has no policy “%(policy)s”."),
    "policy_flag": N_("“%(policy)s” is true or false."),
    "policy_number": N_("“%(policy)s” is a whole number from %(least)s to %(most)s."),
    "policy_not_text": N_("“%(policy)s” is one line of text."),
    "policy_long": N_("“%(policy)s” has at most %(most)s characters."),
    "policy_choice": N_("“%(policy)s” is one of: %(known)s."),
    "policy_engines": N_("“%(policy)s” is one of these, or several in their order, such as deepl,firefox: %(known)s."),
    "policy_dateline": N_("“%(policy)s” may name nothing in braces but %(parts)s."),
    "policy_dateline_city": N_("“%(policy)s” needs the city: %(parts)s."),
    "policy_story_address": N_(
        "“%(policy)s” is an address from https:// or from the root of the site, with {slug} once and nothing else in"
        " braces but %(parts)s."
    ),
    "policy_quotes": N_("“%(policy)s” is four marks, the outer pair and the inner pair, such as “”‘’; or nothing."),
    "policy_dash": N_("“%(policy)s” is a dash, with a space before and after it where you want one."),
    "policy_ellipsis": N_("“%(policy)s” is dots, such as … or three full stops."),
    "policy_zone": N_("“%(policy)s” is a zone such as Europe/Moscow."),
    "policy_checks": N_("“%(policy)s” says of each check whether it is blocking, advisory or off."),
    "check_unknown": N_("There is no check “%(name)s”."),
    "check_severity_bad": N_("The check “%(name)s” is blocking, advisory or off."),
    "edition_exists": N_("There is an edition with this address already."),
    "events_not_yours": N_("You may not read these records."),
    # signing in
    "wrong_credentials": N_("The e-mail or the password is wrong."),
    "too_many_attempts": N_("Too many attempts. Wait %(minutes)s min and try again."),
    "account_disabled": N_("This account is switched off. Ask an administrator."),
    "csrf": N_("This page was open for too long. Reload it and send the form again; copy what you typed first."),
    # requests of scripts
    "if_match_missing": N_("This write needs the header If-Match with the version you read (%(what)s)."),
    "if_match_bad": N_('If-Match is one version in quotation marks, such as "7".'),
    "idempotency_key_bad": N_("An Idempotency-Key is at most %(most)s printable ASCII characters."),
    "idempotency_key_reused": N_("This Idempotency-Key was used for another request. Choose a fresh one."),
    "idempotency_key_busy": N_("The same request is being answered at this moment. Send it again."),
    "not_json_type": N_("The body has to be JSON, with Content-Type application/json."),
    "media_type_unknown": N_("This media type is not taken here. These are: %(known)s."),
    "file_missing": N_("The form has no file in its field “file”."),
    "body_invalid": N_("The body does not fit: %(at)s: %(why)s."),
    "query_invalid": N_("The address does not fit: %(at)s: %(why)s."),
    "scope_missing": N_("The token's scopes do not include “%(scope)s”."),
    "not_signed_in": N_("Sign in, or send a token that is still good."),
    "http_400": N_("The request was not understood."),
    "http_405": N_("This address does not take this method."),
    "busy": N_("The database is busy. Send the request again in a moment."),
    "internal": N_("The program made a mistake. It is on record; what was saved before is safe."),
    "story_changed": N_("The story has a newer revision than the one you read."),
    "too_many_sign_ins": N_("Too many attempts. Wait %(minutes)s min and try again."),
    # what an import says of a message
    "unit_unknown": N_("This message belongs to no sentence here."),
    "source_differs": N_("The original of this message is not the one it has here."),
    "emptied": N_("The file has no text where there is one here. It was kept."),
    "version_unknown": N_("The file does not say which version it was made from."),
    "stale": N_("The sentence was changed here after the file was made. It was not overwritten."),
    # what a job says
    "demo_model": N_("The small demo model translated this; it knows only few words."),
    "chunk_failed": N_("Some sentences could not be filled after several tries."),
    **FINDINGS,
}


class _Params(dict[str, object]):
    """A missing parameter shows as an ellipsis: a page never fails over the wording of a message."""

    def __missing__(self, key: str) -> str:
        return "…"


def has_message(code: str) -> bool:
    return code in MESSAGES


def format_message(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code in the language of the request; the code itself when it has none."""
    values = _Params(params or {})
    values.setdefault("num", values.get("count", "…"))
    if code == "finding_open" and values.get("finding") in MESSAGES:
        code = str(values["finding"])  # what was found says more than that something was
    entry = MESSAGES.get(code)
    if entry is None:
        return code
    if isinstance(entry, tuple):
        number = values.get("num")
        return lookup_plural(*entry, number if isinstance(number, int) else 2) % values
    return lookup(entry) % values


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says: what it is, what happened, what to do."""

    title: LazyText
    what: LazyText
    todo: LazyText


ERROR_PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(
        lazy_gettext("The request was not understood"),
        lazy_gettext("The page was open for too long, or the address is not complete. Nothing was changed."),
        lazy_gettext("Go back, reload the page and send it again. What you typed is still in the form."),
    ),
    401: ErrorPage(
        lazy_gettext("Sign in first"),
        lazy_gettext("This page is for people of the newsroom."),
        lazy_gettext("Sign in, and you come back here."),
    ),
    404: ErrorPage(
        lazy_gettext("There is nothing here"),
        lazy_gettext("The address is wrong, the thing was removed, or it is not yours to see."),
        lazy_gettext("Check the address, or look for the story on the board."),
    ),
    405: ErrorPage(
        lazy_gettext("This address is not a page"),
        lazy_gettext("It only takes what a form sends."),
        lazy_gettext("Go back to the page with the form."),
    ),
    409: ErrorPage(
        lazy_gettext("Somebody was faster"),
        lazy_gettext("This was changed while you had it open. Nothing of theirs was overwritten."),
        lazy_gettext("Go back, copy what you typed, reload, and do it again on what is there now."),
    ),
    413: ErrorPage(
        lazy_gettext("That is too large"),
        lazy_gettext("The file or text is larger than is taken in here. Nothing was changed."),
        lazy_gettext("Send a smaller file, or split it."),
    ),
    422: ErrorPage(
        lazy_gettext("Something in it does not fit"),
        lazy_gettext("What was sent could be read but not accepted. Nothing was changed."),
        lazy_gettext("Go back, correct the fields that are named, and send it again."),
    ),
    429: ErrorPage(
        lazy_gettext("Too many requests"),
        lazy_gettext("The same thing was asked too often in a short time."),
        lazy_gettext("Wait a minute, then try again."),
    ),
    500: ErrorPage(
        lazy_gettext("The program made a mistake"),
        lazy_gettext("It is on record with the time. What was saved before is safe."),
        lazy_gettext("Try again. If it happens again, tell an administrator what you were doing."),
    ),
    503: ErrorPage(
        lazy_gettext("Not available for a moment"),
        lazy_gettext("The database or another part does not answer. What was saved before is safe."),
        lazy_gettext("Try again in a minute."),
    ),
}


def find_error_page(status: int) -> ErrorPage:
    """What to say for a status; a forbidden thing looks like one that is not there."""
    if status == 403:
        status = 404
    return ERROR_PAGES.get(status) or ERROR_PAGES[500 if status >= 500 else 400]
