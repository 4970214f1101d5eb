"""Games with externalities, formation, legislative bargaining and repeated games: our own marks.

No other package that we know of does this work, so that there is no peer; QuantEcon has the
equilibrium payoffs of repeated games.
"""

from collections.abc import Iterator

import numpy as np
from timing import Row, cpu_seconds

from lilliput.games import (
    CoalitionalGame,
    HedonicGame,
    NormalFormGame,
    PartitionGame,
    StructurePayoffs,
    baron_ferejohn,
    batched_concession_discount_factors,
    bell_number,
    characteristic_function,
    cournot_discount_factors,
    cournot_game,
    equilibrium_payoff_set,
    externality_free_value,
    grim_discount_factors,
    has_positive_externalities,
    mcquillin_value,
    membership_equilibria,
    myerson_partition_value,
    partition_core,
    stable_partitions,
)

__all__ = ["rows"]

_TEN = [f"p{i}" for i in range(10)]


def rows(*, full: bool) -> Iterator[Row]:
    """Yield the rows; `full` adds the slower solution concepts."""
    yield from partition_rows()
    yield from formation_rows(full=full)
    yield from legislative_rows()
    yield from repeated_rows()


def partition_rows() -> Iterator[Row]:
    """Values of a random game of ten players; properties of a Cournot game that hold."""
    rng = np.random.default_rng(0)
    count = bell_number(11) - bell_number(10)
    game = PartitionGame(_TEN, rng.random(count))
    for name, solve in (
        ("externality-free value", externality_free_value),
        ("McQuillin value", mcquillin_value),
        ("Myerson value", myerson_partition_value),
        ("γ-characteristic function", lambda g: characteristic_function(g, "singletons")),
    ):
        note = f"{count} embedded coalitions"
        yield Row(f"{name}, n=10", cpu_seconds(lambda s=solve: s(game)), "2", error=note)  # type: ignore[misc]
    cartels = cournot_game({name: float(k) / 10 for k, name in enumerate(_TEN)}, intercept=12.0)
    ours = cpu_seconds(lambda: has_positive_externalities(cartels))
    yield Row("positive externalities of cartels, n=10", ours, "2")
    ours = cpu_seconds(lambda: partition_core(cartels, "singletons"))
    yield Row("γ-core of cartels, n=10", ours, "2")


def formation_rows(*, full: bool) -> Iterator[Row]:
    """Stable structures and partitions of ten players, out of 115,975."""
    rng = np.random.default_rng(1)
    table = rng.random((bell_number(10), 10))
    payoffs = StructurePayoffs(_TEN, table)
    for rule in ("open", "gamma", "delta"):
        ours = cpu_seconds(lambda r=rule: membership_equilibria(payoffs, rule=r), most=2)  # type: ignore[misc]
        found = len(membership_equilibria(payoffs, rule=rule))
        yield Row(f"Nash structures, {rule}, n=10", ours, "2", error=f"{found} found")
    game = HedonicGame.additive(_TEN, rng.integers(-9, 10, (10, 10)) * (1 - np.eye(10, dtype=int)))
    for concept in ("core", "nash", "individual", "pareto") if full else ("core", "nash"):
        ours = cpu_seconds(lambda c=concept: stable_partitions(game, c), most=3)  # type: ignore[misc]
        note = f"{len(stable_partitions(game, concept))} found"
        yield Row(f"hedonic {concept}, n=10, all partitions", ours, "2", error=note)


def legislative_rows() -> Iterator[Row]:
    """Fifteen members and an arbitrary set of winning coalitions."""
    rng = np.random.default_rng(2)
    minimal = rng.choice(2**15, 400, replace=False)
    masks = np.arange(2**15)
    wins = np.zeros(2**15, dtype=bool)
    for mask in minimal[[bin(m).count("1") > 5 for m in minimal]]:
        wins |= (masks & mask) == mask
    game = CoalitionalGame([f"member {i}" for i in range(15)], wins.astype(float))
    found = baron_ferejohn(game, discount_factors=0.9)
    ours = cpu_seconds(lambda: baron_ferejohn(game, discount_factors=0.9), most=3)
    note = "proved" if found.exact else f"residual {found.residual:.0e}"
    yield Row("Baron–Ferejohn, 15 members, arbitrary rule", ours, "1", error=note)


def repeated_rows() -> Iterator[Row]:
    """Critical discount factors of a million points, and equilibrium payoffs of one game."""
    rng = np.random.default_rng(3)
    million = 10**6
    networks = rng.random((million, 3, 3))
    tensors = rng.random((million, 2, 2, 2))
    firms = rng.integers(2, 100, million)
    for name, action in (
        ("concessions of 3, pooled", lambda: batched_concession_discount_factors(networks)),
        ("grim trigger, 2×2 games", lambda: grim_discount_factors(tensors, (0, 0), (1, 1))),
        ("Cournot", lambda: cournot_discount_factors(firms)),
    ):
        yield Row(f"10^6 critical discount factors: {name}", cpu_seconds(action), "1")
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    ours = cpu_seconds(lambda: equilibrium_payoff_set(dilemma, 0.5))
    exact = "exact" if equilibrium_payoff_set(dilemma, 0.5).exact else "a bound"
    yield Row("equilibrium payoffs of the dilemma, δ=½", ours, error=exact)
