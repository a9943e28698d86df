"""Ratios: the article everyone knows, pairing and refusing case by case, and properties against a slow plain way."""

from itertools import product
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forces import columns, pairs
from forces.claims import ITEMS, make_claims
from forces.errors import ArgumentError
from forces.intervals import READINGS, read_intervals
from forces.origins import day_of, find_origins
from forces.pairs import unpaired
from forces.ratios import fire_ratios, force_ratios, loss_exchange_ratios

SIDES = {"side": "Russia", "versus": "Ukraine"}
COLUMNS = [
    "side", "versus", "item", "measure", "per", "place", "stance", "low", "value", "high", "verdict", "basis",
    "reading", "n_claims", "n_articles", "n_origins", "label", "sources", "as_of", "note", "claim_ids",
]  # fmt: skip


def claim(side, value, item="troops", qualifier="exact", **other):
    bounds = {"exact": (value, value), "at_least": (value, None), "at_most": (None, value)}.get(qualifier, (None, None))
    row = {"side": side, "item": item, "measure": "strength", "qualifier": qualifier, "value": value}
    return {**row, "low": bounds[0], "high": bounds[1], "source": "Forbes", "published": "2024-02-05", **other}


def frame(*rows):
    given = {"source_party": None} if any("source_party" in row for row in rows) else {}
    return make_claims([{**given, "article_id": "a", "claim_id": f"c{i}", **row} for i, row in enumerate(rows)])


@pytest.fixture
def kupiansk():
    """The ten claims of the article on Kupiansk, in its words."""
    order = {"qualifier": "order", "low": 200, "high": 999}
    fire = {"measure": "fire", "per": "day", "item": "shells"}
    return frame(
        claim("Russia", 500, "tanks", words="500 tanks"),
        claim("Russia", 600, "armoured_vehicles", words="600 armoured vehicles"),
        claim("Russia", 447, "howitzers", words="hundreds of howitzers", **order),
        claim("Russia", 40_000, words="40,000 soldiers"),
        claim("Ukraine", 20_000, qualifier="about", words="approximately 20,000 Ukrainian troops"),
        claim("Ukraine", 447, "howitzers", words="hundreds of howitzers", **order),
        claim("Ukraine", 447, "tanks", words="tanks", **order),
        claim("Ukraine", 447, "armoured_vehicles", words="armoured vehicles", **order),
        {**claim("Ukraine", 2_000, words="2,000 shells daily"), **fire},
        {**claim("Russia", 10_000, qualifier="at_most", words="as many as 10,000"), **fire},
    )


def test_the_kupiansk_article_gives_its_three_ratios(kupiansk):
    force = force_ratios(kupiansk, **SIDES).set_index("item")
    shells = fire_ratios(kupiansk, **SIDES).iloc[0]
    assert force.loc["troops", ["low", "value", "high"]].round(2).tolist() == [1.73, 2.0, 2.33]
    assert force.loc["howitzers", ["low", "value", "high"]].round(1).tolist() == [0.2, 1.0, 5.0]
    assert shells[["low", "value", "high"]].round(1).tolist() == [3.6, 5.0, 5.3]
    assert force["label"].tolist() == [
        "2:1 (1.7 to 2.3)",
        "1.1:1 (0.48 to 2.6), cannot tell",
        "1.3:1 (0.57 to 3.1), cannot tell",
        "1:1 (0.2 to 5), cannot tell",
    ]
    assert force["verdict"].tolist() == ["more", "cannot tell", "cannot tell", "cannot tell"]
    assert force.loc["troops", ["n_claims", "n_articles", "n_origins", "sources"]].tolist() == [2, 1, 1, "Forbes"]
    assert shells["note"] == "emphatic upper bound; lead changes under literal"


def test_the_literal_reading_keeps_the_open_bound(kupiansk):
    shells = fire_ratios(kupiansk, **SIDES, reading="literal").iloc[0]
    assert (shells["label"], shells["verdict"], pd.isna(shells["low"])) == ("at most 5:1", "cannot tell", True)
    assert force_ratios(kupiansk, **SIDES, reading="literal")["label"][0] == "about 2:1"


