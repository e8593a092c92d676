/* Says of a file that is too large so before it is sent, while what was typed beside it stays.

   <input type="file" data-largest="bytes" data-too-large="sentence">

   Without it the server says the same, and has read nothing of the form. */

function judge(field) {
  const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.largest));
  field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : "");
  return !isTooLarge;
}

for (const field of document.querySelectorAll("[data-largest]")) {
  field.addEventListener("change", () => judge(field) || field.reportValidity());
  field.form.addEventListener("submit", (event) => {
    if (judge(field)) return;
    event.preventDefault();
    field.reportValidity();
  });
}
