"""Profiles: what people change about themselves, and the one-time link."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.accounts import Door
from lms.domain.errors import FieldRefusal, FormRefusal, LinkSpent, Refusal
from lms.domain.names import EMAIL_LENGTH
from lms.services import accounts, passwords, profiles, rosters
from lms.web.accounts import zone_choices
from lms.web.doors import SHORT_FORM, ask_again, granted, proof, settled, typed_line
from lms.web.forms import TO_CORRECT, Form, form_of, typed_text
from lms.web.policies import access, body_limit
from lms.web.requests import (
    client_address,
    current_person,
    current_signed_in,
    now,
    reading,
    writing_once,
)
from lms.web.security import end_session, forget_session, keep_session, safe_next

bp = Blueprint("profiles", __name__)


# -- one's own profile ---------------------------------------------------------


@bp.get("/me/profile")
@access(Policy.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """Who one is here: name, time zone, licenses, and what opens the account."""
    return _profile_page({}, {})


@bp.post("/me/profile")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def update_profile() -> ResponseReturnValue:
    """Keep a changed name or time zone."""
    name, zone = typed_text("name"), typed_text("time_zone")
    try:
        onward = _onward("profile")
        with writing_once(onward) as session:
            profiles.update_profile(session, current_person(), name, zone, now())
    except FormRefusal as refusal:
        return _profile_again(refusal, "name", "time_zone")
    return _go(onward)


@bp.post("/me/profile/licenses")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def add_license() -> ResponseReturnValue:
    """Add a license."""
    fields = ("profession", "jurisdiction", "number")
    try:
        added = profiles.clean_license(*(typed_text(field) for field in fields))
        onward = _onward("license")
        with writing_once(onward) as session:
            profiles.add_license(session, current_person(), added, now())
    except FormRefusal as refusal:
        return _profile_again(refusal, *fields)
    return _go(onward)


@bp.post("/me/profile/licenses/<public_id>/remove")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def remove_license(public_id: str) -> ResponseReturnValue:
    """Remove a license; certificates issued with it keep it."""
    onward = _profile_with("license-removed")
    with writing_once(onward) as session:
        profiles.remove_license(session, current_person(), public_id, now())
    return _go(onward)


@bp.post("/me/profile/pars")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def permit() -> ResponseReturnValue:
    """Give or take back the permission to report completions to PARS."""
    fields = ("birth_month", "birth_day")
    onward = _profile_with("pars")
    typed = None
    if typed_text("do") != "withdraw":
        typed = (typed_text("birth_month").strip(), typed_text("birth_day").strip())
    try:
        with writing_once(onward) as session:
            rosters.set_permission(session, current_person(), typed, now())
    except FormRefusal as refusal:
        return _profile_again(refusal, *fields)
    return _go(onward)


@bp.get("/me/profile/password")
@access(Policy.SIGNED_IN)
def password_form() -> ResponseReturnValue:
    """The form for another password."""
    return render_template("profiles/password.html", form=Form())


@bp.post("/me/profile/password")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def change_password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    me = current_signed_in()
    try:
        shown = proof(Door.CONFIRM, me.person.email, "present_password")
        password_hash = passwords.choose(
            "new_password", typed_text("new_password"), me.person.legal_name, me.person.email
        )
        onward = _profile_with("password")
        with writing_once(onward) as session:
            answer = profiles.change_password(session, me, shown, password_hash, now())
            settled(session, answer)
        token = granted(answer)
    except Refusal as refusal:
        return ask_again("profiles/password.html", refusal, "present_password")
    return _go(onward, token)


@bp.get("/me/profile/email")
@access(Policy.SIGNED_IN)
def email_form() -> ResponseReturnValue:
    """The form for another e-mail address."""
    return render_template("profiles/email.html", form=Form())


@bp.post("/me/profile/email")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def change_email() -> ResponseReturnValue:
    """Change the e-mail address; other browsers are signed out."""
    me = current_signed_in()
    try:
        email = typed_line("email", EMAIL_LENGTH)
        shown = proof(Door.CONFIRM, me.person.email, "present_password")
        onward = _profile_with("email")
        with writing_once(onward) as session:
            answer = profiles.change_email(session, me, shown, email, now())
            settled(session, answer)
        token = granted(answer)
    except Refusal as refusal:
        return ask_again("profiles/email.html", refusal, "present_password")
    return _go(onward, token)


@bp.post("/me/profile/sign-out-everywhere")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    onward = "/sign-in?done=everywhere"
    with writing_once(onward) as session:
        accounts.sign_out_everywhere(session, current_person(), now())
    response = make_response(redirect(onward, 303))
    forget_session(response)
    return response


# -- the one-time link ---------------------------------------------------------


@bp.get("/reset/<token>")
@access(Policy.ANYONE)
def reset_form(token: str) -> ResponseReturnValue:
    """The form for a new password; LinkSpent when the link does not work any more."""
    with reading() as session:
        account = profiles.find_reset_account(session, token, now())
    if account is None:
        raise LinkSpent
    form = form_of(email=account.person.email)
    return _unkept(make_response(render_template("profiles/reset.html", form=form)))


@bp.post("/reset/<token>")
@access(Policy.ANYONE)
@body_limit(SHORT_FORM)
def reset(token: str) -> ResponseReturnValue:
    """Set the new password, end every session, and ask to sign in with it."""
    try:
        with reading() as session:
            knock = profiles.knock_with_link(session, token, client_address(), now())
            account = profiles.find_reset_account(session, token, now())
        about = (account.person.legal_name, account.person.email) if account else ()
        password_hash = passwords.choose("password", typed_text("password"), *about)
    except FieldRefusal as refusal:
        return _unkept(ask_again("profiles/reset.html", refusal, "password"))
    onward = "/sign-in?done=reset"
    with writing_once(onward) as session:
        spent = profiles.reset_password(session, knock, token, password_hash, now())
        settled(session, spent)
    if spent is not None:
        raise spent
    response = make_response(redirect(onward, 303))
    end_session(response)
    return response


# -- answers -------------------------------------------------------------------


def _onward(done: str) -> str:
    """Back to where somebody came from to mend their profile, or to the profile."""
    return safe_next(typed_text("next"), "") or _profile_with(done)


def _profile_with(done: str) -> str:
    return f"/me/profile?done={done}"


def _go(onward: str, token: str = "") -> Response:
    response = make_response(redirect(onward, 303))
    if token:
        keep_session(response, token)
    return response


def _unkept(response: Response) -> Response:
    # The address is a secret: no cache keeps it; the page itself says what a Referer may hold.
    response.headers["Cache-Control"] = "no-store"
    return response


def _profile_page(typed: dict[str, str], problems: dict[str, str]) -> Response:
    person = current_person()
    with reading() as session:
        licenses = profiles.list_licenses(session, person)
        is_pars_used = rosters.is_pars_used(session)
        permission = rosters.find_permission(session, person) if is_pars_used else None
    known = {"name": person.legal_name, "time_zone": person.time_zone}
    if permission:
        known |= {
            "birth_month": str(permission.birth_month),
            "birth_day": str(permission.birth_day),
        }
    form = Form(known | typed, problems)
    page = render_template(
        "profiles/profile.html",
        form=form,
        licenses=licenses,
        is_pars_used=is_pars_used,
        permission=permission,
        unprinted=profiles.list_unprinted(person),
        zones=zone_choices(form.value("time_zone")),
        done=request.args.get("done", ""),
        next=safe_next(request.values.get("next"), ""),
    )
    return make_response(page, TO_CORRECT if problems else 200)


def _profile_again(refusal: FormRefusal, *fields: str) -> Response:
    return _profile_page({field: typed_text(field) for field in fields}, refusal.problems)
