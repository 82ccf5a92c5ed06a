"""Review as a conversation: records each round's note, and finds the state of an article that was last reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User

from archive.models import Article, ReviewNote, ReviewStep
from archive.models.common.accounts import Account
from archive.models.records.review_note import ROUND
from archive.models.records.versions import HistoryRow, version_at, versions_of

ROWS_AT_ONCE = 500


def record_notes(step: str, versions: Mapping[int, int], *, by: User | None, text: str) -> None:
    """Record a transition of articles with its note. `versions` are those that it left, by article.

    Steps outside of a round of review (publishing, withdrawing) are recorded only with a note.
    """
    if step not in ROUND and not text:
        return
    ReviewNote.objects.bulk_create(
        [
            ReviewNote(
                article_id=pk, step=step, author=by, author_name=by.get_username() if by else "",
                text=text, version=version,
            )
            for pk, version in versions.items()
        ],
        batch_size=ROWS_AT_ONCE,
    )  # fmt: skip


def conversations(article_ids: Iterable[int]) -> dict[int, list[ReviewNote]]:
    """Return the review notes of articles, each article's oldest first; one query."""
    found: dict[int, list[ReviewNote]] = defaultdict(list)
    for note in ReviewNote.objects.on(list(article_ids)):
        found[note.article_id].append(note)
    return found


def was_returned(conversation: Iterable[ReviewNote]) -> bool:
    """Return whether an article was reviewed and returned, so that there is something to compare it with."""
    return any(note.step == ReviewStep.RETURNED for note in conversation)


def versions_since_review(article: Article, user: Account) -> tuple[HistoryRow, HistoryRow] | None:
    """Return the version that a person last returned, or else that anybody did, and the newest one.

    None where it was never returned, or the user may not see one of the two.
    """
    returns = article.review_notes.returns()
    last = returns.filter(author=user.pk).last() or returns.last()
    if last is None:
        return None
    old = version_at(article, last.version, seen_by=user)
    new = versions_of(Article, article.pk).visible_to(user).first()
    return (old, new) if new is not None and old.history_id is not None else None
