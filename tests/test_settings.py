"""Settings that keep a public site safe."""

import os
import stat
import subprocess
import sys

import pytest

from archive import settings as served  # the tests' own differ: their hasher is quick
from archive.environment import stored_secret


@pytest.fixture
def answer(client, db):
    return client.get("/")


@pytest.mark.parametrize(
    "directive",
    ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "object-src 'none'"],
)
def test_content_security_policy_is_strict(answer, directive):
    assert directive in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"])
def test_header_is_sent(answer, name):
    assert name in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "<script>"])
def test_hostile_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


def test_secret_key_is_made_once(tmp_path):
    assert stored_secret(tmp_path / "key") == stored_secret(tmp_path / "key")


def test_secret_key_is_its_owners_alone(tmp_path):
    stored_secret(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.slow
def test_processes_that_start_together_agree_on_one_key(tmp_path):
    code = "import pathlib as p, sys; from archive.environment import stored_secret as s; print(s(p.Path(sys.argv[1])))"
    environment = {**os.environ, "BACKFILE_DATA": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "key")], stdout=subprocess.PIPE, env=environment, text=True
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_sqlite_takes_its_lock_at_the_beginning(settings):
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


# --- Behind HTTPS ---

SHOW_COOKIES = (
    "from archive.settings import *; "
    "print(SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT)"
)


@pytest.fixture
def run_with(tmp_path):
    def started(*arguments, **variables):
        environment = {**os.environ, "BACKFILE_DATA": str(tmp_path), **variables}
        for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"):  # which a browser beside the tests needs
            environment.pop(name, None)
        return subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    return started


@pytest.mark.slow
def test_djangos_deployment_checklist_finds_nothing(run_with):
    checked = run_with("manage.py", "check", "--deploy", "--fail-level", "WARNING", HTTPS="1", SECRET_KEY="")
    assert checked.returncode == 0, checked.stderr


def test_cookies_are_of_this_host_alone(run_with):
    shown = run_with("-c", SHOW_COOKIES, HTTPS="1").stdout
    assert shown.split() == ["__Host-session", "__Host-csrftoken", "True", "True", "True"]


def test_cookies_are_kept_without_https(run_with):
    assert run_with("-c", SHOW_COOKIES, HTTPS="0").stdout.split()[:2] == ["session", "csrftoken"]


@pytest.mark.parametrize(
    ("variables", "proxies"),
    [
        ({}, []),
        ({"BEHIND_PROXY": "1"}, ["127.0.0.0/8", "::1", "unix"]),
        ({"TRUSTED_PROXIES": "10.0.0.2,unix"}, ["10.0.0.2", "unix"]),
        ({"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "10.0.0.2"}, ["10.0.0.2"]),
    ],
)
def test_proxies_are_those_that_are_stated(run_with, variables, proxies):
    shown = run_with("-c", "from archive.settings import TRUSTED_PROXIES; print(TRUSTED_PROXIES)", **variables)
    assert shown.stdout.strip() == str(proxies)


def test_no_script_reads_the_session(settings):
    assert settings.SESSION_COOKIE_HTTPONLY is True


def test_passwords_are_hashed_hard_on_memory():
    assert served.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.ScryptPasswordHasher"


def settings_of(tmp_path, code: str, **environment: str) -> subprocess.CompletedProcess:
    """What a process says that reads the settings with this environment."""
    return subprocess.run(
        [sys.executable, "-c", f"from archive import settings; {code}"],
        env={**os.environ, "BACKFILE_DATA": str(tmp_path), **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("PAGE_CACHE_MB", "KEPT_PAGES_MB"),
        ("IMPORT_RETENTION_DAYS", "IMPORT_FILES_KEPT_DAYS"),
        ("AUDIT_RETENTION_DAYS", "AUDIT_DAYS"),
    ],
)
def test_old_name_of_a_setting_holds_with_a_warning_and_gives_way_to_the_new(tmp_path, name, old):
    code = f"print(settings.{name})"
    by_old = settings_of(tmp_path, code, **{old: "7"})
    assert (by_old.stdout, f"{old} is now {name}" in by_old.stderr) == ("7\n", True)
    by_both = settings_of(tmp_path, code, **{old: "7", name: "8"})
    assert (by_both.stdout, by_both.stderr) == ("8\n", "")


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        ({}, "PageCache"),
        ({"PAGE_CACHE_MB": "0"}, "DummyCache"),
        ({"PAGE_CACHE_URL": "redis://cache.example:6379/1"}, "RedisCache"),
    ],
)
def test_pages_and_searches_are_cached_where_the_environment_says(tmp_path, environment, backend):
    code = "print(*(settings.CACHES[name]['BACKEND'].rpartition('.')[2] for name in ('pages', 'searches')))"
    assert settings_of(tmp_path, code, **environment).stdout.split() == [backend, backend]
