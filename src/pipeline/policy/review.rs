//! What a policy's deductions have done over the months on record, and the smaller catalogue that would rank alike.
//!
//! The months are as the store kept them, each settled by its own policy; the catalogue is the one in force at the end of
//! the last of them.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::PolicyStamp;
use crate::model::directory::Directory;
use crate::model::history::ItemKind;
use crate::model::period::Month;
use crate::model::text::Text;
use crate::pipeline::papers::Papers;
use crate::pipeline::published::kept_directory;
use crate::pipeline::{Request, Source, known_ids, load_policy};
use crate::policy::{DeductionRule, Policy};
use crate::score::catalogue::{self, KeptScores, Settling};
use crate::score::deduction::DEDUCTIONS;
use crate::store::Store;
use crate::workspace::{BYTE_ORDER_MARK, Workspace};

pub use crate::score::catalogue::{Likeness, Moved, Use};

/// Fewer months show what fired, and nothing of what never does.
pub const LEAST_MONTHS: usize = 3;

/// A deduction of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Whether it takes points now.
    pub in_force: bool,
    /// Whether it is only tried.
    pub trial: bool,
    /// Why it is in the catalogue, or was switched off.
    pub reason: Option<String>,
}

/// What a review comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The policy the catalogue is of.
    pub policy: PolicyStamp,
    /// The months on record, in order.
    pub months: Vec<Month>,
    /// Every deduction of the policy, in its order, then those of earlier policies that took points and are gone.
    pub entries: Vec<Entry>,
    /// What each of those in force has done.
    pub uses: Vec<Use>,
    /// Those in force that never took points.
    pub never: Vec<Text>,
    /// Those in force that always took points together.
    pub together: Vec<Vec<Text>>,
    /// The smaller catalogue; `None` with fewer than `LEAST_MONTHS` months, or where no two units could be told apart.
    pub smaller: Option<Smaller>,
}

/// A catalogue that would rank alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smaller {
    /// What it keeps.
    pub kept: Vec<Text>,
    /// What it leaves out.
    pub dropped: Vec<Text>,
    /// How alike the rankings are that it would have given.
    pub likeness: Likeness,
}

impl Review {
    /// Returns the title of a deduction.
    pub fn title<'a>(&'a self, id: &'a Text) -> &'a Text {
        self.entries.iter().find(|entry| entry.id == *id).map_or(id, |entry| &entry.title)
    }
}

/// Reviews the deductions of a workspace's policy; `None` when no month is kept. Kendall's tau of the smaller catalogue is
/// `least` or above.
///
/// # Errors
///
/// `ErrorKind::Store` when the store cannot be used; `ErrorKind::Policy` when the policy, or one of a kept month, does
/// not load.
pub fn review(workspace: &Workspace, least: Decimal) -> Result<Option<Review>, Error> {
    let Some(store) = Store::open_existing(&workspace.root, &workspace.paths.store)? else { return Ok(None) };
    let kept = store.months()?;
    let Some(last) = kept.last() else { return Ok(None) };
    let as_of = last.as_of;
    let policy = load_policy(&Request {
        source: Source::Workspace(Box::new(workspace.clone())),
        as_of,
        month: last.month,
        policy: None,
        units: None,
        papers: Papers::default(),
    })?;
    let months = kept.iter().map(|kept| scores(&store, kept.month)).collect::<Result<Vec<_>, _>>()?;
    let entries = entries(&policy, as_of, &months);
    let catalogue: Vec<Text> = entries.iter().filter(|entry| entry.in_force).map(|entry| entry.id.clone()).collect();
    let catalogue::Review { uses, never, together, kept, dropped, likeness } = catalogue::review(&months, &catalogue, least);
    let enough = months.len() >= LEAST_MONTHS && likeness.kendall.is_some();
    Ok(Some(Review {
        policy: policy.stamp,
        months: months.iter().map(|scores| scores.month).collect(),
        entries,
        uses,
        never,
        together,
        smaller: enough.then_some(Smaller { kept, dropped, likeness }),
    }))
}

/// Takes a month's results out of the store.
fn scores(store: &Store, month: Month) -> Result<KeptScores, Error> {
    let published = store.published(month)?;
    let source = published.as_ref().map(|published| published.policy_source.as_str()).unwrap_or_default();
    let name = published.as_ref().and_then(|published| published.policy_name.as_deref()).unwrap_or("policy.toml");
    let then = Policy::load(&format!("{month} {name}"), source.trim_start_matches(BYTE_ORDER_MARK), &known_ids())?;
    let settling = Settling { base: then.base, places: then.places, rounding: then.rounding, together: then.groups.together };
    let units = store.units(month)?;
    let directory = published.map_or_else(|| Ok(Directory::default()), |published| kept_directory(store, &published))?;
    let strangers = units.iter().map(|kept| &kept.unit).filter(|unit| !directory.is_empty() && directory.unit(unit).is_none());
    Ok(KeptScores { month, unlisted: strangers.cloned().collect(), items: store.items(month)?, units, settling })
}

fn entries(policy: &Policy, as_of: NaiveDate, months: &[KeptScores]) -> Vec<Entry> {
    let of = |rule: &DeductionRule| Entry {
        id: rule.id.as_str().into(),
        title: title(rule).into(),
        in_force: rule.in_force(as_of),
        trial: rule.trial,
        reason: rule.reason.clone(),
    };
    let mut entries: Vec<Entry> = policy.deductions.iter().map(of).collect();
    for item in months.iter().flat_map(|month| &month.items) {
        // What people take off by hand is no item of a catalogue.
        let taken = matches!(item.kind, ItemKind::Deduction | ItemKind::Loss) && *item.id != *"manual";
        if taken && !entries.iter().any(|entry| entry.id == item.id) {
            let (id, title) = (item.id.clone(), item.title.clone());
            entries.push(Entry { id, title, in_force: false, trial: false, reason: None });
        }
    }
    entries
}

/// Returns what a deduction is called.
fn title(rule: &DeductionRule) -> &str {
    let built_in = DEDUCTIONS.iter().find(|item| item.about().id == rule.id);
    rule.title.as_deref().or(built_in.map(|item| item.about().title)).unwrap_or(&rule.id)
}
