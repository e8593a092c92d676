"""The same attacks in a real browser: nothing runs, nothing is fetched."""

import subprocess
from pathlib import Path

import pytest

from lms.content.render import Shape
from tests.chromium import find_chromium
from tests.content.test_render_safety import ATTACKS, here, pieces

# Whatever an attack runs or loads leaves its mark on the page itself.
TRAP = r"""<!doctype html><html><head><meta charset="utf-8"><script>
const fell = () => { document.documentElement.dataset.fell = "yes"; };
window.alert = fell;
new PerformanceObserver((list) => {
  if (list.getEntries().some((it) => !/^file:\/\/\/(courses|static)\//.test(it.name))) { fell(); }
}).observe({ type: "resource", buffered: true });
</script></head><body>%s</body></html>"""


def fell(html: str, folder: Path) -> bool:
    """True when the page ran a script or reached for what is neither media nor icons."""
    page = folder / "page.html"
    page.write_text(TRAP % html, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    seen = subprocess.run(
        [find_chromium(), *flags, "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "<body>" in seen.stdout
    return "data-fell" in seen.stdout


@pytest.mark.slow
def test_in01_no_attack_runs_in_a_browser(tmp_path: Path):
    pages = "\n".join(
        html for attack in ATTACKS for shape in Shape for html in pieces(here(attack, shape))
    )

    assert not fell(pages, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "attack", ["<img src=x onerror=alert(1)>", '<link rel="stylesheet" href="https://x.invalid/">']
)
def test_in01_the_browser_would_have_run_them(attack: str, tmp_path: Path):
    assert fell(attack, tmp_path)
