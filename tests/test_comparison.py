"""Other people's files, in small samples made up here in their shapes: what is read, how marked, what refused."""

import json

import pandas as pd
import pytest

from forces.claims import CONTRACT, validate_claims
from forces.comparison import read_cdb90, read_economist, read_ivaniuk
from forces.errors import ArgumentError, ClaimsError
from forces.estimates import pool_claims
from forces.ratios import force_ratios, loss_exchange_ratios

# name, year, month, day, outcome for the attacker, then attacker and defender: troops with plus and minus per cent,
# losses with plus and minus, tanks, tanks lost, guns, guns lost
BATTLES = [
    ("BROOK", 1704, 8, 13, -1, ("12,000", 10, -20, 3000, 0, 0, 0, 0, 40, -1), (8000, 0, 0, 1000, 5, -5, 0, 0, 60, 3)),
    ("BROOK", 1704, 8, 20, 1, (9000, 0, 0, 500, 0, 0, 0, 0, 40, 0), (3000, 0, 0, 900, 0, 0, 0, 0, -1, -1)),
    ("RIDGE", 1944, 6, 99, 0, (50000, 0, 0, -1, 0, 0, 300, 60, 200, 9), (25000, 0, 0, 4000, 0, 0, 100, 50, 80, 9)),
    ("DUNE", 1973, 99, 99, -9, (6000, 0, 0, 60, 0, 0, 90, 9, 9, 0), (6000, 0, 0, 70, 0, 0, 80, 8, 9, 0)),
]
SIDE = ("STR{}", "STR{}PL", "STR{}MI", "CAS{}", "CAS{}PL", "CAS{}MI", "TANK{}", "CTANK{}", "ARTY{}", "CARTY{}")


@pytest.fixture
def cdb90(tmp_path):
    rows = []
    for number, (name, year, month, day, won, *sides) in enumerate(BATTLES, 1):
        row = {
            "ISQNO": number,
            "WAR": "A WAR",
            "NAME": name,
            "WINA": won,
            "ATPBYR1": year,
            "ATPBMN1": month,
            "ATPBDA1": day,
        }
        for letter, figures in zip("AD", sides, strict=True):
            row |= {
                f"NAM{letter}": f"ARMY {letter}",
                **dict(zip((c.format(letter) for c in SIDE), figures, strict=True)),
            }
        rows.append(row)
    path = tmp_path / "CDB90-orig.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def written(folder, name, data):
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


# --- CDB90 ------------------------------------------------------------------------------------------------------------


def test_battles_are_counts_with_the_files_error_bands(cdb90):
    claims = read_cdb90(cdb90)
    validate_claims(claims)
    assert list(claims)[: len(CONTRACT)] == list(CONTRACT)
    assert set(claims["evidence"]) == {"count"}
    first = claims[claims["place"].eq("BROOK (1)") & claims["item"].eq("troops")]
    assert first[["side", "measure", "qualifier", "low", "value", "high"]].to_numpy().tolist() == [
        ["attacker", "strength", "between", 9600, 12000, pytest.approx(13200)],
        ["defender", "strength", "exact", 8000, 8000, 8000],
        ["attacker", "losses", "exact", 3000, 3000, 3000],
        ["defender", "losses", "between", 950, 1000, 1050],
    ]


def test_what_is_not_known_is_no_row(cdb90):
    claims = read_cdb90(cdb90)
    assert not claims["value"].lt(0).any()
    ridge = claims[claims["place"].eq("RIDGE (3)") & claims["measure"].eq("losses") & claims["item"].eq("troops")]
    assert ridge["side"].tolist() == ["defender"]
    assert claims.groupby("place")["as_of"].first().to_dict() == {
        "BROOK (1)": "1704-08-13", "BROOK (2)": "1704-08-20", "RIDGE (3)": "1944-06", "DUNE (4)": "1973",
    }  # fmt: skip


def test_the_attackers_defeats_keep_their_outcome(cdb90):
    outcomes = read_cdb90(cdb90).groupby(["article_id", "side"])["outcome"].first().fillna("-")
    assert outcomes.tolist() == ["lost", "won", "won", "lost", "drawn", "drawn", "-", "-"]


