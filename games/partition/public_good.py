"""A public good to which coalitions contribute: abatement of emissions, defence, research."""

from typing import Any

from lilliput.games.arithmetic import number_array, tidy, unify
from lilliput.games.checks import vector_by_name
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.partition.blocks import by_block, over_structures, to_blocks
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.structures import check_structures_fit
from lilliput.games.tables import subset_sums
from lilliput.games.values.conditions import is_known

__all__ = ["public_good_game"]


def public_good_game(benefits: Numbers, costs: Numbers, *, saturation: Any = None) -> PartitionGame:
    """Return the game of coalitions that contribute to a public good, each for its members.

    Player i contributes q_i at the cost c_i q_i²/2 and enjoys the sum Q of all contributions. A
    coalition chooses those of its members for their joint payoff, given what the others do. Write
    β_S = Σ_{i∈S} β_i, γ_S = Σ_{i∈S} 1/c_i and K = Σ_{T∈P} β_T γ_T.

    - Linear benefits β_i Q: q_i = β_S/c_i whatever the others do, Q = K, and
      v(S, P) = β_S Q − β_S² γ_S / 2.
    - Quadratic benefits β_i (a Q − Q²/2): q_i = β_S (a − Q)/c_i, Q = a K/(1 + K), and
      v(S, P) = β_S (a Q − Q²/2) − β_S² (a − Q)² γ_S / 2. Coalitions answer more by others with
      less of their own.

    The equilibrium between the coalitions is unique, and everyone in a coalition that benefits
    contributes.

    Parameters
    ----------
    benefits
        Player to β_i ≥ 0, its (initial, for a = 1) marginal benefit. Integers are kept as
        Fractions.
    costs
        Player to c_i > 0.
    saturation
        a > 0, the amount beyond which more does harm; None for linear benefits.

    Raises
    ------
    InvalidArgumentError
        A number outside its domain.

    References
    ----------
    Barrett, S. (1994). Self-enforcing international environmental agreements. Oxford Economic
    Papers 46:878–894. doi:10.1093/oep/46.Supplement_1.878
    Finus, M. (2003). Stability and design of international environmental agreements: the case of
    transboundary pollution. International Yearbook of Environmental and Resource Economics.

    Examples
    --------
    >>> game = public_good_game({"A": 1, "B": 1, "C": 1}, {"A": 1, "B": 1, "C": 1})
    >>> game.worths_in(["A", "B", "C"]).to_dict()
    {'A': Fraction(5, 2), 'B': Fraction(5, 2), 'C': Fraction(5, 2)}
    >>> game.worths_in([["A", "B"], "C"]).to_dict()
    {'A, B': Fraction(6, 1), 'C': Fraction(9, 2)}
    """
    players, beta = numbers_by_name(benefits, argument="benefits", minimum=0, integers="fraction")
    check_structures_fit(len(players))
    price = vector_by_name(
        costs, players, argument="costs", minimum=0, strict=True, integers="fraction"
    )
    level = number_array(
        [1 if saturation is None else saturation], argument="saturation", integers="fraction"
    )
    if level.shape != (1,) or is_known(level[0] <= 0):
        raise InvalidArgumentError(f"saturation must be a number > 0, got {saturation!r}")
    beta, price, level = unify(beta, price, level)
    n, a = len(players), level[0]
    b, g = by_block(subset_sums(beta), n), by_block(subset_sums(1 / price), n)
    drive = over_structures(b * g, n)
    if saturation is None:
        return PartitionGame(players, tidy(b * to_blocks(drive, n) - b**2 * g / 2))
    short = to_blocks(a / (1 + drive), n)
    enjoyed = (a**2 - short**2) / 2
    return PartitionGame(players, tidy(b * enjoyed - b**2 * short**2 * g / 2))
