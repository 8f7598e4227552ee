//! Sheet `排名`: one row a unit, group by group, in the order of rank.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::assessment::{Assessment, UnitAssessment, Verdict};
use crate::model::ledger::Status;
use crate::model::number;
use crate::model::text::Text;
use crate::office::area::{Area, in_row};
use crate::office::style::{Cell, Fill, Frame, Style};
use crate::office::xlsx::Book;
use crate::policy::Policy;
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::guide::{self, Guide, OfUnit};
use crate::report::scorecard::{NOTHING, grade_fill, trend, unused};

pub(super) const RANK: u16 = 0;
pub(super) const UNIT: u16 = 3;
pub(super) const OVERDUE: u16 = 10;
pub(super) const SOON: u16 = 11;
pub(super) const SCORE: u16 = 12;
const RATE: u16 = 8;
const MOVE: usize = 14;
const TREND: u16 = 15;
pub(super) const GRADE: u16 = 16;
const ERRORS: u16 = 20;
const DOUBTS: u16 = 21;
const NUMBER: u16 = 23;
const RANKED_IN: u16 = 24;
const FINISHED: u16 = 25;
const COUNTED: u16 = 26;

/// The columns; the last four are hidden and there for formulas.
const COLUMNS: [Column; 27] = [
    column("名次", 5.5),
    column("名次区间", 7.5),
    column("不可区分", 10.0),
    column("单位", 20.0),
    column("分组", 10.0),
    column("问题数", 7.0),
    column("已完成", 7.0),
    column("已销号", 7.0),
    column("完成率", 9.0),
    column("完成/应改", 9.0),
    column("超期", 5.5),
    column("10日内到期", 8.0),
    column("得分", 9.5),
    column("剔除预扣分", 9.5),
    column("较上月", 9.0),
    column("走势", 12.0),
    column("等次", 7.0),
    column("年度得分", 8.5),
    column("评优资格", 8.0),
    column("优先保障", 8.0),
    column("核验错误", 8.0),
    column("核验疑点", 8.0),
    column("说明", 30.0),
    column("单位序号", 8.0),
    column("排名范围", 8.0),
    column("完成数", 8.0),
    column("应改数", 8.0),
];

const PRINTED: u16 = NUMBER;

const NAME: &str = "排名";

/// The row of the header, below the title and the line under it.
const HEAD_ROW: u32 = 2;

/// A unit's errors and warnings.
pub(super) type Found<'a> = HashMap<&'a Text, [u64; 2]>;

/// Returns a stretch of a column, from the first unit on.
pub(super) fn column_of(column: u16, units: usize) -> Area {
    Area::column(NAME, column, (HEAD_ROW + 1, HEAD_ROW + (units as u32).max(1)))
}

/// Returns a column of all units.
pub(super) fn all(guide: &Guide<'_>, column: u16) -> Area {
    column_of(column, guide.case.assessment.units.len())
}