def test_the_tidy_file_is_refused_because_it_lost_them(tmp_path):
    path = written(tmp_path, "battles.csv", "isqno,name,wina\n1,BROOK,\n")
    with pytest.raises(ClaimsError, match="lost the outcomes of battles"):
        read_cdb90(path)


def test_each_battle_has_its_ratio(cdb90):
    ratios = force_ratios(read_cdb90(cdb90), side="attacker", versus="defender", reading="literal")
    troops = ratios[ratios["item"].eq("troops")].set_index("place")
    assert troops["value"].to_dict() == {"BROOK (1)": 1.5, "BROOK (2)": 3, "DUNE (4)": 1, "RIDGE (3)": 2}
    assert troops.loc["BROOK (1)", ["low", "high", "as_of", "n_origins"]].tolist() == [
        pytest.approx(1.2), pytest.approx(1.65), "1704-08-13", 1,
    ]  # fmt: skip
    assert ratios["note"].isna().all()


# --- daily losses -----------------------------------------------------------------------------------------------------

PERSONNEL = [
    {"date": "2022-03-07", "day": 12, "personnel": 1100, "personnel*": "more", "POW": 9},
    {"date": "2022-03-08", "day": 13, "personnel": 1200, "personnel*": "about", "POW": 9},
    {"date": "2022-03-10", "day": 15, "personnel": 1400, "personnel*": "about"},
    {"date": "2022-03-11", "day": 16, "personnel": 1430},
]
EQUIPMENT = [
    {"date": "2022-04-30", "day": 66, "tank": 20, "military auto": 7, "fuel tank": 2, "naval ship": 1},
    {"date": "2022-05-01", "day": 67, "tank": 26, "vehicles and fuel tanks": 11, "naval ship": 1, "robots": 5},
    {"date": "2022-05-02", "day": 68, "tank": 24, "vehicles and fuel tanks": 14, "naval ship": 1, "submarines": 1},
]


def test_daily_totals_are_the_enemys_claims_with_their_hedges(tmp_path):
    claims = read_ivaniuk(written(tmp_path, "russia_losses_personnel.json", PERSONNEL))
    assert claims[["as_of", "qualifier", "low", "value", "high"]].fillna(-1).to_numpy().tolist() == [
        ["2022-03-07", "at_least", 1100, 1100, -1],
        ["2022-03-08", "about", -1, 1200, -1],
        ["2022-03-10", "about", -1, 1400, -1],
        ["2022-03-11", "exact", 1430, 1430, 1430],
    ]
    assert claims[["side", "measure", "source_party", "evidence"]].drop_duplicates().to_numpy().tolist() == [
        ["Russia", "losses", "Ukraine", "claim"]
    ]
    assert pool_claims(claims)["stance"].tolist() == ["enemy"]


def test_columns_of_one_item_are_added_up(tmp_path):
    claims = read_ivaniuk(written(tmp_path, "russia_losses_equipment.json", EQUIPMENT))
    totals = claims.pivot_table(index="as_of", columns="item", values="value", observed=True)
    assert totals.columns.tolist() == ["tanks", "ships", "vehicles"]
    assert totals.to_numpy().tolist() == [[20, 1, 9], [26, 1, 11], [24, 2, 14]]


def test_daily_increases_skip_gaps_and_corrected_days(tmp_path):
    path = tmp_path / "russia_losses_equipment.csv"
    pd.DataFrame(EQUIPMENT[::-1]).to_csv(path, index=False)
    claims = read_ivaniuk(path, daily=True)
    assert set(claims["per"]) == {"day"}
    daily = claims.groupby(["item", "as_of"], observed=True)["value"].sum().to_dict()
    assert daily == {
        ("tanks", "2022-05-01"): 6, ("ships", "2022-05-01"): 0, ("ships", "2022-05-02"): 1,
        ("vehicles", "2022-05-01"): 2, ("vehicles", "2022-05-02"): 3,
    }  # fmt: skip
    troops = read_ivaniuk(written(tmp_path, "russia_losses_personnel.json", PERSONNEL), daily=True)
    assert troops[["as_of", "value", "qualifier"]].to_numpy().tolist() == [
        ["2022-03-08", 100, "about"], ["2022-03-11", 30, "exact"],
    ]  # fmt: skip


