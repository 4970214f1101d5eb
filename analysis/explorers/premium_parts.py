"""What a page on a premium is made of: the two institutions, the tables and the code."""

from dataclasses import replace
from inspect import signature
from typing import Any

import numpy as np

from lilliput.analysis.display import CRITERIA, SYMBOLS
from lilliput.analysis.explorers.code import Source, called, program
from lilliput.analysis.explorers.dials import Dial
from lilliput.analysis.explorers.texts import brief
from lilliput.analysis.explorers.toolbox import choice
from lilliput.analysis.institutions import INSTITUTIONS, Institution
from lilliput.analysis.premium import Premium
from lilliput.analysis.rules import Weighted
from lilliput.analysis.stakes import directed_stakes, stakes_from_capabilities
from lilliput.analysis.state import State
from lilliput.games.display import Html, chip, shown, table
from lilliput.games.errors import InvalidArgumentError

__all__ = [
    "FROM_CAPABILITIES",
    "Sides",
    "directed_rule",
    "moved_source",
    "premium_code",
    "premium_text",
    "stakes_note",
]

BY_SIZE = "directed stakes by size"
FROM_CAPABILITIES = ("gravity", "harmonic", "equal")
_MOST_ETA = 3
_ZERO = 1e-12
_WEIGHTED = tuple(
    name for name, make in INSTITUTIONS.items() if "eta" in signature(make).parameters
)


class Sides:
    """The lists that choose both institutions, with a slider for η where one has it.

    Parameters
    ----------
    multilateral, bilateral
        Those chosen at first.
    """

    def __init__(self, multilateral: Institution, bilateral: Institution) -> None:
        self._known: dict[str, Institution] = {}
        self.choices: dict[str, Any] = {}
        self.dials: dict[str, Dial] = {}
        for side, label, given in (
            ("multilateral", "compare", multilateral), ("bilateral", "with", bilateral),
        ):  # fmt: skip
            if not isinstance(given, Institution):
                raise InvalidArgumentError(
                    f"{side} must be an Institution, got {type(given).__name__}; INSTITUTIONS "
                    f"lists them: {', '.join(INSTITUTIONS)}"
                )
            name = _family(given) or f"{given.name}, as given"
            known = {key: make() for key, make in INSTITUTIONS.items()} | {name: given}
            self._known |= {f"{side} {key}": each for key, each in known.items()}
            options = [(known[key].name if key in INSTITUTIONS else key, key) for key in known]
            self.choices[side] = choice(label, options, name)
            eta = getattr(given.rule, "eta", 1) if _has_eta(given) else 1
            which = "first" if side == "multilateral" else "second"
            self.dials[f"eta {side}"] = Dial(
                f"η of the {which}", eta, 0, _MOST_ETA,
                hint="η, how far capability is bargaining weight: ω = c^η",
            )  # fmt: skip
        self._hide()
        for widget in self.choices.values():
            widget.observe(self._hide, "value")

    @property
    def widgets(self) -> list[Any]:
        """Both lists, each with its slider below."""
        return [
            widget
            for side in ("multilateral", "bilateral")
            for widget in (self.choices[side], self.dials[f"eta {side}"].widget)
        ]

    def institutions(self) -> tuple[Institution, Institution]:
        """Return what is chosen."""
        return self._chosen("multilateral"), self._chosen("bilateral")

    def _chosen(self, side: str) -> Institution:
        found = self._known[f"{side} {self.choices[side].value}"]
        if not _has_eta(found):
            return found
        return replace(found, rule=Weighted(self.dials[f"eta {side}"].value))

    def _hide(self, _change: Any = None) -> None:
        for side, widget in self.choices.items():
            seen = _has_eta(self._known[f"{side} {widget.value}"])
            self.dials[f"eta {side}"].widget.layout.display = "" if seen else "none"


def _has_eta(institution: Institution) -> bool:
    """Whether capability is bargaining weight, in a degree that one may choose."""
    rule = institution.rule
    return isinstance(rule, Weighted) and (_family(institution) in _WEIGHTED or rule.eta != 0)


def _family(institution: Institution) -> str:
    """Return the name of the function that makes an institution, up to its η; or nothing."""
    for name, make in INSTITUTIONS.items():
        usual = make()
        if institution == usual:
            return name
        if name in _WEIGHTED and replace(institution, rule=usual.rule) == usual:
            return name if isinstance(institution.rule, Weighted) else ""
    return ""


def stakes_note(rule: str, total: Any) -> str:
    """Return what a state says of stakes that follow a rule."""
    return f"stakes {rule}, total {total}"


def directed_rule(state: State) -> str:
    """Return the rule that the directed stakes follow; nothing where they follow none."""
    for rule in ("symmetric", "size"):
        try:
            found, _ = directed_stakes(rule, tuple(state.powers), state.stakes, state.capabilities)
        except InvalidArgumentError:
            continue
        if np.array_equal(found, state.directed_stakes):
            return rule
    return ""


