"""Words of lists that come back: progress, what a bureau has changed, the batch before."""

from geoplan.publish.labels.codes import Pair

PROGRESS_STATES: dict[str, Pair] = {
    "planned": ("计划", "planned"),
    "started": ("开工", "started"),
    "finished": ("完工", "finished"),
}
PROGRESS: dict[str, Pair] = {
    "blank": (
        "底色单元格为空：{codes} 个项目没有路线编码，{stakes} 个没有桩号（道路数据中没有，或一个项目跨几条路线），请补填。",
        "Shaded cells are blank: {codes} {codes|project|projects} without a route code, {stakes} without stakes "
        "(the road data have none, or a project lies on several routes). Please fill them in.",
    ),
    "choose": ("请选择：{states}", "Choose one of: {states}"),
    "how": (
        "请填状态、日期、确认人和照片文件名；错车道、加宽、护栏排在路基、路面之后。写“完工”的须有完工日期和确认人，否则仍按“计划”统计。填好后用 geoplan import-list 读回；"
        "编制下一批用 geoplan plan --from-batch --progress。",
        "Fill in the state, the dates, who confirmed and the file of a photo; passing bays, widening and guardrails stand last. What is finished needs its date and who confirmed it; "
        "without them it counts as planned. geoplan import-list reads this sheet, geoplan plan --from-batch --progress plans the next batch from it.",
    ),
    "how_moves": (
        "入住的填“完工”，须有入住日期（完工日期）和确认人，否则仍按“计划”统计；隐患点（编号前有“治理-”）治理好了也填“完工”。填好后用 geoplan plan --from-batch --progress 编制下一批。",
        "Who has moved in is “finished” and needs the date and who confirmed it; without them it counts as planned. A hazard "
        "(治理- before its id) is “finished” once it is made safe. "
        "geoplan plan --from-batch --progress plans the next batch from this sheet.",
    ),
}
RETURNED: dict[str, Pair] = {
    "after": ("现为", "Now"),
    "available": ("可用", "available"),
    "before": ("原为", "Was"),
    "blank": ("（空白）", "(blank)"),
    "changed": ("改动的单元格", "Cells that were changed"),
    "changed_since": ("户数已变，按未搬", "households changed, taken as not moved"),
    "column": ("列", "Column"),
    "confirmed_by": ("确认人", "Confirmed by"),
    "doubts": ("须核实", "To be verified"),
    "finished_on": ("完工日期", "Finished on"),
    "fund": ("资金", "Fund"),
    "funds": ("各项资金（万元）", "Money by fund (10,000 yuan)"),
    "funds_shares": (
        "按每项工程原来的出资比例计算；“可用”含结转",
        "Each fund keeps its share of each row; what is available includes money carried over",
    ),
    "gone": ("清单中已没有的项目", "Rows that are gone"),
    "group": ("小组", "Group"),
    "households": ("户", "Households"),
    "in_yuan": (
        '投资多是原来的 1 万倍，像是以元为单位：请把表头改为“投资(元)”，或在 bureau.toml 写 unit = "元"，再读一次',
        "Most investments are 10,000 times what was sent, as if in yuan: change the heading to 投资(元), or write "
        'unit = "元" in bureau.toml, and read it again',
    ),
    "last_batch": ("上一批：计划与完成", "The batch before: planned and done"),
    "last_batch_done": (
        "上一批（{span}）{works} 项道路工程，确认完工 {done} 项；{groups} 个小组搬迁，确认入住 {moved} 个。",
        "Batch before ({span}): {done} of {works} works on roads and {moved} of {groups} moves of groups are confirmed "
        "as finished.",
    ),
    "last_batch_works": (
        "另有 {works} 处错车道、加宽、护栏和隐患治理，确认完工 {done} 处。",
        "Of {works} other works (passing bays, widening, guardrails, hazards made safe) {done} are confirmed as finished.",
    ),
    "left": (
        "上一批可结转的资金按计划还余（万元）：{funds}。本批没有自动加上，请按实际结余填进 county.toml 的 ceiling_wan 再编制；没完工的项目"
        "没用掉的钱也一样。",
        "Money that the batch before, by its plan, leaves in funds with carry-over (10,000 yuan): {funds}. It is not added: put what is "
        "really left into ceiling_wan of county.toml and plan again; likewise money of works that are not finished.",
    ),
    "list": ("清单", "List"),
    "money_over": (
        "资金不够：这些项目共 {asked} 万元，各项资金最多能付 {payable} 万元，差 {short} 万元",
        "The money is short: these rows cost {asked}, the funds can pay {payable} at most, {short} is missing (10,000 yuan)",
    ),
    "money_within": (
        "资金够付：这些项目共 {asked} 万元",
        "The funds can pay these rows: {asked} (10,000 yuan)",
    ),
    "more_rows": ("……还有 {n} 行，见 plan.json。", "… and {n} more: see plan.json."),
    "moves": ("搬迁小组", "groups moving"),
    "moves_finished": ("已入住", "moved in"),
    "new": ("新增或未能对上的行", "Rows that are new or unclear"),
    "none": ("没有", "None"),
    "other_plan": (
        "没有一行与本方案对得上：请核对方案文件夹，这可能是别的县或别的方案的清单",
        "No row is one of this plan: check the folder of the plan; the list may be another county's or another plan's",
    ),
    "other_works": ("提升和治理", "other works"),
    "other_works_finished": ("完工", "finished"),
    "over": ("超出", "too much"),
    "plan": ("方案", "Plan"),
    "progress": ("工程进度（按乡镇，项工程）", "Progress by township (works)"),
    "progress_rows": ("已开工和已完工", "Started and finished"),
    "project": ("项目", "Project"),
    "projects": ("项目", "projects"),
    "projects_finished": ("全部完工的项目", "projects all finished"),
    "row": ("行", "Row"),
    "same": (
        "{count} 行与方案一致，{changed} 行有改动，{new} 行新增或未能对上，{gone} 行已没有",
        "{count} {count|row is|rows are} as in the plan, {changed} changed, {new} new or unclear, {gone} gone",
    ),
    "site": ("安置点", "Site"),
    "stage": ("工程", "Works"),
    "started_on": ("开工日期", "Started on"),
    "status": ("状态", "State"),
    "title": ("清单读回：改动与进度", "The list that came back: changes and progress"),
    "total": ("合计", "Total"),
    "township": ("乡镇", "Township"),
    "uncounted": (
        "另有 {amount} 万元未计入（新增的行，或年份不在本批）",
        "Another {amount} (10,000 yuan) is not counted: new rows, or years outside this batch",
    ),
    "works": ("工程", "works"),
    "works_finished": ("完工", "finished"),
    "year": ("年", "Year"),
    "years": ("各年投资（万元）", "Cost by year (10,000 yuan)"),
}
RETURNED_STATUS: dict[str, Pair] = {
    "ambiguous": (
        "几个项目都可能是它，请写项目编号",
        "Several projects could be meant: give the id",
    ),
    "hardened": ("已是硬化路", "Paved already"),
    "new_project": (
        "新增：方案未列入的备选项目 {id}",
        "New: candidate {id}, which the plan leaves out",
    ),
    "new_stage": (
        "新增：方案没有列入项目 {id} 的这项工程",
        "New: the plan does not have these works of project {id}",
    ),
    "part": ("只是项目的一小段", "Only a small part of a project"),
    "twice": ("与前面的行重复", "The same as an earlier row"),
    "unmatched": ("新增：不在备选道路中", "New: not among the candidate roads"),
}
DOUBTS: dict[str, Pair] = {
    "before_start": (
        "完工早于开工，按计划统计",
        "Finished before it was started: counts as planned",
    ),
    "contradicts": (
        "与另一行所写的进度不同，按较低的统计",
        "Another row tells otherwise: the lesser counts",
    ),
    "no_confirmation": (
        "写了完工但没有确认人，按计划统计",
        "Finished, but nobody confirmed it: counts as planned",
    ),
    "no_date": (
        "写了完工但没有完工日期，按计划统计",
        "Finished, but without its date: counts as planned",
    ),
    "no_photo": (
        "完工，已计入，但没有照片文件，请补",
        "Finished, and counted so, but no photo is named: please add it",
    ),
    "no_status": (
        "填了日期或确认人，状态却是空白或计划，按计划统计",
        "A date or a name, but its state is blank or planned: counts as planned",
    ),
    "outside_years": (
        "完工日期不在上一批的年份里，按计划统计",
        "Finished in a year outside the batch: counts as planned",
    ),
    "still_started": (
        "填了完工日期，状态却是开工，按开工统计",
        "A date of finishing, but its state is started: counts as started",
    ),
    "unknown_row": (
        "填了进度，但不知是哪个项目、工程或小组",
        "Progress of a project, work or group that is unknown or not in the plan",
    ),
    "unread": ("无法识别 {text}", "Cannot be read: {text}"),
    "unread_day": (
        "无法识别 {text}，请写成 2027-09-30",
        "Cannot be read: {text}. Write it as 2027-09-30",
    ),
    "unread_state": (
        "无法识别 {text}，请写计划、开工或完工",
        "Cannot be read: {text}. Write 计划 (planned), 开工 (started) or 完工 (finished)",
    ),
}
