"""What is locked out is gone everywhere (county of tests/conftest.py)."""

import pandas as pd

from geoplan import make_plan, read_county
from geoplan.pipeline.locks import with_locks


def _out(*things):
    """Locks that keep things out: ("site", "S1")."""
    return pd.DataFrame(things, columns=["kind", "id"]).assign(decision="out")


def test_nobody_could_go_to_a_site_that_is_locked_out(survey_of, tiny_layers):
    situation, locked_in = with_locks(survey_of(tiny_layers), _out(("site", "S1")), (2027, 2028))
    assert set(situation.pairs["site_id"]) == {"S2"}
    assert set(situation.pairs["group_id"]) == {"G1", "G2"}
    assert locked_in == {"road": {}, "site": {}, "group": {}}


def test_group_that_is_locked_out_could_go_nowhere(survey_of, tiny_layers):
    situation, _ = with_locks(survey_of(tiny_layers), _out(("group", "G2")), (2027, 2028))
    assert set(situation.pairs["group_id"]) == {"G1"}


def test_with_every_site_locked_out_there_is_none_to_go_to(tiny_county):
    plan = make_plan(read_county(tiny_county), locks=_out(("site", "S1"), ("site", "S2")))
    assert plan.groups["year"].isna().all()
    assert plan.groups.loc[["G1", "G2"], "reason"].tolist() == ["no_site", "no_site"]
    assert plan.sites["reason"].tolist() == ["locked_out", "locked_out"]
