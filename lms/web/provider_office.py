"""The provider in the office: its facts, its approvals with their standing, and changing both."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import Approval
from lms.domain.errors import Refusal
from lms.domain.provider import FACTS
from lms.services import provider
from lms.services.provider import ProviderPage
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import access
from lms.web.provider import forget_facts
from lms.web.requests import current_person, now, reading, whole_number, writing_once

bp = Blueprint("provider", __name__, url_prefix="/office/provider")

NEW = "new"


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def show() -> str:
    """The facts in force, and every approval with its standing today."""
    return render_template("provider/show.html", page=_page())


@bp.get("/facts")
@access(Policy.ADMINISTRATORS)
def facts_form() -> str:
    """The form that changes the facts."""
    page = _page()
    values = {field: str(getattr(page.facts, field)) for field in FACTS}
    return render_template("provider/facts.html", page=page, form=_seen(page, values))


@bp.post("/facts")
@access(Policy.ADMINISTRATORS)
def change_facts() -> ResponseReturnValue:
    """Put other facts in force; earlier completions keep theirs."""
    page = _page()
    return _changed(
        lambda session: provider.change_facts(
            session, current_person(), _seen_id(), request.form, now()
        ),
        "provider/facts.html",
        page=page,
    )


@bp.get("/approvals/<place>")
@access(Policy.ADMINISTRATORS)
def approval_form(place: str) -> str:
    """The form of an approval, or of a new one."""
    page = _page()
    found = None if place == NEW else page.approval(whole_number(place) or 0)
    values = _values(found) if found else {}
    return render_template(
        "provider/approval.html", page=page, form=_seen(page, values), place=place
    )


@bp.post("/approvals/<place>")
@access(Policy.ADMINISTRATORS)
def change_approval(place: str) -> ResponseReturnValue:
    """Keep an approval as it was typed, or remove it."""
    page, person, at = _page(), current_person(), now()
    number = whole_number(place) or 0

    def change(session: Any) -> None:
        if place == NEW:
            provider.add_approval(session, person, _seen_id(), request.form, at)
        elif typed_text("do") == "remove":
            provider.remove_approval(session, person, _seen_id(), number, at)
        else:
            provider.change_approval(session, person, _seen_id(), number, request.form, at)

    return _changed(change, "provider/approval.html", page=page, place=place)


def _changed(change: Callable[[Any], None], template: str, **shown: Any) -> ResponseReturnValue:
    onward = url_for(".show")
    try:
        with writing_once(onward) as session:
            change(session)
    except Refusal as refusal:
        return show_again(template, refusal, **shown)
    forget_facts()
    return redirect(onward, 303)


def _page() -> ProviderPage:
    with reading() as session:
        return provider.get_page(session, now())


def _seen(page: ProviderPage, values: dict[str, str]) -> Form:
    return Form(values | {"seen": str(page.edition.id)})


def _seen_id() -> int:
    return whole_number(typed_text("seen")) or 0


def _values(approval: Approval) -> dict[str, str]:
    told = asdict(approval) | {"formats": "\n".join(approval.formats)}
    return {name: str(value) for name, value in told.items()}
