//! What `check` says on the screen: findings by file and unit, worst first, and a summary that adds up.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::cli::options::Volume;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, shortened, wrap};
use crate::model::about::Severity;
use crate::model::checked::Checked;
use crate::model::finding::Finding;
use crate::model::ledger::Ledger;
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::office::width::digits;

/// How many different messages of one check are listed for a unit without `-v`.
const FEW_MESSAGES: usize = 3;

/// How many cells with the same message are named without `-v`.
const FEW_CELLS: usize = 6;

/// How many columns a value seen takes without `-v`.
const SHORT_VALUE: usize = 48;

/// How many waivers are named without `-v`.
const FEW_WAIVERS: usize = 5;

/// Returns the whole text: findings, those on trial, what was waived, the summary.
pub(super) fn text(screen: &Screen, ledger: &Ledger, checked: &Checked, volume: Volume) -> String {
    let listing = Listing { screen, verbose: volume.verbose };
    let mut lines = Vec::new();
    if !volume.quiet {
        listing.files(&mut lines, &checked.findings);
        if !checked.trial.is_empty() {
            lines.push(format!("试行的规则　{} 处，不计数", checked.trial.len()));
            lines.push(String::new());
            listing.files(&mut lines, &checked.trial);
        }
        listing.waived(&mut lines, checked);
    }
    lines.push(summary(ledger, checked));
    lines.join("\n")
}

/// Returns the lines that add up.
pub(super) fn summary(ledger: &Ledger, checked: &Checked) -> String {
    let (used, refused) = (ledger.files.len(), ledger.refused.len());
    let [errors, warnings, infos] = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| checked.count(severity));
    let waived = checked.waived.len();
    let trial = match checked.trial.len() {
        0 => String::new(),
        count => format!("；另有试行 {count} 处，不计数"),
    };
    format!(
        "文件 {} 个＝已用 {used}＋未用 {refused}；整改记录 {} 条，风险点 {} 个\n\
         核验发现 {} 处＝错误 {errors}＋疑点 {warnings}＋提示 {infos}＋豁免 {waived}{trial}",
        used + refused,
        ledger.rectifications.len(),
        ledger.risks.len(),
        checked.findings.len() + waived,
    )
}

/// Groups findings, the group with most errors first, then with most warnings; else in the order they come.
fn worst_first<'a, K: Ord>(
    findings: impl IntoIterator<Item = &'a Finding>,
    key: impl Fn(&Finding) -> K,
) -> Vec<(K, Vec<&'a Finding>)> {
    let mut groups: BTreeMap<K, (usize, Vec<&Finding>)> = BTreeMap::new();
    for (position, finding) in findings.into_iter().enumerate() {
        groups.entry(key(finding)).or_insert_with(|| (position, Vec::new())).1.push(finding);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(_, (position, findings))| {
        let [errors, warnings, infos] = counts(findings);
        (Reverse(errors), Reverse(warnings), Reverse(infos), *position)
    });
    groups.into_iter().map(|(key, (_, findings))| (key, findings)).collect()
}

fn counts(findings: &[&Finding]) -> [usize; 3] {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    [count(Severity::Error), count(Severity::Warning), count(Severity::Info)]
}

/// Returns `错误 2，疑点 7`: the severities that occur.
fn counted(findings: &[&Finding]) -> String {
    let labels = [Severity::Error, Severity::Warning, Severity::Info].map(Severity::label);
    let parts = labels.iter().zip(counts(findings)).filter(|(_, count)| *count > 0);
    parts.map(|(label, count)| format!("{label} {count}")).collect::<Vec<_>>().join("，")
}

struct Listing<'a> {
    screen: &'a Screen,
    verbose: bool,
}

