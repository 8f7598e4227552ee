//! What may happen to a machine while xuncha works: nothing is half written, no input is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::kit;
use serde_json::Value;
use sha2::{Digest, Sha256};

const MONTH: [&str; 3] = ["--month", "2026-10", "-q"];

/// Returns the hash of every file below a folder but the outputs and the store, by its path.
fn inputs(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut hashes = files(root);
    hashes.retain(|path, _| !path.starts_with("输出") && !path.to_string_lossy().starts_with("xuncha.db"));
    hashes
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut hashes = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("the file");
                hashes.insert(path.strip_prefix(root).expect("below the root").to_owned(), Sha256::digest(bytes).to_vec());
            }
        }
    }
    hashes
}

/// Asserts that every file under a final name opens whole: packages to their end, JSON and text as such.
fn assert_whole(folder: &Path) {
    if !folder.exists() {
        return;
    }
    for path in files(folder).into_keys() {
        let name = path.to_string_lossy().into_owned();
        let bytes = fs::read(folder.join(&path)).expect("the file");
        if name.contains(".xuncha-") {
            continue;
        }
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("xlsx" | "docx") => {
                let mut archive =
                    zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap_or_else(|cause| panic!("{name}: {cause}"));
                for index in 0..archive.len() {
                    let mut entry = archive.by_index(index).expect("an entry");
                    std::io::copy(&mut entry, &mut std::io::sink()).unwrap_or_else(|cause| panic!("{name}: {cause}"));
                }
            }
            Some("json") => drop(serde_json::from_slice::<Value>(&bytes).unwrap_or_else(|cause| panic!("{name}: {cause}"))),
            Some("html") => assert!(String::from_utf8_lossy(&bytes).trim_end().ends_with("</html>"), "{name}"),
            _ => {}
        }
    }
}

/// Starts a run of the month in a workspace, and does not wait for it.
fn start(office: &Path) -> std::process::Child {
    let mut command = kit::xuncha(office);
    command.args(["run", "."]).args(MONTH).args(["--fail-on", "never"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts")
}

#[cfg(unix)]
#[test]
fn whenever_it_is_interrupted_no_file_is_half_written_and_no_input_is_touched() {
    let office = kit::county();
    let before = inputs(office.path());
    let interrupt = |child: &std::process::Child| {
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    };
    for wait in [0, 20, 60, 150, 300, 500, 800, 1_200, 1_800, 2_500] {
        let mut child = start(office.path());
        std::thread::sleep(Duration::from_millis(wait));
        interrupt(&child);
        child.wait().expect("it ends");
        assert_whole(&office.path().join("输出"));
        assert_eq!(inputs(office.path()), before, "after {wait} ms");
    }
    // Whatever was left behind keeps nobody from the next run, and that leaves nothing beside its papers.
    kit::run(office.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never", "-q"]).expect_code(0);
    assert_whole(&office.path().join("输出"));
    let manifest: Value =
        serde_json::from_slice(&fs::read(office.path().join("输出/2026-10/manifest.json")).expect("a manifest")).expect("JSON");
    for output in manifest["outputs"].as_array().expect("a list") {
        let bytes =
            fs::read(office.path().join("输出/2026-10").join(output["path"].as_str().expect("a path"))).expect("the file");
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(output["sha256"], hash.as_str(), "{output}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_outputs_out_of_their_folder() {
    let (office, elsewhere) = (kit::county(), kit::folder());
    let folder = office.path().join("输出/2026-10");
    fs::create_dir_all(&folder).expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), folder.join("督办函")).expect("a link");
    let run = kit::run(office.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never", "-q"]).expect_code(2);
    run.says(&["督办函", "通向输出文件夹以外"]);
    assert_eq!(fs::read_dir(elsewhere.path()).expect("the folder").count(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_paper_is_replaced_and_what_it_leads_to_stays() {
    let (office, elsewhere) = (kit::county(), kit::folder());
    let folder = office.path().join("输出/2026-10");
    fs::create_dir_all(&folder).expect("a folder");
    let precious = elsewhere.path().join("precious.xlsx");
    fs::write(&precious, "precious").expect("written");
    std::os::unix::fs::symlink(&precious, folder.join("评分表.xlsx")).expect("a link");
    kit::run(office.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never", "-q"]).expect_code(0);
    assert_eq!(fs::read(&precious).expect("the file"), b"precious");
    assert!(fs::symlink_metadata(folder.join("评分表.xlsx")).expect("the paper").is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_leaves_nothing_half_written() {
    let (office, mount) = (kit::county(), kit::folder());
    let before = inputs(office.path());
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(mount.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        // Only the super-user mounts; a machine that builds for others may.
        return;
    }
    let out = mount.path().join("输出");
    let arguments = ["score", ".", "--month", "2026-10", "-q", "--fail-on", "never", "--out"];
    let run = kit::xuncha(office.path()).args(arguments).arg(&out).output().expect("the binary starts");
    let left = files(mount.path());
    Command::new("umount").arg(mount.path()).status().expect("umount runs");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("写出文件"), "{said}");
    assert!(left.keys().all(|path| !path.to_string_lossy().contains(".xuncha-")), "{left:?}");
    assert_eq!(left.len(), 0, "no paper without the others: {left:?}");
    assert_eq!(inputs(office.path()), before);
}

#[test]
fn a_file_that_vanishes_is_named_and_the_others_count() {
    let office = kit::county();
    let ledgers = office.path().join("台账");
    let victim =
        fs::read_dir(&ledgers).expect("the folder").map(|entry| entry.expect("an entry").path()).find(|path| path.is_file());
    let victim = victim.expect("a ledger");
    // Gone between the listing and the reading: a link whose target is taken away looks just so.
    fs::remove_file(&victim).expect("removed");
    #[cfg(unix)]
    std::os::unix::fs::symlink(office.path().join("gone.xlsx"), &victim).expect("a link");
    let run = kit::run(office.path(), &["check", ".", "--month", "2026-10", "--fail-on", "never"]);
    assert!(run.code == 2 || run.code == 0, "{}", run.stderr);
    assert!(!run.stderr.contains("panicked"));
    assert!(run.stdout.contains("县"), "the others count");
}
