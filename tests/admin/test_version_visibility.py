"""Who sees what was never public: versions by the state that they recorded, and all pages that name an article.

Every article of these tests says the secret somewhere in its past, or is a draft that says it now.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.versions.restore import restore_deleted
from archive.models import (
    Article,
    ArticleOrigin,
    AutosaveDraft,
    BulkTask,
    DismissedWarning,
    Event,
    ImportBatch,
    ImportState,
    ImportTask,
    Picture,
    SlugRedirect,
    Status,
    WarningKind,
    versions_of,
)
from archive.models.records.audit_event import record
from archive.models.records.versions import version_at, version_model
from tests.clock import let_it_be_due
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, IssueFactory

pytestmark = pytest.mark.django_db

SECRET = "kelpwarden"
TEXT = (f"Informant {SECRET} lives above the chandlery.", "The ferries stood idle.")
CLEAN = "Ferries stand idle"
HOUR = datetime.timedelta(hours=1)


def account(name: str, *rights: str, group: str = "") -> User:
    """An account of the desk with the rights of a group, and single ones by their codenames."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="archive", codename__in=rights))
    assert user.user_permissions.count() == len(rights)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def browser_of(user: User | None) -> Client:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser


def reading(browser: Client, address: str) -> str:
    """All that a browser is told at an address, with where it is sent; the words that it asked for are none of it."""
    answer = browser.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode() + answer.headers.get("Location", "")


# --- an article that said the secret once -----------------------------------------------------------------------------


def made(owner: User, status: Status, **values) -> Article:
    with change_set(by=owner):
        return ArticleFactory(
            title=f"The {SECRET} papers",
            paragraphs=TEXT,
            authors=[f"{SECRET.title()} Brod"],
            created_by=owner,
            status=status,
            **values,
        )


def say(article: Article, title: str, *paragraphs: str, slug: str = "") -> Article:
    row = Article.objects.get(pk=article.pk)
    with change_set():
        row.title, row.slug = title, slug
        row.set_body("".join(f"<p>{text}</p>" for text in paragraphs))
        row.authorships.all().delete()
        row.save()
    return row


def returned(owner: User) -> Article:
    article = made(owner, Status.IN_REVIEW)
    Article.objects.all().return_to_draft(note=f"Who is {SECRET}?")
    return article


def withdrawn(owner: User) -> Article:
    with change_set(by=owner):
        article = ArticleFactory(title=CLEAN, created_by=owner)
    Article.objects.all().withdraw()
    return say(article, f"The {SECRET} papers", *TEXT)


def deleted(owner: User) -> Article:
    article = made(owner, Status.DRAFT)
    pk = article.pk
    Article.objects.get(pk=pk).delete()
    return restore_deleted(versions_of(Article, pk).first(), status=Status.DRAFT)


def deleted_while_scheduled(owner: User) -> Article:
    """Deleted before its moment, and brought back after it: readers never saw it."""
    article = made(owner, Status.PUBLISHED, publish_at=timezone.now() + HOUR)
    pk = article.pk
    Article.objects.get(pk=pk).delete()
    back = restore_deleted(versions_of(Article, pk).first(), status=Status.IN_REVIEW)
    all_versions = version_model(Article).objects.filter(id=pk)
    all_versions.update(history_date=timezone.now() - 2 * HOUR, publish_at=timezone.now() - HOUR)
    return back


def overtaken_by_the_clock(owner: User) -> Article:
    """Scheduled; its moment came while this version stood."""
    article = made(owner, Status.PUBLISHED, publish_at=timezone.now() + HOUR)
    version_model(Article).objects.update(publish_at=timezone.now() - HOUR)
    let_it_be_due(article)
    return article


# By the state that a version recorded: how it came about, and whether readers could see it then.
STATES: dict[str, tuple[Callable[[User], Article], bool]] = {
    "draft": (lambda owner: made(owner, Status.DRAFT), False),
    "in review": (lambda owner: made(owner, Status.IN_REVIEW), False),
    "returned": (returned, False),
    "scheduled": (lambda owner: made(owner, Status.PUBLISHED, publish_at=timezone.now() + HOUR), False),
    "published": (lambda owner: made(owner, Status.PUBLISHED), True),
    "scheduled, and appeared": (overtaken_by_the_clock, True),
    "withdrawn": (withdrawn, False),
    "deleted": (deleted, False),
    "deleted while scheduled": (deleted_while_scheduled, False),
}
SEE_DRAFTS = {"owner", "editor", "publisher", "edits every article"}
ON_THE_DESK = SEE_DRAFTS | {"other contributor", "views", "changes", "publishes"}


