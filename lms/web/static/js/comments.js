/* Offers to comment on the words that are selected on a page of a draft.

   <section data-quote-from> what can be quoted </section>
   <form data-comment> <textarea name="quote"> <input name="before"> <input name="after"> <textarea name="text"> </form>
   <p data-comment-offer hidden> <button> </p>

   Without it the words are copied into the form by hand. What stands before and after them goes
   along, since they may stand on the page more than once. */

const AROUND = 64;

function textBetween(container, from, to) {
  const range = document.createRange();
  range.selectNodeContents(container);
  if (from) range.setStart(from.node, from.offset);
  if (to) range.setEnd(to.node, to.offset);
  return range.toString();
}

/* The selection as a quotation, or null where nothing that can be quoted is selected. */
function quotation() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const closest = range.commonAncestorContainer;
  const element = closest.nodeType === Node.ELEMENT_NODE ? closest : closest.parentElement;
  const from = element?.closest("[data-quote-from]");
  const quote = selection.toString().trim();
  if (!from || !quote) return null;
  const before = textBetween(from, null, { node: range.startContainer, offset: range.startOffset });
  const after = textBetween(from, { node: range.endContainer, offset: range.endOffset }, null);
  return { quote, before: before.slice(-AROUND), after: after.slice(0, AROUND) };
}

function offer(form, place) {
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const found = quotation();
    if (found) chosen = found;
    place.hidden = !found;
  });
  const button = place.querySelector("button");
  // Pressing the button must not take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    for (const name of ["quote", "before", "after"]) form.elements[name].value = chosen[name];
    place.hidden = true;
    form.elements.text.focus();
  });
}

const form = document.querySelector("form[data-comment]");
const place = document.querySelector("[data-comment-offer]");
if (form && place) offer(form, place);
