"""The site: it builds without a warning, is whole, and says what the software says."""

import doctest
import html
import inspect
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for path in DOCS.rglob("*.md")
    if path.parent != DOCS and "notebooks" not in path.relative_to(DOCS).parts
)
WITHOUT_TITLE = {"Sobolev, A. I. (1975)"}
"""Works that a docstring names by author and year only."""


class Page(HTMLParser):
    """What a page links to, is linked by, and shows."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.anchors, self.tags, self.pictures = [], [], set(), [], []
        self.language = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "img":
            self.pictures.append(given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("script", "img", "iframe") and "src" in given:
            self.loads.append(given["src"])
        elif tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload"):
            self.loads.append(given["href"])


@pytest.fixture(scope="module")
def pages(site):
    shown = (path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts)
    return {path: Page(path) for path in shown}


@pytest.mark.slow
def test_every_public_name_is_explained_at_its_own_anchor(site, pages):
    from sphinx.util.inventory import InventoryFile

    import lilliput.analysis
    import lilliput.games

    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, target: target)
    known = {
        name: item.uri
        for kind, items in inventory.items()
        if kind.startswith("py:")
        for name, item in items.items()
    }
    for package in (lilliput.games, lilliput.analysis):
        for name in package.__all__:
            page, _, anchor = known[f"{package.__name__}.{name}"].partition("#")
            assert anchor in pages[site / page].anchors, name


@pytest.mark.slow
def test_links_lead_somewhere(site, pages):
    broken = []
    for path, page in pages.items():
        for target in page.links + page.loads:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchors = {*pages[to].anchors, ""} if to in pages else {unquote(parts.fragment)}
            if not to.exists() or unquote(parts.fragment) not in anchors:
                broken.append((path.name, target))
    assert not broken, broken[:20]


@pytest.mark.slow
def test_pages_load_nothing_from_elsewhere(pages):
    for path, page in pages.items():
        assert not [source for source in page.loads if urlsplit(source).netloc], path.name


@pytest.mark.slow
def test_pages_have_a_language_one_heading_and_pictures_with_words(pages):
    for path, page in pages.items():
        assert page.language == "en", path.name
        assert page.tags.count("h1") == 1 or path.name in ("genindex.html",), path.name
        assert all(picture.get("alt") is not None for picture in page.pictures), path.name


@pytest.mark.slow
def test_the_search_finds_what_one_looks_for(site):
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    stems = set(index["terms"]) | set(index["titleterms"])
    assert {"nucleolus", "veto", "premium", "shapley", "multilater", "equilibrium"} <= stems
    objects = {entry[4] for entries in index["objects"].values() for entry in entries}
    assert {"shapley_value", "nash_equilibria", "binding_premium"} <= objects


@pytest.mark.slow
def test_claims_are_as_the_software_has_them(site):
    from lilliput.analysis import claims

    table = html.unescape((site / "theory" / "claims" / "index.html").read_text(encoding="utf-8"))
    for claim in claims.values():
        text = (site / "theory" / "claims" / f"{claim.id}.html").read_text(encoding="utf-8")
        shown = _words(text)
        assert _words(claim.statement) in shown, claim.id
        assert _words(claim.loses) in shown, claim.id
        assert _words(claim.loses) in _words(table), claim.id
        for model in claim.models.values():
            assert _words(model.title) in shown, model.id
            assert _words(model.loses) in shown, model.id


@pytest.mark.slow
def test_notebooks_are_shown_with_their_outputs(site, pages):
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        pictures = [output for output in outputs if "image/png" in output.get("data", {})]
        page = pages[site / "notebooks" / f"{path.stem}.html"]
        assert len(page.pictures) >= len(pictures), path.name
        stored = {each["metadata"].get("image/png", {}).get("alt") for each in pictures} - {None}
        assert stored <= {picture["alt"] for picture in page.pictures}, path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_examples_on_pages_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert result.failed == 0


def test_the_bibliography_has_what_docstrings_and_claims_cite(extension):
    import lilliput.analysis
    import lilliput.games
    from lilliput.analysis import claims

    texts = [model.source for claim in claims.values() for model in claim.models.values()]
    texts += [claim.citation for claim in claims.values()]
    for package in (lilliput.games, lilliput.analysis):
        for name in package.__all__:
            thing = getattr(package, name)
            members = vars(thing).values() if inspect.isclass(thing) else ()
            for each in (thing, *members):
                _, found, after = (inspect.getdoc(each) or "").partition("\nReferences\n-----")
                texts += [after.partition("\nExamples\n-----")[0]] if found else []
    missing = {
        f"{match['authors']} ({match['year']})"
        for text in (" ".join(text.split()) for text in texts)
        for match in extension.CITED.finditer(text)
        if extension.find_work(match["authors"], match["year"], text[match.end() :]) is None
    }
    assert missing <= WITHOUT_TITLE, missing - WITHOUT_TITLE
    assert len(texts) > 300


def test_a_work_is_recognised_by_author_year_and_title(extension):
    nash = extension.find_work("Nash, J. F.", "1950", ". The bargaining problem. Econometrica")
    assert nash.key == "nash1950bargaining"
    several = {
        title: extension.find_work("Kalai, E.", "1977", f". {title}. Econometrica").key
        for title in ("Proportional solutions to bargaining", "Nonsymmetric Nash solutions and")
    }
    assert len(set(several.values())) == 2
    assert extension.find_work("Nash, J. F.", "1949", "The bargaining problem") is None
    pieces = extension.cited("as in Owen, G. (1977), Values of games with a priori unions; Moi (1)")
    assert [piece for piece, work in pieces if work] == ["Owen, G. (1977)"]


def test_entries_of_the_bibliography_are_complete():
    pybtex = pytest.importorskip("pybtex.database")
    entries = pybtex.parse_file(str(DOCS / "references.bib"), bib_format="bibtex").entries
    assert len(entries) > 300
    for key, entry in entries.items():
        assert entry.persons["author"], key
        assert entry.fields["title"], key
        assert re.fullmatch(r"1[6-9]\d\d|20\d\d", entry.fields["year"]), key
        assert not entry.fields.get("doi", "10.").startswith("http"), key
    works = [
        (str(e.persons["author"][0]), e.fields["year"], e.fields["title"].lower())
        for e in entries.values()
    ]
    assert len(set(works)) == len(works)


@pytest.fixture
def extension(monkeypatch):
    """The part of the site's extension that reads citations."""
    for name in ("sphinx", "pybtex"):
        pytest.importorskip(name)
    monkeypatch.syspath_prepend(str(DOCS / "_extensions"))
    from lilliput_site import citations

    return citations


