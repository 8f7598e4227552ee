//! How sure the ranks are, on the screen and in JSON.

use serde_json::Value;

use crate::kit::{self, list, text};

const MONTH: [&str; 2] = ["--month", "2026-10"];

fn score(arguments: &[&str]) -> kit::Run {
    let county = kit::county();
    let all: Vec<&str> = ["score", "."].into_iter().chain(MONTH).chain(arguments.iter().copied()).collect();
    kit::run(county.path(), &all).expect_code(1)
}

#[test]
fn the_rank_stands_within_its_range_and_likeness_is_mutual() {
    let report = score(&["--format", "json"]).json();
    let units = list(&report, "units");
    let number = |unit: &Value, key: &str| unit[key].as_u64().unwrap_or_else(|| panic!("{key} of {unit}"));
    let alike = |unit: &Value| -> Vec<String> {
        list(unit, "alike").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
    };
    for unit in units {
        let [low, rank, high] = ["rank_low", "rank", "rank_high"].map(|key| number(unit, key));
        assert!(low <= rank && rank <= high, "{unit}");
        for other in alike(unit) {
            let other = units.iter().find(|one| text(one, "unit") == other).expect("the other unit");
            assert!(alike(other).iter().any(|name| name == text(unit, "unit")), "{unit}");
            assert_eq!(other["group"], unit["group"]);
        }
    }
    assert!(units.iter().any(|unit| !alike(unit).is_empty()), "the sample has units that cannot be told apart");
    let found = &report["sensitivity"];
    assert_eq!((found["draws"].as_u64(), found["seed"].as_u64()), (Some(10_000), Some(2026)));
    assert!(!list(found, "swaps").is_empty());
}

#[test]
fn the_screen_holds_the_ranges_in_eighty_columns() {
    let short = score(&[]).stdout;
    assert!(short.contains("不可区分"), "{short}");
    let long = score(&["-v"]).stdout;
    assert!(long.contains("两家并列，再多就换位。") && long.contains("分母只有"), "{long}");
    let wide = short.lines().find(|line| xuncha::office::width::digits(line) > 80);
    assert_eq!(wide, None);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(score(&["--format", "json"]).stdout, score(&["--format", "json"]).stdout);
}
