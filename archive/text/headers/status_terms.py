"""Terms of publication status: names of status fields, and the words used as their values.

Taken from WordPress, Jekyll, Hugo, Hexo, Eleventy, Ghost, Substack, Drupal, Joomla, Strapi, OJS, Janeway, DSpace and
schema.org. `archive.text.headers.publication_status` decides what they mean.
"""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """Kind of a status field, which decides how its values are read."""

    STATUS = auto()  # a word: "published", "draft"
    ACCESS = auto()  # a word for the permitted readers: "public", "members"
    PUBLISHED = auto()  # a boolean, or the time of publication, which may be in the future; empty means not published
    NOT_PUBLISHED = auto()  # a boolean that withholds ("draft: true"), or the time since which it does
    DATE = auto()  # a date; in the future, the article is scheduled
    FROM = auto()  # the time from which it is public, or a boolean that says that there is one
    UNTIL = auto()  # the time until which it is public
    SECRET = auto()  # a password, of any value


# Names of fields, normalised, in front matter, tables, JSON and metadata of the systems above.
KINDS = {
    **dict.fromkeys(
        ("status", "poststatus", "articlestatus", "publicationstatus", "publishstatus", "publishingstatus",
         "itemstatus", "pagestatus", "contentstatus", "recordstatus", "entrystatus", "editorialstatus",
         "submissionstatus", "statuslabel", "state", "workflowstate", "workflowstatus", "moderationstate",
         "publicationstate", "stage", "articlestage", "workflowstage", "publicationstage",
         "creativeworkstatus"), Kind.STATUS),
    **dict.fromkeys(
        ("visibility", "postvisibility", "contentvisibility", "access", "accesslevel", "accessstatus", "accessrights",
         "accessright", "accesstype", "accesscondition", "contentaccess", "audience", "privacy",
         "jetpacknewsletteraccess"), Kind.ACCESS),
    **dict.fromkeys(
        ("published", "ispublished", "publishedat", "publishedon", "publish", "public", "ispublic", "live", "islive",
         "visible", "isvisible", "discoverable", "inarchive", "dgpublish"), Kind.PUBLISHED),
    **dict.fromkeys(
        ("draft", "isdraft", "drafts", "private", "isprivate", "hidden", "ishidden", "unlisted", "isunlisted",
         "unpublished", "isunpublished", "withdrawn", "iswithdrawn", "withdrawnat", "retracted", "isretracted",
         "deleted", "isdeleted", "deletedat", "trashed", "istrashed", "trashedat", "embargoed", "isembargoed",
         "restricted", "isrestricted", "passwordprotected", "protected", "isprotected", "membersonly",
         "subscribersonly", "paidonly", "ispaid", "premium", "ispremium", "paywalled", "confidential",
         "internal", "headless"),
        Kind.NOT_PUBLISHED),
    **dict.fromkeys(
        ("date", "postdate", "pubdate", "publicationdate", "datepublished", "publisheddate", "pubdatetime",
         "day"), Kind.DATE),
    **dict.fromkeys(
        ("publishdate", "publishat", "publishon", "publishfrom", "publishtime", "scheduled", "isscheduled", "schedule",
         "scheduledat", "scheduledfor", "scheduleddate", "golive", "goliveat", "golivedate", "releasedate",
         "embargo", "embargodate", "embargountil", "embargoeduntil", "embargoend", "embargoends", "embargoenddate",
         "embargoliftdate", "embargolift", "availablefrom", "dateavailable", "dcdateavailable", "visiblefrom"),
        Kind.FROM),
    **dict.fromkeys(
        ("expirydate", "expires", "expiresat", "expireson", "expiry", "expirationdate", "expirationtime",
         "unpublishdate", "unpublishat", "unpublishon", "publishuntil", "visibleuntil", "availableuntil"), Kind.UNTIL),
    **dict.fromkeys(("password", "postpassword", "pagepassword"), Kind.SECRET),
}  # fmt: skip

PUBLIC_WORDS = frozenset(
    ("publish", "published", "public", "publicly visible", "live", "visible", "posted", "released", "everyone",
     "everybody", "anyone", "all", "world", "open", "open access", "openaccess", "free", "free access",
     "unrestricted", "c abf2")
)  # fmt: skip
# Words that are public in one field only: Scopus's stage of publication, beside “article in press”.
PUBLIC_IN_FIELD = {"publicationstage": frozenset(("final",))}
NOT_PUBLIC_WORDS = frozenset(
    ("draft", "drafts", "auto draft", "autodraft", "pending", "pending review", "future", "scheduled", "private",
     "trash", "trashed", "inherit", "deleted", "removed", "spam", "password", "protected", "password protected",
     "unpublished", "unpublish", "not published", "hidden", "unlisted", "suppressed", "invisible", "non public",
     "not public", "sent", "expired", "archived", "inactive", "disabled", "offline", "withdrawn", "retracted",
     "embargo", "embargoed", "embargoed access", "restricted", "restricted access", "closed", "closed access",
     "metadata only", "metadata only access", "confidential", "secret", "internal", "staff", "staff only", "editors",
     "members", "members only", "member", "subscribers", "subscribers only", "paid", "paid only", "only paid",
     "paid subscribers", "paid members", "only free", "founding", "tiers", "premium", "specific", "registered",
     "registered users", "logged in", "friends", "only me", "submitted", "queued", "unassigned", "assigned",
     "under review", "in review", "review", "under revision", "needs review", "ready for review", "revisions required",
     "accepted", "rejected", "declined", "copyediting", "copy editing", "editing", "editor copyediting",
     "author copyediting", "final copyediting", "typesetting", "typesetting plugin", "proofing", "proofreading",
     "production", "in production", "pre publication", "prepublication", "ready for publication", "in progress",
     "work in progress", "wip", "incomplete", "idea", "pitch", "assignment", "on hold", "staged", "spiked", "cancelled",
     "canceled", "unsubmitted", "soft trashed")
)  # fmt: skip
TRUE = frozenset(("true", "yes", "y", "t", "1", "1.0", "on", "checked", "x", "✓", "✔", "☑"))
FALSE = frozenset(("false", "no", "n", "f", "0", "0.0", "off", "unchecked", "never", "☐"))
# Without numbers: "1" is published in Drupal and Joomla, and queued in OJS.
STATUS_TRUE, STATUS_FALSE = frozenset(("true", "yes", "on")), frozenset(("false", "no", "off", "0"))
NOTHING = frozenset(("none", "null", "nil", "n/a", "-", "–", "—"))
NO_START = FALSE | NOTHING
NO_PASSWORD = NOTHING | {"false"}