def people(owner: User) -> dict[str, User | None]:
    return {
        "anonymous": None,
        "owner": owner,
        "other contributor": account("otto", group="Contributors"),
        "editor": account("edda", group="Editors"),
        "publisher": account("pia", group="Publishers"),
        "views": account("vera", "view_article"),
        "changes": account("carl", "view_article", "change_article"),
        "publishes": account("paul", "view_article", "change_article", "publish_article", "delete_article"),
        "edits every article": account("eve", "view_article", "edit_every_article"),
    }


def published_clean(state: str, owner: User) -> Article:
    """The article as it is now, public and without the secret, which a version in the state said."""
    article = say(STATES[state][0](owner), CLEAN, "The ferries stood idle.", slug="ferries-stand-idle")
    Article.objects.filter(pk=article.pk).publish_now()
    return Article.objects.get(pk=article.pk)


def pages_about_versions(article: Article) -> list[str]:
    history = reverse("admin:archive_article_history", args=[article.pk])
    ids = list(versions_of(Article, article.pk).values_list("pk", flat=True))
    pairs = [f"{history}?old={old}&new={new}" for old, new in zip(ids[1:], ids, strict=False)]
    restoring = [reverse("admin:archive_article_restore", args=[article.pk, pk]) for pk in ids]
    others = [reverse(f"admin:archive_article_{name}", args=[article.pk]) for name in ("change", "delete")]
    desk = [reverse(f"admin:archive_{name}_changelist") for name in ("article", "event", "picture", "tombstone")]
    public = [article.get_absolute_url(), article.get_permanent_url(), f"{article.get_absolute_url()[:-1]}.xml"]
    return [history, *pairs, *restoring, *others, *desk, *public]


# Every page of the desk, asked by nine people; two states that differ, public and not, at every change.
@pytest.mark.parametrize(
    "state",
    [pytest.param(state, marks=[] if state in ("published", "withdrawn") else pytest.mark.slow) for state in STATES],
)
def test_a_version_is_for_who_could_see_the_article_then(state):
    owner = account("olga", group="Contributors")
    article, was_public = published_clean(state, owner), STATES[state][1]
    browsers = {name: browser_of(person) for name, person in people(owner).items()}
    pages = pages_about_versions(article)
    told = {name for name, browser in browsers.items() if any(SECRET in reading(browser, page) for page in pages)}
    assert told == (ON_THE_DESK if was_public else SEE_DRAFTS)


@pytest.mark.parametrize("state", STATES)
def test_only_a_public_address_leads_on(client, state):
    article = published_clean(state, account("olga", group="Contributors"))
    former = article.get_absolute_url().replace("ferries-stand-idle", f"the-{SECRET}-papers")
    assert client.get(former).status_code == (301 if STATES[state][1] else 404)
    assert SlugRedirect.objects.filter(slug__contains=SECRET).exists() is STATES[state][1]


def test_versions_that_are_left_out_are_not_counted():
    owner = account("olga", group="Contributors")
    history = reverse("admin:archive_article_history", args=[published_clean("draft", owner).pk])
    shown = {
        name: reading(browser_of(person), history).count('name="old"')
        for name, person in people(owner).items()
        if name in ("owner", "other contributor")
    }
    assert shown == {"owner": 3, "other contributor": 1}


def test_comparing_with_a_version_of_others_is_refused():
    article = published_clean("draft", account("olga", group="Contributors"))
    first, last = versions_of(Article, article.pk).last(), versions_of(Article, article.pk).first()
    history = reverse("admin:archive_article_history", args=[article.pk])
    answer = browser_of(account("otto", group="Contributors")).get(history, {"old": first.pk, "new": last.pk})
    assert (answer.status_code, "never public" in answer.content.decode()) == (403, True)


def test_what_an_import_brought_is_not_everybodys():
    """Nobody made it: who is nobody's author sees no more of it."""
    article = ArticleFactory(status=Status.IN_REVIEW, title=f"The {SECRET} papers", paragraphs=TEXT)
    say(article, CLEAN, "The ferries stood idle.", slug="ferries-stand-idle")
    Article.objects.all().publish_now()
    versions = version_model(Article).objects
    seen = [versions.visible_to(person).filter(title__contains=SECRET).count() for person in (
        account("otto", group="Contributors"), account("edda", group="Editors"))]  # fmt: skip
    assert seen == [0, 1]


