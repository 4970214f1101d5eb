"""The explorers in a browser: Voila serves them, a slider moved by keyboard moves what is shown."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 240_000  # milliseconds

pytest.importorskip("ipywidgets")
pytest.importorskip("voila")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where Voila serves the notebook, with the page that fetches nothing from elsewhere."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("voila")
    log = home / "log"
    command = [
        sys.executable, "-m", "voila", str(ROOT / "notebooks" / "explorers.ipynb"),
        f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1", "--template=lilliput",
    ]  # fmt: skip
    places = {"JUPYTER_PATH": str(ROOT / "notebooks" / "jupyter"), "HOME": str(home)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=home, env={**os.environ, **places}, stdout=output, stderr=output
        )
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as session:
        chromium = session.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def page(browser, address):
    """The page with all four explorers, and what it has asked for."""
    opened = browser.new_page(viewport={"width": 1280, "height": 6000})
    opened.asked, opened.broken = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.broken.append(str(error)))
    opened.goto(address, timeout=PATIENCE)
    opened.wait_for_function(
        "document.querySelectorAll('.lilliput-explorer img').length == 4", timeout=PATIENCE
    )
    opened.wait_for_function(
        "[...document.querySelectorAll('[role=slider]')].every(s => s.ariaLabel)", timeout=PATIENCE
    )
    return opened


def explorer(page, title):
    return page.locator(".lilliput-explorer", has=page.get_by_text(title, exact=True)).last


def changed(page, explorer, act):
    """Do something, and wait until the picture of an explorer is another one; return its text."""
    image = explorer.locator("img")
    before, handle = image.get_attribute("src"), explorer.element_handle()
    act()
    page.wait_for_function(
        "([e, before]) => e.querySelector('img').src != before", arg=[handle, before],
        timeout=PATIENCE,
    )  # fmt: skip
    return image.get_attribute("alt")


def test_nothing_is_fetched_from_elsewhere(page):
    hosts = {urlsplit(url).hostname for url in page.asked if urlsplit(url).scheme != "data"}
    assert hosts <= {"127.0.0.1", None}
    assert not page.broken


def test_the_page_shows_the_numbers_of_the_notebook(page):
    """A browser that moved sliders to their nearest step would show other capabilities."""
    from lilliput.analysis import State, binding_premium
    from lilliput.analysis.data import major_powers
    from lilliput.analysis.explorers import explore_premium

    names = {}
    exec(explorer(page, "Binding premium").locator("pre").inner_text(), names)
    state = State.from_nmc(
        major_powers(), year=1962, powers=["USA", "UKG", "FRN", "GFR", "ITA"], hub="USA",
        stakes="gravity", directed_stakes="size", collective_good=0.2, discount_factor=0.6,
        costs={"bilateral": 0.01, "member": 0.01, "multilateral": 0.05},
    )  # fmt: skip
    assert names["state"] == state
    assert explore_premium(state).value.by_power.equals(binding_premium(state).by_power)


def test_a_slider_moved_by_keyboard_moves_the_premium(page):
    premium = explorer(page, "Binding premium")
    slider = premium.get_by_role("slider", name="T_M, multilateral treaty")
    before = premium.get_by_role("table").first.inner_text()
    alt = premium.locator("img").get_attribute("alt")
    assert changed(page, premium, lambda: slider.press("ArrowRight")) != alt
    assert premium.get_by_role("table").first.inner_text() != before
    names = {}
    exec(premium.locator("pre").inner_text(), names)
    assert float(slider.get_attribute("aria-valuetext")) == pytest.approx(0.051, abs=1e-12)
    assert names["state"].costs.multilateral == 0.051  # without the noise of the browser
    shown = f"{names['premium'].by_power.loc['USA', 'premium']:.4g}".replace("-", "−")
    assert shown in premium.get_by_role("table").first.inner_text()


def test_a_payoff_that_is_none_is_said_and_the_picture_stays(page):
    game = explorer(page, "Game of two players")
    field = game.get_by_role("textbox", name="payoff of row at cooperate, cooperate")
    picture = game.locator("img").get_attribute("src")
    field.fill("1/0")
    field.press("Enter")
    alert = game.get_by_role("alert")
    alert.wait_for(timeout=PATIENCE)
    assert "must be a number such as 3, 0.25 or 1/3, got '1/0'" in alert.inner_text()
    assert game.locator("img").get_attribute("src") == picture
    field.fill("16/3")
    assert "row" in changed(page, game, lambda: field.press("Enter"))
    alert.wait_for(state="hidden", timeout=PATIENCE)
    assert "Fraction(16, 3)" in game.locator("pre").inner_text()


def test_the_core_empties(page):
    core = explorer(page, "Core of three players")
    slider = core.get_by_role("slider", name="v(EU, CN)")
    assert "The core has" in core.locator("img").get_attribute("alt")
    assert "The core is empty" in changed(page, core, lambda: slider.press("End"))
    core.get_by_text("A balanced collection").wait_for(timeout=PATIENCE)


def test_another_claim_is_chosen_by_keyboard_alone(page):
    claim = explorer(page, "Phase diagram of a claim")
    slider = claim.get_by_role("slider", name="k, how many of them the hub needs")
    alt = changed(page, claim, lambda: [slider.press("ArrowRight"), slider.press("ArrowRight")])
    if "k = 4" not in alt:  # the first of two steps was shown alone
        alt = changed(page, claim, lambda: None)
    assert alt.endswith("A ring marks m = 6, k = 4: fails.")
    chosen = claim.get_by_role("combobox", name="claim")
    alt = changed(page, claim, lambda: chosen.select_option("C16: " + claim_text("C16")))
    assert alt.startswith("Phase diagram of M16-control")
    claim.get_by_role("slider").first.wait_for(timeout=PATIENCE)


def claim_text(name):
    from lilliput.analysis.explorers.claims import _cut, claims

    return _cut(claims[name].statement)


def test_a_narrow_page_puts_controls_above(page):
    premium = explorer(page, "Binding premium")
    slider, image = premium.get_by_role("slider").first, premium.locator("img")
    wide = slider.bounding_box(), image.bounding_box()
    assert wide[0]["x"] < wide[1]["x"]
    page.set_viewport_size({"width": 420, "height": 6000})
    page.wait_for_timeout(300)
    slider_box, image_box = slider.bounding_box(), image.bounding_box()
    assert slider_box["y"] < image_box["y"]
    assert image_box["x"] + image_box["width"] <= 420
    for shown in page.locator(".lilliput-explorer").all():  # long lines scroll in their place
        assert shown.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 6000})


def test_no_serious_fault_of_accessibility(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, context=".lilliput-explorer").response["violations"]
    serious = [
        (fault["id"], node["html"][:200])
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert not serious
