"""The rectification ledgers: one function a dialect. Each plans its records, seeds its defects, then writes the file."""

import datetime
import random
import re

from .grid import Day, Fault, Formula, Grid, as_address, write_csv, write_ods, write_xls, write_xlsx
from .papers import seed
from .places import STRANGER, unit
from .plan import ROUND_BEFORE, SPELL, Date, between, dress, plan_unit, set_deadline
from .topics import FOCUS

NUMERALS = "一二三四五六七八九十"

WORDS = {
    "done": [("已完成", "done"), ("整改完成", "done"), ("已整改", "done")],
    "late": [("已完成", "done"), ("整改到位", "done")],
    "closed": ("已销号", "closed"),
    "stage": [("基本完成", "stage"), ("取得阶段性成效", "stage")],
    "pending": ("待验收", "pending_check"),
    "going": [("整改中", "in_progress"), ("正在整改", "in_progress")],
    "soon": ("整改中", "in_progress"),
    "over": [("整改中", "in_progress"), ("正在推进", "in_progress")],
    "none": ("未启动", "not_started"),
    "cont": ("持续整改", "continuing"),
    "void": ("已移交", "referred"),
}
# Where a column 是否销号 says so, the status column keeps the plain word.
FLAGGED = {**WORDS, "closed": ("已完成", "closed")}


def lay(grid, first, specs, records, seq=None):
    """Writes records one below the other and returns [(row, record)]; ``specs`` is [(concept, header path, width)]."""
    placed = []
    for row, record in enumerate(records, first):
        if seq is not None:
            record.cell["seq"] = row - first + seq
        grid.put(row, [record.cell.get(concept) for concept, _, _ in specs])
        placed.append((row, record))
    return placed


def column_map(specs):
    return {concept: number for number, (concept, _, _) in enumerate(specs, 1)}


def head(grid, row, specs):
    return grid.header(row, [path for _, path, _ in specs], [width for _, _, width in specs])


def ids(records, form):
    for number, record in enumerate(records, 1):
        record.cell["pid"] = form(number)


def flag_closed(record):
    record.cell["flag"] = "是" if record.kind == "closed" else "否"


def unfinished(record):
    """Clears what only a finished record has."""
    record.done = record.closed = None
    record.cell.pop("done", None)
    record.cell.pop("closed", None)


# --- a. title, info row, two header rows, sections with subtotals -------------------------------------------------


def education(papers):
    file, sheet, rng = "台账/县教育局整改台账1018.xlsx", "整改台账", random.Random("a")
    records = plan_unit("县教育局", 8)
    ids(records, lambda n: f"JY{n:03}")
    for record in records:
        dress(record, rng, ["cn前", "月底前", "月底前", "年底前"], ["dot"], FLAGGED, record.cell["pid"], instant=True)
        flag_closed(record)
        record.cell["resp_unit"] = rng.choice(["办公室", "人事股", "财务股", "基教股", "安全股", "督导室"])
        record.truth["category"] = record.focus
        record.cell["mechanism"] = record.cell.get("mechanism") or ("正在制定" if record.kind == "stage" else None)

    bad = seed(records, ["stage"], "deadline", "missing-deadline", "未完成事项没有整改时限")
    set_deadline(bad, None, None, "none")
    bad.cell["mechanism"] = None
    bad = seed(records, ["soon"], "status", "unknown-status", "整改状态填“见附件”，不是状态词", status="见附件")
    bad.truth["status"] = "unknown"
    seed(records, ["closed"], "evidence", "closed-without-evidence", "已销号但佐证材料空白", evidence=None)
    bad = seed(records, ["closed"], "done", "done-before-feedback", "完成时间早于2026年3月20日反馈", done="2026.3.5")
    bad.done = Date(2026, 3, 5)
    bad.cell["progress"] = re.sub(r"\d+月\d+日", "3月4日", bad.cell["progress"])
    seed(records, ["cont"], "mechanism", "continuing-without-mechanism", "长期坚持事项没有长效机制", mechanism=None)
    clean = [r for r in records if not r.defects]
    second = seed(records[6:], ["done", "closed"], "pid", "duplicate-problem-id", "与前面另一问题编号重复")
    second.cell["pid"] = next(r for r in clean if r is not second).cell["pid"]
    seed(records, ["over"], "resp_unit", "error-cell", "责任科室公式结果为#REF!", resp_unit=Fault("#REF!", "VLOOKUP(B9,#REF!,2,0)"))

    specs = [
        ("seq", ("序号",), 6),
        ("pid", ("问题编号",), 10),
        ("problem", ("反馈问题",), 34),
        ("amount", ("涉及金额",), 10),
        ("measure", ("整改措施",), 32),
        ("lead", ("整改责任", "责任领导"), 9),
        ("resp", ("整改责任", "责任人"), 9),
        ("resp_unit", ("整改责任", "责任科室"), 9),
        ("deadline", ("整改时限",), 17),
        ("status", ("整改结果", "整改状态"), 10),
        ("progress", ("整改结果", "整改进展情况"), 38),
        ("done", ("整改结果", "完成时间"), 11),
        ("evidence", ("整改结果", "佐证材料"), 24),
        ("mechanism", ("长效机制",), 22),
        ("flag", ("是否销号",), 8),
        ("closed", ("销号时间",), 11),
        ("remark", ("备注",), 8),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "青禾县教育局党组落实十四届县委第七轮巡察反馈意见整改台账", width, "title")
    grid.banner(2, "填报单位（盖章）：县教育局        填报时间：2026年10月18日        单位：万元", width, "info")
    row, number, total = head(grid, 3, specs), 0, 0.0
    for index, focus in enumerate(FOCUS):
        part = [r for r in records if r.focus == focus]
        grid.banner(row, f"{NUMERALS[index]}、{focus}", width, "section")
        placed = lay(grid, row + 1, specs, part, seq=number + 1)
        for at, record in placed:
            papers.record(file, sheet, at, record, columns)
        number += len(part)
        amount = round(sum(r.cell["amount"] or 0 for r in part), 1)
        total += amount
        row += len(part) + 1
        stated = len(part)
        if index == 2:
            stated += 1
            papers.defect(file, sheet, as_address(row, columns["problem"]), "total-mismatch", f"小计写共{stated}项，本节实有{len(part)}项")
        grid.put(row, ["小计", None, f"小计：{stated}项", amount], "total")
        row += 1
    grid.put(row, ["合计", None, f"合计：{number}项", round(total, 1)], "total")
    owner = records[0].unit
    grid.banner(
        row + 1,
        f"填表人：{owner.staff[0]}        审核人：{owner.leaders[1]}        主要负责人签字：        联系电话：0000-6660101",
        width,
        "foot",
    )
    grid.banner(row + 2, "注：1.本表每月25日前报县委巡察办；2.完成时间指措施全部落实的时间。", width, "foot")
    write_xlsx(papers.path(file), [grid], owner.name)


