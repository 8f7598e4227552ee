//! `[risk]`: how levels of a risk register are set, and what they are worth.
//!
//! Source: `domain.md` §2.2: levels by declared word, by matrix or by power; the direction of 一级、二级、三级 is not the
//! same everywhere.

use rust_decimal::Decimal;

use crate::model::field::Field;
use crate::model::ledger::{Risk, RiskLevel};
use crate::model::register::degree;
use crate::policy::reader::Section;

/// What a risk's level is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelBasis {
    /// The declared word.
    Declared,
    /// Likelihood times impact.
    Matrix,
    /// The power of the post, by keywords.
    Power,
}

/// Which end of 一级、二级、三级 (Ⅰ、Ⅱ、Ⅲ; A、B、C) the first one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// 一级 is the highest, the usual way.
    Highest,
    /// 一级 is the lowest.
    Lowest,
}

/// Words that tell how strong a power is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Powers {
    /// Words of powers that make a risk high.
    pub high: Vec<String>,
    /// Words of powers that make a risk medium; without any word it is low.
    pub medium: Vec<String>,
}

/// How risk registers are rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskRule {
    /// What levels are taken from.
    pub basis: LevelBasis,
    /// Which end the first of a series is.
    pub first_is: First,
    /// Likelihood times impact from which a risk is high, included.
    pub high_from: u32,
    /// Likelihood times impact from which a risk is medium, included; lower ones are low.
    pub medium_from: u32,
    /// Keywords of powers.
    pub powers: Powers,
    /// What a high, a medium and a low risk are worth in the index, each 0–100, not rising.
    pub weights: [Decimal; 3],
    /// How many measures a high risk needs, at least 1.
    pub min_measures: u32,
}

/// Where a power is named.
const POWER_FIELDS: [Field; 3] = [Field::Post, Field::Power, Field::RiskPoint];

/// Powers that make a risk high by default. Source: `domain.md` §2.2, by power (S15, S18).
const HIGH_POWERS: [&str; 12] =
    ["三重一大", "执法", "审批", "许可", "处罚", "收费", "人事", "任免", "财务", "拨付", "采购", "招标"];

/// Powers that make a risk medium by default. Source: `domain.md` §2.2, partial power and general administration.
const MEDIUM_POWERS: [&str; 10] = ["监管", "监督", "检查", "核查", "验收", "评审", "分配", "资产", "车辆", "印章"];

impl Default for RiskRule {
    /// Source: `domain.md` §2.2; D ≥ 9 is high, 4–8 medium, less is low.
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            basis: LevelBasis::Declared,
            first_is: First::Highest,
            high_from: 9,
            medium_from: 4,
            powers: Powers { high: words(&HIGH_POWERS), medium: words(&MEDIUM_POWERS) },
            weights: [Decimal::ONE_HUNDRED, Decimal::from(50), Decimal::ZERO],
            min_measures: 2,
        }
    }
}

impl RiskRule {
    /// Turns the levels that are told by their place in a series, where the first of it is the lowest.
    pub fn direct(&self, risks: &mut [Risk]) {
        if self.first_is == First::Highest {
            return;
        }
        for risk in risks.iter_mut().filter(|risk| risk.in_series) {
            risk.level = risk.level.map(|level| match level {
                RiskLevel::High => RiskLevel::Low,
                RiskLevel::Medium => RiskLevel::Medium,
                RiskLevel::Low => RiskLevel::High,
            });
        }
    }

    /// Returns the level of a risk by what the policy goes by; `None` where its cells do not say.
    pub fn level(&self, risk: &Risk) -> Option<RiskLevel> {
        match self.basis {
            LevelBasis::Declared => risk.level,
            LevelBasis::Matrix => product(risk).map(|product| self.of_product(product)),
            LevelBasis::Power => self.of_power(risk),
        }
    }

    /// Returns the level of likelihood times impact.
    pub fn of_product(&self, product: Decimal) -> RiskLevel {
        if product >= Decimal::from(self.high_from) {
            RiskLevel::High
        } else if product >= Decimal::from(self.medium_from) {
            RiskLevel::Medium
        } else {
            RiskLevel::Low
        }
    }

    /// Returns the level by keywords; `None` for a risk that names no post, power or risk point.
    fn of_power(&self, risk: &Risk) -> Option<RiskLevel> {
        let texts: Vec<_> = POWER_FIELDS.iter().filter_map(|field| risk.text(*field)).collect();
        let named = |words: &[String]| words.iter().any(|word| texts.iter().any(|text| text.contains(word.as_str())));
        match () {
            () if texts.is_empty() => None,
            () if named(&self.powers.high) => Some(RiskLevel::High),
            () if named(&self.powers.medium) => Some(RiskLevel::Medium),
            () => Some(RiskLevel::Low),
        }
    }

