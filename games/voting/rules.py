"""The rules of a voting game: weights with a quota, and which sets of rules suffice to win.

A coalition wins if it meets all rules of at least one alternative. Alternatives are sets of
positions in the list of rules, a disjunctive normal form without negation, so that every game so
written is monotone. In normal form no rule occurs twice or for nothing, and no alternative
contains another.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from itertools import combinations, groupby
from math import comb, lcm
from operator import index
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import is_symbolic, number_array
from lilliput.games.checks import vector_by_name
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

__all__ = [
    "Alternatives",
    "Form",
    "IntegerRule",
    "Rule",
    "Weights",
    "all_of",
    "any_of",
    "choose",
    "dual_rules",
    "form_text",
    "integer_rule",
    "meets",
    "minimal_sets",
    "names_of",
    "normal_form",
    "pairs_of",
    "single",
    "unanimities",
    "unanimity",
    "weighted_rule",
]

Weights = Mapping[str, Any] | pd.Series | Sequence[Any]
Rule = tuple[tuple[Fraction, ...], Fraction]
IntegerRule = tuple[list[int], int]
Alternatives = tuple[frozenset[int], ...]
Form = tuple[tuple[Rule, ...], Alternatives]

_MOST_ALTERNATIVES = 10_000
_MOST_COALITIONS = 50_000
_SHOWN = 4


def weighted_rule(players: tuple[str, ...], weights: Weights, quota: Any) -> Rule:
    """Return weights and quota as Fractions, after checking them.

    Examples
    --------
    >>> weighted_rule(("A", "B"), [0.5, 1], 1)
    ((Fraction(1, 2), Fraction(1, 1)), Fraction(1, 1))
    """
    numbers = vector_by_name(
        _as_printed(weights), players, argument="weights", minimum=0, error=InvalidGameError
    )
    threshold = number_array([_decimal(quota)], argument="quota", error=InvalidGameError)
    if threshold.ndim != 1:
        raise InvalidGameError(f"quota must be one number, got {quota!r}")
    if any(is_symbolic(number) for number in (*numbers, threshold[0])):
        raise UnsupportedNumberError("weights and quota must be numbers, got symbols")
    exact, needed = tuple(Fraction(number) for number in numbers), Fraction(threshold[0])
    total = sum(exact, Fraction(0))
    if not 0 < needed <= total:
        raise InvalidGameError(
            f"quota must be above 0 and at most the total weight {total}, got {needed}"
        )
    return exact, needed


def pairs_of(rules: Any) -> list[tuple[Any, Any]]:
    """Return rules as pairs of weights and quota, of which there must be one at least.

    Examples
    --------
    >>> pairs_of([[[2, 1], 2]])
    [([2, 1], 2)]
    """
    what = "rules must be pairs of weights and quota"
    if isinstance(rules, str) or not isinstance(rules, Iterable):
        raise InvalidGameError(f"{what}, got {rules!r}")
    pairs: list[tuple[Any, Any]] = []
    for rule in rules:
        pair = tuple(rule) if isinstance(rule, Iterable) else (rule,)
        if len(pair) != 2:
            raise InvalidGameError(f"{what}, got {len(pair)} entries: {rule!r}")
        pairs.append(pair)
    if not pairs:
        raise InvalidGameError("rules must hold at least one pair of weights and quota")
    return pairs


def _as_printed(weights: Weights) -> Weights:
    """Turn floats into the decimals that they print as, by name or in order."""
    if isinstance(weights, pd.Series):
        entries = [_decimal(weight) for weight in weights]
        return pd.Series(entries, index=weights.index, dtype=object)
    if isinstance(weights, Mapping):
        return {name: _decimal(weight) for name, weight in weights.items()}
    if isinstance(weights, (str, Set)) or not isinstance(weights, Iterable):
        raise InvalidGameError(
            f"weights must be numbers by name or in the order of the players, got {weights!r}"
        )
    return [_decimal(weight) for weight in weights]


def _decimal(number: Any) -> Any:
    """Return a float as the shortest decimal that it prints as; 0.5 + 0.3 then meets 0.8."""
    is_float = isinstance(number, (float, np.floating))
    return Fraction(str(number)) if is_float and np.isfinite(number) else number


def integer_rule(rule: Rule) -> IntegerRule:
    """Return a rule multiplied by its common denominator.

    Examples
    --------
    >>> integer_rule(((Fraction(1, 2), Fraction(1)), Fraction(1)))
    ([1, 2], 2)
    """
    weights, quota = rule
    common = _denominator(rule)
    return [int(weight * common) for weight in weights], int(quota * common)


def _denominator(rule: Rule) -> int:
    weights, quota = rule
    return lcm(quota.denominator, *(weight.denominator for weight in weights))


def names_of(players: tuple[str, ...], mask: int) -> tuple[str, ...]:
    """Return the names of the members of a bitmask, in the order of the players."""
    return tuple(name for i, name in enumerate(players) if mask >> i & 1)


def unanimity(players: int, mask: int) -> Rule:
    """Return the rule that the members of a mask meet together only.

    Examples
    --------
    >>> unanimity(3, 0b101)
    ((Fraction(1, 1), Fraction(0, 1), Fraction(1, 1)), Fraction(2, 1))
    """
    return tuple(Fraction(mask >> i & 1) for i in range(players)), Fraction(mask.bit_count())


def unanimities(players: int, masks: Iterable[int]) -> Form:
    """Return the form of the game won by the coalitions that contain one of those given.

    Examples
    --------
    >>> [int(quota) for _, quota in unanimities(3, [0b111, 0b101, 0b010])[0]]
    [1, 2]
    """
    given = sorted(set(masks), key=lambda mask: (mask.bit_count(), mask))
    if len(given) > _MOST_COALITIONS:
        raise ProblemTooLargeError(
            f"coalitions: {len(given)} coalitions given, at most {_MOST_COALITIONS} are allowed"
        )
    minimal: list[int] = []
    for _, same in groupby(given, key=int.bit_count):
        left = np.array(list(same), dtype=np.int64 if players < 63 else object)
        for mask in minimal:
            left = left[left & mask != mask]
        minimal += left.tolist()
    rules = tuple(unanimity(players, mask) for mask in minimal)
    return rules, tuple(frozenset({k}) for k in range(len(rules)))


def single(rule: Rule) -> Form:
    """Return the form of one rule."""
    return (rule,), (frozenset({0}),)


def meets(form: Form, mask: int) -> bool:
    """Whether a coalition meets all rules of one alternative.

    Examples
    --------
    >>> meets(single(unanimity(3, 0b101)), 0b111)
    True
    """
    rules, alternatives = form
    met = {
        k
        for k, (weights, quota) in enumerate(rules)
        if sum(weight for i, weight in enumerate(weights) if mask >> i & 1) >= quota
    }
    return any(each <= met for each in alternatives)


def form_text(form: Form) -> str:
    """Return quotas and totals of the alternatives in words.

    Examples
    --------
    >>> form_text(single(unanimity(3, 0b101)))
    '2 of 2'
    """
    rules, alternatives = form
    parts = [
        " and ".join(f"{rules[k][1]} of {sum(rules[k][0])}" for k in sorted(each))
        for each in alternatives[:_SHOWN]
    ]
    more = f" or … {len(alternatives)} in all" if len(alternatives) > _SHOWN else ""
    return " or ".join(parts) + more


def choose(rules: int, need: Any) -> Alternatives:
    """Return the alternatives of a game in which `need` of that many rules suffice.

    Examples
    --------
    >>> choose(3, 2)
    (frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2}))
    """
    try:
        least = rules if need is None else index(need)
    except TypeError:
        least = 0
    if not 1 <= least <= rules:
        raise InvalidArgumentError(
            f"need must be an integer from 1 to {rules}, the number of rules, got {need!r}"
        )
    _check_alternatives(comb(rules, least))
    return tuple(frozenset(chosen) for chosen in combinations(range(rules), least))


def normal_form(rules: Sequence[Rule], alternatives: Iterable[frozenset[int]]) -> Form:
    """Return the same game without repeated or idle rules and without idle alternatives.

    Rules keep their order; alternatives are sorted by size, then by rules.
    """
    position = {rule: k for k, rule in reversed(list(enumerate(rules)))}
    minimal = minimal_sets({frozenset(position[rules[k]] for k in each) for each in alternatives})
    used = sorted({k for each in minimal for k in each})
    new = {old: k for k, old in enumerate(used)}
    renamed = (frozenset(new[k] for k in each) for each in minimal)
    ordered = sorted(renamed, key=lambda each: (len(each), sorted(each)))
    return tuple(rules[k] for k in used), tuple(ordered)


def minimal_sets(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Return the sets that contain no other."""
    by_size: dict[int, list[frozenset[int]]] = {}
    for each in sets:
        by_size.setdefault(len(each), []).append(each)
    kept: list[frozenset[int]] = []
    for size in sorted(by_size):
        kept += [each for each in by_size[size] if not any(smaller <= each for smaller in kept)]
    return kept


