"""Accounts: signing up, in and out."""

from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.accounts import Door, is_time_zone, time_zones
from lms.domain.errors import Refusal
from lms.domain.names import EMAIL_LENGTH
from lms.services import accounts
from lms.web import held
from lms.web.doors import SHORT_FORM, ask_again, granted, proof, settled, typed_line
from lms.web.forms import Form, typed_text
from lms.web.policies import access, body_limit
from lms.web.requests import (
    client_address,
    find_person,
    find_signed_in,
    now,
    reading,
    writing,
    writing_once,
)
from lms.web.security import forget_session, keep_session, load, safe_next

bp = Blueprint("accounts", __name__)

CATALOG, DASHBOARD = "/", "/me"


# -- signing in and out --------------------------------------------------------


@bp.get("/sign-in")
@access(Policy.ANYONE)
def sign_in_form() -> ResponseReturnValue:
    """The sign-in form; whoever is signed in goes straight on."""
    onward = safe_next(request.args.get("next"), DASHBOARD)
    if find_person() is not None:
        return redirect(onward, 303)
    return render_template(
        "accounts/sign_in.html", form=Form(), next=onward, done=request.args.get("done", "")
    )


@bp.post("/sign-in")
@access(Policy.ANYONE)
@body_limit(held.PASSING_BYTES)
def sign_in() -> ResponseReturnValue:
    """Sign in and go on to where they were going, with what they had typed there."""
    onward = safe_next(typed_text("next"), DASHBOARD)
    try:
        shown = proof(Door.SIGN_IN, typed_line("email", EMAIL_LENGTH), "password")
        # Asked before: it may have to write the time they were last seen.
        leaving = find_signed_in()
        with writing() as session:
            answer = accounts.sign_in(session, shown, leaving, now())
        token = granted(answer)
    except Refusal as refusal:
        return ask_again(
            "accounts/sign_in.html", refusal, "password", next=onward, held=held.find_held()
        )
    return _go_on(token, onward)


@bp.get("/sign-out")
@access(Policy.ANYONE)
def sign_out_form() -> ResponseReturnValue:
    """A button that signs out, for whoever opens the address."""
    if find_person() is None:
        return redirect(CATALOG, 303)
    return render_template("accounts/sign_out.html")


@bp.post("/sign-out")
@access(Policy.ANYONE)
@body_limit(SHORT_FORM)
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    signed_in = find_signed_in()
    if signed_in is not None:
        with writing() as session:
            accounts.sign_out(session, signed_in, now())
    response = make_response(redirect(CATALOG, 303))
    forget_session(response)
    return response


# -- signing up ----------------------------------------------------------------


@bp.get("/sign-up")
@access(Policy.ANYONE)
def sign_up_form() -> ResponseReturnValue:
    """The form that opens an account."""
    onward = safe_next(request.args.get("next"), CATALOG)
    if find_person() is not None:
        return redirect(onward, 303)
    return render_template("accounts/sign_up.html", form=Form(), next=onward, zones=zone_choices())


@bp.post("/sign-up")
@access(Policy.ANYONE)
@body_limit(SHORT_FORM)
def sign_up() -> ResponseReturnValue:
    """Open an account, sign in, and go on."""
    onward = safe_next(typed_text("next"), CATALOG)
    zone, password = typed_text("time_zone"), typed_text("password")
    try:
        applicant = accounts.look_at_all(typed_text("name"), typed_text("email"), zone, password)
        with reading() as session:
            knock = accounts.knock_to_sign_up(session, applicant, client_address(), now())
        new = accounts.prepare(applicant, password)
        leaving = find_signed_in()
        # Whoever is signed in by now goes straight on from there.
        with writing_once(f"/sign-in?done=account&next={quote(onward)}") as session:
            answer = accounts.sign_up(session, knock, new, leaving, now())
            settled(session, answer)
        token = granted(answer)
    except Refusal as refusal:
        return ask_again(
            "accounts/sign_up.html", refusal, "email", next=onward, zones=zone_choices(zone)
        )
    return _go_on(token, onward)


def zone_choices(chosen: str = "") -> tuple[tuple[str, str], ...]:
    """Every time zone with the words for it, and the chosen one where it has an older name."""
    names = time_zones()
    if chosen not in names and is_time_zone(chosen):
        names = (chosen, *names)
    return tuple((name, name.replace("_", " ")) for name in names)


def _go_on(token: str, onward: str) -> Response:
    carried = held.find_held()
    if carried:
        load(token)  # the page that comes is theirs, and not that of who was here before
    response = held.offer_again(carried) if carried else make_response(redirect(onward, 303))
    response.headers["Cache-Control"] = "no-store"
    keep_session(response, token)
    return response
