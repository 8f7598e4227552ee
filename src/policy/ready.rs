//! The ready-made policies: what places have published, completed by proposals, as an office can copy and edit them.
//!
//! Source: `domain.md` §3.1–3.3; each file says at its head what of it was published and what is proposed.

use crate::policy::DEFAULT_TOML;

/// A ready-made policy.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    /// Its name in pinyin, as its file is called.
    pub key: &'static str,
    /// Its name, as people say it.
    pub name: &'static str,
    /// The file.
    pub toml: &'static str,
}

/// Every ready-made policy, the default first.
pub const READY: &[Ready] = &[
    Ready { key: "default", name: "默认", toml: DEFAULT_TOML },
    Ready { key: "fufeng", name: "扶风", toml: include_str!("../../templates/policies/fufeng.toml") },
    Ready { key: "guyuan", name: "固原", toml: include_str!("../../templates/policies/guyuan.toml") },
    Ready { key: "hengshui", name: "衡水", toml: include_str!("../../templates/policies/hengshui.toml") },
    Ready { key: "jianggan", name: "江干", toml: include_str!("../../templates/policies/jianggan.toml") },
    Ready { key: "guangyuan", name: "广元", toml: include_str!("../../templates/policies/guangyuan.toml") },
];

/// Returns the ready-made policy of a name, in Chinese or pinyin, with or without 县, 市 or 区.
pub fn find(name: &str) -> Option<&'static Ready> {
    let plain = name.trim().to_lowercase();
    READY.iter().find(|ready| {
        let rest = plain.strip_prefix(ready.name);
        ready.key == plain || rest.is_some_and(|rest| matches!(rest, "" | "县" | "市" | "区" | ".toml"))
    })
}

#[cfg(test)]
mod tests {
    use super::{READY, find};

    #[test]
    fn every_policy_of_the_folder_is_listed_and_says_where_it_comes_from() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/policies");
        let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
        let mut keys: Vec<String> = files
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
        keys.sort();
        let mut listed: Vec<&str> = READY.iter().map(|ready| ready.key).collect();
        listed.sort_unstable();
        assert_eq!(keys, listed);
        for ready in READY.iter().filter(|ready| ready.key != "default") {
            for words in ["# 依据：", "# 公布的：", "# 建议的："] {
                assert!(ready.toml.contains(words), "{}: {words}", ready.key);
            }
        }
    }

    #[test]
    fn a_place_is_known_by_both_names() {
        let key = |name| find(name).map(|ready| ready.key);
        assert_eq!(
            [key("扶风"), key("扶风县"), key("Fufeng"), key("衡水市")],
            [Some("fufeng"), Some("fufeng"), Some("fufeng"), Some("hengshui")]
        );
        assert_eq!([key("扶"), key("扶风.csv"), key("")], [None, None, None]);
    }
}
