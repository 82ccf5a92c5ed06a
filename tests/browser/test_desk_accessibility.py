"""axe-core over every page of the desk: whatever the address map has is visited, so that no new page is forgotten."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from archive.editing.merges.merging import merge
from archive.models import Article, BulkTask, DismissedWarning, OutboxEntry, Source, versions_of
from archive.models.records.audit_event import record
from archive.search.engine import engine
from tests.browser.axe import OF_WIDTH_AND_COLOURS, violations
from tests.browser.conftest import look_as
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, SourceFactory, TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Answers that are no page of their own: sent by a form, read by a script, or a file.
NO_PAGES = frozenset({
    "admin:logout", "admin:autocomplete", "admin:jsi18n", "admin:view_on_site", "admin:app_list",
    "admin:archive_event_export", "admin:archive_merge_undo", "admin:archive_issue_order", "admin:archive_issue_take",
    "admin:archive_issue_move", "admin:archive_issue_find", "admin:archive_article_is_so",
    "admin:archive_article_clean", "admin:archive_article_picture", "admin:archive_article_move",
    "admin:archive_article_link_search", "admin:archive_article_read_citations", "admin:archive_article_citation",
    "admin:archive_article_citations", "admin:archive_article_add_citation",
    "admin:archive_article_keep", "admin:archive_importbatch_do", "admin:archive_importbatch_choose",
    "admin:archive_importbatch_progress", "admin:archive_importbatch_report", "admin:archive_bulktask_start",
    "admin:archive_bulktask_stop", "admin:archive_bulktask_progress", "article-preview", "article-preview-new",
})  # fmt: skip
# Readers' own templates, looked at by test_pages.
PREVIEWS = frozenset({"issue-preview", "issue-preview-article"})
# Pages that Django refuses by the desk's own rule, to whomever.
REFUSED = re.compile(
    r"archive_(?:event|merge|tombstone|outboxentry|dismissedwarning|bulktask|importbatch)_(?:add|delete)$|archive_citation_add$"
)
# Django's own pages, alike for every row: those of articles and issues stand for all.
REPEATED = re.compile(r"(?:archive|auth)_(?!article_|issue_)\w+_(?:delete|history|restore)$")
SECTIONS = {
    "first pages": r"^(?:admin:(?:index|login|password_\w+)|review-\w+)$",
    "articles": r"^admin:archive_article_",
    "issues and publications": r"^admin:archive_(?:issue|publication)_",
    "authors and topics": r"^admin:archive_(?:author|topic)_",
    "sources and citations": r"^admin:archive_(?:source|citation)_",
    "imports and pictures": r"^admin:archive_(?:importbatch|picture)_",
    "records": r"^admin:archive_(?:event|merge|tombstone|outboxentry|dismissedwarning|bulktask)_",
    "accounts": r"^admin:auth_",
}


def named_patterns(patterns=None, prefix: str = "", namespace: str = ""):
    """Every (name, route) below /admin/, the name with its namespace."""
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_patterns(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and route.startswith("admin/"):
            yield namespace + pattern.name, route


PATTERNS = dict(named_patterns())


@pytest.fixture
def chief(tmp_path):
    """A superuser's browser, and an archive with a row of every kind."""
    engine().store.rebuild([], lambda pks: [])
    account = User.objects.create_superuser("chief")
    client = Client()
    client.force_login(account)
    User.objects.create_user("ana", is_staff=True)
    fill_archive(client, account, tmp_path)
    return client


