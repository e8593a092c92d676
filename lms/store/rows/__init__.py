"""Every table, one file to a subject; `Base.metadata` knows them all."""

from lms.store.rows.base import Base
from lms.store.rows.editions import (
    BlobRow,
    CourseEditionRow,
    CourseRow,
    EditionFileRow,
    EditionModuleRow,
    ModuleVersionRow,
    ProviderEditionRow,
    QuestionVersionRow,
    QuizVersionRow,
)
from lms.store.rows.learning import (
    AnswerRow,
    AttemptGrantRow,
    AttemptRow,
    EditionChoiceRow,
    EnrollmentRow,
    GradeRow,
    ModuleFinishedRow,
    PlaceRow,
    SectionReadRow,
)
from lms.store.rows.people import FailureRow, LicenseRow, PersonRow, ResetLinkRow, SessionRow
from lms.store.rows.record import (
    AuditEventRow,
    CertificateFileRow,
    CertificateRow,
    CompletionRow,
    EvaluationAnswerRow,
    EvaluationSentRow,
    OutboxRow,
)

__all__ = [
    "AnswerRow",
    "AttemptGrantRow",
    "AttemptRow",
    "AuditEventRow",
    "Base",
    "BlobRow",
    "CertificateFileRow",
    "CertificateRow",
    "CompletionRow",
    "CourseEditionRow",
    "CourseRow",
    "EditionChoiceRow",
    "EditionFileRow",
    "EditionModuleRow",
    "EnrollmentRow",
    "EvaluationAnswerRow",
    "EvaluationSentRow",
    "FailureRow",
    "GradeRow",
    "LicenseRow",
    "ModuleFinishedRow",
    "ModuleVersionRow",
    "OutboxRow",
    "PersonRow",
    "PlaceRow",
    "ProviderEditionRow",
    "QuestionVersionRow",
    "QuizVersionRow",
    "ResetLinkRow",
    "SectionReadRow",
    "SessionRow",
]