    /// Returns what a level is worth in the index.
    pub fn weight(&self, level: RiskLevel) -> Decimal {
        match level {
            RiskLevel::High => self.weights[0],
            RiskLevel::Medium => self.weights[1],
            RiskLevel::Low => self.weights[2],
        }
    }
}

/// Returns likelihood times impact, or the value as written where one of them cannot be read.
fn product(risk: &Risk) -> Option<Decimal> {
    let degree = |field| risk.text(field).and_then(|text| degree(text));
    match (degree(Field::Likelihood), degree(Field::Impact)) {
        (Some(likelihood), Some(impact)) => Some(Decimal::from(likelihood * impact)),
        _ => risk.text(Field::Value)?.trim().parse().ok().filter(|value| *value > Decimal::ZERO),
    }
}

/// Reads the section; what it leaves out is as by default.
pub(super) fn section(section: &Section<'_, '_>) -> Option<RiskRule> {
    const BASES: [(&str, LevelBasis); 3] =
        [("declared", LevelBasis::Declared), ("matrix", LevelBasis::Matrix), ("power", LevelBasis::Power)];
    let default = RiskRule::default();
    let basis = section.choice("level", &BASES).unwrap_or(default.basis);
    let first_is = section.choice("first_is", &[("highest", First::Highest), ("lowest", First::Lowest)]);
    let (high_from, medium_from) =
        section.section("matrix", |matrix| Some(bounds(matrix, &default))).unwrap_or((default.high_from, default.medium_from));
    let weights = section.section("weights", |weights| Some(read_weights(weights, default.weights)));
    let powers = section.section("powers", |powers| Some(read_powers(powers, &default.powers)));
    let min_measures = section.count("min_measures").unwrap_or(default.min_measures);
    if min_measures == 0 {
        section.fault("min_measures", "高风险至少要有一条防控措施", Some("请写 1 或更大的整数".to_owned()));
    }
    Some(RiskRule {
        basis,
        first_is: first_is.unwrap_or(default.first_is),
        high_from,
        medium_from,
        powers: powers.unwrap_or(default.powers),
        weights: weights.unwrap_or(default.weights),
        min_measures,
    })
}

fn bounds(matrix: &Section<'_, '_>, default: &RiskRule) -> (u32, u32) {
    let high = matrix.count("high").unwrap_or(default.high_from);
    let medium = matrix.count("medium").unwrap_or(default.medium_from);
    if medium == 0 {
        matrix.fault("medium", "风险值最小是 1，medium 写 0 就没有低风险了", Some("例如 medium = 4".to_owned()));
    }
    if medium >= high {
        matrix.fault("medium", "medium 要小于 high，否则没有中风险", Some("例如 high = 9, medium = 4".to_owned()));
    }
    (high, medium)
}

fn read_weights(weights: &Section<'_, '_>, default: [Decimal; 3]) -> [Decimal; 3] {
    let keys = ["high", "medium", "low"];
    let read = [0, 1, 2].map(|at| weights.decimal(keys[at]).unwrap_or(default[at]));
    for (key, weight) in keys.iter().zip(read) {
        if weight < Decimal::ZERO || weight > Decimal::ONE_HUNDRED {
            weights.fault(key, "各等级的分值要在 0 和 100 之间", None);
        }
    }
    for at in [1, 2] {
        if read[at] > read[at - 1] {
            weights.fault(keys[at], "等级低的分值不能比等级高的大", Some("例如 high = 100, medium = 50, low = 0".to_owned()));
        }
    }
    read
}

