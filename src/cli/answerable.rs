//! What `score -v` shows beside the ranking: groups, leaders, departments, risk registers, in eighty columns.

use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, shortened, wrap};
use crate::model::assessment::{Assessment, Ratio};
use crate::model::exposure::RiskTally;
use crate::model::number::percent;
use crate::model::text::Text;
use crate::policy::Policy;

/// How many columns a name takes at most.
const NAME: usize = 22;

/// How many columns a person's name takes at most.
const PERSON: usize = 10;

/// How many risk points laid bare are named for a unit.
const FEW_EXPOSED: usize = 5;

/// Returns all tables that have something in them, one after the other.
pub(super) fn tables(screen: &Screen, assessment: &Assessment, policy: &Policy) -> String {
    let parts = [
        groups(screen, assessment, policy),
        leaders(screen, assessment),
        departments(screen, assessment, policy),
        risks(screen, assessment),
    ];
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

fn risks(screen: &Screen, assessment: &Assessment) -> Option<String> {
    if assessment.risks.is_empty() {
        return None;
    }
    let headings = ["单位和部门", "风险点", "高", "中", "低", "未定", "指数", "措施到位", "有责任人", "有领导"];
    let mut rows = screen.table(&headings, &headings[1..]);
    for register in &assessment.risks {
        rows.add(tally(short(register.unit.as_deref().unwrap_or("未写单位"), NAME), &register.whole), None);
        if register.depts.len() > 1 {
            for (dept, of_dept) in &register.depts {
                rows.add(tally(format!("  {}", short(dept.as_deref().unwrap_or("未写部门"), NAME - 2)), of_dept), None);
            }
        }
    }
    let mut lines = vec![format!("廉政风险登记\n{}", rows.draw())];
    for register in assessment.risks.iter().filter(|register| !register.exposed.is_empty()) {
        let unit = register.unit.as_deref().unwrap_or("未写单位");
        let heading = format!("{unit}：本轮问题已暴露的风险点 {} 个", register.exposed.len());
        lines.extend(wrap(&Lead::indent(0), &clean(heading)));
        for exposed in register.exposed.iter().take(FEW_EXPOSED) {
            let first = exposed.by.first().map(|by| format!("：{}（{}）", by.bond.told(), by.place)).unwrap_or_default();
            let told = format!("{}（{}）　{} 个问题{first}", exposed.risk_point, exposed.place, exposed.problems);
            lines.extend(wrap(&Lead::indent(2).hanging(4), &clean(told)));
        }
        if register.exposed.len() > FEW_EXPOSED {
            lines.push(format!("  …… 另有 {} 个，见评分表「风险点清单」", register.exposed.len() - FEW_EXPOSED));
        }
    }
    Some(lines.join("\n"))
}

fn tally(name: String, tally: &RiskTally) -> Vec<String> {
    let of_high = |count: u64| if tally.high == 0 { "无".to_owned() } else { format!("{count}/{}", tally.high) };
    vec![
        name,
        tally.points.to_string(),
        tally.high.to_string(),
        tally.medium.to_string(),
        tally.low.to_string(),
        tally.unknown.to_string(),
        tally.index.map_or_else(|| "无".to_owned(), |index| index.to_string()),
        of_high(tally.covered.measures),
        of_high(tally.covered.resp_person),
        of_high(tally.covered.lead_person),
    ]
}

fn rate(ratio: Ratio, policy: &Policy) -> String {
    let shown = percent(ratio.numerator, ratio.denominator, policy.rounding);
    shown.map_or_else(|| "无".to_owned(), |percent| format!("{percent}%"))
}

fn short(text: &str, columns: usize) -> String {
    shortened(text, columns).unwrap_or_else(|| text.to_owned())
}
