"""Several findings of an article are set aside as one decision, and come back as one."""

import pytest

from archive.editing.bulk.bulk_actions import DISMISS_ACTION
from archive.editing.bulk.bulk_operations import members_of, propose, propose_undo, run_at_once
from archive.editing.review.quality_checks import needing
from archive.models import DismissedWarning, InternalLink, WarningKind
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    article = ArticleFactory(title="Ferries")
    for number in range(3):
        InternalLink.objects.create(article=article, address=f"/x{number}/", path=f"/x{number}/", error="nothing")
    parameters = {"kind": WarningKind.LINKS.value, "article": article.pk, "title": article.title}
    return propose(DISMISS_ACTION, members_of(DISMISS_ACTION, parameters), by=None, parameters=parameters)


def test_number_is_named(task):
    assert task.label == "Dismiss 3 warnings of “Ferries”"


def test_findings_come_back_when_it_is_undone(task):
    run_at_once(task)
    assert not needing(WarningKind.LINKS).exists()
    run_at_once(propose_undo(task, by=None))
    assert needing(WarningKind.LINKS).exists()


def test_what_was_put_back_since_is_named(task):
    run_at_once(task)
    DismissedWarning.objects.first().delete()
    undone = run_at_once(propose_undo(task, by=None))
    assert (undone.changed, undone.failures[0][1]) == (2, "It is gone.")
