"""A browser, and the site as `make docs` builds it, for the tests that look as a user does."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

DOCS = Path(__file__).parents[2] / "docs"
TOOLS = ("sphinx", "myst_nb", "pydata_sphinx_theme", "sphinxcontrib.bibtex", "sphinx_copybutton",
         "sphinx_design", "latex2mathml")  # fmt: skip
HERE = {"127.0.0.1", "localhost"}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """Where the browser is; without it, nothing is built to be looked at."""
    pytest.importorskip("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium (on Debian and Ubuntu: apt install chromium)")
    return path


@pytest.fixture(scope="module")
def browser(chromium):
    """Chromium, driven by Playwright; closed before the tests of another file start their loops."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser):
    """Open pages, which must load all they ask for, ask no other machine, and log no error."""
    contexts, complaints = [], []

    def ask(address, kind):
        parts = urlsplit(address)
        if parts.hostname not in HERE and parts.scheme not in ("about", "blob", "data"):
            complaints.append(f"asks for {address} ({kind})")

    def failed(request):
        if "ERR_ABORTED" not in (request.failure or ""):  # left for another page
            complaints.append(f"{request.url}: {request.failure}")

    def answered(response):
        if response.status >= 400:
            complaints.append(f"{response.url}: {response.status}")

    def logged(message):
        if message.type == "error":
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def opened(**options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("request", lambda request: ask(request.url, request.resource_type))
        page.on("websocket", lambda socket: ask(socket.url, "websocket"))
        page.on("requestfailed", failed)
        page.on("response", answered)
        page.on("console", logged)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints[:20])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site, built as `make docs` builds it, once for all processes of a run."""
    for name in TOOLS:
        pytest.importorskip(name)
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built-site"
    folder.mkdir(exist_ok=True)
    complaints = folder / "complaints.txt"
    with _alone(folder / "lock"):
        if not complaints.exists():
            command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
            done = subprocess.run(
                [*command, "-d", str(folder / "doctrees"), str(DOCS), str(folder / "site")],
                cwd=folder, capture_output=True, text=True, check=False,
            )  # fmt: skip
            complaints.write_text(f"{done.stderr}\n" if done.returncode else "", encoding="utf-8")
    said = complaints.read_text(encoding="utf-8")
    assert not said, said[-5000:]
    return folder / "site"


@contextmanager
def _alone(path):
    """Wait until no other process is in here."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