def test_the_frame_has_its_columns_in_order_and_types_also_without_rows(kupiansk):
    full, empty = force_ratios(kupiansk, **SIDES), loss_exchange_ratios(kupiansk, **SIDES)
    assert (list(full), len(empty)) == (COLUMNS, 0)
    assert full.dtypes.equals(empty.dtypes)


def test_only_a_reading_that_bounds_a_ratio_can_change_its_lead(kupiansk):
    notes = force_ratios(kupiansk, **SIDES).set_index("item")["note"]
    assert pd.isna(notes["troops"])  # about 2:1 under literal


def test_rows_stand_by_item_rate_and_place_and_sums_come_last():
    def fired(times, item="shells", **other):
        pair = claim("Russia", 10 * times, item, **other), claim("Ukraine", 10, item, **other)
        return [row | {"measure": "fire"} for row in pair]

    claims = frame(
        *(row for item in ("missiles", "drones") for row in fired(8, item, joint=True)),
        *fired(7, "rockets", source="Oryx"),
        *fired(6, "rockets"),
        *fired(5, place="Bakhmut"),
        *fired(4),
        *fired(3, per="day", place="Bakhmut"),
        *fired(2, per="day", place="Avdiivka"),
        *fired(1.5, per="day"),
        *fired(9, "tanks"),
    )
    told = ["item", "per", "place", "value", "sources"]
    rows = fire_ratios(claims, **SIDES)[told].round(2).astype(object)
    assert rows.where(rows.notna(), "").to_numpy().tolist() == [
        ["tanks", "", "", 9, "Forbes"],
        ["shells", "day", "", 1.5, "Forbes"],
        ["shells", "day", "Avdiivka", 2, "Forbes"],
        ["shells", "day", "Bakhmut", 3, "Forbes"],
        ["shells", "", "", 4, "Forbes"],
        ["shells", "", "Bakhmut", 5, "Forbes"],
        ["rockets", "", "", 6.48, "Forbes; Oryx"],
        ["drones + missiles (sum)", "", "", 8, "Forbes"],
    ]
    groups = fire_ratios(claims, **SIDES, by="group")
    assert groups["item"].drop_duplicates().tolist() == ["armour", "ammunition", "drones + missiles (sum)"]


def test_rows_tell_their_rate_place_and_sources():
    fire = {"measure": "fire", "per": "day"}
    told = frame(
        claim("Russia", 10, place="Kupiansk"), claim("Ukraine", 5, place="Kupiansk"),
        claim("Russia", 12, place="Lyman"), claim("Ukraine", 4, place="Lyman"),
        claim("Russia", 30, source="IISS"), claim("Ukraine", 10, source="IISS"),
        claim("Russia", 30), claim("Ukraine", 10),
        {**claim("Russia", 9, "shells"), **fire}, {**claim("Ukraine", 3, "shells"), **fire},
        {**claim("Russia", 8, "shells"), "measure": "fire"}, {**claim("Ukraine", 2, "shells"), "measure": "fire"},
    )  # fmt: skip
    force = force_ratios(told, **SIDES)
    assert force[["place", "sources", "value"]].astype(object).fillna("").to_numpy().tolist() == [
        ["", "Forbes; IISS", 3.0], ["Kupiansk", "Forbes", 2.0], ["Lyman", "Forbes", 3.0],
    ]  # fmt: skip
    shells = fire_ratios(told, **SIDES)
    assert shells[["per", "label"]].astype(object).fillna("").to_numpy().tolist() == [["day", "3:1"], ["", "4:1"]]


def test_a_group_stays_whole_where_claims_are_paired_in_parts(kupiansk, monkeypatch):
    whole = force_ratios(kupiansk, **SIDES, by="group")
    monkeypatch.setattr(pairs, "PART", 1)
    pd.testing.assert_frame_equal(force_ratios(kupiansk, **SIDES, by="group"), whole)


def test_a_ratio_can_be_read_by_a_table_of_ones_own(kupiansk):
    mine = {**READINGS, "mine": {**READINGS["plain"], "about": (0.5, 1.25)}}
    troops = force_ratios(kupiansk, **SIDES, reading="mine", readings=mine).iloc[0]
    assert troops[["low", "value", "high", "reading"]].tolist() == [1.52, 2, 4.2, "mine"]


