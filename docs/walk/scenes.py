"""The scenes of an editor's day, in order: what each person does, and which pictures are taken."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from docs.walk.stage import Stage, picture

LONG = 120_000
ISSUE = "Narrows Weekly 2 20"
CORRECTED = 10
DESK = "/admin/"


@dataclass(slots=True)
class Day:
    """State that later scenes need of earlier ones."""

    stage: Stage
    upload: Path
    batch: str = ""
    issue: str = ""
    article: str = ""


def sign_in(day: Day) -> None:
    """Sign in as Ana, who may publish, and find the open work."""
    page = day.stage.page_of("ana")
    _expect(page, "Editors’ desk")
    picture(page, "first-page", height=760)


def import_files(day: Day) -> None:
    """Upload 500 files as Ana, of which 50 are bad; the tab is closed at each step."""
    page = day.stage.go(day.stage.page_of("ana"), "/admin/archive/importbatch/add/")
    picture(page, "upload", height=560)
    page.set_input_files("input[type=file]", day.upload)
    _press(page, "input[value='Upload and preview']")
    day.batch = _path(page)
    page.close()
    page = day.stage.go(day.stage.page_of("ana"), day.batch)
    page.wait_for_selector("text=Import the selected records", timeout=LONG)
    _expect(page, "450 to be created")
    _expect(page, "50 refused")
    picture(page, "preview-of-import")
    _press(page, "button:has-text('450 to be created')")
    _press(page, "a:has-text('look') >> nth=0")
    _expect(page, "Content")
    day.stage.go(page, day.batch)
    _press(page, "button[name=import] >> nth=0")
    page.close()
    page = day.stage.go(day.stage.page_of("ana"), day.batch)
    page.wait_for_selector(".import-sums", timeout=LONG)
    _expect(page, "450 created, 0 updated, 0 unchanged, 50 refused")
    with page.expect_download() as report:
        page.click("text=CSV")
    if not report.value.suggested_filename.endswith(".csv"):
        raise AssertionError(report.value.suggested_filename)
    picture(page, "import-done", height=700)


def correct_titles(day: Day) -> None:
    """Work through ten provisional titles as Ilir, an editor, with “Save and next”."""
    page = day.stage.go(day.stage.page_of("ilir"), "/admin/review/")
    picture(page, "review-desk", height=900)
    _press(page, "a:has-text('Provisional titles')")
    _press(page, "text=Work through")
    for number in range(1, CORRECTED + 1):
        page.fill("#id_title", f"A Harbour Corrected, Part {number}")
        if number == CORRECTED:
            picture(page, "save-and-next", height=640)
        _press(page, "[name=_next] >> nth=0")
    _expect(page, f"A Harbour Corrected, Part {CORRECTED}")


def put_issue_together(day: Day) -> None:
    """Assemble an issue as Ana: order, preview, schedule, unschedule, publish."""
    page = day.stage.go(day.stage.page_of("ana"), f"/admin/archive/issue/?q={ISSUE.replace(' ', '+')}")
    row = page.locator("tr", has=page.get_by_role("link", name=re.compile("Vol. 2, No. 20$")))
    with page.expect_navigation():
        row.get_by_text("Put together").click()
    day.issue = _path(page)
    first = page.locator(".issue-row").nth(0)
    first.locator("[data-step='1']").click()
    picture(page, "issue", height=1120)
    _press(page, "[data-save] button")
    _expect(page, "The order is saved")
    day.article = page.get_attribute(".issue-title >> nth=0", "href") or ""
    _press(page, "text=Preview the issue")
    _expect(page, "Preview – not published.")
    picture(page, "issue-preview", height=820)
    _press(page, ".lead h2 a")
    _expect(page, "Preview – not published.")
    day.stage.go(page, day.issue)
    _press(page, "text=Publish or schedule")
    page.fill("[name=when]", "2199-12-03T09:00")
    picture(page, "schedule", height=820)
    _press(page, "text=/^Schedule [0-9]+ articles?$/")
    _expect(page, "scheduled for 3 December 2199, 09:00 (UTC)")
    _press(page, "text=Withdraw or unschedule")
    _press(page, "button[value=unschedule]")
    _press(page, "text=Publish or schedule")
    _press(page, "text=/^Publish [0-9]+ articles?$/")
    _expect(page, "published.")
    reader = day.stage.browser.new_page()
    answer = reader.goto(f"{day.stage.address}/narrows-weekly/v2/i20/")
    if answer is None or answer.status != 200:
        raise AssertionError("readers do not see the issue that was published")
    reader.close()


def collide(day: Day) -> None:
    """Open one article as Ana and Ilir; Ana saves first; Ilir sees both versions, chooses, and nothing is lost."""
    ana = day.stage.go(day.stage.page_of("ana"), day.article)
    ilir = day.stage.go(day.stage.page_of("ilir"), day.article)
    ana.fill("#id_title", "The Harbour Dues of Port Amra, Once More")
    ana.fill("#id_standfirst", "A second look at who pays.")
    _press(ana, "[name=_save] >> nth=0")
    ilir.fill("#id_title", "Who Pays at Port Amra?")
    _press(ilir, "[name=_save] >> nth=0")
    _expect(ilir, "Nothing was overwritten")
    picture(ilir, "two-editors", height=760)
    ilir.check("input[value=yours] >> nth=0")
    _press(ilir, "text=Save the two together")
    day.stage.go(ilir, day.article)
    if ilir.input_value("#id_standfirst") != "A second look at who pays.":
        raise AssertionError("what Ana wrote is lost")


def look_at_history(day: Day) -> None:
    """See who changed what, and bring the version before the last back."""
    page = day.stage.go(day.stage.page_of("ilir"), day.article.split("?")[0].replace("/change/", "/history/"))
    _expect(page, "Who Pays at Port Amra?")
    picture(page, "history", height=760)
    _press(page, "text=Bring back… >> nth=0")
    _press(page, "text=Bring this version back")
    day.stage.go(page, day.article)
    if page.input_value("#id_title") != "The Harbour Dues of Port Amra, Once More":
        raise AssertionError("the version was not brought back")


def contribute(day: Day) -> None:
    """Write as Vera, a contributor, and send to review; what she may not do is refused with a reason."""
    page = day.stage.go(day.stage.page_of("vera"), day.issue)
    _expect(page, "You may not do this")
    picture(page, "not-yours", height=520)
    for path in ("/admin/archive/importbatch/add/", f"{day.issue.replace('/contents/', '/publish/')}"):
        day.stage.go(page, path)
        _expect(page, "You may not do this")
    day.stage.go(page, day.article)
    if page.locator("[name=_save]").count():
        raise AssertionError("a contributor may change what others made")
    day.stage.go(page, "/admin/archive/issue/?q=SSM")
    issue = page.locator("#result_list tbody th a").first.get_attribute("href") or ""
    day.stage.go(page, f"/admin/archive/article/add/?issue={re.search('/issue/([0-9]+)/', issue)[1]}")
    page.fill("#id_title", "A Letter from Tesk")
    page.click(".writing-body")
    page.keyboard.type("The boat came on Tuesday, with the post of three weeks (Tesk Gazette, October 4).")
    page.keyboard.press("Enter")
    page.keyboard.type("Nobody had missed it.")
    page.locator(".writing-cite").wait_for()
    page.locator(".writing-side summary", has_text="Citations").click()
    picture(page, "writing", height=800)
    _press(page, "text=Send to review >> nth=0")
    _expect(page, "A Letter from Tesk")


def sign_off(day: Day) -> None:
    """Find it as Ana on the sign-off list, below the import, which is one line."""
    page = day.stage.go(day.stage.page_of("ana"), "/admin/archive/article/sign-off/")
    _expect(page, "A Letter from Tesk")
    _expect(page, "articles of import")
    picture(page, "sign-off", height=700)


def merge_authors(day: Day) -> None:
    """Merge two spellings of one author."""
    page = day.stage.go(day.stage.page_of("ana"), "/admin/archive/author/?q=satkev")
    for box in page.locator("#result_list tbody input[type=checkbox]").all():
        box.check()
    page.select_option("select[name=action]", "merge")
    _press(page, "button[name=index]")
    picture(page, "merge", height=760)
    _press(page, "input[value^=Merge]")
    _expect(page, "Radko Satkevitch: now Radko Satkevich.")
    if not page.locator("input[value='Undo this merge']").count():
        raise AssertionError("the merge cannot be undone")


def undo_import(day: Day) -> None:
    """Undo the import as a whole; articles edited since are skipped and listed."""
    page = day.stage.go(day.stage.page_of("ana"), day.batch)
    page.click("summary")
    picture(page, "undo", height=700)
    _press(page, "button[value=undo]")
    page.wait_for_selector("text=/^Undone/", timeout=LONG)
    picture(page, "undone", height=700)


def look_at_record(day: Day) -> None:
    """See all of it in the record of events."""
    page = day.stage.go(day.stage.page_of("ana"), "/admin/archive/event/")
    _expect(page, "undone")
    picture(page, "events", height=760)


SCENES = (
    sign_in, import_files, correct_titles, put_issue_together, collide, look_at_history, contribute, sign_off,
    merge_authors, undo_import, look_at_record,
)  # fmt: skip


def _path(page: Page) -> str:
    """Return the address of a page without host, query and fragment."""
    return re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)


def _press(page: Page, what: str) -> None:
    """Press a control that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.click(what)


def _expect(page: Page, words: str) -> None:
    """Wait until a page contains a text. Raises AssertionError, with what it contains instead."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if words.casefold() in page.inner_text("body").casefold():
            return
        time.sleep(0.2)
    raise AssertionError(f"{page.url} does not say “{words}”:\n{page.inner_text('body')[:600]}")