# --- b. three header rows, the same leaf under two parents --------------------------------------------------------


def housing(papers):
    file, sheet, rng = "台账/县住房和城乡建设局整改清单.xlsx", "整改清单", random.Random("b")
    records = plan_unit("县住房和城乡建设局", 8)
    words = {**{kind: ("否", "in_progress") for kind in WORDS}, "done": ("是", "done"), "late": ("是", "done"), "closed": ("是", "closed")}
    ids(records, lambda n: f"ZJ{n:02}")
    for record in records:
        dress(record, rng, ["xl", "xl", "cn前", "月底前"], ["xl"], words, record.cell["pid"], ("立行立改", "分阶段整改", "持续整改"))
        flag_closed(record)
        record.truth["category"] = record.focus
        money = record.cell["amount"]
        record.cell.update(
            level1="县住建局",
            level2=rng.choice(record.unit.bodies),
            source="十四届县委第七轮巡察反馈",
            category=record.focus,
            category2=record.subtheme,
            resp_unit=rng.choice(record.unit.bodies),
            target="问题整改到位、制度健全、群众认可",
            items=rng.randint(1, 4) if money else None,
            fixed=money if record.finished else None,
            recovered=round(money * 0.6, 1) if money and record.finished else None,
            returned=round(money - round(money * 0.6, 1), 1) if money and record.finished else None,
            rules=1 if record.cell.get("mechanism") else 0,
        )
        if record.cell.get("mechanism"):
            record.cell["mechanism"] = "制定，" + record.cell["mechanism"]
        if not record.finished and "reason" not in record.cell:
            record.cell["reason"] = rng.choice(
                ["措施分两步实施，第二步安排在四季度", "涉及多部门联审，按程序推进中", "需结合年度预算统筹落实"]
            )

    seed(records, ["going"], "lead", "missing-lead-person", "整改第一责任人空白", lead=None)
    bad = seed(records, ["done"], "done", "future-done-date", "完成时间晚于填报截止日2026年10月31日", done=Day(Date(2026, 11, 18)))
    bad.done = Date(2026, 11, 18)
    seed(records, ["over"], "reason", "overdue-without-reason", "已超期，未写未整改到位原因", reason=None)
    bad = seed(records, ["late"], "progress", "progress-equals-measure", "整改情况照抄整改措施")
    bad.cell["progress"] = bad.cell["measure"]

    specs = [
        ("seq", ("序号",), 6),
        ("level1", ("单位名称 ", "一级单位"), 12),
        ("level2", ("单位名称 ", "具体责任单位"), 14),
        ("source", ("问题来源",), 16),
        ("category", ("问题类别", "一级标题"), 18),
        ("category2", ("问题类别", "二级标题"), 12),
        ("pid", ("问题编号",), 12),
        ("resp_unit", ("整改责任清单", "具体责任单位"), 14),
        ("problem", ("整改责任清单", "具体问题表述"), 32),
        ("amount", ("整改责任清单", "问题金额（万元）"), 10),
        ("target", ("整改目标清单", "整改要求"), 18),
        ("cycle", ("整改目标清单", "整改类型"), 10),
        ("deadline", ("整改目标清单", "整改\n时限"), 12),
        ("measure", ("具体责任单位细化的整改要求", "细化的整改措施"), 30),
        ("lead", ("具体责任单位整改责任人", "整改第一\n责任人"), 9),
        ("resp", ("具体责任单位整改责任人", "具体责任人"), 9),
        ("progress", ("具体责任单位整改情况", "已采取的整改措施"), 36),
        ("items", ("具体责任单位整改情况", "项目数(个)"), 8),
        ("fixed", ("具体责任单位整改情况", "问题整改金额(万元)"), 10),
        ("recovered", ("具体责任单位整改情况", "其中", "追缴资金（万元）"), 10),
        ("returned", ("具体责任单位整改情况", "其中", "归还原渠道（万元） "), 10),
        ("rules", ("具体责任单位整改情况", "完善制度情况", "数量（个）"), 8),
        ("mechanism", ("具体责任单位整改情况", "完善制度情况", "（分修订、制定，文件名称）"), 22),
        ("reason", ("未整改到位问题原因及下一步计划",), 24),
        ("status", ("是否已完成整改",), 9),
        ("done", ("完成时间",), 11),
        ("flag", ("是否销号",), 8),
        ("closed", ("销号时间 ",), 11),
        ("evidence", ("佐证材料",), 24),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "整改清单", width, "title")
    grid.banner(2, "截至2026年10月31日", width, "info")
    first = head(grid, 3, specs)
    placed = lay(grid, first, specs, records, seq=1)
    for row, record in placed:
        papers.record(file, sheet, row, record, columns)
    last = first + len(records)
    amount = round(sum(r.cell["amount"] or 0 for r in records), 1)
    stated = round(amount + 10, 1)
    papers.defect(file, sheet, as_address(last, columns["amount"]), "total-mismatch", f"问题金额合计写{stated}，各行相加为{amount}")
    sums = {"problem": f"合计：{len(records)}项", "amount": stated}
    for concept in ("items", "fixed", "recovered", "returned", "rules"):
        sums[concept] = round(sum(r.cell[concept] or 0 for r in records), 1)
    grid.put(last, [{"seq": "合计"}.get(c) or sums.get(c) for c, _, _ in specs], "total")
    write_xlsx(papers.path(file), [grid], "青禾县住房和城乡建设局")


