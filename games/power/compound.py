"""Compound voting games: a body of bodies, in which each elects how its delegation votes.

In a compound game (Shapley's composition) a coalition wins if the bodies that its members win
between them win in the quotient game. A member swings if it swings in its body, and the body does
in the quotient game; the other bodies say yes in W_l of their coalitions and no in L_l. So the
swings of a member are its own in the body times those of the body, Σ_R Π_{l∈R} W_l Π_{l∉R} L_l over
the sets R at which the body swings: no table over all members is needed. With polynomials in the
number of members in place of W_l and L_l, swings come by size.
"""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from lilliput.games.checks import mask_of, name_list
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError, UnknownNameError
from lilliput.games.power.swings import swings_by_size
from lilliput.games.power.tables import (
    as_one_rule,
    swings_and_winning,
    winning_by_size,
    winning_table,
)
from lilliput.games.values.fold import label_exact
from lilliput.games.values.shapley import shapley_weights
from lilliput.games.voting import VotingGame
from lilliput.games.voting.rules import Form, all_of, any_of, single, unanimity

__all__ = ["compound_banzhaf_power", "compound_game", "compound_shapley_shubik"]

_MOST_ALTERNATIVES = 2_000
_MOST_STATES = 2**23
_MOST_WORK = 2**35
_FEW_BODIES = 12
_MOST_BODIES = 20

Bodies = Mapping[str, VotingGame]


def compound_game(quotient: VotingGame, bodies: Bodies) -> VotingGame:
    """Return the compound game of the members of bodies that vote in a quotient game.

    Parameters
    ----------
    quotient
        The game among the bodies.
    bodies
        The voting game of each body, by its name in the quotient game; players of the quotient
        game without a body vote for themselves. No name may occur twice.

    Returns
    -------
    VotingGame
        The members body by body, in the order of the quotient game.

    Raises
    ------
    UnknownNameError
        A body that is not a player of the quotient game.
    InvalidGameError
        A member of two bodies.
    ProblemTooLargeError
        The game would have more than 2,000 alternative sets of rules; see
        `compound_banzhaf_power` and `compound_shapley_shubik`, which do not build the game.

    References
    ----------
    Shapley, L. S. (1962). Simple games: an outline of the descriptive theory. Behavioral Science
    7:59–66. doi:10.1002/bs.3830070104

    Examples
    --------
    Two of three districts decide, each by majority; four of nine voters can suffice:

    >>> outer = VotingGame(["I", "II", "III"], weights=[1, 1, 1], quota=2)
    >>> district = lambda names: VotingGame(list(names), weights=[1, 1, 1], quota=2)
    >>> game = compound_game(outer, {"I": district("abc"), "II": district("def"),
    ...                              "III": district("ghi")})
    >>> game.is_winning(["a", "b", "d", "e"]), game.is_winning(["a", "b", "c", "d", "g"])
    (True, False)
    """
    games = _bodies(quotient, bodies)
    players = tuple(name for body in games for name in body.players)
    sets = quotient.minimal_winning_coalitions()
    size = {name: _alternatives(body) for name, body in zip(quotient.players, games, strict=True)}
    expected = 0
    for coalition in sets:
        product = 1
        for name in coalition:
            product *= size[name]
        expected += product
    if expected > _MOST_ALTERNATIVES:
        raise ProblemTooLargeError(
            f"bodies: the compound game would have {expected} alternative sets of rules; at most "
            f"{_MOST_ALTERNATIVES} are allowed; compound_banzhaf_power and "
            "compound_shapley_shubik do without"
        )
    forms: dict[str, Form] = {}
    first = 0
    for name, body in zip(quotient.players, games, strict=True):
        forms[name] = _padded(body, first, len(players))
        first += body.n
    form = any_of(*(all_of(*(forms[name] for name in sorted(each))) for each in sets))
    return VotingGame.from_form(players, form)


