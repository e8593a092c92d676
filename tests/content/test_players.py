"""A page plays its recordings without scripts, and what is said can be read below each."""

from dataclasses import replace
from html import escape

from lms.content.captions import Cue, read_captions
from lms.content.players import LONG_PARAGRAPH, paragraphs_of
from lms.content.reading import read_files, read_page
from lms.domain.courses import Module
from tests.content.good_course import HISTORY, SLUG, with_files
from tests.recorded import CAPTIONS, FILM, SOUND

LINE = "![Maya & “Ray”](media/clip.webm)"
TRANSCRIPT = (
    "<p><strong>Maya:</strong> I said I was fine &amp; meant it.</p>"
    "<p><strong>Ray:</strong> Were you?</p>"
)


def module(markdown: str = LINE, captions: bytes = CAPTIONS) -> Module:
    files = with_files(
        {
            **{"media/clip.webm": FILM, "media/clip.vtt": captions},
            **{"media/talk.mp3": SOUND, "media/talk.vtt": captions},
            "02-history.md": f"{HISTORY}\n{markdown}\n".encode(),
        }
    )
    reading = read_files(SLUG, files)
    assert reading.course is not None, reading.problems
    found = reading.course.modules[1]
    assert read_page(SLUG, files, "02-history.md").module == found
    return found


def html(markdown: str = LINE, captions: bytes = CAPTIONS) -> str:
    return module(markdown, captions).sections[0].parts[-1].html


def test_a_film_has_a_player_its_captions_and_a_transcript() -> None:
    media = f"/courses/{SLUG}/media"

    assert html(f"{LINE}\n\nFigure: Their *second* visit").endswith(
        f'<figure class="recording"><video controls preload="metadata" src="{media}/clip.webm" '
        'aria-label="Maya &amp; “Ray”">'
        f'<track kind="captions" src="{media}/clip.vtt" srclang="en" label="Captions" default>'
        "</video><figcaption>Their <em>second</em> visit</figcaption></figure>"
        '<details class="transcript" lang="en"><summary lang="en">Transcript'
        f'<span class="visually-hidden">: Maya &amp; “Ray”</span></summary>{TRANSCRIPT}</details>'
    )


def test_sound_is_played_by_a_smaller_player() -> None:
    found = html("![A talk](media/talk.mp3)")

    assert '<audio controls preload="metadata"' in found
    assert f"{TRANSCRIPT}</details>" in found
    assert "autoplay" not in found


def test_captions_are_text_and_never_markup() -> None:
    hostile = b'WEBVTT\n\n00:01.000 --> 00:02.000\n<v <b>A&B>&lt;script&gt; 1 < 2 &amp;amp; "q"\n'
    hostile += b"\n00:02.000 --> 00:03.000\n</details><script>alert(1)</script>\n"

    found = html(captions=hostile)

    assert "<script" not in found
    assert "<b>" not in found
    assert found.count("</details>") == 1
    assert escape('<script> 1 < 2 &amp; "q"') in found


def test_captions_in_another_language_say_so() -> None:
    found = html(captions=CAPTIONS.replace(b"WEBVTT", b"WEBVTT\nLanguage: pt-BR"))

    assert 'srclang="pt-BR"' in found
    assert 'class="transcript" lang="pt-BR"' in found


def test_what_is_said_earns_no_study_words() -> None:
    silent = module("")
    playing = module(f"{LINE}\n\n![A talk](media/talk.mp3)")

    assert playing.words == silent.words


def test_an_address_in_code_is_no_player() -> None:
    assert "<video" not in html(f"{LINE}\n\n`{LINE}`").partition("</details>")[2]


def test_a_speaker_a_silence_or_a_long_speech_begins_a_paragraph() -> None:
    said = read_captions(CAPTIONS).cues[0]
    first = replace(said, starts=0, ends=1000, text="One.")
    after = replace(first, starts=1000, ends=2000, speaker="", text="Two.")
    other = replace(after, starts=2000, ends=3000, speaker="Ray")
    late = replace(other, starts=5000, ends=6000)
    long = replace(late, starts=6000, ends=7000, text="word " * LONG_PARAGRAPH + "end.")
    last = replace(long, starts=7000, ends=8000, text="More.")
    empty: Cue = replace(last, text="")

    found = paragraphs_of([first, after, empty, other, late, long, last])

    assert found == ((first, after), (other,), (late, long), (last,))
