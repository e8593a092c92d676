"""The fields that every form is made of, and what a refused one shows."""

from html.parser import HTMLParser

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup

from lms.domain.errors import FieldRefusal, Refusal
from lms.web.forms import TO_CORRECT, Form, form_of, show_again, show_problems, typed_text

MACROS = (
    "error_summary",
    "field",
    "textarea",
    "select",
    "tick",
    "button_form",
    "field_error",
)


def rendered(app: Flask, source: str, **shown: object) -> str:
    """What a template with every macro of ui/forms.html makes of the source."""
    imports = f'{{% from "ui/forms.html" import {", ".join(MACROS)} %}}'
    with app.test_request_context():
        return app.jinja_env.from_string(imports + source).render(**shown)


class Control(HTMLParser):
    """The elements of a piece of a form by their id, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.by_id: dict[str, dict[str, str]] = {}
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.by_id[attributes["id"]] = attributes
        if "for" in attributes:
            self.labels.append(attributes["for"])


CONTROLS = {
    "field": '{{ field(form, "name", "Name", "As printed.") }}',
    "textarea": '{{ textarea(form, "name", "Name", "As printed.") }}',
    "select": '{{ select(form, "name", "Name", (("a", "A"),), "As printed.") }}',
}


@pytest.mark.parametrize("source", CONTROLS.values(), ids=CONTROLS.keys())
def test_a_control_is_tied_to_its_label_its_hint_and_its_error(app: Flask, source: str):
    form = Form({"name": "a"}, {"name": "Enter your name."})

    html = rendered(app, source, form=form)
    control = Control(html)

    assert control.labels == ["f-name"]
    assert control.by_id["f-name"]["aria-invalid"] == "true"
    described = control.by_id["f-name"]["aria-describedby"].split()
    assert described == ["f-name-hint", "f-name-error"]
    assert set(described) <= control.by_id.keys()
    assert '<span class="visually-hidden">Error: </span>Enter your name.' in html


@pytest.mark.parametrize("source", CONTROLS.values(), ids=CONTROLS.keys())
def test_a_control_without_a_problem_says_nothing_of_one(app: Flask, source: str):
    control = Control(rendered(app, source, form=Form({"name": "a"})))

    assert "aria-invalid" not in control.by_id["f-name"]
    assert control.by_id["f-name"]["aria-describedby"] == "f-name-hint"


def test_in_13_every_text_control_has_a_limit(app: Flask):
    for macro in ("field", "textarea"):
        control = Control(rendered(app, f'{{{{ {macro}(form, "name", "Name") }}}}', form=Form()))
        assert int(control.by_id["f-name"]["maxlength"]) > 0


def test_what_was_typed_stands_in_its_field_and_a_password_never_does(app: Flask):
    form = Form({"name": '"><script>', "password": "hunter2"})

    name = rendered(app, '{{ field(form, "name", "Name") }}', form=form)
    secret = rendered(app, '{{ field(form, "password", "Word", type="password") }}', form=form)

    assert 'value="&#34;&gt;&lt;script&gt;"' in name
    assert "hunter2" not in secret


def test_the_error_summary_is_read_out_and_leads_to_each_field(app: Flask):
    form = Form({}, {"name": "Enter your name.", "": "The office is closed."})

    html = rendered(app, "{{ error_summary(form) }}", form=form)

    assert 'role="alert"' in html
    assert 'tabindex="-1" autofocus>' in html
    assert '<a href="#f-name">Enter your name.</a>' in html
    assert "<li>The office is closed.</li>" in html
    assert rendered(app, "{{ error_summary(form) }}", form=Form()).strip() == ""


def test_a_tick_keeps_what_was_chosen(app: Flask):
    form = Form({"attest": "yes"})

    tick = rendered(app, '{% call tick(form, "attest") %}It is mine{% endcall %}', form=form)

    assert " checked" in tick


def test_wb_02_a_button_that_posts_carries_the_token(app: Flask):
    html = rendered(app, '{{ button_form("/do", "Do it", fields={"a": "<b>"}) }}')

    assert 'name="csrf_token" value="' in html
    assert 'name="a" value="&lt;b&gt;"' in html


# -- a refused form ----------------------------------------------------------------


def shown_again(app: Flask, refusal: Refusal) -> tuple[Form, int, str]:
    """The form, the status and the text of a page that a refusal brought back."""
    seen: dict[str, Form] = {}
    app.jinja_env.globals["see"] = lambda form: seen.update(form=form) or ""
    typed = {"name": "Ada", "password": "hunter2", "reset_token": "sesame"}
    with app.test_request_context(method="POST", data=typed):
        response = show_again("see.html", refusal)
        assert typed_text("name") == "Ada"
        assert typed_text("missing") == ""
    return seen["form"], response.status_code, response.get_data(as_text=True)


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The application with a page that only shows which form it was given."""
    see = DictLoader({"see.html": "{{ see(form) }}{{ form.problems }}"})
    ours = own_app.jinja_env.loader
    assert ours is not None
    own_app.jinja_env.loader = ChoiceLoader([see, ours])
    return own_app


def test_a_refusal_of_a_field_brings_back_what_was_typed_but_no_secret(app: Flask):
    form, status, _text = shown_again(app, FieldRefusal("name", "Enter your whole name."))

    assert status == TO_CORRECT == 422
    assert form.value("name") == "Ada"
    assert form.problem("name") == "Enter your whole name."
    assert form.values.keys() == {"name"}
    assert form.value("password") == form.problem("password") == ""


def test_a_refusal_of_the_whole_stands_above_all(app: Flask):
    form, _status, _text = shown_again(app, Refusal("It is too late."))

    assert form.problems == {"": "It is too late."}


def test_several_problems_are_shown_at_once(app: Flask):
    problems = {"a": "Choose one.", "b": "Choose one."}
    app.jinja_env.globals["see"] = lambda _form: ""
    with app.test_request_context(method="POST"):
        text = show_problems("see.html", problems).get_data(as_text=True)

    assert text == str(Markup.escape(str(problems)))


def test_a_form_begins_with_what_is_known():
    assert form_of(time_zone="UTC").value("time_zone") == "UTC"
