/* Says how many minutes are left of a time limit; without it the page still says when it ends.

   <p data-seconds-left="600">Due at 2:32 PM<span data-left></span> <span role="status"></span></p>

   The server's clock decides: what is measured here is only how long the page has been open. */

const MINUTE = 60000;
const SPOKEN = [5, 1];
const OVER = "The time is over: answers from now on are kept, and do not count";

function countDown(place) {
  const end = Date.now() + 1000 * Number(place.dataset.secondsLeft);
  const shown = place.querySelector("[data-left]");
  const spoken = place.querySelector("[role=status]");

  function tell() {
    const left = Math.max(0, end - Date.now());
    const minutes = Math.ceil(left / MINUTE);
    shown.textContent = left ? `, ${minutes} min left` : `. ${OVER}`;
    if (!left) spoken.textContent = OVER;
    else if (SPOKEN.includes(minutes)) spoken.textContent = `${minutes} min left`;
    if (left) setTimeout(tell, left % MINUTE || MINUTE);
  }

  tell();
}

for (const place of document.querySelectorAll("[data-seconds-left]")) countDown(place);
