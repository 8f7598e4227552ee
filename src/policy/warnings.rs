//! `[warnings.<id>]`: what an office changed about a sign of early warning.

use std::ops::Range;

use crate::policy::KnownIds;
use crate::policy::reader::{Section, nearest};

/// What an office changed about a sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarningSetting {
    /// The sign's id.
    pub id: String,
    /// Switched off when `false`.
    pub enabled: Option<bool>,
    /// Another number.
    pub limit: Option<u32>,
}

/// Reads all settings of a policy.
pub(super) fn settings(top: &Section<'_, '_>, known: &KnownIds) -> Vec<WarningSetting> {
    let all = |section: &Section<'_, '_>| Some(section.each(|id, span, setting| one(id, span, setting, section, known)));
    top.section("warnings", all).unwrap_or_default()
}

fn one(
    id: &str,
    span: Range<usize>,
    setting: &Section<'_, '_>,
    all: &Section<'_, '_>,
    known: &KnownIds,
) -> Option<WarningSetting> {
    let sign = known.warnings.iter().find(|(name, _)| *name == id);
    if sign.is_none() {
        let near = nearest(id, known.warnings.iter().map(|(name, _)| *name));
        all.fault_at(span, format!("没有「{id}」这个预警"), near.map(|near| format!("是不是「{near}」")));
    }
    let (enabled, limit) = (setting.flag("enabled"), setting.count("limit"));
    match sign {
        Some((_, false)) if limit.is_some() => {
            setting.fault("limit", "这个预警没有可改的数字", Some("到期前的天数在 [ladder] 里改".to_owned()));
        }
        _ if limit == Some(0) => setting.fault("limit", "至少要写 1", Some("不用这个预警的，写 enabled = false".to_owned())),
        _ => {}
    }
    if setting.decimal("points").is_some_and(|points| !points.is_zero()) {
        setting.fault("points", "预警只提醒，不扣分", Some("扣几分写在 [[deductions]] 里".to_owned()));
    }
    Some(WarningSetting { id: id.to_owned(), enabled, limit })
}

#[cfg(test)]
mod tests {
    use crate::policy::kit::known;
    use crate::policy::{DEFAULT_TOML, Policy};

    fn load(setting: &str) -> Result<Policy, String> {
        Policy::load("policy.toml", &format!("{DEFAULT_TOML}\n{setting}\n"), &known()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_sign_is_switched_off_or_given_another_number() {
        let policy = load("[warnings.stale-progress]\nenabled = false\nlimit = 3\npoints = 0").expect("a policy");
        let setting = policy.warning("stale-progress").expect("the setting");
        assert_eq!((setting.enabled, setting.limit), (Some(false), Some(3)));
        assert_eq!(policy.warning("due-together"), None);
    }

    #[test]
    fn what_a_sign_cannot_be_given_is_named() {
        let fault = |setting: &str| load(setting).expect_err("a fault");
        assert!(fault("[warnings.stale-progres]\nenabled = true").contains("是不是「stale-progress」"));
        assert!(fault("[warnings.deadline-near]\nlimit = 3").contains("在 [ladder] 里改"));
        assert!(fault("[warnings.stale-progress]\nlimit = 0").contains("至少要写 1"));
        assert!(fault("[warnings.stale-progress]\npoints = 0.5").contains("预警只提醒，不扣分"));
    }
}