def test_a_version_is_asked_for_in_one_query(django_assert_num_queries):
    article = published_clean("draft", account("olga", group="Contributors"))
    otto = User.objects.get(pk=account("otto", group="Contributors").pk)
    otto.has_perm("archive.view_article")
    with django_assert_num_queries(1):
        assert len(versions_of(Article, article.pk).visible_to(otto)) == 1


def test_unsaved_work_is_compared_with_what_its_writer_may_see():
    """Who was an editor when the form was opened, and is none now."""
    article = published_clean("draft", account("olga", group="Contributors"))
    otto = account("otto", group="Contributors")
    work = AutosaveDraft.objects.store(otto, "article", {"title": ["Mine"], "body": ["Mine."]}, article_id=article.pk,
                                    based_on=1)  # fmt: skip
    page = reading(browser_of(otto), reverse("admin:archive_article_unsaved", args=[work.pk]))
    assert ("Mine" in page, SECRET in page) == (True, False)
    assert SECRET in version_at(article, 1, seen_by=account("edda", group="Editors")).title


def test_what_came_in_is_for_who_sees_the_drafts():
    owner = account("olga", group="Contributors")
    article = ArticleFactory(title=CLEAN, created_by=owner)
    problems = [{"line": 3, "reason": f"“{SECRET}” could not be placed.", "remedy": ""}]
    ArticleOrigin.objects.create(
        article=article, path="letters/1.txt", sha256="0" * 64, received=" ".join(TEXT).encode(), encoding="utf-8",
        problems=problems,
    )  # fmt: skip
    CitationFactory(article=article, raw=f"({SECRET}, October 3)", status="rejected")
    Picture.objects.create(
        article=article, name=f"{SECRET}.jpg", alternative_text="A pier", width=10, height=10, format="jpg",
        sha256="1" * 64,
    )  # fmt: skip
    form = reverse("admin:archive_article_change", args=[article.pk])
    pages = [form, f"{form}?citations=form", f"{form}?_changelist_filters=look%3Dimport",
             reverse("admin:archive_citation_changelist"),
             reverse("admin:archive_article_citations", args=[article.pk])]  # fmt: skip
    told = {
        name
        for name, person in people(owner).items()
        if any(SECRET in reading(browser_of(person), page) for page in pages)
    }
    assert told == SEE_DRAFTS


# --- a draft that says the secret now, and accounts with single rights ------------------------------------------------


@pytest.fixture
def draft():
    """Nobody's draft, with all that hangs on it, in an issue that has a public article too."""
    issue = IssueFactory()
    ArticleFactory(issue=issue, title=CLEAN)
    article = ArticleFactory(
        issue=issue, status=Status.DRAFT, title=f"The {SECRET} papers", paragraphs=TEXT, authors=["Ana Brod"]
    )
    CitationFactory(article=article, source=None, name="Quay Wire", raw=f"({SECRET} in Quay Wire)", name_key="quay")
    DismissedWarning.objects.create(kind=WarningKind.BODY, row_id=article.pk, text=f"{article.title}: It has no text.")
    record("delete", of=article)
    return article


def batch_with(article: Article) -> ImportBatch:
    batch = ImportBatch.objects.create(name="letters.zip", state=ImportState.DONE, task=ImportTask.IMPORT, created=1)
    batch.records.create(
        sequence=1, file="1.txt", action="create", chosen=True, applied=True, article=article, title=article.title,
        facts={"body": article.body},
    )  # fmt: skip
    return batch


def of_issue(name: str) -> Callable[[Article, User], str]:
    return lambda article, user: reverse(f"admin:archive_issue_{name}", args=[article.issue_id])


def of_author(article: Article, user: User) -> str:
    return reverse("admin:archive_author_delete", args=[article.byline()[0].pk])


def merge(article: Article, user: User) -> str:
    kept, lost = AuthorFactory(), article.byline()[0]
    return f"{reverse('admin:archive_author_merge')}?ids={kept.pk},{lost.pk}&kept={kept.pk}"


def of_batch(name: str, *rest: object) -> Callable[[Article, User], str]:
    return lambda article, user: reverse(f"admin:archive_importbatch_{name}", args=[batch_with(article).pk, *rest])


