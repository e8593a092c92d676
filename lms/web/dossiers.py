"""The reviewer's dossier as one archive of plain pages and files, readable without the product."""

import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Blueprint, render_template
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.courses import Module
from lms.domain.evaluation_reports import FEWEST_ANSWERS
from lms.domain.recordings import kind_named
from lms.services import dossiers
from lms.services.dossiers import Dossier
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, whole_number, writing

bp = Blueprint("dossiers", __name__, url_prefix="/office/dossiers")

# Its pages in the order in which a reviewer reads, with their titles.
PAGES = {
    "authors": "Authors and their disclosures",
    "credit": "The credit and how it was calculated",
    "instructions": "How the credit is obtained",
    "assessment": "The assessment with its key",
    "coverage": "Which question tests which objective",
    "references": "References",
    "evaluation": "The evaluation and what it says",
    "policies": "Policies as learners see them",
}
# Addresses of ours lead nowhere in an archive: media lie in it, other links are plain words.
MEDIA = re.compile(r'src="/courses/[^"/]+/media/([^"]+)"')
LINK = re.compile(r'href="(/[^"]*)"')


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def courses() -> str:
    """Every course, each with the dossier of its newest edition."""
    with reading() as session:
        page = dossiers.list_courses(session, page_number())
    return render_template("dossiers/courses.html", page=page)


@bp.get("/<course>")
@access(Policy.ADMINISTRATORS)
def editions(course: str) -> str:
    """Every edition of a course that was published, each with its dossier."""
    with reading() as session:
        page = dossiers.list_editions(session, course, page_number())
    return render_template("dossiers/editions.html", page=page)


@bp.post("/<course>/<number>")
@access(Policy.ADMINISTRATORS)
def take(course: str, number: str) -> Response:
    """The dossier of an edition, to download; who took it is recorded, since keys are in it."""
    with reading() as session:
        dossier = dossiers.get_dossier(session, course, whole_number(number) or 0, now())
    content = archive(dossier)
    with writing() as session:
        dossiers.note_taken(session, current_person().id, dossier.edition, now())
    response = Response(content, mimetype="application/zip")
    name = f"dossier-{course}-edition-{number}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def archive(dossier: Dossier) -> bytes:
    """Every part of the dossier, with the hash of each: the same parts give the same bytes."""
    entries = dict(_entries(dossier))
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in entries.items()
    )
    file, at = BytesIO(), dossier.edition.published_at.timetuple()[:6]
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        for path, content in (entries | {"SHA256SUMS": sums.encode()}).items():
            zipped.writestr(_entry(path, at), content, ZIP_DEFLATED)
    return file.getvalue()


def _entry(path: str, at: tuple[int, ...]) -> ZipInfo:
    entry = ZipInfo(path, (at[0], at[1], at[2], at[3], at[4], at[5]))
    entry.external_attr = 0o644 << 16
    return entry


def _entries(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    yield "index.html", _page("index", "Reviewer’s dossier", dossier)
    yield "style.css", render_template("dossiers/style.css").encode()
    for entry in dossier.facts.outline:
        module = dossier.modules[entry.slug]
        page = _page("module", module.title, dossier, above="../", module=module)
        yield f"modules/{entry.slug}.html", page
    for name, title in PAGES.items():
        yield f"{name}.html", _page(name, title, dossier)
    yield "specimen-certificate.pdf", dossiers.print_specimen(dossier)
    for file in dossier.files:
        yield f"source/{file.path}", file.content


def _folder(name: str) -> str:
    return "media" if kind_named(name) else "images"


def _page(
    name: str, title: str, dossier: Dossier, above: str = "", module: Module | None = None
) -> bytes:
    """A page of the archive; `above` is the way from it to the archive's top."""
    text = render_template(
        f"dossiers/{name}.html",
        title=title,
        above=above,
        dossier=dossier,
        facts=dossier.facts,
        module=module,
        pages=PAGES,
        fewest=FEWEST_ANSWERS,
    )
    text = MEDIA.sub(lambda it: f'src="{above}source/{_folder(it[1])}/{it[1]}"', text)
    return LINK.sub('class="elsewhere"', text).encode()
