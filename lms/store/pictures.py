"""Pictures of editions in further widths, known by the bytes that they were made of."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.store.columns import insert_unless_taken
from lms.store.editions import digest
from lms.store.rows import BlobRow, EditionFileRow, NarrowerPictureRow


def list_without_narrower(session: Session, edition_id: int, folder: str) -> tuple[str, ...]:
    """The addresses of the files in a folder of an edition of which no width is kept yet."""
    known = select(NarrowerPictureRow.source_hash)
    wanted = (
        select(EditionFileRow.blob_hash)
        .where(
            EditionFileRow.edition_id == edition_id,
            EditionFileRow.path.startswith(f"{folder}/", autoescape=True),
            EditionFileRow.blob_hash.not_in(known),
        )
        .distinct()
        .order_by(EditionFileRow.blob_hash)
    )
    return tuple(session.scalars(wanted))


def get_content(session: Session, hash_: str) -> bytes:
    """The bytes at an address."""
    return session.scalars(select(BlobRow.content).where(BlobRow.hash == hash_)).one()


def add_narrower(session: Session, source_hash: str, made: Mapping[int, bytes]) -> None:
    """Keep a picture in these widths, unless they are kept already."""
    for width, content in made.items():
        kept = insert_unless_taken(session, BlobRow).values(hash=digest(content), content=content)
        session.execute(kept.on_conflict_do_nothing(index_elements=["hash"]))
        row = insert_unless_taken(session, NarrowerPictureRow).values(
            source_hash=source_hash, width=width, blob_hash=digest(content)
        )
        session.execute(row.on_conflict_do_nothing(index_elements=["source_hash", "width"]))


def find_narrower(session: Session, edition_id: int, path: str, width: int) -> bytes | None:
    """A picture of an edition in that width, or None where it is not kept so."""
    return session.scalar(
        select(BlobRow.content)
        .join(NarrowerPictureRow, NarrowerPictureRow.blob_hash == BlobRow.hash)
        .join(EditionFileRow, EditionFileRow.blob_hash == NarrowerPictureRow.source_hash)
        .where(
            EditionFileRow.edition_id == edition_id,
            EditionFileRow.path == path,
            NarrowerPictureRow.width == width,
        )
    )
