"""Who asks for too many searches is told to wait; whoever is not one client is not counted as one."""

import pytest
from django.urls import reverse

from archive.pages.rate_limiting import rate_limit
from archive.pages.rate_limiting.rate_limit import client_of
from archive.proxy_headers import ProxyHeaders
from archive.search.engine import engine

pytestmark = pytest.mark.django_db
READER = "203.0.113.9"


@pytest.fixture(autouse=True)
def limit(db, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(rate_limit, "clock", lambda: 1_700_000_000.0)  # nothing comes back while a test runs
    engine().store.rebuild([], lambda pks: [])
    settings.RATE_LIMIT, settings.RATE_LIMIT_BURST, settings.DATA_DIR = 6, 2, tmp_path
    rate_limit._table.cache_clear()
    yield
    rate_limit._table.cache_clear()


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:db8:0:7:ffff::2", "2001:db8:0:7::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("", None),
        ("/run/backfile.sock", None),
    ],
)
def test_what_counts_as_one_client(address, client):
    assert client_of(address) == client


def statuses(client, name: str, number: int, address: str = READER) -> list[int]:
    return [client.get(reverse(name), {"q": "ferry"}, REMOTE_ADDR=address).status_code for _ in range(number)]


@pytest.mark.parametrize(("name", "most"), [("search", 2), ("search-json", 2), ("search-atom", 2), ("search-csv", 1)])
def test_dear_pages_are_limited(client, name, most):
    assert statuses(client, name, most + 1) == [200] * most + [429]


def test_suggestions_are_cheap(client):
    assert statuses(client, "search-suggest", 11) == [200] * 10 + [429]


def test_all_dear_pages_count_together_and_other_clients_do_not(client):
    statuses(client, "search", 2)
    assert statuses(client, "search-json", 1) == [429]
    assert statuses(client, "search-json", 1, "203.0.113.10") == [200]
    assert client.get("/", REMOTE_ADDR=READER).status_code == 200


def test_the_page_says_how_long_to_wait_and_keeps_the_question(client):
    statuses(client, "search", 2)
    answer = client.get(reverse("search"), {"q": "ferry"}, REMOTE_ADDR=READER)
    assert (answer.status_code, answer["Cache-Control"]) == (429, "no-store")
    assert 1 <= int(answer["Retry-After"]) <= 10
    page = answer.content.decode()
    assert f"Please wait {answer['Retry-After']} second" in page
    assert 'href="?q=ferry"' in page


def test_software_is_told_in_a_sentence(client):
    statuses(client, "search-json", 2)
    answer = client.get(reverse("search-json"), {"q": "ferry"}, REMOTE_ADDR=READER)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "at most 6 a minute" in answer.content.decode()


def test_it_is_off_by_its_setting(client, settings):
    settings.RATE_LIMIT = 0
    assert set(statuses(client, "search", 5)) == {200}


def test_who_comes_from_this_machine_is_not_limited(client):
    assert set(statuses(client, "search", 5, "127.0.0.1")) == {200}


@pytest.mark.parametrize(("trusted", "clients"), [(["10.0.0.2"], {"203.0.113.1", "203.0.113.2"}), ([], {"10.0.0.2"})])
def test_behind_a_proxy_each_reader_is_a_client_if_it_is_trusted(settings, trusted, clients):
    settings.TRUSTED_PROXIES, settings.PROXY_COUNT = trusted, 1
    seen = set()
    application = ProxyHeaders(lambda environ, start: seen.add(client_of(environ["REMOTE_ADDR"])) or [])
    for reader in ("203.0.113.1", "203.0.113.2"):
        environ = {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": reader}
        application(environ, None)
    assert seen == clients
