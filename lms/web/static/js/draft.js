/* Saves a draft while it is written, and says truthfully whether it is saved.

   <form data-draft="URL of its save" data-draft-of="PERSON"> <input name="since"> <textarea name="text"> </form>
     data-draft-waits: nothing goes out before Save was pressed, since that decides between two texts
     data-draft-unsaved: the page shows a text that the server does not have, which goes out with its
       first letter or with Save
   <p data-draft-status role="status"> <p data-draft-offer role="status">
   <div data-draft-alert hidden> <p role="alert">: what its author has to know, in sight while they write
   <textarea data-draft-saved="URL of its save">: a text that the server has, on the page that shows it

   Without it the form saves when its button is pressed. What is not saved yet is kept on this device
   from the first letter on, so that a lid that is closed in the middle of a word loses nothing. The
   text in the field is never written over: where somebody else saved meanwhile, the server keeps this
   text beside theirs, and its author is led to both. Nor is what another page could not save: it is
   offered, and stays on the device until its author has decided, or signs out and is asked (unsaved.js). */

import { button, link } from "./elements.js";
import { Shelf, newToken } from "./shelf.js";

const LEAST_PAUSE = 2000; // between two saves
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;
const LONGEST_WAIT = 30000; // for an answer; then the same goes out again, under its name
const SIGNED_OUT = 401;
const UNREADABLE = 400;
const REACHED = "/healthz";

const SAVING = "Saving…";
// Each as it is said while the device has the text, and while it cannot keep one.
const NOT_SAVED = [
  "Not saved yet. Your text is kept on this device, and saved as soon as it can be.",
  "Not saved yet. Leave this page open: your text is here alone, and saved as soon as it can be.",
];
const SIGN_IN = [
  "Not saved yet: you are signed out. Sign in from another tab; your text is kept on this device.",
  "Not saved yet: you are signed out. Sign in from another tab, and leave this page open: your text is here alone.",
];
const REFUSED = [
  "Not saved. Press Save to see why; your text is kept on this device.",
  "Not saved. Press Save to see why; until then your text is on this page alone.",
];
const NOT_SENT = "Not sent: there is no network. Your text stays here; press the button again when there is one.";
const LET_GO = "Not saved, and not kept on this device any more: you signed out. Sign in from another tab, then press Save.";
const ASIDE = "This file was saved after you opened it: by you, in another tab, or by somebody else. Your text is kept beside theirs.";

