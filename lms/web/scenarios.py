"""Scenarios: a scene to a page, and each choice is a link to the next one."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.services import scenarios
from lms.services.scenarios import ScenarioStep
from lms.web.policies import access
from lms.web.requests import current_person, reading

bp = Blueprint("scenarios", __name__)

SCENARIO = "/courses/<course>/<module>/scenarios/<scenario>"


@bp.get(SCENARIO)
@access(Policy.SIGNED_IN)
def begin(course: str, module: str, scenario: str) -> ResponseReturnValue:
    """What a scenario is about, and its first scene."""
    with reading() as session:
        page = scenarios.get_beginning(session, current_person(), course, module, scenario)
    return render_template("scenarios/begin.html", page=page)


@bp.get(f"{SCENARIO}/<scene>")
@access(Policy.SIGNED_IN)
def scene(course: str, module: str, scenario: str, scene: str) -> ResponseReturnValue:
    """What was chosen, what is said to it, and the scene that it led to."""
    step = ScenarioStep(scene, request.args.get("from"), request.args.get("by"))
    with reading() as session:
        page = scenarios.get_scene(session, current_person(), course, module, scenario, step)
    return render_template("scenarios/scene.html", page=page)
