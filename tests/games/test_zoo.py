"""Named games and random ones: their published equilibria, by brute force over pure profiles."""

import inspect
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, is_nash, nash_equilibria, regret
from lilliput.games.equilibria.methods.vertex_enumeration import solve as extreme_equilibria
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
)
from lilliput.games.zoo import (
    GAMES,
    bagwell_1995,
    battle_of_the_sexes,
    centipede,
    chicken,
    collective_security,
    contest,
    coordination_game,
    cournot,
    el_farol,
    entry_game,
    hawk_dove,
    matching_pennies,
    mckelvey_mclennan_1997,
    minimum_effort,
    named_game,
    nash_demand,
    nau_2004,
    prisoners_dilemma,
    public_goods,
    random_normal_form,
    rock_paper_scissors,
    shapley_1964,
    stag_hunt,
    travelers_dilemma,
    volunteers_dilemma,
    von_stengel_1999,
    winkels_1979,
)


def pure(game):
    """The pure equilibria by name, by plain loops over profiles and deviations."""
    found = []
    for cell in np.ndindex(game.shape):
        stays = True
        for i, m in enumerate(game.shape):
            here = game.payoffs[(i, *cell)]
            others = [game.payoffs[(i, *cell[:i], s, *cell[i + 1 :])] for s in range(m)]
            stays = stays and max(others) <= here
        if stays:
            found.append(tuple(own[s] for own, s in zip(game.strategies, cell, strict=True)))
    return found


def is_symmetric(game):
    """Whether exchanging any two players exchanges their payoffs and changes no other's."""
    for i, j in combinations(range(game.n), 2):
        order = list(range(game.n))
        order[i], order[j] = j, i
        moved = game.payoffs[order].transpose([0, *(k + 1 for k in order)])
        if not (moved == game.payoffs).all():
            return False
    return True


@pytest.mark.parametrize("name", GAMES)
def test_every_game_has_a_name_a_source_and_exact_payoffs(name):
    entry = GAMES[name]
    game = named_game(name)
    assert game == entry() == entry.build() == named_game(entry.build.__name__)
    assert game.kind == "fraction"
    year = "".join(c for c in entry.source if c.isdigit())
    assert len(year) == 4
    assert f"({year})" in inspect.getdoc(entry.build)
    assert name in repr(entry)


def test_names_are_found_however_they_are_written():
    assert named_game("VON-STENGEL 1999") == von_stengel_1999()
    assert named_game("prisoners dilemma", T=7).payoffs.max() == 7
    with pytest.raises(UnknownNameError, match="did you mean chicken"):
        named_game("chickens")


@pytest.mark.parametrize(
    ("game", "equilibria"),
    [
        (prisoners_dilemma(), [("defect", "defect")]),
        (chicken(), [("swerve", "straight"), ("straight", "swerve")]),
        (hawk_dove(2, 4), [("hawk", "dove"), ("dove", "hawk")]),
        (hawk_dove(4, 2), [("hawk", "hawk")]),
        (stag_hunt(), [("stag", "stag"), ("hare", "hare")]),
        (battle_of_the_sexes(), [("fight", "fight"), ("ballet", "ballet")]),
        (matching_pennies(), []),
        (rock_paper_scissors(), []),
        (shapley_1964(), []),
        (entry_game(), [("out", "fight"), ("in", "accommodate")]),
        (bagwell_1995(), [("C", "CC")]),
        (bagwell_1995(Fraction(1, 3)), [("C", "CC")]),
        (travelers_dilemma(2, 8), [("2", "2")]),
        (travelers_dilemma(2, 100, 2), [("2", "2")]),
        (travelers_dilemma(180, 200, 5), [("180", "180")]),
        (public_goods(4, 2), [("0",) * 4]),
        (public_goods(3, 4), [("1",) * 3]),
        (public_goods(3, 2, levels=(0, Fraction(1, 2), 1)), [("0",) * 3]),
        (minimum_effort(3, 4), [(str(k),) * 3 for k in range(1, 5)]),
        (coordination_game(3, 2), [("1", "1"), ("2", "2"), ("3", "3")]),
        (coordination_game(2, 3), [("1", "1", "1"), ("2", "2", "2")]),
    ],
)
def test_pure_equilibria_of_the_classics(game, equilibria):
    found = pure(game)
    assert found == equilibria
    assert all(is_nash(game, list(profile)) for profile in found)


