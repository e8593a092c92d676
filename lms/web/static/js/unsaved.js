/* Tells authors which texts this device keeps for them that the server does not have, and asks about
   them before anybody signs out, which clears the device.

   <div data-unsaved hidden>: shown where there are any; in it
     <div data-unsaved-mine> with <ul data-unsaved-files>
     <p data-unsaved-answers> and <p data-unsaved-others>, <button data-stay> and <button data-leave>,
     <p data-unsaved-told role="alert">: where it asks
   <form data-signs-out>: asks first

   The text of a file that is not in the draft any more has no page to be saved on: it is shown here, to
   be copied or forgotten.

   Without this script nothing is kept on the device, so that nothing is lost with it. */

import { button, link } from "./elements.js";
import { Shelf, areAnswersKept, isKeptOfOthers, letAllGo, listFiles } from "./shelf.js";

const STILL_HERE = "You are still signed in, and your texts are still on this device: the server did not answer. Try again when there is a network.";
const GONE = ". There is no page of this file any more: it was renamed or taken out, or its course is not yours to write. Copy your text from here, then forget it.";
const NOT_FOUND = 404;
const PARTS = /^\/studio\/([^/]+)\/draft\/write\/(.+)$/;

function item([address, at]) {
  const [, course, path] = address.match(PARTS) ?? [null, "", address];
  const when = new Date(at).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" });
  const line = document.createElement("li");
  line.append(link(address, decodeURIComponent(path)), ` in ${decodeURIComponent(course)}, kept ${when}`);
  return line;
}

/* A text that no page can be opened with, to be read, copied and let go. */
function text({ text: words }, forget) {
  const field = document.createElement("textarea");
  Object.assign(field, { readOnly: true, rows: 8, className: "source", value: words });
  field.setAttribute("aria-label", "Your text");
  const part = document.createElement("div");
  part.append(field, button("Forget this text", forget));
  return part;
}

/* True where the file has no page any more. A page that was left may have saved on its way: nobody need
   be asked about what the server has. */
async function isGone(address) {
  const answer = await fetch(address).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const field = page?.querySelector("form[data-draft] [name=text]");
  if (field) new Shelf(address).forgetSaved(field.value);
  return answer?.status === NOT_FOUND;
}

class Unsaved {
  constructor(notice) {
    this.notice = notice;
    this.forms = [...document.querySelectorAll("form[data-signs-out]")];
    for (const form of this.forms) form.addEventListener("submit", (event) => this.ask(event));
    this.part("stay")?.addEventListener("click", () => this.stay());
    this.part("leave")?.addEventListener("click", () => this.leave());
    if (!this.forms.length) this.look();
  }

  part(name) {
    return this.notice.querySelector(`[data-${name}]`);
  }

  /* True where there is anything. */
  async look() {
    const gone = new Set();
    for (const [address] of listFiles()) if (await isGone(address)) gone.add(address);
    const files = listFiles();
    const there = { mine: files.length > 0, answers: areAnswersKept(), others: isKeptOfOthers() };
    const parts = Object.keys(there).filter((name) => this.part(`unsaved-${name}`));
    for (const name of parts) this.part(`unsaved-${name}`).hidden = !there[name];
    this.part("unsaved-files").replaceChildren(...files.map((file) => this.item(file, gone.has(file[0]))));
    return !(this.notice.hidden = !parts.some((name) => there[name]));
  }

  item(file, isGone) {
    const line = item(file);
    if (!isGone) return line;
    const shelf = new Shelf(file[0]);
    line.querySelector("a").replaceWith(line.querySelector("a").textContent);
    line.append(GONE, ...shelf.left().map((kept) => text(kept, () => this.forget(shelf, kept))));
    return line;
  }

  forget(shelf, { place }) {
    shelf.forget(place);
    this.look();
  }

  /* Looked for when the button is pressed: another tab may have saved by then. */
  async ask(event) {
    event.preventDefault();
    this.form = event.target;
    this.button = event.submitter;
    if (!(await this.look())) return this.form.submit();
    this.part("unsaved-told").textContent = "";
    this.notice.focus();
    this.notice.scrollIntoView({ block: "center" });
  }

  stay() {
    this.notice.hidden = true;
    this.button.focus();
  }

  /* Nothing is thrown away before the server has signed them out. */
  async leave() {
    const { action } = this.form;
    const body = new URLSearchParams(new FormData(this.form));
    const answer = await fetch(action, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      letAllGo();
      location.assign(answer.url);
    } else if (answer) {
      this.form.submit(); // the page that comes says why
    } else {
      this.part("unsaved-told").textContent = STILL_HERE;
    }
  }
}

for (const notice of document.querySelectorAll("[data-unsaved]")) new Unsaved(notice);
