//! What offices write: header words, status words, deadlines and dates, each with its known meaning.
//!
//! Typed from `domain.md` §1.3–1.5 and from nowhere else, the plainest entry of each list first: that is what a
//! failing case shrinks to.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::sheet::Written;

/// Header words by field, §1.3. Left out because a column of that name alone does not say what it means:
/// 问题在审计报告中的序号及表述 (number and text in one), 下步措施 (of next month), 问题整改金额 and its kin (not the
/// problem's amount), 新建制度（个） (a count), and 移交单位, 存在问题 beside another problem column (conflict rules 3, 4).
pub(super) const HEADERS: &[(&str, &[&str])] = &[
    ("seq", &["序号", "序 号", "编号", "项次", "行号", "No.", "序列"]),
    ("problem_id", &["问题序号", "巡察问题序号", "巡查问题序号", "问题编号", "问题编码", "表单编号", "反馈问题编号"]),
    (
        "unit",
        &[
            "被巡察单位",
            "被巡察党组织",
            "被巡察院级党组织名称",
            "被巡视单位",
            "单位",
            "单位名称",
            "一级单位",
            "党组织名称",
            "填报单位",
            "责任组织",
        ],
    ),
    ("round", &["轮次", "巡察轮次", "批次", "巡察批次", "第几轮"]),
    (
        "category",
        &["问题类别", "类别", "问题类型", "主要方面", "问题主要方面", "一级标题", "一级分类", "事项类别", "反馈方面", "聚焦方面"],
    ),
    (
        "problem",
        &[
            "反馈问题",
            "巡察反馈的问题",
            "巡察反馈的问题（包括例证）",
            "反馈意见指出问题",
            "存在问题",
            "存在的问题",
            "发现的问题",
            "问题描述",
            "问题内容",
            "问题概述",
            "问题简述",
            "具体问题",
            "具体问题表述",
            "问题表现",
            "审计发现问题简述",
            "在审计报告中的表述",
            "问题标题",
            "内容",
            "问题的具体内容",
        ],
    ),
    (
        "measure",
        &[
            "整改措施",
            "细化的整改措施",
            "整改措施具体内容（含措施分解）",
            "针对根本原因制定的归零措施",
            "具体举措",
            "整改计划",
            "整改任务",
            "任务分解",
            "应对措施",
        ],
    ),
    (
        "lead_person",
        &[
            "责任领导",
            "牵头领导",
            "分管领导",
            "包抓领导",
            "牵头校领导",
            "整改第一责任人",
            "第一责任人",
            "协助整改工作的领导",
            "主管领导",
            "有限公司责任领导",
            "挂牌领导",
        ],
    ),
    (
        "resp_person",
        &[
            "责任人",
            "整改责任人",
            "具体责任人",
            "直接责任人",
            "整改负责人",
            "整改落实人",
            "部门负责人",
            "经办人",
            "承办人",
            "联络员",
            "代办人",
        ],
    ),
    ("cycle", &["整改周期", "整改类型", "审计整改类型", "整改类别", "完成类型", "时限类型"]),
    ("feedback_date", &["反馈日期"]),
    (
        "deadline",
        &[
            "整改时限",
            "整改期限",
            "整改截止日期",
            "整改完成时限",
            "问题整改完成时限",
            "完成时限",
            "审计整改期限",
            "对应的完成时间",
            "预计完成时间",
            "计划完成时间",
            "要求完成时间",
            "限期",
            "办结时限",
            "时限要求",
            LONE_DEADLINE,
        ],
    ),
    (
        "status",
        &[
            "整改状态",
            "任务状态",
            "完成状态",
            "状态",
            "当前状态",
            "是否完成",
            "是否已完成整改",
            "是否已整改完成",
            "是否整改到位",
            "是否办结",
            "整改结果",
            "整改进度",
            "销号状态",
        ],
    ),
    (
        "progress",
        &[
            "整改情况",
            "整改进展",
            "整改进展情况",
            "进展情况",
            "整改完成情况",
            "完成情况",
            "整改落实情况",
            "截至目前整改措施落实情况描述",
            "整改措施完成情况",
            "已采取的整改措施",
            "整改成效",
            "工作进展",
            "整改情况（月）",
            "整改反馈",
            "具体办理情况",
        ],
    ),
    ("done_date", &["实际完成时间", "完成时间", "整改完成时间", "措施完成时间", "办结时间", "完成日期"]),
    ("closed_date", &["销号时间", "销号日期"]),
    (
        "evidence",
        &["佐证材料", "整改措施落实的佐证材料", "证明材料", "印证资料", "支撑材料", "附件", "客观证据", "答复文件", "备查资料"],
    ),
    ("mechanism", &["长效机制", "建章立制情况", "完善制度情况", "制度文件名称"]),
    ("amount", &["涉及金额", "涉及金额（万元）", "问题金额（万元）"]),
    ("remark", &["备注", "说明", "其他需要说明的情况"]),
];

