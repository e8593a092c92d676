/* Keeps how pages look without leaving the page, so that what was typed on it stays.

   <form data-display> with the menus theme, text and contrast, <p aria-live="polite" data-told>

   Without it the form is sent, and the page comes anew. */

const USUAL = { theme: "device", text: "standard", contrast: "device" };

async function keep(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  return answer.type === "opaqueredirect"; // which says that it was kept, and where to go now
}

function show(form) {
  const { dataset } = document.documentElement;
  for (const [name, usual] of Object.entries(USUAL)) {
    const chosen = form.elements[name].value;
    if (chosen === usual) delete dataset[name];
    else dataset[name] = chosen;
  }
}

const form = document.querySelector("form[data-display]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const isKept = await keep(form).catch(() => false);
  if (isKept) show(form);
  form.querySelector("[data-told]").textContent = isKept
    ? "These settings are kept in this browser."
    : "The settings were not kept. Load the page anew, and try again.";
});