def test_a_group_summarises_its_items_and_names_the_mixture(kupiansk):
    groups = force_ratios(kupiansk, **SIDES, by="group").set_index("item")
    items = force_ratios(kupiansk, **SIDES).set_index("item")
    assert groups.index.tolist() == ["personnel", "armour", "artillery"]
    assert groups.loc["armour", "note"] == "mixture of tanks, armoured_vehicles"
    both = items.loc[["tanks", "armoured_vehicles"]]
    assert groups.loc["armour", "value"] == pytest.approx(np.exp(np.log(both["value"].astype(float)).median()))
    assert groups.loc["armour", ["low", "high"]].tolist() == [both["low"].min(), both["high"].max()]


PAIRS = [
    # why, claims, label of the one row or None, reasons of what is left out
    ("a week is seven days", [claim("Russia", 70_000, "shells", measure="fire", per="week"),
                              claim("Ukraine", 2_000, "shells", measure="fire", per="day")], "5:1 (4.5 to 5.5)", []),
    ("and so are the bounds of a week", [
        claim("Russia", 105_000, "shells", "between", measure="fire", per="week") | {"low": 70_000, "high": 140_000},
        claim("Ukraine", 2_125, "shells", measure="fire", per="day")], "7.1:1 (4.7 to 9.4)", []),
    ("a rate against a total", [claim("Russia", 70_000, "shells", measure="fire"),
                                claim("Ukraine", 2_000, "shells", measure="fire", per="day")],
     None, ["other rate"] * 2),
    ("other measures", [claim("Russia", 5, measure="losses"), claim("Ukraine", 5)], None, ["one side only"] * 2),
    ("other places", [claim("Russia", 50, place="Kupiansk"), claim("Ukraine", 5)], None, ["other place"] * 2),
    ("one sentence, one place named once", [claim("Russia", 50, place="Kupiansk", start=0, end=9),
                                            claim("Ukraine", 5, start=60, end=70)], "10:1", []),
    ("one sentence, one source named once", [claim("Russia", 50, start=0, end=9),
                                             claim("Ukraine", 5, source=None, start=60, end=70)], "10:1", []),
    ("other sources", [claim("Russia", 50), claim("Ukraine", 5, source="Oryx")], None, ["other counting"] * 2),
    ("an article's own figure and a source's", [claim("Russia", 50), claim("Ukraine", 5, source=None)], None,
     ["other counting"] * 2),
    ("another article of one origin", [claim("Russia", 50),
                                       claim("Ukraine", 5, article_id="b", published="2024-02-19")], "10:1", []),
    ("but not after 15 days", [claim("Russia", 50), claim("Ukraine", 5, article_id="b", published="2024-02-20")], None,
     ["other time"] * 2),
    ("nor for another date in one article", [claim("Russia", 50, as_of="2022-02"), claim("Ukraine", 5)], None,
     ["other time"] * 2),
    ("denied and projected", [claim("Russia", 50, status="denied"), claim("Ukraine", 5, status="projected")], None,
     ["denied", "projected"]),
    ("zero is no divisor", [claim("Russia", 50), claim("Ukraine", 0)], None, ["one side only", "zero"]),
    ("small counts are marked", [claim("Russia", 3), claim("Ukraine", 2)], "1.5:1", []),
    ("units differ in size", [claim("Russia", 30, "brigades"), claim("Ukraine", 10, "brigades")], None,
     ["units differ in size"] * 2),
    ("a third side", [claim("Russia", 50), claim("Ukraine", 5), claim("Belarus", 7)], "10:1", ["another side"]),
    ("the same figure twice has one vote", [claim("Russia", 50), claim("Russia", 50, words="again"),
                                            claim("Russia", 20), claim("Ukraine", 10)], "3.2:1 (2 to 5)", []),
    ("the sentence comes before the article", [claim("Russia", 80, start=0, end=9),
                                               claim("Russia", 50, start=400, end=409),
                                               claim("Ukraine", 5, start=430, end=440)], "10:1", ["a nearer figure"]),
    ("joint sums meet the same sum", [
        claim("Russia", 90, "missiles", joint=True), claim("Russia", 90, "drones", joint=True),
        claim("Ukraine", 30, "missiles", joint=True), claim("Ukraine", 30, "drones", joint=True)], "3:1", []),
    ("and nothing else", [claim("Russia", 90, "missiles", joint=True), claim("Russia", 90, "drones", joint=True),
                          claim("Ukraine", 30, "missiles")], None, ["joint sum", "one side only", "joint sum"]),
    ("a ratio in words is no count", [claim("Russia", 5, unit="ratio", versus="Ukraine"), claim("Ukraine", 5)], None,
     ["a ratio stated in words", "one side only"]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "rows", "label", "reasons"), PAIRS, ids=[p[0] for p in PAIRS])
