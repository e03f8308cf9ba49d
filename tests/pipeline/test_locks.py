"""What a meeting decides is kept, checked and priced (county of tests/conftest.py)."""

import logging

import pandas as pd
import pytest

from geoplan import make_plan, read_county
from geoplan.errors import ConfigError, InfeasibleError
from geoplan.pipeline.lock_checks import checked_locks
from geoplan.pipeline.lock_costs import _told, decide_with_locks
from geoplan.pipeline.locks import with_locks
from geoplan.pipeline.situation import survey
from geoplan.programme.loosening import Loosening
from geoplan.publish.answers import answers
from geoplan.publish.telling import tell
from geoplan.relocation.priorities import allocate_in_order

pytestmark = pytest.mark.usefixtures("without_rivals")

NEAREST_ONLY = ("[relocation]", "[relocation]\nsites_per_group = 1")
ONE_PURSE = """\
[[funds]]
id = "all"
pays = ["subgrade", "surface", "site", "subsidy"]
ceiling_wan = [110, 0]
"""


def _locks(*rows):
    """Locks of a file: ("road", "B1", "in", 2027); the first stands in line 2."""
    table = pd.DataFrame(rows, columns=["kind", "id", "decision", "year"])
    return table.set_index(pd.RangeIndex(2, 2 + len(table), name="line")).assign(note="")


def _out(*things):
    """Things that are locked out: ("site", "S1")."""
    return _locks(*((kind, one, "out", None) for kind, one in things))


@pytest.fixture
def changed(tiny_county):
    """The tiny county and its situation with other settings: ``changed((old, new), ...)``."""

    def change(*changes):
        text = tiny_county.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        tiny_county.write_text(text, encoding="utf-8")
        county = read_county(tiny_county)
        return county, survey(county)

    return change


def decided(surveyed, *rows):
    """Decision under some locks, and the cost of each and of all: (people, danger, yuan)."""
    locks = checked_locks(*surveyed, _locks(*rows))
    *_, decision, costs = decide_with_locks(*surveyed, locks)
    return decision, list(
        costs[["people", "danger", "cost_yuan"]].itertuples(index=False, name=None)
    )


def years_of(series):
    return series.dropna().to_dict()


def words_of(surveyed, *rows):
    """The message that some locks are refused with."""
    with pytest.raises(ConfigError) as refused:
        checked_locks(*surveyed, _locks(*rows))
    return str(refused.value)


# ---- applied ---------------------------------------------------------------------------------


def test_without_locks_nothing_changes(tiny_survey):
    county, situation = tiny_survey
    left, locked_in = with_locks(county, situation, _locks())
    assert left is situation
    assert locked_in == {"group": {}, "road": {}, "site": {}}
    *_, costs = decide_with_locks(county, situation, _locks())
    assert costs.empty
    assert list(costs) == [
        "kind",
        "id",
        "decision",
        "year",
        "note",
        "people",
        "danger",
        "cost_yuan",
    ]


def test_nobody_could_go_to_a_site_that_is_locked_out(tiny_survey):
    left, _ = with_locks(*tiny_survey, _out(("site", "S1")))
    assert set(left.pairs["site_id"]) == {"S2"}
    assert set(left.pairs["group_id"]) == {"G1", "G2"}


def test_group_that_is_locked_out_could_go_nowhere(tiny_survey):
    left, _ = with_locks(*tiny_survey, _out(("group", "G2")))
    assert set(left.pairs["group_id"]) == {"G1"}


def test_ways_avoid_a_road_that_is_locked_out(tiny_survey):
    """V2 and V3 come over B3 instead of B2; nothing else leads to S1 than B5."""
    left, _ = with_locks(*tiny_survey, _out(("road", "B2"), ("road", "B5")))
    assert [sorted(way) for way in left.villages.loc[["V2", "V3"], "way_projects"]] == [
        ["B3"], ["B3", "B4"],
    ]  # fmt: skip
    assert not left.sites.loc["S1", "usable"]
    assert set(left.pairs["site_id"]) == {"S2"}


