"""What every page keeps, whatever is on it: axe's rules, one h1, landmarks, and its width."""

from collections.abc import Iterable, Iterator, Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE, NARROW, NARROWEST = 1280, 390, 320
HEIGHT = 900

IS_LOADED = "() => typeof axe !== 'undefined'"
RUN = """async ({ rules, known }) => {
  const options = { resultTypes: ["violations"], preload: false };
  if (!known) {
    options.rules = Object.fromEntries(rules.map((rule) => [rule, { enabled: false }]));
    return told(await axe.run(document, options), []);
  }

  // One of each kind of text: a page has a thousand words and thirty ways to look.
  const states = ["type", "open", "disabled", "checked", "data-state", "aria-current",
                  "aria-invalid", "aria-pressed", "aria-selected", "aria-expanded"];
  const look = (element) => element.localName
    + [...element.classList].map((name) => `.${name}`).join("")
    + states.filter((name) => element.hasAttribute(name))
      .map((name) => `[${name}=${element.getAttribute(name)}]`).join("");
  const kinds = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((node) => node.data?.trim());
    if (!hasText && !element.matches("input, select, textarea")) continue;
    let kind = "";
    for (let it = element; it !== document.body; it = it.parentElement) kind += look(it) + " ";
    kinds.set(kind, element);
  }
  for (const kind of known) kinds.delete(kind);
  if (!kinds.size) return { faults: [], kinds: [] };
  options.runOnly = { type: "rule", values: rules };
  return told(await axe.run({ include: [...kinds.values()] }, options), [...kinds.keys()]);

  function told({ violations }, kinds) {
    return { kinds, faults: violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`)) };
  }
}"""
LOOK = "(look) => Object.assign(document.documentElement.dataset, look)"
# What changes with the colors alone, and with the width alone.
COLORS = ("color-contrast", "link-in-text-block")
LAYOUT = ("target-size", "scrollable-region-focusable", "aria-hidden-focus")
# The kinds of text whose colors are fine, by the theme and width in which they were looked at.
FINE: dict[str, set[str]] = {}

SHAPE = """() => {
  const count = (selector) => document.querySelectorAll(selector).length;
  return [count("h1"), count("main"), count("header.masthead"), count("footer"),
          count("nav[aria-label='Site']"), document.title.split(" | ").length];
}"""
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth)
    .filter((element) => !element.closest(".scroller"))
    .map((element) => `${element.tagName} ${element.className}: ${element.textContent.trim()}`
      .slice(0, 80))
    .slice(0, 3);
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in every theme and at every width."""
    # A click comes back as soon as the next page begins, when nothing may be in it yet.
    page.wait_for_load_state()
    return [f"{page.url}: {fault}" for fault in _faults(page)]


def _faults(page: Page) -> Iterator[str]:
    shape = page.evaluate(SHAPE)
    if shape != [1, 1, 1, 1, 1, 2]:
        yield f"h1, main, header, footer, nav and title parts are {shape}"
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    yield from _axe(page, COLORS)["faults"]
    yield from _in(page, "light, wide", COLORS, theme="light")
    yield from _in(page, "dark, wide", COLORS, theme="dark")
    yield from _in(page, "more contrast, wide", COLORS, theme="light", contrast="more")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    yield from _in(page, "more contrast, dark, narrow", COLORS, theme="dark", contrast="more")
    yield from _in(page, "light, narrow", COLORS, theme="light")
    yield from _in(page, "light, narrow", LAYOUT, theme="light")
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    yield from (f"too wide for a phone: {found}" for found in page.evaluate(TOO_WIDE))
    page.evaluate(LOOK, {"text": "large"})
    yield from (f"too wide in large text: {found}" for found in page.evaluate(TOO_WIDE))


def _in(page: Page, where: str, rules: Sequence[str], **look: str) -> Iterator[str]:
    page.evaluate(LOOK, look)
    fine = FINE.setdefault(where, set()) if rules == COLORS else set()
    result = _axe(page, rules, fine)
    if not result["faults"]:
        fine.update(result["kinds"])
    yield from (f"{where}: {fault}" for fault in result["faults"])


def _axe(
    page: Page, rules: Sequence[str], known: Iterable[str] | None = None
) -> dict[str, list[str]]:
    """What axe finds by these rules on the kinds of text that are not known; else by all others."""
    if not page.evaluate(IS_LOADED):
        # Through the debugger, which the content policy does not bind.
        page.evaluate(AXE_SCRIPT)
    told = {"rules": list(rules), "known": None if known is None else list(known)}
    result: dict[str, list[str]] = page.evaluate(RUN, told)
    return result


# -- the keyboard ------------------------------------------------------------------

MOST_STOPS = 300
STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const ring = element.closest(".option") ?? element;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(ring);
  const { top, bottom, left, right } = ring.getBoundingClientRect();
  const bar = document.querySelector(".savebar");
  const isUnderBar = bar && !bar.contains(element)
    && top >= bar.getBoundingClientRect().top && bottom <= bar.getBoundingClientRect().bottom;
  return {
    name: (element.textContent.trim() || element.name || element.id).slice(0, 60),
    hasRing: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
      && !/, 0\\)$|transparent/.test(outlineColor),
    isInSight: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && !isUnderBar,
  };
}"""


def hidden_stops(page: Page) -> list[str]:
    """The stops of the Tab key, from the page's first to its last, where one sees no focus."""
    wrong = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return wrong
        if not (stop["hasRing"] and stop["isInSight"]):
            wrong.append(f"{page.url}: {stop}")
    raise AssertionError(f"Tab never leaves {page.url}")
