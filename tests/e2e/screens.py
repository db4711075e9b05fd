"""Every screen and every state of it that looks different: who sees it, how one gets there, and what is to be seen there.

A row is a page; its states are reached from the page as it opens. `test_accessibility*.py` look at all of them and
fails for a page, a dialog, an alert or a form of the templates that stands in no row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.e2e.reach import (
    Reach,
    after,
    caret,
    choose_file,
    click,
    comment,
    fill,
    hold_elsewhere,
    lose_server,
    lose_session,
    merge_elsewhere,
    press,
    save_elsewhere,
    send,
    stand_in,
    submit_elsewhere,
    wait,
    write,
)


@dataclass(frozen=True)
class State:
    """`sees` is a selector of what is in view then; `reach` brings the page there. `path`, when it opens elsewhere."""

    sees: str
    reach: Reach = lambda stage, page: None
    path: str = ""


@dataclass(frozen=True)
class Screen:
    """`renders` are the templates it is made of, `asks` what its scripts fetch. `{various}` in the path: see stage.MAKE."""

    who: str
    path: str
    renders: tuple[str, ...]
    asks: tuple[str, ...] = ()
    states: dict[str, State] = field(default_factory=dict)
    within: str = ""  # where a page repeats one part a hundred times: axe looks at these


POSTS = json.dumps(
    [
        {"id": 7, "title": {"rendered": "Маяк снова горит"}, "content": {"rendered": "<p>Маяк на мысе снова горит.</p>"}, "date_gmt": "2026-02-01T09:00:00"},
        {"id": 8, "title": {"rendered": ""}, "content": {"rendered": "<p>Без заголовка.</p>"}, "date_gmt": "2026-02-01T10:00:00"},
    ]
)  # fmt: skip

EVERYWHERE = {
    "palette": State("#palette li[aria-selected]", press("Control+KeyK")),
    "keys": State("#key-help", press("?")),
    "menu": State(".user-menu .menu-panel", click(".user-menu > summary")),
}

_GRID = "/articles/{various:en}/edit"
_REVIEW = "/articles/{review:en}/review"

EDITOR = Screen(
    "translator", _GRID, ("editor/edit.html", "editor/panel.html"), ("editor.panel",),
    {
        "tools": State("#panel .suggestion.memory", caret(6)),
        "palette": State("#palette li[aria-selected]", after(caret(6), press("Control+KeyK"))),
        "nothing called that": State("#palette [role=status]:not(:empty)", after(press("Control+KeyK"), wait("#palette"), write("zzzz"))),
        "keys": State("#key-help", press("Control+Slash")),
        "menu": EVERYWHERE["menu"],
        "omit": State("form.inline-form input[name=count]", after(caret(7), press("Control+Shift+KeyX"))),
        "split": State(".split-source .split-mark", after(caret(12), press("Control+Shift+KeyK"))),
        "dismiss": State("form.inline-form input[name=reason]", after(caret(5), press("Control+Shift+KeyD"))),
        "block": State(".block-menu", after(caret(8), press("Alt+Shift+Enter"))),
        "run": State("#run", after(caret(7), press("Alt+Shift+ArrowDown", "Alt+Shift+ArrowDown"))),
        "refused finding": State(".row .error, .row [role=alert]:not(:empty)", after(caret(9), press("Control+Enter"))),
        "refused": State("#refused li", click("#submit")),
        "nothing to mend": State(".toast", after(caret(6), press("Control+Period"))),
        "fields": State("#beside .count.over", after(click("#beside > summary"), wait("#beside[data-ready]"), lambda s, p: p.locator("#beside-push_title, #beside textarea, #beside input").first.fill("A long headline " * 12))),
        "presence": State(".here-now", after(caret(6), stand_in("various", 8, "edit"))),
        "thread": State("#panel .thread .said + .said", comment("various", 8)),
        "names": State(".names [aria-selected]", after(caret(8), click("#panel .say[data-unit] textarea"), write("@e"))),
    },
)  # fmt: skip

#: The same screen where the server, somebody else or another text has a word in it: a row of its own, for it is long.
EDITOR_WITH_OTHERS = Screen(
    "translator", _GRID, ("editor/edit.html", "editor/concordance.html", "editor/reading.html", "editor/rows.html"),
    ("editor.concordance", "editor.read_through", "editor.rows"),
    {
        "unsent": State("#try-now", after(lose_server, caret(6), write(" Twice."), press("Control+KeyS"))),
        "sign-in-again": State("#sign-in-again", after(lose_session, caret(6), write(" Twice."), press("Control+KeyS"))),
        "wrong password": State("#sign-in-again [role=alert]", after(lose_session, caret(6), write(" Three."), press("Control+KeyS"), wait("#sign-in-again[open]"), write("wrong"), press("Enter"))),
        "concordance": State("#concordance .hits li", after(caret(6), press("Control+Shift+KeyF"), lambda s, p: p.locator("#concordance-q").fill("рублей"), press("Enter"))),
        "reading": State("#reading [data-unit]", after(caret(6), press("F4"))),
        "conflict": State(".versus ins, .versus del", after(caret(12), save_elsewhere("various", 12, "“We waited for ages,” she said."), write(" Indeed."), press("Control+KeyS"))),
        "both variants": State(".versus .is-stop:not(:empty)", after(caret(13), save_elsewhere("various", 13, "A white ship at the pier"), press("Control+KeyA"), write("A white boat at the pier"), press("Control+KeyS"), lambda s, p: p.locator("#rows .row[data-n='13'] .versus button").nth(2).click())),
        "apart": State(".versus.apart", after(caret(4), merge_elsewhere("various2", 4), write(" Not to be lost."), press("Control+KeyS")), "/articles/{various2:en}/edit"),
        "closed under one": State("#shut", after(caret(4), submit_elsewhere("translated"), write(" Late."), press("Control+KeyS")), "/articles/{translated:en}/edit"),
        "returned": State("#said .notice.warning", path="/articles/{returned:en}/edit"),
        "source-changed": State("#source-changed", path="/articles/{behind:en}/edit"),
        "fresh": State("#job .meter", path="/articles/{fresh:en}/edit"),
    },
)  # fmt: skip

REVIEW = Screen(
    "editor", _REVIEW, ("review/review.html", "review/parts.html"), ("review.text",),
    {
        "palette": EVERYWHERE["palette"],
        "keys": EVERYWHERE["keys"],
        "against": State(".against", press("KeyJ", "KeyM")),
        "since": State("#since-told", press("KeyJ", "KeyS")),
        "mend": State(".mend textarea", press("KeyJ", "KeyJ", "KeyE")),
        "mend refused": State(".mend .told:not(:empty)", press("KeyJ", "KeyJ", "KeyE", "Control+KeyA", "Delete", "Control+Enter")),
        "return-dialog": State("#return-dialog", after(press("KeyJ"), click("#return"))),
        "note-dialog": State("#note-dialog", press("KeyJ", "KeyJ", "KeyC")),
        "note-problem": State("#note-problem:not(:empty)", after(press("KeyJ", "KeyJ", "KeyC"), write("Why?"), lambda s, p: p.route("**/notes", lambda route: route.fulfill(status=409, content_type="application/problem+json", body='{"detail": "Somebody was faster."}'), times=1), click("#note-form .primary"))),
        "return-problem": State("#return-problem:not(:empty)", after(press("KeyJ", "KeyR"), write("No."), lambda s, p: p.route("**/transitions", lambda route: route.fulfill(status=409, content_type="application/problem+json", body='{"detail": "Somebody was faster."}'), times=1), click("#return-form .primary"))),
        "fields": State("#beside .count.over", lambda s, p: p.locator("#beside textarea, #beside input").first.fill("A long headline " * 12)),
        "set time": State("#publish-at", click(".timing summary")),
        "presence": State(".sentence.theirs .here-now", stand_in("review", 8, "review")),
        "thread": State(".anchored .say textarea", click(".anchored .answer summary")),
        "names": State("#note-dialog .names [aria-selected]", after(press("KeyJ", "KeyJ", "KeyC"), write("@t"))),
        "conflict": State(".versus ins, .versus del", after(save_elsewhere("review", 4, "It took 86 people."), lambda s, p: p.locator(".sentence[data-n='4']").dblclick(), press("Control+KeyA"), write("It carried 86 passengers. Slowly."))),
        "under": State("#under", after(save_elsewhere("review2", 4, "It carried 68 passengers."), lambda s, p: p.evaluate("document.dispatchEvent(new Event('visibilitychange'))")), "/articles/{review2:en}/review"),
        "publish refused": State(".toast.bad", after(hold_elsewhere("review3"), press("KeyP")), "/articles/{review3:en}/review"),
        "held": State("#checks [data-lift]", path="/articles/{review3:en}/review"),
        "going": State("#take-back", press("KeyP"), "/articles/{review4:en}/review"),
        "taken back": State("#publish", press("KeyT"), "/articles/{review4:en}/review"),
        "again-dialog": State("#again-dialog", click("#again"), "/articles/{live:en}/review"),
        "again-problem": State("#again-problem:not(:empty)", after(click("#again"), lambda s, p: p.route("**/transitions", lambda route: route.fulfill(status=409, content_type="application/problem+json", body='{"detail": "Somebody was faster."}'), times=1), lambda s, p: p.locator("#again-form").evaluate("form => { const note = form.querySelector('textarea, input[type=text]'); if (note) note.value = 'Why.'; form.requestSubmit(); }")), "/articles/{live:en}/review"),
        "not in review": State(".before .notice.info", path="/articles/{live:en}/review"),
    },
)  # fmt: skip

SCREENS: dict[str, Screen] = {
    "editor": EDITOR,
    "editor with others": EDITOR_WITH_OTHERS,
    "editor of a closed text": Screen("editor", "/articles/{review:en}/edit", ("editor/edit.html",)),
    "review": REVIEW,
    "review of a story": Screen("editor", "/articles/{written2:ru}/review", ("review/review.html",)),
    "preview": Screen("translator", "/articles/{various:en}/preview", ("editor/preview.html",)),
    "practice": Screen("translator", "/practice", ("practice/practice.html",), (), {
        "by the pointer": State("#coach .by-key", click("#rows .row[data-n='1'] textarea", ".tools [data-do=stay]")),
        "finished": State("#coach.finished", after(*[click("#coach [data-skip]")] * 8)),
    }),
    "board": Screen("translator", "/", ("board/board.html", "board/progress.html"), ("board.show_row_progress",), {
        **EVERYWHERE,
        "bulk": State("#bulk.active", press("KeyJ", "KeyX", "KeyJ", "KeyX")),
        "none selected": State(".toast", after(press("KeyJ", "KeyX"), lambda s, p: p.locator(".pick:checked").uncheck(), lambda s, p: p.locator("#bulk").evaluate("form => form.requestSubmit(form.querySelector('button[name=do]'))"))),
        "assigned": State(".toast .act", after(press("KeyJ", "KeyX"), click("#bulk button[value=assign]"))),
        "nothing found": State(".empty", path="/?q=zzzz"),
        "columns": State(".card", path="/?edition=en&view=columns"),
        "mentioned": State(".mentions"),
        "refused": State(".error-page, .notice.error, .notice.warning", send("#take-next", edition="zz")),
    }),
    "board of an editor": Screen("editor", "/?edition=en", ("board/board.html",), (), {
        "bulk": State("#bulk.active", press("KeyJ", "KeyX")),
        "held": State(".chip.hold", path="/?held=1"),
        "stories": State(".stories", path="/?edition=ru"),
        "without a script": State(".page-head", after(lambda s, p: p.locator(".pick").first.check(), send("#bulk", do="priority", priority="urgent"))),
    }),
    "bulk result": Screen("editor", "/?edition=en", ("bulk/result.html",), (), {
        "refused": State(".page-head", after(lambda s, p: p.evaluate("for (const box of document.querySelectorAll('.pick')) box.checked = true"), send("#bulk", do="pretranslate"))),
    }),
    "article": Screen("editor", "/articles/{fresh:en}", ("articles/article.html", "articles/job.html"), ("articles.show_job",), {
        "hold-dialog": State("#hold-dialog", click("[data-dialog-open=hold-dialog]")),
        "held": State(".notice.hold", path="/articles/{held:en}"),
        "live": State(".moves", path="/articles/{live:en}"),
        "move-": State("dialog#move-withdraw", click("[data-dialog-open=move-withdraw]"), "/articles/{live:en}"),
        "move-correct": State("dialog#move-correct", click("[data-dialog-open=move-correct]"), "/articles/{live:en}"),
        "what happened": State(".trail", click("details.sheet > summary")),
    }),
    "import": Screen("editor", "/articles/{various:en}", ("articles/import.html",), (), {
        "report": State(".page-head", after(choose_file('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "9/9"\nmsgid "a"\nmsgstr "b"\n', "a.po"), send("form[action$='/catalog']", do="check"))),
        "refused": State(".error-page, .notice.error", after(choose_file("no catalog at all", "a.po"), send("form[action$='/catalog']", do="import"))),
    }),
    "story": Screen("editor", "/stories/{live:story}", ("stories/story.html",), (), {
        "draft": State(".moves", path="/stories/{written:story}"),
    }),
    "revision": Screen("editor", "/stories/{behind:story}/revisions/1", ("stories/revision.html",)),
    "story form": Screen("author", "/stories/new", ("stories/form.html", "stories/preview.html", "errors/notice.html"), ("stories.preview_story",), {
        "refused": State(".error-summary", send("#story-form", url="nowhere")),
        "link-dialog": State("#link-dialog", click("[data-dialog-open=link-dialog]")),
        "picture-dialog": State("#picture-dialog", click("[data-dialog-open=picture-dialog]")),
        "restore": State("#restore", after(fill(title="Паром вернулся", body="Раз.\n\n## Глава"), wait("#kept-here:not(:empty)"), lambda s, p: p.reload())),
        "refused part": State("#notices .notice.error", after(lambda s, p: p.evaluate("window.htmx.ajax('POST', '/board/bulk', {values: {do: 'nothing', article: 'x'}, swap: 'none'})"))),
    }),
    "story edit": Screen("author", "/stories/{written:story}/edit", ("stories/form.html",), (), {
        "stale": State(".notice.warning[role=alert]", send("#story-form", revision="0", body="Другой текст.")),
    }),
    "upload": Screen("author", "/stories/upload", ("stories/upload.html", "stories/found.html", "stories/taken.html"), (), {
        "refused": State(".error-summary", after(choose_file("\0\1\2", "a.json"), send("main form"))),
        "found": State("input[name=story]", after(choose_file(POSTS), send("main form"))),
        "taken": State(".page-head", after(choose_file(POSTS), send("main form"), lambda s, p: p.locator("main form").evaluate("form => { for (const box of form.querySelectorAll('[name=story]')) { box.disabled = false; box.checked = true; } form.append(Object.assign(document.createElement('input'), {type: 'hidden', name: 'story', value: '1'})); }"), send("main form"))),
    }),
    "memory": Screen("translator", "/memory", ("memory/search.html",), (), {
        "found": State(".hits, mark, ins, del, table, ol", path="/memory?q=Билет+стоит"),
        "nothing found": State("main", path="/memory?q=zzzz"),
    }),
    "memory files": Screen("editor", "/memory", ("memory/_uploads.html",), ("memory_uploads.show_uploads",), {
        "on its way": State("#upload-list progress", after(choose_file("source,target\nМост,Bridge\n", "a.csv"), send("form.upload"), lambda s, p: p.wait_for_event("response", lambda answer: answer.url.endswith("/memory/uploads")))),
    }),
    "glossary": Screen("translator", "/glossary", ("glossary/list.html", "glossary/term.html", "glossary/import.html"), (), {
        "nothing found": State(".empty", path="/glossary?q=zzzz"),
        "new": State("form.form", path="/glossary/new"),
        "refused": State(".error-summary", send("main form.form", lemma="", preferred=""), "/glossary/new"),
        "term": State("form.form", path="/glossary/1"),
        "file": State("input[type=file]", path="/glossary/import"),
        "file refused": State(".error-summary, .notice.error", after(choose_file("no terms at all", "a.csv"), send("main form.form")), "/glossary/import"),
    }),
    "engines": Screen("admin", "/admin/engines", ("admin/engines.html",)),
    "style": Screen("editor", "/editions/en/style", ("style/style.html",)),
    "people": Screen("admin", "/admin/users", ("admin/users.html",), (), {
        "refused": State(".error-summary", send("main form.form", email="nobody", password="short")),
        "disable-": State("dialog[id^=disable-][open]", click("[data-dialog-open^=disable-]")),
    }),
    "editions": Screen("admin", "/admin/editions", ("admin/editions.html",)),
    "edition": Screen("admin", "/admin/editions/en", ("admin/edition.html",), (), {
        "refused": State(".error-summary", send("form.policies", name="")),
        "stale": State(".error-summary table", send("form.policies", version="0", name="Another name")),
    }),
    "tokens": Screen("admin", "/admin/tokens", ("admin/tokens.html",), (), {
        "refused": State(".error-summary", send("main section form.form", name="")),
        "made": State("#new-token", send("main section form.form", name="for a script")),
    }),
    "sign-in": Screen("nobody", "/sign-in", ("accounts/sign_in.html",), (), {
        "wrong": State("#f-password-error", send("main form", email="x@example.org", password="wrong")),
    }),
    "stale form": Screen("translator", "/", ("errors/resend.html",), (), {
        "stale": State("blockquote", send("#take-next", csrf_token="old", note="A long enough text to be kept for later.")),
    }),
    "failed": Screen("translator", "/broken/page", ("errors/error.html",), (), {
        "missing": State(".error-page", path="/articles/99999"),
        "forbidden": State(".error-page", path="/admin/users"),
        "notice": State("main"),
    }),
    "front": Screen("nobody", "/en/", ("public/index.html",), (), {"Russian": State("main", path="/ru/")}),
    "page": Screen("nobody", "{live:page}", ("public/page.html",), (), {
        "gone": State("main", path="{withdrawn:page}"),
    }),
    "no page": Screen("nobody", "/en/nothing-of-the-kind", ("public/gone.html",)),
    "no edition": Screen("nobody", "/zz/", ("public/error.html",)),
    "api": Screen("nobody", "/api/docs", ("api/docs.html",), within="h1, nav, h2, section:nth-of-type(-n + 4), #shapes + section, .codes"),
}  # fmt: skip

#: Rows that take a minute each have a file each: a file's tests stay with one worker.
LONG = ("editor", "editor with others", "review")
