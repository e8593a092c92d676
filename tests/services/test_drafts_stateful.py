"""Whatever two authors and their networks do to a draft: every state that was acknowledged stays.

A machine of hypothesis plays two authors with two tabs each at one course, and compares what the
draft and its history say with what each of them was told.
"""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from lms.domain.drafts import FileState
from lms.services import draft_files, drafts
from lms.services.draft_files import Step
from lms.services.forms import DoneBefore, claim
from lms.services.teaching import Taught
from lms.store.database import Database
from tests.faults import Fault, failing_at_commit
from tests.services.test_drafts import MODULE, publishes, teaches
from tests.torture_size import examples

RUNS = count(1)


class Desks(RuleBasedStateMachine):
    """Two authors with two tabs each, whose requests come twice, late, or fail at the commit."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.run = next(RUNS)
        # A course of its own: in one with a long history each run would cost more than the last.
        course = f"course-{self.run}"
        publishes(self.database, at=course)
        self.authors = [
            teaches(self.database, f"{name}{self.run} Ray", course) for name in ("Cleo", "Dana")
        ]
        self.acknowledged: dict[int, str] = {}
        self.spent = 0
        self.total = 0
        self.tabs = [self.authors[n // 2].opens() for n in range(4)]

    @rule(tab=st.integers(0, 3))
    def opens(self, tab: int) -> None:
        """A tab shows what the file says now, if it is there."""
        if MODULE in self.paths():
            self.tabs[tab] = self.authors[tab // 2].opens()

    def paths(self) -> set[str]:
        """The files that the draft has now."""
        with self.database.reading() as session:
            files = drafts.get_desk(session, self.authors[0].taught).files
        return {file.path for file in files if file.state is not FileState.REMOVED}

    def step(self) -> Step:
        """What the next change of files is called."""
        self.spent += 1
        author = self.authors[self.spent % 2]
        return Step(author.person, f"{self.run}-{self.spent}", author.at)

    def changes(self, change: Callable[[Session, Taught], object], is_lost: bool) -> None:
        """A form that changes files, sent twice; the server may fail at its commit before."""
        if is_lost:
            with pytest.raises(Fault), failing_at_commit(self.database):
                self.does(change)
        self.does(change)
        once = self.authors[0].files()
        with pytest.raises(DoneBefore):
            self.does(change)
        assert self.authors[0].files() == once

    def does(self, change: Callable[[Session, Taught], object]) -> None:
        with self.database.writing() as session:
            claim(session, f"change {self.run}-{self.spent}", "/", self.authors[0].at)
            change(session, self.authors[0].taught)

    @rule(is_lost=st.booleans())
    def adds_a_module(self, is_lost: bool) -> None:
        """A module more."""
        step, title = self.step(), f"Extra {self.run} {self.spent}"
        self.changes(lambda s, taught: draft_files.add_module(s, taught, step, title, ""), is_lost)
        assert any(
            path.endswith(f"-extra-{self.run}-{self.spent}.quiz.md") for path in self.paths()
        )

    @rule(pick=st.integers(0, 10_000), is_lost=st.booleans())
    def renames_a_module(self, pick: int, is_lost: bool) -> None:
        """A module under another address; its text goes with it."""
        with self.database.reading() as session:
            modules = draft_files.list_modules(session, self.authors[0].taught)
        if modules:
            module, step = modules[pick % len(modules)], self.step()
            title, name = module.title, f"renamed-{self.run}-{self.spent}"
            self.changes(
                lambda s, taught: draft_files.rename_module(
                    s, taught, step, module.slug, title, name
                ),
                is_lost,
            )
            assert module.path not in self.paths()
            assert any(path.endswith(f"{name}.md") for path in self.paths())

    @rule(is_lost=st.booleans())
    def removes_the_module(self, is_lost: bool) -> None:
        """The module that everybody writes is taken out."""
        if MODULE in self.paths():
            step = self.step()
            self.changes(
                lambda s, taught: draft_files.remove_module(s, taught, step, "what-it-is"), is_lost
            )
            assert MODULE not in self.paths()

    @rule(is_lost=st.booleans())
    def puts_it_back(self, is_lost: bool) -> None:
        """The module is put back as it was when it was taken out."""
        if MODULE not in self.paths():
            step = self.step()
            self.changes(lambda s, taught: draft_files.put_back(s, taught, step, MODULE), is_lost)
            assert MODULE in self.paths()

    @rule(
        tab=st.integers(0, 3),
        text=st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=9
        ),
        is_lost=st.booleans(),
        is_twice=st.booleans(),
    )
    def types(self, tab: int, text: str, is_lost: bool, is_twice: bool) -> None:
        """A tab saves; the server may fail at the commit, and the page then sends it again."""
        author, since = self.authors[tab // 2], self.tabs[tab].since
        self.spent += 1
        token = f"{self.run}-{self.spent}"
        if is_lost:
            with pytest.raises(Fault), failing_at_commit(self.database):
                author.saves(text, since, token=token)
        save = author.saves(text, since, token=token)
        if is_twice:
            assert author.saves(text, since, token=token) == save
        self.acknowledged[save.number] = text
        if not save.is_aside and MODULE in self.paths():
            self.tabs[tab] = author.opens()

    @rule(pick=st.integers(0, 10_000))
    def restores(self, pick: int) -> None:
        """Somebody brings back what was saved before."""
        if self.acknowledged:
            number = sorted(self.acknowledged)[pick % len(self.acknowledged)]
            self.spent += 1
            save = self.authors[0].restores(number, f"{self.run}-{self.spent}")
            self.acknowledged[save.number] = self.acknowledged[number]

    @invariant()
    def every_acknowledged_state_is_reachable(self) -> None:
        """Each save says what its author was told; the file says what the newest of them does."""
        author = self.authors[0]
        with self.database.reading() as session:
            taught = author.taught
            for number, text in self.acknowledged.items():
                assert drafts.get_state(session, taught, number).text == text
        if MODULE in self.paths():
            opened = author.opens()
            if opened.save is not None and opened.since in self.acknowledged:
                assert opened.text == self.acknowledged[opened.since]

    @invariant()
    def no_state_of_any_file_was_ever_lost(self) -> None:
        """The history only grows, and its two newest saves can be read."""
        with self.database.reading() as session:
            page = drafts.list_saves(session, self.authors[0].taught, None, 1)
            numbers = [it.number for it in page.entries[:2]]
        assert page.total >= self.total
        self.total = page.total
        for number in numbers:
            self.authors[0].text_of(number)


def test_every_acknowledged_state_stays_reachable_whatever_happens(database: Database) -> None:
    Desks.database = database
    run_state_machine_as_test(
        Desks, settings=settings(max_examples=examples(8, 300), stateful_step_count=15)
    )