def compound_banzhaf_power(
    quotient: VotingGame, bodies: Bodies, *, exact: bool = False
) -> pd.Series:
    """Return the Banzhaf power of each member in the compound game, without building it.

    A member's power is its power in the body times the body's probability of a swing in the
    quotient game, when each other body says yes with the probability of its power to act. Where
    each body acts with probability ½, this is the product of the two Banzhaf powers.

    Parameters
    ----------
    quotient, bodies
        As in `compound_game`.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by member, body by body.

    Raises
    ------
    UnknownNameError, InvalidGameError
        As in `compound_game`.
    ProblemTooLargeError
        More than 20 bodies, unless one rule of small weights decides; see `swings_by_size` for
        the bodies.

    References
    ----------
    Owen, G. (1975). Multilinear extensions and the Banzhaf value. Naval Research Logistics
    Quarterly 22:741–750.

    Examples
    --------
    >>> outer = VotingGame(["I", "II", "III"], weights=[1, 1, 1], quota=2)
    >>> district = VotingGame(["a", "b", "c"], weights=[1, 1, 1], quota=2)
    >>> compound_banzhaf_power(outer, {"I": district}).to_dict()
    {'a': 0.25, 'b': 0.25, 'c': 0.25, 'II': 0.5, 'III': 0.5}
    """
    games = _bodies(quotient, bodies)
    counted = [swings_and_winning(body) for body in games]
    wins = [winning for _, winning in counted]
    loses = [2**body.n - number for body, number in zip(games, wins, strict=True)]
    members = sum(body.n for body in games)
    values = [
        Fraction(count * through, 2 ** (members - 1))
        for (own, _), through in zip(counted, _bodies_swing(quotient, wins, loses), strict=True)
        for count in own
    ]
    players = tuple(name for body in games for name in body.players)
    return label_exact(values, players, "compound_banzhaf_power", exact=exact)


def compound_shapley_shubik(
    quotient: VotingGame, bodies: Bodies, *, exact: bool = False
) -> pd.Series:
    """Return the Shapley–Shubik index of each member in the compound game, without building it.

    Parameters
    ----------
    quotient, bodies
        As in `compound_game`.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by member, body by body, summing to 1.

    Raises
    ------
    UnknownNameError, InvalidGameError
        As in `compound_game`.
    ProblemTooLargeError
        As in `compound_banzhaf_power`, or about a hundred members or more in dozens of bodies.

    References
    ----------
    Owen, G. (1972). Multilinear extensions of games. Management Science 18:P64–P79.
    doi:10.1287/mnsc.18.5.64

    Examples
    --------
    >>> outer = VotingGame(["I", "II", "III"], weights=[2, 1, 1], quota=3)
    >>> district = VotingGame(["a", "b", "c"], weights=[1, 1, 1], quota=2)
    >>> compound_shapley_shubik(outer, {"I": district}, exact=True).map(str).to_dict()
    {'a': '7/30', 'b': '7/30', 'c': '7/30', 'II': '3/20', 'III': '3/20'}
    """
    games = _bodies(quotient, bodies)
    members = sum(body.n for body in games)
    _check_work(quotient, games, members)
    swings = [swings_by_size(body) for body in games]
    digit = members + 1  # no number of coalitions of one size reaches 2**digit
    wins, loses = [], []
    for body, own in zip(games, swings, strict=True):
        winning = _packed(winning_by_size(own), digit)
        wins.append(winning)
        loses.append((1 + (1 << digit)) ** body.n - winning)
    weights, denominator = shapley_weights(members)
    values = []
    for own, through in zip(swings, _bodies_swing(quotient, wins, loses), strict=True):
        known: dict[tuple[int, ...], Fraction] = {}
        for counts in map(tuple, own):
            if counts not in known:
                by_size = _unpacked(_packed(counts, digit) * through, digit, members)
                total = sum(w * count for w, count in zip(weights, by_size, strict=True))
                known[counts] = Fraction(total, denominator)
            values.append(known[counts])
    players = tuple(name for body in games for name in body.players)
    return label_exact(values, players, "compound_shapley_shubik", exact=exact)