# --- c. true BIFF, two measures a problem --------------------------------------------------------------------------


def farming(papers):
    file, sheet, rng = "台账/县农业农村局整改台账.xls", "Sheet1", random.Random("c")
    records = plan_unit("县农业农村局", 6, measures=2)
    for number, record in enumerate(records):
        record.cell["pid"] = number // 2 + 1
        dress(record, rng, ["xl年", "cn前", "月底前"], ["xl年"], WORDS, f"{number // 2 + 1}-{number % 2 + 1}")
        record.cell["category"] = record.truth["category"] = record.subtheme

    seed(records, ["going"], "resp", "missing-resp-person", "责任人空白", resp=None)
    seed(
        records,
        ["done"],
        "evidence",
        "done-without-evidence",
        "已完成，无佐证材料且整改情况过短",
        where=lambda r: r.done,
        evidence=None,
        progress="9月底前已清退到位。",
    )
    seed(
        records,
        ["late"],
        "progress",
        "slogan-only-progress",
        "整改情况只有口号",
        progress="高度重视，进一步加强，切实提高，严格落实，持续推进，常抓不懈。",
    )

    specs = [
        ("pid", ("问题序号",), 8),
        ("category", ("问题类别",), 14),
        ("problem", ("反馈问题",), 36),
        ("measure", ("整改措施",), 32),
        ("lead", ("责任领导",), 10),
        ("resp", ("责任人",), 10),
        ("deadline", ("整改时限",), 16),
        ("status", ("整改状态",), 12),
        ("done", ("完成时间",), 16),
        ("progress", ("进展情况",), 36),
        ("evidence", ("佐证材料",), 26),
        ("reason", ("未完成原因",), 26),
        ("remark", ("备注",), 8),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "县农业农村局巡察反馈问题整改台账", width, "title")
    grid.banner(2, "填报单位：县农业农村局党组        填报时间：2026年10月26日", width, "info")
    first = head(grid, 3, specs)
    for row, record in lay(grid, first, specs, records):
        papers.record(file, sheet, row, record, columns)
    for row in range(first, first + len(records), 2):
        for c in (1, 2, 3):
            grid.cells.pop((row + 1, c))
            grid.merge(row, c, row + 1, c)
    owner = records[0].unit
    grid.banner(
        first + len(records), f"填表人：{owner.staff[0]}        审核人：{owner.leaders[1]}        联系电话：0000-6660303", width, "foot"
    )
    write_xls(papers.path(file), [grid])


# --- d. GB18030 csv ------------------------------------------------------------------------------------------------


def health(papers):
    file, sheet, rng = "台账/县卫生健康局.csv", "县卫生健康局", random.Random("d")
    records = plan_unit("县卫生健康局", 8)
    ids(records, lambda n: f"WJ-{n:02}")
    for number, record in enumerate(records):
        dress(record, rng, ["slash", "月底前", "cn前"], ["slash"], FLAGGED, record.cell["pid"], ("立行立改", "限期整改", "长期坚持"))
        flag_closed(record)
        record.cell["category"] = record.truth["category"] = record.focus
        one, two = record.measures
        record.cell["measure"] = f"1.{one}；\n2.{two}。"
        if number % 4 == 1:
            record.cell["progress"] = "1." + record.results[0] + "；\n2." + record.cell["progress"][len(record.results[0]) + 1 :]
    records[2].cell["resp"] = "刘䶮"

    bad = seed(records, ["done"], "done", "unreadable-date", "完成时间不是真实日期", done="2026年13月45日")
    bad.done = None
    bad = seed(records, ["closed"], "closed", "closed-before-done", "销号日期早于完成时间")
    bad.closed = bad.done - datetime.timedelta(12)
    bad.cell["closed"] = SPELL["slash"](bad.closed)[0]
    bad = seed(records[3:], ["done"], "progress", "done-but-unfinished-words", "状态已完成，整改情况写“下一步将…尚未…”")
    bad.cell["progress"] = bad.results[0] + "；其余工作尚未落实，下一步将继续推进。"
    clean = next(r for r in records if not r.defects and r.kind == "closed")
    clean.truth["reserved"] = True
    bad = seed(records[8:], ["closed"], "problem", "duplicate-problem", "与前面另一编号的问题文字完全相同")
    bad.cell["problem"] = clean.cell["problem"]

    specs = [
        ("seq", ("序号",), 0),
        ("pid", ("问题编号",), 0),
        ("category", ("问题类别",), 0),
        ("problem", ("反馈问题",), 0),
        ("measure", ("整改措施",), 0),
        ("lead", ("责任领导",), 0),
        ("resp", ("责任人",), 0),
        ("cycle", ("整改类型",), 0),
        ("deadline", ("整改时限",), 0),
        ("status", ("整改状态",), 0),
        ("done", ("完成时间",), 0),
        ("progress", ("整改情况",), 0),
        ("evidence", ("佐证材料",), 0),
        ("flag", ("是否销号",), 0),
        ("closed", ("销号日期",), 0),
    ]
    columns = column_map(specs)
    grid = Grid(sheet)
    grid.put(1, ["青禾县卫生健康局巡察整改台账（截至2026年10月31日）"], "title")
    first = head(grid, 2, specs)
    for row, record in lay(grid, first, specs, records, seq=1):
        papers.record(file, sheet, row, record, columns)
    write_csv(papers.path(file), grid)