def test_pairing_refuses_and_says_why(why, rows, label, reasons):
    claims = frame(*rows)
    measure = rows[0].get("measure")
    found = {"fire": fire_ratios, "losses": loss_exchange_ratios}.get(measure, force_ratios)(claims, **SIDES)
    assert found["label"].tolist() == ([] if label is None else [label]), why
    left = unpaired(claims, **SIDES)
    assert [r[: len(want)] for r, want in zip(left["reason"], reasons, strict=True)] == reasons, why


def test_notes_warn_of_small_counts_sums_and_long_spans():
    small = force_ratios(frame(claim("Russia", 3), claim("Ukraine", 2)), **SIDES)
    assert small["note"].tolist() == ["small counts"]
    joint = [claim(s, v, i, joint=True) for s, v in (("Russia", 90), ("Ukraine", 30)) for i in ("missiles", "drones")]
    assert force_ratios(frame(*joint), **SIDES)["item"].tolist() == ["drones + missiles (sum)"]
    old = [claim("Russia", 50, published="2022-02-01"), claim("Ukraine", 25, published="2022-02-01")]
    wide = force_ratios(frame(*old, claim("Russia", 50), claim("Ukraine", 10)), **SIDES)
    assert wide["note"].tolist() == ["spans 734 days"]


def test_origins_are_crossed_only_when_asked_and_then_labelled():
    claims = frame(claim("Russia", 50), claim("Ukraine", 5, source="Oryx", article_id="b", published="2024-03-05"))
    assert force_ratios(claims, **SIDES, cross_origin=True).empty
    crossed = force_ratios(claims, **SIDES, cross_origin=True, days=30)
    assert crossed[["label", "n_origins", "note"]].to_numpy().tolist() == [["10:1", 2, "pairs across origins"]]
    assert unpaired(claims, **SIDES, cross_origin=True, days=30).empty


def test_units_are_compared_when_asked():
    claims = frame(claim("Russia", 30, "brigades"), claim("Ukraine", 10, "brigades"))
    assert force_ratios(claims, **SIDES, units=True)["label"].tolist() == ["3:1"]


def test_stated_ratios_stand_beside_computed_ones_and_turn_with_the_sides():
    ratio = {"unit": "ratio", "measure": "fire", "item": "shells"}
    claims = frame(
        claim("Russia", 8, **ratio, versus="Ukraine", source="A"),
        claim("Ukraine", 0.5, **ratio, versus="Russia", source="B"),
        claim("Russia", 30, "shells", measure="fire", per="day", source="C"),
        claim("Ukraine", 10, "shells", measure="fire", per="day", source="C"),
    )
    for basis, value, origins in (("computed", 3, 1), ("stated", 4, 2), ("both", 3, 3)):
        row = fire_ratios(claims, **SIDES, basis=basis).iloc[0]
        assert (row["value"], row["n_origins"], row["basis"]) == (pytest.approx(value), origins, basis)
        assert len(unpaired(claims, **SIDES, basis=basis)) + row["n_claims"] == len(claims)


