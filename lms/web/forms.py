"""Forms: what stands in the fields, and the sentence beside each one that needs correcting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, render_template, request
from flask.wrappers import Response

from lms.domain.errors import FormRefusal, Refusal
from lms.web.held import is_secret

TO_CORRECT = 422


@dataclass(frozen=True)
class Form:
    """What a form shows; the macros of ui/forms.html take one."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def problem(self, name: str) -> str:
        """The sentence beside a field, or empty text."""
        return self.problems.get(name, "")


NOTHING_TYPED = Form()


def form_of(**values: str) -> Form:
    """A form as it is first shown, with what is known already."""
    return Form(values)


def typed_text(name: str) -> str:
    """What was typed into a field of this request's form; empty text when it is missing."""
    return request.form.get(name, "")


def show_again(template: str, refusal: Refusal, status: int = TO_CORRECT, **shown: Any) -> Response:
    """The page with what was typed in its form, and the refusal beside its fields or above all."""
    problems = refusal.problems if isinstance(refusal, FormRefusal) else {"": str(refusal)}
    return show_problems(template, problems, status, **shown)


def show_problems(
    template: str, problems: Mapping[str, str], status: int = TO_CORRECT, **shown: Any
) -> Response:
    """The same for several problems at once, each sentence by its field's name."""
    form = Form(_typed_values(), problems)
    return make_response(render_template(template, form=form, **shown), status)


def _typed_values() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if not is_secret(name)}
