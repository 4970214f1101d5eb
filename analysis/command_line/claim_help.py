"""What `lilliput claims CLAIM --help` says, and how claims, models and parameters are looked up."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import isfinite
from textwrap import fill
from typing import Any

from lilliput.analysis.claims import claims
from lilliput.analysis.command_line.terminal import hanging
from lilliput.analysis.report_claims import listed
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = [
    "check_selection",
    "claim_named",
    "describe_claim",
    "model_named",
    "parse_number",
    "values_of",
]


def parse_number(name: str, text: str) -> int | Fraction | float:
    """Return an integer, a fraction or a float as the user wrote it.

    Parameters
    ----------
    name
        The parameter, for the error message.
    text
        Such as ``"6"``, ``"1/3"`` or ``"0.25"``.

    Examples
    --------
    >>> parse_number("k", "2"), parse_number("k", "-1/3"), parse_number("k", "0.25")
    (2, Fraction(-1, 3), 0.25)
    """
    for kind in (int, Fraction if "/" in text else float):
        try:
            number: Any = kind(text)
        except (ValueError, ZeroDivisionError):
            continue
        if isfinite(number):
            return number
    raise InvalidArgumentError(f"{name} must be a number such as 6, 1/3 or 0.25, got {text!r}")


def describe_claim(name: str, width: int) -> str:
    """Return the parameters of a claim's models, for the help.

    Parameters
    ----------
    name
        Such as ``"C10"``.
    width
        Of the lines.
    """
    claim = claim_named(name)
    known: dict[str, dict[str, list[str]]] = {}
    for model in claim.models.values():
        for parameter, p in model.parameters.items():
            default = listed({"default": p.default}).replace(" = ", " ")
            line = f"{p.meaning}; {p.domain}, {default}"
            known.setdefault(parameter, {}).setdefault(line, []).append(model.id)
    lines = [fill(f"{claim.id}: {claim.statement}", width), "", f"Models of {claim.id}:"]
    lines += [hanging(model.id, model.title, width) for model in claim.models.values()]
    for model in claim.models.values():
        if model.selections:
            rules = f"--selection of {model.id}: {', '.join(model.selections)}"
            lines += ["", fill(rules, width, initial_indent="  ", subsequent_indent="    ")]
    lines += ["", f"Parameters of {claim.id}:"]
    for parameter, meanings in known.items():
        for meaning, models in meanings.items():
            lines.append(hanging(f"--{parameter}", f"{meaning} ({', '.join(models)})", width))
    return "\n".join(lines) + "\n"


def claim_named(name: str) -> Any:
    """Return a claim, whatever the capitals of its name."""
    if name.upper() in claims:
        return claims[name.upper()]
    # all of them: the error of the registry shows the first dozen
    known = ", ".join(claims)
    raise InvalidArgumentError(f"claim {name!r} is unknown; there are {known}")


def model_named(claim: Any, name: str) -> Any:
    """Return a model of a claim, whatever the capitals of its name."""
    found = {model.lower(): model for model in claim.models}.get(name.lower())
    if found is None:
        raise UnknownNameError(f"{claim.id}: model", name, claim.models)
    return claim.models[found]


def values_of(claim: Any, models: Sequence[Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters as numbers or, where a parameter is a choice, as names."""
    known = {name: p for model in models for name, p in model.parameters.items()}
    values = {}
    for written, text in given.items():
        name = written if written in known else written.replace("-", "_")
        if name not in known:
            where = models[0].id if len(models) == 1 else claim.id
            raise InvalidArgumentError(
                f"{where}: parameter {written!r} is unknown; there are {', '.join(sorted(known))}"
            )
        values[name] = text if known[name].choices else parse_number(name, text)
    return values


def check_selection(models: Iterable[Any], selection: str) -> None:
    """Refuse a rule of selection that no model knows."""
    rules = {rule: None for model in models for rule in model.selections}
    if not rules:
        raise InvalidArgumentError(
            f"selection {selection!r} has nothing to choose: each model has one equilibrium"
        )
    if selection not in rules:
        raise UnknownNameError("selection", selection, rules)
