//! A ruler for written papers: the parts as trees, and what each paragraph measures once its style is reckoned in.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with what is in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Self>,
    text: String,
}

impl Element {
    /// Reads a part.
    pub(super) fn parse(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(start) => open.push(Self::of(&start)),
                Event::Empty(start) => open.last_mut().expect("an element").children.push(Self::of(&start)),
                Event::End(_) => {
                    let done = open.pop().expect("an element");
                    open.last_mut().expect("its parent").children.push(done);
                }
                Event::Text(text) => open.last_mut().expect("an element").text.push_str(&text),
                Event::Eof => return open.pop().expect("the root"),
                _ => {}
            }
        }
    }

    fn of(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.expect("an attribute");
            (attribute.key.as_ref().to_owned(), attribute.value.to_string())
        });
        Self { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    /// Returns an attribute; the prefix `w:` is left out.
    pub(super) fn attribute(&self, key: &str) -> Option<&str> {
        let key = format!("w:{key}");
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }

    /// Returns a number, 0 where there is none.
    pub(super) fn number(&self, key: &str) -> i32 {
        self.attribute(key).map_or(0, |value| value.parse().expect("a number"))
    }

    /// Returns every element of a name, at any depth, in order.
    pub(super) fn all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == format!("w:{name}") {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// Returns the only element of a name.
    pub(super) fn one(&self, name: &str) -> &Self {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "{name}");
        found[0]
    }

    /// Returns a child.
    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == format!("w:{name}"))
    }

    /// Returns the text in it.
    pub(super) fn said(&self) -> String {
        self.children.iter().fold(self.text.clone(), |text, child| text + &child.said())
    }
}

/// A paragraph as it measures, in twips.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    /// Its style's id.
    pub(super) style: String,
    /// Its text.
    pub(super) text: String,
    /// Its exact pitch.
    pub(super) pitch: i32,
    /// Indents: left, right, first line (below zero: hanging).
    pub(super) indent: [i32; 3],
    /// Characters of the first line's indent, in hundredths.
    pub(super) first_chars: i32,
    /// How it is justified.
    pub(super) justify: String,
    /// Fonts for Latin and for Chinese characters, of the first run.
    pub(super) fonts: [String; 2],
    /// Size, in half points.
    pub(super) size: i32,
    /// Colour.
    pub(super) colour: String,
    /// Lines above and below, in eighths of a point, with their colour.
    pub(super) rules: [Option<(i32, String)>; 2],
    /// Where its right tab stands.
    pub(super) tab: Option<i32>,
    /// Whether it begins a page.
    pub(super) on_new_page: bool,
    /// Whether it stays with the next.
    pub(super) kept: bool,
}

impl Measured {
    /// Returns where the text begins and ends at most, from the left edge of the type area of a width.
    pub(super) fn span(&self, width: i32) -> [i32; 2] {
        [self.indent[0], width - self.indent[1]]
    }

    fn take(&mut self, properties: &Element) {
        if let Some(spacing) = properties.child("spacing").filter(|spacing| spacing.attribute("line").is_some()) {
            assert_eq!(spacing.attribute("lineRule"), Some("exact"), "{}", self.text);
            self.pitch = spacing.number("line");
        }
        if let Some(indent) = properties.child("ind") {
            let first = indent.number("firstLine") - indent.number("hanging");
            self.indent = [indent.number("left"), indent.number("right"), first];
            self.first_chars = indent.number("firstLineChars");
        }
        if let Some(justify) = properties.child("jc") {
            self.justify = justify.attribute("val").unwrap_or_default().to_owned();
        }
        if let Some(borders) = properties.child("pBdr") {
            let rule =
                |side| borders.child(side).map(|rule| (rule.number("sz"), rule.attribute("color").unwrap_or_default().into()));
            self.rules = [rule("top"), rule("bottom")];
        }
        self.tab = properties.child("tabs").and_then(|tabs| tabs.child("tab")).map(|tab| tab.number("pos")).or(self.tab);
        self.on_new_page |= properties.child("pageBreakBefore").is_some();
        self.kept |= properties.child("keepNext").is_some();
    }

    fn take_run(&mut self, properties: &Element) {
        if let Some(fonts) = properties.child("rFonts") {
            self.fonts = ["ascii", "eastAsia"].map(|slot| fonts.attribute(slot).unwrap_or_default().to_owned());
            assert_eq!(fonts.attribute("hAnsi"), fonts.attribute("ascii"));
        }
        if let Some(size) = properties.child("sz") {
            self.size = size.number("val");
        }
        if let Some(colour) = properties.child("color") {
            self.colour = colour.attribute("val").unwrap_or_default().to_owned();
        }
    }
}

/// Measures the paragraphs of a part; those in tables are left out.
pub(super) fn measure(part: &Element, styles: &Element) -> Vec<Measured> {
    let body = &part.children[0];
    let body = body.child("body").unwrap_or(body);
    body.children.iter().filter(|child| child.name == "w:p").map(|paragraph| one(paragraph, styles)).collect()
}

/// Measures every paragraph in an element, at any depth.
pub(super) fn measure_all(element: &Element, styles: &Element) -> Vec<Measured> {
    element.all("p").into_iter().map(|paragraph| one(paragraph, styles)).collect()
}

fn one(paragraph: &Element, styles: &Element) -> Measured {
    let mut measured = Measured { text: paragraph.said(), ..Measured::default() };
    let style = |id: &str| styles.all("style").into_iter().find(|style| style.attribute("styleId") == Some(id));
    let properties = paragraph.child("pPr").expect("properties");
    let id = properties.child("pStyle").and_then(|style| style.attribute("val")).expect("a style");
    id.clone_into(&mut measured.style);
    measured.take_run(styles.one("rPrDefault").one("rPr"));
    for id in ["Plain", id] {
        let style = style(id).unwrap_or_else(|| panic!("no style {id}"));
        style.child("pPr").into_iter().for_each(|properties| measured.take(properties));
        style.child("rPr").into_iter().for_each(|properties| measured.take_run(properties));
    }
    measured.take(properties);
    if let Some(run) = paragraph.child("r").and_then(|run| run.child("rPr")) {
        if let Some(of) = run.child("rStyle").and_then(|of| of.attribute("val")).and_then(style) {
            of.child("rPr").into_iter().for_each(|properties| measured.take_run(properties));
        }
        measured.take_run(run);
    }
    measured
}

/// Returns millimetres of twips.
pub(super) fn mm(twips: i32) -> f64 {
    f64::from(twips) * 25.4 / 1_440.0
}

/// Asserts that twips come to so many millimetres, give or take some.
#[track_caller]
pub(super) fn is_mm(twips: i32, expected: f64, tolerance: f64) {
    assert!((mm(twips) - expected).abs() <= tolerance, "{:.2} mm where {expected} mm are due", mm(twips));
}
