"""The built site as a reader meets it: in a browser, light and dark, wide and narrow."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("chromium")]

PHONE = {"width": 390, "height": 844}
MAIN = (
    "index", "start", "tutorials", "howto/index", "howto/situation", "theory/index",
    "theory/claims/index", "theory/claims/C10", "reference/index", "reference/games/symbolic",
    "reference/command_line", "comparison", "coalitional", "benchmarks", "bibliography",
    "notebooks/01_binding_premium", "notebooks/02_veto", "notebooks/explorers",
)  # fmt: skip
KINDS = (
    *MAIN, "howto/tables", "howto/sweep", "theory/from-question-to-game", "theory/claims/C1",
    "reference/games/dynamics", "reference/analysis/tables", "equilibria", "agreements", "sweeps",
    "search",
)  # fmt: skip


class Handler(SimpleHTTPRequestHandler):
    """A server that keeps its log to itself."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    """The address of the site, served on this machine."""
    handler = functools.partial(Handler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_page_loads_whole_and_asks_nobody_else(site, address, new_page):
    page = new_page()
    shown = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    for name in (name for name in shown if not name.startswith(("_static", "_sources"))):
        page.goto(f"{address}/{name}")
        broken = page.evaluate(
            "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        )
        assert not broken, name
        assert page.locator("h1").first.is_visible() or name == "genindex.html", name


def test_the_search_leads_to_the_page(address, new_page):
    page = new_page(viewport={"width": 1200, "height": 900})
    page.goto(address)
    page.get_by_role("button", name="Search").first.click()
    page.locator("input[type=search]:visible").fill("nucleolus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=nucleolus*")
    found = page.locator("#search-results li a", has_text="nucleolus")
    found.first.wait_for()
    assert found.count() > 3
    word = found.first.inner_text()
    found.first.click()
    page.wait_for_url(lambda url: "search.html" not in url)
    assert "nucleolus" in word
    assert "nucleolus" in page.locator("main").inner_text()


def test_the_theme_switches_between_light_and_dark(address, new_page):
    page = new_page(color_scheme="light", viewport={"width": 1200, "height": 900})
    page.goto(f"{address}/start.html")
    theme = "document.documentElement.dataset.theme"
    ground = "getComputedStyle(document.body).backgroundColor"
    shown = [(page.evaluate(theme), page.evaluate(ground))]
    for mode in ("dark", "light", "dark"):
        page.get_by_role("button", name="Color mode").and_(page.locator(":visible")).click()
        page.locator(f"button.theme-change-button[data-mode={mode}]:visible").click()
        shown.append((page.evaluate(theme), page.evaluate(ground)))
    assert [kind for kind, _ in shown] == ["light", "dark", "light", "dark"]
    assert len(set(shown)) == 2
    page.goto(f"{address}/theory/index.html")
    assert page.evaluate(theme) == "dark"


def test_pages_fit_a_phone(address, new_page):
    page = new_page(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    for name in MAIN:
        page.goto(f"{address}/{name}.html")
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= PHONE["width"], f"{name}: {wide} pixels"


@pytest.mark.parametrize(("scheme", "rules"), [("light", ""), ("dark", "color-contrast")])
def test_no_serious_accessibility_fault(address, new_page, scheme, rules):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {"resultTypes": ["violations"], "preload": False}  # it would look beside the styles
    if rules:
        options["runOnly"] = [rules]
    page = new_page(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    faults = []
    for name in KINDS:
        page.goto(f"{address}/{name}.html")
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        for fault in axe.run(page, options=options).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                faults.append((name, fault["id"], fault["nodes"][0]["html"][:160]))
    assert not faults, "\n".join(map(str, faults))