/// 完成时间 alone is the deadline where no other column holds a date, conflict rule 1 of §1.3.
pub(super) const LONE_DEADLINE: &str = "完成时间";

/// Columns with a meaning that is not exported, and columns that mean nothing known.
pub(super) const OTHERS: &[&str] = &[
    "内部编码",
    "档案盒号",
    "录入员",
    "地址",
    "原因分析",
    "举一反三情况",
    "配合单位",
    "责任部门",
    "整改目标",
    "联系电话",
    "督导单位",
    "问题等级",
    "二级标题",
    "问题来源",
    "年度",
    "巡察组",
    "定性依据",
    "整改建议",
];

/// A status word with the statuses that may be read from it. §1.4; where the contract has no status of that name
/// (`overdue_label`, 否), anything that says "not finished" is right.
pub(super) struct StatusWord {
    pub(super) word: &'static str,
    pub(super) meanings: &'static [&'static str],
}

const fn status(word: &'static str, meanings: &'static [&'static str]) -> StatusWord {
    StatusWord { word, meanings }
}

const UNFINISHED: &[&str] = &["in_progress", "not_started"];

/// Status words of §1.4. Left out: 同上 (a ditto mark).
pub(super) const STATUSES: &[StatusWord] = &[
    status("已完成", &["done"]),
    status("整改中", &["in_progress"]),
    status("未整改", &["not_started"]),
    status("已销号", &["closed"]),
    status("完成", &["done"]),
    status("已整改", &["done"]),
    status("已整改完成", &["done"]),
    status("整改完成", &["done"]),
    status("整改到位", &["done"]),
    status("已到位", &["done"]),
    status("已办结", &["done"]),
    status("办结", &["done"]),
    status("已落实", &["done"]),
    status("√", &["done"]),
    status("100%", &["done"]),
    status("完成整改", &["done"]),
    status("延期完成", &["done"]),
    status("超期完成", &["done"]),
    status("逾期完成", &["done"]),
    status("整改完成待审核", &["pending_check"]),
    status("已完成待验收", &["pending_check"]),
    status("待验收", &["pending_check"]),
    status("基本完成任务尚未通过验收", &["pending_check"]),
    status("已提交", &["pending_check"]),
    status("待局方确认", &["pending_check"]),
    status("销号", &["closed"]),
    status("已关闭", &["closed"]),
    status("已验收", &["closed"]),
    status("办结销号", &["closed"]),
    status("基本完成", &["stage"]),
    status("基本完成取得阶段性成果并持续整改", &["stage"]),
    status("阶段性完成", &["stage"]),
    status("取得阶段性成效", &["stage"]),
    status("已完成阶段性整改", &["stage"]),
    status("部分整改", &["stage"]),
    status("达到序时进度", &["stage"]),
    status("完成阶段目标", &["stage"]),
    status("持续整改", &["continuing"]),
    status("长期坚持", &["continuing"]),
    status("长期整改", &["continuing"]),
    status("持续推进", &["continuing"]),
    status("持续落实", &["continuing"]),
    status("已完成并长期坚持", &["done"]),
    status("长期坚持（已完成阶段任务）", &["continuing"]),
    status("正在整改", &["in_progress"]),
    status("进行中", &["in_progress"]),
    status("推进中", &["in_progress"]),
    status("正在办理中", &["in_progress"]),
    status("正在推进", &["in_progress"]),
    status("已启动", &["in_progress"]),
    status("60%", &["in_progress"]),
    status("待整改", &["not_started"]),
    status("未开始", &["not_started"]),
    status("未启动", &["not_started"]),
    status("未发放", &["not_started"]),
    status("尚未整改", &["not_started"]),
    status("超期未完", UNFINISHED),
    status("逾期未完成", UNFINISHED),
    status("未按期完成", UNFINISHED),
    status("已超过整改时限", UNFINISHED),
    status("未达到序时进度", UNFINISHED),
    status("未完成", UNFINISHED),
    status("尚未完成整改", UNFINISHED),
    status("基本未整改", UNFINISHED),
    status("已取消", &["cancelled"]),
    status("作废", &["cancelled"]),
    status("不再整改", &["cancelled"]),
    status("合并至第3项", &["cancelled"]),
    status("移交其他单位", &["cancelled"]),
    status("移送", &["referred"]),
    status("移交纪委", &["referred"]),
    status("已移交", &["referred"]),
    status("转办", &["referred"]),
    status("/", &["unknown"]),
    status("—", &["unknown"]),
    status("无", &["unknown"]),
    status("见附件", &["unknown"]),
];

/// Answers to headers that ask: 是否已完成整改.
pub(super) const ANSWERS: &[StatusWord] = &[status("是", &["done"]), status("否", UNFINISHED)];

/// The class words of a class column.
pub(super) const CYCLES: &[(&str, &str)] = &[
    ("限期整改", "limited"),
    ("立行立改", "immediate"),
    ("长期坚持", "continuing"),
    ("分阶段整改", "limited"),
    ("持续整改", "continuing"),
    ("立即整改", "immediate"),
];

const IMMEDIATE: [&str; 6] = ["立行立改", "立即整改", "即知即改", "立查立改", "即时整改", "边巡边改"];
const CONTINUING: [&str; 6] = ["长期坚持", "持续整改", "长期", "常态化", "持续推进", "贯穿全年"];

/// A deadline as written, and what it means: any of the dates, precisions and classes is right.
#[derive(Clone, Debug)]
pub(super) struct Deadline {
    pub(super) written: Written,
    pub(super) dates: Vec<Option<NaiveDate>>,
    /// Empty where nothing is said of it.
    pub(super) precisions: Vec<&'static str>,
    pub(super) cycle: Option<&'static str>,
}

/// What a deadline is reckoned by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// The row's feedback date.
    pub(super) feedback: Option<NaiveDate>,
    /// A date of the rows above the table. Whether a year may be taken from it is nowhere said: both are right.
    pub(super) stated: bool,
    /// The reporting date.
    pub(super) as_of: NaiveDate,
}

