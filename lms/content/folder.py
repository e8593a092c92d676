"""The door to courses on the disk: reading them, checking them, fixing them."""

from lms.content.checking import Fixed, check, fix
from lms.content.knowing import Known, never_known
from lms.content.library import (
    LibraryReading,
    ProgramReading,
    ProviderReading,
    read_course,
    read_library,
    read_programs,
    read_provider,
)
from lms.content.reading import CourseReading, read_files
from lms.content.requirements_folder import RequirementsReading, read_requirements

__all__ = [
    "CourseReading",
    "Fixed",
    "Known",
    "LibraryReading",
    "ProgramReading",
    "ProviderReading",
    "RequirementsReading",
    "check",
    "fix",
    "never_known",
    "read_course",
    "read_files",
    "read_library",
    "read_programs",
    "read_provider",
    "read_requirements",
]
