"""The phase diagram of any claim: its model, two axes, and where a point stands among verdicts."""

from typing import Any, final

from lilliput.analysis.claims import Claim, claims
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.explorers.claim_parts import Diagrams, claim_code, claim_text, labelled
from lilliput.analysis.explorers.dials import Dial
from lilliput.analysis.explorers.explorer import Explorer, Scene
from lilliput.analysis.explorers.toolbox import choice, section, toolbox
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["ClaimExplorer", "explore_claim"]

_LETTERS = 64


@final
class ClaimExplorer(Explorer):
    """The phase diagram of a claim in one of its models, and the verdict at a point of it.

    Parameters
    ----------
    claim, model
        Shown at first.
    axes
        Two parameters of the model, its own axes by default.
    parameters
        Where the point stands at first; defaults for the rest.
    """

    title = "Phase diagram of a claim"

    def __init__(
        self, claim: Claim, model: Model, axes: tuple[str, str] | None, parameters: dict[str, Any]
    ) -> None:
        self._diagrams = Diagrams()
        self._claim = choice("claim", _claims(claim), claim.id)
        self._model = choice("model", _models(claim), model.id)
        self._x, self._y = (choice(f"axis {name}", [], None) for name in "xy")
        self._selection = choice("selection", [], None)
        self._box = toolbox().VBox([], layout={"width": "100%"})
        self._build(model.check(**parameters), axes)
        self._start({}, self._sections())
        self._claim.observe(self._other_claim, "value")
        self._model.observe(self._other_model, "value")
        self._x.observe(self._other_axis, "value")
        self._y.observe(self._other_axis, "value")
        self._follow()
        self.watch([self._selection])

    def _sections(self) -> list[Any]:
        return [
            section("", [self._claim, self._model]),
            section("Diagram", [self._x, self._y, self._selection]),
            section("Parameters", [self._box]),
        ]

    @property
    def value(self) -> ModelResult:
        """The claim decided at the point that is shown."""
        found: ModelResult = self._now().value
        return found

    @property
    def model(self) -> Model:
        """The model that is shown."""
        return self.value.model

    @property
    def parameters(self) -> dict[str, Any]:
        """Where the point stands."""
        return dict(self.value.parameters)

    @property
    def _present(self) -> Model:
        model: Model = claims[self._claim.value].models[self._model.value]
        return model

    def _build(self, point: dict[str, Any], axes: tuple[str, str] | None) -> None:
        """Make the controls of the model that is chosen."""
        model = self._present
        numbers = [name for name, parameter in model.parameters.items() if not parameter.choices]
        options = [(labelled(name, model.parameters[name], _LETTERS), name) for name in numbers]
        first, second = _axes(model, axes, numbers)
        for widget, chosen in ((self._x, first), (self._y, second)):
            widget.options, widget.value = options, chosen
            widget.layout.display = "" if len(numbers) > 1 else "none"
        self._selection.options = list(model.selections)
        self._selection.value = model.selections[0] if model.selections else None
        self._selection.layout.display = "" if model.selections else "none"
        self._dials = {
            name: _control(name, parameter, point[name])
            for name, parameter in model.parameters.items()
        }
        self._box.children = [_widget(dial) for dial in self._dials.values()]
        self._axes_before = (first, second)

    def _follow(self) -> None:
        """Watch the sliders of the model that is chosen."""
        parameters = {name: _widget(dial) for name, dial in self._dials.items()}
        self.watch(parameters.values())
        self.controls = {
            "claim": self._claim, "model": self._model, "axis x": self._x, "axis y": self._y,
            "selection": self._selection, **parameters,
        }  # fmt: skip

    def _other_claim(self, _change: Any) -> None:
        with self._together():
            self._model.options = _models(claims[self._claim.value])

    def _other_model(self, _change: Any) -> None:
        if self._model.value not in claims[self._claim.value].models:
            return  # in the middle of another claim being chosen
        with self._together():
            model = self._present
            self._build({name: p.default for name, p in model.parameters.items()}, None)
            self._follow()
            self._changed(None)

    def _other_axis(self, _change: Any) -> None:
        if self._paused:
            return
        x, y = self._x.value, self._y.value
        with self._together():
            if x == y and len(self._x.options) > 1:  # they change places
                before = self._axes_before
                other = self._y if x != before[0] else self._x
                other.value = before[0] if other is self._y else before[1]
            self._axes_before = (self._x.value, self._y.value)
            self._changed(None)

    def _scene(self) -> Scene:
        model = self._present
        point = {name: dial.value for name, dial in self._dials.items()}
        rule = self._selection.value
        selection = rule if model.selections and rule != model.selections[0] else None
        result = model.test(**point, selection=selection)
        axes = (self._x.value, self._y.value)
        figure = self._diagrams.figure(result, axes, selection)
        claim = claims[self._claim.value]
        return Scene(
            result, figure, claim_text(claim, result),
            claim_code(claim, result, axes if len(model.parameters) > 1 else None),
        )  # fmt: skip


