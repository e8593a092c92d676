"""The pages of the house itself: policies, display settings, health, and what every page shows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.credit import MERGENER, WORDS_PER_HOUR
from lms.web import assets, provider
from lms.web.forms import NOTHING_TYPED
from lms.web.policies import access
from lms.web.requests import asked_address, doors, find_person
from lms.web.security import ONE_YEAR, host_bound, safe_next, set_cookie

bp = Blueprint("pages", __name__)

DISPLAY_COOKIE = "lms_display"
CHOICES = {
    "theme": ("device", "light", "dark"),
    "text": ("standard", "large"),
    "contrast": ("device", "more"),
}


@dataclass(frozen=True)
class Display:
    """How a reader wants pages to look; the first choice of each leaves it to the device."""

    theme: str
    text: str
    contrast: str


def install(app: Flask) -> None:
    """Give every template what the frame of a page shows."""
    app.register_blueprint(bp)
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    # Functions, so that a page that does not show them asks nothing.
    return {
        "provider": provider.find_facts,
        "person": find_person,
        "display": chosen_display,
        "here": _here,
        "empty_form": NOTHING_TYPED,
    }


def _here() -> str:
    """Where this page is; a form that was refused is at the address that it was sent to."""
    if request.url_rule is None:
        return "/"
    if request.method == "GET":
        return asked_address()
    addresses = request_ctx.url_adapter
    is_page = addresses is not None and addresses.test(request.path, method="GET")
    return quote(request.path) if is_page else "/"


def chosen_display() -> Display:
    """The reader's choice, from their cookie."""
    kept = request.cookies.get(host_bound(DISPLAY_COOKIE, doors().settings), "").split(".")
    return _display(dict(zip(CHOICES, kept, strict=False)))


def _display(asked: dict[str, str]) -> Display:
    return Display(
        **{
            name: asked[name] if asked.get(name) in choices else choices[0]
            for name, choices in CHOICES.items()
        }
    )


@bp.post("/display")
@access(Policy.ANYONE)
def display() -> ResponseReturnValue:
    """Keep how pages should look, in this browser, for a year."""
    chosen = _display(request.form.to_dict())
    response = Response(status=303, headers={"Location": safe_next(request.form.get("next"))})
    kept = f"{chosen.theme}.{chosen.text}.{chosen.contrast}"
    set_cookie(response, host_bound(DISPLAY_COOKIE, doors().settings), kept, ONE_YEAR)
    return response


@bp.get("/policies")
@access(Policy.ANYONE)
def policies() -> str:
    """Refunds, grievances, accommodations, retention, and how credit is computed."""
    return render_template("pages/policies.html", formula=MERGENER, words_per_hour=WORDS_PER_HOUR)


@bp.get("/healthz")
@access(Policy.ANYONE)
def healthz() -> Response:
    """That the process is up, and nothing else (AV-03)."""
    return _plainly("ok", 200)


@bp.get("/readyz")
@access(Policy.ANYONE)
def readyz() -> Response:
    """That the database answers and is up to date, and nothing else (AV-03)."""
    return _plainly("ready", 200) if doors().is_ready() else _plainly("not ready", 503)


@bp.get("/robots.txt")
@access(Policy.ANYONE)
def robots() -> Response:
    """What search engines may visit: the catalog and its courses."""
    private = ("/me", "/office", "/studio", "/sign-in", "/sign-up", "/certificates")
    rules = "".join(f"Disallow: {path}\n" for path in private)
    return _plainly(f"User-agent: *\n{rules}", 200)


@bp.get("/favicon.ico")
@access(Policy.ANYONE)
def favicon() -> ResponseReturnValue:
    """The icon, for browsers that ask before they read the page."""
    return redirect(assets.asset_address("icon.svg"), 303)


def _plainly(text: str, status: int) -> Response:
    response = Response(text, status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