# --- The Economist ----------------------------------------------------------------------------------------------------

MODEL = """date,days_since_invasion,estimate,ci_lower,ci_upper,pi_low,pi_high,type,country
2026-02-21,1458,300,250,400,220,440,deaths,russia
2026-02-20,1457,299,250,399,221,439,deaths,russia
"""
SHEET = """date,estimate_low,estimate_high,estimate,type,source,source_url,country,"ignore: warring parties"
16/01/2024,,,390580,casualties,Army of Ukraine,https://example.org/1,russia,yes
20/01/2024,"100,000",140000,,casualties,An institute,https://example.org/2,russia,
20/01/2024,50000,70000,,casualties,An institute,https://example.org/2,ukraine,
21/01/2024,15000,,,deaths,BBC Russia,https://example.org/3,russia,
22/01/2024,,25000,,deaths,Ministry of Russia,https://example.org/4,ukraine,yes
"""


def test_the_models_output_is_marked_and_bounded_by_its_prediction_interval(tmp_path):
    claims = read_economist(written(tmp_path, "meta-estimate-deaths.csv", MODEL), counted="deaths")
    assert claims[["side", "low", "value", "high", "as_of", "evidence", "counted"]].iloc[0].tolist() == [
        "Russia", 220, 300, 440, "2026-02-21", "model", "deaths",
    ]  # fmt: skip
    assert len(claims) == 2


def test_the_sheets_estimates_are_claims_of_their_sources(tmp_path):
    path = written(tmp_path, "estimates.csv", SHEET)
    deaths, wounded = read_economist(path, counted="deaths"), read_economist(path, counted="casualties")
    assert deaths[["side", "qualifier", "value", "source_party"]].to_numpy().tolist() == [
        ["Russia", "at_least", 15000, "third"], ["Ukraine", "at_most", 25000, "Russia"],
    ]  # fmt: skip
    assert wounded[["qualifier", "low", "value", "high", "source_party"]].to_numpy().tolist() == [
        ["exact", 390580, 390580, 390580, "Ukraine"],
        ["between", 100000, 120000, 140000, "third"],
        ["between", 50000, 60000, 70000, "third"],
    ]
    assert set(deaths["evidence"]) == {"claim"}
    ratio = loss_exchange_ratios(wounded, side="Russia", versus="Ukraine").iloc[0]
    assert (ratio["value"], ratio["sources"]) == (2, "An institute")


def test_a_model_is_never_pooled_with_claims(tmp_path):
    model = read_economist(written(tmp_path, "meta-estimate-deaths.csv", MODEL), counted="deaths")
    said = read_economist(written(tmp_path, "estimates.csv", SHEET), counted="deaths")
    pooled = pool_claims(pd.concat([model, said], ignore_index=True), by=["item"], side="Russia")
    assert pooled[["evidence", "value", "n_origins"]].to_numpy().tolist() == [
        ["claim", 15000, 1], ["model", pytest.approx((299 * 300) ** 0.5), 1],
    ]  # fmt: skip


def test_dead_and_wounded_are_not_read_together(tmp_path):
    with pytest.raises(ArgumentError, match="counted must be one of deaths, casualties; got 'both'"):
        read_economist(written(tmp_path, "estimates.csv", SHEET), counted="both")


# --- files that do not fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "name", "text", "message"),
    [
        (read_cdb90, "a.csv", "ISQNO,NAME\n1,X\n", "lacks WAR, NAMA, NAMD, WINA"),
        (read_ivaniuk, "a.json", '[{"date": "2022-03-07", "robots": 1}]', "no known column of losses"),
        (read_ivaniuk, "a.json", '[{"date": "7 March", "tank": 1}]', "row 0: date must be YYYY-MM-DD, got '7 March'"),
        (read_ivaniuk, "a.csv", "date,tank\n2022-03-07,few\n", "row 0: tank must be a number, got 'few'"),
        (read_ivaniuk, "a.json", "{", "cannot be read as a table"),
        (read_ivaniuk, "a.json", None, "no such file; download it"),
    ],
)
def test_another_file_is_refused_with_its_fault(tmp_path, read, name, text, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ClaimsError, match=message):
        read(path)
