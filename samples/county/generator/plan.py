"""Plans every rectification record before any file exists: what was found, by when, how far it is, and what that must read as."""

import calendar
import datetime
import random
import re
from dataclasses import dataclass, field

from .grid import Day
from .places import unit
from .topics import CAUSES, FOCUS, GENERIC, SPECIFIC, THEMES, parse

TODAY = datetime.date(2026, 10, 31)
ROUND, ROUND_BEFORE = "十四届县委第七轮巡察", "十四届县委第六轮巡察"
FEEDBACK = {ROUND: datetime.date(2026, 3, 20), ROUND_BEFORE: datetime.date(2025, 10, 15)}
UNFINISHED = re.compile("拟|将|计划|下一步|待|准备|正在|尚未|预计")

Date = datetime.date


@dataclass
class Record:
    unit: object
    kind: str  # the plan's own word: closed, done, late, stage, pending, going, none, soon, over, cont, void
    theme: str = ""
    cell: dict = field(default_factory=dict)  # concept -> what stands in the file
    truth: dict = field(default_factory=dict)  # field -> what a reader must make of it, where it is not simply the cell
    measures: tuple = ()
    results: tuple = ()
    deadline: Date = None
    done: Date = None
    closed: Date = None
    round: str = ROUND
    defects: list = field(default_factory=list)  # (concept or "", id, note)

    @property
    def finished(self):
        return self.kind in ("closed", "done", "late")

    @property
    def focus(self):
        return FOCUS[THEMES[self.theme][1]]

    @property
    def subtheme(self):
        return THEMES[self.theme][0]


# --- dates -------------------------------------------------------------------------------------------------------

DIGITS = "〇一二三四五六七八九"


def month_end(day):
    return day.day == calendar.monthrange(day.year, day.month)[1]


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def workday(day):
    """The day itself, or the last working day before a week-end or the October holiday."""
    while day.weekday() > 4 or (day.month, day.day) in {(10, n) for n in range(1, 8)} | {(5, n) for n in range(1, 6)}:
        day -= datetime.timedelta(1)
    return day


def between(rng, first, last):
    return workday(first + datetime.timedelta(rng.randint(0, max(0, (last - first).days))))


def day_text(day):
    return f"{day.month}月{day.day}日"