# --- e. ods, unit merged down --------------------------------------------------------------------------------------


def chengguan(papers):
    file, sheet, rng = "台账/城关镇整改台账.ods", "台账", random.Random("e")
    records = plan_unit("城关镇", 9)
    ids(records, lambda n: f"CG-{n:02}")
    bulk = 0
    for record in records:
        if record.finished and record.done <= Date(2026, 9, 24) and bulk < 6:
            record.kind, record.closed, bulk = "closed", Date(2026, 9, 30), bulk + 1
        dress(record, rng, ["xl", "cn前", "月底前"], ["xl"], WORDS, record.cell["pid"])
        record.cell["round"] = "第七轮"
        record.cell["category"] = record.truth["category"] = record.subtheme
    assert bulk == 6
    papers.defect(file, sheet, "", "bulk-closing", "同一天（2026年9月30日）销号6项")
    conts = [r for r in records if r.kind == "cont"]
    set_deadline(conts[1], "2026年9月底前，并长期坚持", Date(2026, 9, 30), "month", "continuing")

    bad = seed(records[1:], ["going", "stage"], "problem", "missing-problem", "有措施和进展，问题内容空白", problem=None)
    bad = seed(records, ["done"], "done", "unreadable-date", "完成日期写“九月中旬左右”", done="九月中旬左右")
    bad.done = None
    bad = seed(
        records,
        ["done", "late", "closed"],
        "done",
        "done-without-date",
        "已完成，完成日期空白",
        where=lambda r: r.closed != Date(2026, 9, 30),
        done=None,
    )
    bad.done = None
    seed(records, ["cont"], "mechanism", "continuing-without-mechanism", "长期坚持事项没有长效机制", mechanism=None)
    seed(records, ["soon"], "done", "status-in-date-column", "完成日期栏写“整改中”", done="整改中")

    specs = [
        ("unit", ("单位",), 14),
        ("pid", ("问题编号",), 9),
        ("round", ("轮次",), 9),
        ("category", ("问题类型",), 13),
        ("problem", ("具体问题",), 32),
        ("measure", ("整改措施",), 30),
        ("lead", ("分管领导",), 9),
        ("resp", ("责任人",), 9),
        ("deadline", ("完成时限",), 17),
        ("status", ("完成状态",), 10),
        ("done", ("完成日期",), 12),
        ("progress", ("整改进展",), 36),
        ("evidence", ("证明材料",), 24),
        ("closed", ("销号日期",), 12),
        ("mechanism", ("长效机制",), 22),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "城关镇巡察反馈问题整改台账", width, "title")
    first = head(grid, 2, specs)
    for row, record in lay(grid, first, specs, records):
        papers.record(file, sheet, row, record, columns)
    half = len(records) // 2
    for top, count, name in ((first, half, "城关镇"), (first + half, len(records) - half, "城关镇党委")):
        grid.cells[top, 1] = name
        grid.merge(top, 1, top + count - 1, 1)
    write_ods(papers.path(file), [grid])


# --- f. a sheet a township, and a sheet that repeats them all ------------------------------------------------------


def townships(papers):
    file, rng = "台账/乡镇街道整改台账（汇总）.xlsx", random.Random("f")
    specs = [
        ("pid", ("问题编号",), 10),
        ("category", ("问题类别",), 14),
        ("problem", ("反馈问题",), 34),
        ("measure", ("整改措施",), 32),
        ("lead", ("责任领导",), 9),
        ("resp", ("责任人",), 9),
        ("deadline", ("整改时限",), 17),
        ("status", ("整改状态",), 11),
        ("done", ("完成时间",), 12),
        ("progress", ("整改进展情况",), 38),
        ("evidence", ("佐证材料",), 24),
    ]
    columns = column_map(specs)
    towns = [(unit("东桥镇"), 5), (unit("石门乡"), 5), (unit("柳河街道"), 5), (STRANGER, 1)]
    sheets, everything = [], []
    for number, (town, specific) in enumerate(towns, 1):
        records = plan_unit(town.name, specific)
        ids(records, lambda n, number=number: f"{number}-{n}")
        for record in records:
            dress(record, rng, ["cn前", "月底前", "年底前", "月"], ["cn"], {**WORDS, "done": ("已完成", "done")}, record.cell["pid"])
            record.cell["category"] = record.truth["category"] = record.subtheme
        if town.name == "东桥镇":
            bad = seed(records, ["pending"], "resp", "same-lead-and-resp", "责任领导与责任人为同一人")
            bad.cell["resp"] = bad.cell["lead"]
            bad = seed(records, ["done"], "progress", "done-but-unfinished-words", "状态已完成，整改情况写“正在…拟…”")
            bad.cell["progress"] = bad.results[0] + "；配套制度正在起草，拟于11月印发。"
            bad = seed(records, ["done"], "evidence", "evidence-before-feedback", "佐证材料印发时间早于反馈时间")
            bad.cell["evidence"] = f"《{bad.cell['document']}》（2025年8月印发）"
        elif town.name == "石门乡":
            bad = seed(records, ["soon"], "deadline", "unreadable-deadline", "整改时限写“尽快”")
            set_deadline(bad, "尽快", None, "none")
            seed(
                records,
                ["done"],
                "progress",
                "slogan-only-progress",
                "整改情况只有口号",
                progress="高度重视，进一步加强，严格落实，不断完善，常抓不懈。",
            )
        elif town.name == "柳河街道":
            bad = seed(records[2:], ["done", "over", "stage", "late"], "pid", "id-became-date", "编号3-x被表格软件变成日期")
            month, day = 3, int(bad.cell["pid"].split("-")[1])
            bad.cell["pid"] = Day(Date(2026, month, day), 'm"月"d"日"')
            seed(
                records,
                ["done"],
                "evidence",
                "done-without-evidence",
                "已完成，无佐证材料且整改情况过短",
                evidence=None,
                progress="6月已清理9处。",
            )
            bad = seed(records, ["late", "done"], "progress", "progress-equals-measure", "整改进展照抄整改措施")
            bad.cell["progress"] = bad.cell["measure"]
        else:
            papers.defect(file, town.name, "", "unit-not-in-directory", "工作表名“石桥镇”不在名录中")
        grid = Grid(town.name)
        grid.banner(1, f"{town.name}巡察反馈问题整改台账", len(specs), "title")
        first = head(grid, 2, specs)
        for row, record in lay(grid, first, specs, records):
            papers.record(file, town.name, row, record, columns)
            everything.append(record)
        sheets.append(grid)
    whole = Grid("汇总")
    more = [("seq", ("序号",), 6), ("unit", ("单位",), 12), *specs]
    whole.banner(1, "乡镇街道巡察反馈问题整改情况汇总", len(more), "title")
    first = head(whole, 2, more)
    for row, record in enumerate(everything, first):
        whole.put(row, [row - first + 1, record.unit.name, *[record.cell.get(concept) for concept, _, _ in specs]])
    write_xlsx(papers.path(file), [whole, *sheets], "县委巡察办")


