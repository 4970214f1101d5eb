"""Figures: one look, the same bytes, texts for those who do not see them, and nothing covered."""

import csv
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pypdf
import pytest
from figure_gallery import GALLERY, PLAIN, panels
from matplotlib.colors import to_rgb
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text
from PIL import Image

from lilliput.analysis.figures import (
    blank_figure,
    figure_alt,
    figure_data,
    figure_size,
    new_axes,
    palette,
    plot_control_phase,
    plot_core,
    plot_values,
    save_figure,
    set_alt,
    styled,
)
from lilliput.analysis.figures.labels import joined_points, place_labels
from lilliput.games import CoalitionalGame
from lilliput.games.errors import DataFileError, InvalidArgumentError, UnknownNameError

BASELINES = Path(__file__).parent / "baseline_pictures"
DPI, TOLERANCE = 60, 2.0
VALUES = {"Shapley value": {"US": 0.75, "CN": -0.25}}

# Machado, Oliveira and Fernandes (2009): what is seen without red, green or blue cones.
DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def gallery():
    figures = {}
    for name, make in GALLERY.items():
        figures[name] = make().figure
        plt.close(figures[name])
    figures["panels"] = panels()
    for figure in figures.values():
        figure.draw_without_rendering()
    return figures


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear sRGB under D65."""
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(matrix) @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("number", [2, 3, 4, 6])
def test_colours_differ_in_grey_and_to_the_colour_blind(number):
    colours = [linear(colour) for colour in palette(number)]
    lightness = sorted(lab(colour)[0] for colour in colours)
    assert min(b - a for a, b in pairwise(lightness)) >= 9
    for matrix in DEFICIENCIES.values():
        seen = [lab(np.array(matrix) @ colour) for colour in colours]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 10


@pytest.mark.parametrize("name", PLAIN)
def test_pictures_are_those_that_were_looked_at(name, tmp_path):
    (path,) = save_figure(PLAIN[name]().figure, tmp_path, name, kinds=[".png"], dpi=DPI)
    assert compare_images(str(BASELINES / f"{name}.png"), str(path), tol=TOLERANCE) is None


def test_baselines_are_small_and_all_used():
    files = sorted(BASELINES.glob("*.png"))
    assert {path.stem for path in files} == set(PLAIN)
    assert max(path.stat().st_size for path in files) <= 25_000


def written(figure):
    """All that can be read, with its box in points."""
    found, ticks = [], {}
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for tick in (*axis.majorTicks, *axis.minorTicks):
                ticks |= {id(tick.label1): (axes, axis), id(tick.label2): (axes, axis)}
    for text in figure.findobj(Text):
        hidden = text.axes is not None and not text.axes.get_visible()
        if hidden or not text.get_text().strip() or not text.get_visible():
            continue
        box = Text.get_window_extent(text)
        if id(text) in ticks and not is_shown(box, *ticks[id(text)]):
            continue
        found.append((text.get_text(), box.padded(-0.75 * figure.dpi / 72)))
    return found


def is_shown(box, axes, axis):
    """Whether a tick label lies within the limits of its axes, and these are on."""
    k = 0 if axis is axes.xaxis else 1
    inside, middle = axes.bbox.padded(1), (box.min + box.max)[k] / 2
    on = axes.axison and axes.get_visible() and axis.get_visible()
    return on and inside.min[k] <= middle <= inside.max[k]


@pytest.mark.parametrize("name", [*GALLERY, "panels"])
def test_nothing_that_is_written_is_covered_or_cut_off(name, gallery):
    figure = gallery[name]
    texts = written(figure)
    assert texts
    for (first, a), (second, b) in combinations(texts, 2):
        assert not a.overlaps(b), (first, second)
    for text, box in texts:
        assert figure.bbox.padded(1).containsx(box.x0), text
        assert figure.bbox.padded(1).containsx(box.x1), text
        assert figure.bbox.padded(1).containsy(box.y0), text
        assert figure.bbox.padded(1).containsy(box.y1), text
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert drawn.x0 >= -0.01
    assert drawn.y0 >= -0.01
    assert drawn.x1 <= width + 0.01
    assert drawn.y1 <= height + 0.01


@pytest.mark.parametrize("name", [*GALLERY, "panels"])
def test_every_figure_has_a_text_and_its_numbers(name, gallery):
    assert figure_alt(gallery[name]).endswith(".")
    assert len(figure_alt(gallery[name])) > 40
    assert len(figure_data(gallery[name])) > 0


def test_settings_of_matplotlib_stay_as_they_are():
    before = dict(matplotlib.rcParams)
    for name in ("core", "core_of_four", "values", "phase_plane", "control"):
        PLAIN[name]()
    assert dict(matplotlib.rcParams) == before


def test_the_look_does_not_depend_on_other_settings(tmp_path):
    plain = save_figure(plot_values(VALUES).figure, tmp_path, "plain", kinds=[".png"])
    with matplotlib.style.context("dark_background"), matplotlib.rc_context({"font.size": 20}):
        dark = save_figure(plot_values(VALUES).figure, tmp_path, "dark", kinds=[".png"])
    assert plain[0].read_bytes() == dark[0].read_bytes()


@pytest.mark.parametrize("kind", [".png", ".pdf", ".svg", ".csv"])
def test_figures_are_the_same_bytes_again(kind, tmp_path):
    saved = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        axes = plot_control_phase(cells=5)
        (path,) = save_figure(axes.figure, tmp_path / folder, "f", kinds=[kind])
        saved.append(path.read_bytes())
    assert saved[0] == saved[1]


def test_texts_are_in_the_files(tmp_path):
    axes = plot_values({"Shapley value φ": {"US": 0.75, "CN & Co": -0.25}})
    alt = "Bars of Shapley value φ: US 0.75, CN & Co −0.25."
    assert figure_alt(axes.figure) == figure_alt(axes) == alt
    png, pdf, svg, table = save_figure(
        axes.figure, tmp_path, "v", kinds=[".png", ".pdf", ".svg", ".csv"], title="Values"
    )
    assert Image.open(png).text == {"Title": "Values", "Description": alt}
    reader = pypdf.PdfReader(pdf)
    assert reader.metadata.subject == alt
    assert "CN & Co" in reader.pages[0].extract_text()
    text = svg.read_text(encoding="utf-8")
    assert 'role="img" aria-label="Bars of Shapley value φ: US 0.75, CN &amp; Co −0.25."' in text
    assert ">CN &amp; Co</text>" in text
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {"player": "US", "name": "Shapley value φ", "value": "0.75"},
        {"player": "CN & Co", "name": "Shapley value φ", "value": "-0.25"},
    ]


def test_fonts_are_outlines_that_journals_take(tmp_path):
    (path,) = save_figure(plot_values(VALUES).figure, tmp_path, "v", kinds=[".pdf"])
    fonts = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"]
    kinds = {font.get_object()["/Subtype"] for font in fonts.values()}
    assert kinds == {"/Type0"}  # 42 in matplotlib; type 3 is what journals refuse


@pytest.mark.parametrize(("width", "inches"), [("column", 3.5), ("page", 7.2), (5, 5)])
def test_files_have_the_width_of_the_journal(width, inches, tmp_path):
    axes = plot_core(CoalitionalGame.from_worths({("A", "B", "C"): 1}), width=width)
    (path,) = save_figure(axes.figure, tmp_path, "f", kinds=[".pdf"])
    assert float(pypdf.PdfReader(path).pages[0].mediabox.width) / 72 == pytest.approx(inches)


def test_a_figure_grows_where_it_would_be_cut(tmp_path):
    figure = blank_figure(2, 1)
    figure.text(0.9, 0.5, "a text that is longer than the figure", clip_on=False)
    (path,) = save_figure(figure, tmp_path, "f", kinds=[".pdf"])
    page = pypdf.PdfReader(path).pages[0]
    assert float(page.mediabox.width) / 72 > 3
    assert "longer than the figure" in page.extract_text()


def test_texts_can_be_replaced_and_panels_are_named():
    figure = panels()
    data = figure_data(figure)
    assert data["panel"].unique().tolist() == ["1", "2", "3", "4"]
    assert figure_alt(figure).startswith("1: Stacked bars")
    set_alt(figure, "Four years.")
    assert figure_alt(figure) == "Four years."


def test_names_with_dollars_are_not_formulas():
    figure = GALLERY["dollars"]().figure
    assert not any(text.get_parse_math() for text in figure.findobj(Text) if "$" in text.get_text())


def test_labels_of_one_place_are_joined():
    found = joined_points({"A": [0, 0], "B": [1, 0], "C": [1e-9, 0]}, tol=1e-6)
    assert [label for label, _, _ in found] == ["A = C", "B"]


@pytest.mark.parametrize("seed", range(5))
def test_labels_avoid_each_other_and_the_points(seed):
    points = np.random.default_rng(seed).random((14, 2)) * 0.6 + 0.2
    axes = new_axes(4, 4)
    with styled():
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.plot(*points.T, "o", markersize=5)
        labels = place_labels(axes, points, [f"label {k}" for k in range(14)])
    axes.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(label) for label in labels]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    for place in axes.transData.transform(points):
        assert not any(box.contains(*place) for box in boxes)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: figure_size("half", 1), InvalidArgumentError, "width must be 'column', 'page'"),
        (lambda: figure_size(0.1, 1), InvalidArgumentError, "width must be 1 to 30 inches"),
        (lambda: figure_size(True, 1), InvalidArgumentError, "width must be 'column', 'page'"),
        (lambda: figure_data(blank_figure(2, 2)), InvalidArgumentError, "no numbers to give"),
        (lambda: save_figure(blank_figure(2, 2), "x", "f", kinds=[".tif"]), UnknownNameError,
         "kinds: kind '.tif' is unknown"),
        (lambda: save_figure(blank_figure(2, 2), "x", "f", kinds=[]), InvalidArgumentError,
         "kinds must name some"),
        (lambda: save_figure(blank_figure(2, 2), "no/folder", "f"), DataFileError, "written"),
        (lambda: plot_values(VALUES, ax=3), InvalidArgumentError, "ax must be axes of matplotlib"),
        (lambda: plot_core(CoalitionalGame.from_worths({("A", "B", "C"): 1}), ax=new_axes(3, 3)),
         InvalidArgumentError, "ax must have the projection 'ternary', got 'rectilinear'"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def draw_baselines():
    """Draw the pictures anew, to be looked at before they are kept."""
    BASELINES.mkdir(exist_ok=True)
    for name, make in PLAIN.items():
        (path,) = save_figure(make().figure, BASELINES, name, kinds=[".png"], dpi=DPI)
        Image.open(path).convert("RGB").save(path, optimize=True)


if __name__ == "__main__":
    draw_baselines()
