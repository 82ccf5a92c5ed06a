"""URLs with host."""

import pytest
from django.test import RequestFactory

from archive.pages.addresses.absolute import absolute_addresses


@pytest.mark.parametrize("path", ["/", "/edm/v1/i115/ferries/", "/a/4711/", "/search/?q=quay%20herald&year=2004"])
@pytest.mark.parametrize("secure", [True, False])
def test_it_is_that_of_the_request(path, secure):
    request = RequestFactory().get("/search.csv", secure=secure)
    assert absolute_addresses(request)(path) == request.build_absolute_uri(path)
