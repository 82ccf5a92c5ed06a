"""URL map of the site: publication → issue → article. A sample address stands above each route.

These addresses are a contract: readers cite them, scripts request them. First segments that do not belong to
publications are listed in `archive.models.common.slugs.RESERVED_SLUGS`.
"""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from archive.admin.accounts import permission_denied
from archive.admin.accounts.password_change import OwnPasswordView
from archive.admin.common.view_on_site import view_on_site
from archive.admin.review import review_desk
from archive.pages import errors, health
from archive.pages.addresses import url_converters
from archive.pages.addresses.url_resolution import issue_or_article
from archive.pages.authorities import authors, sources, topics
from archive.pages.browse import articles, home, issues, pictures, publications
from archive.pages.downloads import crawlers, feeds, formats, oai, opds, openapi, row_documents, unapi
from archive.pages.previews import article_preview, issue_preview
from archive.pages.search import search_page

url_converters.register()

# Resolved at request time: the hashed name does not exist before the first `collectstatic`.
ICON = lazy(static, str)("backfile/icon.png")
FORMER_MODEL_NAMES = {"batch": "importbatch", "setaside": "dismissedwarning", "indexchange": "outboxentry"}

urlpatterns = [
    # /
    path("", home.home, name="home"),
    # /healthz  /readyz
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # /favicon.ico: requested by browsers that ignore <link>
    path("favicon.ico", RedirectView.as_view(url=ICON), name="favicon"),
    # /robots.txt  /.well-known/tdmrep.json
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/tdmrep.json", crawlers.tdmrep, name="tdmrep"),
    # /sitemap.xml  /sitemaps/articles-0.xml
    path("sitemap.xml", crawlers.index, name="sitemap-index"),
    path("sitemaps/<slug:kind>-<int:number>.xml", crawlers.file, name="sitemap"),
    # /oai?verb=ListRecords&metadataPrefix=jats
    path("oai", oai.oai, name="oai"),
    # /unapi  /unapi?id=https://archive.example/a/4711/&format=ris
    path("unapi", unapi.unapi, name="unapi"),
    # /admin/archive/issue/42/preview/  /admin/archive/issue/42/preview/4711/: previews for editors
    path("admin/archive/issue/<int:pk>/preview/", issue_preview.issue, name="issue-preview"),
    path("admin/archive/issue/<int:pk>/preview/<int:article>/", issue_preview.article, name="issue-preview-article"),
    # /admin/archive/article/preview/  /admin/archive/article/4711/preview/: preview of the submitted form
    path("admin/archive/article/preview/", article_preview.preview, name="article-preview-new"),
    path("admin/archive/article/<int:pk>/preview/", article_preview.preview, name="article-preview"),
    # /admin/review/  /admin/review/run/?kind=missing&publication=3: open work of editors
    path("admin/review/", admin.site.admin_view(review_desk.review_desk), name="review-desk"),
    path("admin/review/run/", admin.site.admin_view(review_desk.review_run), name="review-run"),
    # /admin/r/7/4711/: from the admin to the public page of a row
    path("admin/r/<str:content_type_id>/<str:object_id>/", admin.site.admin_view(view_on_site)),
    # /admin/archive/batch/12/change/: addresses in bookmarks and messages, from before the models were renamed
    *(
        re_path(
            rf"^admin/archive/{old}/(?P<rest>.*)$",
            RedirectView.as_view(url=f"/admin/archive/{new}/%(rest)s", query_string=True),
        )
        for old, new in FORMER_MODEL_NAMES.items()
    ),
    # /admin/password_change/: in place of Django's, where passwords could be guessed without end
    path("admin/password_change/", admin.site.admin_view(OwnPasswordView.as_view(), cacheable=True)),
    # /admin/
    path("admin/", admin.site.urls),
    # /feed.atom  /feed.atom?archive=3: the newest articles; all of them, a hundred in an archive
    path("feed.atom", feeds.site, name="site-feed"),
    # /opds.xml: the catalogue of books for programs that read them
    path("opds.xml", opds.publications, name="opds"),
    # /openapi.json  /api/: the data of the archive described, for programs and for people
    path("openapi.json", openapi.openapi, name="openapi"),
    path("api/", openapi.developers, name="developers"),
    # /a/4711/
    path("a/<int:pk>/", articles.permanent, name="permanent"),
    # /media/0f…c1/480.jpg  /media/0f…c1/1600x1067.jpg
    re_path(
        r"^media/(?P<digest>[0-9a-f]{32})/(?P<name>(?:[1-9][0-9]{0,3}x)?[1-9][0-9]{0,3}\.(?:jpg|png))$",
        pictures.picture,
        name="picture",
    ),
    # /search/?q=almaty+-oil&year=2004&sort=newest&page=2
    path("search/", search_page.search_page, name="search"),
    # /search.atom?q=almaty  /search.json?q=almaty  /search.csv?q=almaty
    path("search.atom", search_page.search_atom, name="search-atom"),
    path("search.json", search_page.search_json, name="search-json"),
    path("search.csv", search_page.search_csv, name="search-csv"),
    # /search.ris?q=almaty  /search.bib?q=almaty
    path("search.<format:suffix>", formats.search, name="search-format"),
    # /search/suggest.json?q=alm
    path("search/suggest.json", search_page.suggest, name="search-suggest"),
    # /opensearch.xml
    path("opensearch.xml", search_page.opensearch, name="opensearch"),
    # /authors/  /authors/?page=2
    path("authors/", authors.authors, name="authors"),
    # /authors/ana-brod/
    path("authors/<slug:slug>/", authors.author, name="author"),
    # /authors/ana-brod.json  /authors/ana-brod.json?page=2
    path("authors/<slug:slug>.json", row_documents.author, name="author-json"),
    # /authors/ana-brod.ris
    path("authors/<slug:slug>.<format:suffix>", formats.author, name="author-format"),
    # /authors/ana-brod/feed.atom
    path("authors/<slug:slug>/feed.atom", feeds.author, name="author-feed"),
    # /sources/  /sources/?kind=agency&country=KZ&page=2
    path("sources/", sources.sources, name="sources"),
    # /sources/krasnaya-zvezda/
    path("sources/<slug:slug>/", sources.source, name="source"),
    # /sources/krasnaya-zvezda.json
    path("sources/<slug:slug>.json", row_documents.source, name="source-json"),
    # /sources/krasnaya-zvezda.bib: the articles that cite it
    path("sources/<slug:slug>.<format:suffix>", formats.source, name="source-format"),
    # /sources/krasnaya-zvezda/feed.atom
    path("sources/<slug:slug>/feed.atom", feeds.source, name="source-feed"),
    # /topics/
    path("topics/", topics.topics, name="topics"),
    # /topics/harbours/
    path("topics/<slug:slug>/", topics.topic, name="topic"),
    # /topics/harbours.json
    path("topics/<slug:slug>.json", row_documents.topic, name="topic-json"),
    # /topics/harbours.csl.json
    path("topics/<slug:slug>.<format:suffix>", formats.topic, name="topic-format"),
    # /topics/harbours/feed.atom
    path("topics/<slug:slug>/feed.atom", feeds.topic, name="topic-feed"),
    # /eurasia-daily-monitor/
    path("<slug:publication>/", publications.publication, name="publication"),
    # /eurasia-daily-monitor.json  /eurasia-daily-monitor.json?page=2
    path("<slug:publication>.json", row_documents.publication, name="publication-json"),
    # /eurasia-daily-monitor/feed.atom
    path("<slug:publication>/feed.atom", feeds.publication, name="publication-feed"),
    # /eurasia-daily-monitor/opds.xml
    path("<slug:publication>/opds.xml", opds.publication, name="publication-opds"),
    # /eurasia-daily-monitor/2004/
    path("<slug:publication>/<year:year>/", publications.year, name="year"),
    # /eurasia-daily-monitor/issues/: the run of a publication that has no volumes
    path("<slug:publication>/issues/", publications.run, name="run"),
    # /eurasia-daily-monitor/2004/10/: a month, or the one issue of it where issues are months
    path("<slug:publication>/<year:year>/<month:month>/", publications.month, name="month"),
    # /eurasia-daily-monitor/v1/: a volume, or the articles of one that has no issues
    path("<slug:publication>/v<volume:volume>/", publications.volume, name="volume"),
    # /eurasia-daily-monitor/v1.epub: all articles of the volume
    path("<slug:publication>/v<volume:volume>.<format:suffix>", formats.volume, name="volume-format"),
    # /eurasia-daily-monitor/v1/feed.atom
    path("<slug:publication>/v<volume:volume>/feed.atom", feeds.volume, name="volume-feed"),
    # /eurasia-daily-monitor/v1/i115/  /bulletin/n45/  /harbour-blog/2013/06/07/  /harbour-letter/2013/w23/
    path("<slug:publication>/<issue:at>/", issue_or_article(issues.issue, articles.article), name="issue"),
    # /eurasia-daily-monitor/v1/i115.xml  /bulletin/n45.ris: all its articles in a format of the registry
    path(
        "<slug:publication>/<issue:at>.<format:suffix>",
        issue_or_article(formats.issue, formats.article),
        name="issue-format",
    ),
    # /eurasia-daily-monitor/v1/i115/kazakhstan-and-the-war-on-terror.bib
    path("<slug:publication>/<issue:at>/<slug:slug>.<format:suffix>", formats.article, name="article-format"),
    # /eurasia-daily-monitor/v1/i115/kazakhstan-and-the-war-on-terror/  /harbour-blog/2013/06/07/ferries-stand-idle/
    path("<slug:publication>/<issue:at>/<slug:slug>/", articles.article, name="article"),
]

handler400 = errors.bad_request
handler403 = permission_denied.on_the_desk(errors.forbidden)
handler404 = errors.not_found
handler500 = errors.server_error