fn read_powers(powers: &Section<'_, '_>, default: &Powers) -> Powers {
    let read = |key: &'static str, default: &[String]| {
        let words = if powers.has(key) { powers.texts(key) } else { default.to_vec() };
        if words.iter().any(|word| word.trim().is_empty()) {
            powers.fault(key, "关键词不能是空的，否则每个风险点都算在内", Some("请删去空的引号".to_owned()));
        }
        words
    };
    let read = Powers { high: read("high", &default.high), medium: read("medium", &default.medium) };
    // Words that were not written stand behind those that were: 许可 may be taken out of high and put into medium.
    if let Some(twice) = read.medium.iter().find(|word| read.high.contains(word))
        && powers.has("high")
        && powers.has("medium")
    {
        powers.fault("medium", format!("「{twice}」在 high 和 medium 里都写了"), Some("请只留一处".to_owned()));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::{First, LevelBasis, RiskRule};
    use crate::model::cells::{Cells, FieldCell};
    use crate::model::field::Field;
    use crate::model::ledger::{Risk, RiskLevel};
    use crate::model::place::CellRef;
    use crate::policy::kit::known;
    use crate::policy::{DEFAULT_TOML, Policy};

    fn with(section: &str) -> Result<RiskRule, String> {
        let (before, behind) = DEFAULT_TOML.split_once("[risk]").expect("the section");
        let (_, behind) = behind.split_once("# ── 核验规则").expect("the next section");
        let text = format!("{before}{section}\n# ── 核验规则{behind}");
        Policy::load("policy.toml", &text, &known()).map(|policy| policy.risk).map_err(|error| error.to_string())
    }

    fn risk(cells: &[(Field, &str)]) -> Risk {
        let cell =
            |(field, text): &(Field, &str)| FieldCell { field: *field, table: 0, at: CellRef::new(0, 0), text: (*text).into() };
        Risk { cells: Cells::new(cells.iter().map(cell).collect()), ..Risk::default() }
    }

    #[test]
    fn the_section_of_the_default_policy_says_what_the_program_takes_without_it() {
        let policy = Policy::load("policy.toml", DEFAULT_TOML, &known()).expect("the default policy");
        assert_eq!(policy.risk, RiskRule::default());
        assert_eq!(with(""), Ok(RiskRule::default()));
    }

    #[test]
    fn a_product_is_rated_on_both_sides_of_each_bound() {
        let level = |l: &str, c: &str| {
            let rule = RiskRule { basis: LevelBasis::Matrix, ..RiskRule::default() };
            rule.level(&risk(&[(Field::Likelihood, l), (Field::Impact, c)]))
        };
        assert_eq!(level("较大", "较大"), Some(RiskLevel::High), "9");
        assert_eq!(level("较小", "极大"), Some(RiskLevel::Medium), "8");
        assert_eq!(level("极小", "极大"), Some(RiskLevel::Medium), "4");
        assert_eq!(level("极小", "较大"), Some(RiskLevel::Low), "3");
        assert_eq!(level("偶尔", "较大"), None);
        let rule = with("[risk]\nlevel = \"matrix\"\nmatrix = { high = 12 }").expect("a rule");
        assert_eq!(rule.level(&risk(&[(Field::Value, "12")])), Some(RiskLevel::High), "the value as written");
        assert_eq!(rule.level(&risk(&[(Field::Value, "11")])), Some(RiskLevel::Medium));
        assert_eq!(rule.level(&risk(&[(Field::Value, "待定")])), None);
    }

    #[test]
    fn powers_are_told_by_words_of_the_post_the_power_and_the_risk_point() {
        let rule = with("[risk]\nlevel = \"power\"\npowers = { high = [\"审批\"], medium = [\"监督\"] }").expect("a rule");
        assert_eq!(rule.level(&risk(&[(Field::Power, "施工许可审批")])), Some(RiskLevel::High));
        assert_eq!(rule.level(&risk(&[(Field::Post, "监督员")])), Some(RiskLevel::Medium));
        assert_eq!(rule.level(&risk(&[(Field::RiskPoint, "档案遗失")])), Some(RiskLevel::Low));
        assert_eq!(rule.level(&risk(&[(Field::Dept, "审批股")])), None, "a department is no power");
    }

    #[test]
    fn the_first_of_a_series_is_turned_and_plain_words_are_not() {
        let declared = |level, in_series| Risk { level: Some(level), in_series, ..Risk::default() };
        let mut risks = vec![
            declared(RiskLevel::High, true),
            declared(RiskLevel::Medium, true),
            declared(RiskLevel::Low, true),
            declared(RiskLevel::High, false),
        ];
        let kept = risks.clone();
        RiskRule::default().direct(&mut risks);
        assert_eq!(risks, kept);
        RiskRule { first_is: First::Lowest, ..RiskRule::default() }.direct(&mut risks);
        let levels: Vec<_> = risks.iter().filter_map(|risk| risk.level).collect();
        assert_eq!(levels, [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::High]);
    }

    #[test]
    fn what_contradicts_itself_is_a_fault_at_its_place() {
        let fault = |section: &str| with(section).expect_err("a fault");
        assert!(fault("[risk]\nlevel = \"matrx\"").contains("可选：\"declared\"、\"matrix\"、\"power\""));
        assert!(fault("[risk]\nmatrix = { high = 4, medium = 4 }").contains("medium 要小于 high"));
        assert!(with("[risk]\nmatrix = { high = 5, medium = 4 }").is_ok());
        assert!(fault("[risk]\nmatrix = { medium = 0 }").contains("就没有低风险了"));
        assert!(fault("[risk]\nweights = { high = 101 }").contains("要在 0 和 100 之间"));
        assert!(with("[risk]\nweights = { high = 100, medium = 100, low = 100 }").is_ok());
        assert!(fault("[risk]\nweights = { medium = 50, low = 51 }").contains("不能比等级高的大"));
        assert!(fault("[risk]\nmin_measures = 0").contains("至少要有一条"));
        assert!(fault("[risk]\npowers = { high = [\"\"] }").contains("关键词不能是空的"));
        assert!(fault("[risk]\npowers = { high = [\"审批\"], medium = [\"审批\"] }").contains("都写了"));
        let text = fault("[risk]\nfirst = \"highest\"");
        assert!(text.contains("不认识「risk.first」") && text.contains("是不是「first_is」"), "{text}");
    }
}
