"""How far the verdicts depend on the solution concept and on which equilibrium is selected.

Every model decides its claim under one concept and, if it has several equilibria, one rule of
selection. Here each is decided again under all others that the model knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, final

import pandas as pd

from lilliput.analysis.claims import claims
from lilliput.analysis.claims.model import Model
from lilliput.games.errors import LilliputError, UnknownNameError

__all__ = ["Robustness", "robustness"]

_INDEX = ["claim", "model", "by", "name"]
_NO_ANSWER, _UNDEFINED = "no answer", "undefined"


@final
@dataclass(frozen=True, eq=False, repr=False)
class Robustness:
    """The verdicts of models under all their concepts and rules of selection.

    Parameters
    ----------
    table
        One row for each claim, model, what is varied (``"concept"`` or ``"selection"``) and its
        name: `margin`, `verdict`, whether the verdict `flips` against the model's own, and a
        `note` where there is no answer. The model's own concept and rule come first.
    loses
        Model to where multilateralism loses in it, in a line.
    claims_lose
        Claim to where multilateralism loses over all its models, in a line.
    """

    table: pd.DataFrame
    loses: pd.Series
    claims_lose: pd.Series

    @property
    def flips(self) -> pd.DataFrame:
        """The rows whose verdict is not the model's own."""
        return self.table[self.table["flips"].astype(bool)]

    @property
    def summary(self) -> pd.DataFrame:
        """One row a model: its verdict, by how many other ways it was decided, which ones flip it.

        The last column says where multilateralism loses.
        """
        rows = {}
        losing = self.loses.to_dict()
        for (claim, model), part in self.table.groupby(level=["claim", "model"], sort=False):
            turned = part[part["flips"].astype(bool)]
            changes = [
                f"{name}: {verdict}"
                for name, verdict in zip(
                    turned.index.get_level_values("name"), turned["verdict"], strict=True
                )
            ]
            others = len(part) - part.index.get_level_values("by").nunique()
            rows[claim, model] = {
                "verdict": part["verdict"].iloc[0],
                "others": others,
                "flips": len(changes),
                "flipped by": "; ".join(changes),
                "loses": losing[model],
            }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(list(rows), names=["claim", "model"])
        return frame

    @property
    def by_claim(self) -> pd.DataFrame:
        """One row a claim: its models, how many are decided in other ways, in how many it flips.

        The last column says where multilateralism loses.
        """
        tried = self.summary.groupby(level="claim", sort=False)
        return pd.DataFrame(
            {
                "models": tried.size(),
                "decided otherwise": tried["others"].agg(lambda counts: int((counts > 0).sum())),
                "flip": tried["flips"].agg(lambda counts: int((counts > 0).sum())),
                "where multilateralism loses": self.claims_lose,
            }
        ).rename_axis("claim")

    def __repr__(self) -> str:
        tried = self.summary
        return (
            f"Robustness({len(tried)} models; {int((tried['others'] > 0).sum())} decided in more "
            f"than one way, {int((tried['flips'] > 0).sum())} of them with a verdict that flips)"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.summary)


def robustness(models: Iterable[str] | None = None) -> Robustness:
    """Decide every claim in every model under all its concepts and rules of selection.

    Parameters
    ----------
    models
        Ids; all models by default, each at its default parameters.

    Raises
    ------
    UnknownNameError
        No model of that id.

    Examples
    --------
    >>> found = robustness(["M10a", "M10d"])
    >>> found
    Robustness(2 models; 2 decided in more than one way, 1 of them with a verdict that flips)
    >>> found.summary["flipped by"].to_list()
    ['', 'worst_case: indifferent']
    """
    every = {name: (claim.id, m) for claim in claims.values() for name, m in claim.models.items()}
    chosen = list(every if models is None else models)
    for name in chosen:
        if name not in every:
            raise UnknownNameError("models: model", name, every)
    rows: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for name in chosen:
        claim, model = every[name]
        for (by, rule), row in _decided(model).items():
            rows[claim, name, by, rule] = row
    index = pd.MultiIndex.from_tuples(list(rows), names=_INDEX)
    columns = ["margin", "verdict", "flips", "note"]
    table = pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object)
    loses = pd.Series({name: every[name][1].loses for name in chosen}, name="loses", dtype=object)
    lines = {claim: claims[claim].loses for claim in dict.fromkeys(every[n][0] for n in chosen)}
    claims_lose = pd.Series(lines, name="loses", dtype=object).rename_axis("claim")
    return Robustness(table, loses.rename_axis("model"), claims_lose)


def _decided(model: Model) -> dict[tuple[str, str], dict[str, Any]]:
    """Return margin and verdict by what is varied and its name, the model's own first."""
    own = model.test()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    kinds = [("concept", model.by_concept)]
    if model.selections:
        kinds.append(("selection", model.by_selection))
    for by, decide in kinds:
        try:
            frame = decide()
        except LilliputError as error:
            found[by, "others"] = _row(None, _NO_ANSWER, str(error), own.verdict)
            continue
        for name, margin, verdict in zip(
            frame.index, frame["margin"], frame["verdict"], strict=True
        ):
            found[by, str(name)] = _row(margin, verdict, "", own.verdict)
    return found


def _row(margin: Any, verdict: str, note: str, own: str) -> dict[str, Any]:
    flips = verdict not in (own, _NO_ANSWER, _UNDEFINED)
    return {"margin": margin, "verdict": verdict, "flips": flips, "note": note}
