"""JupyterLab as a user meets it: a notebook is opened and run by the menu, and looks right."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SETTINGS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
QUIET = '{"fetchNews": "false", "checkForUpdates": false}'
WINDOW = {"width": 1300, "height": 1000}
RUN = 240_000  # milliseconds; the first run of an installation compiles

# One of each kind of value, with what its picture must say; formulas are counted apart.
SYMBOLS = """from sympy import symbols
a, b, c, g, t = symbols("a b c g t", positive=True)"""
STATE = """from lilliput.analysis import *
from lilliput.games import *
state = State(powers=["US", "CA", "R&D_$1$"], capabilities=[6, 2, 1],
              stakes={("US", "CA"): 6, ("US", "R&D_$1$"): 3}, costs=(0, 0, 1))
state"""
SYMBOLIC = """symbolic = State(powers=["A", "B", "C"], capabilities=[5, 3, 2],
                 stakes={("A", "B"): a, ("A", "C"): b, ("B", "C"): c}, collective_good=g)
symbolic"""
GAME = """game = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]],
    players=["her", "him"], strategies=[["opera", "fight"], ["opera", "fight"]])
game"""
WORTHS = """by_size = [0, 0, 60, 100]
worths = CoalitionalGame.from_function(["A", "B", "C"], lambda S: by_size[len(S)])
worths"""
SWEEP = """design = sobol({"m": integers(2, 12), "k": integers(1, 12)}, 64, seed=1).where("k <= m")
results = sweep(claims["C10"].models["M10a"], design, progress=False)
results"""
SYMBOLIC_GAME = (
    "symbolic_equilibria(NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[a, 0], [0, b]]))"
)
KINDS = {
    SYMBOLS: "",
    STATE: "State 3 powers",
    SYMBOLIC: "collective good",
    "hub_and_spokes()": "Institution: hub and spokes",
    "outcome(state, multilateral())": "Outcome: multilateral",
    "outcome(symbolic, hub_and_spokes())": "everything promised is kept",
    "premium = binding_premium(state)\npremium": "contribution of",
    "binding_premium(symbolic)": "depends on the symbols",
    "premium.verdict": "gains exceed the losses",
    GAME: "underlined: best response",
    "nash_equilibria(game)": "3 equilibria",
    "nash_equilibria(game).equilibria[0]": "Equilibrium",
    SYMBOLIC_GAME: "3 equilibria",
    WORTHS: "Coalitional game 3 players",
    "core(worths)": "nonempty",
    "core(CoalitionalGame.from_function(['A', 'B', 'C'], lambda S: int(len(S) > 1)))": "empty",
    "PaperTable(premium.by_power, caption='A premium', label='tab:premium')": "A premium",
    SWEEP: "all done",
    "confidence(results)": "of the prior given k <= m",
    "claims['C10'].test(m=6, k=4)": "−1/84",
}
WITH_FORMULAS = (SYMBOLIC, "outcome(symbolic, hub_and_spokes())", "binding_premium(symbolic)",
                 SYMBOLIC_GAME)  # fmt: skip
EXPLORER = """from lilliput.analysis import State
from lilliput.analysis.explorers import explore_premium
explore_premium(State(powers=["A", "B", "C"], capabilities=[3, 2, 1], stakes="gravity"))"""

CONTRASTS = """element => [...element.querySelectorAll('td, th, caption, p')]
  .filter(each => each.innerText.trim() && each.checkVisibility({opacityProperty: true}))
  .map(each => {
    const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
    let ground = each;
    while (ground && numbers(getComputedStyle(ground).backgroundColor)[3] === 0)
      ground = ground.parentElement;
    const light = colour => numbers(colour).slice(0, 3).map(x => x / 255)
      .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
      .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
    const [dark, bright] = [getComputedStyle(each).color,
      ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)']
      .map(light).sort((x, y) => x - y);
    return (bright + 0.05) / (dark + 0.05);
  })"""


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A JupyterLab that knows nothing of this user's settings, with its folder and its address."""
    pytest.importorskip("jupyterlab")
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    places = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    here = {name: str(home / place) for name, place in places.items()}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **here, "MPLBACKEND": ""},
                                  stdout=log, stderr=subprocess.STDOUT)  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status?token={token}", server, home / "log")
            yield SimpleNamespace(
                folder=folder, settings=home / "settings", token=token,
                address=f"http://127.0.0.1:{port}/lab/tree",
            )  # fmt: skip
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address, server, log):
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def run(lab, new_page):
    """Open a notebook, choose "Run All Cells" in the menu, and wait for the kernel."""
    shutil.rmtree(lab.settings, ignore_errors=True)
    (lab.settings / SETTINGS).parent.mkdir(parents=True)
    (lab.settings / SETTINGS).write_text(QUIET)
    opened = []

    def opening(name, theme="Light"):
        page = new_page(viewport=WINDOW)
        opened.append(page)
        page.goto(f"{lab.address}/{name}?reset&token={lab.token}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        page.locator("#jp-bottom-panel", has_text="| Idle").wait_for(timeout=60_000)
        _choose(page, "Settings", "Theme", f"JupyterLab {theme}")
        page.locator(f"body[data-jp-theme-name='JupyterLab {theme}']").wait_for(state="attached")
        _choose(page, "Run", "Run All Cells")
        page.wait_for_function(
            """() => document.querySelector('[data-mime-type*="jupyter.error"]')
            || [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
                .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))""",
            timeout=RUN,
        )
        page.locator("#jp-bottom-panel", has_text="| Idle").wait_for()
        return page

    yield opening
    for page in opened:
        _choose(page, "Kernel", "Shut Down Kernel")
        page.close()


def _choose(page, menu, *items):
    """Choose an item of a menu, as one does with the mouse."""
    page.get_by_role("menuitem", name=menu, exact=True).first.click()
    for item in items:
        whole = re.compile(f"^{re.escape(item)}$")
        page.locator(".lm-Menu-itemLabel", has_text=whole).last.click()


def _outputs(page):
    """Return the output of each cell of code, having looked at it; none may be an error."""
    found = []
    for cell in page.locator(".jp-Notebook .jp-CodeCell").all():
        cell.scroll_into_view_if_needed()
        output = cell.locator(".jp-Cell-outputWrapper")
        assert cell.locator("[data-mime-type*='jupyter.std']").count() == 0, output.inner_text()
        assert cell.locator("[data-mime-type*='jupyter.error']").count() == 0, output.inner_text()
        found.append(output)
    return found


def _shown(output):
    """Return the text of an output; one that is out of sight is drawn when it is scrolled to."""
    output.scroll_into_view_if_needed()
    output.locator("table, .lilliput").first.wait_for()
    seen = output.page.wait_for_function(
        "output => output.innerText.trim()", arg=output.element_handle()
    )
    return " ".join(seen.json_value().split())


def _readable(output):
    assert min(output.evaluate(CONTRASTS), default=21) >= 4.5, output.inner_text()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_first_notebook_runs_by_the_menu(lab, run, theme):
    nbformat = pytest.importorskip("nbformat")
    stored = nbformat.read(ROOT / "notebooks" / "01_binding_premium.ipynb", as_version=4)
    cells = [cell for cell in stored.cells if cell.cell_type == "code"]
    before = [[output.get("data", {}) for output in cell.outputs] for cell in cells]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    name = f"first_{theme}.ipynb"  # each its own, which jupytext pairs with its own source
    nbformat.write(stored, lab.folder / name)
    page = run(name, theme)
    outputs = _outputs(page)
    assert len(outputs) == len(before)
    for output, bundles in zip(outputs, before, strict=True):
        output.scroll_into_view_if_needed()
        for _ in (bundle for bundle in bundles if "image/png" in bundle):
            picture = output.locator("img")
            picture.wait_for()
            assert picture.evaluate("image => image.naturalWidth") > 300
        if any("<table" in bundle.get("text/html", "") for bundle in bundles):
            output.locator("table").first.wait_for()
            _readable(output)
    formulas = page.locator(".jp-MarkdownOutput mjx-container")
    assert formulas.count() >= 3
    assert formulas.last.bounding_box()["width"] > 5


def test_every_kind_of_value_looks_right(lab, run):
    nbformat = pytest.importorskip("nbformat")
    cells = [nbformat.v4.new_code_cell(source) for source in KINDS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "kinds.ipynb")
    page = run("kinds.ipynb", "Dark")
    for output, (source, text) in zip(_outputs(page), KINDS.items(), strict=True):
        if not text:
            continue
        shown = _shown(output)
        assert text in shown, source
        assert not re.search(r"&(lt|amp|gt);|\\frac|\\begin|<\w+>", shown), (source, shown)
        if source in WITH_FORMULAS:
            output.locator("mjx-container").first.wait_for()
        assert output.locator("mjx-container").count() == 0 or source in WITH_FORMULAS, source
        cells = output.locator("td").all_inner_texts()
        assert not {"NaN", "None", "nan"} & {cell.strip() for cell in cells}, source
        _readable(output)
    assert "R&D_$1$" in page.locator(".jp-Notebook").inner_text()


def test_a_slider_moves_the_premium_by_the_keyboard(lab, run):
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipywidgets")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell = nbformat.v4.new_code_cell(EXPLORER)
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "explorer.ipynb")
    page = run("explorer.ipynb")
    output = page.locator(".jp-CodeCell .jp-Cell-outputWrapper").first
    picture, table = output.locator("img").first, output.locator("table").first
    picture.wait_for(timeout=60_000)
    alt, text = picture.get_attribute("alt"), table.inner_text()
    slider = output.get_by_role("slider", name="T_M, multilateral treaty")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for changed in (  # picture and table come one after the other
        "alt => document.querySelector('.jp-Cell-outputWrapper img')?.alt !== alt",
        "text => document.querySelector('.jp-Cell-outputWrapper table')?.innerText !== text",
    ):
        page.wait_for_function(changed, arg=alt if changed.startswith("alt") else text)
    assert float(slider.get_attribute("aria-valuetext")) > 0
    assert picture.get_attribute("alt") not in ("", alt)
    assert table.inner_text() not in ("", text)
