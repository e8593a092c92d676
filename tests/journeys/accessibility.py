"""What every page keeps, whatever is on it: axe's rules, one h1, landmarks, and its width."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE, NARROW, NARROWEST = 1280, 390, 320
HEIGHT = 900

# One visit for all looks at one width: each word between here and the browser takes its time.
RUN = """async (looks) => {
  if (typeof axe === "undefined") return null;
  const found = [];
  for (const { rules, known, settings } of looks) {
    Object.assign(document.documentElement.dataset, settings);
    found.push(known === null ? await allBut(rules) : await ofKinds(rules, known));
  }
  return found;

  async function allBut(rules) {
    const off = Object.fromEntries(rules.map((rule) => [rule, { enabled: false }]));
    return told(await axe.run(document, { ...usual(), rules: off }), []);
  }

  // One of each kind of text: a page has a thousand words and thirty ways to look.
  async function ofKinds(rules, known) {
    const kinds = kindsOfText();
    for (const kind of known.split(" ")) kinds.delete(kind);
    if (!kinds.size) return { faults: [], kinds: "" };
    const only = { ...usual(), runOnly: { type: "rule", values: rules } };
    return told(await axe.run({ include: [...kinds.values()] }, only), [...kinds.keys()]);
  }

  function usual() {
    return { resultTypes: ["violations"], preload: false };
  }

  function told({ violations }, kinds) {
    return { kinds: kinds.join(" "), faults: violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`)) };
  }

  function kindsOfText() {
    const states = ["type", "open", "disabled", "checked", "data-state", "aria-current",
                    "aria-invalid", "aria-pressed", "aria-selected", "aria-expanded"];
    const look = (element) => element.localName
      + [...element.classList].map((name) => `.${name}`).join("")
      + states.filter((name) => element.hasAttribute(name))
        .map((name) => `[${name}=${element.getAttribute(name)}]`).join("");
    const known = new Map([[document.body, ""]]);
    const kindOf = (element) => {
      if (!known.has(element)) {
        known.set(element, digest(`${look(element)} ${kindOf(element.parentElement)}`));
      }
      return known.get(element);
    };
    const kinds = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      const hasText = [...element.childNodes].some((node) => node.data?.trim());
      if (hasText || element.matches("input, select, textarea")) {
        kinds.set(kindOf(element), element);
      }
    }
    return kinds;
  }

  // A kind and all around it would be a long word, and pages have thousands of them.
  function digest(text) {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
    }
    high ^= Math.imul(low ^ (low >>> 15), 2246822507);
    low ^= Math.imul(high ^ (high >>> 13), 3266489909);
    return (high >>> 0).toString(36) + (low >>> 0).toString(36);
  }
}"""
# What changes with the colors alone, and with the width alone.
COLORS = ("color-contrast", "link-in-text-block")
LAYOUT = ("target-size", "scrollable-region-focusable", "aria-hidden-focus")
# How a page is looked at: under which name, by which rules, and with which settings of its reader.
Look = tuple[str, Sequence[str], Mapping[str, str]]
REST = ""  # all rules but these
LOOKS: dict[int, Sequence[Look]] = {
    WIDE: (
        (REST, COLORS, {}),
        ("light, wide", COLORS, {"theme": "light"}),
        ("dark, wide", COLORS, {"theme": "dark"}),
        ("more contrast, wide", COLORS, {"theme": "light", "contrast": "more"}),
    ),
    NARROW: (
        ("more contrast, dark, narrow", COLORS, {"theme": "dark", "contrast": "more"}),
        ("light, narrow", COLORS, {"theme": "light"}),
        ("light, narrow", LAYOUT, {"theme": "light"}),
    ),
}
# The kinds of text whose colors are fine, by the theme and width in which they were looked at.
FINE: defaultdict[str, set[str]] = defaultdict(set)

SHAPE = """() => {
  const count = (selector) => document.querySelectorAll(selector).length;
  return [count("h1"), count("main"), count("header.masthead"), count("footer"),
          count("nav[aria-label='Site']"), document.title.split(" | ").length];
}"""
TOO_WIDE = """(settings) => {
  Object.assign(document.documentElement.dataset, settings);
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth)
    .filter((element) => !element.closest(".scroller"))
    .map((element) => `${element.tagName} ${element.className}: ${element.textContent.trim()}`
      .slice(0, 80))
    .slice(0, 3);
}"""
SIDEWAYS = """() => [...document.querySelectorAll(".scroller")]
  .filter((element) => element.scrollWidth > element.clientWidth)
  .map((element) => element.getAttribute("aria-label"))"""


def scrolled_sideways(page: Page) -> list[str]:
    """The tables of the page that a phone shows a part of."""
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in every theme and at every width."""
    # A click comes back as soon as the next page begins, when nothing may be in it yet.
    page.wait_for_load_state()
    return [f"{page.url}: {fault}" for fault in _faults(page)]


def _faults(page: Page) -> Iterator[str]:
    shape = page.evaluate(SHAPE)
    if shape != [1, 1, 1, 1, 1, 2]:
        yield f"h1, main, header, footer, nav and title parts are {shape}"
    for width, looks in LOOKS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from _looked_at(page, looks)
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    yield from (f"too wide for a phone: {found}" for found in page.evaluate(TOO_WIDE, {}))
    large = {"text": "large"}
    yield from (f"too wide in large text: {found}" for found in page.evaluate(TOO_WIDE, large))


def _looked_at(page: Page, looks: Sequence[Look]) -> Iterator[str]:
    """What axe finds: by all rules but some, or by some on the kinds of text that are not known."""
    told = [
        {"rules": list(rules), "known": _known(name, rules), "settings": dict(settings)}
        for name, rules, settings in looks
    ]
    results = page.evaluate(RUN, told)
    if results is None:
        # Through the debugger, which the content policy does not bind.
        page.evaluate(AXE_SCRIPT)
        results = page.evaluate(RUN, told)
    for (name, rules, _settings), result in zip(looks, results, strict=True):
        if rules == COLORS and not result["faults"]:
            FINE[name].update(result["kinds"].split())
        yield from (f"{name}: {fault}" for fault in result["faults"])


def _known(name: str, rules: Sequence[str]) -> str | None:
    if name == REST:
        return None
    return " ".join(FINE[name]) if rules == COLORS else ""


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