/// Adds the sheet.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    let case = &guide.case;
    let months = trend::months(case);
    let mut columns = COLUMNS.to_vec();
    columns[usize::from(SOON)].title = format!("{}日内到期", case.policy.ladder.warning_days).into();
    if let Some(last) = months.last().map(|past| past.kept.month).filter(|last| case.month.before() != Some(*last)) {
        columns[MOVE].title = format!("较{}年{}月", last.year, last.month).into();
    }
    let found = found(case);
    let mut sheet = book.sheet(NAME, &widths(&columns))?;
    sheet.print_columns(PRINTED);
    masthead(&mut sheet, case, "巡察整改成效评分表")?;
    let head = header(&mut sheet, &columns, Style::HEAD, 4)?;
    assert_eq!(head, HEAD_ROW, "formulas count from the row below it");
    sheet.least_height(24.0);
    let ranked = case.assessment.ranking();
    let mut ranking = None;
    for (at, unit) in ranked.iter().enumerate() {
        let own = case.assessment.grouping.ranking_of(unit);
        let begins = ranking.replace(own).is_some_and(|before| before != own);
        let line = Line { guide, unit, at, row: sheet.next_row(), frame: if begins { Frame::Begins } else { Frame::Thin } };
        sheet.row(&line.cells(found.get(&unit.unit).copied().unwrap_or_default()))?;
        if let Some(line) = trend::line(case, at) {
            sheet.trend(head + 1 + at as u32, TREND, &line)?;
        }
    }
    if sheet.next_row() > head + 1 {
        let (first, last) = (head + 1, sheet.next_row() - 1);
        sheet.bars(SCORE, first, last, case.policy.base)?;
        sheet.arrows(MOVE as u16, first, last)?;
        for (column, fill) in [(OVERDUE, Fill::Red), (SOON, Fill::Yellow), (ERRORS, Fill::Red), (DOUBTS, Fill::Yellow)] {
            sheet.alarm(column, first, last, fill)?;
        }
        for band in &case.policy.grades {
            sheet.colour_word(GRADE, (first, last), &band.title, grade_fill(case, &band.title))?;
        }
    }
    sheet.filter(head)?;
    sheet.least_height(0.0);
    let moved = months.last().filter(|last| last.kept.policy.sha256 != case.assessment.policy.sha256);
    let moved = moved.map(|last| {
        format!("{}年{}月是按另一份办法评的分，与本月的差有一部分来自办法。", last.kept.month.year, last.kept.month.month)
    });
    for line in notes(case).into_iter().chain(moved) {
        sheet.across(Style::NOTE, &line)?;
    }
    for column in [NUMBER, RANKED_IN, FINISHED, COUNTED] {
        sheet.hide_column(column)?;
    }
    sheet.end()?;
    if guide.is_live() {
        let columns = [(RANK, "名次"), (RATE, "完成率"), (OVERDUE, "超期"), (SOON, "将到期"), (SCORE, "得分"), (GRADE, "等次")];
        columns.iter().try_for_each(|(column, title)| book.name(&guide::ranked_name(title), &all(guide, *column)))?;
        book.name(guide::RANKED_UNITS, &all(guide, NUMBER))?;
        book.name(guide::RANKED_NAMES, &all(guide, UNIT))?;
    }
    Ok(())
}

/// A unit's line.
struct Line<'g, 'a> {
    guide: &'g Guide<'a>,
    unit: &'a UnitAssessment,
    /// Its position in the ranking.
    at: usize,
    row: u32,
    frame: Frame,
}

