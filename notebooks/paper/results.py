"""The results of the article, all from the toolkit and the data in it."""

from fractions import Fraction

from control import allies, control
from councils import councils, uniting
from part import Part, joined
from premiums import assumptions, buying_in, premiums_by_scenario, which_property, who_gains
from robustness import robustness

from lilliput.analysis import claims

__all__ = ["compute"]


def compute() -> Part:
    """Return everything that the article prints, section by section."""
    premiums = premiums_by_scenario()
    return joined(
        [
            assumptions(premiums),
            who_gains(premiums),
            which_property(premiums),
            buying_in(premiums),
            councils(),
            uniting(),
            control(),
            allies(),
            limits(),
            robustness(),
        ]
    )


def limits() -> Part:
    """Return boundaries beyond which multilateralism loses."""
    noise = claims["C5"].models["M5c"]
    powers = {"few": 3, "some": 5, "many": 10}
    rates = {name: float(noise.test(n=n).boundary["epsilon"]) for name, n in powers.items()}
    numbers = {
        **{f"noise.{name}.powers": n for name, n in powers.items()},
        **{f"noise.{name}": rate for name, rate in rates.items()},
        "noise.favour": Fraction(noise.test().parameters["c"]),
        "noise.surplus": Fraction(noise.test().parameters["s"]),
        "riding.signatures": int(claims["C16"].models["M16-free-riding"].test().boundary["signed"]),
    }
    return Part(numbers, {"noise.falls": rates["few"] > rates["some"] > rates["many"]})
