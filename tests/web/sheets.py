"""A page's form as a browser holds it: its fields as they stand, ready to be changed and sent."""

from collections.abc import Mapping
from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    """The fields of the form with that action: what a browser would send."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: Fields = {}
        self.is_inside = False
        self.is_disabled = False  # a browser sends nothing of such a fieldset
        self.field = ""  # the select or textarea that is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        it = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = it.get("action") == self.action
        if tag == "fieldset":
            self.is_disabled = "disabled" in it
        if not self.is_inside or self.is_disabled:
            return
        if tag in ("select", "textarea"):
            self.field = it["name"]
            self.fields[self.field] = [""]
        elif tag == "option" and "selected" in it:
            self.fields[self.field] = [it["value"]]
        elif tag == "input" and "name" in it:
            is_choice = it.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in it:
                self.fields.setdefault(it["name"], []).append(it.get("value", ""))
        self.is_text = tag == "textarea"

    def handle_data(self, data: str) -> None:
        if self.field and self.is_text:
            self.fields[self.field] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "fieldset":
            self.is_disabled = False
        if tag in ("select", "textarea"):
            self.field = ""


def fields_of(page: str, action: str, **changes: str | list[str]) -> Fields:
    """The form's fields as they stand, some of them changed: `chosen_0=…` is the field chosen-0."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"this page has no form that goes to {action}"
    return form.fields | changed(changes)


def changed(changes: Mapping[str, str | list[str]]) -> Fields:
    """Fields by the names that Python lets one write: `chosen_0` for chosen-0."""
    return {
        name.replace("_", "-"): [value] if isinstance(value, str) else value
        for name, value in changes.items()
    }
