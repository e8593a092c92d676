"""Static files: read once at the start, joined and packed; a name is kept as long as its bytes."""

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request

from lms.domain.access import Policy
from lms.domain.errors import NotFound
from lms.web.policies import access

bp = Blueprint("assets", __name__)

FOLDER = Path(__file__).with_name("static")
SCRIPTS = "js/"
STYLE_SHEETS = ("tokens.css", "base.css", "components.css")
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
HASHED = re.compile(r"(.+)-([0-9a-f]{12})(\.[a-z0-9]+)")
PAIR = re.compile(r"^ +(--[a-z0-9-]+): light-dark\(([^,]+), [^)]+\);", re.MULTILINE)
# What a script imports, which imports nothing itself.
IMPORT = re.compile(rb'(?<= from ")\./([a-z]+\.js)(?=";)')
FONT = re.compile(r'url\("(fonts/[^"]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is served; `packed` is its gzip form, empty where that saves nothing."""

    content: bytes
    packed: bytes
    kind: str
    digest: str


Assets = Mapping[str, Asset]


def install(app: Flask) -> None:
    """Read the static files, and give templates `asset(name)` for their addresses."""
    app.extensions["lms_assets"] = read_assets(FOLDER)
    app.register_blueprint(bp)
    app.add_template_global(asset_address, "asset")


@cache
def read_assets(folder: Path) -> Assets:
    """Every file that is served, by its path below the folder; those of every page as site.css."""
    assets = {
        path.relative_to(folder).as_posix(): _asset(path.suffix, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS and path.name not in STYLE_SHEETS
    }
    for name in [it for it in assets if it.startswith(SCRIPTS)]:
        assets[name] = _asset(".js", _with_imports(assets[name].content, assets))
    sheets = [(folder / name).read_text(encoding="utf-8") for name in STYLE_SHEETS]
    assets["site.css"] = _asset(".css", "".join(_joined(sheets, assets)).encode())
    return assets


def _joined(sheets: list[str], assets: Assets) -> Iterator[str]:
    for sheet in sheets:
        yield FONT.sub(lambda url: f'url("{_hashed(url[1], assets[url[1]])}")', sheet)
    yield from _for_older_browsers(sheets[0])


def _with_imports(script: bytes, assets: Assets) -> bytes:
    """The script with the names of what it imports, which are kept as long as their bytes."""

    def address(found: re.Match[bytes]) -> bytes:
        name = SCRIPTS + found[1].decode()
        return _hashed(name, assets[name]).encode()

    return IMPORT.sub(address, script)


def _for_older_browsers(tokens: str) -> Iterator[str]:
    """Where light-dark() is unknown, the light values of the first theme hold."""
    first_theme = tokens[tokens.index(":root {") : tokens.index(":root[data-theme")]
    light = "".join(f" {name}: {value};" for name, value in PAIR.findall(first_theme))
    yield f"@supports not (color: light-dark(#fff, #000)) {{ :root {{ {light} }} }}\n"
    yield "@supports not selector(:popover-open) { .footline { position: static } }\n"


def _asset(suffix: str, content: bytes) -> Asset:
    packed = gzip.compress(content, mtime=0)
    return Asset(
        content=content,
        packed=packed if 10 * len(packed) < 9 * len(content) else b"",
        kind=KINDS[suffix],
        digest=hashlib.sha256(content).hexdigest()[:12],
    )


def _hashed(name: str, asset: Asset) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"/static/{stem}-{asset.digest}{dot}{suffix}"


def _kept() -> Assets:
    assets: Assets = current_app.extensions["lms_assets"]
    return assets


def asset_address(name: str) -> str:
    """The address of a static file; it changes with the content, so it can be kept for good."""
    return _hashed(name, _kept()[name])


@bp.get("/static/<path:name>")
@access(Policy.ANYONE)
def serve(name: str) -> Response:
    """A static file; under its plain name too, for pages that were rendered long ago."""
    asset = _kept().get(name)
    if asset is not None:
        return _answer(asset, FOR_AN_HOUR)
    hashed = HASHED.fullmatch(name)
    asset = _kept().get(f"{hashed[1]}{hashed[3]}") if hashed else None
    if hashed is None or asset is None or asset.digest != hashed[2]:
        raise NotFound
    return _answer(asset, FOR_GOOD)


def _answer(asset: Asset, cached: str) -> Response:
    is_packed = bool(asset.packed) and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if is_packed else asset.content, content_type=asset.kind)
    response.headers["Cache-Control"] = cached
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{asset.digest}-gzip" if is_packed else asset.digest)
    response.make_conditional(request)
    return response
