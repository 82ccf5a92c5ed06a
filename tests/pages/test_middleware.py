"""Answers to HEAD."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from archive.pages.middleware import without_body_for_head


@pytest.mark.parametrize(("method", "body"), [("get", b"four"), ("head", b"")])
def test_head_has_the_length_of_get_and_no_body(method, body):
    response = without_body_for_head(lambda request: HttpResponse("four", headers={"Content-Length": "4"}))(
        getattr(RequestFactory(), method)("/")
    )
    assert (response["Content-Length"], response.content) == ("4", body)


def test_a_length_that_nobody_told_is_told():
    response = without_body_for_head(lambda request: HttpResponse("four"))(RequestFactory().head("/"))
    assert response["Content-Length"] == "4"
