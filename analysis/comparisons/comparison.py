"""The comparison of institutions as a function of the fields of a state of the world."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from typing import Any, cast, final, get_args

from lilliput.analysis.comparisons.parameters import Place, place_of, places_of
from lilliput.analysis.comparisons.states import floats_of
from lilliput.analysis.enforcement import OnFailure
from lilliput.analysis.institutions import (
    INSTITUTIONS,
    Institution,
    hub_and_spokes,
    institution_named,
    multilateral,
)
from lilliput.analysis.premium import Premium, binding_premium
from lilliput.analysis.rules import Contest, UniformPrice, Unions, Voting, Weighted
from lilliput.analysis.stakes import (
    DirectedRule,
    StakeRule,
    directed_stakes,
    stakes_from_capabilities,
)
from lilliput.analysis.state import State
from lilliput.games.arithmetic import number_array, plain
from lilliput.games.checks import check_tolerance, index_of, partition_of
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Comparison"]


@final
@dataclass(frozen=True)
class Comparison:
    """Institutions side by side in states that differ from one in some numbers.

    It is a model for `sweep`, and a function of arrays through `compare`.

    Parameters
    ----------
    state
        The state of the world; what is not a parameter of a design is as here. Powers and hub are
        always those of the state.
    multilateral, bilateral
        The two institutions whose difference is the premium.
    institutions
        All that are to be compared, as institutions or names; by default the eight of the theory.
        The two above are among them or are added, and replace an institution of the same name.
    on_failure
        What happens to agreements that the discount factor does not sustain, see `enforce`.
    tol
        Margins up to `tol` in size count as indifference.
    attribution
        Whether to share the premium among the five properties of institutions, too.
    stakes
        ``"gravity"``, ``"harmonic"`` or ``"equal"``: the stakes follow this rule on the
        capabilities of each point, with the total of the state or the parameter ``total_stakes``.
        By default the stakes are those of the state, whatever the capabilities.
    directed_stakes
        ``"symmetric"`` or ``"size"``: the directed stakes follow from the stakes and capabilities
        of each point. By default they are those of the state.

    Raises
    ------
    InvalidArgumentError
        Two institutions of one name, or rules that do not fit the powers.
    UnsupportedNumberError
        Symbols in the state or in an institution.

    Examples
    --------
    >>> state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1], stakes="gravity")
    >>> comparison = Comparison(state, stakes="gravity")
    >>> comparison
    Comparison(8 institutions among US, CA, MX; multilateral against hub and spokes)
    >>> comparison.premium_at(**{"capabilities.US": 12, "costs.multilateral": 0.1}).verdict
    Verdict(pareto fails, kaldor_hicks fails, weak_gain holds, hub_participates fails, \
enforceable holds, conflict holds)
    """

    state: State
    _: KW_ONLY
    multilateral: Institution = multilateral()  # noqa: RUF009 - frozen
    bilateral: Institution = hub_and_spokes()  # noqa: RUF009
    institutions: Sequence[Institution | str] | None = None
    on_failure: OnFailure = "constrained"
    tol: float = 1e-9
    attribution: bool = False
    stakes: StakeRule | None = None
    directed_stakes: DirectedRule | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.state, State):
            raise InvalidArgumentError(f"state must be a State, got {self.state!r}")
        for argument in ("multilateral", "bilateral"):
            _institution(getattr(self, argument), argument)
        compared = (self.multilateral, self.bilateral)
        object.__setattr__(self, "institutions", _all_of(self.institutions, compared))
        for argument, kind in (
            ("on_failure", OnFailure), ("stakes", StakeRule), ("directed_stakes", DirectedRule),
        ):  # fmt: skip
            chosen = getattr(self, argument)
            if chosen not in get_args(kind) and (chosen is not None or argument == "on_failure"):
                raise UnknownNameError(argument, chosen, get_args(kind))
        check_tolerance(self.tol)
        for institution in self.compared:
            _check_rule(institution, self.state)
        self.definition()  # refuses symbols

    @property
    def compared(self) -> tuple[Institution, ...]:
        """All institutions, by distinct names."""
        return cast(tuple[Institution, ...], self.institutions)

    @cached_property
    def places(self) -> dict[str, Place]:
        """All parameters by name, and the field of the state that each of them is."""
        return places_of(tuple(self.state.powers))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of all parameters; stakes of a pair go by either order of its powers."""
        return tuple(self.places)

    def check(self, names: Sequence[str]) -> None:
        """Refuse parameters that are unknown, contradict each other or have no effect."""
        places = place_of(self.places, list(names))
        weighted = (i.rule for i in self.compared if isinstance(i.rule, Weighted))
        if "eta" in places and all(rule.uniform for rule in weighted):
            raise InvalidArgumentError(
                "eta: no institution here has bargaining weights that depend on capabilities"
            )

    def definition(self) -> dict[str, Any]:
        """Return what determines the results, as JSON can hold it."""
        state = self.state
        numbers = ("capabilities", "stakes", "directed_stakes", "outside_options",
                   "collective_good", "discount_factor", "brokerage", "costs")  # fmt: skip
        return {
            "powers": list(state.powers),
            "hub": state.hub,
            **{name: floats_of(getattr(state, name), name).tolist() for name in numbers},
            "multilateral": repr(self.multilateral),
            "bilateral": repr(self.bilateral),
            "institutions": [repr(institution) for institution in self.compared],
            "on_failure": self.on_failure,
            "tol": float(self.tol),
            "attribution": bool(self.attribution),
            "stakes_rule": self.stakes,
            "directed_stakes_rule": self.directed_stakes,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition, in hexadecimal."""
        text = json.dumps(self.definition(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def value_at_base(self, parameter: str) -> float | None:
        """Return a parameter in the state itself; None for eta where institutions differ in it.

        Examples
        --------
        >>> state = State(powers=["A", "B"], capabilities=[2, 1], stakes="equal")
        >>> comparison = Comparison(state)
        >>> [comparison.value_at_base(name) for name in ("stakes.B-A", "total_stakes", "eta")]
        [1.0, 1.0, 1.0]
        """
        self.check([parameter])
        (field, powers), state = self.places[parameter], self.state_at()
        if field == "eta":
            rules = [i.rule for i in self.compared if isinstance(i.rule, Weighted)]
            found = {float(rule.eta) for rule in rules if not rule.uniform}
            return found.pop() if len(found) == 1 else None
        if field == "total_stakes":
            return float(sum(state.stake(*pair) for pair in state.pairs))
        owner = state.costs if field in state.costs._fields else state
        return float(floats_of(getattr(owner, field), field)[powers])

    def state_at(self, **parameters: Any) -> State:
        """Return the state at one point; numbers stay exact where all are.

        Examples
        --------
        >>> state = State(powers=["A", "B"], capabilities=[2, 1], stakes="equal")
        >>> Comparison(state).state_at(**{"stakes.B-A": 3, "brokerage": 1}).stake("A", "B")
        Fraction(3, 1)
        """
        self.check(list(parameters))
        state = self.state
        vectors = {name: list(getattr(state, name)) for name in _VECTORS}
        costs, changes = state.costs._asdict(), dict[str, Any]()
        for name, value in parameters.items():
            field, powers = self.places[name]
            if field in vectors:
                vectors[field][powers[0]] = value
            elif field in costs:
                costs[field] = value
            elif not powers and field not in ("total_stakes", "eta"):
                changes[field] = value
        state = state.replace(costs=tuple(costs.values()), **vectors, **changes)
        return self._with_stakes(state, parameters)

    def premium_at(self, **parameters: Any) -> Premium:
        """Return the comparison of the two institutions at one point, with every step.

        Examples
        --------
        >>> state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1], stakes="equal")
        >>> str(Comparison(state).premium_at(eta=2).by_power.loc["A", "bilateral"])
        '29/45'
        """
        both = (self.multilateral, self.bilateral)
        if "eta" in parameters:
            both = tuple(_with_eta(each, parameters["eta"]) for each in both)  # type: ignore[assignment]
        return binding_premium(
            self.state_at(**parameters), *both, on_failure=self.on_failure, tol=self.tol
        )

    def _with_stakes(self, state: State, parameters: dict[str, Any]) -> State:
        """Return a state with stakes by rule, to scale, and where they are parameters."""
        total = sum(self.state.stake(*pair) for pair in self.state.pairs)
        wanted = parameters.get("total_stakes", total)
        stakes = state.stakes
        if self.stakes is not None:
            stakes = stakes_from_capabilities(state.capabilities, self.stakes, total=wanted)
        elif "total_stakes" in parameters:
            if total == 0:
                raise InvalidArgumentError(
                    "total_stakes scales the stakes of the state, but these add up to 0"
                )
            scale = plain(number_array([wanted], argument="total_stakes", integers="fraction")[0])
            stakes = stakes * (scale / total)
        stakes = _filled(stakes, parameters, self.places, "stakes")
        stakes = number_array(stakes, argument="stakes", integers="fraction")
        directed = state.directed_stakes
        if self.directed_stakes is not None:
            powers = tuple(state.powers)
            directed, _note = directed_stakes(
                self.directed_stakes, powers, stakes, state.capabilities
            )
        directed = _filled(directed, parameters, self.places, "directed_stakes")
        return state.replace(stakes=stakes, directed_stakes=directed)

    def __repr__(self) -> str:
        return (
            f"Comparison({len(self.compared)} institutions among "
            f"{', '.join(self.state.powers)}; {self.multilateral.name} against "
            f"{self.bilateral.name})"
        )


_VECTORS = ("capabilities", "outside_options")


def _filled(matrix: Any, parameters: dict[str, Any], places: Any, field: str) -> list[list[Any]]:
    """Return a matrix with the entries that are parameters, as lists."""
    rows: list[list[Any]] = [list(row) for row in matrix]
    for name, value in parameters.items():
        if places[name].field == field:
            i, j = places[name].powers
            rows[i][j] = value
            if field == "stakes":
                rows[j][i] = value
    return rows


def _institution(given: Any, argument: str) -> Institution:
    found = institution_named(given, argument=argument) if isinstance(given, str) else given
    if not isinstance(found, Institution):
        raise InvalidArgumentError(
            f"{argument} must be an Institution, for example multilateral() with its brackets, "
            f"got {given!r}"
        )
    return found


def _all_of(
    given: Sequence[Institution | str] | None, compared: tuple[Institution, Institution]
) -> tuple[Institution, ...]:
    """Return the institutions by distinct names, the two that are compared among them."""
    if isinstance(given, (str, Institution)):
        given = [given]
    chosen = [
        _institution(each, "institutions") for each in (INSTITUTIONS if given is None else given)
    ]
    found: dict[str, Institution] = {}
    for institution in chosen:
        if found.setdefault(institution.name, institution) != institution:
            _same_name(institution.name)
    if compared[0].name == compared[1].name and compared[0] != compared[1]:
        _same_name(compared[0].name)
    found.update({institution.name: institution for institution in compared})
    return tuple(found.values())


def _same_name(name: str) -> None:
    raise InvalidArgumentError(
        f"institutions must have distinct names, got two called {name!r}: give one another, for "
        f"example dataclasses.replace(hub_and_spokes(eta=2), name='hub and spokes, eta 2')"
    )


def _with_eta(institution: Institution, eta: Any) -> Institution:
    rule = institution.rule
    if not isinstance(rule, Weighted) or rule.uniform:
        return institution
    return replace(institution, rule=Weighted(eta))


def _check_rule(institution: Institution, state: State) -> None:
    """Refuse what no point can make right: names, votes and symbols in the rules."""
    rule = institution.rule
    numbers: dict[str, Any] = {}
    if isinstance(rule, Weighted):
        numbers = {"eta": rule.eta}
    elif isinstance(rule, UniformPrice):
        numbers = {"k": rule.k}
    elif isinstance(rule, Voting):
        rule.index(state)
    elif isinstance(rule, Unions):
        numbers = {"bloc_cost": rule.bloc_cost}
        partition_of(tuple(state.powers), rule.partition(state))
    elif isinstance(rule, Contest):
        numbers = {"action_cost": rule.action_cost}
        for power in rule.acting:
            index_of(state.powers, power, argument="acting: power")
    for name, number in numbers.items():
        floats_of(number, f"{name} of {institution.name}")  # refuses symbols
