//! What tests of every stage load a policy with.

use crate::policy::{DEFAULT_TOML, KnownIds, Policy};

/// The ids the default policy needs, and one check.
pub(crate) fn known() -> KnownIds {
    KnownIds {
        checks: vec!["bulk-closing"],
        indicators: vec![
            "manual-leadership",
            "responsibility-complete",
            "completion-rate",
            "on-time-rate",
            "evidence-rate",
            "mechanism-rate",
            "recommendation-reply-rate",
            "satisfaction",
        ],
        deductions: vec![
            "overdue",
            "returned",
            "notice-county",
            "notice-city",
            "notice-province",
            "notice-centre",
            "late-report",
        ],
        vetoes: vec!["false-report", "public-grade-poor"],
        warnings: vec![("deadline-near", false), ("due-together", true), ("stale-progress", true)],
    }
}

/// Returns the default policy.
pub(crate) fn default_policy() -> Policy {
    Policy::load("policy.toml", DEFAULT_TOML, &known()).expect("the default policy")
}