/// How many ways of writing a deadline there are.
pub(super) const DEADLINES: usize = 48;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the generator keeps to the calendar")
}

fn month_end(year: i32, month: u32) -> NaiveDate {
    day(year, month, 1) + Months::new(1) - Days::new(1)
}

fn chinese(number: u32) -> String {
    let digits = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..=9 => digits[number as usize].to_owned(),
        10 => "十".to_owned(),
        11..=19 => format!("十{}", digits[number as usize % 10]),
        _ if number.is_multiple_of(10) => format!("{}十", digits[number as usize / 10]),
        _ => format!("{}十{}", digits[number as usize / 10], digits[number as usize % 10]),
    }
}

fn year_digits(year: i32, zero: &str) -> String {
    year.to_string().chars().map(|c| if c == '0' { zero.to_owned() } else { chinese(c.to_digit(10).expect("a digit")) }).collect()
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).expect("a digit") } else { c }).collect()
}

/// Days from 1900 as Excel counts them.
fn serial(date: NaiveDate) -> f64 {
    (date - day(1899, 12, 30)).num_days() as f64
}

/// Writes a day in one of the ways of §1.5 that keep it exact.
pub(super) fn written_day(form: usize, date: NaiveDate) -> Written {
    let (y, m, d) = (date.year(), date.month(), date.day());
    let text = match form % 13 {
        0 => format!("{y}年{m}月{d}日"),
        1 => format!("{y}-{m:02}-{d:02}"),
        2 => format!("{y}/{m}/{d}"),
        3 => format!("{y}.{m}.{d}"),
        4 => format!("{y}{m:02}{d:02}"),
        5 => return Written::Date(date),
        6 => full_width(&format!("{y}年{m}月{d}日")),
        7 => format!("{y} 年 {m} 月 {d} 日"),
        8 => format!("{}年{}月{}日", year_digits(y, "〇"), chinese(m), chinese(d)),
        9 => format!("{}年{}月{}日", year_digits(y, "O"), chinese(m), chinese(d)),
        10 => return Written::Number(f64::from(y * 10000) + f64::from(m * 100 + d)),
        11 => return Written::Number(serial(date)),
        _ => format!("{}年{}月{}日", year_digits(y, "0"), chinese(m), chinese(d)),
    };
    Written::Text(text)
}

