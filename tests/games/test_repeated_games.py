"""Critical discount factors, automata and penal codes, against textbooks and direct evaluation."""

import pickle
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, SymmetricGame, cournot
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.repeated import (
    Automaton,
    PathOfPlay,
    bertrand_discount_factors,
    cournot_discount_factors,
    critical_discount_factor,
    equilibrium_payoff_set,
    grim_discount_factors,
    grim_trigger,
    is_subgame_perfect,
    optimal_penal_code,
    reversion_discount_factors,
    tit_for_tat,
)

DILEMMA = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]).to_exact()
GRID = [Fraction(k, 24) for k in range(0, 24, 2)]


@st.composite
def games_and_paths(draw):
    n = draw(st.integers(2, 3))
    sizes = [draw(st.integers(1, 3)) for _ in range(n)]
    cells = n * int(np.prod(sizes))
    flat = draw(st.lists(st.integers(-3, 5), min_size=cells, max_size=cells))
    table = np.array([Fraction(x) for x in flat], dtype=object).reshape(n, *sizes)
    names = [f"p{i}" for i in range(n)]
    game = NormalFormGame(names, [[f"s{k}" for k in range(m)] for m in sizes], table)
    profile = st.tuples(*(st.sampled_from(own) for own in game.strategies))
    cycle = draw(st.lists(profile, min_size=1, max_size=3))
    prefix = draw(st.lists(profile, max_size=2))
    floors = [
        min(max(row) for row in np.moveaxis(own, i, -1).reshape(-1, sizes[i]))
        for i, own in enumerate(table)
    ]
    punishment = {
        p: floor + draw(st.sampled_from([0, Fraction(1, 2), 1]))
        for p, floor in zip(names, floors, strict=True)
    }
    return game, PathOfPlay(cycle, prefix), punishment


def kept(game, path, punishment, delta):
    """Whether nobody gains by deviating once, by adding up payoffs place by place."""
    route = [*path.prefix, *path.cycle]
    n, length = len(route), len(path.cycle)
    for i, player in enumerate(game.players):
        pays = [game.payoff(list(profile))[player] for profile in route]
        turn = pays[n - length :]
        first = sum(delta**k * x for k, x in enumerate(turn)) / (1 - delta**length)
        for t, profile in enumerate(route):
            ahead = pays[t:]
            value = sum(delta**k * x for k, x in enumerate(ahead)) + delta ** len(ahead) * first
            for other in game.strategies[i]:
                if other != profile[i]:
                    changed = [*profile[:i], other, *profile[i + 1 :]]
                    now = game.payoff(changed)[player]
                    if value < now + delta / (1 - delta) * punishment[player]:
                        return False
    return True


@settings(max_examples=60)
@given(games_and_paths())
def test_intervals_are_where_nobody_deviates(case):
    game, path, punishment = case
    found = critical_discount_factor(game, path, punishment=punishment)
    for delta in GRID:
        assert found.contains(delta) == kept(game, path, punishment, delta)
    if found.sustainable:
        assert found.value == found.intervals[0][0]
        ends = [x for pair in found.intervals for x in pair]
        assert all(float(a) <= float(b) for a, b in pairwise(ends))
        assert all(gap >= 0 for gap in found.slack)
        assert found.value == 0 or found.binding
        assert (found.always_above is None) == (found.intervals[-1][1] != 1)
        if isinstance(found.value, Fraction):
            assert kept(game, path, punishment, found.value)
    else:
        assert found.explanation
        assert not len(found.slack)


@settings(max_examples=40)
@given(games_and_paths(), st.integers(1, 5), st.integers(-3, 3))
def test_affine_changes_and_names_do_not_matter(case, scale, shift):
    game, path, punishment = case
    found = critical_discount_factor(game, path, punishment=punishment)
    first = game.players[0]
    scales = [scale] + [1] * (game.n - 1)
    shifts = [shift] + [0] * (game.n - 1)
    changed = {**punishment, first: scale * punishment[first] + shift}
    moved = game.rescaled(scales, shifts)
    assert critical_discount_factor(moved, path, punishment=changed).intervals == found.intervals
    order = game.players[::-1]
    turned = PathOfPlay([p[::-1] for p in path.cycle], [p[::-1] for p in path.prefix])
    other = critical_discount_factor(game.permuted(order), turned, punishment=punishment)
    assert other.intervals == found.intervals


