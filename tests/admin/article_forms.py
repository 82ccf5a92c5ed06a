"""What a browser would send back of the article's form as it stands on the page, hidden fields and all."""

from __future__ import annotations

from lxml import html

NO_VALUE = ("submit", "button", "image", "file", "reset")


def sent(page: str, **changes) -> dict[str, list[str] | str]:
    """The fields of the article's form on a page, with some of them changed; a value of None takes a field away."""
    form = html.fromstring(page).get_element_by_id("article_form")
    data: dict[str, list[str]] = {}
    for field in form.iter("input", "textarea", "select"):
        name = field.get("name")
        if not name or "__prefix__" in name or field.get("type") in NO_VALUE:
            continue
        if field.get("type") in ("checkbox", "radio") and field.get("checked") is None:
            continue
        values = [field.value] if field.tag != "select" or not field.multiple else list(field.value)
        if field.tag == "textarea":
            # A browser drops the line end after the tag, and sends others as two characters.
            values = [(field.text or "").removeprefix("\n").replace("\n", "\r\n")]
        data.setdefault(name, []).extend("" if value is None else value for value in values)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return data