# --- g. three lists and a ledger ------------------------------------------------------------------------------------


def transport(papers):
    file, sheet, rng = "台账/县交通投资集团三清单一台账.xlsx", "整改台账", random.Random("g")
    records = plan_unit("县交通投资集团", 7)
    ids(records, lambda n: n)
    for record in records:
        dress(record, rng, ["cn前", "月底前", "年底前", "季"], ["iso"], FLAGGED, f"{record.cell['pid']}")
        flag_closed(record)
        record.cell["category"] = record.truth["category"] = record.focus
        record.cell["target"] = "问题清零、制度管用、责任到人"
        record.cell["resp_unit"] = rng.choice(["办公室", "财务管理部", "工程管理部", "资产运营部", "纪检监察室"])
        record.truth["joined"] = ("lead", "resp", "category", "measure")

    bad = seed(records, ["going"], "deadline", "missing-deadline", "未完成事项没有整改时限")
    set_deadline(bad, None, None, "none")
    seed(records, ["closed"], "evidence", "closed-without-evidence", "已销号，佐证材料填“无”", evidence="无")
    bad = seed(records, ["done"], "done", "future-done-date", "完成时间晚于填报截止日2026年10月31日", done="2026-12-02")
    bad.done = Date(2026, 12, 2)

    parts = [
        (
            "问题清单",
            [
                ("seq", ("序号",), 6),
                ("pid", ("问题序号",), 9),
                ("category", ("问题类别",), 30),
                ("problem", ("反馈问题",), 44),
                ("cause", ("原因分析",), 40),
            ],
        ),
        (
            "任务清单",
            [("pid", ("问题序号",), 9), ("measure", ("整改措施",), 50), ("target", ("整改目标",), 30), ("deadline", ("整改时限",), 16)],
        ),
        ("责任清单", [("pid", ("问题序号",), 9), ("lead", ("责任领导",), 14), ("resp_unit", ("责任部门",), 18), ("resp", ("责任人",), 14)]),
        (
            sheet,
            [
                ("pid", ("问题序号",), 9),
                ("problem", ("反馈问题",), 38),
                ("deadline", ("整改时限",), 17),
                ("status", ("整改状态",), 11),
                ("done", ("完成时间",), 12),
                ("progress", ("整改进展情况",), 42),
                ("evidence", ("佐证材料",), 26),
                ("flag", ("是否销号",), 8),
                ("closed", ("销号时间",), 12),
            ],
        ),
    ]
    grids = []
    for name, specs in parts:
        grid = Grid(name)
        grid.banner(1, f"县交通投资集团党委巡察整改{name}", len(specs), "title")
        first = head(grid, 2, specs)
        for row, record in lay(grid, first, specs, records, seq=1):
            if name == sheet:
                papers.record(file, sheet, row, record, column_map(specs))
        grids.append(grid)
    write_xlsx(papers.path(file), grids, "青禾县交通投资集团有限公司")


# --- h. every spelling of a deadline --------------------------------------------------------------------------------


