"""Writers of one SQLite file stand in line, also those of other processes."""

import multiprocessing
import threading
import time
from itertools import groupby
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier as Ready
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median

import pytest

from lms.domain.errors import Busy
from lms.store.turns import Turns, TurnWithinTurn

LONG = 30.0
SPAWN = multiprocessing.get_context("spawn")


def takes_turns(
    path: str, times: int, log: str, name: str, ready: Ready, going: "Synchronized[int]"
) -> None:
    """Write one's name into the log at each turn, from two threads so that one always waits.

    Whoever is done goes on, in capitals, while others are not: a process that the system lets
    sleep finds them still there.
    """
    turns = Turns(path, LONG)

    def writes(word: str) -> None:
        with turns.turn(), open(log, "a", encoding="ascii") as file:
            file.write(word)

    def goes() -> None:
        for _ in range(times // 2):
            writes(name)
        with going.get_lock():
            going.value -= 1
        while going.value:
            writes(name.upper())

    threads = [threading.Thread(target=goes) for _ in range(2)]
    ready.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def holds_the_turn(path: str, held: Event, done: Event) -> None:
    """Have the turn until told."""
    with Turns(path, LONG).turn():
        held.set()
        done.wait()


def test_threads_go_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    turns, order = Turns(str(tmp_path / "db"), LONG), []

    def waits(number: int) -> None:
        with turns.turn():
            order.append(number)

    threads = [threading.Thread(target=waits, args=(number,)) for number in range(12)]
    with turns.turn():
        for number, thread in enumerate(threads):
            thread.start()
            while len(turns._line) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert order == list(range(12))


def test_no_process_keeps_the_others_out(tmp_path: Path) -> None:
    path, log = str(tmp_path / "db"), tmp_path / "log"
    ready, going = SPAWN.Barrier(3), SPAWN.Value("i", 6)  # two threads of each
    eager = [
        SPAWN.Process(target=takes_turns, args=(path, 400, str(log), name, ready, going))
        for name in "abc"
    ]

    for process in eager:
        process.start()
    for process in eager:
        process.join()

    said = log.read_text()
    assert [said.count(name) for name in "abc"] == [400, 400, 400]
    # While all three are there, they go round.
    said = said.lower()
    together = said[max(said.index(n) for n in "abc") : min(said.rindex(n) for n in "abc")]
    runs = [len(list(run)) for _, run in groupby(together)]
    assert len(runs) > 100
    assert median(runs) <= 2


def test_whoever_waits_too_long_is_told_and_leaves_the_line(tmp_path: Path) -> None:
    turns = Turns(str(tmp_path / "db"), 0.05)

    with turns.turn():
        threads_see_busy(turns)

    with turns.turn():
        assert len(turns._line) == 1


def threads_see_busy(turns: Turns) -> None:
    told: list[bool] = []

    def waits() -> None:
        try:
            with turns.turn():
                told.append(False)
        except Busy:
            told.append(True)

    threads = [threading.Thread(target=waits) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [True] * 3


def test_the_turn_of_another_process_is_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    path = str(tmp_path / "db")

    held, done = SPAWN.Event(), SPAWN.Event()
    other = SPAWN.Process(target=holds_the_turn, args=(path, held, done))
    other.start()
    held.wait()

    with pytest.raises(Busy), Turns(path, 0.05).turn():
        pass

    done.set()
    other.join()
    with Turns(path, 0.05).turn():
        pass


def test_the_turn_of_a_process_that_was_killed_is_free_again(tmp_path: Path) -> None:
    path = str(tmp_path / "db")
    held, done = SPAWN.Event(), SPAWN.Event()
    other = SPAWN.Process(target=holds_the_turn, args=(path, held, done))
    other.start()
    held.wait()

    other.kill()
    other.join()

    with Turns(path, 0.5).turn():
        pass


def test_a_turn_of_somebody_who_failed_is_free_again(tmp_path: Path) -> None:
    turns = Turns(str(tmp_path / "db"), 0.05)

    with pytest.raises(ValueError, match="broke"), turns.turn():
        raise ValueError("broke")

    with turns.turn():
        pass


def test_a_thread_never_waits_for_itself(tmp_path: Path) -> None:
    turns = Turns(str(tmp_path / "db"), LONG)

    with turns.turn(), pytest.raises(TurnWithinTurn), turns.turn():
        pass


def test_writers_go_on_where_numbers_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "db-turns").mkdir()

    with Turns(str(tmp_path / "db"), 0.05).turn():
        pass


def test_the_file_of_numbers_is_as_open_as_the_database(tmp_path: Path) -> None:
    database = tmp_path / "db"
    database.touch(mode=0o640)

    with Turns(str(database), 0.05).turn():
        pass

    assert (tmp_path / "db-turns").stat().st_mode == database.stat().st_mode