def fill_archive(client: Client, account: User, folder: Path) -> None:
    """Rows of every kind that has a page, among them what is odd: unresolved, provisional, doubtful, missing."""
    article = ArticleFactory(
        authors=["Sergey Ivanov", "Sergei Ivanov"],
        topics=["Harbours", "Harbour"],
        title_is_provisional=True,
        paragraphs=(
            "Nobody would say why (Varda Courier, October 3; Lethmark Wire, October 5).",
            "A second paragraph.",
        ),
        issue__volume=1,
        issue__number="3",
    )
    derive(article)
    ArticleFactory(issue=article.issue, status="in-review", created_by=account)
    ArticleFactory(issue=IssueFactory(publication=article.issue.publication, number="5"), status="draft")
    SourceFactory(name="Kommersant", country="RU")
    SourceFactory(name="Komersant", country="KZ", homepage="https://kommersant.example/")
    merge(TopicFactory(name="Oil"), [TopicFactory(name="Oils")], by=account)
    ArticleFactory().delete()
    record(
        "rights", actor=account, of=account, detail={"before": {"is_staff": False}, "after": {"groups": ["Editors"]}}
    )
    OutboxEntry.objects.create(article_id=article.pk, dead_letter=True, attempts=5, error="The index is damaged.")
    DismissedWarning.objects.create(
        kind="missing", row_id=article.issue.publication_id, key="v1", text="Volume 1: 4", by=account
    )
    BulkTask.objects.create(action="publish", label="Publish", ids=[article.pk], total=1, by=account)
    for row, name in ((article, "title"), (article.issue, "title"), (article.issue.publication, "description")):
        setattr(row, name, "Ferries sail again")
        row.save()
    (folder / "ferries.txt").write_text("Publication: North Letter Volume: 2 Issue: 7\n\nThe ferries stood idle.\n")
    (folder / "broken.txt").write_text("No header here.\n")
    (folder / "publications.toml").write_text('[[publication]]\ntitle = "North Letter"\nfirst_year = 2004\n')
    with pytest.raises(CommandError):  # one of the two files is refused
        call_command("import_articles", str(folder), verbosity=0)
    picture = BytesIO()
    Image.new("RGB", (640, 400), "teal").save(picture, "JPEG")
    upload = SimpleUploadedFile("harbour.jpg", picture.getvalue(), "image/jpeg")
    client.post(reverse("admin:archive_picture_add"), {"file": upload, "alternative_text": "The harbour at dawn"})


def row_of(model: str):
    """The row that pages of a model are visited with: the first one; of articles the one that was edited."""
    if model == "article":
        return Article.objects.get(title="Ferries sail again")
    if model == "user":
        return User.objects.get(username="ana")
    if model == "issue":
        return row_of("article").issue
    if model == "publication":
        return row_of("issue").publication
    app = "auth" if model in ("user", "group") else "archive"
    return apps.get_model(app, model).objects.order_by("pk").first()


def address_of(name: str, route: str) -> str | None:
    """The address that a name of the map has for the sample archive; None where there is no row for it."""
    if name.endswith("_merge"):
        model = row_of(name.split("_")[1])
        ids = {"source": Source.objects.filter(name__icontains="ommersant") | Source.objects.filter(name="Komersant")}
        rows = ids.get(model._meta.model_name, type(model).objects.order_by("pk")[:2])
        return f"{reverse(name)}?ids={','.join(str(row.pk) for row in rows)}"
    if "<" not in route:
        return reverse(name)
    model = name.removeprefix("admin:").split("_")[1]
    row = row_of(model)
    if row is None:
        return None
    values = dict.fromkeys(re.findall(r"<(?:\w+:)?(object_id|pk|id|article_id)>", route), row.pk)
    if "version_id" in route:
        values["version_id"] = versions_of(type(row), row.pk).last().history_id
    if "<int:record>" in route:
        values["record"] = row.records.order_by("pk").first().pk
    return reverse(name, kwargs=values)


@pytest.fixture
def visit(chief, open_page):
    """Visit pages of the map, wide and light, then narrow and dark; gives what axe-core found, by page."""

    def visited(names: list[str], *, signed_in: bool = True) -> list[str]:
        account = User.objects.get(username="chief") if signed_in else None
        page = open_page("/healthz", by=account, bypass_csp=True)
        found = {}
        for name in names:
            address = address_of(name, PATTERNS[name])
            look_as(page, 1280, "light")
            answer = page.goto(page.base_address + address) if address else None
            if answer is None or answer.status in (403, 404, 405):
                found[name] = [("not a page", [f"{address}: {answer.status if answer else 'no row'}"])]
                continue
            # What depends on the width and the colours; all else is the same page.
            for width, scheme, rules in ((1280, "light", None), (390, "dark", OF_WIDTH_AND_COLOURS)):
                look_as(page, width, scheme)
                found[f"{name}, {width}, {scheme}"] = violations(page, rules=rules)
        return [f"{name}: {rule}: {elements}" for name, each in found.items() for rule, elements in each]

    return visited


def is_visited(name: str) -> bool:
    return name not in NO_PAGES | PREVIEWS and not REFUSED.search(name) and not REPEATED.search(name)


@pytest.mark.parametrize("section", SECTIONS)
def test_axe_finds_nothing(visit, section):
    names = [name for name in PATTERNS if is_visited(name) and re.search(SECTIONS[section], name)]
    found = visit([name for name in names if name != "admin:login"])
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_page_for_signing_in(visit):
    assert visit(["admin:login"], signed_in=False) == []


def test_every_page_of_the_map_is_visited():
    forgotten = [name for name in PATTERNS if is_visited(name)]
    assert [name for name in forgotten if not any(re.search(names, name) for names in SECTIONS.values())] == []