@settings(max_examples=25)
@given(st.lists(st.integers(-3, 5), min_size=8, max_size=8), st.data())
def test_automata_against_discounted_sums(flat, data):
    """The finding agrees with the intervals, and its witness with a sum over many periods."""
    game = NormalFormGame.from_bimatrix(*np.array(flat).reshape(2, 2, 2)).to_exact()
    profiles = list(product("12", repeat=2))
    states = ["x", "y", "z"]
    machine = Automaton(
        {s: data.draw(st.sampled_from(profiles)) for s in states},
        {s: {p: data.draw(st.sampled_from(states)) for p in profiles} for s in states},
    )
    found = critical_discount_factor(game, machine)
    for delta in (Fraction(0), Fraction(1, 3), Fraction(2, 3)):
        answer = is_subgame_perfect(game, machine, delta)
        assert found.contains(delta) == bool(answer)
        if not answer:
            seen = answer.witness

            def total(state, play, player=seen["player"], delta=delta):
                value = 0.0
                own = game.payoffs[game.players.index(player)].astype(float)
                for t in range(80):
                    profile = play or machine.actions[state]
                    play = None
                    pays = own[tuple("12".index(s) for s in profile)]
                    value += float((1 - delta) * delta**t) * pays
                    state = machine.next_state(state, tuple(profile))
                return value

            i = game.players.index(seen["player"])
            deviating = list(machine.actions[seen["state"]])
            deviating[i] = seen["deviation"]
            assert total(seen["state"], None) == pytest.approx(float(seen["following"]))
            assert total(seen["state"], deviating) == pytest.approx(float(seen["deviating"]))
            assert seen["gain"] == seen["deviating"] - seen["following"] > 0


def test_dilemma_by_hand():
    found = critical_discount_factor(DILEMMA, ["1", "1"])
    assert found.value == found.always_above == Fraction(5 - 3, 5 - 1)
    assert found.intervals == ((Fraction(1, 2), 1),)
    assert found.binding == (("cycle 1", "row"), ("cycle 1", "column"))
    # whoever starts at 0 gets 5δ/(1+δ) in alternation, at least 1 iff δ ≥ 1/4
    turns = critical_discount_factor(DILEMMA, [["1", "2"], ["2", "1"]])
    assert turns.value == Fraction(1, 4)
    assert turns.binding == (("cycle 1", "row"), ("cycle 2", "column"))
    for punishment in ("grim", "minmax", "pure-minmax", "symmetric", ["2", "2"]):
        assert critical_discount_factor(DILEMMA, ["1", "1"], punishment=punishment).value == (
            Fraction(1, 2)
        )


def test_below_minmax_is_never_sustained():
    found = critical_discount_factor(DILEMMA, ["1", "2"])
    assert found.value is None
    assert found.always_above is None
    assert not found.sustainable
    assert found.explanation == "row gets 0 on the path, no more than 1 after"
    assert "none" in repr(found)


def test_patience_can_hurt():
    """Who is paid every other time keeps to it only if a better 'punishment' comes too late."""
    game = NormalFormGame.from_bimatrix([[4, 0], [2, 0]], [[0, 0], [0, 0]]).to_exact()
    found = critical_discount_factor(
        game, [["1", "1"], ["1", "2"]], punishment={"row": 3, "column": 0}
    )
    # V₁ = 4/(1+δ) ≥ 2(1−δ) + 3δ and V₂ = 4δ/(1+δ) ≥ 3δ: δ² + 3δ ≤ 2 and δ ≤ 1/3
    assert found.intervals == ((0, Fraction(1, 3)),)
    assert found.always_above is None
    assert found.contains(Fraction(1, 3))
    assert not found.contains(Fraction(34, 100))