def test_site_that_is_locked_in_is_offered_beyond_the_nearest(changed):
    """G2 is nearest to S1, which G1 fills: without the lock G2 stays."""
    surveyed = changed(NEAREST_ONLY)
    decision, costs = decided(surveyed, ("site", "S2", "in", None))
    assert years_of(decision.group_year) == {"G1": 2028, "G2": 2027}
    assert costs == [(-20, -160, 450_000)] * 2  # the 20 people of G2 come to a road


def test_group_that_is_locked_in_is_placed_before_larger_ones(changed):
    """S1 holds 22: the 20 households of G1, or the 5 of G2 that are locked in."""
    surveyed = changed(NEAREST_ONLY)
    decision, costs = decided(surveyed, ("group", "G2", "in", None))
    assert years_of(decision.group_year) == {"G2": 2028}
    assert costs == [(80 - 20, 320 - 80, 350_000 - 1_400_000)] * 2


def test_money_is_not_set_aside_for_roads_that_the_plan_builds_anyway(changed, tiny_county):
    """As below: B5 is paid from what G2 and S2 leave."""
    text = tiny_county.read_text("utf-8")
    surveyed = changed((text[text.index("[[funds]]") :], ONE_PURSE))
    decision, costs = decided(
        surveyed,
        ("road", "B5", "in", 2027),
        ("road", "B1", "out", None),
        ("road", "B2", "out", None),
    )
    assert years_of(decision.group_year) == {"G2": 2027}
    assert costs == [(0, 0, 0)] * 4


def test_money_of_a_road_that_is_locked_in_is_set_aside(changed, tiny_county):
    """110 万元 for everything: G2 to S2 (45) and B5 (51.4), or B1 (102.8)."""
    text = tiny_county.read_text("utf-8")
    surveyed = changed((text[text.index("[[funds]]") :], ONE_PURSE))
    decision, costs = decided(surveyed, ("road", "B1", "in", None))
    assert years_of(decision.surface_year) == {"B1": 2027}
    assert years_of(decision.group_year) == {}
    assert costs == [(30 - 160 + 20, 160, 1_028_000 - 964_000)] * 2


# ---- priced ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lock", "cost"),
    [
        (("road", "B1", "out", None), (160, 0, -1_028_000)),
        (("road", "B3", "in", None), (0, 0, 1_708_300 - 1_528_000)),  # instead of B2
        (
            ("road", "B4", "in", None),
            (120, 0, 764_000 - 1_528_000),
        ),  # no money for the subgrade of B2
        (("road", "B1", "in", 2028), (0, 0, 0)),  # a year later
        (("road", "B5", "in", 2028), (80, 320, -1_900_000)),  # too late for S1 and G1
        (("site", "S1", "out", None), (80, 320, -1_900_000)),  # G1 stays two years
        (("site", "S2", "in", 2028), (0, 80, 0)),  # G2 waits a year
        (("group", "G1", "out", None), (80, 320, -1_900_000)),
        (("group", "G2", "in", 2028), (0, 80, 0)),
    ],
)
def test_cost_of_one_lock(tiny_survey, lock, cost):
    decision, costs = decided(tiny_survey, lock)
    assert costs == [cost] * 2
    kind, one, wanted, year = lock
    table = {"road": "surface_year", "site": "site_year", "group": "group_year"}[kind]
    planned = years_of(getattr(decision, table))
    assert (one in planned) == (wanted == "in")
    assert year in (None, planned.get(one))


def test_what_the_plan_does_anyway_costs_nothing_and_is_not_solved_again(tiny_survey, monkeypatch):
    solved = []
    decide = decide_with_locks.__globals__["decide_programme"]
    monkeypatch.setitem(
        decide_with_locks.__globals__, "decide_programme",
        lambda *tables, **options: solved.append(tables) or decide(*tables, **options),
    )  # fmt: skip
    _, costs = decided(
        tiny_survey, ("road", "B1", "in", 2027), ("road", "B3", "out", None), ("site", "S1", "in", 2028),
        ("group", "G2", "in", None),
    )  # fmt: skip
    assert costs == [(0, 0, 0)] * 5
    assert len(solved) == 2  # without locks, and once more to be written
    solved.clear()
    decided(tiny_survey, ("road", "B1", "in", 2027), ("road", "B3", "out", None))
    assert len(solved) == 1  # roads that the plan without locks keeps: it is written itself
    solved.clear()
    decided(tiny_survey, ("road", "B1", "out", None))
    assert len(solved) == 2  # without locks, and with it


