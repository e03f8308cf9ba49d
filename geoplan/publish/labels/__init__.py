"""Every word people see, 中文 and English: plain tables from code to the pair of words.

========= ==========================================================================================
codes     reasons, kinds and classes of the data: what a Plan carries
access    access without a plan: its tables, its page, its summary
answers   why this road, why not: the terminal and the panel of the map
page      the map, what-if, several plans in one map: ``viewer/*.js``
land      why one could build at a place, or not
moves     who needs to move, how, what a site will bring
lists     workbooks, GeoPackage, summary, what locks cost, two plans compared
paper     the A3 sheets of the notice board
audit     what is wrong with a county's files
brief     the two pages a county leader reads, performance targets of the project library
registers village registers, township ledgers, the tariff in the relocation list
returned  the project list that comes back: progress, what a bureau has changed
========= ==========================================================================================

Everything is imported from here. Keys are ``section.code`` (``SECTIONS``). Words in ``{braces}``
are filled in by the caller (``filled``). Villagers read them: plain words, no score, no rank, nothing to be paid.
"""

from geoplan.publish.labels.access import (
    ACCESS,
    ACCESS_COLUMNS,
    ACCESS_INDICATORS,
    ACCESS_LEGEND,
    ACCESS_MAP,
    ACCESS_SHEETS,
    SPEED_WORDS,
    SPEEDS,
    VEHICLES,
)
from geoplan.publish.labels.answers import ANSWERS
from geoplan.publish.labels.audit import AUDIT, CHECKS, EFFECTS, WHY
from geoplan.publish.labels.brief import BRIEF, TARGETS
from geoplan.publish.labels.codes import (
    COMPONENTS,
    CONSENT,
    ENGLISH_NAMES,
    ENGLISH_PLACES,
    GRADES,
    GROUP_REASONS,
    HAZARD_CLASSES,
    HAZARD_KINDS,
    LOCK_DECISIONS,
    LOCK_KINDS,
    PROJECT_REASONS,
    PROJECT_RULES,
    SEASONS,
    SERVICES,
    SITE_REASONS,
    SURFACES,
    TREATMENT_REASONS,
    TREATMENTS,
    VILLAGE_REASONS,
    Pair,
)
from geoplan.publish.labels.filling import filled
from geoplan.publish.labels.land import CRITERIA, EXCLUSIONS, LAND
from geoplan.publish.labels.lists import (
    COLUMNS,
    COMPARE,
    INDICATORS,
    LEVELS,
    LIST_STATUS,
    LISTS,
    LOCK_COSTS,
    OBJECTIVES,
    STATUS,
    STOPPED,
    UNITS,
    WAYS,
    WITHOUT,
)
from geoplan.publish.labels.moves import (
    ASKED_MODES,
    BUILDING_MODES,
    MAY_BUILD_ALONE,
    MODES,
    NEEDS,
    PAID_FOR,
    PROBLEMS,
    STANDINGS,
    TARIFF,
    TO_VERIFY,
    WHO_BUILDS,
)
from geoplan.publish.labels.page import MAP, SCENARIOS, WHATIF
from geoplan.publish.labels.paper import POSTER
from geoplan.publish.labels.registers import REGISTERS
from geoplan.publish.labels.returned import (
    DOUBTS,
    PROGRESS,
    PROGRESS_STATES,
    RETURNED,
    RETURNED_STATUS,
)
from geoplan.publish.labels.works import WORK_ANSWERS

SECTIONS: dict[str, dict[str, Pair]] = {
    "village": VILLAGE_REASONS,
    "group": GROUP_REASONS,
    "rule": PROJECT_RULES,
    "project": PROJECT_REASONS,
    "site": SITE_REASONS,
    "consent": CONSENT,
    "component": COMPONENTS,
    "season": SEASONS,
    "service": SERVICES,
    "hazard_kind": HAZARD_KINDS,
    "hazard_class": HAZARD_CLASSES,
    "surface": SURFACES,
    "treatment": TREATMENTS,
    "work": TREATMENT_REASONS,
    "map": MAP,
    "whatif": WHATIF,
    "answer": ANSWERS,
    "scenario": SCENARIOS,
}

__all__ = [
    "ACCESS",
    "ACCESS_COLUMNS",
    "ACCESS_INDICATORS",
    "ACCESS_LEGEND",
    "ACCESS_MAP",
    "ACCESS_SHEETS",
    "ANSWERS",
    "ASKED_MODES",
    "AUDIT",
    "BRIEF",
    "BUILDING_MODES",
    "CHECKS",
    "COLUMNS",
    "COMPARE",
    "COMPONENTS",
    "CONSENT",
    "CRITERIA",
    "DOUBTS",
    "EFFECTS",
    "ENGLISH_NAMES",
    "ENGLISH_PLACES",
    "EXCLUSIONS",
    "GRADES",
    "GROUP_REASONS",
    "HAZARD_CLASSES",
    "HAZARD_KINDS",
    "INDICATORS",
    "LAND",
    "LEVELS",
    "LISTS",
    "LIST_STATUS",
    "LOCK_COSTS",
    "LOCK_DECISIONS",
    "LOCK_KINDS",
    "MAP",
    "MAY_BUILD_ALONE",
    "MODES",
    "NEEDS",
    "OBJECTIVES",
    "PAID_FOR",
    "POSTER",
    "PROBLEMS",
    "PROGRESS",
    "PROGRESS_STATES",
    "PROJECT_REASONS",
    "PROJECT_RULES",
    "REGISTERS",
    "RETURNED",
    "RETURNED_STATUS",
    "SCENARIOS",
    "SEASONS",
    "SECTIONS",
    "SERVICES",
    "SITE_REASONS",
    "SPEEDS",
    "SPEED_WORDS",
    "STANDINGS",
    "STATUS",
    "STOPPED",
    "SURFACES",
    "TARGETS",
    "TARIFF",
    "TO_VERIFY",
    "TREATMENTS",
    "TREATMENT_REASONS",
    "UNITS",
    "VEHICLES",
    "VILLAGE_REASONS",
    "WAYS",
    "WHATIF",
    "WHO_BUILDS",
    "WHY",
    "WITHOUT",
    "WORK_ANSWERS",
    "Pair",
    "filled",
]
