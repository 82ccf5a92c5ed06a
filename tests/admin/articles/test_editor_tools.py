"""Writing on the desk: pastes are cleaned and said, pictures taken in, previews made without a trace."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.admin.articles.pictures import markup_of
from archive.models import Article, Citation, OutboxEntry, Picture, PictureUse, SiteRevision, Status
from archive.models.catalogue.picture import folder_of
from tests.admin.articles.test_article import form
from tests.editing.pictures.test_picture_headers import PASS, jpeg_with, png
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, IssueFactory, SourceFactory
from tests.pictures import held_picture, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(name: str = "ferry.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_file() if content is None else content, "text/html")


def change(client, article, **values):
    return client.post(reverse("admin:archive_article_change", args=[article.pk]), form(article, **values), follow=True)


class TestCleaning:
    def clean(self, client, text):
        return client.post(reverse("admin:archive_article_clean"), {"text": text})

    def test_answer(self, desk):
        answer = self.clean(desk, "<p class=MsoNormal>a <b>b</b><script>c</script></p>").json()
        assert answer == {
            "html": "<p>a <b>b</b></p>",
            "inline": "a <b>b</b>",
            "removed": ["1 of Word’s classes", "1 script"],
        }

    def test_several_paragraphs_do_not_stand_in_a_line(self, desk):
        assert self.clean(desk, "<p>a</p><p>b</p>").json()["inline"] == ""

    def test_beyond_the_bounds(self, desk):
        response = self.clean(desk, "<div>" * 2000 + "a")
        assert (response.status_code, "plain text" in response.json()["error"]) == (400, True)

    def test_only_for_who_may_write(self, client, member):
        assert self.clean(client, "<p>a</p>").status_code == 302
        client.force_login(member())
        assert self.clean(client, "<p>a</p>").status_code == 403

    def test_only_by_post(self, desk):
        assert desk.get(reverse("admin:archive_article_clean")).status_code == 405


class TestUpload:
    def upload(self, client, **values):
        values = {"file": sent(), "alternative_text": "Two ferries"} | values
        return client.post(reverse("admin:archive_article_picture"), values)

    def test_picture_is_taken_in(self, desk, editor):
        response = self.upload(desk, caption="At dawn", credit="Ana Brod")
        picture = Picture.objects.get()
        assert response.status_code == 201
        assert response.json() == {"markup": markup_of(picture), "notes": []}
        assert (picture.uploaded_by, picture.article, picture.name) == (editor, None, "ferry.jpg")
        assert sorted(file.name for file in folder_of(picture.digest).iterdir()) == [
            "1200x800.jpg", "480.jpg", "960.jpg"]  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"alternative_text": " "}, "cannot see it"),
            ({"file": ""}, "Choose the picture"),
            ({"file": sent("ferry.jpg", b"<svg/>")}, "SVG"),
            ({"file": sent("../../ferry.png", b"<html>")}, "ferry.png was rejected"),
            ({"file": sent("ferry.png", png(1, 50_000_000))}, "Save it smaller"),
            ({"file": sent("ferry.jpg", jpeg_with(PASS, 1_500))}, "Save it again as a plain JPEG or PNG"),
        ],
        ids=["no words", "no file", "drawing", "no picture", "long side", "passes"],
    )
    def test_refused_with_a_reason(self, desk, values, reason):
        response = self.upload(desk, **values)
        assert response.status_code == 400
        assert reason in response.json()["error"]
        assert not Picture.objects.exists()

    def test_only_for_who_may_add_pictures(self, client, member):
        client.force_login(member())
        assert self.upload(client).status_code == 403
        client.force_login(member("Contributors"))
        assert self.upload(client).status_code == 201

    def test_becomes_the_articles_own_once_it_is_shown(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        markup = self.upload(desk).json()["markup"]
        change(desk, article, body=f"{markup}<p>a</p>")
        assert Picture.objects.get().article == article
        assert PictureUse.objects.get().article == article

    def test_uploaded_again_it_is_one_picture(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        for words in ("Ferris", "Ferries"):
            markup = self.upload(desk, file=sent(), alternative_text=words).json()["markup"]
        change(desk, article, body=f"{markup}<p>a</p>")
        assert article.pictures.get().alternative_text == "Ferries"
        assert Picture.objects.count() == 1


class TestPicturesOnTheForm:
    def rows(self, *rows) -> dict:
        data = {"pictures-TOTAL_FORMS": len(rows), "pictures-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"pictures-{number}-{name}": value for name, value in row.items()}
        return data

    def test_several_are_uploaded_at_once(self, desk, editor):
        article = ArticleFactory(status=Status.DRAFT)
        other = sent("map.gif", picture_file((90, 60), kind="GIF"))
        rows = self.rows({"file": sent(), "alternative_text": "Ferries"}, {"file": other, "alternative_text": "Map"})
        change(desk, article, **rows)
        assert list(article.pictures.values_list("name", "alternative_text", "uploaded_by")) == [
            ("ferry.jpg", "Ferries", editor.pk), ("map.gif", "Map", editor.pk)]  # fmt: skip

    def test_without_alternative_text_nothing_is_saved(self, desk):
        article = ArticleFactory(status=Status.DRAFT, title="Before")
        page = change(desk, article, title="After", **self.rows({"file": sent()})).content.decode()
        assert "Say what the picture shows" in page
        article.refresh_from_db()
        assert article.title == "Before"
        assert not Picture.objects.exists()

    def test_saved_picture_is_offered_for_the_text(self, desk):
        picture = held_picture(ArticleFactory(status=Status.DRAFT))
        page = desk.get(reverse("admin:archive_article_change", args=[picture.article_id])).content.decode()
        assert "Put into the text" in page
        assert f"/media/{picture.digest}/480.jpg" in page


class TestBody:
    @pytest.mark.parametrize("alt", ["", 'alt=""', 'alt="  "'])
    def test_picture_without_alternative_text_keeps_an_article_from_being_saved(self, desk, alt):
        article = ArticleFactory(status=Status.DRAFT)
        picture = held_picture()
        page = change(desk, article, body=f'<p>New.</p><img src="{picture.address}" {alt}>').content.decode()
        assert picture.address.name in page
        assert "has no alternative text" in page
        article.refresh_from_db()
        assert "New." not in article.body

    def test_picture_that_is_not_held_is_told(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        page = change(desk, article, body=f'<img src="/media/{"0f" * 16}/9x9.jpg" alt="a">').content.decode()
        assert "is not in this archive" in page

    def test_what_was_taken_out_is_said_after_saving(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        page = change(desk, article, body="<p class=MsoNormal>a<script>b</script></p>").content.decode()
        assert "Taken out of the text: 1 of Word’s classes, 1 script." in page


class TestPreview:
    def preview(self, client, article=None, **values):
        name = "article-preview" if article else "article-preview-new"
        return client.post(reverse(name, args=[article.pk] if article else []), form(article, **values))

    def test_readers_page_of_what_is_typed(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        response = self.preview(desk, article, title="New Title", body="<p>New words.</p>", standfirst="In short")
        page = response.content.decode()
        assert all(words in page for words in ("<h1>New Title</h1>", "New words.", "In short", "Preview – not saved."))
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"

    def test_nothing_is_written(self, desk):
        article = ArticleFactory(status=Status.DRAFT, authors=["Ana Brod"])
        citation = CitationFactory(article=article)

        def state():
            kept = (Article, Citation, OutboxEntry, SiteRevision)
            return [list(model.objects.order_by("pk").values()) for model in kept]

        before = state()
        self.preview(desk, article, title="New", body="<p>New (Vardan Herald, October 23).</p>")
        assert state() == before
        assert Citation.objects.get() == citation

    def test_citations_are_marked_and_noted(self, desk):
        source = SourceFactory(name="Vardan Herald")
        article = ArticleFactory(status=Status.DRAFT)
        page = self.preview(desk, article, body="<p>Idle ferries (Vardan Herald, October 3).</p>").content.decode()
        assert f'<a href="{source.get_absolute_url()}" class="cite">Vardan Herald</a>' in page
        assert "Sources cited" in page

    def test_what_an_editor_rejected_is_not_marked(self, desk):
        SourceFactory(name="Vardan Herald")
        body = "<p>Idle ferries (Vardan Herald, October 3).</p>"
        article = ArticleFactory(status=Status.DRAFT)
        change(desk, article, body=body)
        Citation.objects.update(status="rejected")
        article.refresh_from_db()
        assert 'class="cite"' not in self.preview(desk, article, body=article.body).content.decode()

    def test_new_article(self, desk):
        issue = IssueFactory()
        page = self.preview(desk, issue=issue.pk, body="First words.").content.decode()
        assert "First words." in page
        assert issue.publication.title in page
        assert "/a/0/" not in page
        assert not Article.objects.exists()

    def test_without_an_issue_it_says_what_to_do(self, desk):
        assert "Choose the issue" in self.preview(desk, body="First words.").content.decode()

    def test_authors_of_the_form_in_their_order(self, desk):
        article = ArticleFactory(status=Status.DRAFT, authors=["Old Name"])
        ana, ilir, gone = (AuthorFactory(name=name) for name in ("Ana Brod", "Ilir Deva", "Gone Now"))
        rows = {
            "authorships-0-author": ilir.pk, "authorships-0-position": 2, "authorships-1-author": ana.pk,
            "authorships-1-position": 1, "authorships-2-author": gone.pk, "authorships-2-DELETE": "on",
            "authorships-3-author": "x", "authorships-4-author": "9" * 30,
        }  # fmt: skip
        page = self.preview(desk, article, **rows).content.decode()
        assert page.index("Ana Brod") < page.index("Ilir Deva")
        assert "Gone Now" not in page
        assert "Old Name" not in page

    def test_what_is_wrong_and_what_is_taken_out_is_said(self, desk):
        article = ArticleFactory(status=Status.DRAFT)
        page = self.preview(desk, article, title="", body="<p>a<script>b</script></p>").content.decode()
        assert "Taken out of what was pasted: 1 script." in page
        assert "Title: This field is required." in page

    def test_pictures_leave_their_place_free(self, desk):
        picture = held_picture()
        article = ArticleFactory(status=Status.DRAFT)
        page = self.preview(desk, article, body=markup_of(picture)).content.decode()
        assert f'srcset="/media/{picture.digest}/480.jpg 480w' in page
        assert 'width="1200" height="800"' in page

    def test_only_for_who_may_change_the_article(self, client, member):
        article = ArticleFactory()
        assert self.preview(client, article).status_code == 302
        client.force_login(member("Contributors"))
        assert self.preview(client, article).status_code == 403
        assert self.preview(client, ArticleFactory(status=Status.DRAFT)).status_code == 403
        assert client.get(reverse("article-preview", args=[article.pk])).status_code == 405

    def test_no_article(self, desk):
        assert desk.post(reverse("article-preview", args=[4711])).status_code == 404

    def test_queries_are_few(self, desk, django_assert_max_num_queries):
        SourceFactory(name="Vardan Herald")
        article = ArticleFactory(status=Status.DRAFT)
        body = "".join(f"<p>Idle (Vardan Herald, October {day}).</p>" for day in range(1, 29))
        with django_assert_max_num_queries(45):
            self.preview(desk, article, body=body)


class TestListOfPictures:
    def test_pictures_in_no_article_are_one_filter_away(self, desk, django_assert_max_num_queries):
        shown, waiting = held_picture(name="shown.jpg"), held_picture(size=(90, 60), name="waiting.jpg")
        ArticleFactory(body=markup_of(shown))
        with django_assert_max_num_queries(12):
            page = desk.get(reverse("admin:archive_picture_changelist"), {"shown": "no"}).content.decode()
        assert waiting.name in page
        assert shown.name not in page

    def test_contributors_see_their_own(self, client, member):
        writer = member("Contributors")
        held_picture(name="own.jpg", by=writer)
        held_picture(name="another.jpg")
        client.force_login(writer)
        page = client.get(reverse("admin:archive_picture_changelist")).content.decode()
        assert "own.jpg" in page
        assert "another.jpg" not in page