def test_mathematics_in_docstrings_is_not_markup(extension):
    from lilliput_site.reference import escape_markup

    lines = [
        "Σ |S|! of 2**n, x_ and `a_b` and ``c*d`` and *words*.",
        "",
        ">>> 2**3",
        "8",
        "",
        "- |N|",
    ]
    escape_markup(lines)
    assert lines[0] == r"Σ \|S\|! of 2\*\*n, x\_ and `a_b` and ``c*d`` and *words*."
    assert lines[2:] == [">>> 2**3", "8", "", r"- \|N\|"]


def test_links_of_texts_outside_lead_to_pages(extension):
    from lilliput_site.links import adapted

    assert adapted("[a](docs/sweeps.md)", "") == "{doc}`a </sweeps>`"
    assert adapted("[a](../docs/sweeps.md)", "notebooks") == "{doc}`a </sweeps>`"
    assert adapted("[a](../README.md)", "notebooks") == "{doc}`a </index>`"
    assert adapted("[a](games/core.py) ![b](c.png)", "") == "a ![b](c.png)"
    assert adapted("[a](https://example.org/docs)", "") == "[a](https://example.org/docs)"


def test_type_hints_are_short(extension):
    from lilliput_site.typehints import readable

    array = "numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.float64]]"
    assert readable(f"tuple[{array}, ...] | None") == "tuple[~numpy.ndarray, ...] | None"
    assert readable("Literal['a', 'b.c'] | ~typing.Any") == "Literal['a', 'b.c'] | Any"


def _words(text):
    """The letters and digits of a text, without tags and marks."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(re.findall(r"\w+", plain))
