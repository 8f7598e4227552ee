//! The printed scorecard, pixel by pixel: no header of a table is cut off.
//!
//! Headers are white on deep red. Where a text does not fit, white reaches the edge of the red.

use std::path::Path;
use std::process::Command;

use crate::{convert, files, month};

const DOTS_PER_INCH: &str = "110";

/// A page as it is printed.
struct Page {
    width: usize,
    height: usize,
    /// Red, green and blue of every pixel.
    pixels: Vec<u8>,
}

impl Page {
    /// Reads a portable pixmap.
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a page");
        let mut at = 0;
        let mut word = || {
            let begin = at + bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace()).expect("a word");
            let end = begin + bytes[begin..].iter().position(u8::is_ascii_whitespace).expect("its end");
            at = end;
            String::from_utf8_lossy(&bytes[begin..end]).into_owned()
        };
        assert_eq!(word(), "P6");
        let [width, height, most] = [(); 3].map(|()| word().parse().expect("a number"));
        assert_eq!(most, 255);
        Self { width, height, pixels: bytes[at + 1..].to_vec() }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    fn is_crimson(&self, x: usize, y: usize) -> bool {
        let [red, green, blue] = self.at(x, y);
        (0x70..=0xA5).contains(&red) && green < 0x40 && blue < 0x40
    }

    fn is_light(&self, x: usize, y: usize) -> bool {
        self.at(x, y).iter().all(|part| *part > 0xC8)
    }

    /// Returns the rectangles of red: left, top, right and bottom, all included.
    fn headers(&self) -> Vec<[usize; 4]> {
        let mut found: Vec<[usize; 4]> = Vec::new();
        for y in 0..self.height {
            let mut x = 0;
            while x < self.width {
                let inside = |[left, _, right, bottom]: &[usize; 4]| (*left..=*right).contains(&x) && y <= *bottom;
                if let Some(box_) = found.iter().find(|box_| inside(box_)) {
                    x = box_[2] + 1;
                    continue;
                }
                let run = (x..self.width).take_while(|x| self.is_crimson(*x, y)).count();
                // The top of a header's cell is a line of plain red.
                if run >= 12 {
                    let (left, right) = (x, x + run - 1);
                    let below = (y..self.height).take_while(|y| self.is_crimson(left, *y) && self.is_crimson(right, *y)).count();
                    let box_ = [left, y, right, y + below.max(1) - 1];
                    // Red letters on white paper are no header.
                    if below >= 8 && self.red_share(box_) > 60 {
                        found.push(box_);
                    }
                }
                x += run.max(1);
            }
        }
        found
    }

    /// Returns how much of a rectangle is red, in percent.
    fn red_share(&self, [left, top, right, bottom]: [usize; 4]) -> usize {
        let pixels = (top..=bottom).flat_map(|y| (left..=right).map(move |x| (x, y)));
        let red = pixels.filter(|(x, y)| self.is_crimson(*x, *y)).count();
        red * 100 / ((right - left + 1) * (bottom - top + 1))
    }

    /// Says whether something light stands at the very edge of a rectangle.
    fn is_cut_off(&self, [left, top, right, bottom]: [usize; 4]) -> bool {
        let row = |y: usize| (left..=right).any(|x| self.is_light(x, y));
        let column = |x: usize| (top..=bottom).any(|y| self.is_light(x, y));
        row(top) || row(bottom) || column(left) || column(right)
    }
}

#[test]
fn no_header_of_the_printed_scorecard_is_cut_off() {
    let folder = month();
    let path = files(folder.path(), "xlsx").into_iter().find(|path| path.ends_with("评分表.xlsx")).expect("the scorecard");
    convert(&[path], "pdf", folder.path());
    let pages = folder.path().join("pages");
    std::fs::create_dir(&pages).expect("a folder");
    let pdf = folder.path().join("评分表.pdf");
    let drawn = Command::new("pdftoppm").args(["-r", DOTS_PER_INCH]).arg(&pdf).arg(pages.join("p")).status();
    assert!(drawn.expect("pdftoppm (poppler-utils) is installed").success());
    let (mut headers, mut with_text) = (0, 0);
    for path in files(&pages, "ppm") {
        let page = Page::read(&path);
        for header in page.headers() {
            assert!(!page.is_cut_off(header), "{} at {header:?}", path.display());
            headers += 1;
            let [left, top, right, bottom] = header;
            with_text += usize::from((top..=bottom).any(|y| (left..=right).any(|x| page.is_light(x, y))));
        }
    }
    // The check sees what it is meant to see: a card of each unit alone has more than thirty.
    assert!(headers > 400 && with_text * 10 > headers * 9, "{headers} headers, {with_text} with text");
}

#[test]
fn a_header_whose_text_does_not_fit_is_seen() {
    let (width, height) = (60, 40);
    let mut page = Page { width, height, pixels: vec![255; width * height * 3] };
    let mut paint = |x: usize, y: usize, colour: [u8; 3]| {
        page.pixels[(y * width + x) * 3..][..3].copy_from_slice(&colour);
    };
    for (x, y) in (10..50).flat_map(|x| (10..30).map(move |y| (x, y))) {
        paint(x, y, [0x8B, 0x1A, 0x1A]);
    }
    (20..40).for_each(|x| paint(x, 20, [255; 3]));
    assert_eq!(page.headers(), [[10, 10, 49, 29]]);
    assert!(!page.is_cut_off([10, 10, 49, 29]));
    page.pixels[(29 * width + 30) * 3..][..3].copy_from_slice(&[255; 3]);
    assert!(page.is_cut_off([10, 10, 49, 29]));
}
