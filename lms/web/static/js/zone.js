// Chooses the browser's time zone before anybody has. Bound by data-own-zone on the form; the page
// works without it (WB-08).

function nameInThisBrowser(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return ""; // a zone that this browser is too old to know
  }
}

function chooseOwnZone(list) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = [...list.options].filter((option) => option.value);
  // Browsers call some zones by older names than the list does, such as Asia/Calcutta.
  const found = options.find((option) => option.value === own)
    ?? options.find((option) => nameInThisBrowser(option.value) === own);
  if (found) list.value = found.value;
}

for (const list of document.querySelectorAll("[data-own-zone] select[name=time_zone]")) {
  // What a refused form asks to be chosen is left for a person to choose.
  if (!list.value && !list.matches("[aria-invalid]")) chooseOwnZone(list);
}
