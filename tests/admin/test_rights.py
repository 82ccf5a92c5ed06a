"""Who may do what on the desk: each action with each kind of article by each role, through the pages themselves."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.editing.publishing.transitions import TRANSITIONS, State, state_of
from archive.models import Article, Author, ImportBatch, ImportState, ImportTask, Status
from archive.models.common.permissions import GROUPS
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, IssueFactory

ROLES = {"C": "Contributors", "E": "Editors", "P": "Publishers"}
TOMORROW = datetime.timedelta(days=1)

# Articles by name: what they are made with; "own" ones are made by whoever acts.
KINDS = {
    "own draft": {"status": Status.DRAFT},
    "draft": {"status": Status.DRAFT},
    "own in review": {"status": Status.IN_REVIEW},
    "in review": {"status": Status.IN_REVIEW},
    "own scheduled": {"status": Status.PUBLISHED, "publish_at": TOMORROW},
    "scheduled": {"status": Status.PUBLISHED, "publish_at": TOMORROW},
    "own published": {"status": Status.PUBLISHED},
    "published": {"status": Status.PUBLISHED},
    "withdrawn": {"status": Status.WITHDRAWN},
}

# Who may, by the first letters of their roles; nobody may what is not named.
MAY = {
    "view": {
        "own draft": "CEP", "draft": "EP", "own in review": "CEP", "in review": "EP", "own scheduled": "CEP",
        "scheduled": "EP", "own published": "CEP", "published": "CEP", "withdrawn": "EP",
    },
    "change": {
        "own draft": "CEP", "draft": "EP", "own in review": "EP", "in review": "EP", "own scheduled": "EP",
        "scheduled": "EP", "own published": "EP", "published": "EP", "withdrawn": "EP",
    },
    "send": {"own draft": "CEP", "draft": "EP"},
    "take-back": {"own in review": "CEP"},
    "return": {"own in review": "EP", "in review": "EP"},
    "publish": {"own draft": "P", "draft": "P", "own in review": "P", "in review": "P", "withdrawn": "P"},
    "publish-at-once": {"own scheduled": "P", "scheduled": "P"},
    "schedule": {
        "own draft": "P", "draft": "P", "own in review": "P", "in review": "P", "own scheduled": "P", "scheduled": "P",
        "withdrawn": "P",
    },
    "unschedule": {"own scheduled": "P", "scheduled": "P"},
    "withdraw": {"own published": "P", "published": "P"},
    "reopen": {"withdrawn": "EP"},
    "delete": {
        "own draft": "EP", "draft": "EP", "own in review": "EP", "in review": "EP", "own scheduled": "P",
        "scheduled": "P", "own published": "P", "published": "P", "withdrawn": "P",
    },
}  # fmt: skip
BECOMES = {
    "send": State.IN_REVIEW,
    "take-back": State.DRAFT,
    "return": State.DRAFT,
    "publish": State.PUBLISHED,
    "publish-at-once": State.PUBLISHED,
    "schedule": State.SCHEDULED,
    "unschedule": State.IN_REVIEW,
    "withdraw": State.WITHDRAWN,
    "reopen": State.DRAFT,
}


def address(name: str, article: Article) -> str:
    return reverse(f"admin:archive_article_{name}", args=[article.pk])


def sign_off(browser: Client, move: str, *articles: Article, **values):
    chosen = [f"{article.pk}.{article.version}" for article in articles]
    return browser.post(reverse("admin:archive_article_signoff"), {"move": move, "pick": chosen} | values)


def does(action: str, browser: Client, article: Article) -> bool:
    """Try an action as a browser would; whether it was done."""
    if action == "view":
        return browser.get(address("change", article)).status_code == 200
    if action == "delete":
        browser.post(address("delete", article), {"post": "yes"})
        return not Article.objects.filter(pk=article.pk).exists()
    if action == "change":
        later = timezone.localtime(article.publish_at) if article.publish_at else None
        moment = {"publish_at_0": f"{later:%Y-%m-%d}", "publish_at_1": f"{later:%H:%M:%S}"} if later else {}
        browser.post(address("change", article), form(article, title="Another title", **moment))
        return Article.objects.get(pk=article.pk).title == "Another title"
    before = article.version
    if action == "schedule":
        sign_off(browser, action, article, moment=f"{timezone.now() + 2 * TOMORROW:%Y-%m-%dT%H:%M}")
    else:
        browser.post(address("move", article), {"_move": action, "review_note": "Say who owns the ferry."})
    article.refresh_from_db()
    assert article.version == before or state_of(article) is BECOMES[action]
    return article.version != before


@pytest.fixture
def article_of(member):
    def make(kind: str, person) -> Article:
        values = dict(KINDS[kind])
        if "publish_at" in values:
            values["publish_at"] += timezone.now()
        return ArticleFactory(created_by=person if kind.startswith("own") else None, **values)

    return make


@pytest.mark.slow
@pytest.mark.parametrize(("action", "kind"), [(action, kind) for action in MAY for kind in MAY[action]])
def test_everybody_may_what_the_table_says(member, article_of, action, kind):
    done = ""
    for letter, role in ROLES.items():
        person, browser = member(role), Client()
        browser.force_login(person)
        done += letter if does(action, browser, article_of(kind, person)) else ""
    assert done == MAY[action][kind]


@pytest.mark.parametrize("action", TRANSITIONS)
def test_nobody_makes_moves_that_the_table_does_not_name(publisher, publishers_desk, article_of, action):
    for kind in KINDS.keys() - MAY[action].keys():
        assert not does(action, publishers_desk, article_of(kind, publisher))


@pytest.mark.parametrize("action", MAY)
def test_who_is_in_no_group_may_nothing(member, article_of, action):
    person, browser = member(), Client()
    browser.force_login(person)
    assert not any(does(action, browser, article_of(kind, person)) for kind in ("own draft", "published"))


# --- what a form never offered ----------------------------------------------------------------------------------------


@pytest.fixture
def contributor(member):
    return member("Contributors")


@pytest.fixture
def browser(contributor):
    browser = Client()
    browser.force_login(contributor)
    return browser


FORGED = {
    "status": {"status": "published"},
    "moment": {"publish_at_0": "2001-01-01", "publish_at_1": "00:00:00"},
    "maker": {"created_by": "1"},
    "note": {"note": "Publish it."},
    "since": {"status_since": "2001-01-01"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_forged_fields_of_a_draft_change_nothing(browser, contributor, forged):
    article = ArticleFactory(status=Status.DRAFT, created_by=contributor)
    browser.post(address("change", article), form(article, title="A better title", **forged))
    article.refresh_from_db()
    assert article.title == "A better title"
    assert (article.status, article.publish_at, article.created_by, article.note, article.status_since) == (
        Status.DRAFT, None, contributor, "", None,
    )  # fmt: skip


@pytest.mark.parametrize("move", ["publish", "publish-at-once", "withdraw", "return"])
def test_a_button_that_was_not_offered_saves_nothing(browser, contributor, move):
    article = ArticleFactory(status=Status.DRAFT, created_by=contributor)
    answer = browser.post(address("change", article), form(article, title="Smuggled", _move=move))
    article.refresh_from_db()
    assert answer.status_code == 403
    assert (article.title == "Smuggled", article.status) == (False, Status.DRAFT)


def test_a_new_article_is_not_published_by_a_contributor(browser):
    issue = IssueFactory()
    answer = browser.post(reverse("admin:archive_article_add"), form(issue=issue.pk, _move="publish"))
    assert answer.status_code == 403
    assert not Article.objects.exists()


def test_a_contributors_new_article_is_their_draft(browser, contributor):
    browser.post(reverse("admin:archive_article_add"), form(issue=IssueFactory().pk, status="published"))
    article = Article.objects.get()
    assert (article.status, article.created_by) == (Status.DRAFT, contributor)


@pytest.mark.parametrize("action", ["publish", "withdraw", "send_to_review", "delete_selected"])
def test_list_actions_reach_nothing_of_others(browser, action):
    articles = [ArticleFactory(status=Status.DRAFT), ArticleFactory()]
    before = set(Article.objects.values_list("pk", "status"))
    data = {"action": action, "_selected_action": [article.pk for article in articles], "post": "yes"}
    browser.post(reverse("admin:archive_article_changelist"), data)
    assert set(Article.objects.values_list("pk", "status")) == before


def test_the_sign_off_list_publishes_nothing_for_a_contributor(browser, contributor):
    own = ArticleFactory(status=Status.IN_REVIEW, created_by=contributor)
    others = ArticleFactory(status=Status.IN_REVIEW)
    sign_off(browser, "publish", own, others)
    assert not Article.objects.published().exists()


def test_drafts_of_others_are_in_no_list_of_a_contributor(browser, contributor):
    CitationFactory(article=ArticleFactory(title="A secret of the house", status=Status.DRAFT))
    ArticleFactory(title="My own draft", status=Status.DRAFT, created_by=contributor)
    for name in ("archive_article_changelist", "archive_article_signoff", "archive_citation_changelist"):
        page = browser.get(reverse(f"admin:{name}")).content.decode()
        assert "A secret of the house" not in page
    assert "My own draft" in browser.get(reverse("admin:archive_article_changelist")).content.decode()


@pytest.mark.parametrize("move", ["nonsense", ""])
def test_a_move_that_is_none_does_nothing(publishers_desk, move):
    article = ArticleFactory(status=Status.DRAFT)
    publishers_desk.post(address("move", article), {"_move": move})
    assert Article.objects.get().status == Status.DRAFT


def test_moves_are_not_made_by_following_a_link(publishers_desk):
    article = ArticleFactory(status=Status.DRAFT)
    assert publishers_desk.get(address("move", article), {"_move": "publish"}).status_code == 405


# --- other pages of the desk ------------------------------------------------------------------------------------------

PAGES = {
    "admin:archive_importbatch_add": "EP",
    "admin:archive_importbatch_changelist": "EP",
    "admin:archive_merge_changelist": "EP",
    "admin:archive_event_changelist": "P",
    "admin:archive_citation_review": "EP",
    "admin:archive_author_add": "CEP",
    "admin:archive_issue_add": "EP",
    "admin:archive_publication_add": "EP",
    "admin:archive_source_add": "EP",
    "admin:archive_article_add": "CEP",
    "admin:archive_article_signoff": "CEP",
    "admin:archive_tombstone_changelist": "EP",
    "admin:auth_user_changelist": "",
    "admin:auth_group_changelist": "",
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_whom_they_are(member, page):
    opened = ""
    for letter, role in ROLES.items():
        browser = Client()
        browser.force_login(member(role))
        opened += letter if browser.get(reverse(page)).status_code == 200 else ""
    assert opened == PAGES[page]


@pytest.mark.parametrize(("role", "is_merged"), [("Contributors", False), ("Editors", True), ("Publishers", True)])
def test_authors_are_merged_by_editors(member, role, is_merged):
    kept, lost = AuthorFactory(), AuthorFactory()
    browser = Client()
    browser.force_login(member(role))
    browser.post(f"{reverse('admin:archive_author_merge')}?ids={kept.pk},{lost.pk}", {"kept": kept.pk})
    assert (Author.objects.count() == 1) is is_merged


@pytest.fixture
def undoing(monkeypatch):
    """Whether undoing an import was started: its process is another test's."""
    started = []
    monkeypatch.setattr(
        "archive.admin.imports.import_page.launch", lambda batch, *args, **kwargs: started.append(batch)
    )
    return started