def record_of_batch(article: Article, user: User) -> str:
    batch = batch_with(article)
    return reverse("admin:archive_importbatch_record", args=[batch.pk, batch.records.get().pk])


def discarded(article: Article, user: User) -> str:
    article.delete()
    return reverse("admin:archive_tombstone_changelist")


def task_of(article: Article, user: User) -> str:
    task = BulkTask.objects.create(action="send", label="Send 1 article", ids=[article.pk], total=1, by=user)
    return reverse("admin:archive_bulktask_change", args=[task.pk])


def recent_actions(article: Article, user: User) -> str:
    kind = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=str(article.pk), object_repr=article.title, action_flag=CHANGE
    )
    return reverse("admin:index")


def on_site(article: Article, user: User) -> str:
    return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(Article).pk, article.pk])


def picture_list(article: Article, user: User) -> str:
    Picture.objects.create(
        article=article, name="pier.jpg", alternative_text="A pier", width=10, height=10, format="jpg",
        sha256="1" * 64, uploaded_by=user,
    )  # fmt: skip
    return reverse("admin:archive_picture_changelist")


def listed(model: str) -> Callable[[Article, User], str]:
    return lambda article, user: reverse(f"admin:archive_{model}_changelist")


# Pages of the desk that name articles, and the single rights by which they open.
PAGES: dict[str, tuple[tuple[str, ...], Callable[[Article, User], str]]] = {
    "articles": (("view_article",), listed("article")),
    "an issue's contents": (("view_issue", "change_issue"), of_issue("contents")),
    "an issue's preview": (("change_issue",), lambda article, user: reverse("issue-preview", args=[article.issue_id])),
    "an article's preview": (
        ("change_issue",),
        lambda article, user: reverse("issue-preview-article", args=[article.issue_id, article.pk]),
    ),
    "publishing an issue": (("publish_article", "change_issue"), of_issue("publish")),
    "deleting an issue": (
        ("view_issue", "delete_issue", "delete_article", "delete_citation", "publish_article"),
        of_issue("delete"),
    ),
    "deleting an author": (("view_author", "delete_author"), of_author),
    "merging authors": (("view_author", "change_author", "delete_author"), merge),
    "events": (("view_event",), listed("event")),
    "dismissed warnings": (("view_dismissedwarning",), listed("dismissedwarning")),
    "tombstones": (("view_tombstone",), discarded),
    "an import": (("view_importbatch",), of_batch("change")),
    "a record of an import": (("view_importbatch",), record_of_batch),
    "the report of an import": (("view_importbatch",), of_batch("report", "json")),
    "citations": (("view_citation",), listed("citation")),
    "the review of citations": (
        ("view_citation", "change_citation"),
        lambda *_: reverse("admin:archive_citation_review"),
    ),
    "a task": (("view_bulktask",), task_of),
    "pictures": (("view_picture",), picture_list),
    "recent actions": ((), recent_actions),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sees_all", [False, True], ids=["with single rights", "and every article"])
def test_a_draft_of_others_is_named_to_who_sees_every_article(draft, page, sees_all):
    rights, address = PAGES[page]
    extra = ("edit_every_article",) + (() if "view_article" in rights else ("view_article",))
    user = account("sol", *rights, *(extra if sees_all else ()))
    shown = reading(browser_of(user), address(draft, user))
    assert (SECRET in shown) is sees_all


def test_the_desk_tells_nobody_the_address_of_a_draft(draft):
    for user in (account("sol"), account("otto", group="Contributors"), account("edda", group="Editors")):
        assert SECRET not in reading(browser_of(user), on_site(draft, user))


def test_the_desk_leads_to_pages_that_readers_have(draft):
    article = Article.objects.published().get()
    for row in (article, article.issue):
        address = reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(row).pk, row.pk])
        answer = browser_of(account(f"user-{row._meta.model_name}", group="Contributors")).get(address)
        assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())


@pytest.mark.parametrize("query", [f"?q={SECRET}", "?object_kind=article"])
def test_events_are_not_searched_for_titles_of_drafts(draft, query):
    browser = browser_of(account("sol", "view_event"))
    assert reading(browser, f"{listed('event')(draft, None)}{query}").count("field-affected") == 0
    export = browser.post(f"{reverse('admin:archive_event_export')}{query}", {"format": "csv"})
    assert SECRET not in b"".join(export.streaming_content).decode()
    assert Event.objects.filter(object_text__contains=SECRET).exists()