impl<'a> Line<'_, 'a> {
    fn cells(&self, [errors, doubts]: [u64; 2]) -> Vec<Cell<'a>> {
        let (case, unit) = (&self.guide.case, self.unit);
        let body = Style::BODY.frame(self.frame).bold(unit.rank == 1);
        let middle = body.center();
        let tally = &unit.tally;
        let by = |status: Status| {
            let count = middle.count(tally.by_status.get(&status).copied().unwrap_or(0));
            self.counted(count, &[(guide::STATUSES, &format!("\"{}\"", status.label()))])
        };
        let lit = |count: u64, light: &str| self.counted(middle.count(count), &[(guide::LIGHTS, light)]);
        let name = self.guide.sheet_of(unit);
        let (rate, ratio) = self.completion(middle);
        let cells = vec![
            self.rank(middle.count(unit.rank)),
            middle.text(range(unit)),
            middle.text(alike(unit, case.assessment)),
            body.link(&*unit.unit, name.map(guide::link_to)),
            middle.text_or_blank(unit.group.as_deref().or((!unit.listed).then_some("不在名录"))),
            self.counted(middle.count(tally.problems), &[]),
            by(Status::Done),
            by(Status::Closed),
            rate,
            ratio,
            lit(tally.overdue, "\"红灯\""),
            lit(tally.due_soon, "\"黄灯\""),
            self.taken(body.bold(true).right().number(unit.score), OfUnit::Score),
            self.taken(body.right().number(unit.score_without_provisional), OfUnit::Lasting),
            self.moved(middle),
            middle.blank(),
            self.grade(middle.text(&*unit.grade)),
            match unit.annual {
                Some(annual) => self.taken(body.right().number(annual), OfUnit::Annual),
                None => middle.text(NOTHING),
            },
            verdict(middle, &unit.honours, ["具备", "不具备"]),
            verdict(middle, &unit.resources, ["是", "否"]),
            middle.count(errors),
            middle.count(doubts),
            body.points(9).text(said(remarks(unit, case.policy))),
            middle.count(self.guide.number(&unit.unit).unwrap_or_default()),
            middle.count(self.ranked_in()),
            self.marked(middle.count(tally.completion.numerator), true),
            self.marked(middle.count(tally.completion.denominator), false),
        ];
        debug_assert_eq!(cells.len(), COLUMNS.len());
        cells
    }

    /// An address that goes with the row when the table is sorted.
    fn address(&self, column: u16) -> String {
        in_row((self.row, column))
    }

    fn live<'c>(&self, cell: Cell<'c>, formula: impl FnOnce() -> String) -> Cell<'c> {
        if self.guide.is_live() { cell.live(formula()) } else { cell }
    }

    fn counted<'c>(&self, cell: Cell<'c>, further: &[(&str, &str)]) -> Cell<'c> {
        self.live(cell, || guide::count(&self.address(NUMBER), further))
    }

    /// A figure that stands on the unit's own sheet.
    fn taken<'c>(&self, cell: Cell<'c>, figure: OfUnit) -> Cell<'c> {
        match self.guide.number(&self.unit.unit) {
            Some(number) => self.live(cell, || figure.name(number)),
            None => cell,
        }
    }

    fn marked<'c>(&self, cell: Cell<'c>, reached: bool) -> Cell<'c> {
        self.live(cell, || guide::marked(&self.address(NUMBER), &guide::marks_name(0), reached))
    }

    fn completion(&self, middle: Style) -> (Cell<'static>, Cell<'static>) {
        let rounding = self.guide.case.policy.rounding;
        let ratio = self.unit.tally.completion;
        let rate = number::percent(ratio.numerator, ratio.denominator, rounding);
        let rate = rate.map_or_else(|| middle.text(NOTHING), |rate| middle.percent(rate));
        let (finished, counted) = (self.address(FINISHED), self.address(COUNTED));
        let rate = self.live(rate, || {
            let share = guide::rounded(&format!("{finished}/{counted}"), 4, rounding);
            format!("IF({counted}=0,\"{NOTHING}\",{share})")
        });
        let parts = middle.text(format!("{}/{}", ratio.numerator, ratio.denominator));
        (rate, self.live(parts, || format!("{finished}&\"/\"&{counted}")))
    }

    fn rank(&self, cell: Cell<'a>) -> Cell<'a> {
        self.live(cell, || {
            let (scores, ranges) = (all(self.guide, SCORE).local(), all(self.guide, RANKED_IN).local());
            format!("COUNTIFS({ranges},{},{scores},\">\"&{})+1", self.address(RANKED_IN), self.address(SCORE))
        })
    }

    fn grade(&self, cell: Cell<'a>) -> Cell<'a> {
        if !self.unit.vetoes.is_empty() {
            return cell;
        }
        self.live(cell, || guide::grade(self.guide.case.policy, &self.address(SCORE)))
    }

    /// What the score is more or less than in the last month on record.
    fn moved(&self, middle: Style) -> Cell<'static> {
        let case = &self.guide.case;
        let last = trend::months(case).last();
        let Some(before) = last.and_then(|last| trend::score(last, self.unit)) else {
            return middle.text(if last.is_some() { "新" } else { NOTHING });
        };
        let moved = middle.number(self.unit.score - before);
        let Some(area) = trend::before(case, self.at) else { return moved };
        self.live(moved, || format!("ROUND({}-{area},10)", self.address(SCORE)))
    }

    /// Returns a number that units ranked among each other share.
    fn ranked_in(&self) -> u32 {
        let assessment = self.guide.case.assessment;
        let own = assessment.grouping.ranking_of(self.unit);
        let same = |unit: &UnitAssessment| assessment.grouping.ranking_of(unit) == own;
        assessment.units.iter().position(same).map_or(0, |at| at as u32 + 1)
    }
}

