"""The state of the world: who the powers are, what they can do and what is at stake between them.

A `State` holds the primitives that every institution maps into a game: powers N with a hub h,
capabilities c, symmetric stakes w, an indivisible collective good g, directed stakes e, outside
options d, a discount factor δ, and the parameters of costs, information, alignment and risk. It
knows nothing of institutions. Numbers may be floats, Fractions or sympy expressions; integers are
kept exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple, Self, final

import numpy as np
import pandas as pd

from lilliput.analysis.stakes import (
    StakeRule,
    directed_stakes,
    stake_matrix,
    stakes_from_capabilities,
)
from lilliput.games.arithmetic import Array, freeze, is_symbolic, number_array, plain
from lilliput.games.checks import (
    check_names,
    check_probability,
    index_of,
    name_list,
    vector_by_name,
)
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Costs", "Information", "State"]


class Costs(NamedTuple):
    """Transaction costs: per bilateral treaty t_B, and of a multilateral T_M plus t_M a member."""

    bilateral: Any = Fraction(0)
    member: Any = Fraction(0)
    multilateral: Any = Fraction(0)

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import costs

        return costs(self)


class Information(NamedTuple):
    """Monitoring: false-alarm rate ε per link and probability μ of detecting a violation."""

    false_alarm: Any = Fraction(0)
    detection: Any = Fraction(1)

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import information

        return information(self)


@final
@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class State:
    """The primitives of a bargaining situation among powers.

    Parameters
    ----------
    powers
        Distinct names, two or more.
    capabilities
        c_i ≥ 0, by name or in order; on whatever scale, only ratios matter to institutions.
    stakes
        Symmetric w_ij, what the pair can jointly gain: a frame or matrix in the order of the
        powers, a mapping ``{("US", "CA"): 1.0}`` (pairs not named are 0), or the name of a rule
        on the capabilities: ``"gravity"`` (∝ c_i c_j), ``"harmonic"`` (∝ c_i c_j/(c_i+c_j)) or
        ``"equal"``, scaled to a total of 1. Negative stakes are rivalries.
    hub
        The power at the centre of bilateral arrangements; the most capable one by default.
    collective_good
        g, an indivisible good that needs all powers at one table.
    directed_stakes
        e_ij ≥ 0, what i gains from j's concessions, which decides what is enforceable: a frame,
        matrix or mapping, or ``"symmetric"`` (e = max(w, 0)) or ``"size"``
        (e_ij = 2 w_ij c_j/(c_i+c_j): the larger partner has more to grant).
    outside_options
        d_i, what each power has without any agreement.
    discount_factor
        δ in [0, 1].
    types
        θ_i, private cost types (used by the tailoring claims).
    alignment
        ψ in [0, 1], how far partners share the controller's aim.
    risk_aversion, rigidity
        ρ ≥ 0 of weak powers, and ζ ≥ 0, the loss from rigid rules.
    information, costs
        `Information` (ε, μ) and `Costs` (t_B, t_M, T_M), or tuples in that order.
    brokerage
        λ in [0, 1], the share of a spoke pair's stakes that a hub can realise for them.
    source
        Where the numbers come from, shown in the repr and in table notes.

    Raises
    ------
    InvalidArgumentError
        A number outside its domain, asymmetric stakes, or entries missing.
    UnknownNameError
        A hub or a name that is not among the powers.

    Examples
    --------
    >>> state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1],
    ...               stakes={("US", "CA"): 3, ("US", "MX"): 2, ("CA", "MX"): 1})
    >>> state
    State(3 powers: US, CA, MX; hub US; total stakes 6; collective good 0)
    >>> state.stake("CA", "US")
    Fraction(3, 1)
    """

    powers: Sequence[str]
    capabilities: Any
    stakes: Any
    hub: str = ""
    collective_good: Any = Fraction(0)
    directed_stakes: Any = "symmetric"
    outside_options: Any = Fraction(0)
    discount_factor: Any = Fraction(9, 10)
    types: Any = Fraction(0)
    alignment: Any = Fraction(1, 2)
    risk_aversion: Any = Fraction(0)
    rigidity: Any = Fraction(0)
    information: Any = Information()  # noqa: RUF009 - an immutable tuple
    costs: Any = Costs()  # noqa: RUF009
    brokerage: Any = Fraction(1, 2)
    source: str = ""

    def __post_init__(self) -> None:
        powers = _two_or_more(self.powers)
        self._set("powers", powers)
        for name, minimum in (("capabilities", 0), ("outside_options", None), ("types", None)):
            self._set(name, self._vector(name, minimum))
        if not self.hub:
            largest = max(range(len(powers)), key=lambda i: self.capabilities[i])
            self._set("hub", powers[largest])
        index_of(powers, self.hub, argument="hub: power")
        stakes, note = stake_matrix(self.stakes, powers, self.capabilities)
        self._set("stakes", stakes)
        directed, second = directed_stakes(
            self.directed_stakes, powers, self.stakes, self.capabilities
        )
        self._set("directed_stakes", directed)
        notes = [text for text in (self.source, note, second) if text]
        self._set("source", "; ".join(dict.fromkeys(notes)))
        self._set_scalars()

    def _set_scalars(self) -> None:
        for name in ("collective_good", "risk_aversion", "rigidity"):
            self._set(name, _scalar(getattr(self, name), name))
        for name in ("discount_factor", "alignment", "brokerage"):
            value = _scalar(getattr(self, name), name)
            self._set(name, check_probability(value, argument=name))
        for name in ("risk_aversion", "rigidity"):
            _not_negative(getattr(self, name), name)
        rates = _tuple(self.information, Information, "information")
        for name, rate in rates._asdict().items():
            check_probability(rate, argument=f"information.{name}")
        self._set("information", rates)
        costs = _tuple(self.costs, Costs, "costs")
        for name, cost in costs._asdict().items():
            _not_negative(cost, f"costs.{name}")
        self._set("costs", costs)

    def _vector(self, name: str, minimum: int | None) -> Array:
        values = getattr(self, name)
        if np.ndim(values) == 0 and not isinstance(values, (Mapping, pd.Series)):
            values = [values] * len(self.powers)
        return vector_by_name(
            values, self.powers, argument=name, minimum=minimum, integers="fraction"
        )

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        hub: str = "",
        stakes: StakeRule | Any = "gravity",
        column: str = "capability",
        total_stakes: Any = 1,
        **parameters: Any,
    ) -> Self:
        """Build a state from a frame with one row a power.

        Parameters
        ----------
        frame
            Indexed by power. The column named by `column` holds capabilities; columns
            ``outside_option`` and ``type`` are used if there are any.
        hub
            The hub; the most capable power by default.
        stakes
            A rule on the capabilities, or explicit stakes as in `State`.
        column
            The capability column.
        total_stakes
            What the stakes of a rule add up to over all pairs.
        **parameters
            Further fields of `State`.

        Examples
        --------
        >>> frame = pd.DataFrame({"capability": [3.0, 1.0, 1.0]}, index=["A", "B", "C"])
        >>> State.from_frame(frame, stakes="equal", collective_good=0.5)
        State(3 powers: A, B, C; hub A; total stakes 1; collective good 0.5)
        """
        if column not in frame.columns:
            raise InvalidArgumentError(
                f"frame needs a column {column!r}, got {name_list([str(c) for c in frame.columns])}"
            )
        powers = _two_or_more(frame.index)
        for label, name in (("outside_option", "outside_options"), ("type", "types")):
            if label in frame.columns:
                parameters.setdefault(name, list(frame[label]))
        capabilities = vector_by_name(list(frame[column]), powers, argument=column, minimum=0)
        if isinstance(stakes, str):
            rule = stakes
            stakes = stakes_from_capabilities(capabilities, rule, total=total_stakes)
            note = f"stakes {rule}, total {total_stakes}"
            parameters["source"] = "; ".join(t for t in (parameters.get("source", ""), note) if t)
        return cls(powers=powers, capabilities=capabilities, stakes=stakes, hub=hub, **parameters)

    @classmethod
    def from_nmc(
        cls,
        path_or_frame: Any,
        *,
        year: int,
        powers: Iterable[str],
        hub: str = "",
        stakes: StakeRule | Any = "gravity",
        total_stakes: Any = 1,
        **parameters: Any,
    ) -> Self:
        """Build a state from the National Material Capabilities data of the Correlates of War.

        Capabilities are the CINC scores of that year divided by their sum over the chosen powers
        (CINC itself sums to about 1 over all states of the world).

        Parameters
        ----------
        path_or_frame
            The CSV file (columns stateabb, year, cinc) or a frame read from it.
        year
            A year of the file.
        powers
            State abbreviations (stateabb), e.g. ``["USA", "UKG"]``.
        hub
            The hub; the most capable power by default.
        stakes, total_stakes
            The rule that turns capabilities into stakes, and what they add up to; the source note
            of the state records both.
        **parameters
            Further fields of `State`.

        Raises
        ------
        DataFileError
            The file is missing or is not in that format.
        UnknownNameError
            A year or power that is not there; the message says which are near.

        References
        ----------
        Singer, J. D. (1987). Reconstructing the Correlates of War Dataset on Material Capabilities
        of States, 1816–1985. International Interactions 14:115–132. Data: NMC v6.0.

        Examples
        --------
        >>> from lilliput.analysis.data import major_powers
        >>> state = State.from_nmc(major_powers(), year=1816, powers=["UKG", "RUS", "FRN"])
        >>> state.to_frame()["capability"].round(3).to_dict()
        {'UKG': 0.545, 'RUS': 0.266, 'FRN': 0.19}
        """
        from lilliput.analysis.data import capability_shares

        shares = capability_shares(path_or_frame, year=year, powers=powers)
        note = f"CINC {year} (NMC, Singer 1987), normalised over {', '.join(shares.index)}"
        parameters["source"] = "; ".join(t for t in (parameters.get("source", ""), note) if t)
        frame = shares.rename("capability").to_frame()
        return cls.from_frame(
            frame, hub=hub, stakes=stakes, total_stakes=total_stakes, **parameters
        )

    @property
    def n(self) -> int:
        """Number of powers."""
        return len(self.powers)

    @property
    def spokes(self) -> tuple[str, ...]:
        """All powers but the hub, the weak of the theory."""
        return tuple(power for power in self.powers if power != self.hub)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All pairs of powers, in order."""
        return [(a, b) for i, a in enumerate(self.powers) for b in self.powers[i + 1 :]]

    def index(self, power: str) -> int:
        """Return the position of a power."""
        return index_of(self.powers, power, argument="power")

    def stake(self, first: str, second: str) -> Any:
        """Return w of a pair."""
        return plain(self.stakes[self.index(first), self.index(second)])

    def capability(self, power: str) -> Any:
        """Return c of a power."""
        return plain(self.capabilities[self.index(power)])

    def outside_option(self, power: str) -> Any:
        """Return d of a power."""
        return plain(self.outside_options[self.index(power)])

    @property
    def benefits(self) -> pd.DataFrame:
        """The directed stakes e, row power from column power's concessions."""
        powers = list(self.powers)
        return pd.DataFrame(self.directed_stakes, index=powers, columns=powers)

    def replace(self, **changes: Any) -> Self:
        """Return the state with some fields changed; everything is checked again.

        Examples
        --------
        >>> pair = State(powers=["A", "B"], capabilities=[1, 1], stakes="equal")
        >>> pair.replace(collective_good=2)
        State(2 powers: A, B; hub A; total stakes 1; collective good 2)
        """
        known = self.__dataclass_fields__
        for name in changes:
            index_of(list(known), name, argument="replace: field")
        return replace(self, **changes)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a power: role, capability, stakes with the hub and in total."""
        hub = self.index(self.hub)
        return pd.DataFrame(
            {
                "role": ["hub" if p == self.hub else "spoke" for p in self.powers],
                "capability": self.capabilities,
                "stake with hub": self.stakes[:, hub],
                "total stakes": self.stakes.sum(axis=1),
                "outside option": self.outside_options,
            },
            index=pd.Index(self.powers, name="power"),
        )

    def parameters(self) -> dict[str, Any]:
        """Return the scalar parameters by name, for notes and provenance."""
        return {
            "hub": self.hub,
            "collective good g": self.collective_good,
            "discount factor δ": self.discount_factor,
            "brokerage λ": self.brokerage,
            "treaty cost t_B": self.costs.bilateral,
            "member cost t_M": self.costs.member,
            "multilateral cost T_M": self.costs.multilateral,
            "source": self.source,
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        mine, theirs = ([getattr(s, f) for f in self.__dataclass_fields__] for s in (self, other))
        return all(
            bool(np.array_equal(a, b)) if isinstance(a, np.ndarray) else a == b
            for a, b in zip(mine, theirs, strict=True)
        )

    def __hash__(self) -> int:
        return hash((self.powers, self.hub, tuple(self.capabilities)))

    def __repr__(self) -> str:
        total = sum(self.stake(a, b) for a, b in self.pairs)
        shown = f"{total:.4g}" if isinstance(total, float) else str(total)
        return (
            f"State({self.n} powers: {name_list(self.powers)}; hub {self.hub}; "
            f"total stakes {shown}; collective good {self.collective_good})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import state

        return state(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.analysis.display import state_latex

        return state_latex(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            self._set(name, freeze(value) if isinstance(value, np.ndarray) else value)


def _two_or_more(names: Iterable[str]) -> tuple[str, ...]:
    powers = check_names(names, argument="powers")
    if len(powers) < 2:
        raise InvalidArgumentError(f"powers must be two or more, got {name_list(powers)}")
    return powers


def _scalar(value: Any, name: str) -> Any:
    """Return one finite number, integers as Fractions."""
    if isinstance(value, (str, bytes)) or np.ndim(value) != 0:
        raise InvalidArgumentError(f"{name} must be one number, got {value!r}")
    return plain(number_array([value], argument=name, integers="fraction")[0])


def _not_negative(value: Any, name: str) -> None:
    if not is_symbolic(value) and value < 0:
        raise InvalidArgumentError(f"{name} must be >= 0, got {value}")


def _tuple(value: Sequence[Any], kind: Any, name: str) -> Any:
    fields = kind._fields
    if isinstance(value, Mapping):
        for key in value:
            index_of(list(fields), key, argument=f"{name}: field")
        value = kind(**value)
    if np.shape(value) != (len(fields),):
        raise InvalidArgumentError(f"{name} needs {', '.join(fields)}, got {value!r}")
    return kind(*(_scalar(v, f"{name}.{f}") for v, f in zip(value, fields, strict=True)))