def moved_source(source: str, stakes: str = "") -> str:
    """Return where a state is from whose capabilities moved, or whose stakes follow a new rule."""
    notes = [note for note in source.split("; ") if note not in ("", BY_SIZE)]
    if stakes:
        notes = [note for note in notes if not note.startswith("stakes ")]
    moved = "capabilities moved" if source else ""
    return "; ".join(note for note in dict.fromkeys([*notes, stakes or moved]) if note)


def premium_text(premium: Premium) -> Html:
    """Return payoffs, premiums and the verdict with its boundaries."""
    frame = premium.by_power
    names = [side.institution.name for side in (premium.bilateral, premium.multilateral)]
    rows = [
        [power, *map(brief, row)] for power, row in zip(frame.index, _rows(premium), strict=True)
    ]
    sums = [brief(sum(column)) for column in zip(*_rows(premium), strict=True)]
    payoffs = table(
        "Premium", ["power", *names, "premium"], rows, total=["total", *sums],
        detail=Html(f"{shown(names[1])} over {shown(names[0])}"),
        sides=["left", "right", "right", "right"], limit=len(rows),
    )  # fmt: skip
    verdict = premium.verdict
    lines = [
        [CRITERIA[name], chip(verdict[name].status), brief(verdict[name].margin),
         _turning(verdict[name])]
        for name in verdict
    ]  # fmt: skip
    heads = ["criterion", "status", "margin", "turns at"]
    return Html(payoffs + table("Verdict", heads, lines, sides=["left", "left", "right", "left"]))


def _rows(premium: Premium) -> list[list[Any]]:
    frame = premium.by_power[["bilateral", "multilateral", "premium"]]
    return [list(row) for row in frame.itertuples(index=False)]


def _turning(criterion: Any) -> Html:
    if criterion.boundary is None:
        return Html("–")
    sign = shown(SYMBOLS.get(criterion.parameter, criterion.parameter))
    if criterion.parameter == "multilateral cost" and criterion.boundary < -_ZERO:
        return Html(f"no {sign} ≥ 0")
    if criterion.parameter == "discount factor" and criterion.boundary > 1:
        return Html(f"no {sign} ≤ 1")
    return Html(f"{sign} = {brief(criterion.boundary)}")


def premium_code(premium: Premium) -> str:
    """Return the Python that makes a premium and draws its attribution."""
    sides = (premium.multilateral.institution, premium.bilateral.institution)
    calls, imports = zip(*map(_institution_code, sides), strict=True)
    rules = {name for _, names in imports for name in names}
    names = {"State", "binding_premium", *(name for name, _ in imports)}
    return program(
        {
            "lilliput.analysis": names,
            "lilliput.analysis.figures": ["plot_attribution"],
            "lilliput.analysis.rules": rules,
        },
        [
            f"state = {_state_code(premium.state)}",
            f"premium = {called('binding_premium', Source('state'), *calls)}",
            "plot_attribution(premium.attribution)",
            "premium",
        ],
    )


def _institution_code(institution: Institution) -> tuple[Source, tuple[str, list[str]]]:
    """Return the call, the name that it needs, and the names of rules."""
    name = _family(institution)
    if name:
        eta = getattr(institution.rule, "eta", None) if name in _WEIGHTED else None
        usual = eta is None or eta == 1
        return called(name, **({} if usual else {"eta": eta})), (name, [])
    kept = {field: getattr(institution, field) for field in institution.__dataclass_fields__}
    rule = repr(institution.rule)
    kept["rule"] = Source(rule)
    return called("Institution", **kept), ("Institution", [type(institution.rule).__name__])


def _state_code(state: State) -> Source:
    """Return a state, with what differs from the defaults."""
    notes = state.source.split("; ")
    directed = directed_rule(state)
    if directed == "size" and notes[-1] == BY_SIZE:
        notes.pop()  # the rule says it again
    elif directed == "size":
        directed = ""
    stakes: Any = {pair: state.stake(*pair) for pair in state.pairs if state.stake(*pair) != 0}
    for rule in FROM_CAPABILITIES:
        if notes and notes[-1] == stakes_note(rule, 1) and _follows(state, rule):
            stakes = rule
            notes.pop()
            break
    given: dict[str, Any] = {
        "powers": list(state.powers),
        "capabilities": list(state.capabilities),
        "stakes": stakes,
        "hub": state.hub,
    }
    if directed != "symmetric":
        given["directed_stakes"] = directed or state.directed_stakes
    for name in ("outside_options", "types"):
        if any(value != 0 for value in getattr(state, name)):
            given[name] = list(getattr(state, name))
    fields = type(state).__dataclass_fields__
    scalars: tuple[str, ...] = (
        "collective_good", "discount_factor", "alignment", "risk_aversion", "rigidity",
        "information", "costs", "brokerage",
    )  # fmt: skip
    given |= {
        name: tuple(value) if isinstance(value, tuple) else value
        for name in scalars
        if (value := getattr(state, name)) != fields[name].default
    }
    source = "; ".join(notes)
    return called("State", **given, **({"source": source} if source else {}))


def _follows(state: State, rule: str) -> bool:
    """Whether stakes are those that a rule makes of the capabilities, at a total of 1."""
    try:
        found = stakes_from_capabilities(state.capabilities, rule)
    except InvalidArgumentError:
        return False
    return bool(np.array_equal(found, state.stakes))