def _bodies(quotient: VotingGame, bodies: Bodies) -> list[VotingGame]:
    """Return the body of each player of the quotient game, after checking them."""
    for name in bodies:
        if name not in quotient.players:
            raise UnknownNameError("bodies: body", name, quotient.players)
    games = [
        bodies[name] if name in bodies else VotingGame([name], weights=[1], quota=1)
        for name in quotient.players
    ]
    members = [name for body in games for name in body.players]
    twice = sorted({name for name in members if members.count(name) > 1})
    if twice:
        raise InvalidGameError(
            f"bodies must not share members, got {name_list(twice)} more than once"
        )
    return games


def _check_work(quotient: VotingGame, games: list[VotingGame], members: int) -> None:
    """Refuse products of polynomials that would take minutes, before any work."""
    rule = as_one_rule(quotient) if quotient.n > _FEW_BODIES else None
    states = 2**quotient.n if rule is None else min(2**quotient.n, quotient.n * rule[1])
    words = (members**2 // 64 + 1) * (max(body.n for body in games) * members // 64 + 1)
    if quotient.n * states * words > _MOST_WORK:
        raise ProblemTooLargeError(
            f"bodies: {members} members of {quotient.n} bodies take about "
            f"2**{(quotient.n * states * words).bit_length() - 1} steps by size; at most "
            f"2**{_MOST_WORK.bit_length() - 1} are allowed; compound_banzhaf_power takes few"
        )


def _alternatives(body: VotingGame) -> int:
    return len(body.alternatives)


def _padded(body: VotingGame, first: int, players: int) -> Form:
    """Return the rules of a body, vetoes included, for all players of the compound game."""
    form = body.rules, body.alternatives
    if body.vetoes:
        held = mask_of(body.players, body.vetoes, argument="vetoes: player")
        form = all_of(form, single(unanimity(body.n, held)))
    before, after = (Fraction(0),) * first, (Fraction(0),) * (players - first - body.n)
    return tuple((before + weights + after, quota) for weights, quota in form[0]), form[1]


def _bodies_swing(quotient: VotingGame, wins: list[int], loses: list[int]) -> list[int]:
    """Return for each body Σ_R Π_{l∈R} wins_l Π_{l∉R} loses_l over the R at which it swings."""
    rule = as_one_rule(quotient) if quotient.n > _FEW_BODIES else None
    if rule is not None and quotient.n**2 * rule[1] < _MOST_STATES:
        return _swing_by_weight(*rule, wins, loses)
    if quotient.n > _MOST_BODIES:
        raise ProblemTooLargeError(
            f"quotient: {quotient.n} bodies have 2**{quotient.n} coalitions; at most "
            f"{_MOST_BODIES} bodies are allowed, or one rule with small weights"
        )
    table = winning_table(quotient)
    results = []
    for i in range(quotient.n):
        pairs = table.reshape(-1, 2, 2**i)
        swing = (pairs[:, 1] & ~pairs[:, 0]).ravel().astype(object)
        swing *= 1
        for k in (k for k in range(quotient.n) if k != i):
            swing = swing[0::2] * loses[k] + swing[1::2] * wins[k]
        results.append(int(swing[0]))
    return results


def _swing_by_weight(
    weights: list[int], quota: int, wins: list[int], loses: list[int]
) -> list[int]:
    """Sum over the sets of other bodies by weight; equal bodies are done once."""
    known: dict[tuple[int, int, int], int] = {}
    for own in zip(weights, wins, loses, strict=True):
        if own in known:
            continue
        others = list(zip(weights, wins, loses, strict=True))
        others.remove(own)
        sums = {0: 1}
        for weight, win, lose in others:
            after = {total: number * lose for total, number in sums.items()}
            for total, number in sums.items():
                if total + weight < quota:
                    after[total + weight] = after.get(total + weight, 0) + number * win
            sums = after
        known[own] = sum(number for total, number in sums.items() if total >= quota - own[0])
    return [known[own] for own in zip(weights, wins, loses, strict=True)]


def _packed(counts: tuple[int, ...] | list[int], digit: int) -> int:
    return sum(count << (size * digit) for size, count in enumerate(counts))


def _unpacked(number: int, digit: int, length: int) -> list[int]:
    mask = (1 << digit) - 1
    return [number >> (size * digit) & mask for size in range(length)]
