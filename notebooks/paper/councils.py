"""When the small unite: in the Security Council, and against a hub that needs some of them."""

from typing import Any

import pandas as pd
from part import Part

from lilliput.analysis import PaperTable, claims
from lilliput.analysis.data import BODIES
from lilliput.games import owen_index, shapley_shubik

__all__ = ["councils", "uniting"]

_BANZHAF = "normalised Banzhaf index, with the bloc as one"


def councils() -> Part:
    """Return the Security Council by both charters, and what a bloc of elected members gets."""
    before, after = (_Council(f"UNSC-{year}") for year in (1946, 1966))
    numbers = {
        "council.before.ratio": float(before.permanent / before.apart),
        "council.after.ratio": float(after.permanent / after.apart),
        "council.before.together": len(before.elected) * before.apart,
        "council.after.together": len(after.elected) * after.apart,
        "council.bloc": after.united_permanent,
        "council.times": float(after.united[len(after.elected)] / after.apart),
        "council.best": after.best,
    }
    facts = {
        "council.reform": numbers["council.after.together"] > numbers["council.before.together"]
        and after.apart < before.apart,
        "council.alike": all(
            c.united_permanent == len(c.elected) * c.united[len(c.elected)] for c in (before, after)
        ),
        "council.blocking": all(
            c.best == len(c.elected) - c.needed + 1 and c.outsiders == 0 for c in (before, after)
        ),
    }
    frame = pd.DataFrame({"1946": before.row(), "1966": after.row()}, dtype=object).T
    frame = frame.rename_axis("from")
    frame.columns = pd.MultiIndex.from_tuples(list(frame.columns))
    table = PaperTable(
        frame,
        caption="The United Nations Security Council: voting power apart and united",
        label="tab:council",
        notes="Shapley–Shubik index of one member, and Owen index where all elected members, or as "
        "few as suffice to block, vote as one bloc and share equally. Five permanent members have "
        "a veto; abstention counts as a vote against.",
    )
    return Part(numbers, facts, {"council": table})


class _Council:
    """A charter of the Security Council, and its elected members apart and as a bloc."""

    def __init__(self, body: str) -> None:
        game = BODIES[body].game()
        self.elected = [name for name in game.players if name.startswith("elected")]
        self.needed = BODIES[body].quota - (len(game.players) - len(self.elected))
        power = shapley_shubik(game, exact=True)
        self.apart, self.permanent = power[self.elected[0]], power["US"]
        blocs = {
            size: owen_index(game, [self.elected[:size]], exact=True)
            for size in range(2, len(self.elected) + 1)
        }
        self.united = {size: index[self.elected[0]] for size, index in blocs.items()}
        self.united_permanent = blocs[len(self.elected)]["US"]
        self.best = max(self.united, key=lambda size: self.united[size])
        self.outsiders = blocs[self.best][self.elected[-1]]

    def row(self) -> dict[tuple[str, str], Any]:
        """Return the row of the table."""
        return {
            ("Elected", "members"): len(self.elected),
            ("Elected", "needed"): self.needed,
            ("Apart", "permanent"): self.permanent,
            ("Apart", "elected"): self.apart,
            ("All elected united", "permanent"): self.united_permanent,
            ("All elected united", "elected"): self.united[len(self.elected)],
            ("Blocking bloc", "size"): self.best,
            ("Blocking bloc", "elected"): self.united[self.best],
        }


def uniting() -> Part:
    """Return when a union of all small states against a hub pays (M10a)."""
    import sympy

    model = claims["C10"].models["M10a"]
    m, k = sympy.symbols("m k", positive=True)
    few, many = model.test(m=6, k=2), model.test(m=6, k=4)
    fewer, more = (model.by_concept(m=6, k=needed)["verdict"] for needed in (2, 4))
    numbers = {
        "union.m": 6,
        "union.few.k": 2,
        "union.few.gain": few.margin,
        "union.many.k": 4,
        "union.many.gain": many.margin,
    }
    gain = sympy.sympify(str(model.closed_form), {"m": m, "k": k})
    facts = {
        "union.boundary": sympy.solve(gain, k) == [(m + 1) / 2],
        "union.signs": few.margin > 0 > many.margin,
        "union.banzhaf_agrees": fewer[_BANZHAF] == "holds" and more[_BANZHAF] == "fails",
        "union.others_hold": set(more[["nucleolus, with the bloc as one", "Nash-in-Nash"]])
        == {"holds"},
    }
    return Part(numbers, facts)
