"""What the operator may set, read from the environment once and checked."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from cpd.kernel.errors import RuleError

DATABASES = {"sqlite", "postgresql+psycopg"}
LEAST_PASSPHRASE = 32
LEAST_ARGON2_MEMORY = 8  # the method itself takes no less; every sign-in would fail
MOST_ISSUERS = 64  # a process each, with 240 MB


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    key_passphrase: str | None = field(default=None, repr=False)
    base_url: str = "http://127.0.0.1:5000"
    site_name: str = "Clause & Hour"
    smtp_url: str = field(default="smtp://127.0.0.1:1025", repr=False)
    mail_from: str = "CPD <cpd@localhost>"
    proxies: int = 0
    demo: bool = False
    testing: bool = False
    argon2_memory_kib: int = 19_456
    argon2_passes: int = 2
    issuers: int = 1

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
            raise RuleError(
                "CPD_BASE_URL must be the site's address without a path, like https://cpd.example."
            )
        if urlsplit(self.smtp_url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
            raise RuleError("CPD_SMTP_URL must begin with smtp://, smtp+starttls:// or smtps://.")
        if self.argon2_memory_kib < LEAST_ARGON2_MEMORY or self.argon2_passes < 1:
            raise RuleError(
                f"CPD_ARGON2_MEMORY_KIB must be at least {LEAST_ARGON2_MEMORY}, and "
                "CPD_ARGON2_PASSES at least 1."
            )
        if not 1 <= self.issuers <= MOST_ISSUERS:
            raise RuleError(f"CPD_ISSUERS must be from 1 to {MOST_ISSUERS}.")
        if len(self.secret_key) < 32 and not self.testing:
            raise RuleError("CPD_SECRET_KEY must have at least 32 characters.")
        if self.key_passphrase and len(self.key_passphrase) < LEAST_PASSPHRASE:
            raise RuleError(f"CPD_KEY_PASSPHRASE must have at least {LEAST_PASSPHRASE} characters.")
        if kind_of_database(self.database_url) not in DATABASES:
            raise RuleError(
                "CPD_DATABASE_URL must be an address like postgresql://user:password@host/name, "
                "or sqlite:////folder/cpd.sqlite."
            )

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `CPD_*`; raise RuleError in plain words for what cannot be."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("CPD_DATA_DIR", "var")).resolve()
    return Settings(
        data_dir=data_dir,
        database_url=database_url(
            env.get("CPD_DATABASE_URL", f"sqlite:///{data_dir / 'cpd.sqlite'}")
        ),
        secret_key=env.get("CPD_SECRET_KEY") or kept_secret(data_dir),
        key_passphrase=env.get("CPD_KEY_PASSPHRASE") or None,
        base_url=env.get("CPD_BASE_URL", Settings.base_url).rstrip("/"),
        site_name=env.get("CPD_SITE_NAME", Settings.site_name),
        smtp_url=env.get("CPD_SMTP_URL", Settings.smtp_url),
        mail_from=env.get("CPD_MAIL_FROM", Settings.mail_from),
        proxies=whole("CPD_PROXIES", env.get("CPD_PROXIES", "0")),
        demo=env.get("CPD_DEMO", "") == "1",
        argon2_memory_kib=whole(
            "CPD_ARGON2_MEMORY_KIB",
            env.get("CPD_ARGON2_MEMORY_KIB", str(Settings.argon2_memory_kib)),
        ),
        argon2_passes=whole(
            "CPD_ARGON2_PASSES", env.get("CPD_ARGON2_PASSES", str(Settings.argon2_passes))
        ),
        issuers=whole("CPD_ISSUERS", env.get("CPD_ISSUERS", str(Settings.issuers))),
    )


def whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise RuleError(f"{name} must be a whole number, not “{text}”.")
    return int(text)


def database_url(text: str) -> str:
    """Name the PostgreSQL driver we ship, whichever way the address was written."""
    for scheme in ("postgres://", "postgresql://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    return text


def kind_of_database(url: str) -> str:
    """Return the database and driver an address names; nothing for what is no address."""
    try:
        return make_url(url).drivername
    except (ArgumentError, ValueError):
        return ""


def kept_secret(data_dir: Path, name: str = "secret-key") -> str:
    """Return a secret of the data folder, made on first use and readable by its owner only."""
    path = data_dir / name
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            keep_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise RuleError(f"CPD_DATA_DIR cannot be used: {path}: {error.strerror}.") from error


def keep_once(path: Path, text: str) -> None:
    """Write a file whole or not at all; if another process was quicker, its file stays."""
    half_written = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(half_written, path)
    half_written.unlink()
