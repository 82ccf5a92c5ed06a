"""Connections are bounded by the files that may be open."""

import resource

import pytest

from archive.server import limits


@pytest.mark.parametrize(
    ("soft", "hard", "allowed", "set_to"),
    [
        (1024, 4096, 500, 1628),
        (1024, 1024, 298, 1024),
        (65_536, 65_536, 500, None),
        (1024, resource.RLIM_INFINITY, 500, 1628),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 500, None),
        (64, 64, 1, 64),
    ],
)
def test_limit_of_files_is_raised_as_far_as_needed(monkeypatch, soft, hard, allowed, set_to):
    calls = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda which, bounds: calls.append(bounds[0]))
    assert limits.connections_allowed(500) == allowed
    assert calls == ([] if set_to is None else [set_to])