class Draft {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.since = form.elements.since;
    this.line = document.querySelector("[data-draft-status]");
    this.alert = document.querySelector("[data-draft-alert]");
    this.offered = document.querySelector("[data-draft-offer]");
    this.shelf = new Shelf(form.dataset.draft);
    this.saved = "draftUnsaved" in form.dataset ? null : this.field.value;
    this.isHeld = true; // the device has what the server does not
    this.sentAt = 0;
    this.wait = FIRST_RETRY;
    this.timer = 0;
    this.trying = null; // a text that went out under a name and got no word back
    this.isShut = false;
    this.isRenewed = false; // the form's token was, and no save came through since
    this.isPressed = false; // Save was, and the server does not have the text yet
    this.decides = "draftWaits" in form.dataset;
    this.isWaiting = this.decides || "draftUnsaved" in form.dataset;
    this.field.addEventListener("input", () => this.goOnWriting());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.send();
    });
    // Who comes back by the browser's Back goes on with this very page.
    window.addEventListener("pageshow", () => (this.isShut = false));
    this.shelf.whenLetGo(() => this.isSaved || this.warn(LET_GO));
    this.hold();
    this.offer();
  }

  say(...words) {
    this.line.replaceChildren(...words);
  }

  /* The same words are not said anew at every try. */
  warn(...words) {
    this.say();
    const line = this.alert.querySelector("[role=alert]");
    const said = document.createElement("p");
    said.append(...words);
    this.alert.hidden = false;
    if (line.innerHTML !== said.innerHTML) line.replaceChildren(...said.childNodes);
  }

  calm() {
    this.alert.hidden = true;
    this.alert.querySelector("[role=alert]").replaceChildren();
  }

  get isSaved() {
    return this.field.value === this.saved;
  }

  /* What this device kept from a page that could not save it; its author decides, and may write on
     before. */
  offer() {
    if (this.isHeld) this.shelf.forgetSaved(this.field.value);
    const [kept] = this.shelf.left();
    if (!kept) return this.offered.replaceChildren();
    this.offered.replaceChildren(
      "This device has a text of this file that was not saved. ",
      button("Put it into the field", () => this.take(kept)),
      " ",
      button("Forget it", () => this.decided(kept)),
    );
  }

  /* What it takes the place of is offered next, where that is not saved yet. */
  take(kept) {
    this.shelf.begin();
    this.trying = kept.trying;
    this.since.value = kept.since;
    this.field.value = kept.text;
    this.field.dispatchEvent(new Event("input", { bubbles: true })); // others look at the field too
    this.decided(kept);
  }

  /* Where the device cannot keep the text anew, what it has stays. */
  decided(kept) {
    if (this.isHeld) this.shelf.forget(kept.place);
    this.offer();
    this.field.focus();
  }

  /* With what went out and got no word back: it goes out again under its name, and first. */
  hold() {
    const kept = { text: this.field.value, since: this.since.value, trying: this.trying };
    this.isHeld = this.shelf.write(this.isSaved && !this.trying ? null : kept);
  }

  goOnWriting() {
    this.isWaiting = this.decides && this.isWaiting;
    this.typed();
  }

  typed() {
    this.hold();
    if (this.isShut) this.say();
    else if (!this.isWaiting) this.soon(Math.max(0, this.sentAt + LEAST_PAUSE - Date.now()));
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  words([kept, unkept]) {
    if (this.shelf.isLetGo) return LET_GO;
    return this.isHeld ? kept : unkept;
  }

  /* The form goes its own way: nothing more is sent from here. */
  leave() {
    clearTimeout(this.timer);
    this.isShut = true;
  }

  submitted(event) {
    if (event.defaultPrevented || this.isShut) return;
    event.preventDefault();
    if (event.submitter?.value !== "save") return this.go(event.submitter);
    this.isPressed = true;
    this.isWaiting = false;
    this.send();
  }

  /* A form that is sent without a network would lead to an error page of the browser. */
  async go(button) {
    const answer = await fetch(REACHED, { cache: "no-store" }).catch(() => null);
    if (!answer) return this.warn(NOT_SENT);
    this.leave();
    this.form.requestSubmit(button);
  }

  goOn(address) {
    this.leave();
    location.assign(address);
  }

  async send() {
    clearTimeout(this.timer);
    const hasNothing = this.isSaved && !this.trying && !this.isPressed;
    if (this.isShut || this.isSending || this.isWaiting || hasNothing) return;
    // What got no word back goes out first, again: the server may have it, and the next save begins there.
    const sent = (this.trying ??= { text: this.field.value, token: newToken() });
    this.hold();
    this.isSending = true;
    this.sentAt = Date.now();
    this.say(SAVING);
    const answer = await this.post();
    // An answer that cannot be read is none: a network's own page may have come instead.
    const kept = answer?.ok ? await answer.json().catch(() => null) : null;
    this.isSending = false;
    if (this.isShut) return;
    if (this.trying !== sent) this.typed(); // another text was put into the field meanwhile
    else if (kept) this.keep(kept);
    else this.retry(answer?.ok ? null : answer);
  }

  async post() {
    const body = new URLSearchParams({
      text: this.trying.text,
      since: this.since.value,
      once: this.trying.token,
      author: this.form.elements.author.value, // somebody else may have signed in meanwhile
      csrf_token: this.form.elements.csrf_token.value,
    });
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    const signal = AbortSignal.timeout?.(LONGEST_WAIT);
    try {
      return await fetch(this.form.dataset.draft, { method: "POST", body, headers, signal });
    } catch {
      return null;
    }
  }

  keep({ number, saved_at_text: when, collision }) {
    const { text } = this.trying;
    this.trying = null;
    this.wait = FIRST_RETRY;
    this.isRenewed = false;
    this.saved = text;
    this.shelf.isLetGo = false;
    if (this.isPressed && this.isSaved) {
      this.isPressed = false;
      this.hold();
      const isOutdated = document.querySelector(".has-error, [data-until-saved]");
      if (collision || isOutdated) return this.goOn(collision || this.form.dataset.draft);
    }
    if (collision) {
      // What is typed on is kept beside theirs too: this page still began where it began.
      this.warn(`${ASIDE} `, link(collision, "See both"));
    } else {
      this.since.value = number;
      this.calm();
      this.say(`Draft saved ${when}.`);
    }
    this.typed();
  }

  /* A form's token does not outlive signing out: whoever signed in again has another. */
  async renew() {
    const answer = await fetch(this.form.dataset.draft).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const form = page?.querySelector("form[data-draft]");
    if (form?.dataset.draftOf !== this.form.dataset.draftOf) return false;
    this.form.elements.csrf_token.value = form.elements.csrf_token.value;
    return true;
  }

  async retry(answer) {
    if (answer?.status === UNREADABLE && !this.isRenewed && (await this.renew())) {
      this.isRenewed = true;
      return this.soon(0);
    }
    const wasPressed = this.isPressed;
    this.isPressed = this.decides; // whoever decided is led on whenever it arrives
    const isRefused = answer && answer.status >= UNREADABLE && answer.status < 500 && answer.status !== SIGNED_OUT;
    if (isRefused) {
      this.trying = null;
      this.warn(this.words(REFUSED));
      if (wasPressed) {
        this.leave();
        this.form.submit(); // the page that comes says why
      }
      return;
    }
    const isSignedOut = answer?.status === SIGNED_OUT;
    this.warn(this.words(isSignedOut ? SIGN_IN : NOT_SAVED));
    this.soon(this.wait);
    this.wait = Math.min(2 * this.wait, LAST_RETRY);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
for (const saved of document.querySelectorAll("[data-draft-saved]")) {
  new Shelf(saved.dataset.draftSaved).forgetSaved(saved.value);
}
