//! Which unit a table speaks of when no column says so: the info row, the sheet's name, the title, the file's name.
//!
//! Source: `domain.md` §1.1 (real file names) and §1.2.

use std::sync::LazyLock;

use regex::Regex;

use crate::map::Context;
use crate::map::facts::Facts;
use crate::map::fold::{self, fold};
use crate::model::directory::UnitMatch;
use crate::model::text::Text;

/// The unit of a table as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableUnit {
    /// Its name, canonical where the directory knows it.
    pub(super) name: Text,
    /// The name as it stood where it was found.
    pub(super) written: Text,
}

/// Returns the unit of a table; the first source that names one counts.
pub(super) fn of_table(context: &Context<'_>, facts: &Facts, sheet: &str, file: &str) -> Option<TableUnit> {
    if let Some(written) = &facts.unit {
        return Some(TableUnit { name: context.unit(written), written: fold::tidy(written).into() });
    }
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let sources = [Some(sheet), facts.title.as_deref(), Some(stem)];
    let sources = sources.iter().flatten();
    sources.clone().find_map(|text| known(context, text)).or_else(|| {
        let looks_so = |name: &String| LIKE_A_UNIT.is_match(name);
        let mut named = sources.map(|text| strip(text));
        // The file's name stands last: it counts even when it does not end like a unit's.
        named.clone().find(looks_so).or_else(|| named.next_back().filter(|name| !name.is_empty())).map(|name| {
            let written = Text::from(name);
            TableUnit { name: written.clone(), written }
        })
    })
}

/// Returns the directory's unit that a text names, alone or inside.
fn known(context: &Context<'_>, text: &str) -> Option<TableUnit> {
    let bare = strip(text);
    for written in [fold::tidy(text), bare.as_str()] {
        if let UnitMatch::Known(name) = context.directory.recognise(written) {
            return Some(TableUnit { name, written: written.into() });
        }
    }
    // A sheet named 石桥镇 is a unit of its own, not the 石桥 of another name.
    if LIKE_A_UNIT.is_match(&bare) && bare.chars().count() <= 6 {
        return None;
    }
    context.directory.find_in(text).map(|unit| TableUnit { name: unit.name.clone(), written: unit.name.clone() })
}

/// How names of units end.
static LIKE_A_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let ends = "局|委|办|镇|乡|街道|公司|集团|中心|院|校|学校|医院|部|厅|站|所|处|科|社|会|党组|党委|党支部|党总支|党工委|区|村|厂|行|馆|队";
    Regex::new(&format!("^.{{1,30}}(?:{ends})$")).expect("a constant")
});

/// Words and marks that are about the paper, not about the unit.
static ABOUT_THE_PAPER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\(.*?\)|\d{4}年(?:度)?(?:\d{1,2}月(?:份)?)?|\d+月(?:份)?|第.{1,3}[批轮次]|关于|中央|省委|市委|县委|区委|集团党组|巡[视察查]|反馈|意见|落实|问题|整改|三清单|一台账|台账|任务|责任|清单|情况|汇总|统计|报告|表|自查|自纠|归零|审批|销号|验收单|共性|现场|检查|评估|廉政|廉洁|风险|防控|排查|登记|一览|点|的|\d+|[-_—·\s]";
    Regex::new(pattern).expect("a constant")
});

/// Takes everything about the paper out of a title or file name; what is left may be a unit.
fn strip(text: &str) -> String {
    let folded = fold(text).replace("台帐", "台账");
    // Real file names put the unit behind the last dash: 整改台账-焦作市分公司0910.
    let tail = folded.rsplit(['-', '—', '_']).next().map(|tail| ABOUT_THE_PAPER.replace_all(tail, "").into_owned());
    let whole = ABOUT_THE_PAPER.replace_all(&folded, "").into_owned();
    let name = tail.filter(|tail| LIKE_A_UNIT.is_match(tail)).unwrap_or(whole);
    let generic = ["Sheet", "sheet", "工作表", "附件", "附"].iter().any(|word| name.starts_with(word));
    if generic { String::new() } else { fold::tidy(&name).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn the_unit_is_what_is_left_of_a_name() {
        assert_eq!(strip("县教育局巡察反馈问题整改台账"), "县教育局");
        assert_eq!(strip("集团党组巡视河南整改台账-焦作市分公司0910"), "焦作市分公司");
        assert_eq!(strip("市教育局"), "市教育局");
        assert_eq!(strip("2026年第三批巡察整改台账（汇总）0918"), "");
        assert_eq!(strip("Sheet1"), "");
        assert_eq!(strip("县交通投资集团三清单一台账"), "县交通投资集团");
    }
}