def test_stances_are_told_apart_where_parties_are_known():
    rows = [claim(s, v, source=who, source_party=p) for who, p in (("A", "Ukraine"), ("B", "third"))
            for s, v in (("Russia", 50), ("Ukraine", 10))]  # fmt: skip
    assert force_ratios(frame(*rows), **SIDES)[["stance", "value", "n_claims"]].to_numpy().tolist() == [
        ["enemy", 5, 2], ["third", 5, 2],
    ]  # fmt: skip
    assert force_ratios(frame(*(r | {"source_party": None} for r in rows)), **SIDES)["stance"].isna().all()
    abroad = frame(*(r | {"source_party": "Belarus"} for r in rows))
    assert force_ratios(abroad, **SIDES)["stance"].tolist() == ["third"]
    across = force_ratios(frame(rows[0], rows[3]), **SIDES, cross_origin=True)
    assert (across["stance"].isna().tolist(), across["note"].tolist()) == ([True], ["pairs across origins"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"versus": "Belarus"}, "no claim names 'Belarus'; the sides present are Russia, Ukraine"),
        ({"versus": "Russia"}, "side and versus must differ"),
        ({"by": "kind"}, "by must be one of item, group; got 'kind'"),
        ({"basis": "guessed"}, "basis must be one of computed, stated, both"),
        ({"reading": "loose"}, "reading must be one of literal, plain, wide; got 'loose'"),
    ],
)
def test_a_bad_argument_names_what_there_is(kupiansk, options, message):
    with pytest.raises(ArgumentError, match=message):
        force_ratios(kupiansk, **{**SIDES, **options})


def test_no_claims_name_no_side(kupiansk):
    with pytest.raises(ArgumentError, match=r"no claim names .* no side is named: see load_lexicon"):
        force_ratios(kupiansk.iloc[:0], **SIDES)


# --- properties -------------------------------------------------------------------------------------------------------

VALUES = [3, 10, 20, 40, 50, 80, 200, 413]
claim_rows = st.builds(
    claim,
    side=st.sampled_from(["Russia", "Russia", "Ukraine", "Ukraine", "Belarus"]),
    value=st.sampled_from(VALUES),
    item=st.sampled_from(["troops", "tanks", "brigades"]),
    qualifier=st.sampled_from(["exact", "about", "at_least", "at_most"]),
    words=st.sampled_from([None, "nearly N", "up to N"]),
    source=st.sampled_from(["A", "B", None]),
    publisher=st.sampled_from(["P", "Q"]),
    article_id=st.sampled_from(["a", "b", "c"]),
    published=st.sampled_from(["2024-01-01", "2024-01-08", "2024-01-20", "2024-03"]),
    place=st.sampled_from([None, None, "X"]),
    status=st.sampled_from(["asserted", "asserted", "asserted", "denied"]),
    start=st.sampled_from([None, 0, 50, 300]),
    joint=st.just(False),
)
frames = st.lists(claim_rows, min_size=2, max_size=24).map(
    lambda rows: frame(*({**r, "end": None if r["start"] is None else r["start"] + 10} for r in rows))
)
both_sides = frames.filter(lambda c: {"Russia", "Ukraine"} <= set(c["side"]))
NUMBERS = ["low", "value", "high"]


@given(both_sides, st.sampled_from(list(READINGS)), st.booleans())
def test_swapping_the_sides_gives_reciprocals_with_bounds_exchanged(claims, reading, crossed):
    one = force_ratios(claims, side="Russia", versus="Ukraine", reading=reading, cross_origin=crossed)
    two = force_ratios(claims, side="Ukraine", versus="Russia", reading=reading, cross_origin=crossed)
    flipped = (1 / two[["high", "value", "low"]]).set_axis(NUMBERS, axis=1)
    pd.testing.assert_frame_equal(one[NUMBERS], flipped, rtol=1e-12)
    rest = [c for c in COLUMNS if c not in (*NUMBERS, "side", "versus", "label", "verdict")]
    pd.testing.assert_frame_equal(one[rest], two[rest])
    turn = {"more": "fewer", "fewer": "more", "cannot tell": "cannot tell"}
    assert one["verdict"].map(turn).tolist() == two["verdict"].tolist()


@given(both_sides, st.randoms(use_true_random=False), st.booleans())
def test_row_order_and_index_never_matter_and_the_input_is_unchanged(claims, random, crossed):
    before = claims.copy(deep=True)
    order = random.sample(range(len(claims)), len(claims))
    shuffled = claims.iloc[order].set_axis([f"x{i}" for i in order])
    one, two = (force_ratios(c, **SIDES, cross_origin=crossed) for c in (claims, shuffled))
    pd.testing.assert_frame_equal(one, two)
    left = [
        unpaired(c, **SIDES, cross_origin=crossed).set_index("claim_id")["reason"].sort_index()
        for c in (claims, shuffled)
    ]
    pd.testing.assert_series_equal(*left)
    pd.testing.assert_frame_equal(claims, before)


