"""The product installed from a wheel, with no checkout in sight, still starts and answers.

Nothing is fetched: the new environment borrows the libraries of the one that runs the tests.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from zipfile import ZipFile

import pytest

TOP = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, freshly built."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, TOP)
    return next(folder.glob("lms-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `lms` command of an environment that has the wheel and borrows everything else."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    pip("--python", python, "install", "--no-deps", "--no-index", "--no-compile", wheel)
    # A folder added so has its own .pth files unread: an editable install in it stays unseen.
    site_packages = sysconfig.get_path("purelib", "venv", vars={"base": str(home)})
    Path(site_packages, "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    # One course of those that come with it shows as much as all: each takes seconds to render.
    for course in sorted(Path(site_packages, "lms", "_courses").glob("*/course.md"))[1:]:
        shutil.rmtree(course.parent)
    return home / "bin" / "lms"


@pytest.fixture
def address(installed: Path, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Where the installed product serves, started in an empty folder of its own."""
    host, port = "127.0.0.1", free_port()
    printed = tmp_path / "printed.txt"
    with printed.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [installed, "run", "--port", str(port)],
            cwd=tmp_path,
            env=clean_environment() | {"LMS_HOME": str(tmp_path / "home")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        assert comes_up(server, host, port), printed.read_text(encoding="utf-8")
        yield host, port
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def pip(*arguments: str | Path) -> None:
    """Run pip quietly, without an index and without what the machine's settings add."""
    command = [sys.executable, "-m", "pip", "--isolated", "--quiet", *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


def clean_environment() -> dict[str, str]:
    """The environment without settings of the product or of Python."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "PYTHON"))
    }


def free_port() -> int:
    """A port that nobody serves on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def comes_up(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Whether the server answers before it ends or our patience does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            return get(host, port, "/healthz")[0] == HTTPStatus.OK
        except (OSError, HTTPException):
            time.sleep(0.2)
    return False


def get(host: str, port: int, path: str) -> tuple[int, str]:
    """The status and the text of a page."""
    connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8")
    finally:
        connection.close()


def files_below(folder: Path) -> set[str]:
    """The files of a folder that Python did not put there itself."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("folder", "in_wheel"),
    [
        ("templates", "lms/_templates"),
        ("courses", "lms/_courses"),
        ("lms/web/static", "lms/web/static"),
        ("lms/store/migrations", "lms/store/migrations"),
    ],
)
def test_the_wheel_holds_every_file_that_the_checkout_has(wheel: Path, folder: str, in_wheel: str):
    wanted = {f"{in_wheel}/{name}" for name in files_below(TOP / folder)}

    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith(f"{in_wheel}/")}

    assert held == wanted
    assert wanted, f"{folder} is empty"


def test_the_installed_product_shows_its_catalog_its_courses_and_its_looks(address):
    status, page = get(*address, "/")

    assert status == HTTPStatus.OK
    for pattern in (r'href="(/courses/[^"]+)"', r'href="([^"]+\.css[^"]*)"'):
        link = re.search(pattern, page)
        assert link, f"no {pattern} on the first page"
        assert get(*address, link[1])[0] == HTTPStatus.OK, link[1]
