/* Lets the preview come along when its author goes to another part of the text.

   <form data-preview-from> <textarea name="text">, <div data-preview> with a .preview that scrolls

   The heading above the caret is looked for in the preview by its words, and the preview alone is
   scrolled; the focus stays where it is. While one stays below a heading nothing moves, so whoever
   scrolled the preview keeps their place. Without it the preview is scrolled by hand. */

import { FENCE } from "./markdown.js";

const HEADING = /^ {0,3}#{2,6}[ \t]+(.*)$/;
const LONGEST = 300; // characters of a heading by which it is known
const GAP = 16; // pixels above a heading

/* Words without what Markdown puts around them. */
const plain = (words) => words.slice(0, LONGEST).replace(/\]\([^)]*\)|\{[^}]*\}/g, "").replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

/* The heading above a place in the text, and how many end in the same words, with it. */
function headingAbove(text, at) {
  const above = [];
  let isCode = false;
  for (const line of text.slice(0, text.indexOf("\n", at) + 1 || undefined).split("\n")) {
    if (FENCE.test(line)) isCode = !isCode;
    const [, words] = isCode ? [] : (line.match(HEADING) ?? []);
    if (words) above.push(plain(words));
  }
  const found = above.at(-1) ?? "";
  // A preview has a number before the words, so that endings are compared there too.
  return { words: found, nth: above.filter((it) => it.endsWith(found)).length };
}

class Following {
  constructor(field, pane) {
    this.field = field;
    this.pane = pane;
    this.last = "";
    field.addEventListener("studio:caret", ({ detail }) => this.soon(detail.at));
    document.addEventListener("selectionchange", () => {
      if (document.activeElement === field) this.soon(field.selectionStart);
    });
  }

  soon(at) {
    this.at = at;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.follow();
    });
  }

  follow() {
    const { words, nth } = headingAbove(this.field.value, this.at);
    const key = `${nth} ${words}`;
    const shown = this.pane.querySelector(".preview");
    if (key === this.last) return;
    this.last = key; // also where there is no preview yet: once it comes, its reader may scroll it
    if (!shown) return;
    const headings = [...shown.querySelectorAll("h2, h3, h4, h5, h6")];
    const here = headings.filter((it) => plain(it.textContent).endsWith(words))[nth - 1];
    if (words && !here) return;
    const below = here ? here.getBoundingClientRect().top - shown.getBoundingClientRect().top : -Infinity;
    // At once: a preview that came during a smooth move would end it half-way.
    shown.scrollTop = Math.max(0, below + shown.scrollTop - GAP);
  }
}

for (const form of document.querySelectorAll("form[data-preview-from]")) {
  const pane = document.querySelector("[data-preview]");
  if (pane) new Following(form.elements.text, pane);
}
