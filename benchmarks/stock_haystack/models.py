"""The model that stock Haystack indexes: an article as a tutorial would have it, never saved."""

from django.db import models


class Article(models.Model):
    title = models.CharField(max_length=500)
    body = models.TextField()
    publication = models.CharField(max_length=100)
    year = models.IntegerField()
    date = models.IntegerField()

    class Meta:
        app_label = "stock_haystack"

    def __str__(self) -> str:
        return self.title
