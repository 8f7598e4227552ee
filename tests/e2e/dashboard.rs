//! 看板.html in headless Chromium with the network off: filters, the records behind figures, keys, print.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::browser::Browser;
use crate::{month, pages, text};

/// Chooses a word of a filter, as its list does.
fn choose(page: &mut Browser, filter: &str, word: &str) {
    page.eval(&format!(
        "(() => {{ const s = document.getElementById('by-{filter}'); \
         s.value = [...s.options].find((o) => o.text === '{word}').value; s.dispatchEvent(new Event('change')); }})()"
    ));
}

fn rows(page: &mut Browser) -> u64 {
    page.eval("document.querySelectorAll('#drill tbody tr').length").as_u64().expect("a count")
}

/// Opens everything that counts records and returns what does not show as many as it says.
const WRONG_FIGURES: &str = "(() => {
  const wrong = [], drill = document.getElementById('drill');
  let opened = 0;
  const shown = () => document.querySelector('#drill h2 small').textContent.match(/\\d+/)[0];
  const open = (element, said) => {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    opened += 1;
    if (!drill.open || shown() !== said) wrong.push(element.getAttribute('aria-label'));
    drill.close();
  };
  document.querySelectorAll('main .figure').forEach((figure) => {
    const said = figure.textContent.match(/^(\\d+)(\\/\\d+)?( 条)?$/);
    if (said) open(figure, said[1]);
  });
  document.querySelectorAll('main svg .mark').forEach((mark) => open(mark, mark.getAttribute('aria-label').match(/ (\\d+)(\\/\\d+)? 条/)[1]));
  document.querySelectorAll('table.heat button').forEach((cell) => open(cell, cell.textContent.split('/')[1]));
  return [opened, wrong];
})()";

/// The cells that hold a problem, `file sheet cell`, as `export` has them.
fn cells_of_problems() -> BTreeSet<String> {
    let export = Command::new(env!("CARGO_BIN_EXE_xuncha"))
        .args(["export", "--month", "2026-10"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/county"))
        .output()
        .expect("the program");
    let lines = String::from_utf8(export.stdout).expect("text");
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let cell = |record: Value| {
        let (source, cell) = (&record["source"], record["cells"]["problem"].as_str()?);
        Some(format!("{} {} {cell}", source["file"].as_str()?, source["sheet"].as_str()?))
    };
    records.filter_map(cell).collect()
}

/// Keeps a picture for the manuals where `docs/img/make.sh` asks for it.
fn keep(name: &str, picture: &[u8]) {
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{name} is a picture of something");
    if let Some(folder) = std::env::var_os("XUNCHA_PICTURES") {
        std::fs::write(Path::new(&folder).join(name), picture).expect("a folder for pictures");
    }
}

#[test]
fn the_dashboard_opens_without_a_network_and_leads_from_a_bar_to_the_cell() {
    let month = month();
    let mut page = Browser::open(&month.path().join("看板.html"), 1280, 1010);
    assert_eq!(page.complaints(), [] as [&Value; 0]);
    assert_eq!(page.requests().len(), 1, "nothing but the file itself: {:?}", page.requests());
    assert_eq!(page.eval("document.querySelectorAll('.alarm').length"), 0, "its counts agree with the engine's");
    keep("dashboard.png", &page.picture());

    // A figure opens as many records as it says, everywhere.
    let opened = page.eval(WRONG_FIGURES);
    assert!(opened[0].as_u64() > Some(200), "{opened}");
    assert_eq!(opened[1], serde_json::json!([]));

    // A real click on a bar; the list names cells that hold problems.
    page.click(".units .mark[aria-label^='石门乡 未达到序时']");
    assert_eq!(page.eval("document.getElementById('drill').open"), true);
    assert_eq!(rows(&mut page), 4);
    let places = page.eval(
        "[...document.querySelectorAll('#drill tbody tr')].map((row) => ['文件', '表', '单元格'].map((head) => \
         row.querySelector(`td[data-head=\"${head}\"]`).textContent).join(' '))",
    );
    let known = cells_of_problems();
    for place in places.as_array().expect("places").iter().filter_map(Value::as_str) {
        assert!(known.contains(place), "「{place}」 is no cell of a problem");
    }
    page.resize(1280, 520);
    keep("dashboard-records.png", &page.picture());
    page.resize(1280, 1010);
    page.press("Escape", 27);
    assert_eq!(page.eval("document.getElementById('drill').open"), false);

    choose(&mut page, "group", "乡镇街道");
    choose(&mut page, "light", "红灯");
    let told = page.text("document.querySelector('.now').textContent");
    assert!(told.contains("组别「乡镇街道」") && told.contains("灯「红灯」") && told.contains("计入 6/214 条"), "{told}");
    assert_eq!(page.text("document.querySelector('.tile.bad .big').textContent"), "6/6");
    page.click(".tile.bad .figure");
    assert_eq!(rows(&mut page), 6);
    page.press("Escape", 27);
    page.eval("[...document.querySelectorAll('.filters button')].find((b) => b.textContent === '清除筛选').click()");
    assert!(page.text("document.querySelector('.now').textContent").starts_with("未筛选；计入 214 条"));

    // By the keyboard alone.
    page.eval("document.querySelector('.units [data-mark]').focus()");
    page.press("ArrowDown", 40);
    page.press("Enter", 13);
    assert_eq!(page.eval("document.getElementById('drill').open"), true);
    assert_eq!(page.complaints(), [] as [&Value; 0]);
}

#[test]
fn the_dashboard_lets_nothing_in_from_elsewhere() {
    let month = month();
    let mut page = Browser::open(&month.path().join("看板.html"), 1280, 800);
    assert_eq!(page.eval("fetch('https://example.com').then(() => true, () => false)"), false);
    let injected = "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; \
                    document.body.appendChild(s); return window.ran === undefined; })()";
    assert_eq!(page.eval(injected), true, "a script that is not the page's own does not run");
    let complaints = page.complaints().iter().map(|event| event.to_string()).collect::<String>();
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
}

#[test]
fn the_dashboard_fits_a_telephone() {
    let month = month();
    let mut page = Browser::open(&month.path().join("看板.html"), 390, 844);
    assert_eq!(page.eval("document.documentElement.scrollWidth"), 390, "nothing sticks out");
    assert_eq!(page.complaints(), [] as [&Value; 0]);
}

#[test]
fn the_dashboard_prints_on_a4() {
    let month = month();
    let mut page = Browser::open(&month.path().join("看板.html"), 1280, 800);
    let printed = month.path().join("看板.pdf");
    let print = |page: &mut Browser| {
        std::fs::write(&printed, page.pdf()).expect("a PDF");
        let info = Command::new("pdfinfo").arg(&printed).output().expect("pdfinfo (poppler-utils) is installed");
        assert!(String::from_utf8_lossy(&info.stdout).contains("(A4)"), "{}", String::from_utf8_lossy(&info.stdout));
        (pages(&printed), text(&printed).split_whitespace().collect::<String>())
    };
    let (count, words) = print(&mut page);
    assert!((6..=10).contains(&count), "{count} pages");
    for heading in ["各组末位和失分原因", "近期到期", "各单位整改进度", "超期清单（20条）", "口径和核对", "县卫生健康局"]
    {
        assert!(words.contains(heading), "{heading} is not printed");
    }
    assert!(!words.contains("复制到Excel"), "what can only be clicked is not printed");
    page.click(".tile.bad .figure");
    let (count, words) = print(&mut page);
    assert!((1..=3).contains(&count) && words.contains("未达到序时20条") && !words.contains("口径和核对"), "the open list alone");
}