@given(both_sides, st.booleans())
def test_every_claim_is_used_or_refused(claims, crossed):
    used = set(" ".join(force_ratios(claims, **SIDES, cross_origin=crossed)["claim_ids"]).split())
    left = unpaired(claims, **SIDES, measure="strength", cross_origin=crossed)
    assert used | set(left["claim_id"]) == set(claims["claim_id"])
    assert len(used) + len(left) == len(claims)
    assert force_ratios(claims, **SIDES, cross_origin=crossed)["n_claims"].sum() == len(used)


@given(both_sides, st.data())
def test_a_copy_of_an_origins_claim_changes_no_estimate(claims, data):
    row = data.draw(st.integers(0, len(claims) - 1))
    source = find_origins(claims)["origin"].iloc[row]
    copy = claims.iloc[[row]].assign(
        claim_id="copy", article_id="elsewhere", source=source, publisher="R", start=pd.NA, end=pd.NA
    )
    told = claims.assign(source=find_origins(claims)["origin"])  # what nobody is credited with belongs to its publisher
    one, two = (
        force_ratios(c, **SIDES)[["item", "place", *NUMBERS, "n_origins"]] for c in (told, pd.concat([told, copy]))
    )
    pd.testing.assert_frame_equal(one, two)


@given(both_sides)
def test_a_wider_reading_never_narrows_a_ratio(claims):
    plain, wide = (force_ratios(claims, **SIDES, reading=r) for r in ("plain", "wide"))
    assert (wide["low"] <= plain["low"]).all()
    assert (wide["high"] >= plain["high"]).all()
    assert wide["value"].equals(plain["value"])


@given(both_sides, st.data())
def test_a_wider_bound_of_one_claim_never_narrows_a_ratio(claims, data):
    row = data.draw(st.integers(0, len(claims) - 1))
    down, up = data.draw(st.sampled_from([(1, 2), (0.5, 1), (0.5, 2)]))
    ends = read_intervals(claims, reading="literal")
    sharp = claims.assign(qualifier="between", low=ends["low"], high=ends["high"], words=None)
    wide = sharp.copy()
    wide.loc[row, "low"] *= down
    wide.loc[row, "high"] *= up
    one, two = (force_ratios(c, **SIDES, reading="literal") for c in (sharp, wide))
    assert (two["low"].fillna(0) <= one["low"].fillna(0)).all()
    assert (two["high"].fillna(np.inf) >= one["high"].fillna(np.inf)).all()
    assert two["value"].equals(one["value"])


@settings(max_examples=40)
@given(both_sides, st.sampled_from(["item", "group"]), st.booleans())
def test_pairing_in_many_parts_or_in_one_is_the_same(claims, by, crossed):
    whole = force_ratios(claims, **SIDES, by=by, cross_origin=crossed)
    left = unpaired(claims, **SIDES, cross_origin=crossed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "PART", 1)
        patch.setattr(columns, "LONG", 1)
        split = force_ratios(claims, **SIDES, by=by, cross_origin=crossed)
        pd.testing.assert_frame_equal(unpaired(claims, **SIDES, cross_origin=crossed), left)
    pd.testing.assert_frame_equal(split, whole)
    assert split.attrs == whole.attrs


def test_neighbours_without_a_source_pair_alike_whatever_else_their_article_counts():
    pair = [
        claim("Russia", 50, source=None, publisher="A", start=0, end=9),
        claim("Ukraine", 5, source=None, publisher="B", start=60, end=70),
    ]
    assert len(unpaired(frame(*pair), **SIDES)) == 2
    assert len(unpaired(frame(*pair, claim("Russia", 7, "tanks", start=500, end=509)), **SIDES)) == 3


@given(both_sides, st.booleans())
def test_a_frame_of_ratios_counts_its_refusals(claims, crossed):
    ratios = force_ratios(claims, **SIDES, cross_origin=crossed)
    left = unpaired(claims, **SIDES, measure="strength", cross_origin=crossed)
    assert ratios.attrs["refused"] == left["reason"].value_counts().to_dict()
    assert ratios["n_claims"].sum() + sum(ratios.attrs["refused"].values()) == len(claims)


