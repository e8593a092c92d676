"""Ways to use a page: with a mouse, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STOPS = 400
MOST_OPTIONS = 20
IS_FOCUSED = "element => element === document.activeElement"
# The stops that surely lie between here and there: of radio buttons one never knows.
BETWEEN = """wanted => {
  // The browser goes on from the place that the address names, which nobody can ask for.
  if (location.hash && document.activeElement === document.body) return 0;
  const stops = "a[href], button, select, textarea, summary, input:not([type=radio])";
  const isAfter = (one, other) =>
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [...document.querySelectorAll(stops)].filter((it) => it.tabIndex >= 0 && !it.disabled
    && it.type !== "hidden" && it.checkVisibility({ visibilityProperty: true })
    && isAfter(document.activeElement, it) && isAfter(it, wanted)).length;
}"""
# So many of them are looked at all the same, should the browser leave out one that we count.
SLACK = 3
IS_REACHED = """element => element === document.activeElement
  || (element.type === "radio" && document.activeElement.name === element.name)"""


class Hand(Protocol):
    """What a person does on a page, whatever they do it with."""

    page: Page

    def goes(self, there: Locator) -> None:
        """Follow a link, or press a button that leads to another page."""

    def jumps(self, there: Locator) -> None:
        """Follow a link to another place of the same page."""

    def chooses(self, option: Locator) -> None:
        """Choose an option or tick a box."""

    def types(self, field: Locator, text: str) -> None:
        """Type into a field."""

    def picks(self, menu: Locator, words: str) -> None:
        """Choose from a menu."""

    def presses(self, button: Locator) -> None:
        """Press a button that stays on the page."""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes(self, there: Locator) -> None:
        with self.page.expect_navigation():
            there.click()

    def jumps(self, there: Locator) -> None:
        there.click()

    def chooses(self, option: Locator) -> None:
        option.check()

    def types(self, field: Locator, text: str) -> None:
        field.fill(text)

    def picks(self, menu: Locator, words: str) -> None:
        menu.select_option(label=words)

    def presses(self, button: Locator) -> None:
        button.click()


class Keyboard:
    """Presses Tab, Enter, Space and arrows, and never points at anything."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes(self, there: Locator) -> None:
        self._tab_to(there)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def jumps(self, there: Locator) -> None:
        self._tab_to(there)
        self.page.keyboard.press("Enter")

    def chooses(self, option: Locator) -> None:
        self._tab_to(option)
        for _ in range(MOST_OPTIONS):
            if option.evaluate(IS_FOCUSED):
                break
            self.page.keyboard.press("ArrowDown")
        if not option.is_checked():
            self.page.keyboard.press("Space")

    def types(self, field: Locator, text: str) -> None:
        self._tab_to(field)
        self.page.keyboard.type(text)

    def picks(self, menu: Locator, words: str) -> None:
        self._tab_to(menu)
        self.page.keyboard.type(words)

    def presses(self, button: Locator) -> None:
        self._tab_to(button)
        self.page.keyboard.press("Enter")

    def _tab_to(self, there: Locator) -> None:
        # Tab enters a group of radio buttons at one of them; the arrows go on from there.
        wanted = there.element_handle()
        for _ in range(wanted.evaluate(BETWEEN) - SLACK):
            self.page.keyboard.press("Tab")
        for _ in range(MOST_STOPS):
            if wanted.evaluate(IS_REACHED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {there}")
