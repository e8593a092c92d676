"""Recordings of editions and drafts: how large they are, and pieces of them."""

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from lms.store.rows import BlobRow, EditionFileRow


def find_address(session: Session, edition_id: int, path: str) -> str | None:
    """The address of what a file of an edition holds, or None where there is no such file."""
    return session.scalar(
        select(EditionFileRow.blob_hash).where(
            EditionFileRow.edition_id == edition_id, EditionFileRow.path == path
        )
    )


def count_bytes(session: Session, hash_: str) -> int:
    """How many bytes there are at an address."""
    count = session.scalars(select(func.length(BlobRow.content)).where(BlobRow.hash == hash_)).one()
    return int(count)


def read_piece(session: Session, hash_: str, first: int, count: int) -> bytes:
    """So many bytes of what is kept at an address, from the given one on."""
    piece = func.substr(BlobRow.content, first + 1, count, type_=LargeBinary)
    return session.scalars(select(piece).where(BlobRow.hash == hash_)).one()
