/* Shows a text as learners will see it, and what is wrong with it, while it is written.

   <form data-preview-from="URL"> <textarea name="text"> <button value="preview"> </form>
   <span data-preview-age>, <div data-preview-note>, <div data-preview>, <section data-problems>

   The server looks at the text when its author pauses, and keeps nothing of it. The newest text wins:
   an answer about an older one is dropped. Without this script the buttons send the form. The text is
   reached through editor.js where that is there, or else in the field. */

import { Asking } from "./asking.js";

const PAUSE = 500;
const RETRY = 700;
const [OK, BUSY] = [200, 503];

const FRESH = "As of the text beside it; nothing is saved by looking";
const LOOKING = "Looking…";
const EARLIER = "Of the text as it could last be shown";
const OLD = "Older than the text: the server did not answer. Press Preview to look again";

class Text {
  constructor(field) {
    this.field = field;
  }

  /* True where editor.js did it. */
  asks(name, detail) {
    return !this.field.dispatchEvent(new CustomEvent(`studio:${name}`, { detail, cancelable: true }));
  }

  goTo(line) {
    if (this.asks("line", { line })) return;
    const from = this.offset(line);
    this.field.focus();
    this.field.setSelectionRange(from, from);
  }

  replace(first, last, lines) {
    if (this.asks("replace", { first, last, lines })) return;
    const all = this.field.value.split("\n");
    all.splice(first - 1, last - first + 1, ...lines);
    this.field.value = all.join("\n");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.goTo(first);
  }

  mark(problems) {
    this.asks("problems", problems);
  }

  offset(line) {
    return this.field.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  }
}

const fragment = (html) => new DOMParser().parseFromString(html, "text/html").body;

class Preview {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.text = new Text(this.field);
    [this.age, this.note, this.pane, this.problems, this.counted] = [
      "preview-age", "preview-note", "preview", "problems", "counted",
    ].map((name) => document.querySelector(`[data-${name}]`));
    this.asking = new Asking();
    this.timer = 0;
    this.shown = this.field.value; // what the page was made of
    this.mending = null; // the place of a fix whose button was pressed
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("studio:ready", () => {
      this.mark();
      this.arrive();
    });
    form.addEventListener("click", (event) => {
      if (event.target.closest("button[value=preview]")) this.press(event);
    });
    this.problems.addEventListener("click", (event) => this.pressProblem(event));
    this.mark();
    this.arrive();
    if (this.problems.querySelector("[data-count]") === null) this.soon(0);
  }

  /* Whoever comes from a problem on the page of the whole course comes to its line. */
  arrive() {
    const [, line] = location.hash.match(/^#line-(\d+)$/) ?? [];
    if (line && this.field.value === this.shown) this.text.goTo(Number(line));
  }

  press(event) {
    event.preventDefault();
    this.soon(0);
    this.pane.scrollIntoView({ block: "nearest" });
  }

  /* Whoever types on after a press has looked at other problems than those that come. */
  typed() {
    this.mending = null;
    this.soon(PAUSE);
  }

  /* -- asking ----------------------------------------------------------------------- */

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    clearTimeout(this.timer);
    const text = this.field.value;
    const { since, author, csrf_token: token } = this.form.elements;
    const kept = { since: since.value, author: author.value, csrf_token: token.value };
    const body = new URLSearchParams({ text, do: "preview", ...kept });
    this.age.textContent = LOOKING;
    const { isNewest, status, said } = await this.asking.ask(this.form.dataset.previewFrom, body);
    if (!isNewest) return;
    if (status === OK && said) this.show(text, said);
    else if (status === BUSY) this.soon(RETRY);
    else this.age.textContent = said?.sentence ?? OLD;
  }

  /* -- showing ---------------------------------------------------------------------- */

  show(text, { note, preview, problems }) {
    this.shown = text;
    this.age.textContent = preview.trim() || !this.pane.children.length ? FRESH : EARLIER;
    this.note.replaceChildren(...fragment(note).childNodes);
    // While a text cannot be shown, what learners would have seen before it stays in sight.
    if (preview.trim()) this.showPreview(preview);
    this.showProblems(problems);
    if (this.mending !== null) this.mendNow();
  }

  showPreview(html) {
    if (this.isTried()) return;
    const places = () => [...this.pane.querySelectorAll(".preview")];
    const tops = places().map((each) => each.scrollTop);
    this.pane.replaceChildren(...fragment(html).childNodes);
    places().forEach((each, at) => (each.scrollTop = tops[at] ?? 0));
  }

  /* A text that is being answered stays so until it changes, see trial.js. */
  isTried() {
    const tried = this.pane.querySelector("[data-trial]");
    return tried !== null && tried.elements.text.value.replaceAll("\r\n", "\n") === this.field.value;
  }

  showProblems(html) {
    const before = this.count();
    const focused = this.problems.contains(document.activeElement);
    this.problems.replaceChildren(...fragment(html).childNodes);
    if (focused) this.problems.querySelector("a, button")?.focus();
    if (this.count() !== before) this.counted.textContent = `Problems: ${this.count()}`;
    this.mark();
  }

  count() {
    return this.problems.querySelector("[data-count]")?.textContent;
  }

  mark() {
    const found = [...this.problems.querySelectorAll("[data-severity]")].map(({ dataset }) => ({
      line: Number(dataset.line),
      column: Number(dataset.column),
      severity: dataset.severity,
      message: dataset.message,
    }));
    this.text.mark(found);
  }

  /* -- mending ---------------------------------------------------------------------- */

  pressProblem(event) {
    const link = event.target.closest("a[data-to-line]");
    const button = event.target.closest("button[data-lines]");
    if (!link && !button) return;
    event.preventDefault();
    event.stopPropagation();
    if (link) this.text.goTo(Number(link.dataset.toLine));
    else this.mend(button.value);
  }

  /* A fix is about lines of the text that was looked at, so a text that is newer is looked at first,
     however long that takes. */
  mend(place) {
    this.mending = place;
    if (this.field.value === this.shown) this.mendNow();
    else this.soon(0);
  }

  mendNow() {
    const button = [...this.problems.querySelectorAll("button[data-lines]")].find(({ value }) => value === this.mending);
    this.mending = null;
    if (!button || this.field.value !== this.shown) return;
    const { first, last, lines } = button.dataset;
    this.text.replace(Number(first), Number(last), JSON.parse(lines));
    this.soon(0);
  }
}

for (const form of document.querySelectorAll("form[data-preview-from]")) new Preview(form);
