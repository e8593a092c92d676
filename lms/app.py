"""The one place where everything is joined."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from lms.credentials import seals
from lms.credentials.seals import Seal
from lms.mail import MailServer
from lms.opening import bring_up_to_date, open_shelf, open_store
from lms.paths import templates_folder
from lms.services import jobs, undoing
from lms.services.jobs import places_of
from lms.services.sealing import Sealer, note_new_key
from lms.services.signing_keys import Signing
from lms.services.undoing import Undone
from lms.settings import Settings
from lms.store.backups import Shelf, back_up
from lms.store.database import Database
from lms.store.restoring import Restored, replace, restore
from lms.web import (
    accommodations,
    accounts,
    assets,
    audit,
    certificates,
    colleagues,
    comments,
    course_evaluations,
    course_facts,
    courses,
    credentials,
    credit,
    discarding,
    dossiers,
    draft_files,
    draft_media,
    draft_recordings,
    draft_works,
    drafts,
    errors,
    evaluation_reports,
    evaluations,
    exchange,
    filters,
    folders,
    health,
    inquiries,
    issued,
    learners,
    offering,
    office,
    packing,
    pages,
    policies,
    privacy,
    profiles,
    programs,
    provider_office,
    published_media,
    quizzes,
    reading,
    receipts,
    records,
    regrading,
    rendering,
    renewals,
    requests,
    requirements,
    rosters,
    saved_pictures,
    scenarios,
    security,
    sign_offs,
    starting,
    statistics,
    teaching,
    transcripts,
    trials,
)
from lms.web.requests import Doors, read_clock

__all__ = [
    "Database",
    "back_up",
    "bring_up_to_date",
    "create_app",
    "find_undone",
    "list_seals",
    "make_seal",
    "open_sealer",
    "open_shelf",
    "open_store",
    "open_worker",
    "places_of",
    "replace",
    "restore",
    "signing_of",
    "work_off",
]

# One for each service, in the order of a learner's way.
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.bp,
    profiles.bp,
    privacy.bp,
    courses.bp,
    programs.bp,
    reading.bp,
    quizzes.bp,
    scenarios.bp,
    evaluations.bp,
    certificates.bp,
    credentials.bp,
    records.bp,
    transcripts.bp,
    requirements.bp,
    renewals.bp,
    teaching.bp,
    statistics.bp,
    exchange.bp,
    drafts.bp,
    health.bp,
    folders.bp,
    offering.bp,
    trials.bp,
    draft_files.bp,
    course_facts.bp,
    starting.bp,
    discarding.bp,
    draft_media.bp,
    draft_recordings.bp,
    saved_pictures.bp,
    published_media.bp,
    draft_works.bp,
    colleagues.bp,
    comments.bp,
    regrading.bp,
    accommodations.bp,
    receipts.bp,
    office.bp,
    rosters.bp,
    evaluation_reports.bp,
    course_evaluations.bp,
    provider_office.bp,
    credit.bp,
    dossiers.bp,
    sign_offs.bp,
    inquiries.bp,
    issued.bp,
    learners.bp,
    audit.bp,
)
# What every request passes before its view, from the outside in.
GUARDS = (
    security.know_host,
    security.refuse_foreign,
    policies.bound_body,
    security.refuse_unreadable,
    policies.enforce,
    security.check_token,
)


# The folder in LMS_HOME of the keys that sign.
KEYS = "keys"


def create_app(
    settings: Settings, database: Database, clock: Callable[[], datetime] = read_clock
) -> Flask:
    """The web application on an open database; a route without a policy stops it (AC-01)."""
    app = errors.Application("lms", template_folder=str(templates_folder()), static_folder=None)
    app.extensions["lms"] = Doors(
        settings=settings,
        reading=database.reading,
        open_reading=database.open_reading,
        reading_on=database.reading_on,
        close_reading=database.close_reading,
        writing=database.writing,
        is_ready=database.is_ready,
        clock=clock,
        signing=signing_of(settings),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.configure(app, settings)
    for guard in GUARDS:
        app.before_request(guard)
    app.teardown_request(requests.end_reading)
    for part in (errors, filters, rendering, assets, pages, packing):
        part.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    policies.refuse_undeclared(app)
    return app


def signing_of(settings: Settings) -> Signing:
    """Where and as whom it signs; in production no key is made unasked, as with other secrets."""
    return Signing(
        address=settings.public_address,
        is_named=bool(settings.public_url),
        folder=settings.home / KEYS,
        makes_first_key=not settings.is_production,
    )


def find_undone(settings: Settings, database: Database, done: Restored, shelf: Shelf) -> Undone:
    """What a restore has undone, by what it replaced and by the keys that lie in LMS_HOME."""
    return undoing.find_undone(database, done, shelf, settings.home / KEYS)


def work_off(settings: Settings, database: Database) -> int:
    """Do what is due in the outbox; how many pieces were done comes back."""
    post = MailServer(settings.smtp_url, settings.mail_from).send if settings.smtp_url else None
    return jobs.work_off(database, signing_of(settings), read_clock, post)


def open_worker(settings: Settings, database: Database) -> Callable[[], int]:
    """What a worker does again and again: what is due in the outbox, then the audit log's seal."""
    sealer = open_sealer(settings, database)

    def work() -> int:
        done = work_off(settings, database)
        sealer.seal(read_clock())
        return done

    return work


def open_sealer(settings: Settings, database: Database) -> Sealer:
    """The sealer of the audit log; in production no key is made unasked, as with other secrets."""
    keys = settings.home / KEYS
    find = seals.find_seal if settings.is_production else seals.open_seal
    return Sealer(database, lambda: find(keys))


def list_seals(settings: Settings) -> tuple[Seal, ...]:
    """The keys whose signatures of the audit log count, the one that signs now last."""
    return seals.list_seals(settings.home / KEYS)


def make_seal(settings: Settings, database: Database, now: datetime) -> Seal:
    """A new key that signs the audit log from now on, noted there; the older ones still count."""
    made = seals.make_seal(settings.home / KEYS)
    note_new_key(database, made.key, now)
    return made