def test_irrational_factors_are_algebraic_numbers():
    path = [["1", "1"], ["1", "1"], ["1", "2"], ["2", "1"]]
    found = critical_discount_factor(DILEMMA, path)
    x = found.value
    assert sympy.simplify(4 * x**4 + 2 * x**3 + 4 * x**2 - x - 2) == 0
    assert 0 in list(found.slack)
    in_floats = NormalFormGame(DILEMMA.players, DILEMMA.strategies, DILEMMA.payoffs.astype(float))
    assert critical_discount_factor(in_floats, path).value == pytest.approx(float(x), abs=1e-15)
    below, above = Fraction(float(x)) - Fraction(1, 10**9), Fraction(float(x)) + Fraction(1, 10**9)
    assert kept(DILEMMA, PathOfPlay(path), {"row": 1, "column": 1}, above)
    assert not kept(DILEMMA, PathOfPlay(path), {"row": 1, "column": 1}, below)


def test_tit_for_tat_needs_the_knife_edge():
    """Donation games b − c, −c, b, 0: subgame perfect at δ = c/b only; other dilemmas never."""
    b, c = 3, 1
    donation = NormalFormGame.from_bimatrix([[b - c, -c], [b, 0]], [[b - c, b], [-c, 0]]).to_exact()
    found = critical_discount_factor(donation, tit_for_tat(donation, "1", "2"))
    assert found.intervals == ((Fraction(c, b), Fraction(c, b)),)
    assert found.always_above is None
    assert is_subgame_perfect(donation, tit_for_tat(donation, "1", "2"), Fraction(1, 3))
    finding = is_subgame_perfect(donation, tit_for_tat(donation, "1", "2"), Fraction(1, 2))
    assert not finding
    assert critical_discount_factor(DILEMMA, tit_for_tat(DILEMMA, "1", "2")).value is None


def test_grim_trigger_is_subgame_perfect_from_its_critical_factor_on():
    grim = grim_trigger(DILEMMA, {"column": "1", "row": "1"}, ["2", "2"])
    assert is_subgame_perfect(DILEMMA, grim, Fraction(1, 2))
    assert is_subgame_perfect(DILEMMA, grim, Fraction(1, 2)).witness["slack"] == 0
    assert not is_subgame_perfect(DILEMMA, grim, Fraction(49, 100))
    assert critical_discount_factor(DILEMMA, grim).value == Fraction(1, 2)
    wrong = grim_trigger(DILEMMA, ["1", "1"], ["1", "2"])  # a punishment that is no equilibrium
    assert critical_discount_factor(DILEMMA, wrong).value is None
    values = is_subgame_perfect(DILEMMA, grim, 0.9).witness["values"]
    assert values.loc["path"].tolist() == [3, 3]


def linear_cournot(outputs, firms=2):
    """Firms that face price 1 − Q, which may fall below the unit cost 0."""
    names = [str(q) for q in outputs]
    of = dict(zip(names, outputs, strict=True))
    return SymmetricGame.from_function(
        firms,
        names,
        lambda own, others: of[own] * (1 - of[own] - sum(of[q] * k for q, k in others.items())),
    ).to_normal_form()


@pytest.mark.parametrize("firms", [2, 3])
def test_cournot_oligopoly(firms):
    """Shares of the monopoly output, the best answer to them, Nash output, and Abreu's stick."""
    n = firms
    share, nash = Fraction(1, 2 * n), Fraction(1, n + 1)
    cheat = (1 - (n - 1) * share) / 2
    stick = Fraction(3 * n - 1, 2 * n * (n + 1))
    answer = (1 - (n - 1) * stick) / 2
    outputs = sorted({share, nash, cheat, stick, answer})
    game = linear_cournot(outputs, n)
    path = [str(share)] * n
    grim = critical_discount_factor(game, path, punishment=[str(nash)] * n).value
    assert grim == Fraction((n + 1) ** 2, (n + 1) ** 2 + 4 * n)
    assert float(grim) == cournot_discount_factors(n)
    code = critical_discount_factor(game, path, punishment="stick-and-carrot")
    assert code.value == Fraction((n + 1) ** 2, 16 * n)
    assert code.code == (str(stick), str(share))
    assert float(code.value) == cournot_discount_factors(n, punishment="stick-and-carrot")
    best = optimal_penal_code(game, code.value, method="stick-and-carrot")
    assert best.first["1"] == (str(stick),) * n
    assert is_subgame_perfect(game, best.automaton(), code.value)
    lottery = critical_discount_factor(game, path, punishment="symmetric").value
    assert lottery <= code.value
    if n == 2:
        assert (grim, code.value) == (Fraction(9, 17), Fraction(9, 32))


