"""The binding premium of a state, as patience, costs, capabilities and institutions change."""

from collections.abc import Mapping
from typing import Any, final

from lilliput.analysis.explorers.dials import Dial
from lilliput.analysis.explorers.explorer import Explorer, Scene
from lilliput.analysis.explorers.premium_parts import (
    FROM_CAPABILITIES,
    Sides,
    directed_rule,
    moved_source,
    premium_code,
    premium_text,
    stakes_note,
)
from lilliput.analysis.explorers.toolbox import choice, section, toolbox
from lilliput.analysis.figures import blank_figure, plot_attribution, styled
from lilliput.analysis.institutions import Institution, hub_and_spokes, multilateral
from lilliput.analysis.premium import Premium, binding_premium
from lilliput.analysis.stakes import stakes_from_capabilities
from lilliput.analysis.state import State
from lilliput.games.errors import InvalidArgumentError

__all__ = ["PremiumExplorer", "explore_premium"]

_WIDTH = 4.6
_LETTER = 0.08  # inches of height for a letter of a name below a bar
_GIVEN = "as given"
_COSTS = {
    "bilateral": "t_B, bilateral treaty",
    "member": "t_M, each member",
    "multilateral": "T_M, multilateral treaty",
}


@final
class PremiumExplorer(Explorer):
    """The binding premium of a state with its attribution and verdict, as sliders move.

    Parameters
    ----------
    state
        Where the sliders stand at first.
    multilateral, bilateral
        The institutions compared at first.
    """

    title = "Binding premium"

    def __init__(self, state: State, multilateral: Institution, bilateral: Institution) -> None:
        if not isinstance(state, State):
            raise InvalidArgumentError(
                f"state must be a State, got {type(state).__name__}; make one by State(powers=…, "
                "capabilities=…, stakes=…)"
            )
        self._given = state
        self._directed = directed_rule(state)
        self._sides = Sides(multilateral, bilateral)
        self._dials = _dials(state)
        self._capabilities = {
            power: Dial(power, state.capability(power), 0, 2 * float(max(state.capabilities)) or 1,
                        hint=f"capability of {power}")
            for power in state.powers
        }  # fmt: skip
        self._hub = choice("hub", state.powers, state.hub)
        self._stakes = choice("stakes", [_GIVEN, *FROM_CAPABILITIES], _GIVEN)
        self._start(self._named(), self._sections())

    def _named(self) -> dict[str, Any]:
        dials = {**self._dials, **self._sides.dials}
        return {
            "multilateral": self._sides.choices["multilateral"],
            "bilateral": self._sides.choices["bilateral"],
            "hub": self._hub,
            "stakes": self._stakes,
            **{name: dial.widget for name, dial in dials.items()},
            **{f"capability {name}": dial.widget for name, dial in self._capabilities.items()},
        }

    def _sections(self) -> list[Any]:
        dials = [dial.widget for dial in self._dials.values()]
        capabilities = toolbox().Accordion(
            [section("", [dial.widget for dial in self._capabilities.values()])],
            titles=("Capabilities",), layout={"width": "100%"},
        )  # fmt: skip
        return [
            section("Institutions", self._sides.widgets),
            section("State of the world", [self._hub, self._stakes, *dials]),
            capabilities,
        ]

    @property
    def value(self) -> Premium:
        """The premium that is shown."""
        found: Premium = self._now().value
        return found

    @property
    def state(self) -> State:
        """The state that is shown."""
        return self.value.state

    def _scene(self) -> Scene:
        first, second = self._sides.institutions()
        premium = binding_premium(self._present_state(), first, second)
        longest = max(map(len, premium.state.powers))
        tall = 0.85 * _WIDTH + _LETTER * min(longest, 18) * (premium.state.n > 6)
        with styled():
            figure = blank_figure(_WIDTH, tall)
            axes = figure.subplots()
            axes.use_sticky_edges = False  # a bar of height 0 on top would leave no margin
            plot_attribution(premium.attribution, ax=axes)
        return Scene(premium, figure, premium_text(premium), premium_code(premium))

    def _present_state(self) -> State:
        """Return the state as the controls have it."""
        given, at = self._given, {name: dial.value for name, dial in self._dials.items()}
        capabilities = [dial.value for dial in self._capabilities.values()]
        changed = given.replace(
            hub=self._hub.value, capabilities=capabilities,
            discount_factor=at["discount_factor"], brokerage=at["brokerage"],
            collective_good=at["collective_good"], costs=[at[f"{name} cost"] for name in _COSTS],
        )  # fmt: skip
        rule = self._stakes.value
        moved = changed.capabilities.tolist() != given.capabilities.tolist()
        if not moved and rule == _GIVEN:
            return changed
        stakes, note = given.stakes, ""
        if rule != _GIVEN:
            total = sum(given.stake(a, b) for a, b in given.pairs)
            stakes = stakes_from_capabilities(changed.capabilities, rule, total=total)
            note = stakes_note(rule, total)
        return changed.replace(
            stakes=stakes, directed_stakes=self._directed or given.directed_stakes,
            source=moved_source(given.source, note),
        )  # fmt: skip


def explore_premium(
    state: State,
    multilateral: Institution = multilateral(),  # noqa: B008 - frozen
    bilateral: Institution = hub_and_spokes(),  # noqa: B008 - frozen
) -> PremiumExplorer:
    """Explore the binding premium of a state: bars by property, verdict and boundaries, live.

    Sliders move the discount factor δ, the collective good g, brokerage λ, the costs of treaties
    and the capability of each power; lists choose the hub, the rule of stakes and both
    institutions, whose η has a slider where capability is bargaining weight.

    Parameters
    ----------
    state
        Where the sliders stand at first. Exact numbers stay exact while they are moved.
    multilateral, bilateral
        The institutions compared at first.

    Returns
    -------
    PremiumExplorer
        It shows itself in a notebook; `.value` is the present `Premium`, `.state` the `State`,
        `.figure` the picture, `.code` the Python that makes the same, `.controls` the widgets.

    Raises
    ------
    MissingPackageError
        ipywidgets is not installed: ``pip install "lilliput[widgets]"``.
    UnsupportedNumberError
        A number of the state is a symbol.

    Examples
    --------
    >>> state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1],
    ...               stakes={("US", "CA"): 6, ("US", "MX"): 3, ("CA", "MX"): 1})
    >>> explorer = explore_premium(state)
    >>> explorer.controls["multilateral cost"].value = 1
    >>> {power: str(gain) for power, gain in explorer.value.by_power["premium"].items()}
    {'US': '-68/21', 'CA': '14/9', 'MX': '149/126'}
    """
    return PremiumExplorer(state, multilateral, bilateral)


def _dials(state: State) -> dict[str, Dial]:
    """Return a slider for each scalar; ends follow from what is at stake."""
    stake = max((abs(float(state.stake(a, b))) for a, b in state.pairs), default=1.0) or 1.0
    good = float(state.collective_good)
    costs: Mapping[str, Any] = state.costs._asdict()
    return {
        "discount_factor": Dial("δ, discount factor", state.discount_factor, 0, 1),
        "brokerage": Dial("λ, brokerage", state.brokerage, 0, 1,
                          hint="λ, share of a spoke pair's stakes that the hub can realise"),
        "collective_good": Dial("g, collective good", state.collective_good, 0,
                                max(2 * abs(good), stake)),
        **{
            f"{name} cost": Dial(label, costs[name], 0, max(3 * float(costs[name]), stake / 2))
            for name, label in _COSTS.items()
        },
    }  # fmt: skip
