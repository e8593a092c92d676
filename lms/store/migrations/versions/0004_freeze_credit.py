"""Freeze credit by an approver's act, and keep further prints of certificates"""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