def civil_affairs(papers):
    file, sheet, rng = "台账/县民政局巡察整改台账.xlsx", "巡察整改", random.Random("h")
    end_june, end_year, end_september = Date(2026, 6, 30), Date(2026, 12, 31), Date(2026, 9, 30)
    spellings = [  # kind, cell, what it means, precision
        ("done", "2026年6月30日前", end_june, "day"),
        ("done", "2026-06-30", end_june, "day"),
        ("late", "2026/6/30", end_june, "day"),
        ("closed", "2026.6.30", end_june, "day"),
        ("done", 20260630, end_june, "day"),
        ("going", Day(Date(2026, 12, 15)), Date(2026, 12, 15), "day"),
        ("late", "2026年6月底前", end_june, "month"),
        ("closed", "2026年6月", end_june, "month"),
        ("going", "2026.11", Date(2026, 11, 30), "month"),
        ("done", "6月底前", end_june, "month"),
        ("going", "2026年底前", end_year, "year"),
        ("stage", "年底前", end_year, "year"),
        ("over", "2026年三季度", end_september, "quarter"),
        ("done", "2026年3月—6月", end_june, "month"),
        ("closed", "3个月内", Date(2026, 6, 20), "relative"),
        ("done", "30日内", Date(2026, 4, 19), "relative"),
        ("done", "集中整改期内", Date(2026, 9, 20), "relative"),
        ("done", "立行立改", Date(2026, 4, 19), "relative"),
        ("cont", "长期坚持", None, "none"),
        ("cont", "2026年9月底前，并长期坚持", end_september, "month"),
        ("done", "二〇二六年六月三十日", end_june, "day"),
        ("done", "２０２６年９月", end_september, "month"),
        ("done", "2026 年 6 月", end_june, "month"),
        ("pending", "2026年四季度", end_year, "quarter"),
        ("soon", "2026年11月13日前", Date(2026, 11, 13), "day"),
        ("late", "2026年7月末", Date(2026, 7, 31), "month"),
        ("cont", "长期坚持", None, "none"),
    ]
    kinds = {}
    for kind, *_ in spellings:
        kinds[kind] = kinds.get(kind, 0) + 1
    records = plan_unit("县民政局", 9)
    # The plan has as many of each kind; give every kind its spellings in turn.
    queues = {kind: [s for s in spellings if s[0] == kind] for kind in kinds}
    styles = ["cn", "iso", "slash", "dot", "digits", "xl", "chinese", "spaced", "wide"]
    words = {
        **WORDS,
        "pending": ("整改完成待审核", "pending_check"),
        "done": [("已完成", "done"), ("已办结", "done"), ("整改到位", "done")],
    }
    turn = 0
    for number, record in enumerate(records, 1):
        _, cell, day, precision = queues[record.kind].pop(0)
        if record.finished:  # the plan's own days belonged to another deadline
            first = Date(2026, 4, 9)
            record.done = between(rng, max(first, day - datetime.timedelta(40)), day - datetime.timedelta(1))
            if record.kind == "late":
                record.done = between(rng, day + datetime.timedelta(5), day + datetime.timedelta(25))
            earlier = record.done - datetime.timedelta(rng.randint(2, 9))
            record.cell["progress"] = re.sub(
                r"\d+月\d+日", f"{max(earlier, Date(2026, 4, 2)).month}月{max(earlier, Date(2026, 4, 2)).day}日", record.cell["progress"]
            )
        record.deadline = day or Date(2026, 12, 15)
        record.closed = None
        dress(record, rng, ["cn前"], ["cn"], words, f"第{number}项")
        record.truth["cycle"] = None
        set_deadline(
            record, cell, day, precision, {"立行立改": "immediate"}.get(cell) or ("continuing" if "长期坚持" in str(cell) else None)
        )
        if record.done:
            record.cell["done"] = SPELL[styles[turn % len(styles)]](record.done)[0]
            turn += 1
        record.cell["category"] = record.truth["category"] = record.focus
        if cell in ("6月底前", "年底前"):
            record.truth["reserved"] = True
            record.defects.append(("deadline", "deadline-year-assumed", f"“{cell}”没有写年份，按反馈年度2026年理解"))
    assert not any(queues.values())
    for record in (records[4], records[9], records[10]):  # 同上 repeats the cell above
        above = records[records.index(record) - 1]
        for concept, name in (("lead", "lead_person"), ("resp", "resp_person")):
            record.truth[name] = above.truth.get(name, above.cell[concept])
            record.cell[concept] = "同上"
        record.truth["reserved"] = above.truth["reserved"] = True

    bad = seed(records, ["going"], "status", "missing-status", "当前状态空白", status=None)
    bad.truth["status"] = "unknown"
    bad = seed(records, ["done"], "done", "done-before-feedback", "实际完成时间早于2026年3月20日反馈", done="2026-02-26")
    bad.done = Date(2026, 2, 26)
    bad.cell["progress"] = re.sub(r"\d+月\d+日", "2月25日", bad.cell["progress"])
    bad = seed(records, ["done", "closed"], "evidence", "evidence-before-feedback", "印证资料印发时间早于反馈时间")
    bad.cell["evidence"] = f"《{bad.cell['document']}》（2025年11月印发）"

    specs = [
        ("seq", ("序 号",), 6),
        ("unit", ("被巡察\n党组织",), 10),
        ("category", ("反馈方面",), 18),
        ("problem", ("反馈意见\n指出问题",), 34),
        ("measure", ("具体举措",), 32),
        ("lead", ("包抓\n领导",), 9),
        ("resp", ("经办人",), 9),
        ("deadline", ("办结\n时限",), 19),
        ("progress", ("进展情况",), 38),
        ("status", ("当前状态",), 11),
        ("done", ("实际完成\n时间",), 19),
        ("evidence", ("印证资料",), 26),
        ("remark", ("备 注",), 8),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "巡察反馈意见整改落实情况台帐", width, "title")
    first = head(grid, 2, specs)
    for row, record in lay(grid, first, specs, records, seq=1):
        papers.record(file, sheet, row, record, columns)
    grid.cells[first, 2] = "县民政局党组"
    grid.merge(first, 2, first + len(records) - 1, 2)
    write_xlsx(papers.path(file), [grid], "青禾县民政局")


# --- i. the enterprise's task list ----------------------------------------------------------------------------------