def test_sticks_of_many_firms_by_search():
    """The closed form against a search over sticks in the continuous game."""
    for n in (2, 4, 5, 6, 9, 20):
        top = 1 / (4 * n)
        tempted = (n - 1) ** 2 / (16 * n**2)
        s = np.linspace(1 / (n + 1), 3, 400_001)[1:]
        paid = s * (1 - n * s)
        answer = np.maximum(0.0, (1 - (n - 1) * s) / 2) ** 2
        best = (np.maximum(tempted, answer - paid) / (top - paid)).min()
        found = cournot_discount_factors(n, punishment="stick-and-carrot")
        assert found == pytest.approx(best, abs=1e-4)


def test_bertrand_by_hand():
    """Prices 1 (cost), 2 and 3 with demand 4 − p: at 2 the market pays 2, at 3 also 2."""
    n = 3
    price = {"1": Fraction(1), "2": Fraction(2)}

    def pays(own, others):
        cheaper = any(price[p] < price[own] for p, k in others.items() if k)
        same = 1 + others[own]
        return Fraction(0) if cheaper else (price[own] - 1) * (4 - price[own]) / same

    game = SymmetricGame.from_function(n, ["1", "2"], pays).to_normal_form()
    # on this grid nobody can undercut 2 with profit; the limit of undercutting is the closed form
    assert critical_discount_factor(game, ["2"] * n, punishment=["1"] * n).value == 0
    profit = 1.0
    assert reversion_discount_factors(profit / n, profit, 0) == pytest.approx(1 - 1 / n)
    assert bertrand_discount_factors([[2, 3]]).tolist() == [[0.5, pytest.approx(2 / 3)]]


@settings(max_examples=60)
@given(games_and_paths())
def test_batches_agree_with_single_games(case):
    game, path, _ = case
    profile, reversion = path.cycle[0], path.cycle[-1]
    cells = [
        [own.index(s) for own, s in zip(game.strategies, names, strict=True)]
        for names in (profile, reversion)
    ]
    payoffs = game.payoffs.astype(float)
    batch = grim_discount_factors(np.stack([payoffs, payoffs]), *cells)
    try:
        found = critical_discount_factor(game, profile, punishment=reversion)
    except InvalidArgumentError:
        assert np.isnan(batch).all()
        return
    expected = np.inf if found.always_above is None else float(found.always_above)
    assert batch.tolist() == pytest.approx([expected] * 2)


def test_extreme_floats_and_wrong_positions_in_batches():
    numbers = ([0, 5e-324, 3e-300], [1.7e308, 1e-323, 4e-300], [-1.7e308, 0, 2e-300])
    assert reversion_discount_factors(*numbers).tolist() == pytest.approx([0.5] * 3)
    for wrong in ([0.7, 1], ["a", 1], [0, 2], [0]):
        with pytest.raises(InvalidArgumentError, match="profile"):
            grim_discount_factors(np.zeros((2, 2, 2)), wrong, [1, 1])


def test_symbolic_dilemma():
    T, R, P, S = sympy.symbols("T R P S", real=True)
    game = NormalFormGame.from_bimatrix([[R, S], [T, P]], [[R, T], [S, P]])
    found = critical_discount_factor(game, ["1", "1"], punishment=["2", "2"])
    assert sympy.simplify(found.value - (T - R) / (T - P)) == 0
    expected = {relation.canonical for relation in (R > P, T >= R, P >= S)}
    assert {relation.canonical for relation in found.conditions} == expected
    assert found.value.subs({T: 5, R: 3, P: 1}) == sympy.Rational(1, 2)
    given_payoffs = critical_discount_factor(
        game, ["1", "1"], punishment={"row": P, "column": P - 1}
    )
    assert given_payoffs.value.subs({T: 5, R: 3, P: 1}) == sympy.Rational(1, 2)
    assert given_payoffs.value.subs({T: 5, R: 4, P: 3}) == sympy.Rational(1, 2)
    with pytest.raises(InvalidArgumentError, match="numbers"):
        found.contains(0.5)
    for wrong in ("nash", "minmax"):
        with pytest.raises(UnsupportedNumberError, match="numeric payoffs"):
            critical_discount_factor(game, ["1", "1"], punishment=wrong)
    with pytest.raises(UnsupportedNumberError, match="several profiles"):
        critical_discount_factor(game, [["1", "1"], ["2", "2"]], punishment=["2", "2"])