fn verdict(style: Style, verdict: &Verdict, words: [&'static str; 2]) -> Cell<'static> {
    style.text(words[usize::from(!verdict.eligible)])
}

/// Returns `2–5`, or the one rank nothing moves.
pub(super) fn range(unit: &UnitAssessment) -> String {
    match unit.range() {
        Some((low, high)) => format!("{low}–{high}"),
        None if unit.rank_low.is_some() => unit.rank.to_string(),
        None => NOTHING.to_owned(),
    }
}

/// Returns the ranks the unit cannot be told from: `第 2、3 名`.
pub(super) fn alike(unit: &UnitAssessment, assessment: &Assessment) -> String {
    if unit.alike.is_empty() {
        return if unit.rank_low.is_some() { "无" } else { NOTHING }.to_owned();
    }
    let others = assessment.units.iter().filter(|other| unit.alike.contains(&other.unit));
    let ranks: BTreeSet<u32> = others.map(|other| other.rank).collect();
    let ranks: Vec<String> = ranks.iter().map(u32::to_string).collect();
    format!("第 {} 名", ranks.join("、"))
}

pub(super) fn found<'a>(case: &Case<'a>) -> Found<'a> {
    let mut found = Found::new();
    for finding in &case.checked.findings {
        let Some(unit) = &finding.unit else { continue };
        let counts = found.entry(unit).or_default();
        match finding.severity {
            Severity::Error => counts[0] += 1,
            Severity::Warning => counts[1] += 1,
            Severity::Info => {}
        }
    }
    found
}

/// Says that there is nothing to say: beside an empty cell the hidden columns would show at the edge in print.
fn said(remarks: String) -> String {
    if remarks.is_empty() { "无".to_owned() } else { remarks }
}

/// Returns what a reader of the row has to know: vetoes, why not to be honoured, what there was nothing to measure of.
pub(super) fn remarks(unit: &UnitAssessment, policy: &Policy) -> String {
    let mut remarks: Vec<String> = unit.vetoes.iter().map(|veto| format!("一票否决：{}，{}", veto.title, veto.effect)).collect();
    // A veto also bars honours; it is not said twice.
    remarks.extend(unit.honours.reasons.iter().filter(|reason| !reason.starts_with("一票否决")).cloned());
    if unit.resources.eligible && !unit.resources.grounds.is_empty() {
        remarks.push(format!("优先保障：{}", unit.resources.grounds.join("，")));
    }
    let is_for_all = |id: &str| policy.indicator(id).is_none_or(|rule| rule.groups.is_empty());
    let idle = unit.indicators.iter().filter(|value| !value.applicable && is_for_all(&value.id));
    let idle: Vec<&str> = idle.map(|value| value.title.as_str()).collect();
    if !idle.is_empty() {
        remarks.push(format!("没有数据、按办法计分的指标：{}", idle.join("、")));
    }
    remarks.join("；")
}

fn notes(case: &Case<'_>) -> Vec<String> {
    let policy = case.policy;
    let void: Vec<&str> = policy.void.iter().map(|status| status.label()).collect();
    let base = if void.is_empty() { "问题数".to_owned() } else { format!("问题数减去{}", void.join("、")) };
    let mut notes = vec![format!(
        "口径：按《{}》（版本 {}）评分；完成率＝（已完成＋已销号）÷应改数，应改数为{base}；名次在{among}按得分从高到低排列{apart}，\
         同分并列、后续名次顺延；名次区间是各指标满分略有增减时名次的 90% 区间，「不可区分」列出与本单位互相落在对方区间里的名次，\
         先后不宜当作差距；得分含预扣分；「{NOTHING}」表示没有可计算的数据。逐项依据见「得分明细」，完整口径见「口径说明」。",
        policy.stamp.title,
        policy.stamp.version,
        among = if policy.groups.together { "全部单位中" } else { "分组内" },
        apart = if case.assessment.units.iter().all(|unit| unit.listed) {
            ""
        } else {
            "，不在名录的单位只在它们之间排名"
        },
    )];
    notes.extend(policy.completion_note());
    notes.extend(unused::sentences(case.ledger));
    let known: HashSet<&Text> = case.assessment.units.iter().map(|unit| &unit.unit).collect();
    let loose =
        case.checked.findings.iter().filter(|finding| finding.unit.as_ref().is_none_or(|unit| !known.contains(unit))).count();
    if loose > 0 {
        notes.push(format!("另有 {loose} 条核验问题未能对应到表中单位，见「核验问题」。"));
    }
    notes
}
