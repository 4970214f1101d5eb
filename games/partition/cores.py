"""Cores of games in partition function form: what deviators expect of those whom they leave."""

from lilliput.games.cores.core import Core, core
from lilliput.games.partition.characteristic import Reaction, characteristic_function
from lilliput.games.partition.game import PartitionGame

__all__ = ["partition_core"]


def partition_core(
    game: PartitionGame,
    reaction: Reaction = "pessimistic",
    *,
    exact: bool = False,
    tol: float = 1e-9,
) -> Core:
    """Return the core when the grand coalition has formed and deviators expect some reaction.

    {x : x(N) = v(N), x(S) ≥ v(S) for all S}, where v(S) is what S counts on when it leaves and the
    others react. The more S expects, the smaller the core: each of the others contains the
    optimistic core and is contained in the pessimistic one.

    Parameters
    ----------
    game
        A game in partition function form with numeric worths.
    reaction
        As in `characteristic_function`:

        - ``"pessimistic"``: the α-core, which is the β-core here; also called the core with
          cautious expectations;
        - ``"optimistic"``: the ω-core;
        - ``"singletons"``: the γ-core of Chander and Tulkens; also called the s-core, with
          singleton expectations;
        - ``"together"``: the δ-core of Hart and Kurz; also called the m-core, with merging
          expectations;
        - ``"maximising"``: the core under the max rule of Bloch and van den Nouweland.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For float worths: the share of the largest |v(S)| that counts as zero.

    Returns
    -------
    Core
        With `.empty`, `.vertices()`, `.allocation` and a certificate either way.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.

    See Also
    --------
    recursive_core : The others react by what is stable for them.
    is_cohesive : Whether the grand coalition is efficient; if not, N may gain by splitting.

    References
    ----------
    Chander, P. and Tulkens, H. (1997). The core of an economy with multilateral environmental
    externalities. International Journal of Game Theory 26:379–401. doi:10.1007/BF01263279
    Hafalir, I. E. (2007). Efficiency in coalition games with externalities. Games and Economic
    Behavior 61:242–258. doi:10.1016/j.geb.2007.01.009
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051
    Bloch, F. and van den Nouweland, A. (2014). Expectation formation rules and the core of
    partition function games. Games and Economic Behavior 88:339–353.

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12)
    >>> partition_core(cartels, "singletons").empty, partition_core(cartels, "together").empty
    (False, True)
    """
    return core(characteristic_function(game, reaction, tol=tol), exact=exact, tol=tol)