# For each named game: parameters, and the number of its (extreme) equilibria and components.
# Where no paper states it: strict dominance leaves one; 2 × 2 games of coordination, or of its
# opposite, have two pure and one mixed; the rest is derived in a test below.
KNOWN = {
    "prisoner's dilemma": ({}, 1, 1),
    "chicken": ({}, 3, 3),
    "hawk-dove": ({}, 3, 3),
    "stag hunt": ({}, 3, 3),
    "battle of the sexes": ({}, 3, 3),
    "matching pennies": ({}, 1, 1),
    "rock paper scissors": ({"win": 3}, 1, 1),
    "coordination game": ({"strategies": 4}, 15, 15),
    "entry game": ({}, 3, 2),
    "Shapley 1964": ({}, 1, 1),
    "von Stengel 3x2": ({}, 3, 3),
    "von Stengel 1999": ({}, 75, 75),
    "Winkels 1979": ({}, 12, 1),
    "Bagwell 1995": ({}, 3, 3),
    "McKelvey-McLennan 1997": ({}, 9, None),
    "Nau 2004": ({}, 1, None),
    "traveler's dilemma": ({"high": 8}, 1, 1),
    "Nash demand game": ({"grid": 2}, 6, 2),
    "contest": ({}, 1, 1),
    "Cournot": ({}, 3, 3),
    "centipede": ({}, 4, 1),
    "public goods": ({}, 1, None),
    "volunteer's dilemma": ({}, 7, None),
    "collective security": ({}, 9, None),
    "minimum effort": ({}, 28, 28),
    "El Farol": ({"n": 3, "capacity": 1}, 7, None),
}


@pytest.mark.parametrize("name", GAMES)
def test_every_game_has_its_known_number_of_equilibria(name):
    parameters, number, components = KNOWN[name]
    found = nash_equilibria(named_game(name, **parameters))
    assert len(found) == number
    assert found.complete == "proved"
    assert components is None or len(found.components) == components
    isolated = [e.index for e in found]
    if components == number or (components is None and None not in isolated):
        assert sum(isolated) == 1  # as indices do


def plays(found):
    """The equilibria as a set, each strategy as its probabilities."""
    return {tuple(tuple(mix) for mix in e.strategies.values()) for e in found}


def test_winkels_1979_has_seven_maximal_nash_subsets():
    (component,) = nash_equilibria(winkels_1979()).components
    assert len(component.subsets) == 7


def test_the_threat_to_fight_deters_entry_up_to_indifference():
    """Selten (1978): out is best while fighting has probability ≥ share/(share − fight)."""
    found = nash_equilibria(entry_game(stay_out=5, share=1, fight=-2))
    third = Fraction(1, 3)
    assert plays(found) == {((1, 0), (1, 0)), ((0, 1), (0, 1)), ((1, 0), (third, 1 - third))}
    assert sorted(part.index for part in found.components) == [0, 1]


def test_bagwells_mixed_equilibria():
    """Both leads are played; the follower trusts a signal with a chance that makes them equal."""
    e = Fraction(1, 100)
    pure, *mixed = nash_equilibria(bagwell_1995(e))
    assert pure.supports == {"leader": ("C",), "follower": ("CC",)}
    for found in mixed:
        assert found.supports["leader"] == ("S", "C")
        assert "SC" in found.supports["follower"]
    for e in (Fraction(1, 10), Fraction(1, 5)):
        for found in nash_equilibria(bagwell_1995(e)):
            assert is_nash(bagwell_1995(e), {p: dict(m) for p, m in found.strategies.items()})


