"""Control of the strong and of the weak: Cha's table, its region, and real powers."""

from typing import TYPE_CHECKING

from part import Part

from lilliput.analysis import case_named, claims, grid, sweep
from lilliput.analysis.cases.evidence import scores
from lilliput.analysis.claims.control_quadrants import cha_region
from lilliput.analysis.figures import plot_phase_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["allies", "control"]

_DRAWS = 20_000
_CELLS = 40
_HIGHEST = 0.12  # τ in the figure
_ALLIES = ("JPN", "ROK", "TAW", "PHI", "AUL", "NEW")


def control() -> Part:
    """Return Cha's region, for a great power as large as the United States in 1955."""
    sizes = scores(None, year=1955, powers=["USA", *_ALLIES])
    great = float(sizes["USA"] / sizes[list(_ALLIES)].mean())
    model = claims["C13"].models["M11-quadrants"]
    given = {name: parameter.default for name, parameter in model.parameters.items()}
    region = cha_region(_DRAWS)
    design = grid(
        {
            "psi": [(i + 0.5) / _CELLS for i in range(_CELLS)],
            "tau": [_HIGHEST * (i + 0.5) / _CELLS for i in range(_CELLS)],
            "G": [great],
        }
    )
    found = sweep(model, design, progress=False).to_pandas()
    horizontal, vertical = "alignment of the partners ψ", "cost of organising a unit of partners τ"
    found = found.rename(columns={"psi": horizontal, "tau": vertical})
    axes = plot_phase_plane(found, horizontal, vertical, output="verdict", boundary="trace")
    cost = float(given["k"])
    _framed(axes, (0.5, great / (1 + great)), (cost / great, cost))
    numbers = {
        "cha.great": great,
        "cha.draws": _DRAWS,
        "cha.stake": int(given["V"]),
        "cha.cost": cost,
        "cha.outside": float(region.loc["MMBM", "outside"] / region["outside"].sum()),
    }
    facts = {
        "cha.enough": list(region.index[region["inside"] > 0]) == ["MMBM"],
        "cha.not_needed": bool(region.loc["MMBM", "outside"] > 0),
    }
    return Part(numbers, facts, figures={"control": axes.figure})


def _framed(axes: "Axes", x: tuple[float, float], y: tuple[float, float]) -> None:
    """Draw a dashed frame, and call regions and boundary by what they mean here."""
    corners = [(x[i], y[j]) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    axes.plot(*zip(*corners, strict=True), color="black", linewidth=1.2, linestyle=(0, (3, 2)),
              zorder=5)  # fmt: skip
    for text in list(axes.texts):
        text.remove()
    meanings = {"holds": "Cha's table", "fails": "another", "margin = 0": "boundary"}
    for text in axes.get_legend().get_texts():
        text.set_text(meanings[text.get_text()])


def allies() -> Part:
    """Return control with real powers: East Asia in 1955, and Germany and Russia in 1962."""
    table = case_named("san-francisco-1955").tables["control"]
    controller, target = (table.index.get_level_values(level) for level in (0, 1))
    small, strong = controller != "USA", target.isin(["RUS", "CHN"])
    multi = table["choice"] == "multilateral"
    nato = case_named("nato-five-1962").to_frame()["value"]
    findings = {item: float(value) for (claim, item), value in nato.items() if claim == "C12"}
    alliance = "premium of the alliance"
    numbers = {
        "asia.allies": int((~small & ~strong).sum()),
        "asia.small_small": int((multi & small & ~strong).sum()),
        "asia.small_small.of": int((small & ~strong).sum()),
        "nato.control.ally": findings[f"USA over GFR: {alliance}"],
        "nato.control.rival": findings[f"USA over RUS: {alliance}"],
    }
    facts = {
        "asia.hub_alone": not multi[~small & ~strong].any(),
        "asia.great_together": bool(multi[strong].all()),
        "asia.small_differ": numbers["asia.small_small"] < numbers["asia.small_small.of"],
        "nato.control.signs": findings[f"USA over GFR: {alliance}"]
        < 0
        < findings[f"USA over RUS: {alliance}"],
    }
    return Part(numbers, facts)
