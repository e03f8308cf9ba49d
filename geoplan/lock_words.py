"""How people write what a meeting has decided: columns and words of ``locks.csv``.

Read by ``readers.locks``, and by the page, which opens such files too (``viewer/locks.js``).
"""

from geoplan.schema import Column, Layer

LOCKS = Layer(
    "locks", "会议决定", "what a meeting wants in or out", (),
    (
        Column("kind", "text", "类型", "road, site or group", required=True, aliases=("类别", "种类")),
        Column("id", "id", "编号", "id of the project, site or group", required=True,
               aliases=("代码", "项目编号", "安置点编号", "小组编号")),
        Column("decision", "text", "决定", "in or out", required=True, aliases=("意见", "结论")),
        Column("year", "integer", "年份", "year in which it must be done; blank: any",
               aliases=("年度", "年")),
        Column("note", "text", "备注", "free", aliases=("说明", "理由")),
    ),
)  # fmt: skip
KIND_WORDS = {
    "road": ("道路", "公路", "路", "项目", "道路项目"),
    "site": ("安置点", "安置地"),
    "group": ("小组", "村民小组", "组"),
}
"""How people write the kind of a thing."""
DECISION_WORDS = {"in": ("列入", "纳入"), "out": ("不列入", "不纳入")}
"""How people write a decision."""