@pytest.mark.parametrize("n", [2, 3, 4])
def test_in_volunteers_dilemma_any_group_may_be_the_one_that_mixes(n):
    """2**n − 1 equilibria: members of a group of k > 1 idle with q, q**(k − 1) = cost/value."""
    game = volunteers_dilemma(n, value=64, cost=1)
    found = nash_equilibria(game)
    assert len(found) == 2**n - 1
    for one in found:
        group = [p for p, mix in one.strategies.items() if mix["volunteer"] != 0]
        for player in group:
            idle = one.strategies[player]["idle"]
            assert idle ** (len(group) - 1) == (Fraction(1, 64) if len(group) > 1 else 1)


def test_collective_security_at_the_brink():
    """Palfrey and Rosenthal (1984): 2 p (1 − p) = cost/value has the roots 1/3 and 2/3 at 4/9."""
    third = Fraction(1, 3)
    found = plays(nash_equilibria(collective_security()))
    for p in (third, 2 * third):
        assert ((p, 1 - p),) * 3 in found
    five = Fraction(5, 9)  # with one sure member the others are two volunteers: 1 − q = cost/value
    assert ((1, 0), (five, 1 - five), (five, 1 - five)) in found


@pytest.mark.parametrize("levels", [2, 3, 5])
def test_efforts_mix_in_pairs(levels):
    """Two players, benefit 2, cost 1: any two levels, each with 1/2, and any one level."""
    half = Fraction(1, 2)
    every = set()
    for pair in [*combinations(range(levels), 2), *((k, k) for k in range(levels))]:
        mix = [Fraction(0)] * levels
        for k in pair:
            mix[k] += half
        every.add((tuple(mix),) * 2)
    assert plays(nash_equilibria(minimum_effort(2, levels))) == every


def test_coordination_mixes_evenly_over_any_set():
    found = plays(nash_equilibria(coordination_game(4)))
    sets = [c for size in range(1, 5) for c in combinations(range(4), size)]
    even = [tuple(Fraction(k in c, len(c)) for k in range(4)) for c in sets]
    assert found == {(mix, mix) for mix in even}


def test_the_bar_is_full_or_each_of_a_group_tosses_a_coin():
    """El Farol with 3 players and room for 1, payoffs 1, −1, 0."""
    found = nash_equilibria(el_farol(3, 1))
    half = (Fraction(1, 2), Fraction(1, 2))
    assert {sum(mix[0] == 1 for mix in p) for p in plays(found) if set(p) <= {(1, 0), (0, 1)}} == {
        1
    }
    for place in range(3):  # one stays at home for sure, two toss a coin
        profile = [half] * 3
        profile[place] = (0, 1)
        assert tuple(profile) in plays(found)
    (full,) = (e for e in found if all(len(s) == 2 for s in e.supports.values()))
    stay = full.strategies["1"]["stay"]  # all alike: (1 − p)² = 1/2, irrational
    assert abs(float(stay) ** 2 - 0.5) < 1e-12


def test_irrational_probabilities_of_nau_2004():
    (found,) = nash_equilibria(nau_2004())
    assert found.certificate.kind == "algebraic"
    assert all(len(s) == 2 for s in found.supports.values())


def test_the_fully_mixed_of_mckelvey_and_mclennan():
    found = nash_equilibria(mckelvey_mclennan_1997())
    assert sum(all(len(s) == 2 for s in e.supports.values()) for e in found) == 2


def test_claims_fall_to_the_least_and_the_first_takes_the_pile():
    """Basu (1994) and Rosenthal (1981), among mixed strategies too."""
    for high, bonus in ((8, 2), (9, Fraction(3, 2)), (10, 5)):
        (only,) = nash_equilibria(travelers_dilemma(2, high, bonus))
        assert only.supports == {"1": ("2",), "2": ("2",)}
    for legs in (2, 3, 4, 5):
        assert {e.supports["1"] for e in nash_equilibria(centipede(legs))} == {("leg 1",)}


def test_of_halves_all_or_nothing():
    """Demands 0, 1/2, 1 with x = (a, b, c): against 1 all is worth 0; 1 is best against a ≥ b."""
    half = Fraction(1, 2)
    weak = [(1, 0, 0), (0, 0, 1), (half, half, 0)]  # the vertices of a ≥ b
    all_or_nothing = {(x, (0, 0, 1)) for x in weak} | {((0, 0, 1), x) for x in weak}
    assert plays(nash_equilibria(nash_demand(2))) == all_or_nothing | {((0, 1, 0), (0, 1, 0))}


