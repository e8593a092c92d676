"""A recording is sent, captioned and put into a module without scripts; a learner plays it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.content.folder import read_files
from lms.domain.access import Role
from lms.services import authoring, teaching
from lms.services.authoring import Draft
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.journeys.accessibility import HEIGHT, WIDE, faults
from tests.journeys.conftest import WAIT_MILLISECONDS, Opens
from tests.journeys.learners import Site, apart
from tests.recorded import CAPTIONS, FILM, SOUND
from tests.sittings import Learner

pytestmark = pytest.mark.slow

COURSE = good_course.SLUG
HOME = f"/studio/{COURSE}/draft"
CLIP = {"name": "Second Visit.webm", "mimeType": "video/webm", "buffer": FILM}
WORDS = {"name": "any.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS}
TOLD = "Maya and Ray talk"
# What a browser knows of a player once it has read the beginning of its file and its captions.
KNOWN = "it => [it.duration, it.textTracks[0].cues?.length, it.textTracks[0].mode, it.paused]"
MOVES = """it => new Promise((moved, failed) => {
  it.muted = true;
  it.addEventListener("timeupdate", () => it.currentTime > 2 && moved(it.currentTime));
  it.addEventListener("error", () => failed(new Error(it.error.message)));
  it.currentTime = 2;
  it.play().catch(failed);
})"""


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published, in which sound is played already."""
    with apart(site, tmp_path_factory.mktemp("recordings")) as own:
        played = f"{good_course.HISTORY}\n![A talk](media/talk.mp3)\n".encode()
        media = {"media/talk.mp3": SOUND, "media/talk.vtt": CAPTIONS, "02-history.md": played}
        folder = good_course.with_files({"images/bench.png": make.PIXEL, **media})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


@pytest.fixture
def ines(site: Site) -> Learner:
    """Somebody who teaches the course."""
    person = signed_up(site.database, "Ingrith Dahl", Role.INSTRUCTOR)
    with site.database.writing() as session:
        teaching.assign(session, person.email, COURSE, datetime.now(UTC))
    return site.known(person.email)


def presses(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follows(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def loads(player: Locator) -> None:
    """Wait until a player knows its recording: from here, since a page without scripts has no
    timers that could look again."""
    for _ in range(WAIT_MILLISECONDS // 50):
        if player.evaluate("it => it.readyState") >= 1:
            return
        player.page.wait_for_timeout(50)
    raise AssertionError("the recording is never known")


def test_a_recording_is_added_captioned_and_seen_without_scripts(
    ines: Learner, opens: Opens
) -> None:
    page = opens(ines, java_script_enabled=False)
    main = page.get_by_role("main")

    page.goto(HOME)
    follows(page, "Recordings")
    page.get_by_label("Recording", exact=True).set_input_files(CLIP)
    page.get_by_label("What is heard or seen, for those who do not see it").fill(TOLD)
    presses(page, "Send the recording")
    expect(main).to_contain_text("media/second-visit.webm is in the draft.")
    line = page.get_by_label("Line for the text").input_value()
    page.get_by_label("Captions of").select_option("media/second-visit.webm")
    page.get_by_label("Captions", exact=True).set_input_files(WORDS)
    presses(page, "Send the captions")
    expect(main).to_contain_text("media/second-visit.vtt is in the draft.")

    page.goto(f"{HOME}/write/01-what-it-is.md")
    field = page.get_by_label("Text of the module", exact=True)
    field.fill(field.input_value().replace("Opening words.", f"Words.\n\n{line}"))
    presses(page, "Preview")
    preview = page.get_by_label("The module as a learner sees it")
    player = preview.locator("video")
    expect(player).to_be_visible()
    expect(player).to_have_attribute("aria-label", TOLD)
    loads(player)
    assert player.evaluate("it => it.duration") > 2
    preview.get_by_text("Transcript").click()
    expect(preview).to_contain_text("Maya: I said I was fine & meant it.")
    presses(page, "Save")
    expect(main).to_contain_text("Draft saved")

    page.goto(f"{HOME}/recordings")
    row = page.get_by_role("row", name="media/second-visit.webm")
    expect(row).to_contain_text("What it is, line 8")
    expect(row.get_by_role("button")).to_have_count(0)


def test_a_learner_plays_a_recording_with_its_captions(site: Site, opens: Opens) -> None:
    film = f"{good_course.MODULE}\n![{TOLD}](media/clip.webm)\n\nFigure: Two minutes of a talk\n"
    media = {"media/clip.webm": FILM, "media/clip.vtt": CAPTIONS, "01-what-it-is.md": film.encode()}
    folder = good_course.with_files({"images/bench.png": make.PIXEL, **media})
    course = read_files(COURSE, folder).course
    with site.database.writing() as session:
        authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
    nora = Learner(site.database, "Nora Quist", COURSE)
    nora.at = datetime.now(UTC)
    page = opens(nora.enrolls())
    parts: list[int] = []
    page.on("response", lambda it: parts.append(it.status) if ".webm" in it.url else None)

    page.goto(f"/courses/{COURSE}/what-it-is")

    player = page.locator("video")
    player.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('video').textTracks[0].cues?.length === 2")
    seconds, *known = player.evaluate(KNOWN)
    assert seconds > 2
    assert known == [2, "showing", True]
    assert player.evaluate(MOVES) > 2
    assert set(parts) == {206}
    found = faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.locator("details.transcript > summary").click()
    expect(page.locator("details.transcript")).to_contain_text("Ray: Were you?")
    found += faults(page)
    assert found == []


def test_the_page_of_recordings_is_whole_for_everybody(ines: Learner, opens: Opens) -> None:
    page = opens(ines, expects=[422])

    page.goto(f"{HOME}/recordings")
    found = faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    presses(page, "Send the recording")
    expect(page.get_by_role("alert")).to_contain_text("Choose the recording to send.")
    found += faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.goto(f"{HOME}/write/media/talk.vtt")
    expect(page.get_by_role("textbox", name="Text of the captions")).to_be_visible()
    found += faults(page)

    assert found == []
