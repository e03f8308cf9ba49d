"""The plan by hand with works on its roads: bays, a guardrail on a new road, one wider surface."""

from typing import Any

import pandas as pd
from plans import village_plan

from geoplan.programme.plan import Plan


def treated_plan(**changes: Any) -> Plan:
    """Bays on 云石路 (R1 and R2) in 2028, a guardrail on P1 (黄家湾路) in 2027, P1 paved wider."""
    plan = village_plan()
    changed: dict[str, dict[str, Any]] = {
        "S-R1@bays": {"year": 2028, "worth_yuan": 61_234.5},
        "P1@guardrail": {
            "of": "P1", "year": 2027, "length_m": 640, "cost_yuan": 51_200.0, "more_yuan": 51_200.0,
            "worth_yuan": 98_765.4, "name": "黄家湾路", "route_code": "Y251610928",
            "start_km": 0.0, "end_km": 2.0838, "geometry": plan.roads.geometry["R4"],
        },
        "P1@5.5m": {"of": "P1", "year": 2027},
    }  # fmt: skip
    works = plan.treatments.rename({"S-R3@guardrail": "P1@guardrail", "P6@5.5m": "P1@5.5m"})
    for work, cells in changed.items():
        for column, value in (cells | {"selected": True, "reason": "selected"}).items():
            works.loc[work, column] = value
    paid = [
        ("work", "P1@guardrail", "guardrail", "village", 2027, 51_200.0),
        ("work", "S-R1@bays", "passing_bays", "county", 2028, 48_000.0),
    ]
    payments = [plan.payments, pd.DataFrame(paid, columns=plan.payments.columns)]
    wide = plan.projects["width_m"].mask(plan.projects.index == "P1", 5.5)
    made = {
        "treatments": works,
        "payments": pd.concat(payments, ignore_index=True),
        "projects": plan.projects.assign(width_m=wide),
    }
    return village_plan(**made | changes)
