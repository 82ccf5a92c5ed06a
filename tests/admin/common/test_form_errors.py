"""What forms say of bad input: sentences that say what to do, announced, each with its field."""

import html as markup

import pytest
from django.urls import reverse
from lxml import html

from archive.models import Article
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, SourceFactory

# Words of programs, and tags shown as text.
RAW = ("Constraint", "is violated", "&lt;a ", "&lt;b&gt;", "already exists", "__all__", "ManagementForm")
MODELS = ["publication", "issue", "article", "author", "topic", "source", "citation", "picture"]


def said(response) -> list[str]:
    """The errors announced, in order."""
    found = html.fromstring(response.content.decode()).xpath("//*[@role='alert']//li")
    return [" ".join(item.text_content().split()) for item in found]


def sent(browser, address: str, **values) -> dict:
    """What a browser would send of the form at an address, with these values."""
    page = html.fromstring(browser.get(address).content.decode())
    fields = dict(page.xpath("//form[@method='post' and .//*[@name='_save']]")[0].form_values())
    return {name: value or "" for name, value in fields.items()} | values


@pytest.mark.parametrize("model", MODELS)
def test_empty_forms_are_answered_in_words(publishers_desk, model):
    address = reverse(f"admin:archive_{model}_add")
    if publishers_desk.get(address).status_code == 403:
        pytest.skip("nobody adds these by a form")
    data = {name: value if name.endswith("_FORMS") else "" for name, value in sent(publishers_desk, address).items()}
    response = publishers_desk.post(address, data)
    text = response.content.decode()
    assert response.status_code == 200
    assert said(response)
    assert [raw for raw in RAW if raw in text] == []


def bad_inputs():
    issue = IssueFactory(volume=1, number="115")
    first, second = ArticleFactory(issue=issue), ArticleFactory(issue=issue)
    citation = CitationFactory(article=first, source=SourceFactory())
    other = IssueFactory(publication=issue.publication, volume=1, number="116")
    yield second, {"slug": first.slug}, "Another article of this issue has this slug."
    yield second, {"slug": "two words"}, "Slug: "
    yield second, {"issue": ""}, "Issue: "
    yield second, {"title": " "}, "Title: This field is required."
    yield other, {"number": "115"}, "has this number, or one with the same address"
    yield issue.publication, {"preceding": issue.publication.pk}, "A publication cannot precede itself."
    yield issue.publication, {"slug": "search"}, "is an address of the site itself"
    yield citation, {"first_day": "2004-10-26", "last_day": "2004-10-20"}, "The last day is before the first one"


@pytest.mark.django_db
def test_bad_input_is_answered_in_words(publishers_desk):
    for row, values, sentence in bad_inputs():
        address = reverse(f"admin:archive_{row._meta.model_name}_change", args=[row.pk])
        response = publishers_desk.post(address, sent(publishers_desk, address, **values))
        assert response.status_code == 200, (row, values)
        assert any(sentence in line for line in said(response)), (sentence, said(response))
        assert [raw for raw in RAW if raw in response.content.decode()] == []


def test_an_article_without_an_issue_is_told_so_and_no_more(desk):
    response = desk.post(reverse("admin:archive_article_add"), form(issue="", slug=""))
    assert said(response) == ["Issue: This field is required."]
    assert not Article.objects.exists()


def test_errors_lead_to_their_fields_and_fields_to_their_errors(desk):
    article = ArticleFactory()
    page = desk.post(reverse("admin:archive_article_change", args=[article.pk]), form(article, slug="two words"))
    tree = html.fromstring(page.content.decode())
    (link,) = tree.xpath("//*[@role='alert']//a/@href")
    (field,) = tree.xpath(f"//*[@id='{link[1:]}']")
    assert field.get("aria-invalid") == "true"
    errors = [tree.xpath(f"//*[@id='{each}']") for each in field.get("aria-describedby").split()]
    assert any("slug" in found[0].text_content().lower() for found in errors if found)


def test_an_article_deleted_meanwhile_leads_to_what_was_written(desk):
    article = ArticleFactory()
    address = reverse("admin:archive_article_change", args=[article.pk])
    data = sent(desk, address, title="Typed")
    article.delete()
    text = desk.post(address, data, follow=True).content.decode()
    assert 'What you wrote is kept: <a href="' in text
    assert markup.escape('<a href="') not in text