/// Writes a deadline in one of the ways of §1.5. Left out: 2024.1 as a number (January or October, §1.5 says
/// ambiguous), 15个工作日内 (needs the public holidays), 立行立改，长期坚持 (a due date is neither said nor denied).
pub(super) fn deadline(form: usize, date: NaiveDate, clock: Clock) -> Deadline {
    let (y, m, d) = (date.year(), date.month(), date.day());
    let end = month_end(y, m);
    let year_end = day(y, 12, 31);
    let text = |text: String, date: NaiveDate, precision: &'static str| Deadline {
        written: Written::Text(text),
        dates: vec![Some(date)],
        precisions: vec![precision],
        cycle: None,
    };
    let class = |word: &str, cycle| Deadline {
        written: Written::Text(word.to_owned()),
        dates: vec![None],
        precisions: vec!["none"],
        cycle: Some(cycle),
    };
    let undated = |word: &str| Deadline { cycle: None, ..class(word, "") };
    let without_year = |word: String, of_year: &dyn Fn(i32) -> NaiveDate, precision: &'static str| {
        let (dates, precisions) = match clock.feedback {
            Some(feedback) => {
                let this = of_year(feedback.year());
                (vec![Some(if this < feedback { of_year(feedback.year() + 1) } else { this })], vec![precision])
            }
            None if clock.stated => {
                (vec![None, Some(of_year(clock.as_of.year())), Some(of_year(clock.as_of.year() + 1))], vec![precision, "none"])
            }
            None => (vec![None], vec!["none"]),
        };
        Deadline { written: Written::Text(word), dates, precisions, cycle: None }
    };
    let counted = |word: String, dates: Vec<Option<NaiveDate>>| {
        let precisions = if clock.feedback.is_some() { vec!["relative"] } else { vec!["none"] };
        Deadline { written: Written::Text(word), dates, precisions, cycle: None }
    };
    let n = 1 + d % 6;
    let earlier = 1 + (m - 1) / 2;
    match form {
        0..13 => Deadline { written: written_day(form, date), ..text(String::new(), date, "day") },
        13 => text(format!("{y}年{m}月{d}日前"), date, "day"),
        14 => text(format!("{y}年{m}月底前"), end, "month"),
        15 => text(format!("{y}年{m}月底"), end, "month"),
        16 => text(format!("{y}年{m}月末"), end, "month"),
        17 => text(format!("{y}年{m}月"), end, "month"),
        18 => text(format!("{y}.{m}"), end, "month"),
        19 => text(format!("{y}-{m:02}"), end, "month"),
        20 if m != 1 && m != 10 => {
            let number = format!("{y}.{m}").parse().expect("a number");
            Deadline { written: Written::Number(number), ..text(String::new(), end, "month") }
        }
        21 => text(full_width(&format!("{y}年{m}月")), end, "month"),
        22 => text(format!("{}年{}月", year_digits(y, "O"), chinese(m)), end, "month"),
        23 => text(format!("{y}年底前"), year_end, "year"),
        24 => text(format!("{y}年底"), year_end, "year"),
        25 => text(format!("{y}年年底前"), year_end, "year"),
        26 => text(format!("{y}年{}季度", chinese(m.div_ceil(3))), month_end(y, m.div_ceil(3) * 3), "quarter"),
        27 => text(format!("{y}年{earlier}月—{m}月"), end, "month"),
        28 => text(format!("{y}.{earlier}-{y}.{m}"), end, "month"),
        29 => text(format!("{y}年{earlier}月1日至{y}年{m}月{d}日"), date, "day"),
        30 | 31 => {
            let due = |days| clock.feedback.map(|feedback| feedback + Days::new(days));
            let counted = counted(IMMEDIATE[d as usize % 6].to_owned(), vec![due(15), due(30)]);
            Deadline { cycle: Some("immediate"), ..counted }
        }
        32 | 33 => class(CONTINUING[d as usize % 6], "continuing"),
        34 => Deadline { cycle: Some("continuing"), ..text(format!("{y}年{m}月底前，长期坚持"), end, "month") },
        35 => Deadline { cycle: Some("continuing"), ..text(format!("{y}年底前，并长期坚持"), year_end, "year") },
        36 => Deadline {
            cycle: Some("continuing"), ..text(format!("{y}年{m}月底前取得阶段性成效，持续推进"), end, "month")
        },
        37 => without_year(format!("{m}月底前"), &|year| month_end(year, m), "month"),
        38 => without_year(format!("{m}月{d}日前"), &|year| day(year, m, d), "day"),
        39 => without_year("年底前".to_owned(), &|year| day(year, 12, 31), "year"),
        40 => without_year("今年底".to_owned(), &|year| day(year, 12, 31), "year"),
        41 => without_year("一季度末".to_owned(), &|year| day(year, 3, 31), "quarter"),
        42 => Deadline { precisions: Vec::new(), ..without_year("上半年".to_owned(), &|year| day(year, 6, 30), "") },
        43 => {
            let word = if d % 2 == 0 { format!("{n}个月内") } else { format!("{}个月内", chinese(n)) };
            counted(word.replace("二个", "两个"), vec![clock.feedback.map(|feedback| feedback + Months::new(n))])
        }
        44 => counted(format!("{}日内", n * 10), vec![clock.feedback.map(|feedback| feedback + Days::new(u64::from(n) * 10))]),
        45 => {
            let next = month_end(clock.as_of.year(), m);
            let next = if next < clock.as_of { month_end(clock.as_of.year() + 1, m) } else { next };
            Deadline { precisions: Vec::new(), ..text(format!("每年{m}月底前"), next, "") }
        }
        46 => undated(["已完成", "/", "无"][d as usize % 3]),
        47 => undated("集中整改期内"),
        _ => text(format!("{y}年{m}月{d}日"), date, "day"),
    }
}
