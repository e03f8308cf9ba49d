"""Every answer of a plan as ``answers.json``, for other programs: internal, as in ``explain``."""

import json
from typing import Any

from geoplan.programme.plan import Plan
from geoplan.publish.labels import MAP
from geoplan.publish.telling import LANGUAGES, tell
from geoplan.publish.work_answers import answers_with_works, roads_considered

KINDS = {"projects": "project", "villages": "village", "groups": "group", "sites": "site",
         "roads": "road"}  # fmt: skip
"""Layer of a plan -> kind of thing, in the order of the file."""


def answers_json(plan: Plan) -> str:
    """What ``geoplan explain`` says of every project, village, group, site and paved road, as JSON.

    Parameters
    ----------
    plan
        Finished plan. Groups of any size are told, so the text is internal and says so.

    Returns
    -------
    str
        ``county`` and ``use`` (内部使用) in both languages; per layer, by id in order (of
        roads the first link of each route that could be improved), "zh" and "en": part of the
        answer ("verdict", "why", ...; see ``answers``) -> its sentences. One line per thing.
    """
    head = {"county": [plan.name, plan.name_en or plan.name], "use": MAP["internal"]}
    parts = [f"{_text(key)}: {_text(value)}" for key, value in head.items()]
    for layer, kind in KINDS.items():
        ids = _ids(plan, layer)
        lines = ",\n".join(f"{_text(one)}: {_text(_told(plan, kind, one))}" for one in ids)
        parts.append(f"{_text(layer)}: {{\n{lines}\n}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _ids(plan: Plan, layer: str) -> list[str]:
    """Things of a layer that are told of, in order."""
    if layer == "roads":
        return roads_considered(plan)
    return sorted(map(str, getattr(plan, layer).index))


def _told(plan: Plan, kind: str, one: str) -> dict[str, dict[str, list[str]]]:
    """Sentences about one thing by language and part."""
    told: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}
    for answer in answers_with_works(plan, kind, one):
        for language, parts in told.items():
            parts.setdefault(answer.part, []).append(tell(answer, language))
    return told


def _text(value: Any) -> str:
    """JSON on one line, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False)