def test_the_grids_of_contest_and_cournot():
    assert plays(nash_equilibria(contest())) == {((0, 1, 0, 0, 0),) * 2}
    outputs = {tuple(s[0] for s in e.supports.values()) for e in nash_equilibria(cournot())}
    assert outputs == {("4", "4"), ("3", "5"), ("5", "3")}


def test_mixed_equilibria_by_formula():
    sexes = battle_of_the_sexes(5, 3)
    assert (
        sexes.payoff([[Fraction(5, 8), Fraction(3, 8)], [Fraction(3, 8), Fraction(5, 8)]])
        .eq(Fraction(15, 8))
        .all()
    )
    assert is_nash(sexes, [[Fraction(5, 8), Fraction(3, 8)], [Fraction(3, 8), Fraction(5, 8)]])
    third = [Fraction(1, 3)] * 3
    assert is_nash(shapley_1964(), [third, third])
    assert is_nash(rock_paper_scissors(5, -2), [third, third])
    assert is_nash(hawk_dove(2, 6), [[Fraction(1, 3), Fraction(2, 3)]] * 2)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_volunteers_dilemma(n):
    """Diekmann (1985): idle with probability (cost/value)^(1/(n − 1)); here a rational number."""
    idle = Fraction(1, 2)
    game = volunteers_dilemma(n, value=2 ** (n - 1), cost=1)
    assert is_nash(game, [[1 - idle, idle]] * n)
    assert len(pure(game)) == n
    assert all(profile.count("volunteer") == 1 for profile in pure(game))


@pytest.mark.parametrize(("n", "threshold"), [(2, 1), (3, 2), (4, 2), (4, 4), (5, 3)])
def test_collective_security(n, threshold):
    """Palfrey and Rosenthal (1984): exactly as many as needed, or nobody."""
    found = pure(collective_security(n, threshold))
    assert {p.count("join") for p in found} == {threshold} | ({0} if threshold > 1 else set())
    assert len(found) == comb(n, threshold) + (threshold > 1)


@pytest.mark.parametrize(("n", "capacity"), [(1, 0), (3, 1), (4, 2), (5, 3)])
def test_el_farol(n, capacity):
    found = pure(el_farol(n, capacity))
    assert len(found) == comb(n, capacity)
    assert {profile.count("go") for profile in found} == {capacity}


