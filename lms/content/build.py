"""Drafts and their rendered texts put together: a whole course as a domain value."""

from collections.abc import Sequence

from lms.content.build_questions import build_question, html_of
from lms.content.build_scenarios import build_scenario
from lms.content.course_page import CourseDraft
from lms.content.drafts import BlockDraft, QuizDraft
from lms.content.evaluation_page import EvaluationDraft
from lms.content.lessons import Lesson
from lms.content.module_page import ModuleDraft
from lms.content.survey import Survey
from lms.content.typeset import Texts
from lms.domain.courses import (
    Course,
    CourseFacts,
    Evaluation,
    Module,
    OutlineEntry,
    Part,
    ScenarioEntry,
    Section,
)
from lms.domain.credit import Credit
from lms.domain.questions import Block, LaterPart, Quiz


def build_quiz(draft: QuizDraft, course: CourseDraft, texts: Texts) -> Quiz:
    """A quiz with its texts rendered; what its head leaves out comes from the course."""
    return Quiz(
        module=draft.module,
        title=draft.title,
        instructions_html=html_of(draft.instructions, texts),
        blocks=tuple(_block(block, texts) for block in draft.blocks),
        pass_mark_percent=draft.pass_mark or course.pass_mark,
        attempts=(draft.attempts or course.attempts).limit,
        feedback=draft.feedback,
        shuffle=draft.shuffle,
        time_limit_minutes=draft.time_limit,
        scenarios=tuple(build_scenario(scenario, texts) for scenario in draft.scenarios),
    )


def build_module(draft: ModuleDraft, texts: Texts) -> Module:
    """A module with its text rendered and its knowledge checks in their places."""
    rendered = texts[draft.text]
    checks = [build_question(check, texts) for check in draft.checks]
    return Module(
        slug=draft.slug,
        title=draft.title,
        objectives=tuple(objective.name for objective in draft.objectives),
        minimum_minutes=draft.minimum_minutes,
        opening_html=rendered.opening_html,
        sections=tuple(
            Section(
                slug=section.slug,
                title_html=section.title_html,
                parts=tuple(
                    Part(part, None) if isinstance(part, str) else Part("", checks[part])
                    for part in section.parts
                ),
            )
            for section in rendered.sections
        ),
        references=rendered.references,
        words=rendered.words,
    )


def build_outline(
    lessons: Sequence[Lesson], course: CourseDraft, texts: Texts
) -> tuple[OutlineEntry, ...]:
    """The modules in order, with what the credit is computed from."""
    return tuple(_entry(lesson, course, texts) for lesson in lessons)


def build_course(
    survey: Survey, lessons: Sequence[Lesson], credit: Credit, texts: Texts
) -> Course | None:
    """The whole course, or None where its facts or its evaluation are missing."""
    draft, evaluation = survey.course, survey.evaluation
    if draft is None or evaluation is None:
        return None
    modules = tuple(build_module(lesson.module, texts) for lesson in lessons)
    return Course(
        facts=_facts(survey.slug, draft, evaluation, lessons, credit, texts),
        modules=modules,
        quizzes=tuple(build_quiz(lesson.quiz, draft, texts) for lesson in lessons if lesson.quiz),
    )


def _facts(
    slug: str,
    draft: CourseDraft,
    evaluation: EvaluationDraft,
    lessons: Sequence[Lesson],
    credit: Credit,
    texts: Texts,
) -> CourseFacts:
    cited = {key for lesson in lessons for key in texts[lesson.module.text].cited}
    return CourseFacts(
        slug=slug,
        title=draft.title,
        support=draft.support,
        approved_title=draft.approved_title,
        summary=draft.summary,
        level=draft.level,
        audience=draft.audience,
        format=draft.format,
        authors=draft.authors,
        objectives=tuple(each.objective for each in draft.objectives),
        credit_terms=draft.terms,
        credit=credit,
        pass_mark_percent=draft.pass_mark,
        attempts=draft.attempts.limit,
        released_on=draft.released_on,
        reviewed_on=draft.reviewed_on,
        expires_on=draft.expires_on,
        valid_months=draft.valid_months,
        description_html=html_of(draft.description, texts),
        outline=build_outline(lessons, draft, texts),
        references=tuple(sorted(cited)),
        evaluation=Evaluation(evaluation.title, html_of(evaluation.intro, texts), evaluation.items),
    )


def _entry(lesson: Lesson, course: CourseDraft, texts: Texts) -> OutlineEntry:
    # A practice quiz need not be passed, so for the outline it is none.
    quiz = lesson.quiz
    graded = quiz if quiz and quiz.is_graded else None
    return OutlineEntry(
        slug=lesson.module.slug,
        title=lesson.listed.title,
        part=lesson.listed.part,
        is_optional=lesson.listed.is_optional,
        words=texts[lesson.module.text].words,
        asked=graded.asked if graded else 0,
        reflections=graded.reflections if graded else 0,
        pass_mark_percent=(graded.pass_mark if graded else None) or course.pass_mark,
        attempts=((graded.attempts if graded else None) or course.attempts).limit,
        has_quiz=graded is not None,
        practiced=len(quiz.questions) if quiz and not graded else 0,
        scenarios=tuple(ScenarioEntry(it.slug, it.title) for it in quiz.scenarios) if quiz else (),
        time_limit_minutes=graded.time_limit if graded else None,
    )


def _block(draft: BlockDraft, texts: Texts) -> Block:
    return Block(
        title=draft.title,
        intro_html=html_of(draft.intro, texts),
        choose=draft.choose,
        questions=tuple(build_question(question, texts) for question in draft.questions),
        is_case=draft.is_case,
        parts=tuple(
            LaterPart(part.title, texts[part.text].html, part.first) for part in draft.parts
        ),
    )
