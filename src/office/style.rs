//! How a cell looks: typeface, size, colour, alignment. A small restrained palette that also prints in grey.

use std::borrow::Cow;

use chrono::NaiveDate;
use foldhash::HashMap;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::office::cell_text::{cell_text, looks_like_formula};

/// Chinese typefaces every Windows and WPS installation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// 宋体: running text and figures.
    Song,
    /// 黑体: titles and headers.
    Hei,
}

/// A cell's background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fill {
    /// Paper.
    None,
    /// Deep red, for headers; takes white ink.
    Crimson,
    /// Light warm grey, for bands.
    Band,
    /// Bad.
    Red,
    /// To be watched.
    Yellow,
    /// Good.
    Green,
    /// Apart.
    Blue,
    /// Unknown.
    Grey,
}

impl Fill {
    pub(crate) fn color(self) -> Option<Color> {
        let rgb = match self {
            Self::None => return None,
            Self::Crimson => 0x8B_1A1A,
            Self::Band => 0xEF_EBE6,
            Self::Red => 0xF4_C7C3,
            Self::Yellow => 0xFC_E8B2,
            Self::Green => 0xCF_E7CF,
            Self::Blue => 0xCF_DFF0,
            Self::Grey => 0xDD_DDDD,
        };
        Some(Color::RGB(rgb))
    }

    /// Returns the same hue as strong as a bar or a line of a chart needs it, told apart in grey too.
    pub(crate) fn strong(self) -> Color {
        Color::RGB(match self {
            Self::None | Self::Grey => 0x8C_8C8C,
            Self::Crimson => 0x8B_1A1A,
            Self::Band => 0xDF_C9A0,
            Self::Red => 0xC0_392B,
            Self::Yellow => 0xF2_C14E,
            Self::Green => 0x5B_8C5A,
            Self::Blue => 0x3B_6E9C,
        })
    }
}

/// The colour of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Black.
    Black,
    /// White, on crimson.
    White,
    /// Deep red, for titles and warnings.
    Crimson,
    /// Dark grey, for what explains.
    Grey,
    /// Dark blue and underlined, for what leads somewhere.
    Link,
}

/// Where text stands in its cell; always vertically centred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Align {
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// The lines round a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// None.
    None,
    /// Thin on all sides.
    Thin,
    /// Thin, with a strong line above: something new begins.
    Begins,
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Shown {
    General,
    Places(u8),
    Percent,
    Day,
    /// 1 as √, 0 as ×.
    Tick,
    /// Text that would be a formula if somebody typed it.
    Quoted,
    /// What is typed stays text: 001 keeps its zeros, 3-1 becomes no date.
    Text,
}

/// A look; cells are made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    face: Face,
    points: u8,
    bold: bool,
    fill: Fill,
    ink: Ink,
    align: Align,
    frame: Frame,
    indent: u8,
    shown: Shown,
}

/// A cell's content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content<'a> {
    /// Nothing but the look.
    Blank,
    /// Text, never a formula.
    Text(Cow<'a, str>),
    /// A number.
    Number(Decimal),
    /// A day.
    Day(NaiveDate),
    /// Text that leads to a file.
    Link(Cow<'a, str>, String),
    /// A formula, and what it comes to.
    Live(String, Box<Self>),
}

impl Content<'_> {
    /// Returns what a formula's cell keeps as its result.
    pub(crate) fn result(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number(value) => value.normalize().to_string(),
            _ => String::new(),
        }
    }
}

/// What goes into one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell<'a> {
    pub(crate) content: Content<'a>,
    pub(crate) style: Style,
}

impl<'a> Cell<'a> {
    /// The same cell, reckoned by a formula when the workbook is opened; its number or text is what the formula comes to.
    ///
    /// A formula is made of addresses, names of the program's own and numbers; text from data never stands in one.
    pub fn live(self, formula: impl Into<String>) -> Self {
        Self { content: Content::Live(formula.into(), Box::new(self.content)), style: self.style }
    }
}

impl Style {
    /// Table text: 宋体, thin frame, left.
    pub const BODY: Self = Self {
        face: Face::Song,
        points: 11,
        bold: false,
        fill: Fill::None,
        ink: Ink::Black,
        align: Align::Left,
        frame: Frame::Thin,
        indent: 0,
        shown: Shown::General,
    };