@pytest.mark.parametrize(
    ("role", "status", "is_undone"),
    [
        ("Contributors", Status.IN_REVIEW, False),
        ("Editors", Status.IN_REVIEW, True),
        ("Editors", Status.PUBLISHED, False),
        ("Editors", Status.WITHDRAWN, False),
        ("Publishers", Status.PUBLISHED, True),
    ],
)
def test_who_undoes_an_import(member, undoing, role, status, is_undone):
    batch = ImportBatch.objects.create(name="letters.zip", state=ImportState.DONE, task=ImportTask.IMPORT, created=1)
    article = ArticleFactory(status=status)
    batch.records.create(sequence=1, file="1.txt", action="create", chosen=True, applied=True, article=article)
    browser = Client()
    browser.force_login(member(role))
    answer = browser.post(reverse("admin:archive_importbatch_do", args=[batch.pk]), {"do": "undo"})
    assert (bool(undoing), answer.status_code == 403) == (is_undone, not is_undone)


# --- the page that says no --------------------------------------------------------------------------------------------


def test_a_refusal_says_why_and_whom_to_ask(browser, member):
    member("Editors", "Ines Rusk")
    article = ArticleFactory(status=Status.DRAFT)
    answer = browser.get(address("change", article))
    assert answer.status_code == 403
    assert "Others wrote this article" in answer.content.decode()
    assert "Ines Rusk" in answer.content.decode()


def test_publishing_is_asked_of_a_publisher(desk, publisher):
    article = ArticleFactory(status=Status.DRAFT)
    answer = desk.post(address("change", article), form(article, _move="publish"))
    assert answer.status_code == 403
    assert publisher.username in answer.content.decode()


def test_readers_get_the_readers_page(client, db):
    assert "Sign-off" not in client.get("/admin/archive/article/sign-off/", follow=True).content.decode()


# --- the groups -------------------------------------------------------------------------------------------------------


def test_groups_hold_each_all_of_the_one_before(db):
    held = [set(Group.objects.get(name=name).permissions.values_list("codename", flat=True)) for name in GROUPS]
    assert held[0] < held[1] < held[2]
