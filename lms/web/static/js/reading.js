// Keeps the reader's place: the section that was read last for a few seconds, without a button.
// Bound by data-place on the article; the page works without it (WB-08).

const DWELL_MILLISECONDS = 4000;
// Where minutes are asked for (data-minutes), whoever reads on in a section is counted again.
const AGAIN_MILLISECONDS = 60000;
// A section is the one being read once its heading has passed this share of the screen.
const READING_LINE = 0.4;

function sectionBeingRead(sections) {
  const line = window.innerHeight * READING_LINE;
  let found = null;
  for (const section of sections) {
    if (section.getBoundingClientRect().top <= line) found = section;
  }
  return found;
}

function keepPlaces(article) {
  const sections = [...article.querySelectorAll("[data-section]")];
  let kept = "";
  let keptAt = 0;
  let dwelling = 0;

  async function keep(slug) {
    const body = new URLSearchParams({ section: slug, csrf_token: article.dataset.token });
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    try {
      const answer = await fetch(article.dataset.place, { method: "POST", body, headers, keepalive: true });
      if (answer.ok) [kept, keptAt] = [slug, Date.now()];
    } catch {
      // Away from the network: the next section that is read tries again.
    }
  }

  function dwell() {
    clearTimeout(dwelling);
    dwelling = setTimeout(() => {
      const section = sectionBeingRead(sections);
      const slug = section?.dataset.section ?? "";
      const isNews = slug !== kept
        || ("minutes" in article.dataset && Date.now() - keptAt >= AGAIN_MILLISECONDS);
      if (slug && isNews && document.visibilityState === "visible") keep(slug);
    }, DWELL_MILLISECONDS);
  }

  // Only what the reader does counts: a page that was merely opened leaves the ribbon where it was.
  for (const act of ["scroll", "keydown", "pointerdown"]) {
    window.addEventListener(act, dwell, { passive: true });
  }
}

for (const article of document.querySelectorAll("[data-place]")) keepPlaces(article);
