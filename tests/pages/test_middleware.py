"""Answers to HEAD, and the policy that answers carry."""

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

from archive.pages.middleware import with_content_policy, without_body_for_head


@pytest.mark.parametrize(("method", "body"), [("get", b"four"), ("head", b"")])
def test_head_has_the_length_of_get_and_no_body(method, body):
    response = without_body_for_head(lambda request: HttpResponse("four", headers={"Content-Length": "4"}))(
        getattr(RequestFactory(), method)("/")
    )
    assert (response["Content-Length"], response.content) == ("4", body)


def test_a_length_that_nobody_told_is_told():
    response = without_body_for_head(lambda request: HttpResponse("four"))(RequestFactory().head("/"))
    assert response["Content-Length"] == "4"


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
