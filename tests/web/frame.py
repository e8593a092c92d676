"""What the tests of the frame share: routes in the place of services, an app of any setting."""

import re
from html import unescape
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort, redirect, render_template_string, request

from lms.domain import errors as refusals
from lms.domain.access import Policy
from lms.settings import Settings
from lms.store.database import Database
from lms.web.policies import access, body_limit
from lms.web.requests import current_person, find_person
from tests.applications import create_app

PUBLIC_URL = "https://learn.example.org"
SECRET = "a secret for these tests alone, 48 letters long"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def settings_of(home: Path, **environ: str) -> Settings:
    """Settings from nothing but these variables and a home."""
    return Settings.from_environment({"LMS_HOME": str(home), "LMS_SECRET_KEY": SECRET} | environ)


def app_of(database: Database, home: Path, **environ: str) -> Flask:
    """The application with the probe's routes beside its own."""
    app = create_app(settings_of(home, **environ), database)
    app.register_blueprint(probe())
    return app


def probe() -> Blueprint:
    """Routes of every policy that stand in for services; a new blueprint for each application."""
    bp = Blueprint("probe", __name__, url_prefix="/probe")
    bp.add_url_rule("/open", view_func=open_page, methods=["GET", "POST"])
    bp.add_url_rule("/mine", view_func=my_page, methods=["GET", "POST"])
    bp.add_url_rule("/<course>/teach", view_func=teaching_page, methods=["GET", "POST"])
    bp.add_url_rule("/<course>/run", view_func=office_page)
    bp.add_url_rule("/long", view_func=long_form, methods=["POST"])
    bp.add_url_rule("/number/<int:number>", view_func=number_page)
    bp.add_url_rule("/refused/<name>", view_func=refused_page)
    bp.add_url_rule("/broken", view_func=broken_page)
    bp.add_url_rule("/status/<int:status>", view_func=status_page)
    return bp


@access(Policy.ANYONE)
def open_page() -> str:
    person = find_person()
    return f"open to {person.legal_name if person else 'a visitor'}: {request.values.to_dict()}"


@access(Policy.SIGNED_IN)
def my_page() -> Any:
    if request.method == "POST":
        return redirect(f"/probe/mine?got={len(request.form)}", 303)
    page = '{% extends "base.html" %}{% block title %}Mine{% endblock %}'
    body = "{% block content %}<h1>{{ name }}</h1>{% endblock %}"
    return render_template_string(page + body, name=current_person().legal_name)


@access(Policy.INSTRUCTORS)
def teaching_page(course: str) -> str:
    return f"taught: {course}"


@access(Policy.ADMINISTRATORS)
def office_page(course: str) -> str:
    return f"run: {course}"


@access(Policy.ANYONE)
@body_limit(200_000)
def long_form() -> str:
    return f"{len(request.form['text'])} letters"


@access(Policy.ANYONE)
def number_page(number: int) -> str:
    return str(number)


@access(Policy.ANYONE)
def refused_page(name: str) -> str:
    kind = getattr(refusals, name, None)
    raise kind() if kind else refusals.NotFound


@access(Policy.ANYONE)
def broken_page() -> str:
    raise ValueError("ada@example.org answered: talk therapy")


@access(Policy.ANYONE)
def status_page(status: int) -> str:
    abort(status)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms by name; the last of a name counts."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}
