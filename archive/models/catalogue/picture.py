"""Pictures: what editors uploaded, and which articles show them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from archive.models.catalogue.article import Article
from archive.text.markup.pictures import FORMATS, PictureAddress, pictures_in

DIGEST_LENGTH = 32  # hexadecimal digits of the sum in an address: 128 bits, which no accident repeats


class PictureQuerySet(models.QuerySet):
    def of_files(self, digest: str) -> PictureQuerySet:
        """The pictures with these files: one, unless the same was uploaded for several articles."""
        # As a range, which an index answers; no hexadecimal digit sorts behind "g".
        return self.filter(sha256__gte=digest, sha256__lt=f"{digest}g")

    def with_use(self) -> PictureQuerySet:
        """Each with `is_shown`: whether any article's body shows it now."""
        uses = PictureUse.objects.filter(digest=Left(models.OuterRef("sha256"), DIGEST_LENGTH))
        return self.annotate(is_shown=models.Exists(uses))


class Picture(models.Model):
    """A picture that was uploaded, encoded anew, and kept in files named by their content.

    The markup of a body says where it stands and what it shows, so that a version of an article is whole by itself;
    alternative text, caption and credit here are what was given at the upload, and what is put into a body from.
    """

    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pictures",
        help_text="The article that it was uploaded for.",
    )
    name = models.CharField("file name", max_length=255)
    alternative_text = models.CharField(
        max_length=500,
        help_text="What it shows, for who cannot see it: “Two ferries moored at an empty quay”.",
    )
    caption = models.TextField(blank=True, help_text="Printed below the picture.")
    credit = models.CharField(max_length=200, blank=True, help_text="Whose picture it is: “Ana Brod / Harbour Letter”.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    format = models.CharField(max_length=3, choices=[(name, kind) for name, kind in FORMATS.items()], editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    sizes = models.JSONField(default=list, editable=False, help_text="Widths of its files, in pixels.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternative_text=""), name="picture_has_alternative_text"),
            models.CheckConstraint(condition=Q(format__in=FORMATS), name="picture_format_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """What its address calls it by."""
        return self.sha256[:DIGEST_LENGTH]

    @property
    def address(self) -> PictureAddress:
        """Where its full file is, for a body's <img>."""
        return PictureAddress(self.digest, self.width, self.height, self.format)


class PictureUse(models.Model):
    """An article's body shows a picture: derived from the body whenever it is saved."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="picture_uses")
    digest = models.CharField(max_length=DIGEST_LENGTH, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "digest"], name="one_use_per_picture")]

    def __str__(self) -> str:
        return f"{self.digest} ({self.article_id})"


def update_usage(article: Article, *, is_new: bool = False) -> None:
    """Bring the uses of pictures in line with an article's body. `is_new` spares the query for what stood before."""
    wanted = {picture.digest for picture in pictures_in(article.body)}
    standing = set() if is_new else set(article.picture_uses.values_list("digest", flat=True))
    if gone := standing - wanted:
        article.picture_uses.filter(digest__in=gone).delete()
    if new := wanted - standing:
        PictureUse.objects.bulk_create(
            [PictureUse(article=article, digest=digest) for digest in sorted(new)], ignore_conflicts=True
        )


def folder_of(digest: str) -> Path:
    """Where the files of a picture are, whether or not there are any: below MEDIA_ROOT, by the sum of their content."""
    return Path(settings.MEDIA_ROOT) / "pictures" / digest[:2] / digest


def exists(address: PictureAddress) -> bool:
    """Whether the archive has the files of a picture."""
    return (folder_of(address.digest) / address.name).is_file()