@settings(max_examples=40)
@given(
    st.lists(st.integers(-3, 5), min_size=9, max_size=9),
    st.fractions(0, Fraction(9, 10), max_denominator=12),
)
def test_symmetric_codes_are_fixed_points(flat, delta):
    """Best and worst symmetric values by iterating on an interval from outside."""
    table = [flat[:3], flat[3:6], flat[6:]]
    game = NormalFormGame.from_bimatrix(table, np.array(table).T).to_exact()
    own = [Fraction(table[k][k]) for k in range(3)]
    best = [Fraction(max(table[m][k] for m in range(3) if m != k)) for k in range(3)]
    low, high = min(own), max(own)
    for _ in range(400):
        values = []
        for u, d in zip(own, best, strict=True):
            if delta == 0:
                values += [u] if u >= d else []
                continue
            least = max(low, low + (1 - delta) / delta * (d - u))
            values += [(1 - delta) * u + delta * w for w in (least, high)] if least <= high else []
        if not values:
            break
        low, high = (Fraction(float(x)) for x in (min(values), max(values)))
    found = optimal_penal_code(game, delta, method="symmetric")
    if values:
        assert float(found.payoffs.iloc[0]) == pytest.approx(float(low), abs=1e-9)
        assert 0 <= found.chance <= 1
        any_code = optimal_penal_code(game, delta)
        assert any_code.exists
        assert float(any_code.payoffs.iloc[0]) <= float(low) + 1e-9
        simple = optimal_penal_code(game, delta, method="stick-and-carrot")
        if simple.exists:
            assert simple.payoffs.iloc[0] >= found.payoffs.iloc[0]
            assert is_subgame_perfect(game, simple.automaton(), delta)
    else:
        assert not found.exists
        assert "no such equilibrium" in repr(found)


def test_penal_codes_from_self_generation():
    game = cournot(range(7))
    found = optimal_penal_code(game, Fraction(1, 2))
    worst = equilibrium_payoff_set(game, Fraction(1, 2)).worst
    assert found.method == "self-generation"
    assert found.payoffs.tolist() == worst.tolist()
    assert found.exact
    for player in game.players:
        now = game.payoff(list(found.first[player]))[player]
        assert (now + found.continuation[player][player]) / 2 == found.payoffs[player]
    symmetric = optimal_penal_code(game, Fraction(1, 2), method="symmetric")
    assert all(symmetric.payoffs >= found.payoffs)
    with pytest.raises(InvalidArgumentError, match="stick-and-carrot"):
        found.automaton()
    assert not optimal_penal_code(
        NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), 0.5
    ).exists


def test_worst_of_several_nash_equilibria():
    """A battle of the sexes with an outside option: each is punished by its worst equilibrium."""
    A, B = [[2, 0, 0], [0, 1, 0], [3, 0, 0]], [[1, 0, 0], [0, 2, 0], [0, 0, 0]]
    game = NormalFormGame.from_bimatrix(A, B).to_exact()
    nash = critical_discount_factor(game, ["1", "1"])
    # (3, 3) with payoff 0 is an equilibrium: deviation 3, path 2, punishment 0
    assert nash.value == Fraction(1, 3)
    assert critical_discount_factor(game, ["1", "1"], punishment=["2", "2"]).value == Fraction(1, 2)
    with pytest.raises(InvalidArgumentError, match="only Nash equilibrium"):
        critical_discount_factor(game, ["1", "1"], punishment="grim")


def test_values_travel():
    path = PathOfPlay([{"row": "1", "column": "1"}], [["2", "1"]])
    assert pickle.loads(pickle.dumps(path)) == path
    assert hash(path) == hash(PathOfPlay([{"row": "1", "column": "1"}], [["2", "1"]]))
    found = critical_discount_factor(DILEMMA, path, punishment=["2", "2"])
    assert pickle.loads(pickle.dumps(found)).value == found.value
    machine = tit_for_tat(DILEMMA, "1", "2")
    assert pickle.loads(pickle.dumps(machine)).states == machine.states