@pytest.mark.parametrize("road", ["B1", "B2", "B3", "B4"])
def test_lock_on_a_road_costs_as_many_people_as_its_price(tiny_survey, tiny_plan, road):
    """Of the four, each price is closed; no site hangs on them, so the moves are the same."""
    price = tiny_plan.prices.loc[road]
    assert price["people_low"] == price["people_high"]
    _, [alone, together] = decided(tiny_survey, ("road", road, price["decision"], None))
    assert alone == together
    assert alone[0] == price["people_high"]


def test_locks_that_do_not_touch_the_moves_leave_them_undecided(tiny_survey, monkeypatch):
    """S1 hangs on B5 alone: only without B5 groups are placed again."""
    placed = []
    monkeypatch.setattr(
        "geoplan.programme.sequence.allocate_in_order",
        lambda *tables, **options: placed.append(tables) or allocate_in_order(*tables, **options),
    )
    decided(tiny_survey, ("road", "B1", "out", None), ("road", "B3", "in", None))
    assert len(placed) == 1
    decided(tiny_survey, ("road", "B5", "out", None))
    assert len(placed) == 3


def test_locks_together_are_the_last_row(tiny_county):
    plan = make_plan(
        read_county(tiny_county),
        locks=_locks(("road", "B1", "out", None), ("group", "G2", "out", None)).assign(
            note=["=cmd()", "</script>"]
        ),
    )
    assert plan.locks["kind"].tolist() == ["road", "group", "all"]
    assert plan.locks["note"].tolist() == ["=cmd()", "</script>", ""]
    assert plan.locks["people"].tolist() == [160, 20, 180]
    assert plan.locks["danger"].tolist() == [0, 160, 160]
    assert plan.locks["cost_yuan"].tolist() == [-1_028_000, -450_000, -1_478_000]
    assert plan.objectives.loc["danger", "value"] == 320 + 160
    assert plan.groups.loc["G2", "reason"] == "locked_out"


def test_what_is_locked_in_says_so_and_has_no_other_decision(tiny_county):
    """B4 leads on from B2 only: it is paid for, told why, and told what it lacks."""
    locks = _locks(
        ("road", "B4", "in", None), ("road", "B2", "out", None), ("road", "B3", "out", None),
        ("group", "G2", "in", None),
    )  # fmt: skip
    plan = make_plan(read_county(tiny_county), locks=locks)
    assert plan.projects.loc["B4", ["reason", "blocked_by"]].tolist() == ["asked_for", "B2"]
    assert pd.notna(plan.projects.loc["B4", "surface_year"])
    assert "B4" not in plan.prices.index
    assert plan.groups["reason"].to_dict() | {"G2": "asked_for"} == plan.groups["reason"].to_dict()
    told = [tell(answer, "zh") for answer in answers(plan, "project", "B4")]
    assert told[1] == "原因：会议决定列入"


def test_with_every_site_locked_out_there_is_none_to_go_to(tiny_county):
    plan = make_plan(
        read_county(tiny_county), locks=_out(("site", "S1"), ("site", "S2")), prices=False
    )
    assert plan.groups["year"].isna().all()
    assert plan.groups.loc[["G1", "G2"], "reason"].tolist() == ["no_site", "no_site"]
    assert plan.sites["reason"].tolist() == ["locked_out", "locked_out"]