def market(papers):
    file, sheet, rng = "台账/县市场监督管理局整改任务清单.xlsx", "任务清单", random.Random("i")
    records = plan_unit("县市场监督管理局", 8)
    words = {
        **{kind: ("未完成", "in_progress") for kind in WORDS},
        "done": ("已完成", "done"),
        "late": ("延期完成", "done"),
        "none": ("未发放", "not_started"),
        "void": ("已取消", "cancelled"),
    }
    ids(records, lambda n: str(n))
    for record in records:
        dress(record, rng, ["xl", "xl", "iso"], ["xl"], words, record.cell["pid"], ("立行立改", "限期整改", "长期坚持"), forever=None)
        record.cell["category"] = record.truth["category"] = record.focus
        one, two = record.measures
        record.cell.update(
            detail=record.cell["cause"] and f"{record.cell['problem'].split('，')[-1]}，相关责任科室未及时纠正",
            measure=f"（1）{one}；\n（2）{two}。",
            resp_unit=rng.choice(["办公室", "人事股", "财务股", "法规股", "食品股", "信用监管股"]),
            others=f"对{record.unit.bodies[1]}等{rng.randint(2, 4)}个单位开展同类问题排查，发现{rng.randint(1, 5)}个",
            sign=rng.choice(["县委组织部", "县财政局", "县纪委监委机关", "县委办公室"]),
            reported=Day(Date(2026, 10, rng.randint(20, 28))),
        )

    seed(records, ["going"], "reported", "formula-without-value", "报送时间公式没有存储结果", reported=Formula("=DATE(2026,10,26)"))
    bad = seed(records, ["soon"], "status", "missing-status", "任务状态空白", status=None)
    bad.truth["status"] = "unknown"
    bad = seed(records, ["done"], "done", "done-without-date", "任务已完成，完成时间空白", done=None)
    bad.done = None
    first_one = next(r for r in records if not r.defects and r.finished)
    first_one.truth["reserved"] = True
    bad = seed(
        records[records.index(first_one) + 3 :], ["done", "late"], "problem", "duplicate-problem", "与前面另一序号的问题文字完全相同"
    )
    bad.cell["problem"], bad.cell["detail"] = first_one.cell["problem"], first_one.cell["detail"]

    specs = [
        ("pid", ("巡察问题序号",), 8),
        ("category", ("主要方面",), 18),
        ("problem", ("发现的问题",), 32),
        ("detail", ("问题的具体内容",), 28),
        ("cause", ("原因分析",), 26),
        ("measure", ("整改措施具体内容\n（含措施分解）",), 34),
        ("resp", ("责任人",), 9),
        ("resp_unit", ("责任部门",), 11),
        ("lead", ("责任领导",), 9),
        ("others", ("举一反三情况",), 24),
        ("cycle", ("整改周期",), 10),
        ("deadline", ("预计完成时间",), 12),
        ("sign", ("业务主管\n部门会签",), 13),
        ("status", ("任务状态",), 9),
        ("done", ("完成时间",), 12),
        ("evidence", ("佐证材料",), 26),
        ("reported", ("报送时间",), 12),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "县市场监督管理局巡察整改任务清单", width, "title")
    first = head(grid, 2, specs)
    for row, record in lay(grid, first, specs, records):
        papers.record(file, sheet, row, record, columns)
    write_xlsx(papers.path(file), [grid], "青禾县市场监督管理局")


# --- j. hidden rows and sheet, several people a cell, instruction and example rows ------------------------------------


def labour(papers):
    file, sheet, rng = "台账/2026年第三批/县人力资源和社会保障局整改台账0925.xlsx", "整改台账", random.Random("j")
    records = plan_unit("县人力资源和社会保障局", 8)
    ids(records, lambda n: f"{n:03}")
    owner = records[0].unit
    for number, record in enumerate(records):
        dress(record, rng, ["cn前", "月底前", "年年底前", "dot"], ["cn"], WORDS, record.cell["pid"])
        record.cell["category"] = record.truth["category"] = record.subtheme
        mate = rng.choice([s for s in owner.staff if s != record.cell["resp"]])
        other = rng.choice([p for p in owner.leaders[1:] if p != record.cell["lead"]])
        name = record.cell["resp"]
        record.cell["resp"] = [name, f"{name}、{mate}", f"{name}\n{mate}", f"办公室({name});基金监督股({mate});", f"{name}（股长）"][
            number % 5
        ]
        if number % 4 == 2:
            record.cell["lead"] += f"、{other}"

    bad = seed(records, ["stage"], "deadline", "unreadable-deadline", "整改时限写“视情况”")
    set_deadline(bad, "视情况", None, "none")
    bad = seed(records, ["cont"], "deadline", "ambiguous-month", "时限是数字2026.1，分不清1月还是10月")
    set_deadline(bad, 2026.1, Date(2026, 1, 31), "month")
    bad.truth["cycle"] = None
    bad = seed(records, ["soon"], "status", "unknown-status", "整改状态填“按要求办理”，不是状态词", status="按要求办理")
    bad.truth["status"] = "unknown"
    seed(records, ["over"], "reason", "overdue-without-reason", "已超期，未完成原因空白", reason=None)
    seed(records, ["going", "pending"], "amount", "formula-without-value", "涉及金额公式没有存储结果", amount=Formula("=3.6+2.4"))
    bad = seed(records, ["done"], "done", "status-in-date-column", "完成时间栏写“已完成”", done="已完成")
    bad.done = None

    specs = [
        ("seq", ("序号",), 6),
        ("pid", ("问题编号",), 8),
        ("category", ("问题类别",), 14),
        ("problem", ("存在问题",), 34),
        ("measure", ("整改措施",), 32),
        ("lead", ("责任领导",), 11),
        ("resp", ("责任人",), 15),
        ("deadline", ("整改时限",), 17),
        ("amount", ("涉及金额（万元）",), 10),
        ("status", ("整改状态",), 11),
        ("done", ("完成时间",), 13),
        ("progress", ("进展情况",), 38),
        ("evidence", ("佐证材料",), 26),
        ("reason", ("未完成原因",), 24),
        ("mechanism", ("长效机制",), 22),
        ("remark", ("备注",), 8),
    ]
    columns, width = column_map(specs), len(specs)
    grid = Grid(sheet)
    grid.banner(1, "县人力资源和社会保障局党组巡察整改台账", width, "title")
    first = head(grid, 2, specs)
    grid.banner(
        first,
        "填写说明：1.整改时限填具体日期；2.整改状态从“未启动、整改中、待验收、已完成、已销号、持续整改”中选填；3.完成事项须填佐证材料。",
        width,
        "info",
    )
    example = dict(
        seq="示例",
        pid="000",
        category="财务管理",
        problem="示例：××支出审核不严，涉及××万元",
        measure="修订××制度",
        lead="张××",
        resp="李××",
        deadline="2026年6月30日前",
        status="已完成",
        done="2026年6月12日",
        progress="××月××日修订印发制度1项",
        evidence="《××制度》",
    )
    grid.put(first + 1, [example.get(concept) for concept, _, _ in specs])
    placed = lay(grid, first + 2, specs, records, seq=1)
    for row, record in placed:
        papers.record(file, sheet, row, record, columns)
    grid.hidden_rows = {placed[5][0], placed[6][0]}
    old = Grid("旧版", hidden=True)
    old.banner(1, "县人力资源和社会保障局党组巡察整改台账（6月稿，作废）", width, "title")
    lay(old, head(old, 2, specs), specs, records[:6], seq=1)
    for key, value in list(old.cells.items()):
        if isinstance(value, (Formula, Fault)):
            del old.cells[key]
    write_xlsx(papers.path(file), [grid, old], "青禾县人力资源和社会保障局")