def any_of(*forms: Form) -> Form:
    """Return the rules and alternatives of the game won where any of several is won."""
    rules, renamed = _side_by_side(forms)
    return normal_form(rules, [each for given in renamed for each in given])


def all_of(*forms: Form) -> Form:
    """Return the rules and alternatives of the game won where each of several is won."""
    rules, renamed = _side_by_side(forms)
    alternatives = [frozenset[int]()]
    for given in renamed:
        _check_alternatives(len(alternatives) * len(given))
        alternatives = minimal_sets({old | new for old in alternatives for new in given})
    return normal_form(rules, alternatives)


def _side_by_side(forms: Iterable[Form]) -> tuple[list[Rule], list[list[frozenset[int]]]]:
    """Return all distinct rules in one list, and each form's alternatives by places in it."""
    place: dict[Rule, int] = {}
    renamed = []
    for rules, alternatives in forms:
        new = [place.setdefault(rule, len(place)) for rule in rules]
        renamed.append([frozenset(new[k] for k in each) for each in alternatives])
    return list(place), renamed


def dual_rules(rules: Sequence[Rule], alternatives: Alternatives) -> Form:
    """Return the rules and alternatives of the dual game.

    A coalition blocks a rule if the others do not meet it: if it weighs more than the total less
    the quota, the least step of the weights more at least.
    """
    blocked = [
        (weights, sum(weights, Fraction(0)) - quota + Fraction(1, _denominator((weights, quota))))
        for weights, quota in rules
    ]
    return all_of(*(any_of(*(single(blocked[k]) for k in each)) for each in alternatives))


def _check_alternatives(number: int) -> None:
    if number > _MOST_ALTERNATIVES:
        raise ProblemTooLargeError(
            f"rules: {number} alternative sets of rules would suffice to win; at most "
            f"{_MOST_ALTERNATIVES} are allowed"
        )
