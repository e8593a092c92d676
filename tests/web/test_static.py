"""Static files: joined, packed, licensed, and nothing from elsewhere."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.http import http_date

from lms.web.assets import FOLDER, asset_address
from tests.personas import Visitor

MANIFEST = FOLDER / "fonts" / "manifest.json"
PACKED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def site_css(app: Flask) -> str:
    with app.app_context():
        return asset_address("site.css")


def test_the_style_sheets_are_one_file_under_a_name_that_changes_with_it(
    visitor: Visitor, site_css: str
):
    answer = visitor.get(site_css)

    assert re.fullmatch(r"/static/site-[0-9a-f]{12}\.css", site_css)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "text/css; charset=utf-8"
    for sheet in ("Tokens.", "Base:", "Components,"):
        assert f"/* {sheet}" in answer.text


def test_a_file_is_served_packed_to_those_who_ask(visitor: Visitor, site_css: str):
    plain = visitor.get(site_css)
    packed = visitor.client.get(site_css, headers=PACKED)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert len(packed.data) < 13_000


def test_a_file_that_is_known_is_not_sent_again(visitor: Visitor):
    first = visitor.client.get("/static/icons.svg", headers=PACKED)

    second = visitor.client.get(
        "/static/icons.svg", headers={**PACKED, "If-None-Match": first.headers["ETag"]}
    )

    assert (second.status_code, second.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=3600"


def test_static_files_ask_for_nobody_and_set_nothing(visitor: Visitor, site_css: str):
    answer = visitor.get(site_css)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "../assets.py",
        "..%2fassets.py",
        "%2e%2e/assets.py",
        "/etc/passwd",
        "fonts/manifest.json",
        "tokens.css",
        "site-000000000000.css",
        "icons-.svg",
        "\0",
        "x" * 3000,
    ],
)
def test_nothing_else_can_be_fetched(visitor: Visitor, path: str):
    assert visitor.get(f"/static/{path}").status_code in (400, 404)


def test_every_address_in_the_style_sheet_is_served_by_us(visitor: Visitor, site_css: str):
    addresses = re.findall(r"url\(\"?([^\")]+)", visitor.get(site_css).text)

    assert len(addresses) == 9
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer.content_type == "font/woff2"
        assert "immutable" in answer.headers["Cache-Control"]


def test_what_a_script_imports_is_named_by_its_bytes_too(app: Flask, visitor: Visitor):
    with app.app_context():
        expected = {
            asset_address(f"js/{name}.js") for name in ("asking", "elements", "markdown", "shelf")
        }
    scripts = [f"/static/js/{path.name}" for path in (FOLDER / "js").glob("*.js")]
    texts = [visitor.get(script).text for script in scripts]

    imported = {it for text in texts for it in re.findall(r' from "([^"]+)";', text)}

    assert imported == expected
    for address in imported:
        assert "immutable" in visitor.get(address).headers["Cache-Control"]


def test_browsers_without_two_sided_colors_get_the_light_ones(visitor: Visitor, site_css: str):
    sheet = visitor.get(site_css).text
    older = sheet[sheet.index("@supports not (color: light-dark") :]

    two_sided = set(re.findall(r"(--[a-z0-9-]+): light-dark\(", sheet))
    assert two_sided == set(re.findall(r"(--[a-z0-9-]+): #", older))
    assert "--paper: #fcfcfa;" in older
    assert "light-dark(" not in older.partition("{")[2]


def test_wb_08_nothing_in_the_static_files_comes_from_another_host():
    for path in FOLDER.rglob("*"):
        if path.suffix in {".css", ".js", ".svg"}:
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?:|//[a-z]", text), path


def test_placeholders_of_the_look_do_not_ship():
    for path in FOLDER.rglob("*"):
        if path.is_file() and path.suffix != ".woff2":
            assert "Larkfield" not in path.read_text(encoding="utf-8"), path


def test_every_font_is_listed_with_its_license():
    listed = {entry["file"]: entry for entry in json.loads(MANIFEST.read_text())["fonts"]}

    assert listed.keys() == {path.name for path in MANIFEST.parent.glob("*.woff2")}
    for entry in listed.values():
        assert (MANIFEST.parent / entry["license_file"]).is_file()
        assert entry["license"] == "OFL-1.1"


def test_the_editors_script_names_its_parts_and_their_licenses():
    folder = FOLDER / "codemirror"
    [script] = json.loads((folder / "manifest.json").read_text())["scripts"]
    licenses = (folder / script["license_file"]).read_text(encoding="utf-8")
    recipe = (folder / "BUILD.md").read_text(encoding="utf-8")

    assert [path.name for path in folder.glob("*.js")] == [script["file"]]
    assert len(script["parts"]) > 10
    for part in script["parts"]:
        assert part["license"] == "MIT"
        assert f"{part['package']} {part['version']}\n" in licenses
        assert f"{part['package']}@{part['version']}" in recipe


def test_every_icon_that_a_template_names_exists():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (FOLDER / "icons.svg").read_text()))
    templates = Path(__file__).resolve().parents[2] / "templates"
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'\bicon\("([a-z]+)"\)', path.read_text(encoding="utf-8"))
    }

    assert named <= drawn
    assert len(drawn) == 19


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-9,x"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": 'W/"é", *, "'},
        {"Accept-Encoding": "gzip;q=é, ;;,*;q=9"},
        {"If-Range": http_date(0)},
    ],
)
def test_in_14_strange_conditions_are_answered_all_the_same(
    visitor: Visitor, headers: dict[str, str]
):
    assert visitor.client.get("/static/icons.svg", headers=headers).status_code < 500


def test_the_files_are_read_once(visitor: Visitor, site_css: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("read again"))

    assert visitor.get(site_css).status_code == 200