# --- k. header in row 1, an unknown column, two rounds ---------------------------------------------------------------


def water(papers):
    file, sheet, rng = "台账/县水利局.xlsx", "Sheet1", random.Random("k")
    records = plan_unit("县水利局", 8)
    older = [r for r in records if r.kind == "closed"][-3:]
    records = [r for r in records if r not in older] + older
    ids(records, lambda n: f"SL-7-{n:02}")
    for record in records:
        dress(
            record,
            rng,
            ["xl"],
            ["xl"],
            {**WORDS, "none": ("未整改", "not_started")},
            record.cell["pid"],
            ("立行立改", "限期整改", "长期坚持"),
        )
        record.cell["round"], record.cell["unit"] = "十四届七轮", "县水利局"
        record.cell["category"] = record.truth["category"] = record.subtheme
        record.cell["code"] = f"QH{rng.randint(100000, 999999)}"
    for number, record in enumerate(older, 1):  # left over from the round before, done before this round's feedback
        record.round, record.cell["round"], record.cell["pid"] = ROUND_BEFORE, "第六轮", f"SL-6-{number:02}"
        record.done, record.closed = Date(2026, 2, 9 + number), Date(2026, 3, 3 + number)
        record.cell.update(done=Day(record.done), closed=Day(record.closed), cycle="限期整改", evidence=f"《{record.cell['document']}》")
        record.cell["problem"] = record.cell["problem"].replace("2025年", "2024年")
        record.cell["progress"] = re.sub(r"\d+月\d+日", "1月20日", record.cell["progress"].replace("2025年", "2024年"))
        record.truth["cycle"] = "limited"
        set_deadline(record, "集中整改期内", Date(2026, 4, 15), "relative")
    set_deadline(older[2], Day(Date(2026, 3, 31)), Date(2026, 3, 31), "day")

    bad = seed(records, ["going", "stage"], "problem", "missing-problem", "有措施和进展，问题描述空白", problem=None)
    bad = seed(records, ["pending", "over"], "resp", "same-lead-and-resp", "责任领导与责任人为同一人")
    bad.cell["resp"] = bad.cell["lead"]
    bad = seed(records, ["closed"], "closed", "closed-before-done", "销号时间早于完成时间")
    bad.closed = bad.done - datetime.timedelta(9)
    bad.cell["closed"] = Day(bad.closed)
    bad = seed(records, ["done", "late"], "unit", "unit-not-in-directory", "单位写成“县水力局”", unit="县水力局")
    bad.truth["unit"] = "县水力局"
    # The number repeated is one of the unit's own: a row of the misspelt unit counts as another unit's.
    clean = [r for r in records if not r.defects]
    bad = seed(
        records[5:], ["done", "late", "closed"], "pid", "duplicate-problem-id", "与前面另一问题编号重复", where=lambda r: r not in older
    )
    bad.cell["pid"] = next(r for r in clean if r is not bad).cell["pid"]
    seed(records, ["soon"], "progress", "error-cell", "进展情况公式结果为#N/A", progress=Fault("#N/A", "VLOOKUP(A9,A2:B3,2,FALSE)"))

    specs = [
        ("pid", ("问题编号",), 11),
        ("unit", ("单位",), 11),
        ("round", ("巡察轮次",), 12),
        ("category", ("问题类型",), 14),
        ("problem", ("问题描述",), 34),
        ("measure", ("整改措施",), 32),
        ("lead", ("责任领导",), 9),
        ("resp", ("责任人",), 9),
        ("cycle", ("整改周期",), 10),
        ("deadline", ("整改时限",), 13),
        ("status", ("整改状态",), 11),
        ("done", ("完成时间",), 12),
        ("progress", ("整改进展情况",), 38),
        ("evidence", ("佐证材料",), 24),
        ("closed", ("销号时间",), 12),
        ("code", ("内部编码",), 11),
        ("reason", ("未完成原因",), 24),
    ]
    columns = column_map(specs)
    grid = Grid(sheet)
    first = head(grid, 1, specs)
    for row, record in lay(grid, first, specs, records):
        papers.record(file, sheet, row, record, columns)
    write_xlsx(papers.path(file), [grid], "青禾县水利局")


ALL = [education, housing, farming, health, chengguan, townships, transport, civil_affairs, market, labour, water]
