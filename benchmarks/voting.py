"""Power indices against their peers."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from samples import weighted, weights_and_quota
from timing import Row, cpu_seconds

from lilliput.analysis.data import BODIES
from lilliput.games import banzhaf_power, shapley_shubik

__all__ = ["rows"]


def rows(*, full: bool) -> Iterator[Row]:
    """Yield the rows; `full` adds the error at 500 players, which takes exact arithmetic long."""
    yield peer_row(50)
    for n, mark in ((200, ".3"), (500, "2")):
        yield shapley_shubik_row(n, mark, exact=n == 200 or full)
    yield banzhaf_row(500)
    for key, mark in (("EU-27-Nice", ".5"), ("EU-27-Lisbon", "1.5"), ("EU-28", "1.5")):
        game = BODIES[key].game()
        rules = f"{game.n} players, {len(game.rules)} rules"
        ours = cpu_seconds(lambda game=game: shapley_shubik(game), most=2)
        yield Row(f"Shapley–Shubik, {key} ({rules})", ours, mark)


def peer_row(n: int) -> Row:
    """Shapley–Shubik index of 50 players: powerindices counts in int64 and cannot do more."""
    weights, quota = weights_and_quota(n)
    game = weighted(n)
    ours = cpu_seconds(lambda: shapley_shubik(game))
    exact = shapley_shubik(game, exact=True)
    note, theirs = f"largest error {largest_error(shapley_shubik(game), exact):.0e}", None
    try:
        import powerindices
    except ImportError:
        pass
    else:
        found: list[Any] = []

        def run() -> None:
            found[:] = powerindices.compute_ssi(quota, [int(w) for w in weights])

        theirs = cpu_seconds(run, most=1)
        apart = max(abs(float(e) - f) for e, f in zip(exact, found, strict=True))
        note += f"; theirs {apart:.0e}"
    return Row(f"Shapley–Shubik, weights 1–100, n={n}", ours, "", "powerindices", theirs, note)


def shapley_shubik_row(n: int, mark: str, *, exact: bool) -> Row:
    """Shapley–Shubik index by quadrature, and its error against exact fractions."""
    game = weighted(n)
    ours = cpu_seconds(lambda: shapley_shubik(game), most=3)
    note = ""
    if exact:
        error = largest_error(shapley_shubik(game), shapley_shubik(game, exact=True))
        note = f"largest error {error:.0e} (mark 1e-13)"
    return Row(f"Shapley–Shubik, weights 1–100, n={n}", ours, mark, error=note)


def banzhaf_row(n: int) -> Row:
    """Banzhaf measure from exact integers; powerindices' int64 counts overflow."""
    weights, quota = weights_and_quota(n)
    game = weighted(n)
    ours = cpu_seconds(lambda: banzhaf_power(game, exact=True), most=3)
    note, theirs = "exact", None
    try:
        import powerindices
    except ImportError:
        pass
    else:
        small_weights, small_quota = weights_and_quota(100)
        truth = banzhaf_power(weighted(100), exact=True)
        found = powerindices.compute_pbi(small_quota, [int(w) for w in small_weights])
        apart = max(abs(float(e) - f) for e, f in zip(truth, found, strict=True))
        note += f"; powerindices at n=100 is off by {apart:.1e}"
        theirs = cpu_seconds(
            lambda: powerindices.compute_pbi(quota, [int(w) for w in weights]), most=1
        )
    return Row(f"Banzhaf, weights 1–100, n={n}", ours, ".2", "powerindices", theirs, note)


def largest_error(values: Any, exact: Any) -> float:
    """Return the largest difference between floats and Fractions."""
    return float(max(abs(Fraction(float(v)) - e) for v, e in zip(values, exact, strict=True)))
