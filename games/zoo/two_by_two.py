"""The classics of two players with two or three strategies each, and coordination at large."""

from typing import Any

from lilliput.games.checks import check_count
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.zoo.building import bimatrix, game_of, numbered, numbers, require

__all__ = [
    "battle_of_the_sexes",
    "chicken",
    "coordination_game",
    "entry_game",
    "hawk_dove",
    "matching_pennies",
    "prisoners_dilemma",
    "rock_paper_scissors",
    "stag_hunt",
]


def prisoners_dilemma(T: Any = 5, R: Any = 3, P: Any = 1, S: Any = 0) -> NormalFormGame:
    """Return the prisoner's dilemma: defecting dominates, yet both prefer that both cooperate.

    Parameters
    ----------
    T, R, P, S
        Temptation, reward, punishment and the sucker's payoff, T > R > P > S.

    References
    ----------
    Rapoport, A. and Chammah, A. M. (1965). Prisoner's Dilemma. University of Michigan Press (T, R,
    P, S); the default numbers are those of Axelrod, R. (1984), The Evolution of Cooperation.

    Examples
    --------
    >>> prisoners_dilemma().payoff(["defect", "cooperate"]).to_dict()
    {'row': Fraction(5, 1), 'column': Fraction(0, 1)}
    """
    T, R, P, S = numbers(T=T, R=R, P=P, S=S)
    for condition in (T > R, R > P, P > S):
        require(condition, f"T, R, P, S must fall: T > R > P > S; got {T}, {R}, {P}, {S}")
    names = ["cooperate", "defect"]
    return bimatrix([[R, S], [T, P]], [[R, T], [S, P]], [names, names])


def chicken(win: Any = 1, tie: Any = 0, lose: Any = -1, crash: Any = -10) -> NormalFormGame:
    """Return chicken: each prefers to go straight if and only if the other swerves.

    Parameters
    ----------
    win, tie, lose, crash
        Payoffs from going straight alone, from both swerving, from swerving alone and from a
        crash; win > tie > lose > crash.

    References
    ----------
    Rapoport, A. and Chammah, A. M. (1966). The game of chicken. American Behavioral Scientist
    10(3):10–28.

    Examples
    --------
    >>> chicken().payoff(["straight", "swerve"]).tolist()
    [Fraction(1, 1), Fraction(-1, 1)]
    """
    win, tie, lose, crash = numbers(win=win, tie=tie, lose=lose, crash=crash)
    require(win > tie, f"win must exceed tie, got {win} and {tie}")
    require(tie > lose, f"tie must exceed lose, got {tie} and {lose}")
    require(lose > crash, f"lose must exceed crash, got {lose} and {crash}")
    names = ["swerve", "straight"]
    return bimatrix([[tie, lose], [win, crash]], [[tie, win], [lose, crash]], [names, names])


def hawk_dove(value: Any = 2, cost: Any = 4) -> NormalFormGame:
    """Return hawk–dove: hawks fight for a prize, doves share or yield it.

    Two hawks get (value − cost)/2 each. If cost > value, the mixed equilibrium plays hawk with
    probability value/cost.

    Parameters
    ----------
    value
        Of the prize, positive.
    cost
        Of losing a fight, positive.

    References
    ----------
    Maynard Smith, J. and Price, G. R. (1973). The logic of animal conflict. Nature 246:15–18.
    Maynard Smith, J. (1982). Evolution and the Theory of Games. Cambridge University Press (the
    payoffs in value and cost).

    Examples
    --------
    >>> hawk_dove(2, 4).payoffs[0].tolist()
    [[Fraction(-1, 1), Fraction(2, 1)], [Fraction(0, 1), Fraction(1, 1)]]
    """
    v, c = numbers(value=value, cost=cost)
    require(v > 0, f"value must be > 0, got {value}")
    require(c > 0, f"cost must be > 0, got {cost}")
    names = ["hawk", "dove"]
    return bimatrix([[(v - c) / 2, v], [0, v / 2]], [[(v - c) / 2, 0], [v, v / 2]], [names, names])


def stag_hunt(stag: Any = 4, hare: Any = 3, alone: Any = 0) -> NormalFormGame:
    """Return the stag hunt: the stag needs both hunters, a hare only one.

    Parameters
    ----------
    stag, hare, alone
        Payoffs from a common stag, from a hare, and from hunting the stag alone;
        stag > hare > alone.

    References
    ----------
    Rousseau, J.-J. (1755). Discours sur l'inégalité, part 2. Harsanyi, J. C. and Selten, R. (1988).
    A General Theory of Equilibrium Selection in Games. MIT Press (the trade-off with risk).

    Examples
    --------
    >>> stag_hunt().payoff(["stag", "hare"]).tolist()
    [Fraction(0, 1), Fraction(3, 1)]
    """
    stag, hare, alone = numbers(stag=stag, hare=hare, alone=alone)
    require(stag > hare, f"stag must exceed hare, got {stag} and {hare}")
    require(hare > alone, f"hare must exceed alone, got {hare} and {alone}")
    names = ["stag", "hare"]
    return bimatrix([[stag, alone], [hare, hare]], [[stag, hare], [alone, hare]], [names, names])