# ---- refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("road", "B9", "in", None), "line 2: 没有这个编号 no such id: B9."),
        (
            ("bridge", "B1", "in", None),
            "expected group 小组 / road 道路 / site 安置点, 实为 got bridge",
        ),
        (("road", "B1", "maybe", None), "expected in 列入 / out 不列入, 实为 got maybe"),
        (("road", None, "in", None), "no such id: 空白 blank"),
        (("road", "B1", "in", 2031), "expected 2027-2028, 实为 got 2031"),
        (("road", "B1", "in", "soon"), "expected 2027-2028, 实为 got soon"),
        (("road", "B1", "out", 2027), "out is for the whole batch"),
        (
            ("road", "B6", "in", None),
            "a rule keeps it out: 村民不同意，不强行修建 Villagers do not agree; nothing is forced.",
        ),
        (("group", "V9", "in", None), "no such id: V9"),
        (
            ("group", "V1", "in", None),
            "group V1（柳树坪）: 按规则不能列入 a rule keeps it out: 不受灾害",
        ),
        (("road", "B2", "in", 2027), "too early, 2028 at the earliest: 路基未验收"),
        (("site", "S1", "in", 2027), "2028 at the earliest: 前一年要有硬化路"),
        (("group", "G1", "in", 2027), "2028 at the earliest: 能去的安置点还没有启用"),
        (("road", "13812345678", "in", None), r"no such id: ***"),
        (("road", "\x1b[2JB1", "in", None), "no such id: [2JB1"),
    ],
)
def test_lock_that_cannot_be_meant(tiny_survey, row, words):
    message = words_of(tiny_survey, row)
    assert "The locks have 1 problem(s):" in message
    assert "第 2 行 line 2: " in message
    assert words in message


def test_a_road_for_too_few_names_the_setting(tiny_layers, write_county, tmp_path):
    """B4 serves the 10 households of V3."""
    path = write_county(tmp_path / "county", tiny_layers)
    text = path.read_text(encoding="utf-8").replace("min_households = 5", "min_households = 11")
    path.write_text(text, encoding="utf-8")
    county = read_county(path)
    words = words_of((county, survey(county)), ("road", "B4", "in", None))
    assert "asks for (county.toml: [projects] min_households = 11)." in words


def test_group_that_a_rule_keeps_cannot_be_in(tiny_layers, write_county, tmp_path):
    groups = tiny_layers["groups"]
    tiny_layers["groups"] = groups.assign(consent=["yes", "no"])
    county = read_county(write_county(tmp_path / "county", tiny_layers))
    situation = survey(county)
    unthreatened = situation.groups.index.difference(["G1", "G2"])[0]
    words = words_of(
        (county, situation), ("group", "G2", "in", None), ("group", unthreatened, "in", None)
    )
    assert "G2（白岩沟二组）: 按规则不能列入 a rule keeps it out: 受威胁，本组不同意搬迁" in words
    assert "不受灾害威胁 Not threatened" in words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [("road", "B5", "in", None), ("road", "B5", "out", None)],
            ["line 2: 道路 road B5（安置路）: 互相矛盾 contradiction: 既列入又不列入 in and out", "line 3:"],
        ),
        (
            [("road", "B5", "in", None), ("road", "B5", "in", 2028)],
            ["互相矛盾 contradiction: 年份不同 different years. 请只留一行 Keep one line"],
        ),
        (
            [("road", "B5", "out", None), ("site", "S1", "in", None)],
            ["line 3: 安置点 site S1（石门安置点）: 本批年份内做不到 not possible in this batch",
             "these roads are locked out: 第 2 行 line 2: 道路 road B5（安置路）"],
        ),
        (
            [("site", "S1", "out", None), ("group", "G1", "in", None), ("site", "S2", "out", None)],
            ["line 3: 小组 group G1（白岩沟一组）: 它只能去 it could only go to S1",
             "which other locks rule out: 第 2 行 line 2: 安置点 site S1（石门安置点）."],
        ),
        (
            [("road", "B5", "out", None), ("group", "G1", "in", None)],
            ["it could only go to S1", "line 2: 道路 road B5"],
        ),
        (
            [("site", "S2", "in", 2028), ("group", "G2", "in", 2027)],
            ["line 3: 小组 group G2（白岩沟二组）", "line 2: 安置点 site S2（桥头安置点）"],
        ),
    ],
)  # fmt: skip
def test_locks_that_contradict_each_other(tiny_survey, rows, words):
    message = words_of(tiny_survey, *rows)
    for some in words:
        assert some in message


