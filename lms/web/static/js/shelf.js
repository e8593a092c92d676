/* Texts of drafts that the server does not have yet, kept on this device for whoever wrote them.

   <… data-draft-of="PERSON">: who is signed in; what the device keeps of others is shown to nobody else

   Each page has a place of its own there, so that none writes over what another one left. A device that
   forbids it does without. */

const DRAFTS = "lms-draft:";
const ANSWERS = "lms-unsaved-"; // of quiz.js
const LET_GO = "lms-let-go";

const person = document.querySelector("[data-draft-of]")?.dataset.draftOf ?? "";
const MINE = `${DRAFTS}${person}:`;

/* A name that no other page and no other save has. */
export function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function places(start) {
  try {
    return Object.keys(localStorage).filter((place) => place.startsWith(start));
  } catch {
    return [];
  }
}

/* What stands at a place, or nothing where it cannot be read: the others are there all the same. */
function read(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

function listKept(start) {
  const kept = places(start).map((place) => ({ ...read(place), place }));
  return kept.filter(({ text }) => typeof text === "string");
}

/* What is kept of one file, by one page. */
export class Shelf {
  constructor(file) {
    this.file = `${MINE}${file}#`;
    this.isLetGo = false; // somebody signed out in another tab, and wanted nothing to stay here
    this.begin();
  }

  /* Another place: what stands in this one stays, as if another page had left it. */
  begin() {
    this.place = this.file + newToken();
  }

  /* True where the device has it now; false in private browsing, without room, or once it was let go. */
  write(kept) {
    try {
      if (kept && !this.isLetGo) localStorage.setItem(this.place, JSON.stringify({ ...kept, at: Date.now() }));
      else this.forget(this.place);
      return !this.isLetGo;
    } catch {
      return false;
    }
  }

  forget(place) {
    localStorage.removeItem(place);
  }

  /* What other pages left of this file, the newest first. */
  left() {
    const others = listKept(this.file).filter(({ place }) => place !== this.place);
    return others.sort((one, other) => other.at - one.at);
  }

  /* Nobody need be asked about a text that the server has. */
  forgetSaved(text) {
    for (const kept of this.left()) if (kept.text === text) this.forget(kept.place);
  }

  whenLetGo(act) {
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== LET_GO || !newValue) return;
      this.isLetGo = true;
      act();
    });
  }
}

/* The files of which a text is kept, as [address, when], the newest first. */
export function listFiles() {
  const newest = new Map();
  for (const { place, at } of listKept(MINE)) {
    const address = place.slice(MINE.length, place.lastIndexOf("#"));
    newest.set(address, Math.max(at, newest.get(address) ?? 0));
  }
  return [...newest].sort(([, one], [, other]) => other - one);
}

export function isKeptOfOthers() {
  return places(DRAFTS).some((place) => !place.startsWith(MINE));
}

export function areAnswersKept() {
  return places(ANSWERS).length > 0;
}

/* Nothing stays on this device, of whomever, and other pages keep nothing more here. */
export function letAllGo() {
  for (const place of [...places(DRAFTS), ...places(ANSWERS)]) localStorage.removeItem(place);
  try {
    localStorage.setItem(LET_GO, Date.now());
    localStorage.removeItem(LET_GO);
  } catch {
    /* Then nothing was kept either. */
  }
}