def battle_of_the_sexes(a: Any = 2, b: Any = 1) -> NormalFormGame:
    """Return the battle of the sexes: both want to meet, each at its own favourite place.

    The mixed equilibrium is worth ab/(a + b) to both.

    Parameters
    ----------
    a, b
        Payoffs from meeting at the place one likes and at the other; a ≥ b > 0.

    References
    ----------
    Luce, R. D. and Raiffa, H. (1957). Games and Decisions. Wiley, section 5.3 (the story; missing
    each other is worth 0 here).

    Examples
    --------
    >>> battle_of_the_sexes(3, 2).payoff(["ballet", "ballet"]).tolist()
    [Fraction(2, 1), Fraction(3, 1)]
    """
    a, b = numbers(a=a, b=b)
    require(a >= b, f"a must be at least b, got {a} and {b}")
    require(b > 0, f"b must be > 0, got {b}")
    names = ["fight", "ballet"]
    return bimatrix([[a, 0], [0, b]], [[b, 0], [0, a]], [names, names])


def matching_pennies(stake: Any = 1) -> NormalFormGame:
    """Return matching pennies: the row player wins if the coins match, else the column player.

    Parameters
    ----------
    stake
        What the loser pays the winner, positive.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior. Princeton
    University Press.

    Examples
    --------
    >>> matching_pennies().payoff(["heads", "tails"]).tolist()
    [Fraction(-1, 1), Fraction(1, 1)]
    """
    (w,) = numbers(stake=stake)
    require(w > 0, f"stake must be > 0, got {stake}")
    names = ["heads", "tails"]
    return bimatrix([[w, -w], [-w, w]], [[-w, w], [w, -w]], [names, names])


def rock_paper_scissors(win: Any = 1, lose: Any = -1) -> NormalFormGame:
    """Return rock, paper, scissors; it has the uniform equilibrium for all win > lose.

    Parameters
    ----------
    win, lose
        Payoffs; a tie is worth 0, lose < 0 < win.

    References
    ----------
    Borel, É. (1921). La théorie du jeu et les équations intégrales à noyau symétrique. Comptes
    Rendus de l'Académie des Sciences 173:1304–1308 (symmetric games of three methods of play).

    Examples
    --------
    >>> rock_paper_scissors().payoff(["rock", "paper"]).tolist()
    [Fraction(-1, 1), Fraction(1, 1)]
    """
    win, lose = numbers(win=win, lose=lose)
    require(win > 0, f"win must be > 0, got {win}")
    require(lose < 0, f"lose must be < 0, got {lose}")
    A = [[0, lose, win], [win, 0, lose], [lose, win, 0]]
    names = ["rock", "paper", "scissors"]
    return bimatrix(A, [list(row) for row in zip(*A, strict=True)], [names, names])


def coordination_game(strategies: int = 2, players: int = 2) -> NormalFormGame:
    """Return pure coordination: everyone gets 1 if all choose the same, else 0.

    Two players with m strategies have 2**m − 1 equilibria, one a set of strategies played with
    equal chances.

    Parameters
    ----------
    strategies
        Of each player, at least 1.
    players
        At least 1.

    References
    ----------
    Schelling, T. C. (1960). The Strategy of Conflict. Harvard University Press, chapters 3
    and 4.

    Examples
    --------
    >>> coordination_game(3).payoffs[0].diagonal().tolist()
    [Fraction(1, 1), Fraction(1, 1), Fraction(1, 1)]
    """
    m = check_count(strategies, argument="strategies", least=1)
    n = check_count(players, argument="players", least=1)
    return game_of(numbered(n), [numbered(m)] * n, lambda cell: [int(len(set(cell)) == 1)] * n)


def entry_game(stay_out: Any = 2, share: Any = 1, fight: Any = -1) -> NormalFormGame:
    """Return the normal form of an entrant's choice and an incumbent's answer.

    Besides (in, accommodate), which is perfect, the entrant stays out in a whole component of
    equilibria in which the incumbent threatens to fight.

    Parameters
    ----------
    stay_out
        The incumbent's payoff if the entrant stays out, who then gets 0.
    share
        Both players' payoff if the incumbent accommodates; 0 < share < stay_out.
    fight
        Both players' payoff from a fight, negative.

    References
    ----------
    Selten, R. (1978). The chain store paradox. Theory and Decision 9:127–159 (the stage game; there
    the payoffs of entrant and incumbent are 1, 5 if out, 2, 2 if shared, 0, 0 in a fight).

    Examples
    --------
    >>> entry_game().payoff(["out", "fight"]).tolist()
    [Fraction(0, 1), Fraction(2, 1)]
    """
    stay_out, share, fight = numbers(stay_out=stay_out, share=share, fight=fight)
    require(fight < 0, f"fight must be < 0, got {fight}")
    require(share > 0, f"share must be > 0, got {share}")
    require(stay_out > share, f"stay_out must exceed share, got {stay_out} and {share}")
    return bimatrix(
        [[0, 0], [fight, share]],
        [[stay_out, stay_out], [fight, share]],
        [["out", "in"], ["fight", "accommodate"]],
        ["entrant", "incumbent"],
    )
