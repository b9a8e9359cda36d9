"""Puts the parts together."""

import logging
from datetime import timedelta

from flask import Blueprint, Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import cpd.tables  # noqa: F401 - every model must be known to the metadata
from cpd import places
from cpd.attempts.views import bp as attempts_bp
from cpd.attestations.views import bp as attestations_bp
from cpd.bodies.views import bp as bodies_bp
from cpd.catalogue.views import bp as catalogue_bp
from cpd.certificates.views import bp as certificates_bp
from cpd.codes import citing
from cpd.codes.views import bp as codes_bp
from cpd.cohorts.views import bp as cohorts_bp
from cpd.credentials.views import bp as credentials_bp
from cpd.db import db, pool_options
from cpd.documents.views import bp as documents_bp
from cpd.evidence.views import bp as evidence_bp
from cpd.followers import FOLLOWERS
from cpd.kernel.clock import Clock, SystemClock
from cpd.keys.views import bp as keys_bp
from cpd.letters.views import bp as letters_bp
from cpd.people import signing_in
from cpd.people.views import bp as people_bp
from cpd.quizzes.views import bp as quizzes_bp
from cpd.records.views import bp as records_bp
from cpd.scenarios.views import bp as scenarios_bp
from cpd.settings import Settings, from_environment
from cpd.standings.views import bp as standings_bp
from cpd.transfers.views import bp as transfers_bp
from cpd.transparency.views import bp as transparency_bp
from cpd.verification.views import bp as verification_bp
from cpd.verification.views.api import bp as api_bp
from cpd.verification.views.bodies_pages import bp as checks_bp
from cpd.web import (
    access,
    csrf,
    filters,
    headers,
    health,
    home,
    logs,
    menu,
    problems,
    uploads,
    writers,
)
from cpd.web.context import Parts

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.bp,
    home.bp,
    people_bp,
    codes_bp,
    catalogue_bp,
    attempts_bp,
    scenarios_bp,
    quizzes_bp,
    records_bp,
    evidence_bp,
    attestations_bp,
    documents_bp,
    letters_bp,
    keys_bp,
    certificates_bp,
    credentials_bp,
    standings_bp,
    transfers_bp,
    bodies_bp,
    transparency_bp,
    cohorts_bp,
    verification_bp,
    api_bp,
    checks_bp,
)
LARGEST_FORM = 2 * 1024 * 1024


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Make the application. Touches neither the network nor the database."""
    settings = settings or from_environment()
    app = Flask("cpd", template_folder=str(places.TEMPLATES))
    app.config.update(flask_settings(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["cpd"] = Parts(settings, clock or SystemClock(), FOLLOWERS)
    db.init_app(app)
    Migrate(app, db, directory=str(places.MIGRATIONS))
    for part in (
        writers,
        uploads,
        csrf,
        access,
        headers,
        problems,
        filters,
        menu,
        citing,
        signing_in,
    ):
        part.init_app(app)
    for bp in BLUEPRINTS:
        app.register_blueprint(bp)
    app.context_processor(lambda: {"site_name": settings.site_name, "is_demo": settings.demo})
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # the documented way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def served() -> Flask:
    """Make the application for a process of a web server."""
    logs.to_stderr(logging.WARNING)
    return create_app()


def flask_settings(settings: Settings) -> dict[str, object]:
    """Return what Flask and its parts are told; every default of theirs that is too lax is set."""
    return {
        "TESTING": settings.testing,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": pool_options(settings.database_url),
        "MAX_CONTENT_LENGTH": LARGEST_FORM,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SESSION_COOKIE_NAME": "__Host-cpd" if settings.is_https else "cpd",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,  # a sign-in ends after a month anyway
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
        "TRUSTED_HOSTS": [settings.host.rsplit(":", 1)[0], "localhost", "127.0.0.1"],
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(hours=1),
    }