def test_shares_that_use_up_the_pie_are_equilibria():
    """Nash (1953), on a grid; and demanding everything, when the other does so too."""
    found = pure(nash_demand(5))
    assert {(f"{k}/5" if 0 < k < 5 else str(k // 5), f"{5 - k}/5" if 0 < k < 5 else str(1 - k // 5))
            for k in range(6)} <= set(found)  # fmt: skip
    assert ("1", "1") in found
    assert nash_demand([0.25, 0.75]).payoff(["0.75", "0.75"]).tolist() == [0, 0]


@pytest.mark.parametrize("legs", [1, 2, 3, 4, 5, 6])
def test_the_centipede_is_taken_from_at_once(legs):
    game = centipede(legs)
    assert {first for first, _ in pure(game)} == {"leg 1"}
    assert pure(game)
    assert game.payoff(["never", "never"]).max() == 4 * 2**legs


def test_contest_and_cournot_at_their_interior_equilibria():
    """Tullock (1980): prize (n − 1)/n² each; Cournot: (a − c)/((n + 1) b) each."""
    for n, prize in ((2, 4), (3, 9), (4, 16)):
        effort = Fraction(prize * (n - 1), n * n)
        grid = (0, effort / 2, effort, 2 * effort)
        assert (str(effort),) * n in pure(contest(grid, n, prize))
    for n in (1, 2, 3):
        quantity = Fraction(12 - 2, (n + 1) * 2)
        grid = (0, quantity / 2, quantity, 2 * quantity)
        game = cournot(grid, n, intercept=12, slope=2, cost=2)
        assert (str(quantity),) * n in pure(game)


def test_three_player_games_of_the_papers():
    """McKelvey and McLennan: four pure of nine equilibria; Nau et al.: none is pure."""
    assert len(pure(mckelvey_mclennan_1997())) == 4
    assert pure(nau_2004()) == []


def test_von_stengel_1999_as_gambit_distributes_it():
    catalog = pytest.importorskip("pygambit.catalog")
    for name, game in (
        ("journals/dcg/vonstengel1999/6x6_game_with_75_eq", von_stengel_1999()),
        ("journals/ijgt/nau2004/sec4", nau_2004()),
    ):
        theirs = NormalFormGame.from_gambit(catalog.load(name), exact=True)
        assert (theirs.payoffs == game.payoffs).all()


def test_bagwell_as_published():
    assert bagwell_1995().payoffs[0].tolist() == [
        [5, Fraction(249, 50), Fraction(151, 50), 3],
        [6, Fraction(201, 50), Fraction(299, 50), 4],
    ]
    assert bagwell_1995().payoffs[1].tolist() == [
        [2, Fraction(199, 100), Fraction(101, 100), 1],
        [3, Fraction(399, 100), Fraction(301, 100), 4],
    ]


@pytest.mark.parametrize(
    "game",
    [
        contest(players=3), cournot((0, 1, 2), 3), public_goods(3), volunteers_dilemma(3),
        collective_security(4), minimum_effort(3, 3), el_farol(4), coordination_game(2, 3),
        chicken(), hawk_dove(), stag_hunt(), prisoners_dilemma(), travelers_dilemma(2, 6),
        nash_demand(3), rock_paper_scissors(),
    ],
)  # fmt: skip
def test_games_that_are_symmetric(game):
    assert is_symmetric(game)


def test_symbols_and_floats_pass_through():
    T, R, P, S = sympy.symbols("T R P S")
    game = prisoners_dilemma(T, R, P, S)
    assert game.payoff(["defect", "cooperate"]).to_list() == [T, S]
    V, C = sympy.symbols("V C", positive=True)
    assert hawk_dove(V, C).payoffs[0, 0, 0] == V / 2 - C / 2
    e = sympy.Symbol("e")
    assert sympy.expand(bagwell_1995(e).payoffs[0, 0, 1] - (5 - 2 * e)) == 0
    assert public_goods(2, sympy.Symbol("r")).kind == "symbolic"
    assert contest((0, 1), prize=sympy.Symbol("R", positive=True)).kind == "symbolic"
    assert prisoners_dilemma(5.5).kind == "float"


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: prisoners_dilemma(T=2), InvalidArgumentError, "T > R > P > S; got 2, 3, 1, 0"),
        (lambda: chicken(crash=0), InvalidArgumentError, "lose must exceed crash"),
        (lambda: hawk_dove(0), InvalidArgumentError, "value must be > 0"),
        (lambda: stag_hunt(hare=5), InvalidArgumentError, "stag must exceed hare"),
        (lambda: battle_of_the_sexes(1, 2), InvalidArgumentError, "a must be at least b"),
        (lambda: matching_pennies(0), InvalidArgumentError, "stake"),
        (lambda: rock_paper_scissors(1, 1), InvalidArgumentError, "lose must be < 0"),
        (lambda: coordination_game(0), InvalidArgumentError, "strategies must be an integer >= 1"),
        (lambda: entry_game(share=3), InvalidArgumentError, "stay_out must exceed share"),
        (lambda: bagwell_1995(2), InvalidArgumentError, r"noise must lie in \[0, 1\]"),
        (lambda: travelers_dilemma(5, 4), InvalidArgumentError, "high must be an integer >= 5"),
        (lambda: travelers_dilemma(bonus=0), InvalidArgumentError, "bonus must be > 0"),
        (lambda: nash_demand(0), InvalidArgumentError, "grid must be an integer >= 1"),
        (lambda: nash_demand(2, sympy.Symbol("P")), InvalidArgumentError, "substitute values"),
        (lambda: contest((1, 1)), InvalidArgumentError, "efforts must increase"),
        (
            lambda: prisoners_dilemma("5"),
            InvalidArgumentError,
            "T must be a finite number, got '5'",
        ),
        (lambda: chicken([1]), InvalidArgumentError, "win must be a finite number"),
        (lambda: contest(5), InvalidArgumentError, "efforts must be a sequence of numbers, got 5"),
        (lambda: contest(()), InvalidArgumentError, "at least one number"),
        (lambda: cournot((-1, 1)), InvalidArgumentError, "quantities must be >= 0"),
        (lambda: centipede(growth=4), InvalidArgumentError, "large must exceed small · growth"),
        (lambda: public_goods(multiplier=0), InvalidArgumentError, "multiplier"),
        (lambda: public_goods(levels=(1, 1)), InvalidArgumentError, "distinct"),
        (lambda: volunteers_dilemma(1), InvalidArgumentError, "n must be an integer >= 2"),
        (lambda: volunteers_dilemma(cost=3), InvalidArgumentError, "value must exceed cost"),
        (lambda: collective_security(3, 4), InvalidArgumentError, "at most n = 3"),
        (lambda: minimum_effort(cost=3), InvalidArgumentError, "benefit must exceed cost"),
        (lambda: el_farol(2, 2), InvalidArgumentError, "less than n = 2"),
        (lambda: volunteers_dilemma(40), ProblemTooLargeError, "at most 1048576"),
        (lambda: travelers_dilemma(0, 10**4), ProblemTooLargeError, "2e\\+08 payoffs"),
    ],
)
def test_parameters_outside_their_domain_are_refused(build, error, message):
    with pytest.raises(error, match=message):
        build()