    /// A table's header: 黑体, white on crimson, centred.
    pub const HEAD: Self = Self { face: Face::Hei, fill: Fill::Crimson, ink: Ink::White, align: Align::Center, ..Self::BODY };

    /// A sheet's title.
    pub const TITLE: Self =
        Self { face: Face::Hei, points: 20, ink: Ink::Crimson, align: Align::Center, frame: Frame::None, ..Self::BODY };

    /// A line that explains, without a frame.
    pub const NOTE: Self = Self { points: 10, ink: Ink::Grey, frame: Frame::None, ..Self::BODY };

    /// A heading inside a sheet, without a frame.
    pub const SECTION: Self = Self { face: Face::Hei, points: 12, ink: Ink::Crimson, frame: Frame::None, ..Self::BODY };

    /// The same in another size, in points.
    pub const fn points(self, points: u8) -> Self {
        Self { points, ..self }
    }

    /// The same in bold, when asked.
    pub const fn bold(self, bold: bool) -> Self {
        Self { bold, ..self }
    }

    /// The same on another background.
    pub const fn fill(self, fill: Fill) -> Self {
        Self { fill, ..self }
    }

    /// The same in another colour.
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// The same with another frame.
    pub const fn frame(self, frame: Frame) -> Self {
        Self { frame, ..self }
    }

    /// The same, centred.
    pub const fn center(self) -> Self {
        Self { align: Align::Center, ..self }
    }

    /// The same, set to the right; numbers stand a space off the line.
    pub const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    /// The same, indented by so many characters.
    pub const fn indent(self, indent: u8) -> Self {
        Self { indent, ..self }
    }

    /// A cell of text; control characters and what is too long for a cell are taken out.
    pub fn text<'a>(self, text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        let text = match text.into() {
            Cow::Borrowed(text) => cell_text(text),
            Cow::Owned(text) => Cow::Owned(cell_text(&text).into_owned()),
        };
        if text.is_empty() {
            return self.blank();
        }
        let shown = if looks_like_formula(&text) { Shown::Quoted } else { Shown::General };
        Cell { content: Content::Text(text), style: Self { shown, ..self } }
    }

    /// A cell of text that leads to a target of `office::link`; plain text without one.
    pub fn link<'a>(self, text: impl Into<Cow<'a, str>>, target: Option<String>) -> Cell<'a> {
        let cell = self.text(text);
        match (cell.content, target) {
            (Content::Text(text), Some(target)) => {
                Cell { content: Content::Link(text, target), style: cell.style.ink(Ink::Link) }
            }
            (content, _) => Cell { content, style: cell.style },
        }
    }

    /// A cell of text that may be absent.
    pub fn text_or_blank<'a>(self, text: Option<&'a str>) -> Cell<'a> {
        text.map_or_else(|| self.blank(), |text| self.text(text))
    }

    /// A cell with a number, shown with exactly the decimal places it carries.
    pub fn number(self, value: Decimal) -> Cell<'static> {
        let places = value.scale().min(10) as u8;
        Cell { content: Content::Number(value), style: Self { shown: Shown::Places(places), ..self } }
    }

    /// A cell with a number as it is, shown with so many decimal places.
    pub fn places(self, value: Decimal, places: u8) -> Cell<'static> {
        Cell { content: Content::Number(value), style: Self { shown: Shown::Places(places), ..self } }
    }

    /// A cell with a whole number.
    pub fn count(self, value: impl Into<Decimal>) -> Cell<'static> {
        self.number(value.into())
    }

    /// A cell with a percentage, given as 0–100, shown with two places.
    pub fn percent(self, percent: Decimal) -> Cell<'static> {
        let content = Content::Number(percent / Decimal::ONE_HUNDRED);
        Cell { content, style: Self { shown: Shown::Percent, ..self } }
    }

    /// A cell with 1, shown as √, or 0, shown as ×: sums and counts of it are numbers.
    pub fn tick(self, is_so: bool) -> Cell<'static> {
        let content = Content::Number(Decimal::from(u8::from(is_so)));
        Cell { content, style: Self { shown: Shown::Tick, ..self } }
    }

    /// A cell with a day.
    pub fn day(self, day: NaiveDate) -> Cell<'static> {
        Cell { content: Content::Day(day), style: Self { shown: Shown::Day, ..self } }
    }

    /// A cell with a day that may be absent.
    pub fn day_or_blank(self, day: Option<NaiveDate>) -> Cell<'static> {
        day.map_or_else(|| self.blank(), |day| self.day(day))
    }

    /// The same for cells in which what is typed stays text.
    pub const fn for_text(self) -> Self {
        Self { shown: Shown::Text, ..self }
    }

    /// The same for cells that take a day.
    pub const fn for_days(self) -> Self {
        Self { shown: Shown::Day, ..self }
    }

    /// The same for cells that take a number with so many decimal places.
    pub const fn for_numbers(self, places: u8) -> Self {
        Self { shown: Shown::Places(places), ..self }
    }

    /// An empty cell of this look.
    pub fn blank(self) -> Cell<'static> {
        Cell { content: Content::Blank, style: self }
    }

    /// Returns the size, in points.
    pub(crate) fn size_points(self) -> u8 {
        self.points
    }

    /// Returns how much of a column's width the indent takes, in digits.
    pub(crate) fn indent_digits(self) -> f64 {
        f64::from(self.indent) * 1.5
    }

    fn format(self) -> Format {
        let face = match self.face {
            Face::Song => "宋体",
            Face::Hei => "黑体",
        };
        let ink = match self.ink {
            Ink::Black => 0x00_0000,
            Ink::White => 0xFF_FFFF,
            Ink::Crimson => 0x8B_1A1A,
            Ink::Grey => 0x59_5959,
            Ink::Link => 0x1F_4E79,
        };
        let align = match self.align {
            Align::Left => FormatAlign::Left,
            Align::Center => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        };
        let mut format = base(face, self.points)
            .set_font_color(Color::RGB(ink))
            .set_align(align)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_indent(self.indent);
        if self.ink == Ink::Link {
            format = format.set_underline(FormatUnderline::Single);
        }
        if self.bold {
            format = format.set_bold();
        }
        if let Some(color) = self.fill.color() {
            format = format.set_background_color(color);
        }
        self.shown.apply(self.frame.apply(format), self.align)
    }
}

