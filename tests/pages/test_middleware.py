"""Answers to HEAD, and the policy that answers carry."""

import errno

import pytest
from csp.middleware import CSPMiddleware
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from archive.models import SiteRevision
from archive.pages.middleware import FailureReports, with_content_policy, without_body_for_head, without_nul


@pytest.mark.parametrize(("method", "body"), [("get", b"four"), ("head", b"")])
def test_head_has_the_length_of_get_and_no_body(method, body):
    response = without_body_for_head(lambda request: HttpResponse("four", headers={"Content-Length": "4"}))(
        getattr(RequestFactory(), method)("/")
    )
    assert (response["Content-Length"], response.content) == ("4", body)


def test_a_length_that_nobody_told_is_told():
    response = without_body_for_head(lambda request: HttpResponse("four"))(RequestFactory().head("/"))
    assert response["Content-Length"] == "4"


@pytest.mark.parametrize(
    ("query", "passed_on"), [("q=a%00b&x=%00", "q=ab&x="), ("q=\0a", "q=a"), ("q=%2500", "q=%2500"), ("", "")]
)
def test_no_query_has_a_nul(query, passed_on):
    request = RequestFactory().get("/", QUERY_STRING=query)
    without_nul(lambda request: HttpResponse())(request)
    assert request.META["QUERY_STRING"] == passed_on


@pytest.mark.django_db
def test_a_value_that_the_database_refuses_is_a_bad_request(client, monkeypatch):
    def refused(*args, **kwargs):
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    monkeypatch.setattr(SiteRevision, "current", refused)
    response = client.get("/topics/")
    assert (response.status_code, b"</html>" in response.content) == (400, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["?status__exact=%00", "deleted/?q=%00", "?q=%00", "?issue__id__exact=" + "9" * 30, "?publish_at__gte=%00"]
)
def test_lists_of_the_desk_answer_values_that_no_row_has(admin_client, path):
    assert admin_client.get(f"/admin/archive/article/{path}").status_code in (200, 302)


POLICY = "Content-Security-Policy"


def answered(response: HttpResponse) -> HttpResponse:
    return with_content_policy(lambda request: response)(RequestFactory().get("/"))


def test_the_policy_is_what_django_csp_makes_of_the_settings():
    by_library = CSPMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert set(answered(HttpResponse())[POLICY].split("; ")) == set(by_library[POLICY].split("; "))


def test_a_policy_of_its_own_stays():
    assert answered(HttpResponse(headers={POLICY: "sandbox"}))[POLICY] == "sandbox"


@pytest.mark.parametrize(("debug", "status", "is_sent"), [(True, 500, False), (True, 200, True), (False, 500, True)])
def test_only_what_django_shows_to_who_develops_has_none(settings, debug, status, is_sent):
    settings.DEBUG = debug
    assert answered(HttpResponse(status=status)).has_header(POLICY) == is_sent


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database or disk is full"), 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (KeyError("year"), None),
    ],
)
def test_a_full_disk_is_an_answer_and_a_fault_of_the_program_is_not(rf, caplog, error, status):
    answer = FailureReports(lambda request: None).process_exception(rf.get("/edm/"), error)
    assert (answer.status_code if answer else None) == status
    assert ("Make room" in caplog.text) == bool(status)
    assert answer is None or answer["Retry-After"]
