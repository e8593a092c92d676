/* Saves each answer of a quiz as it is given, and says truthfully whether it is saved (DS-05, DS-06).

   <form data-save-url="…" data-attempt="…">
     <… data-item="0"> fields chosen-0, typed-0, pick-0-KEY or gap-0-KEY <input data-sequence>
       <span data-saved> <ol data-order> steps with data-key, buttons with data-move </ol> </…>
     <p data-status role="status">
   </form>
   <span data-step="0">

   Without it the form saves everything when it is sent. What is not saved yet is kept on this device.
   An answer always goes out as the one after the answer that this page knows, so that it can never
   overwrite a newer one that came from elsewhere: then the question shows both, and waits until its
   learner says which one stands.

   A question in a fieldset that is disabled belongs to a part of a case that is closed: its answer
   stands, and nothing is sent for it any more. data-asked counts the parts that are not opened yet. */

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
const NOT_COUNTED = "Not counted";
const HANDED_IN = "This attempt was handed in from another window.";
const PART_CLOSED = "This part of the case is closed, since the next one was opened. Your answer stands.";
const CLOSED = "This attempt is closed, and its answers are kept as they were.";

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

function copies(nodes) {
  return [...nodes].map((node) => node.cloneNode(true));
}

function same(one, other) {
  return one.typed === other.typed && one.chosen.join() === other.chosen.join()
    && JSON.stringify(one.filled ?? []) === JSON.stringify(other.filled ?? []);
}

function listed(words) {
  return new Intl.ListFormat("en").format(words);
}

/* What is said of some questions, as no sentence or one: "Questions 2 and 4 have two answers." */
function told(items, ofOne, ofMany, end) {
  if (!items.length) return [];
  const numbers = listed(items.map((item) => `${item.number}`));
  return [items.length === 1 ? `Question ${numbers} ${ofOne}${end}` : `Questions ${numbers} ${ofMany}${end}`];
}

function servedValue(field) {
  if (field.options) return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
  return field.defaultValue;
}

/* Pairs of a field's name and its value, those that are empty left out. */
function filledIn(fields, valueOf) {
  return fields.map((field) => [field.name, valueOf(field)]).filter(([, value]) => value.trim()).sort();
}

