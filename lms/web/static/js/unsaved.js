/* Tells authors which texts this device keeps for them that the server does not have, and asks about
   them before anybody signs out, which clears the device.

   <div data-unsaved hidden>: shown where there are any; in it
     <div data-unsaved-mine> with <ul data-unsaved-files>
     <p data-unsaved-answers> and <p data-unsaved-others>, <button data-stay> and <button data-leave>,
     <p data-unsaved-told role="alert">: where it asks
   <form data-signs-out>: asks first

   Without this script nothing is kept on the device, so that nothing is lost with it. */

import { Shelf, areAnswersKept, isKeptOfOthers, letAllGo, listFiles } from "./shelf.js";

const STILL_HERE = "You are still signed in, and your texts are still on this device: the server did not answer. Try again when there is a network.";
const PARTS = /^\/studio\/([^/]+)\/draft\/write\/(.+)$/;

function item([address, at]) {
  const [, course, path] = address.match(PARTS) ?? [null, "", address];
  const link = document.createElement("a");
  link.href = address;
  link.textContent = decodeURIComponent(path);
  const when = new Date(at).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" });
  const line = document.createElement("li");
  line.append(link, ` in ${decodeURIComponent(course)}, kept ${when}`);
  return line;
}

/* A page that was left may have saved on its way: nobody need be asked about what the server has. */
async function forgetSaved(address) {
  const answer = await fetch(address).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const field = page?.querySelector("form[data-draft] [name=text]");
  if (field) new Shelf(address).forgetSaved(field.value);
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
    for (const [address] of listFiles()) await forgetSaved(address);
    const files = listFiles();
    const there = { mine: files.length > 0, answers: areAnswersKept(), others: isKeptOfOthers() };
    const parts = Object.keys(there).filter((name) => this.part(`unsaved-${name}`));
    for (const name of parts) this.part(`unsaved-${name}`).hidden = !there[name];
    this.part("unsaved-files").replaceChildren(...files.map(item));
    return !(this.notice.hidden = !parts.some((name) => there[name]));
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
