"""Settings, read from the environment; everything that changes at run time is stored in one directory."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from archive import environment

env = environment.Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_directory(BASE_DIR / "var")
# Shared by every process that uses the archive; a restore has it alone. See `archive.lock`.
ARCHIVE_LOCK = DATA_DIR / "archive.lock"
# Stands there while a restore is under way: whoever starts next finishes it or undoes it. See `archive.startup`.
RESTORE_JOURNAL = DATA_DIR / "restore-journal.json"
# Notes of how far a first start or a long command came with the rows that are there; other rows make them void.
FIRST_START_UNFINISHED, DERIVING_PROGRESS = "first-start-unfinished", "derive_citations.json"
PROGRESS_FILES = [FIRST_START_UNFINISHED, DERIVING_PROGRESS]


def renamed_int(name: str, old: str, default: int) -> int:
    """Return a number from the environment, with a warning where it has the name of before version 0.1."""
    if old not in os.environ or name in os.environ:
        return env.int(name, default=default)
    warnings.warn(f"The setting {old} is now {name}; the next version reads that alone.", FutureWarning, stacklevel=2)
    return env.int(old)


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or environment.stored_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "archive",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "haystack",
    "simple_history",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "archive.pages.middleware.without_body_for_head",
    "archive.pages.middleware.without_nul",
    "archive.pages.cross_origin.with_cross_origin_reading",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "archive.admin.accounts.middleware.guard_the_desk",
    "archive.admin.imports.upload_limits.bounded_uploads",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.pages.middleware.with_content_policy",
    "archive.pages.middleware.RefusedByDatabase",
    "axes.middleware.AxesMiddleware",
    "archive.pages.middleware.FailureReports",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

FORM_RENDERER = "archive.admin.common.form_renderer.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"desk": "archive.admin.review.template_tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.pages.rendering.context_processors.site",
            ],
            "builtins": ["django.templatetags.static", "archive.pages.rendering.template_tags"],
        },
    },
]

SITE_NAME = env.str("SITE_NAME", default="Backfile")
# Whom harvesters may write to (OAI-PMH); webmaster@ the site's host where it is empty.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# What AI may use the texts for: "open", everything; "search", to find and quote them for readers, but not to train
# models; "reserved", nothing. Stated in robots.txt, /.well-known/tdmrep.json and the head of each page.
AI_USE = env.str("AI_USE", default="open")
if AI_USE not in ("open", "search", "reserved"):
    raise ImproperlyConfigured(f"AI_USE is {AI_USE!r}. Set it to open, search or reserved.")

# --- Page cache -------------------------------------------------------------------------------------------------------

# Rendered pages, until anything in the archive changes: in files that the workers of a host share, so many MB of them,
# 0 for none; or, where PAGE_CACHE_URL names a server ("redis://…"), in one that several hosts share.
PAGE_CACHE_MB = renamed_int("PAGE_CACHE_MB", old="KEPT_PAGES_MB", default=64)
PAGE_CACHE_URL = env.str("PAGE_CACHE_URL", default="")
PAGE_CACHE_DIR = DATA_DIR / "page_cache"


def page_cache(name: str, share: float) -> dict[str, object]:
    """Return the entry of `CACHES` for pages of one kind, which get a share of PAGE_CACHE_MB."""
    if PAGE_CACHE_URL:
        # What changes makes other keys; the server drops those of before after a day, or by a rule of its own.
        return {**env.cache("PAGE_CACHE_URL"), "KEY_PREFIX": f"backfile-{name}", "TIMEOUT": 24 * 3600}
    if not PAGE_CACHE_MB:
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    return {
        "BACKEND": "archive.pages.caching.page_cache.PageCache",
        "LOCATION": PAGE_CACHE_DIR / name,
        "OPTIONS": {"MAX_BYTES": int(PAGE_CACHE_MB * 1024 * 1024 * share)},
    }


CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": page_cache("pages", 0.75),
    "searches": page_cache("searches", 0.25),
}

# --- Database ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(env, default=f"sqlite:///{DATA_DIR / 'archive.sqlite3'}")}
# NORMAL may lose the last commits at a power cut, and nothing else; FULL waits for the disk at each commit.
SQLITE_SYNCHRONOUS = environment.one_of(env, "SQLITE_SYNCHRONOUS", ("NORMAL", "FULL", "EXTRA"))
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN, where the busy timeout applies: of 320 concurrent transactions 226 failed
    # with the default, none with it. WAL lets readers continue meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            # Each thread has its own connection and cache. A larger cache, or a memory map of the file,
            # made no page faster: the system's page cache holds the rest.
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS}; PRAGMA cache_size=-8000; "
            "PRAGMA temp_store=MEMORY;"
        ),
    }
    DATABASES["default"].setdefault("CONN_MAX_AGE", None)
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "archive.postgresql"
    # Each thread has a connection for a minute; one that the server has closed since is seen before a page needs it.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Search -----------------------------------------------------------------------------------------------------------

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "archive.search.whoosh.backend.WhooshEngine",
        "PATH": str(DATA_DIR / "index"),
        # Errors of index updates must be raised, never swallowed.
        "SILENTLY_FAIL": False,
    },
}
HAYSTACK_SIGNAL_PROCESSOR = "archive.search.indexing.index_updates.OutboxProcessor"
# A limit by model would list all documents for every search; this index holds articles only.
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False
SEARCH_RESULTS_PER_PAGE = 20

# --- Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
# The site serves them itself, to whom it may: no other user of the machine need read them.
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A started process takes the lock of its task within this time, on a busy machine too.
TASK_START_SECONDS = 15
# Uploaded files of imports, not served, and deleted so many days after the last work on them.
BATCHES_ROOT = DATA_DIR / "batches"
IMPORT_RETENTION_DAYS = renamed_int("IMPORT_RETENTION_DAYS", old="IMPORT_FILES_KEPT_DAYS", default=30)
# Size of one upload in total. Larger ones are for the command line, which reads files in place.
IMPORT_UPLOAD_BYTES = env.int("IMPORT_UPLOAD_MB", default=100) * 1024 * 1024

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.time_zone(env)

# --- Security ---------------------------------------------------------------------------------------------------------

# HTTPS ends at the front server; HTTPS=1 enables secure cookies, redirects and HSTS.
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
# Probes reach the process directly, behind the front server.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Front servers whose X-Forwarded-For and X-Forwarded-Proto are trusted, by address or network, and how many are in a
# row; see `archive.proxy_headers`. BEHIND_PROXY=1 trusts one on this machine.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1", "unix"] if BEHIND_PROXY else [])
PROXY_COUNT = env.int("PROXY_COUNT", default=1)
# Searches that one client may ask for in a minute, and how many at once; 0 where a front server has a limit of its own.
# See `archive.pages.rate_limiting`.
RATE_LIMIT = env.int("RATE_LIMIT", default=120)
RATE_LIMIT_BURST = env.int("RATE_LIMIT_BURST", default=60)
# The site is at the root of its host: no SCRIPT_NAME, SCRIPT_URL or REDIRECT_URL of a request changes an address.
FORCE_SCRIPT_NAME = ""
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Browsers accept "__Host-" cookies only from this host and over HTTPS; without HTTPS they refuse them.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
# The admin's script reads this cookie: otherwise a form that was open during a new sign-in would be refused.
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# A session lasts a working day, and ends earlier when idle; see `archive.admin.accounts.middleware`.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=120) * 60
# Changing accounts and rights requires the password to have been given within so many minutes.
CONFIRMED_FOR_SECONDS = env.int("CONFIRMED_FOR_MINUTES", default=15) * 60
# Retention of audit events in days; 0 keeps all. `purge_events` deletes older ones.
AUDIT_RETENTION_DAYS = renamed_int("AUDIT_RETENTION_DAYS", old="AUDIT_DAYS", default=0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# scrypt costs memory as well as time, and is in the standard library; older hashes are upgraded at sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Length rather than variety: no rule requires digits or signs, and any character is allowed.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "archive.admin.accounts.password_validators.WordsOfThisSite"},
]
# Failed sign-ins within an hour that cause a lockout: of a name from an address, of an address, and of a name.
AXES_HANDLER = "archive.admin.accounts.throttling.SignInThrottle"
AXES_FAILURE_LIMIT = 8
AXES_FAILURES_OF_ADDRESS = 40
AXES_FAILURES_OF_NAME = 100
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"], ["username"]]
AXES_CLIENT_IP_CALLABLE = "archive.models.common.current_request.throttled_address"
AXES_LOCKOUT_CALLABLE = "archive.admin.accounts.throttling.locked_out"
AXES_RESET_ON_SUCCESS = True
# During a lockout nothing is checked or written: further attempts neither fill the database nor extend it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Sign-ins are recorded as events; a second log would grow without limit.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 2000  # of one import; more come in a zip file

# --- Logs -------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"archive": {"level": env.str("LOG_LEVEL", default="INFO")}},
}
