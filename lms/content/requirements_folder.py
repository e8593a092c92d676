"""The requirement sets of a folder of courses: one to a file, `requirements/<slug>.yaml`."""

from dataclasses import dataclass
from pathlib import Path

from lms.content.disk import load_folder
from lms.content.findings import Findings
from lms.content.front_matter import read_document
from lms.content.knowing import Known, never_known
from lms.content.names import LONGEST_COURSE, YAML, is_slug
from lms.content.problems import Problem, has_errors
from lms.content.requirements_page import read_requirements_page
from lms.content.source import check_encoding, read_source
from lms.content.wording import quoted
from lms.domain.courses import SourceFile
from lms.domain.requirement_sets import RequirementSet


@dataclass(frozen=True)
class RequirementsReading:
    """A requirement set with its file; it is None when any error stands, or when it is known."""

    file: SourceFile
    requirements: RequirementSet | None
    problems: tuple[Problem, ...]
    is_known: bool = False


def read_requirements(
    folder: Path, is_known: Known = never_known
) -> tuple[tuple[RequirementsReading, ...], tuple[Problem, ...]]:
    """The sets in a folder and all that is wrong there, by names in it; none without the folder."""
    files, problems = load_folder(folder)
    read = tuple(_read_unless_known(file, is_known) for file in files)
    return read, problems + tuple(problem for each in read for problem in each.problems)


def read_requirements_file(file: SourceFile) -> RequirementsReading:
    """The set in a file's bytes."""
    findings = Findings(file.path)
    slug = file.path.removesuffix(YAML)
    if slug == file.path:
        message = f"{quoted(file.path)} is no requirement set and is left out."
        findings.add("stray-file", 1, message, f"Name a set like this: my-board{YAML}")
        return RequirementsReading(file, None, findings.problems)
    source = read_source(file.path, file.content)
    check_encoding(source, findings)
    read = read_requirements_page(slug, read_document(source, findings), findings)
    _check_name(slug, findings)
    problems = findings.problems
    return RequirementsReading(file, None if has_errors(problems) else read, problems)


def _read_unless_known(file: SourceFile, is_known: Known) -> RequirementsReading:
    if is_known(file.path.removesuffix(YAML), (file,)):
        return RequirementsReading(file, None, (), is_known=True)
    return read_requirements_file(file)


def _check_name(slug: str, findings: Findings) -> None:
    if not is_slug(slug):
        message = f"{quoted(slug)} cannot be part of an address."
        tip = f"Use small letters, digits and hyphens: my-board{YAML}"
        findings.add("bad-name", 1, message, tip)
    elif len(slug) > LONGEST_COURSE:
        message = f"The name of this file has more than {LONGEST_COURSE} characters."
        findings.add("long-name", 1, message, "Give it a shorter one.")
