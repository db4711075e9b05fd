"""Keys: one list for the help, the palette and the scripts; none that a browser or a system keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.conftest import ClientAs, Newsroom
from workflow.web.editor import words

#: Chords that never reach a page, or that belong to the field one writes in, where Mod is Ctrl.
KEPT = {
    # Chromium, browser_command_controller.cc: IsReservedCommandOrKey
    *("Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl+Shift+N", "Ctrl+Shift+T", "Ctrl+Shift+W", "Ctrl+Tab", "Ctrl+Shift+Tab"),
    *("Ctrl+PageUp", "Ctrl+PageDown", "Ctrl+F4", "Alt+F4"),
    # Firefox, browser-sets.inc.xhtml: keys with reserved="true"
    *("Ctrl+Q", "Ctrl+Shift+P", "Ctrl+Shift+Q"),
    # Windows, “Keyboard shortcuts in Windows”
    *("Ctrl+Esc", "Ctrl+Shift+Esc", "Alt+Tab", "Alt+Esc", "Alt+Space"),
    # what fields do by them, and zoom
    *("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+F", "Ctrl+Shift+Z", "Ctrl+Shift+V"),
    *("Ctrl+Backspace", "Ctrl+Delete", "Ctrl+0", "Ctrl+-", "Ctrl+=", "Ctrl+Shift+-", "Ctrl+Shift+="),
}
#: The same on a Mac, where Mod is Command.
KEPT_BY_MAC = {
    # Chromium and Safari: windows and tabs
    *("Mod+N", "Mod+T", "Mod+W", "Mod+Shift+N", "Mod+Shift+T", "Mod+Shift+W", "Mod+Q", "Mod+H", "Mod+M"),
    # macOS, “Mac keyboard shortcuts”: switching, screenshots, help, signing out, spaces, input sources, the menu bar
    *("Mod+Space", "Mod+Tab", "Mod+`", "Mod+Shift+/", "Mod+Shift+Q", *(f"Mod+Shift+{n}" for n in range(3, 7))),
    *("Ctrl+↑", "Ctrl+↓", "Ctrl+Shift+↑", "Ctrl+Shift+↓", "Ctrl+Space", *(f"Ctrl+F{n}" for n in range(1, 9))),
    # what fields do by them (Ctrl: the Cocoa text system), and zoom
    *(f"Mod+{key}" for key in "ACVXZF0-="),
    *("Mod+Shift+Z", "Mod+Shift+V", *(f"Ctrl+{key}" for key in "ABDEFHKNOPTVY")),
}


def every_way() -> Iterator[tuple[str, str]]:
    """(name, chord) of every action of the editor, ranges of digits one by one."""
    for name, keys, _ in words.list_actions():
        for way in keys.split(" | "):
            span = re.search(r"(\d)…(\d)$", way)
            for digit in range(int(span[1]), int(span[2]) + 1) if span else [None]:
                if way:
                    yield name, way if digit is None else re.sub(r"\d…\d$", str(digit), way)


def test_no_key_is_kept_by_a_browser_or_a_system() -> None:
    assert not {(name, way) for name, way in every_way() if way.replace("Mod", "Ctrl") in KEPT}
    assert {way for _, way in every_way() if way in KEPT_BY_MAC} == {"Ctrl+Shift+↓"}  # its twin works there
    for name, way in every_way():
        assert not {"Ctrl", "Alt"} <= set(way.split("+")), f"{name}: Ctrl with Alt is AltGr"
        assert not re.search(r"(^|\+)Alt\+(Shift\+)?[\w\W]$", way) or way[-1] in "↑↓", f"{name}: Alt types letters on a Mac"
        assert len(way) > 1, f"{name}: a single letter would be typed"


def test_no_key_has_two_meanings() -> None:
    chords = [way.replace("Mod", "Ctrl") for _, way in every_way()]
    assert len(chords) == len(set(chords))


def test_the_page_shows_keys_as_the_list_has_them(client_as: ClientAs, newsroom: Newsroom) -> None:
    """The footer, the toolbar and the strip name only chords of the list; the list carries both languages."""
    story = newsroom.add_story()
    client = client_as("translator", by="session")
    for language in ("en", "ru", "en"):  # what is kept of one language is not shown in another
        page = client.get(f"/articles/{story['en']}/edit?lang={language}").get_data(as_text=True)
        ways = {"Mod+K"} | {way for _, way in every_way()} | {keys for _, keys, _ in words.list_actions()}
        footer = page.split('<footer class="keys"')[1].split("</footer>")[0]
        shown = re.findall(r'data-keys="([^"]+)"', footer)
        shown += re.findall(r'title="[^"(]+\(([^")]+)\)"', page.split('id="tools-template"')[1].split("</template>")[0])
        assert len(shown) > 12
        assert {keys.replace("&#39;", "'") for keys in shown} <= ways
        confirm = re.search(r'data-action="confirm".*?<dd data-also="([^"]+)">([^<]+)</dd>', page)
        assert confirm
        russian, english = ("Подтвердить", "Confirm and go") if language == "en" else ("Confirm and go", "Подтвердить")
        assert confirm[1].startswith(russian)
        assert confirm[2].startswith(english)