def test_what_is_said_twice_is_counted_once_and_told(tiny_survey, caplog):
    caplog.set_level(logging.INFO)
    rows = [("road", "B5", "in", 2028), ("road", "B5", "in", 2028), ("site", "S2", "out", None)]
    kept = checked_locks(*tiny_survey, _locks(*rows))
    assert kept.index.tolist() == [2, 4]
    assert "第 3 行 line 3: 重复，只算一次 said before, counted once: B5" in caplog.text


def test_of_many_faults_the_first_are_named_and_the_others_counted(tiny_survey):
    message = words_of(tiny_survey, *(("road", f"X{i}", "in", None) for i in range(1000)))
    lines = message.splitlines()
    assert lines[0] == "锁定有 1000 处问题 The locks have 1000 problem(s):"
    assert len(lines) == 12
    assert lines[-1] == "  … 另有 990 处 and 990 more"


def test_all_faults_in_one_message_and_without_lines_where_there_is_no_file(tiny_survey):
    rows = _locks(("road", "B9", "in", None), ("road", "B6", "in", None),
                  ("road", "B5", "out", None), ("site", "S1", "in", None))  # fmt: skip
    with pytest.raises(ConfigError, match=r"have 3 problem\(s\)") as refused:
        checked_locks(*tiny_survey, rows.reset_index(drop=True))
    assert "line" not in str(refused.value)
    with pytest.raises(ConfigError, match="columns are missing in the locks: decision"):
        checked_locks(*tiny_survey, rows.drop(columns="decision"))


# ---- impossible ------------------------------------------------------------------------------


def refused_with(surveyed, *rows):
    """The lines of the message that locks which cannot all be kept are refused with."""
    with pytest.raises(InfeasibleError) as refused:
        decided(surveyed, *rows)
    head, *lines = str(refused.value).splitlines()
    assert head.startswith("锁定无法全部做到：资金、时间或容量不够 The locks cannot all be kept")
    assert head.endswith("Any one of these is enough for a programme that keeps them:")
    return lines


def test_without_locks_there_is_a_plan_whatever_the_money(changed):
    """Every fund empty: nothing happens, which is a plan."""
    surveyed = changed(
        ("ceiling_wan = [100, 70]", "ceiling_wan = [0, 0]"),
        ("ceiling_wan = [60, 200]", "ceiling_wan = [0, 0]"),
    )
    decision, costs = decided(surveyed)
    assert years_of(decision.group_year) == {}
    assert costs == []


def test_the_money_that_is_missing_is_told_by_fund_and_year(changed):
    """B1 costs 102.8 万元; other funds pay 45 of them."""
    surveyed = changed(("ceiling_wan = [100, 70]", "ceiling_wan = [0, 0]"))
    lines = refused_with(surveyed, ("road", "B5", "out", None), ("road", "B1", "in", 2027))
    assert lines == [
        "  - 资金 money: county 2027 年多 57.80 万元 57.80 × 10,000 yuan more of county in 2027",
        "  - 放弃 give up: 第 3 行 line 3: 道路 road B1（一组路） 列入 in",
    ]


def test_so_much_more_money_is_enough_and_a_little_less_is_not(changed):
    surveyed = changed(("ceiling_wan = [100, 70]", "ceiling_wan = [57.80, 0]"))
    assert decided(surveyed, ("road", "B1", "in", 2027))[0].surface_year["B1"] == 2027
    surveyed = changed(("ceiling_wan = [57.80, 0]", "ceiling_wan = [57.79, 0]"))
    assert "多 0.01 万元" in refused_with(surveyed, ("road", "B1", "in", 2027))[0]