def chinese(number):
    if number <= 10:
        return ["〇", *"一二三四五六七八九", "十"][number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def full_chinese(day):
    return "".join(DIGITS[int(c)] for c in str(day.year)) + f"年{chinese(day.month)}月{chinese(day.day)}日"


# How a ledger spells a day: name -> (cell, precision). Spellings of a month need its last day.
SPELL = {
    "cn前": lambda d: (f"{d.year}年{d.month}月{d.day}日前", "day"),
    "cn": lambda d: (f"{d.year}年{d.month}月{d.day}日", "day"),
    "iso": lambda d: (d.isoformat(), "day"),
    "slash": lambda d: (f"{d.year}/{d.month}/{d.day}", "day"),
    "dot": lambda d: (f"{d.year}.{d.month}.{d.day}", "day"),
    "digits": lambda d: (int(d.strftime("%Y%m%d")), "day"),
    "chinese": lambda d: (full_chinese(d), "day"),
    "wide": lambda d: (wide(f"{d.year}年{d.month}月{d.day}日"), "day"),
    "spaced": lambda d: (f"{d.year} 年 {d.month} 月 {d.day} 日", "day"),
    "xl": lambda d: (Day(d), "day"),
    "xl年": lambda d: (Day(d, 'yyyy"年"m"月"d"日"'), "day"),
    "月底前": lambda d: (f"{d.year}年{d.month}月底前", "month"),
    "月": lambda d: (f"{d.year}年{d.month}月", "month"),
    "月末": lambda d: (f"{d.year}年{d.month}月末", "month"),
    "季": lambda d: (f"{d.year}年{chinese(d.month // 3)}季度", "quarter"),
    "年底前": lambda d: (f"{d.year}年底前", "year"),
    "年年底前": lambda d: (f"{d.year}年年底前", "year"),
}


def spell(day, styles, rng):
    """(cell, precision) in one of the spellings that can say this day."""
    usable = [
        s
        for s in styles
        if not (s in ("月底前", "月", "月末") and not month_end(day))
        and not (s == "季" and not (month_end(day) and day.month % 3 == 0))
        and not (s in ("年底前", "年年底前") and (day.month, day.day) != (12, 31))
    ]
    return SPELL[rng.choice(usable)](day)


def as_text(cell):
    """The text a reader reports for a cell."""
    if cell is None:
        return None
    if isinstance(cell, Day):
        return cell.date.isoformat()
    return str(cell)


# --- texts -------------------------------------------------------------------------------------------------------

REASONS = [
    "涉及历史遗留手续，需与县自然资源局会商，预计{x}前完成",
    "第三方机构出具报告较迟，下一步按周调度，{x}前完成",
    "涉事人员已调离，取证核对耗时较长，计划{x}前办结",
    "资金需列入预算调整方案，待{x}前批复后落实",
    "涉及多个部门会签，尚缺1家意见，力争{x}前完成",
    "涉诉案件正在二审，判决生效后{x}前执行到位",
]
GOING = [
    "；其余工作正按节点推进，计划{x}前完成",
    "；剩余{p}%的任务正在办理，已倒排工期",
    "；尚有{n}项需县级部门会商，拟于{x}前报批",
    "；正在征求{u}意见，{x}前印发执行",
    "；已列入11月重点督办事项，{x}前逐项核销",
]
STARTS = ["方案已于{d}提交{org}会研究，尚未启动实施", "{d}明确由{p}牵头，正在收集资料，尚未启动"]
PENDING = "；{d}向县委巡察办提交验收申请，等候核查"
KEEPING = "；每季度对照检查1次，最近一次为{d}"

PICK = re.compile(r"\[([^\]]*)\]")


def fill(topic, owner, rng, latest):
    """The six texts of a topic with every slot given a value; a slot has one value along the line."""
    first, second = rng.sample(owner.bodies, 2) if len(owner.bodies) > 1 else owner.bodies * 2
    values = {
        "a": rng.randint(3, 9),
        "b": rng.randint(11, 29),
        "c": rng.randint(31, 98),
        "m": f"{rng.randint(12, 486) / 10:.1f}",
        "m2": f"{rng.randint(3, 49) / 10:.1f}",
        "y": rng.choice(["2023", "2024", "2025"]),
        "u": first,
        "v": second,
        "org": owner.org,
        "d": day_text(between(rng, Date(2026, 4, 2), latest)),
    }
    texts = [PICK.sub(lambda m: rng.choice(m[1].split("/")), text).format(**values) for text in topic[1:]]
    return texts, values


# --- plan --------------------------------------------------------------------------------------------------------

# Records of each kind in a unit; the best unit is 县卫生健康局, the worst 石门乡.
KINDS = {
    "县教育局": dict(closed=9, done=4, late=1, stage=1, pending=1, soon=1, over=1, cont=3),
    "县住房和城乡建设局": dict(closed=5, done=3, late=2, going=3, soon=2, over=2, cont=1),
    "县农业农村局": dict(closed=3, done=5, late=2, stage=3, pending=1, going=2, soon=1, over=2, cont=1),
    "县卫生健康局": dict(closed=12, done=4, cont=1),
    "城关镇": dict(closed=6, done=4, stage=1, pending=1, going=1, soon=1, over=1, cont=3),
    "东桥镇": dict(done=6, pending=1, cont=1),
    "石门乡": dict(done=2, over=4, none=1, soon=1),
    "柳河街道": dict(done=4, late=1, stage=1, over=1, cont=1),
    "石桥镇": dict(done=1, going=1, cont=1),
    "县交通投资集团": dict(closed=4, done=2, late=1, stage=1, going=2, soon=1, over=2, cont=1),
    "县民政局": dict(closed=3, done=11, late=3, stage=1, pending=1, going=3, soon=1, over=1, cont=3),
    "县市场监督管理局": dict(done=8, late=2, going=2, none=1, soon=2, over=1, cont=2, void=1),
    "县人力资源和社会保障局": dict(closed=3, done=4, late=1, stage=1, pending=1, going=1, soon=1, over=4, cont=2),
    "县水利局": dict(closed=6, done=3, late=1, stage=1, pending=1, going=1, soon=1, over=1, cont=1, void=1),
}

LAST_DAYS = {  # deadlines to draw from
    "fin": [
        Date(2026, 4, 30),
        Date(2026, 5, 31),
        Date(2026, 6, 30),
        Date(2026, 7, 31),
        Date(2026, 8, 31),
        Date(2026, 9, 30),
        Date(2026, 10, 15),
    ],
    "late": [Date(2026, 5, 31), Date(2026, 6, 30), Date(2026, 7, 31), Date(2026, 8, 31)],
    "over": [
        Date(2026, 8, 15),
        Date(2026, 8, 31),
        Date(2026, 9, 15),
        Date(2026, 9, 30),
        Date(2026, 10, 10),
        Date(2026, 10, 20),
        Date(2026, 10, 28),
        Date(2026, 7, 31),
    ],
    "soon": [
        Date(2026, 10, 31),
        Date(2026, 11, 5),
        Date(2026, 11, 8),
        Date(2026, 11, 10),
        Date(2026, 11, 15),
        Date(2026, 11, 18),
        Date(2026, 11, 20),
    ],
    "later": [Date(2026, 11, 30), Date(2026, 12, 31), Date(2026, 12, 15), Date(2026, 12, 31), Date(2027, 3, 31)],
}

GENERIC_TOPICS = parse(GENERIC)
_turn = {"generic": 0}
_cycle = {}


def next_generic(count):
    """The generic topics in turn, so that none is used much more than another and none twice in a unit."""
    start, size = _turn["generic"], len(GENERIC_TOPICS)
    _turn["generic"] += count
    return [GENERIC_TOPICS[(start + k) * 7 % size] for k in range(count)]


def topics_for(owner, problems, specific):
    block = parse(SPECIFIC[owner.kind])
    start = _cycle.get(owner.kind, 0)
    _cycle[owner.kind] = start + specific
    own = [block[(start + k) % len(block)] for k in range(specific)]
    return own + next_generic(problems - specific)


def plan_unit(name, specific, measures=1):
    """The records of one unit, in a lifelike order of kinds; with ``measures`` 2 each problem has two rows."""
    owner = unit(name)
    rng = random.Random(f"plan {name}")
    kinds = [kind for kind, count in KINDS[name].items() for _ in range(count)]
    rng.shuffle(kinds)
    topics = topics_for(owner, len(kinds) // measures, specific)
    topics.sort(key=lambda topic: THEMES[topic[0]][1])
    taken, records = {}, []
    for number, topic in enumerate(topics):
        group = [plan_dates(Record(owner, kinds[number * measures + k], topic[0]), rng, taken) for k in range(measures)]
        latest = min((r.done or Date(2026, 10, 20)) for r in group) - datetime.timedelta(3)
        texts, values = fill(topic, owner, rng, max(latest, Date(2026, 4, 3)))
        lead, staff = rng.choice(owner.leaders[1:]), rng.sample(owner.staff, measures)
        for k, record in enumerate(group):
            describe(record, texts, values, rng, None if measures == 1 else k)
            record.cell["lead"], record.cell["resp"] = lead, staff[k]
        records += group
    texts = [r.cell["problem"] for r in records]
    assert len(set(texts)) == len(texts) // measures, name
    return records


def plan_dates(record, rng, taken):
    kind = record.kind
    pool = {"closed": "fin", "done": "fin", "late": "late", "over": "over", "soon": "soon"}.get(kind, "later")
    if kind != "cont":
        record.deadline = rng.choice(LAST_DAYS[pool])
    plan_done(record, rng, taken)
    return record


def plan_done(record, rng, taken):
    """Done and closed days that suit the deadline; no more than two records of a unit are struck off on one day."""
    last = Date(2026, 10, 23)
    if record.kind in ("closed", "done"):
        first = max(Date(2026, 4, 9), record.deadline - datetime.timedelta(55))
        record.done = between(
            rng, max(first, Date(2026, 4, 9)), min(record.deadline - datetime.timedelta(1), last - datetime.timedelta(10))
        )
    elif record.kind == "late":
        record.done = max(
            between(rng, record.deadline + datetime.timedelta(4), record.deadline + datetime.timedelta(38)),
            workday(record.deadline + datetime.timedelta(4)),
        )
    if record.kind == "closed":
        while True:
            record.closed = between(rng, record.done + datetime.timedelta(4), min(record.done + datetime.timedelta(40), Date(2026, 10, 30)))
            if record.closed > record.done and taken.get(record.closed, 0) < 2:
                break
        taken[record.closed] = taken.get(record.closed, 0) + 1


def describe(record, texts, values, rng, part):
    """Problem, measure, progress, evidence; ``part`` picks one measure of two, None keeps both."""
    problem, one, two, result_one, result_two, document = texts
    record.measures, record.results = (one, two), (result_one, result_two)
    record.cell["problem"] = problem
    record.cell["measure"] = "；".join((one, two)) + "。" if part is None else (one, two)[part] + "。"
    said = result_one if part in (None, 0) else result_two
    whole = "；".join(record.results) if part is None else said
    ahead = day_text(max(record.deadline or TODAY, TODAY) + datetime.timedelta(rng.randint(10, 30)))
    slots = dict(
        x=ahead,
        p=rng.randint(15, 45),
        n=rng.randint(2, 6),
        u=values["v"],
        org=values["org"],
        d=day_text(between(rng, Date(2026, 9, 8), Date(2026, 10, 23))),
    )
    kind = record.kind
    if record.finished:
        progress = whole
        assert not UNFINISHED.search(progress) and re.search(r"\d", progress), progress
    elif kind == "stage":
        progress = f"{said}，取得阶段性成效，剩余{rng.randint(2, 6)}项按序时推进"
    elif kind == "pending":
        progress = whole + PENDING.format(**slots)
    elif kind == "cont":
        progress = whole + KEEPING.format(**slots)
    elif kind == "none":
        progress = rng.choice(STARTS).format(**{**slots, "p": record.unit.bodies[0]})
    elif kind == "void":
        progress = f"经{values['org']}会研究并报县委巡察办同意，{slots['d']}办理移交或取消手续"
    else:
        progress = said + rng.choice(GOING).format(**slots)
    record.cell["progress"] = progress + "。"
    record.cell["document"] = document
    record.cell["amount"] = float(values["m"]) if values["m"] in problem else None
    if kind == "over":
        record.cell["reason"] = rng.choice(REASONS).format(**slots)
    record.cell["cause"] = rng.choice(CAUSES[THEMES[record.theme][1]]).format(**values)


def evidence(record, rng, label):
    """What stands in the evidence column: files or documents, never older than the feedback."""
    document, when = record.cell["document"], record.done or Date(2026, 9, 15)
    if record.finished or record.kind in ("pending", "cont", "stage"):
        return rng.choice(
            [
                f"《{document}》",
                f"《{document}》（2026年{max(when.month, 4)}月印发）",
                f"佐证/{label}-{document}.pdf",
                f"佐证/{label}-会议纪要.pdf、佐证/{label}-现场照片.jpg",
                f"《{document}》、佐证/{label}-清退凭证.pdf",
            ]
        )
    return None if rng.random() < 0.6 else f"佐证/{label}-阶段材料.docx"


def mechanism(record):
    return f"《{record.cell['document']}》"


def set_deadline(record, cell, day, precision, cycle=None):
    """Writes a deadline and says what it means."""
    record.cell["deadline"] = cell
    record.deadline = day
    record.truth.update(deadline=day.isoformat() if day else None, deadline_precision=precision, deadline_text=as_text(cell))
    if cycle:
        record.truth["cycle"] = cycle


def dress(record, rng, styles, done_styles, words, label, cycles=None, forever="长期坚持", instant=False):
    """Gives a record the spellings and words of its ledger.

    ``words``: kind -> status word. ``cycles``: words for the three classes where the ledger has such a column.
    ``instant``: some early deadlines are written 立行立改, which means 30 days from the feedback.
    """
    if record.kind == "cont":
        if cycles:
            record.cell["cycle"] = cycles[2]
            record.truth["cycle"] = "continuing"
        set_deadline(record, forever, None, "none", "continuing")
    else:
        cell, precision = spell(record.deadline, styles, rng)
        set_deadline(record, cell, record.deadline, precision)
        if cycles:
            fast = record.deadline <= Date(2026, 4, 30)
            record.cell["cycle"] = cycles[0] if fast else cycles[1]
            record.truth["cycle"] = "immediate" if fast else "limited"
        elif instant and record.finished and record.deadline == Date(2026, 4, 30):
            set_deadline(record, "立行立改", Date(2026, 4, 19), "relative", "immediate")
            record.done = between(rng, Date(2026, 4, 9), Date(2026, 4, 17))
    word = words[record.kind]
    text, canonical = word[rng.randrange(len(word))] if isinstance(word, list) else word
    record.cell["status"], record.truth["status"] = text, canonical
    if record.done:
        record.cell["done"] = spell(record.done, done_styles, rng)[0]
    if record.closed:
        record.cell["closed"] = spell(record.closed, done_styles, rng)[0]
    record.cell["evidence"] = evidence(record, rng, label)
    if record.truth.get("cycle") == "continuing" or (record.finished and rng.random() < 0.5):
        record.cell["mechanism"] = mechanism(record)
