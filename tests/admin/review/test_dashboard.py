"""Anomalies are found again only in publications of which an issue changed."""

import pytest

from archive.admin.review import dashboard
from archive.editing.review import issue_gaps
from archive.models import DismissedWarning, Issue, WarningKind
from tests.factories import IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at(monkeypatch):
    dashboard._found.clear()
    read = []
    real = issue_gaps.anomalies

    def anomalies(issues):
        read.append(set(issues.values_list("publication_id", flat=True)))
        return real(issues)

    monkeypatch.setattr(dashboard, "anomalies", anomalies)
    return read


def run(*numbers: str):
    publication = PublicationFactory()
    for number in numbers:
        IssueFactory(publication=publication, volume=1, number=number)
    return publication


def missing() -> list[tuple[int, int, int]]:
    found = dashboard.current_anomalies()
    return [(one.publication_id, one.first, one.last) for one in found if one.kind == WarningKind.MISSING]


def test_only_what_changed_is_looked_at_again(looked_at):
    one, other = run("1", "3"), run("1", "4")
    expected = [(one.pk, 2, 2), (other.pk, 2, 3)]
    assert missing() == expected
    assert missing() == expected
    IssueFactory(publication=other, volume=1, number="2")
    assert missing() == [(one.pk, 2, 2), (other.pk, 3, 3)]
    assert looked_at == [{one.pk, other.pk}, {other.pk}]


def test_what_was_deleted_or_dismissed_is_seen(looked_at):
    one, other = run("1", "3"), run("1", "4")
    missing()
    Issue.objects.get(publication=one, number="3").delete()
    assert missing() == [(other.pk, 2, 3)]
    (anomaly,) = dashboard.current_anomalies()
    DismissedWarning.objects.create(kind=anomaly.kind, row_id=other.pk, key=anomaly.key)
    assert missing() == []