def slow_ratios(claims):
    """The rules of pairing and pooling again, claim by claim in plain Python, for frames without spans."""
    ends = read_intervals(claims)
    rows = [
        {**r, "low": lo, "high": hi, "day": day_of(r["published"])}
        for r, lo, hi in zip(find_origins(claims).to_dict("records"), ends["low"], ends["high"], strict=True)
        if r["status"] == "asserted" and r["side"] in SIDES.values() and r["item"] != "brigades"
    ]
    for r in rows:
        credited = r["source"] if pd.notna(r["source"]) else f"{r['publisher']} (unattributed)"
        r["what"], r["credited"] = (r["item"], r["place"] if pd.notna(r["place"]) else ""), credited
    votes: list[tuple[list, list]] = []
    todo = list(rows)
    for level in (("what", "credited", "article_id"), ("what", "origin")):
        key = lambda r, level=level: tuple(r[c] for c in level)  # noqa: E731
        used = [r for a, b in votes for r in (*a, *b)]
        for r in list(todo):
            twin = next(
                (
                    figure
                    for pair in votes
                    for figure in pair
                    for t in figure
                    if key(t) == key(r) and (t["day"], t["side"], t["value"]) == (r["day"], r["side"], r["value"])
                ),
                None,
            )
            if twin is not None:
                twin.append(r)
                todo.remove(r)
                used.append(r)
        found = set()

        def figure(group, side, day, todo=todo, key=key, used=used):
            those = lambda rows: [r for r in rows if (key(r), r["side"], r["day"]) == (group, side, day)]  # noqa: E731
            return those(todo) or those(used)

        for r in todo:
            other = "Ukraine" if r["side"] == "Russia" else "Russia"
            days = {o["day"] for o in (*todo, *used) if key(o) == key(r) and o["side"] == other}
            near = min(days, key=lambda d, r=r: (abs(d - r["day"]), d), default=None)
            if near is not None and abs(near - r["day"]) <= 14:
                found.add((key(r), *((r["day"], near) if r["side"] == "Russia" else (near, r["day"]))))
        for group, ours, theirs in found:
            votes.append((figure(group, "Russia", ours), figure(group, "Ukraine", theirs)))
        done = {id(r) for a, b in votes for r in (*a, *b)}
        todo = [r for r in todo if id(r) not in done]
    out = {}
    logs = lambda figure: median(np.log(v) for v in {r["value"] for r in figure})  # noqa: E731
    for a, b in votes:
        moved = [r["origin"] for r in (*a, *b) if r["origin"] != r["credited"]]
        row = out.setdefault(a[0]["what"], {"low": [], "high": [], "votes": {}})
        row["low"].append(min(r["low"] for r in a) / max(r["high"] for r in b))
        row["high"].append(max(r["high"] for r in a) / min(r["low"] for r in b))
        origin = max(moved) if moved else a[0]["origin"]
        row["votes"].setdefault(origin, set()).add(round(logs(a) - logs(b), 9))
    return {
        what: (min(r["low"]), np.exp(median(median(v) for v in r["votes"].values())), max(r["high"]), len(r["votes"]))
        for what, r in out.items()
    }


@settings(max_examples=60)
@given(both_sides)
def test_ratios_agree_with_the_slow_way(claims):
    claims = claims.assign(start=pd.array([pd.NA] * len(claims), dtype="Int64"), end=pd.NA)
    got = force_ratios(claims, **SIDES)
    want = slow_ratios(claims)
    assert {(r.item, r.place if pd.notna(r.place) else "") for r in got.itertuples()} == set(want)
    for row in got.itertuples():
        numbers = want[row.item, row.place if pd.notna(row.place) else ""]
        assert (row.low, row.value, row.high, row.n_origins) == pytest.approx(numbers)


def test_every_item_but_units_can_be_compared():
    for item, other in product(ITEMS, ("Forbes",)):
        claims = frame(claim("Russia", 60, item, source=other), claim("Ukraine", 20, item, source=other))
        assert len(force_ratios(claims, **SIDES)) == (item not in ("brigades", "battalions", "divisions", "regiments"))
