//! `[checks.…]`: what an office changed about a check.

use crate::policy::reader::{Section, nearest};
use crate::policy::rules::SEVERITIES;
use crate::policy::{CheckSetting, KnownIds};

pub(super) fn check(
    id: &str,
    span: std::ops::Range<usize>,
    setting: &Section<'_, '_>,
    all: &Section<'_, '_>,
    known: &KnownIds,
    own_ids: &[String],
) -> Option<CheckSetting> {
    let own = own_ids.iter().any(|own| own == id);
    if !known.checks.contains(&id) && !own {
        let near = nearest(id, known.checks.iter().copied().chain(own_ids.iter().map(String::as_str)));
        all.fault_at(span, format!("没有「{id}」这条核验规则"), near.map(|near| format!("是不是「{near}」")));
    }
    if own && setting.has("limit") {
        setting.fault("limit", format!("自定规则「{id}」没有可改的数字"), Some("请直接改它的 when".to_owned()));
    }
    Some(CheckSetting {
        id: id.to_owned(),
        enabled: setting.flag("enabled"),
        severity: setting.choice("severity", &SEVERITIES),
        limit: setting.count("limit"),
        trial: setting.flag("trial"),
    })
}
