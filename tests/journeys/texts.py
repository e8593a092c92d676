"""The text of a file in the editor of the studio: a field, and with scripts CodeMirror over it."""

from playwright.sync_api import Locator, Page, expect

PASTE = """(content, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const told = { clipboardData, bubbles: true, cancelable: true };
  content.dispatchEvent(new ClipboardEvent("paste", told));
}"""


def field(page: Page) -> Locator:
    """What the form sends; out of sight where CodeMirror stands over it."""
    return page.locator("textarea[name=text]")


def coded(page: Page, what: str = "module") -> Locator:
    """Where one types when scripts run."""
    return page.get_by_role("textbox", name=f"Text of the {what}", exact=True)


def types(page: Page, words: str, what: str = "module") -> None:
    """At the end of the text, letter by letter."""
    expect(page.locator(".coded")).to_be_visible()
    coded(page, what).press("Control+End")
    coded(page, what).press_sequentially(words)


def puts(page: Page, text: str, what: str = "module") -> None:
    """A text in the place of the one that is there, pasted."""
    expect(page.locator(".coded")).to_be_visible()
    coded(page, what).press("Control+a")
    coded(page, what).evaluate(PASTE, text)
    expect(field(page)).to_have_value(text)
