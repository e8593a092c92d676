/* Saves each answer of a quiz as it is given, and says truthfully whether it is saved (DS-05, DS-06).

   <form data-save-url="…" data-attempt="…">
     <… data-item="0"> inputs chosen-0 or typed-0 <input data-sequence> <span data-saved> </…>
     <p data-status role="status">
   </form>
   <span data-step="0">

   Without it the form saves everything when it is sent. What is not saved yet is kept on this device.
   An answer always goes out as the one after the answer that this page knows, so that it can never
   overwrite a newer one that came from elsewhere. */

const PAUSE_IN_TYPING = 700;
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;
const MOST_TRIES = 2;
const SIGNED_OUT = 401;
const UNREADABLE = 400;
const SERVER_FAULT = 500;
const SVG = "http://www.w3.org/2000/svg";

const SAVING = "Saving…";
const NOT_SAVED = "Not saved yet";
const KEPT_HERE = "Not saved yet. Your answers are kept on this device, and sent when they can be.";
const NEWER = "A newer answer was saved from another page. It was kept, and is the one shown here.";
const CLOSED = "This attempt is closed, and its answers are kept as they were. ";

function made(tag, words, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[words].flat());
  return element;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

function same(one, other) {
  return one.typed === other.typed && one.chosen.join() === other.chosen.join();
}

/* What is not saved yet, kept on this device; a device that forbids it does without. */
class Shelf {
  constructor(attempt) {
    this.key = `lms-unsaved-${attempt}`;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  write(kept) {
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.key, JSON.stringify(kept));
      else localStorage.removeItem(this.key);
    } catch {
      /* Private browsing: the page itself still holds the answers. */
    }
  }

  put(position, answer) {
    this.write({ ...this.read(), [position]: answer });
  }

  drop(position) {
    const { [position]: _, ...others } = this.read();
    this.write(others);
  }
}

/* One question: what is chosen or typed in it, and the line that says how it stands. */
class Item {
  constructor(element) {
    this.element = element;
    this.position = element.dataset.item;
    this.sequence = element.querySelector("[data-sequence]");
    this.line = element.querySelector("[data-saved]");
    this.step = document.querySelector(`[data-step="${this.position}"]`);
    this.choices = [...element.querySelectorAll(`[name="chosen-${this.position}"]`)];
    this.text = element.querySelector(`[name="typed-${this.position}"]`);
    this.tried = null; // an answer that went out and got no word back
    this.sending = null;
  }

  get known() {
    return Number(this.sequence.value) - 1;
  }

  set known(sequence) {
    this.sequence.value = sequence + 1;
  }

  get answer() {
    const chosen = this.choices.filter((choice) => choice.checked);
    return { chosen: chosen.map((choice) => choice.value), typed: this.text?.value ?? "" };
  }

  /* The answer that stood in the page as the server sent it. */
  get served() {
    const chosen = this.choices.filter((choice) => choice.defaultChecked);
    return { chosen: chosen.map((choice) => choice.value), typed: this.text?.defaultValue ?? "" };
  }

  get isAnswered() {
    return this.answer.chosen.length > 0 || this.answer.typed.trim() !== "";
  }

  show({ chosen, typed }) {
    for (const choice of this.choices) choice.checked = chosen.includes(choice.value);
    if (this.text) this.text.value = typed;
  }

  say(...words) {
    this.line.replaceChildren(...words);
  }

  mark(kind, name, words) {
    this.step?.replaceChildren(made("span", [icon(name), words], { class: `state state-${kind}` }));
  }

  /* A sentence inside the question; empty words take it away. */
  note(...words) {
    this.element.querySelector("[data-note]")?.remove();
    if (!words.length) return;
    const told = made("span", words);
    const note = made("p", [icon("important"), told], { class: "field-error", "data-note": "" });
    this.element.append(note);
  }

  clearErrors() {
    this.element.classList.remove("has-error");
    for (const error of this.element.querySelectorAll(".field-error")) error.remove();
    this.text?.removeAttribute("aria-invalid");
  }

