/* Parts of a page that scripts add to it. */

export function link(address, words) {
  const element = document.createElement("a");
  element.href = address;
  element.textContent = words;
  return element;
}

export function button(words, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button-second button-small";
  element.textContent = words;
  element.addEventListener("click", act);
  return element;
}
