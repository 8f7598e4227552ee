//! What `score -v` shows beside the ranking: groups, leaders, departments, in eighty columns.

use crate::cli::screen::Screen;
use crate::cli::wrap::{Lead, shortened, wrap};
use crate::model::assessment::{Assessment, Ratio};
use crate::model::number::percent;
use crate::model::text::Text;
use crate::policy::Policy;

/// How many columns a name takes at most.
const NAME: usize = 22;

/// How many columns a person's name takes at most.
const PERSON: usize = 10;

/// Returns all tables that have something in them, one after the other.
pub(super) fn tables(screen: &Screen, assessment: &Assessment, policy: &Policy) -> String {
    let parts = [groups(screen, assessment, policy), leaders(screen, assessment), departments(screen, assessment, policy)];
    parts.into_iter().flatten().map(|part| format!("\n{part}")).collect::<Vec<_>>().join("\n")
}

fn groups(screen: &Screen, assessment: &Assessment, policy: &Policy) -> Option<String> {
    if assessment.groups.is_empty() {
        return None;
    }
    let grades = policy.grades.iter().map(|band| band.title.as_str()).collect::<Vec<_>>().join("/");
    let headings = ["分组", "单位", "问题", "完成率", "超期", "平均", "中位", "最高", "最低", grades.as_str()];
    let mut rows = screen.table(&headings, &headings[1..]);
    for group in &assessment.groups {
        let name = group.group.as_ref().map_or(if group.listed { "未分组" } else { "不在名录" }, |name| name.as_str());
        let grades = group.grades.iter().map(|(_, count)| count.to_string());
        let cells = vec![
            short(name, PERSON),
            group.units.to_string(),
            group.problems.to_string(),
            rate(group.completion, policy),
            group.overdue.to_string(),
            group.mean.to_string(),
            group.median.to_string(),
            group.best.score.to_string(),
            group.worst.score.to_string(),
            grades.collect::<Vec<_>>().join("/"),
        ];
        rows.add(cells, None);
    }
    Some(format!("分组\n{}", rows.draw()))
}

fn leaders(screen: &Screen, assessment: &Assessment) -> Option<String> {
    if assessment.leaders.is_empty() {
        return None;
    }
    let headings = ["单位", "责任领导", "记录", "完成", "按期", "超期", "最长", "得分"];
    let mut rows = screen.table(&headings, &headings[2..]);
    let mut last: Option<&Vec<Text>> = None;
    for leader in &assessment.leaders {
        let units = leader.units.iter().map(|unit| unit.as_str()).collect::<Vec<_>>().join("、");
        let mark = if leader.inherited.records > 0 { "*" } else { "" };
        let on_time = match leader.on_time.denominator {
            0 => "无".to_owned(),
            due => format!("{}/{due}", leader.on_time.numerator),
        };
        let cells = vec![
            if last == Some(&leader.units) { String::new() } else { short(&units, NAME) },
            short(&leader.name, PERSON) + mark,
            leader.records.to_string(),
            leader.finished.to_string(),
            on_time,
            leader.overdue.to_string(),
            leader.most_days_late.map(|days| days.to_string()).unwrap_or_default(),
            leader.score.map_or_else(|| "无".to_owned(), |score| score.to_string()),
        ];
        rows.add(cells, None);
        last = Some(&leader.units);
    }
    let mut note = "得分只按本人牵头的记录计算，供干部考核参考，不排名；“最长”是最长的逾期天数".to_owned();
    let inherited: u64 = assessment.leaders.iter().map(|leader| leader.inherited.records).sum();
    if inherited > 0 {
        note.push_str(&format!("；带 * 的有任职以前到期的接任事项，共 {inherited} 条，不计按期和超期"));
    }
    Some(format!("责任领导\n{}\n{}", rows.draw(), wrap(&Lead::indent(0), &note).join("\n")))
}

fn departments(screen: &Screen, assessment: &Assessment, policy: &Policy) -> Option<String> {
    if assessment.departments.iter().all(|department| department.letters == 0) {
        return None;
    }
    let headings = ["职能部门", "建议书", "到期", "按期答复", "逾期答复", "未答复", "答复率", "得分"];
    let mut rows = screen.table(&headings, &headings[1..]);
    for department in &assessment.departments {
        let rate = rate(Ratio { numerator: department.in_time, denominator: department.due }, policy);
        let cells = vec![
            short(&department.department, NAME),
            department.letters.to_string(),
            department.due.to_string(),
            department.in_time.to_string(),
            department.late.to_string(),
            department.unanswered.to_string(),
            rate,
            department.points.map_or_else(|| "无".to_owned(), |points| policy.round(points).to_string()),
        ];
        rows.add(cells, None);
    }
    Some(format!("职能部门办理巡察建议\n{}", rows.draw()))
}

fn rate(ratio: Ratio, policy: &Policy) -> String {
    let shown = percent(ratio.numerator, ratio.denominator, policy.rounding);
    shown.map_or_else(|| "无".to_owned(), |percent| format!("{percent}%"))
}

fn short(text: &str, columns: usize) -> String {
    shortened(text, columns).unwrap_or_else(|| text.to_owned())
}
