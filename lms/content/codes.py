"""Every code that the readers and checks give to a problem, by severity (FORMAT 6)."""

from lms.content.problems import Severity

_ERRORS = """
unreadable not-course-file not-utf8 control-character conflict-mark too-large symlink bad-name
long-name taken-name device-name duplicate-module stray-quiz missing-course-page
missing-evaluation missing-provider no-courses

byte-order-mark no-front-matter bad-front-matter front-matter-size yaml-alias yaml-anchor yaml-tag
duplicate-key needs-quotes missing-key unknown-key wrong-type impossible-date dates-out-of-order
areas-sum unwritten-fact

unclosed-code unclosed-comment bad-link missing-module missing-file missing-image missing-heading
remote-image no-alt not-a-picture picture-in-description unknown-citation
not-a-recording no-captions bad-captions misplaced-recording

no-objectives no-outline no-required-module twice-in-outline unknown-objective
untested-objective check-outside empty-program missing-course

not-yet no-questions options-outside options-apart empty-heading no-answer no-right-answer
two-answers two-right-answers one-option no-box unknown-box empty-option equal-options
duplicate-stamp second-stamp bad-stamp misplaced-label repeated-label unknown-setting
bad-points decimal-comma empty-range bad-mistake mistake-is-right repeated-mistake
pool-without-number pool-too-small unequal-points no-points check-reflection
later-outside later-too-early later-without-text later-without-question later-left-out

no-steps one-step empty-step equal-steps step-numbers no-pairs one-pair two-columns empty-pair
equal-pairs misplaced-text empty-gap bad-gap lost-gap long-answer repeated-answer bad-least-words

evaluation-key bad-scale objectives-not-rated

no-scenes same-name missing-scene outside-scenario option-without-link scenario-key
unreachable-scene dead-end no-ending ending-with-options misplaced-scenario
question-in-scenario
"""

_WARNINGS = """
no-evaluation-head outline-text not-in-outline stray-file top-heading no-sections late-title
underlined-heading unindented-feedback unknown-label choose-without-pool empty-section
setting-without-effect mistake-without-feedback misplaced-feedback misplaced-gap joined-answers
number-in-words missing-footnote stray-stamp unknown-code not-allowable allow-without-reason
captions-alone caption-times unwritten-text call-out-in-check

no-credit late-expiry untaught-objective learning-not-rated usefulness-not-rated
"""

# Warnings too; each has a fixture that triggers it and one that nearly does (FORMAT 6).
_ITEM_WRITING = """
negative-stem all-of-the-above absolute-words key-longest option-lengths stem-word-in-key
article-cue stem-without-question unfocused-stem options-out-of-order all-right key-first
key-position key-often-longest within-a-slip no-objective no-explanation

many-true-false few-items uncited-work
"""

_NOTES = """
no-stamp untidy-option untidy-step untidy-heading plain-label pasted unlabeled-explanation
unused-allow
"""

_SEVERITIES = {
    **dict.fromkeys(_ERRORS.split(), Severity.ERROR),
    **dict.fromkeys(_WARNINGS.split(), Severity.WARNING),
    **dict.fromkeys(_ITEM_WRITING.split(), Severity.WARNING),
    **dict.fromkeys(_NOTES.split(), Severity.NOTE),
}

CODES = frozenset(_SEVERITIES)
ITEM_WRITING = frozenset(_ITEM_WRITING.split())


def severity_of(code: str) -> Severity:
    """How grave a problem is; KeyError for a code that is not listed here."""
    return _SEVERITIES[code]


def may_be_allowed(code: str) -> bool:
    """True for a warning, the only kind of problem that an author may mean."""
    return _SEVERITIES.get(code) is Severity.WARNING
