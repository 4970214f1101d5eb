"""Verdicts under other solution concepts and rules of selection."""

import dataclasses
from importlib import import_module

import pytest

from lilliput.analysis.claims import claims
from lilliput.analysis.robustness import robustness
from lilliput.games.errors import InvalidGameError, UnknownNameError


@pytest.fixture(scope="module")
def found():
    return robustness()


def test_every_model_is_there_in_order(found):
    wanted = [(claim.id, model) for claim in claims.values() for model in claim.models]
    assert list(found.summary.index) == wanted
    assert list(dict.fromkeys(found.table.index.droplevel(["by", "name"]))) == wanted


def test_the_first_row_of_each_model_is_its_own_verdict(found):
    verdicts = found.summary["verdict"].to_dict()
    for (claim, model), part in found.table.groupby(level=["claim", "model"], sort=False):
        own = claims[claim].models[model].test()
        assert part["verdict"].iloc[0] == own.verdict == verdicts[claim, model]
        assert part["margin"].iloc[0] == own.margin
        assert not part["flips"].iloc[0]


def test_flips_are_the_verdicts_that_differ(found):
    verdicts = found.summary["verdict"].to_dict()
    for key, row in found.table.iterrows():
        differs = row["verdict"] not in (verdicts[key[:2]], "undefined", "no answer")
        assert row["flips"] == differs
    assert len(found.flips) == found.summary["flips"].sum()


def test_every_concept_and_rule_of_a_model_is_tried(found):
    others = found.summary["others"].to_dict()
    names = {}
    for claim, model, by, name in found.table.index:
        names.setdefault((claim, model, by), []).append(name)
    for claim in claims.values():
        for name, model in claim.models.items():
            own = [model.concept or "as it is", *model.concepts]
            assert names[claim.id, name, "concept"] == own
            assert names.get((claim.id, name, "selection"), []) == list(model.selections)
            tried = len(model.concepts) + max(0, len(model.selections) - 1)
            assert others[claim.id, name] == tried


def test_known_flips():
    found = robustness(["M10d", "M15b-taker", "M1a"])
    turned = found.summary["flipped by"]
    assert turned[("C10", "M10d")] == "worst_case: indifferent"
    assert "payoff_dominance: fails" in turned[("C15", "M15b-taker")]
    assert "prenucleolus: indifferent" in turned[("C1", "M1a")]
    assert "τ-value" not in turned[("C1", "M1a")]


def test_each_model_says_where_it_loses(found):
    loses = found.summary["loses"]
    assert loses.map(lambda line: isinstance(line, str) and len(line) > 0).all()
    assert not loses.str.contains("\n").any()


def test_each_claim_says_where_it_loses(found):
    lines = found.by_claim
    assert list(lines.index) == list(claims)
    for claim in claims.values():
        assert lines.loc[claim.id, "where multilateralism loses"] == claim.loses
        assert 0 < len(claim.loses) < 240
        assert "\n" not in claim.loses
        assert lines.loc[claim.id, "models"] == len(claim.models)
    tried = found.summary
    assert lines["flip"].sum() == (tried["flips"] > 0).sum()
    assert lines["decided otherwise"].sum() == (tried["others"] > 0).sum()


def test_a_concept_that_is_not_defined_flips_nothing(monkeypatch):
    """The τ-value of a game that is not quasi-balanced, say."""

    def undefined(**_):
        raise InvalidGameError("not quasi-balanced")

    model = claims["C10"].models["M10a"]
    claim = dataclasses.replace(claims["C10"], models={
        "M10a": dataclasses.replace(model, concepts={"none such": undefined})})  # fmt: skip
    module = import_module("lilliput.analysis.robustness")  # whose name is that of the function
    monkeypatch.setattr(module, "claims", {"C10": claim})
    found = robustness(["M10a"])
    assert list(found.table["verdict"]) == ["holds", "undefined"]
    assert not found.table["flips"].any()
    assert found.summary["flipped by"].to_list() == [""]


def test_shown(found):
    assert repr(found).startswith(f"Robustness({len(found.summary)} models; ")
    assert "<table" in found._repr_html_()


def test_unknown_models():
    with pytest.raises(UnknownNameError, match="model 'M99' is unknown"):
        robustness(["M99"])