function isBlank({ chosen, typed, filled = [] }) {
  return chosen.length === 0 && typed.trim() === "" && filled.length === 0;
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
    this.fillers = [...element.querySelectorAll(`[name^="pick-${this.position}-"], [name^="gap-${this.position}-"]`)];
    this.order = element.querySelector("[data-order]");
    this.drawn = this.steps.map((step) => step.dataset.key);
    this.number = Number(this.position) + 1;
    this.kept = this.served; // the answer that the server has
    this.problem = element.querySelector(".field-error > span")?.lastChild.textContent ?? "";
    this.tried = null; // an answer that went out and got no word back
    this.sending = null;
    this.other = null; // this question as another window saved it, until one of the two is chosen
    this.isShut = element.disabled === true; // its part of a case is closed
  }

  get known() {
    return Number(this.sequence.value) - 1;
  }

  set known(sequence) {
    this.sequence.value = sequence + 1;
  }

  get answer() {
    const chosen = this.choices.filter((choice) => choice.checked);
    return {
      chosen: chosen.map((choice) => choice.value),
      typed: this.text?.value ?? "",
      filled: filledIn(this.fillers, (field) => field.value),
    };
  }

  /* The answer that stood in the page as the server sent it. */
  get served() {
    const chosen = this.choices.filter((choice) => choice.defaultChecked);
    return {
      chosen: chosen.map((choice) => choice.value),
      typed: this.text?.defaultValue ?? "",
      filled: filledIn(this.fillers, servedValue),
    };
  }

  /* The steps of an ordering question, as they stand. */
  get steps() {
    return [...(this.order?.children ?? [])];
  }

  /* True when the server has an answer that it can grade. */
  get isAnswered() {
    const isWhole = this.fillers.length === 0 || this.kept.filled.length === this.fillers.length;
    const words = this.kept.typed.split(/\s+/).filter(Boolean).length;
    const isLong = words >= Number(this.text?.dataset.least ?? 0);
    return !isBlank(this.kept) && isWhole && isLong && this.problem === "";
  }

  inWords({ chosen, typed, filled = [] }) {
    if (typed.trim()) return `“${typed.trim()}”`;
    if (filled.length) return listed(this.filledWords(new Map(filled)).map((words) => `“${words}”`));
    const rows = this.choices.filter((choice) => chosen.includes(choice.value));
    const words = rows.map((choice) => `“${choice.closest("label").textContent.trim()}”`);
    return words.length ? listed(words) : "nothing";
  }

  filledWords(filled) {
    if (this.order) return this.sorted(filled).map((step) => step.firstElementChild.textContent.trim());
    return this.fillers.filter((field) => filled.has(field.name)).map((field) => {
      const value = filled.get(field.name);
      return [...(field.options ?? [])].find((option) => option.value === value)?.text ?? value;
    });
  }

  show({ chosen, typed, filled = [] }) {
    for (const choice of this.choices) choice.checked = chosen.includes(choice.value);
    if (this.text) this.text.value = typed;
    const values = new Map(filled);
    for (const field of this.fillers) field.value = values.get(field.name) ?? "";
    if (this.order) this.lineUp(this.sorted(values));
  }

  /* The steps in the order of their places, or as they were drawn. */
  sorted(filled) {
    const place = (step) => Number(filled.get(this.placeOf(step).name)) || this.drawn.indexOf(step.dataset.key);
    return this.steps.sort((one, other) => place(one) - place(other));
  }

  placeOf(step) {
    return step.querySelector("input[type=hidden]");
  }

  lineUp(steps) {
    this.order.replaceChildren(...steps);
    steps.forEach((step, place) => {
      for (const button of step.querySelectorAll("[data-move]")) {
        const isStuck = place + Number(button.dataset.move) < 0 || place + Number(button.dataset.move) >= steps.length;
        if (isStuck) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      }
    });
  }

  numberSteps() {
    this.steps.forEach((step, at) => (this.placeOf(step).value = at + 1));
  }

  /* One step up or down, said to whoever does not see it; true when anything moved. */
  move(button) {
    if (button.getAttribute("aria-disabled") === "true") return false;
    const step = button.closest("[data-key]");
    const steps = this.steps;
    const place = steps.indexOf(step);
    steps.splice(place, 1);
    steps.splice(place + Number(button.dataset.move), 0, step);
    this.lineUp(steps);
    for (const each of steps) each.classList.toggle("is-moved", each === step);
    this.numberSteps();
    const isStuck = button.getAttribute("aria-disabled") === "true";
    (isStuck ? step.querySelector("[data-move]:not([aria-disabled])") : button).focus();
    const words = step.firstElementChild.textContent.trim();
    this.element.querySelector("[data-moved]").textContent = `“${words}” is now step ${steps.indexOf(step) + 1} of ${steps.length}.`;
    return true;
  }

  say(...words) {
    this.line.replaceChildren(...words);
  }

  mark(kind, name, words) {
    this.step?.replaceChildren(made("span", [icon(name), words], { class: `state state-${kind}` }));
  }

  /* A sentence inside the question. */
  note(words) {
    this.clearErrors();
    const note = made("p", [icon("important"), made("span", words)], { class: "field-error" });
    this.element.append(note);
  }

  clearErrors() {
    this.problem = "";
    this.element.classList.remove("has-error");
    for (const error of this.element.querySelectorAll(".field-error")) error.remove();
    this.text?.removeAttribute("aria-invalid");
    this.describe([]);
  }

  /* The field is described by its hint and unit, and by these. */
  describe(ids) {
    if (!this.text) return;
    const usual = this.text.getAttribute("aria-describedby").split(" ");
    const others = usual.filter((id) => !id.endsWith("-error"));
    this.text.setAttribute("aria-describedby", [...others, ...ids].join(" "));
  }

  /* Why the answer that is saved cannot be graded, above its field; empty words when it can. */
  explain(problem) {
    this.clearErrors();
    if (!problem) return;
    const words = made("span", [made("span", "Error: ", { class: "visually-hidden" }), problem]);
    const error = made("p", [icon("important"), words], { class: "field-error", id: `${this.text.id}-error` });
    this.problem = problem;
    this.element.classList.add("has-error");
    (this.text.closest(".with-unit") ?? this.text).before(error);
    this.text.setAttribute("aria-invalid", "true");
    this.describe([error.id]);
  }

  showSaved(said) {
    const time = made("time", said.saved_at_text, { datetime: said.saved_at });
    this.say(icon("check"), "Saved ", time, said.is_late ? ", after the time limit" : "");
    this.markKept();
  }

  markKept() {
    if (this.problem) this.mark("wrong", "important", "Not finished");
    else if (this.isAnswered) this.mark("right", "check", "Saved");
    else if (!isBlank(this.kept)) this.mark("caution", "part", "Not finished");
    else this.mark("none", "empty", "Not answered");
  }

  /* This question as another window saved it. */
  takeOver(newer) {
    this.show(newer.served);
    this.kept = newer.served;
    this.known = newer.known;
    this.tried = null;
    this.explain(newer.problem);
    this.say(...copies(newer.line.childNodes));
    this.markKept();
  }

  /* Both answers in words, and two buttons: keep mine, take the other one. */
  ask(keep, take) {
    this.withdraw();
    const time = this.other.line.querySelector("time");
    const words = made("p", [
      made("strong", `Question ${this.number} has two answers.`),
      " Saved in another window",
      ...(time ? [" at ", time.cloneNode(true)] : []),
      `: ${this.inWords(this.other.served)}. You answered here: ${this.inWords(this.answer)}, which is not saved yet.`,
    ], { id: `q${this.number}-two` });
    const buttons = [["Keep mine", keep], ["Take the other one", take]].map(([name, act]) => {
      const button = made("button", name, { type: "button", class: "button button-second button-small" });
      button.addEventListener("click", act);
      return button;
    });
    const body = made("div", [words, made("p", buttons, { class: "actions" })], { class: "stack" });
    this.element.append(made("div", [icon("important"), body], {
      class: "notice notice-caution",
      role: "group",
      "aria-labelledby": words.id,
      "data-decision": "",
    }));
  }

  withdraw() {
    this.element.querySelector("[data-decision]")?.remove();
  }

  /* The next part of the case was opened in another window: the answer that is kept stays. */
  shut() {
    this.isShut = true;
    for (const field of this.element.querySelectorAll("input, select, textarea, button")) field.disabled = true;
    this.element.append(made("p", PART_CLOSED, { class: "hint" }));
  }

  /* Back to the answer, once the button that was pressed is gone. */
  focus() {
    const field = this.text ?? this.choices.find((choice) => choice.checked) ?? this.choices[0]
      ?? this.order?.querySelector("[data-move]:not([aria-disabled])") ?? this.fillers[0];
    field.focus();
  }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.shelf = new Shelf(form.dataset.attempt);
    this.items = [...form.querySelectorAll("[data-item]")].map((element) => new Item(element));
    this.status = form.querySelector("[data-status]");
    this.last = this.status.dataset.last; // when an answer was saved last, in words
    this.unsaved = new Set();
    this.timers = new Map();
    this.wait = FIRST_RETRY;
    for (const part of form.querySelectorAll("[data-without-script]")) {
      // Whoever means the steps as they stand says so with it.
      if (!part.closest("[data-item]")?.querySelector("[data-order]")) part.remove();
    }
    this.listen();
    this.takeUp();
  }

  listen() {
    for (const item of this.items) {
      item.element.addEventListener("change", () => this.changed(item, 0));
      for (const field of [item.text, ...item.fillers]) {
        field?.addEventListener("input", () => this.changed(item, PAUSE_IN_TYPING));
      }
      item.element.querySelector("[data-without-script] button")?.addEventListener("click", (event) => {
        if (this.isClosed) return;
        event.preventDefault();
        item.numberSteps();
        this.changed(item, 0);
      });
      item.order?.addEventListener("click", (event) => {
        const button = event.target.closest("[data-move]");
        if (!button || this.isClosed) return;
        event.preventDefault();
        if (item.move(button)) this.changed(item, 0);
      });
      // Enter in a field would press the first button of the form; here it only saves.
      item.element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !event.target.matches("input")) return;
        event.preventDefault();
        if (event.target === item.text || item.fillers.includes(event.target)) this.changed(item, 0);
      });
    }
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.sendAll());
    addEventListener("focus", () => this.comeBack());
    addEventListener("beforeunload", (event) => {
      if ((this.unsaved.size || this.undecided.length) && !this.isLeaving) event.preventDefault();
    });
    addEventListener("pageshow", () => (this.isLeaving = false));
  }

  get undecided() {
    return this.items.filter((item) => item.other);
  }

  /* Answers that this device could not send before, and those given before this script ran. */
  takeUp() {
    const shelved = this.shelf.read();
    for (const item of this.items) {
      const kept = shelved[item.position];
      if (item.isShut) {
        this.leaveOut(item, kept);
        continue;
      }
      if (kept && !same(kept, item.served)) this.takeUpOne(item, kept);
      else if (kept) this.shelf.drop(item.position);
      if (!kept && !same(item.answer, item.served)) this.changed(item, 0);
    }
  }

  /* An answer of this device that came too late: the next part of its case was opened before. */
  leaveOut(item, kept) {
    item.show(item.served);
    if (!kept) return;
    this.shelf.drop(item.position);
    if (!same(kept, item.served)) item.note(`${NOT_COUNTED}: ${item.inWords(kept)}. It was not saved before the next part was opened.`);
  }

  takeUpOne(item, kept) {
    const wasTried = kept.tried && same(kept.tried, item.served) && kept.known + 1 === item.known;
    const isOlder = kept.isUndecided || (kept.known !== item.known && !wasTried);
    const newer = isOlder ? new Item(item.element.cloneNode(true)) : null;
    item.show(kept);
    if (newer) this.hold(item, newer);
    else this.changed(item, 0);
  }

  changed(item, pause) {
    if (this.isClosed || item.isShut) return;
    // Whoever goes on answering may not have seen the other answer yet.
    if (item.other) return this.hold(item, item.other);
    this.unsaved.add(item);
    this.keep(item);
    item.say(SAVING);
    clearTimeout(this.timers.get(item));
    this.timers.set(item, setTimeout(() => this.send(item), pause));
  }

  keep(item) {
    const { known, tried } = item;
    this.shelf.put(item.position, { ...item.answer, known, tried, isUndecided: item.other !== null });
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
      const said = response.ok ? await response.json().catch(() => null) : null;
      if (response.ok && !said?.saved_at) return this.notSaved(item);
      if (said) this.saved(item, said);
      else if (!(await this.refused(item, response))) return;
      else if (++again > MOST_TRIES) return this.notSaved(item);
    }
  }

  async post(item, { chosen, typed, filled = [] }) {
    const { position } = item;
    const body = new URLSearchParams({ attempt: this.form.dataset.attempt, position });
    body.append("sequence", item.sequence.value);
    for (const key of chosen) body.append("chosen", key);
    if (item.text) body.append("typed", typed);
    // Alone in a request, an answer needs no position in the names of its fields.
    for (const [name, value] of filled) body.append(name.replace(`-${position}-`, "-"), value);
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
    item.kept = item.tried;
    item.known = said.sequence;
    item.tried = null;
    this.wait = FIRST_RETRY;
    this.isInsisting = false;
    if (!isNewest) return this.keep(item);
    this.unsaved.delete(item);
    this.shelf.drop(item.position);
    item.explain(said.problem);
    item.showSaved(said);
    this.last = said.saved_at_text;
    this.count();
  }

  /* How many answers the server has, and what still asks for the learner. */
  count() {
    if (this.unsaved.size) return;
    const answered = this.items.filter((item) => item.isAnswered).length;
    const words = [`${answered} of ${this.form.dataset.asked} answered.`];
    if (this.last) words.push(`Last saved at ${this.last}.`);
    const unread = this.items.filter((item) => item.problem && !item.other);
    words.push(...told(this.undecided, "has two answers", "have two answers", ": choose which one stands."));
    words.push(...told(unread, "cannot be graded yet", "cannot be graded yet", "."));
    const isFine = words.length <= 2 && !this.goesOn;
    const way = made("a", "The next part of a case was opened in another window: show it.", { href: location.pathname });
    const said = made("span", this.goesOn ? [`${words.join(" ")} `, way] : words.join(" "));
    this.status.replaceChildren(icon(isFine ? "check" : "important"), said);
  }

  /* The network or the server gave no answer: it is tried again, more and more slowly. */
  notSaved(item, ...words) {
    if (this.isClosed) return;
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
    const said = await response.json().catch(() => ({}));
    if (said.result) return this.closed(said.sentence, said.result);
    const now = await this.reload();
    if (response.status === SIGNED_OUT && !now?.form) return this.signedOut(item);
    if (now === null) return this.notSaved(item);
    if (!now.form) return now.isThere ? this.closed(CLOSED, "") : this.notSaved(item);
    const isTokenOld = this.token.value !== now.form.elements.csrf_token.value;
    this.token.value = now.form.elements.csrf_token.value;
    if (response.status === SIGNED_OUT || isTokenOld) return true;
    if (now.form.querySelector(`[data-item="${item.position}"]`).disabled) this.takeNews(now.form);
    else if (response.status === UNREADABLE) this.giveUp(item, said.sentence);
    else this.compare(item, now.form);
    return false;
  }

  /* This page as the server has it now; null when it cannot be reached. */
  async reload() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (response.status >= SERVER_FAULT) return null;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const form = page.querySelector(`form[data-attempt="${this.form.dataset.attempt}"]`);
      // A page of somebody else's, such as a hotel's sign-in, says nothing about the attempt.
      const isOurs = page.querySelector('link[href^="/static/site-"]') !== null;
      return { form, isThere: isOurs && response.ok && !response.redirected };
    } catch {
      return null;
    }
  }

  giveUp(item, sentence) {
    this.unsaved.delete(item);
    item.say(NOT_SAVED);
    item.note(sentence);
  }

  /* A newer answer stands that this page did not show. */
  compare(item, form) {
    const newer = new Item(form.querySelector(`[data-item="${item.position}"]`));
    if (newer.known <= item.known) return this.notSaved(item);
    if (same(newer.served, item.answer)) this.take(item, newer);
    else this.hold(item, newer);
    this.takeNews(form);
  }

  /* Two answers to one question: nothing is sent before its learner says which one stands. */
  hold(item, newer) {
    clearTimeout(this.timers.get(item));
    this.unsaved.delete(item);
    this.isInsisting = false;
    if (same(newer.served, item.answer)) return this.take(item, newer);
    item.other = newer;
    item.kept = newer.served;
    item.tried = null;
    this.keep(item);
    item.explain("");
    item.say(NOT_SAVED);
    item.mark("caution", "clock", NOT_SAVED);
    item.ask(() => this.insist(item), () => this.giveWay(item));
    this.count();
  }

  /* The answer of this page, given again by somebody who has seen the other one. */
  insist(item) {
    item.known = item.other.known;
    item.other = null;
    item.withdraw();
    item.focus();
    this.changed(item, 0);
  }

  giveWay(item) {
    this.take(item, item.other);
    item.focus();
  }

  take(item, newer) {
    this.unsaved.delete(item);
    this.shelf.drop(item.position);
    item.other = null;
    item.withdraw();
    item.takeOver(newer);
    this.count();
  }

  /* What other windows saved since is shown here, but for what is being answered. */
  takeNews(form) {
    for (const item of this.items) {
      const newer = new Item(form.querySelector(`[data-item="${item.position}"]`));
      if (newer.isShut && !item.isShut) {
        this.take(item, newer);
        item.shut();
      }
      if (newer.known <= item.known) continue;
      this.last = form.querySelector("[data-status]").dataset.last;
      if (!this.unsaved.has(item) && !item.sending && !item.other) item.takeOver(newer);
    }
    this.goesOn = form.querySelectorAll("[data-item]").length > this.items.length;
    this.count();
  }

  /* Somebody is back from another window. */
  async comeBack() {
    await this.sendAll();
    if (this.isClosed || this.isLeaving) return;
    const now = await this.reload();
    if (now?.form) this.takeNews(now.form);
    else if (now?.isThere) this.closed(HANDED_IN, this.resultAddress);
  }

  get resultAddress() {
    return this.form.dataset.saveUrl.replace(/answers$/, this.form.dataset.attempt);
  }

  signedOut(item) {
    const address = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    const link = made("a", "Sign in in a new tab", { href: address, target: "_blank" });
    // Whoever has just pressed a button is told what pressing it again does.
    const again = this.isInsisting ? " Or press the button again and sign in on the next page." : "";
    this.notSaved(item, "You are signed out. ", link, `; your answers are kept on this device.${again}`);
    return false;
  }

  /* The attempt takes no further answer: what was not saved is not counted, and nothing looks live. */
  closed(sentence, result) {
    if (this.isClosed) return false;
    this.isClosed = true;
    for (const item of [...this.unsaved, ...this.undecided]) {
      item.withdraw();
      item.say(NOT_COUNTED);
      item.mark("wrong", "cross", NOT_COUNTED);
    }
    for (const item of this.items) {
      clearTimeout(this.timers.get(item));
      item.other = null;
    }
    this.unsaved.clear();
    this.shelf.write({});
    const wasHere = this.form.contains(document.activeElement);
    const fields = "input:not([type=hidden]), select, textarea, [data-move]";
    for (const field of this.form.querySelectorAll(fields)) field.disabled = true;
    const address = result || location.pathname;
    const way = made("a", result ? "See the result" : "See how it stands", { class: "button", href: address });
    this.form.querySelector("[data-ways]").replaceChildren(way);
    for (const gone of this.form.querySelectorAll("[data-seconds-left], [data-go-on]")) gone.remove();
    this.status.replaceChildren(icon("important"), made("span", sentence));
    if (wasHere) way.focus({ preventScroll: true });
    return false;
  }

  /* Everything is saved first; asked a second time, the form goes out as it stands. */
  async submit(event) {
    const button = event.submitter;
    const [open] = this.undecided;
    if (open) {
      event.preventDefault();
      this.count();
      open.element.querySelector("[data-decision] button").focus();
      return;
    }
    if (this.unsaved.size && !this.isInsisting) {
      event.preventDefault();
      this.isInsisting = true;
      await this.sendAll();
      if (this.unsaved.size === 0 && !this.isClosed) this.form.requestSubmit(button);
      return;
    }
    this.isLeaving = true;
    this.isInsisting = false;
  }
}

for (const form of document.querySelectorAll("form[data-save-url]")) new Sheet(form);
