"""The public names: one sorted list, each exported, defined where it is listed, typed and documented."""

import importlib
import inspect
import re

import pandas as pd
import pytest

import forces

PUBLIC = [name for name in forces.__all__ if not name.startswith("_")]
FUNCTIONS = [name for name in PUBLIC if name.islower()]


def test_list_is_sorted_and_has_no_name_twice():
    assert list(forces.__all__) == sorted(set(forces.__all__), key=lambda name: (not name.isupper(), name))


@pytest.mark.parametrize("name", PUBLIC)
def test_name_is_exported_by_its_own_module(name):
    thing = getattr(forces, name)
    if hasattr(thing, "__module__"):
        assert thing.__module__.startswith("forces.")
        assert name in importlib.import_module(thing.__module__).__all__


def test_dir_shows_every_public_name():
    assert set(forces.__all__) <= set(dir(forces))


def test_nothing_else_is_public():
    ours = {name for name, thing in vars(forces).items() if getattr(thing, "__module__", "").startswith("forces.")}
    assert {name for name in ours if not name.startswith("_")} <= set(forces.__all__)


@pytest.mark.parametrize("name", [name for name in PUBLIC if callable(getattr(forces, name))])
def test_name_is_documented(name):
    first = (getattr(forces, name).__doc__ or "").strip().split("\n", maxsplit=1)[0]
    assert first.endswith((".", ":")), f"{name}: the docstring begins with one sentence"
    assert len(first) <= 120


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_answers_what_a_stranger_asks(name):
    function = getattr(forces, name)
    doc = inspect.getdoc(function)
    signature = inspect.signature(function)
    sections = re.findall(r"^(\w[\w ]*)\n-{3,}$", doc, re.MULTILINE)
    wanted = {"Examples"} | ({"Parameters"} if signature.parameters else set())
    wanted |= {"Returns"} if signature.return_annotation not in (None, "None") else set()
    assert wanted <= set(sections) | ({"Returns"} if "Yields" in sections else set())
    _, _, parameters = doc.partition("Parameters\n----------\n")
    heads = re.findall(r"^(?!-)([*\w][^:\n]*)", parameters.split("\n\nReturns\n")[0], re.MULTILINE)
    described = {parameter for head in heads for parameter in re.findall(r"\w+", head)}
    assert set(signature.parameters) - described == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_typed(name):
    signature = inspect.signature(getattr(forces, name))
    untyped = [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty]
    assert untyped == []
    assert signature.return_annotation is not inspect.Signature.empty


ASKED = {"side": "Russia", "versus": "Ukraine"}
ON_CLAIMS = {
    "check_jump": lambda c: forces.check_jump(c, c),
    "claim_annotations": forces.claim_annotations,
    "claim_reviews": lambda c: forces.claim_reviews(c, ratings={"c001": "?"}, author="We", url="https://example.org"),
    "diff_claims": lambda c: forces.diff_claims(c, c.iloc[1:]),
    "find_origins": forces.find_origins,
    "find_stances": forces.find_stances,
    "fire_ratios": lambda c: forces.fire_ratios(c, **ASKED, basis="both"),
    "force_ratios": lambda c: forces.force_ratios(c, **ASKED, cross_origin=True),
    "loss_exchange_ratios": lambda c: forces.loss_exchange_ratios(c, **ASKED),
    "pool_claims": lambda c: forces.pool_claims(c, freq="MS", random_effects=True),
    "ratio_trends": lambda c: forces.ratio_trends(c, **ASKED, n_boot=10),
    "read_intervals": forces.read_intervals,
    "unpaired": lambda c: forces.unpaired(c, **ASKED),
    "validate_claims": forces.validate_claims,
}


@pytest.mark.parametrize("name", ON_CLAIMS)
def test_claims_given_to_a_function_stay_as_they_are(name):
    claims = forces.load_claims()
    before = claims.copy(deep=True)
    result = ON_CLAIMS[name](claims)
    pd.testing.assert_frame_equal(claims, before)
    assert len(result) if not isinstance(result, forces.Trend) else len(result.points)


@pytest.mark.parametrize("name", [n for n in PUBLIC if n.endswith("Error")])
def test_error_is_one_of_ours(name):
    assert issubclass(getattr(forces, name), forces.ForcesError)
