"""The archive's settings for tests: a data directory of its own, plain static files, a quick password hasher."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="backfile-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["BACKFILE_DATA"] = _data
# Whoosh's indexes in memory share a folder of temporary files by name; each process of tests gets its own.
os.mkdir(f"{_data}/temporary")
tempfile.tempdir = f"{_data}/temporary"
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
# The server that tests are to run on instead of SQLite: `python -m tests.postgresql_server` starts one and names it.
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
for name in ("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "BEHIND_PROXY", "TRUSTED_PROXIES", "PROXY_COUNT"):
    os.environ.pop(name, None)

if TEST_DATABASE_URL:
    os.environ["DATABASE_URL"] = TEST_DATABASE_URL

from archive.settings import *  # noqa: E402, F403
from archive.settings import DATABASES, STORAGES  # noqa: E402

if TEST_DATABASE_URL:
    DATABASES["default"]["TEST"] = {"NAME": f"test_backfile_{os.getpid()}"}
    del os.environ["DATABASE_URL"]
else:
    # A file, as in service: an in-memory database has other locks, and threads could not share it.
    DATABASES["default"]["TEST"] = {"NAME": f"{_data}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
AXES_ENABLED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
