/* Puts patterns, citations, pictures and links into the text, where its author writes.

   <details data-inserts> <li data-name="…"> <pre data-block> or <code data-text>
   <details data-searched="label"> <li data-words="…">

   Without it they are there to copy. The text is reached through editor.js where that is there. */

const PUT = "What you insert is put where you write; a question goes above the scenario that you write in. Then put your own words into it.";

/* Where the text begins below its head, the lines between the first "---" and the next. */
function belowHead(text) {
  const [head] = text.match(/^\uFEFF?---[ \t]*\n(?:[^]*?\n)??---[ \t]*(?:\n|$)/) ?? [""];
  return head.length;
}

/* Where a question may stand when one writes at a place: in a scenario that is the line above it. */
function outside(text, all, at) {
  if (!text.startsWith("### ")) return at;
  const above = [...all.slice(0, at).matchAll(/^ {0,3}##?(?!#)[ \t]*(.*)$/gm)].pop();
  return above && /^scenario ?:/i.test(above[1]) ? above.index - 1 : at;
}

/* Nothing is put into the head: what would come to stand there is a paragraph of its own below it. */
function put(field, text, isBlock) {
  const floor = belowHead(field.value);
  const place = (all, at) => Math.max(floor, outside(text, all, at));
  const told = { detail: { text, isBlock, floor, place }, cancelable: true };
  if (!field.dispatchEvent(new CustomEvent("studio:insert", told))) return;
  const isInHead = field.selectionStart < floor;
  const legal = place(field.value, field.selectionEnd);
  const isMoved = legal !== field.selectionEnd;
  const [from, to] = isMoved ? [legal, legal] : [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, from);
  const isOwn = isBlock || isInHead;
  const gap = isOwn && before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  const end = isInHead && !text.endsWith("\n") ? "\n" : "";
  field.setRangeText(gap + text + end, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function addButton(entry, field) {
  const source = entry.querySelector("[data-block], [data-text]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-second button-small";
  button.textContent = "Insert";
  button.setAttribute("aria-label", `Insert ${entry.dataset.name}`);
  button.addEventListener("click", () => put(field, source.textContent, "block" in source.dataset));
  entry.append(button);
}

function addSearch(menu, number) {
  const field = document.createElement("div");
  field.className = "field";
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.id = label.htmlFor = `f-search-${number}`;
  input.type = "search";
  input.autocomplete = "off";
  label.textContent = menu.dataset.searched;
  input.addEventListener("input", () => search(menu, input.value));
  field.append(label, input);
  menu.querySelector("ul").before(field);
}

/* Every word that is looked for stands somewhere, accents and capitals aside. */
const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function search(menu, wanted) {
  const words = plain(wanted).split(/\s+/);
  for (const entry of menu.querySelectorAll("[data-words]")) {
    const there = plain(entry.dataset.words);
    entry.hidden = !words.every((word) => there.includes(word));
  }
}

for (const menus of document.querySelectorAll("[data-inserts]")) {
  const field = document.querySelector("form[data-editor]").elements.text;
  menus.querySelector("[data-inserts-hint]").textContent = PUT;
  menus.querySelectorAll(".insert").forEach((entry) => addButton(entry, field));
  menus.querySelectorAll("[data-searched]").forEach(addSearch);
}