def test_the_year_that_would_do(changed):
    """Moving G2 and opening S2 cost 45 万元; there are 40 in 2027, and more in 2028."""
    surveyed = changed(("ceiling_wan = [60, 200]", "ceiling_wan = [40, 200]"))
    assert refused_with(surveyed, ("group", "G2", "in", 2027)) == [
        "  - 资金 money: relocation 2027 年多 5.00 万元 5.00 × 10,000 yuan more of relocation in 2027",
        "  - 年份 year: 第 2 行 line 2: 小组 group G2（白岩沟二组） 改到 2028 年 in 2028 instead",
        "  - 放弃 give up: 第 2 行 line 2: 小组 group G2（白岩沟二组） 列入 in",
    ]


def test_a_year_in_which_a_village_builds_says_so(tiny_layers, write_county, tmp_path):
    """V1 builds in 2027 and gets out over B1 alone."""
    year = tiny_layers["villages"]["village_id"].map({"V1": 2027})
    tiny_layers["villages"]["building_year"] = year
    county = read_county(write_county(tmp_path, tiny_layers))
    assert refused_with((county, survey(county)), ("road", "B1", "in", 2027)) == [
        "  - 年份 year: 第 2 行 line 2: 道路 road B1（一组路） 改到 2028 年 in 2028 instead（2027 年有村建房，"
        "出来只有这条路 a village builds in 2027, its only way out is this road）",
        "  - 放弃 give up: 第 2 行 line 2: 道路 road B1（一组路） 列入 in",
    ]


def test_locks_that_fail_only_together_name_the_money_that_is_short(tiny_survey):
    """Both need their subgrades at once: 105.9 万元, 60 of them in the fund that pays them."""
    money, given_up = refused_with(
        tiny_survey, ("road", "B2", "in", None), ("road", "B3", "in", None)
    )
    assert money == (
        "  - 资金 money: village 2027 年多 45.90 万元 45.90 × 10,000 yuan more of village in 2027"
    )
    assert given_up.startswith("  - 放弃 give up: 第 ")


def test_no_room_for_all_groups_that_are_locked_in(changed):
    """S1 holds 22; G1 has 20 households, G2 has 5."""
    surveyed = changed(NEAREST_ONLY)
    room, given_up = refused_with(
        surveyed, ("group", "G1", "in", None), ("group", "G2", "in", None)
    )
    assert room == "  - 容量 room: 安置点 site S1（石门安置点） 多容 3 户 3 households more"
    assert given_up.startswith("  - 放弃 give up: 第 ")


def test_what_a_search_in_steps_does_not_find_is_not_called_impossible(tiny_survey, monkeypatch):
    """The locks can be kept: the message says so, with the words of the search that failed."""

    def failing(*tables, before=None):
        if before is not None:
            raise InfeasibleError("no luck")
        return decide(*tables)

    decide = decide_with_locks.__globals__["decide_programme"]
    monkeypatch.setitem(decide_with_locks.__globals__, "decide_programme", failing)
    with pytest.raises(
        InfeasibleError, match=r"no luck\n.*a programme that keeps all locks exists"
    ):
        decided(tiny_survey, ("road", "B3", "in", None))
    monkeypatch.setitem(decide_with_locks.__globals__, "loosen", lambda *_, **__: None)
    with pytest.raises(InfeasibleError, match=r"no luck\n.*not known what would do"):
        decided(tiny_survey, ("road", "B3", "in", None))


def test_of_many_that_give_way_the_first_are_named(tiny_survey, monkeypatch):
    rows = [("road", "B2", "in", None), ("road", "B3", "in", None)]
    county, situation = tiny_survey
    enough = {"room": Loosening({f"S{k}": 1.0 for k in range(12)}, is_least=False)}
    monkeypatch.setitem(_told.__globals__, "named", lambda _, kind, one: one)
    [line] = _told(county, situation, _locks(*rows), enough)
    assert line.endswith(
        "S9 多容 1 户 1 households more; 另有 2 处 and 2 more（或许不必这么多 less may do）"
    )