# Random games

FAMILIES = ("uniform", "integer", "normal", "zero_sum", "common_interest", "symmetric",
            "coordination", "potential", "covariant", "polymatrix", "degenerate")  # fmt: skip
shapes = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple)
seeds = st.integers(0, 2**32)


@given(shapes, seeds)
def test_zero_sum_games_sum_to_zero_as_printed(shape, seed):
    exact = random_normal_form(shape, family="zero_sum", rng=seed).to_exact()
    assert (exact.payoffs.sum(axis=0) == 0).all()


@given(shapes, seeds)
def test_common_interest_and_coordination(shape, seed):
    common = random_normal_form(shape, family="common_interest", rng=seed).payoffs
    assert (common == common[0]).all()
    game = random_normal_form(shape, family="coordination", rng=seed)
    if len(shape) > 1:
        assert set(pure(game)) >= {(str(k + 1),) * len(shape) for k in range(min(shape))}


@given(st.integers(1, 4), st.integers(1, 3), seeds)
def test_symmetric_games(n, m, seed):
    assert is_symmetric(random_normal_form((m,) * n, family="symmetric", rng=seed))


@given(shapes, seeds)
def test_potential_games_have_a_potential_as_printed(shape, seed):
    """Monderer and Shapley (1996), theorem 2.8: the gains round every 4-cycle sum to zero."""
    game = random_normal_form(shape, family="potential", rng=seed).to_exact()
    u = game.payoffs
    for i, j in combinations(range(len(shape)), 2):
        for cell in np.ndindex(shape):
            for a, b in product(range(shape[i]), range(shape[j])):
                there = list(cell)
                there[i] = a
                across = list(there)
                across[j] = b
                beside = list(cell)
                beside[j] = b
                total = u[(i, *there)] - u[(i, *cell)] + u[(j, *across)] - u[(j, *there)]
                total += u[(i, *beside)] - u[(i, *across)] + u[(j, *cell)] - u[(j, *beside)]
                assert total == 0
    assert pure(game)


@given(st.integers(2, 4), seeds)
def test_polymatrix_games_are_sums_of_bimatrix_games(n, seed):
    """No interaction of three: the mixed differences over two opponents vanish."""
    game = random_normal_form((2,) * n, family="polymatrix", rng=seed).to_exact()
    for i in range(n):
        for j, k in combinations([p for p in range(n) if p != i], 2):
            for cell in np.ndindex((2,) * n):
                total = 0
                for a, b in product(range(2), repeat=2):
                    there = list(cell)
                    there[j], there[k] = a, b
                    total += (-1) ** (a + b) * game.payoffs[(i, *there)]
                assert total == 0