impl Frame {
    fn apply(self, format: Format) -> Format {
        let line = Color::RGB(0xA6_A6A6);
        match self {
            Self::None => format,
            Self::Thin => format.set_border(FormatBorder::Thin).set_border_color(line),
            Self::Begins => format
                .set_border(FormatBorder::Thin)
                .set_border_color(line)
                .set_border_top(FormatBorder::Medium)
                .set_border_top_color(Color::RGB(0x8B_1A1A)),
        }
    }
}

impl Shown {
    fn apply(self, format: Format, align: Align) -> Format {
        // `_` and a space leave that space free; an indent would do, but LibreOffice drops it now and then.
        let off = if align == Align::Right { "_ " } else { "" };
        match self {
            Self::General => format,
            Self::Places(0) => format.set_num_format(format!("0{off}")),
            Self::Places(places) => format.set_num_format(format!("0.{}{off}", "0".repeat(usize::from(places)))),
            Self::Percent => format.set_num_format("0.00%"),
            Self::Day => format.set_num_format("yyyy-mm-dd"),
            Self::Tick => format.set_num_format("\"√\";;\"×\""),
            Self::Quoted => format.set_quote_prefix(),
            Self::Text => format.set_num_format("@"),
        }
    }
}

/// Returns a bare Chinese format; 134 is the GB character set.
pub(crate) fn base(face: &str, points: u8) -> Format {
    Format::new().set_font_name(face).set_font_charset(134).set_font_size(points)
}

/// Every look used so far as the writer's format, each made once.
#[derive(Debug, Default)]
pub(crate) struct Formats(HashMap<Style, Format>);

impl Formats {
    /// Returns the format of a look.
    pub(crate) fn get(&mut self, style: Style) -> &Format {
        self.0.entry(style).or_insert_with(|| style.format())
    }
}