  showSaved(said) {
    const time = made("time", said.saved_at_text, { datetime: said.saved_at });
    this.say(icon("check"), "Saved ", time, said.is_late ? ", after the time limit" : "");
    if (this.isAnswered) this.mark("right", "check", "Saved");
    else this.mark("none", "empty", "Not answered");
  }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.shelf = new Shelf(form.dataset.attempt);
    this.items = [...form.querySelectorAll("[data-item]")].map((element) => new Item(element));
    this.status = form.querySelector("[data-status]");
    this.unsaved = new Set();
    this.timers = new Map();
    this.wait = FIRST_RETRY;
    for (const part of form.querySelectorAll("[data-without-script]")) part.remove();
    this.listen();
    this.takeUp();
  }

  listen() {
    for (const item of this.items) {
      item.element.addEventListener("change", () => this.changed(item, 0));
      item.text?.addEventListener("input", () => this.changed(item, PAUSE_IN_TYPING));
      // Enter in a number would send the whole form; here it only saves.
      item.text?.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        this.changed(item, 0);
      });
    }
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.sendAll());
    addEventListener("focus", () => this.sendAll());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved.size && !this.isLeaving) event.preventDefault();
    });
    addEventListener("pageshow", () => (this.isLeaving = false));
  }

  /* Answers that this device could not send before, and those given before this script ran. */
  takeUp() {
    const shelved = this.shelf.read();
    for (const item of this.items) {
      const kept = shelved[item.position];
      if (kept && !same(kept, item.served)) this.takeUpOne(item, kept);
      else if (kept) this.shelf.drop(item.position);
      if (!kept && !same(item.answer, item.served)) this.changed(item, 0);
    }
  }

  takeUpOne(item, kept) {
    const wasTried = kept.tried && same(kept.tried, item.served) && kept.known + 1 === item.known;
    if (kept.known === item.known || wasTried) {
      item.show(kept);
      this.changed(item, 0);
    } else {
      this.shelf.drop(item.position);
      item.note(NEWER);
    }
  }

  changed(item, pause) {
    if (this.isClosed) return;
    this.unsaved.add(item);
    this.keep(item);
    item.say(SAVING);
    clearTimeout(this.timers.get(item));
    this.timers.set(item, setTimeout(() => this.send(item), pause));
  }

  keep(item) {
    const { known, tried } = item;
    this.shelf.put(item.position, { ...item.answer, known, tried });
  }

  sendAll() {
    return Promise.all([...this.unsaved].map((item) => this.send(item)));
  }

  /* One request at a time for each question; the newest answer is the last one sent. */
  send(item) {
    clearTimeout(this.timers.get(item));
    item.sending ??= this.deliver(item).finally(() => (item.sending = null));
    return item.sending;
  }

  async deliver(item) {
    let again = 0;
    while (this.unsaved.has(item)) {
      // One that got no word back goes first: the server may have it, and then it is no news.
      item.tried ??= item.answer;
      this.keep(item);
      const response = await this.post(item, item.tried);
      if (response === null || response.status >= SERVER_FAULT) return this.notSaved(item);
      if (response.ok) this.saved(item, await response.json());
      else if (!(await this.refused(item, response))) return;
      else if (++again > MOST_TRIES) return this.notSaved(item);
    }
  }

  async post(item, { chosen, typed }) {
    const { position } = item;
    const body = new URLSearchParams({ attempt: this.form.dataset.attempt, position });
    body.append("sequence", item.sequence.value);
    for (const key of chosen) body.append("chosen", key);
    if (item.text) body.append("typed", typed);
    const headers = { Accept: "application/json", "X-CSRFToken": this.token.value };
    try {
      return await fetch(this.form.dataset.saveUrl, { method: "POST", body, headers });
    } catch {
      return null;
    }
  }

  get token() {
    return this.form.elements.csrf_token;
  }

  saved(item, said) {
    const isNewest = same(item.tried, item.answer);
    item.known = said.sequence;
    item.tried = null;
    this.wait = FIRST_RETRY;
    this.isInsisting = false;
    if (!isNewest) return this.keep(item);
    this.unsaved.delete(item);
    this.shelf.drop(item.position);
    item.clearErrors();
    item.showSaved(said);
    this.count(said.saved_at_text);
  }

  count(time) {
    if (this.unsaved.size) return;
    const answered = this.items.filter((item) => item.isAnswered).length;
    const words = `${answered} of ${this.items.length} answered. Last saved at ${time}`;
    this.status.replaceChildren(icon("check"), words);
  }

  /* The network or the server gave no answer: it is tried again, more and more slowly. */
  notSaved(item, ...words) {
    this.keep(item);
    item.say(NOT_SAVED);
    item.mark("caution", "clock", NOT_SAVED);
    this.status.replaceChildren(icon("important"), made("span", words.length ? words : KEPT_HERE));
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.sendAll(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETRY);
  }

  /* The server said no. True when it is worth another try at once. */
  async refused(item, response) {
    const page = await this.reload();
    if (page === null) return this.notSaved(item);
    const form = page.querySelector(`form[data-attempt="${this.form.dataset.attempt}"]`);
    if (response.status === SIGNED_OUT && !form) return this.signedOut(item);
    if (!form) return this.closed();
    const isTokenOld = this.token.value !== form.elements.csrf_token.value;
    this.token.value = form.elements.csrf_token.value;
    if (response.status === SIGNED_OUT || isTokenOld) return true;
    if (response.status === UNREADABLE) item.note((await response.json()).sentence);
    else this.takeOver(item, form);
    this.unsaved.delete(item);
    return false;
  }

  /* This page as the server has it now; null when it cannot be reached. */
  async reload() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      return new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      return null;
    }
  }

  signedOut(item) {
    const address = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    const link = made("a", "Sign in in a new tab", { href: address, target: "_blank" });
    // Whoever has just pressed a button is told what pressing it again does.
    const again = this.isInsisting ? " Or press the button again and sign in on the next page." : "";
    this.notSaved(item, "You are signed out. ", link, `; your answers are kept on this device.${again}`);
    return false;
  }

  /* A newer answer came from another page: it is shown here, and this one is not wanted. */
  takeOver(item, form) {
    const newer = new Item(form.querySelector(`[data-item="${item.position}"]`));
    item.show(newer.served);
    item.known = newer.known;
    item.tried = null;
    item.say(...newer.line.childNodes);
    item.note(NEWER);
    item.mark("right", "check", "Saved");
    this.shelf.drop(item.position);
  }

  closed() {
    this.isClosed = true;
    this.unsaved.clear();
    this.shelf.write({});
    const link = made("a", "See how it stands", { href: location.pathname });
    this.status.replaceChildren(icon("important"), made("span", [CLOSED, link]));
    return false;
  }

  /* Everything is saved first; asked a second time, the form goes out as it stands. */
  async submit(event) {
    const button = event.submitter;
    if (this.unsaved.size && !this.isInsisting) {
      event.preventDefault();
      this.isInsisting = true;
      await this.sendAll();
      if (this.unsaved.size === 0) this.form.requestSubmit(button);
      return;
    }
    this.isLeaving = true;
    this.isInsisting = false;
  }
}

for (const form of document.querySelectorAll("form[data-save-url]")) new Sheet(form);
