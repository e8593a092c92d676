/* Lets a quiz be answered beside its text, exactly as it stands there, saved or not.

   <button data-try formaction="URL" form="writing">, <div data-preview>, <span data-preview-age>

   The server marks the answers and keeps nothing. What comes back is a form, which carries the text
   and the answers; it stands in the place of the preview until the text changes, see preview.js. An
   answer that comes after the text changed, or after something else was asked, is dropped.
   Without this script the button leads to a page with the same form. */

import { Asking } from "./asking.js";

const SENT = ["text", "since", "author", "csrf_token"];
const ASKING = "Asking…";
const FRESH = "Answered as by a learner; nothing is kept";
const OLD = "The server did not answer. Press the button again";

class Trial {
  constructor(button) {
    this.form = button.form;
    this.button = button;
    this.asking = new Asking();
    [this.pane, this.age] = ["preview", "preview-age"].map((name) => document.querySelector(`[data-${name}]`));
    button.addEventListener("click", (event) => this.begin(event));
    this.pane.addEventListener("submit", (event) => this.submitted(event));
    this.pane.addEventListener("keydown", (event) => this.pressed(event));
  }

  begin(event) {
    event.preventDefault();
    const body = new FormData();
    for (const name of SENT) body.append(name, this.form.elements[name].value);
    this.ask(this.button.formAction, body);
  }

  submitted(event) {
    event.preventDefault();
    const { target: form, submitter } = event;
    if (submitter?.value === "preview") this.end();
    else this.ask(submitter?.formAction ?? form.action, new FormData(form, submitter));
  }

  /* Enter in a line checks the question that it stands in. */
  pressed(event) {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=hidden])")) return;
    event.preventDefault();
    event.target.closest(".check").querySelector("button[type=submit]").click();
  }

  end() {
    this.asking.stop();
    this.pane.replaceChildren();
    this.form.querySelector("button[value=preview]").click();
    this.button.focus();
  }

  async ask(address, body) {
    this.age.textContent = ASKING;
    const { isNewest, said } = await this.asking.ask(address, body);
    if (!isNewest || body.get("text").replaceAll("\r\n", "\n") !== this.form.elements.text.value) return;
    this.age.textContent = said?.trial ? FRESH : (said?.sentence ?? OLD);
    if (said?.trial) this.show(said.trial, new URL(address, location.href).hash.slice(1));
  }

  /* Where a question was answered, whoever reads or hears the page goes on there. */
  show(html, place) {
    this.pane.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    const here = (place && document.getElementById(place)) || this.pane.querySelector("form");
    here.tabIndex = -1;
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "nearest" });
  }
}

for (const button of document.querySelectorAll("button[data-try]")) new Trial(button);