impl Listing<'_> {
    fn files(&self, lines: &mut Vec<String>, findings: &[Finding]) {
        for (file, findings) in worst_first(findings, |finding| finding.place.file.clone()) {
            self.file(lines, &file, &findings);
            lines.push(String::new());
        }
    }

    fn file(&self, lines: &mut Vec<String>, file: &Text, findings: &[&Finding]) {
        let title = format!("{}　{}", clean(file.to_string()), counted(findings));
        lines.extend(wrap(&Lead::indent(0).hanging(2), &title));
        let units = worst_first(findings.iter().copied(), |finding| finding.unit.clone());
        for (unit, of_unit) in &units {
            let name = match unit {
                Some(unit) => clean(unit.to_string()),
                // A file that speaks of no unit at all needs no heading.
                None if units.len() == 1 => String::new(),
                None => "（未指明单位）".to_owned(),
            };
            let alone = units.len() == 1;
            let heading = if alone { name } else { format!("{name}　{}", counted(of_unit)) };
            if !heading.is_empty() {
                lines.extend(wrap(&Lead::indent(2), &heading));
            }
            for (_, group) in by_check(of_unit) {
                self.group(lines, &group);
            }
        }
    }

    /// Lists the findings of one check for one unit of a file.
    fn group(&self, lines: &mut Vec<String>, group: &[&Finding]) {
        let (about, severity) = (&group[0].about, group[0].severity);
        let many = if group.len() > 1 { format!("，共 {} 处", group.len()) } else { String::new() };
        let label = format!("{}  ", self.screen.severity(severity));
        let lead = Lead::indent(4).with(&label, digits(severity.label()) + 2);
        lines.extend(wrap(&lead, &format!("{}{many}  [{}]", about.title, about.id)));
        let equal = equal(group);
        let shown = if self.verbose { equal.len() } else { FEW_MESSAGES.min(equal.len()) };
        for same in &equal[..shown] {
            self.same(lines, same);
        }
        let left: usize = equal[shown..].iter().map(Vec::len).sum();
        if left > 0 {
            lines.extend(wrap(&Lead::indent(10), &format!("…… 还有 {left} 处，加 -v 全部列出")));
        }
        lines.extend(wrap(&Lead::indent(10), &format!("办法：{}", about.remedy)));
    }

    /// Lists cells about which the same is to be said: the cells, the sentence, and the value seen where the
    /// sentence does not tell it.
    fn same(&self, lines: &mut Vec<String>, same: &[&Finding]) {
        let message = clean(same[0].message.clone());
        lines.extend(wrap(&Lead::indent(10).hanging(12), &format!("{}  {message}", self.places(same))));
        let value = same[0].value.as_ref().map(|value| clean(value.to_string()));
        if let Some(value) = value.filter(|value| !tells(&message, value)) {
            let short = if self.verbose { None } else { shortened(&value, SHORT_VALUE) };
            lines.extend(wrap(&Lead::indent(12).with("原文：", 6), &short.unwrap_or(value)));
        }
    }

    /// Returns `整改台账!K5、K7 等 120 处`; a sheet is named once for the cells that follow each other on it.
    fn places(&self, findings: &[&Finding]) -> String {
        let shown = if self.verbose { findings.len() } else { FEW_CELLS.min(findings.len()) };
        let mut text = String::new();
        let mut last: Option<&Option<Text>> = None;
        for finding in &findings[..shown] {
            if !text.is_empty() {
                text.push('、');
            }
            if let Some(sheet) = finding.place.sheet.as_ref().filter(|_| last != Some(&finding.place.sheet)) {
                text.push_str(&format!("{}!", clean(sheet.to_string())));
            }
            last = Some(&finding.place.sheet);
            text.push_str(&inside(finding));
        }
        if shown < findings.len() {
            text.push_str(&format!(" 等 {} 处", findings.len()));
        }
        text
    }

    /// Lists the waivers that applied, with how many findings each took out of the counts.
    fn waived(&self, lines: &mut Vec<String>, checked: &Checked) {
        if checked.waived.is_empty() {
            return;
        }
        lines.push(format!("按豁免表不计　{} 处", checked.waived.len()));
        let mut by_waiver: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for waived in &checked.waived {
            by_waiver.entry(waived.waiver).or_default().push(&waived.finding);
        }
        let shown = if self.verbose { by_waiver.len() } else { FEW_WAIVERS.min(by_waiver.len()) };
        for (position, findings) in by_waiver.iter().take(shown) {
            let said = waiver(&checked.waivers[*position].waiver, findings);
            lines.extend(wrap(&Lead::indent(2).hanging(4), &clean(said)));
            if self.verbose {
                for (file, of_file) in worst_first(findings.iter().copied(), |finding| finding.place.file.clone()) {
                    let places = format!("{}　{}", clean(file.to_string()), self.places(&of_file));
                    lines.extend(wrap(&Lead::indent(4).hanging(6), &places));
                }
            }
        }
        let more = if shown < by_waiver.len() {
            format!("…… 还有 {} 条豁免，", by_waiver.len() - shown)
        } else {
            String::new()
        };
        if !self.verbose {
            lines.push(format!("  {more}加 -v 逐处列出"));
        }
        lines.push(String::new());
    }
}

fn waiver(waiver: &Waiver, findings: &[&Finding]) -> String {
    let row = waiver.place.row.map_or(0, |row| row + 1);
    let until = waiver.until.map(|until| until.to_string()).unwrap_or_default();
    format!(
        "{} 第 {row} 行  {}，{} 处：{}；{}批准，有效期至 {until}",
        waiver.place.file,
        findings[0].about.title,
        findings.len(),
        waiver.reason.as_deref().unwrap_or_default(),
        waiver.approver.as_deref().unwrap_or_default(),
    )
}

/// Groups a unit's findings by check: worst first, then the more frequent.
fn by_check<'a>(findings: &[&'a Finding]) -> Vec<(String, Vec<&'a Finding>)> {
    worst_first(findings.iter().copied(), |finding| finding.about.id.to_string())
}

/// Groups findings of one check that say the same of cells with the same value, in the order they come.
fn equal<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut positions: BTreeMap<(&str, Option<&Text>), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings.iter().copied() {
        let position = *positions.entry((&finding.message, finding.value.as_ref())).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[position].push(finding);
    }
    groups
}

/// Says whether a sentence tells a value: as written, or as a date in other signs.
fn tells(message: &str, value: &str) -> bool {
    let numbers =
        |text: &str| -> Vec<u32> { text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect() };
    let is_date = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '年' | '月' | '日'));
    let written = numbers(value);
    message.contains(value)
        || (is_date && !written.is_empty() && numbers(message).windows(written.len()).any(|seen| *seen == *written))
}

/// Returns where on its sheet a finding stands: a cell, a row, or the whole of it.
fn inside(finding: &Finding) -> String {
    match (finding.place.cell, finding.place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => "整表".to_owned(),
    }
}