def explore_claim(
    claim: str | Claim | Model = "C10",
    *,
    axes: tuple[str, str] | None = None,
    **parameters: Any,
) -> ClaimExplorer:
    """Explore the phase diagram of a claim: choose model, axes and parameters, see the verdict.

    The cells are verdicts computed from the encoded games, the line is the boundary of the closed
    form. A ring marks the point that the sliders choose; its margin is shown both as computed and
    in closed form, with the values at which the verdict turns.

    Parameters
    ----------
    claim
        A claim or one of its models, or the id of either, e.g. ``"C10"`` or ``"M10a"``.
    axes
        Two parameters of the model; its own axes by default.
    **parameters
        Where the point stands at first; defaults for the rest.

    Returns
    -------
    ClaimExplorer
        It shows itself in a notebook; `.value` is the present `ModelResult`, `.model` and
        `.parameters` what it is of, `.figure` the picture, `.code` the Python that makes the same,
        `.controls` the widgets.

    Raises
    ------
    MissingPackageError
        ipywidgets is not installed: ``pip install "lilliput[widgets]"``.
    UnknownNameError
        No such claim, model, axis or parameter.

    Examples
    --------
    >>> explorer = explore_claim("M10a", m=6, k=2)
    >>> explorer.value
    M10a(m=6, k=2): holds, margin 1/28
    >>> explorer.controls["k"].value = 4
    >>> explorer.value
    M10a(m=6, k=4): fails, margin -1/84
    """
    found, model = _found(claim)
    return ClaimExplorer(found, model, axes, parameters)


def _found(given: Any) -> tuple[Claim, Model]:
    """Return a claim and a model of it."""
    if isinstance(given, Claim):
        given = given.id
    name = given.id if isinstance(given, Model) else given
    if not isinstance(name, str):
        raise InvalidArgumentError(
            f"claim must be a claim, a model or the id of one, got {type(given).__name__}"
        )
    for claim in claims.values():
        if name == claim.id:
            return claim, next(iter(claim.models.values()))
        if name in claim.models:
            return claim, claim.models[name]
    known = [*claims, *(model for claim in claims.values() for model in claim.models)]
    raise UnknownNameError("claim: claim or model", name, known)


def _axes(model: Model, axes: tuple[str, str] | None, numbers: list[str]) -> tuple[str, str]:
    """Return the axes that are asked for, or those of the model, or its first parameters."""
    if axes is not None:
        if len(axes) != 2 or axes[0] == axes[1]:
            raise InvalidArgumentError(f"axes must name two different parameters, got {axes!r}")
        for name in axes:
            if name not in numbers:
                raise UnknownNameError(f"axes: parameter of {model.id}", name, numbers)
        return axes[0], axes[1]
    first, *others = model.axes or numbers
    return first, others[0] if others else first


def _control(name: str, parameter: Parameter, value: Any) -> Any:
    """Return a slider, or a list for a parameter that is a name."""
    if parameter.choices:
        return choice(labelled(name, parameter), parameter.choices, value)
    low, high = parameter.range
    return Dial(
        labelled(name, parameter), value, low, high, whole=parameter.integer,
        hint=parameter.meaning, open_ends=(not parameter.inside(low), not parameter.inside(high)),
    )  # fmt: skip


def _widget(control: Any) -> Any:
    return control.widget if isinstance(control, Dial) else control


def _claims(chosen: Claim) -> list[tuple[str, str]]:
    return [
        (f"{claim.id}: {_cut(claim.statement)}", claim.id)
        for claim in {**claims, chosen.id: chosen}.values()
    ]


def _models(claim: Claim) -> list[tuple[str, str]]:
    return [(f"{model.id}: {_cut(model.title)}", model.id) for model in claim.models.values()]


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1].rstrip() + "…"
