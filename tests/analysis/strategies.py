"""States of the world for property tests: exact, small, and of every shape."""

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from lilliput.analysis import State

POSITIVE = st.fractions(Fraction(1, 6), 6, max_denominator=6)
UNIT = st.fractions(0, 1, max_denominator=6)


@st.composite
def states(draw, least=2, most=5, rivals=True, equal_capabilities=False):
    n = draw(st.integers(least, most))
    powers = [f"P{i}" for i in range(n)]
    stake = st.fractions(-2 if rivals else 0, 4, max_denominator=6)
    capabilities = [Fraction(1)] * n
    if not equal_capabilities:
        capabilities = draw(st.lists(POSITIVE, min_size=n, max_size=n))
    return State(
        powers=powers,
        hub=draw(st.sampled_from(powers)),
        capabilities=capabilities,
        stakes={pair: draw(stake) for pair in combinations(powers, 2)},
        collective_good=draw(UNIT),
        outside_options=draw(st.lists(UNIT, min_size=n, max_size=n)),
        discount_factor=draw(UNIT),
        costs=(draw(UNIT), draw(UNIT), draw(UNIT)),
        brokerage=draw(UNIT),
    )
