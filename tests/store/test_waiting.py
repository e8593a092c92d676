"""What waits to be reported is found through indexes, however much was reported before."""

from lms.domain.rosters import Kind
from lms.store import rosters
from lms.store.database import Database
from tests.queries import asked


def test_finding_what_waits_never_walks_all_that_was_reported(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        with asked(sqlite_database) as statements:
            rosters.list_waiting(session, Kind.GENERIC, 0, 1, 1)
        [waiting] = statements

        nothing = (None,) * waiting.count("?")
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {waiting}", nothing)
        looks = [str(row[-1]) for row in plan if " roster_reported " in str(row[-1])]

    assert looks
    assert all("(kind=? AND certificate_id=?" in look for look in looks)