def test_bad_arguments_are_named():
    raises = pytest.raises
    for factor in (1, -1, Fraction(3, 2)):
        with raises(InvalidArgumentError, match=r"discount_factor must lie in \[0, 1\)"):
            is_subgame_perfect(DILEMMA, tit_for_tat(DILEMMA, "1", "2"), factor)
        with raises(InvalidArgumentError, match=r"discount_factor must lie in \[0, 1\)"):
            optimal_penal_code(DILEMMA, factor)
    with raises(InvalidGameError, match="missing column"):
        critical_discount_factor(DILEMMA, {"row": "1"})
    with raises(InvalidGameError, match="needs 2 strategies"):
        critical_discount_factor(DILEMMA, ["1"])
    with raises(UnknownNameError, match="strategy of column '3'"):
        critical_discount_factor(DILEMMA, ["1", "3"])
    with raises(UnknownNameError, match="player 'line'"):
        critical_discount_factor(DILEMMA, {"line": "1", "column": "1"})
    with raises(InvalidArgumentError, match="at least one profile"):
        critical_discount_factor(DILEMMA, [])
    with raises(InvalidArgumentError, match="path must be"):
        critical_discount_factor(DILEMMA, 3)
    with raises(InvalidArgumentError, match="put it in a list"):
        PathOfPlay({"row": "1", "column": "1"})
    with raises(ProblemTooLargeError, match="more than 200"):
        PathOfPlay([["1", "1"]] * 201)
    with raises(UnknownNameError, match="punishment 'mercy'"):
        critical_discount_factor(DILEMMA, ["1", "1"], punishment="mercy")
    with raises(InvalidArgumentError, match="at least its minmax payoff 1"):
        critical_discount_factor(DILEMMA, ["1", "1"], punishment={"row": 0, "column": 1})
    with raises(InvalidArgumentError, match="must be a Nash equilibrium"):
        critical_discount_factor(DILEMMA, ["1", "1"], punishment=["1", "2"])
    lopsided = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 2]])
    with raises(InvalidGameError, match="symmetric"):
        critical_discount_factor(lopsided, ["1", "1"], punishment="stick-and-carrot")
    with raises(UnknownNameError, match="method"):
        optimal_penal_code(DILEMMA, 0.5, method="harsh")
    with raises(InvalidArgumentError, match="missing hostile"):
        Automaton({"nice": ["1", "1"], "hostile": ["2", "2"]}, {"nice": {"otherwise": "nice"}})
    with raises(UnknownNameError, match="transitions of nice: state 'angry'"):
        Automaton({"nice": ["1", "1"]}, {"nice": {"otherwise": "angry"}})
    gap = Automaton({"nice": ["1", "1"]}, {"nice": {("1", "1"): "nice"}})
    with raises(InvalidArgumentError, match="what follows"):
        is_subgame_perfect(DILEMMA, gap, 0.5)
    with raises(UnknownNameError, match="strategy of row '7'"):
        is_subgame_perfect(
            DILEMMA, Automaton({"a": ["1", "1"]}, {"a": {("7", "1"): "a", "otherwise": "a"}}), 0.5
        )
    with raises(InvalidArgumentError, match="an Automaton"):
        is_subgame_perfect(DILEMMA, "tit for tat", 0.5)
    with raises(InvalidArgumentError, match="must differ"):
        tit_for_tat(DILEMMA, "1", "1")
    with raises(InvalidArgumentError, match="whole numbers >= 2"):
        cournot_discount_factors([2, 1.5])
    with raises(InvalidArgumentError, match="broadcast"):
        reversion_discount_factors([1, 2], [1, 2, 3], 0)
    with raises(InvalidArgumentError, match="shape"):
        grim_discount_factors(np.zeros((3, 2, 2)), [0, 0], [1, 1])
    with raises(InvalidArgumentError, match="profile must hold 2 positions"):
        grim_discount_factors(np.zeros((2, 2, 2)), [0, 2], [1, 1])
    with raises(InvalidArgumentError, match="finite"):
        reversion_discount_factors(np.array([np.nan]), 1, 0)