@given(st.lists(st.integers(2, 3), min_size=1, max_size=3).map(tuple), seeds)
def test_degenerate_games_have_two_best_responses_to_pure_strategies(shape, seed):
    game = random_normal_form(shape, family="degenerate", rng=seed)
    tied = False
    for i in range(len(shape)):
        table = np.moveaxis(game.payoffs[i], i, 0).reshape(shape[i], -1)
        tied = tied or ((table == table.max(axis=0)).sum(axis=0) > 1).any()
    assert tied


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.4, 1.0])
def test_covariant_games_have_the_correlation(rho):
    """Of 3 players over 40,000 profiles; the standard error of a correlation is below 0.005."""
    u = random_normal_form((200, 200, 1), family="covariant", correlation=rho, rng=7).payoffs
    matrix = np.corrcoef(u.reshape(3, -1))
    off = matrix[np.triu_indices(3, 1)]
    assert np.abs(off - rho).max() < 0.025
    assert np.abs(u.reshape(3, -1).std(axis=1) - 1).max() < 0.025
    assert np.abs(u.reshape(3, -1).mean(axis=1)).max() < 0.025


@pytest.mark.parametrize("family", FAMILIES)
def test_seeds_and_names(family):
    one = random_normal_form((2, 2), family=family, rng=3, players=["A", "B"])
    assert one == random_normal_form((2, 2), family=family, rng=np.random.default_rng(3),
                                     players=["A", "B"])  # fmt: skip
    assert not (one.payoffs == random_normal_form((2, 2), family=family, rng=4).payoffs).all()
    assert one.players == ("A", "B")
    assert one.kind == "float"


def test_integers_lie_between_low_and_high():
    payoffs = random_normal_form((20, 20), family="integer", low=-2, high=1, rng=1).payoffs
    assert set(payoffs.ravel()) == {-2, -1, 0, 1}


@settings(max_examples=30)
@given(st.sampled_from([f for f in FAMILIES if f != "degenerate"]), seeds)
def test_random_games_of_two_have_equilibria(family, seed):
    """An odd number of extreme ones in all but degenerate games: here at least one, certified."""
    game = random_normal_form((3, 3), family=family, rng=seed)
    found = extreme_equilibria(game).profiles
    assert found
    for profile in found:
        assert max(regret(game.to_exact(), profile)) == 0


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: random_normal_form((2, 2), family="odd"), InvalidArgumentError, "family must be"),
        (lambda: random_normal_form(()), InvalidArgumentError, "one number a player, got none"),
        (lambda: random_normal_form(3), InvalidArgumentError, "one number a player, got 3"),
        (lambda: random_normal_form((2, 0)), InvalidArgumentError, "shape must be an integer >= 1"),
        (lambda: random_normal_form((2,) * 40), InvalidArgumentError, "at most 2 GiB"),
        (
            lambda: random_normal_form((2, 3), family="symmetric"),
            InvalidArgumentError,
            "as many strategies",
        ),
        (
            lambda: random_normal_form((2,) * 3, family="covariant", correlation=-0.6),
            InvalidArgumentError,
            r"here \[-0.5, 1\]",
        ),
        (
            lambda: random_normal_form((2,), family="integer", low=3, high=1),
            InvalidArgumentError,
            "low must be at most high",
        ),
        (
            lambda: random_normal_form((1, 1), family="degenerate"),
            InvalidArgumentError,
            "two strategies",
        ),
        (lambda: random_normal_form((2, 2), low=-5), InvalidArgumentError, "not of uniform"),
        (lambda: random_normal_form((2, 2), correlation=0.5), InvalidArgumentError, "covariant"),
        (lambda: random_normal_form((2, 2), players=["A"]), InvalidGameError, "needs 2 names"),
    ],
)
def test_bad_arguments_of_random_games(build, error, message):
    with pytest.raises(error, match=message):
        build()
