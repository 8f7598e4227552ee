//! How the office's mail server is reached, and under which rules mail goes out.

use std::fmt;

use chrono::NaiveTime;

/// How a connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    #[default]
    Implicit,
    /// Plain at first, then TLS or nothing.
    StartTls,
    /// Plain; only to this machine or the office's own network.
    None,
}

impl Protection {
    /// Every way, by the word in the settings.
    pub const WORDS: [(&'static str, Self); 3] =
        [("implicit", Self::Implicit), ("starttls", Self::StartTls), ("none", Self::None)];

    /// Returns the usual port.
    pub fn port(self) -> u16 {
        match self {
            Self::Implicit => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }

    /// Returns the word in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }
}

/// How the server is told who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogIn {
    /// Whichever of the two the server offers.
    #[default]
    Either,
    /// AUTH PLAIN.
    Plain,
    /// AUTH LOGIN.
    Login,
}

impl LogIn {
    /// Every way, by the word in the settings.
    pub const WORDS: [(&'static str, Self); 3] = [("auto", Self::Either), ("plain", Self::Plain), ("login", Self::Login)];
}

/// A span of the day in which nothing is sent; it may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first minute of quiet.
    pub from: NaiveTime,
    /// The first minute after it.
    pub to: NaiveTime,
}

impl QuietHours {
    /// Reads `22:00-07:30`; `None` for anything else, and for a span without length.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let hours = Self { from: time(from)?, to: time(to)? };
        (hours.from != hours.to).then_some(hours)
    }

    /// Says whether a time lies in the span; its end does not.
    pub fn holds(&self, time: NaiveTime) -> bool {
        if self.from < self.to { self.from <= time && time < self.to } else { time >= self.from || time < self.to }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.format("%H:%M"), self.to.format("%H:%M"))
    }
}

/// The mail server and the rules, as the settings have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// Its name; empty when none is set.
    pub name: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// The certificate of the office's own authority, below the workspace or anywhere.
    pub ca_file: Option<String>,
    /// The user; `None` where the server asks for none.
    pub user: Option<String>,
    /// How the user is told.
    pub log_in: LogIn,
    /// The environment variable that has the password.
    pub password_env: String,
    /// The file that has the password.
    pub password_file: Option<String>,
    /// Whether one person prepares and another releases.
    pub two_person: bool,
    /// When nothing is sent.
    pub quiet_hours: Option<QuietHours>,
    /// Whether mail goes out on working days only.
    pub working_days_only: bool,
    /// Most messages a minute; `None` for as fast as the server takes them.
    pub rate: Option<u32>,
    /// Most messages a run; `None` for all.
    pub limit: Option<u32>,
    /// How often what was refused for the time being is tried again in a run.
    pub retries: u32,
    /// The first pause before trying again, in seconds; each next one is twice as long.
    pub retry_pause: u32,
    /// How long an answer of the server is waited for, in seconds.
    pub timeout: u32,
}

/// The environment variable of the password unless another is set.
pub const PASSWORD_ENV: &str = "XUNCHA_MAIL_PASSWORD";

impl Default for MailServer {
    fn default() -> Self {
        Self {
            name: String::new(),
            port: Protection::default().port(),
            protection: Protection::default(),
            ca_file: None,
            user: None,
            log_in: LogIn::default(),
            password_env: PASSWORD_ENV.to_owned(),
            password_file: None,
            two_person: false,
            quiet_hours: None,
            working_days_only: false,
            rate: None,
            limit: None,
            retries: 3,
            retry_pause: 30,
            timeout: 60,
        }
    }
}

/// A password: nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a password, without the line end a file may close with.
    pub fn new(text: &str) -> Self {
        Self(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Returns the password, for the server alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::{QuietHours, Secret};

    #[test]
    fn quiet_hours_may_pass_midnight_and_end_before_their_end() {
        let at = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").expect("a time");
        let night = QuietHours::parse("22:00-07:00").expect("a span");
        for (time, quiet) in [("21:59", false), ("22:00", true), ("00:00", true), ("06:59", true), ("07:00", false)] {
            assert_eq!(night.holds(at(time)), quiet, "{time}");
        }
        let noon = QuietHours::parse("12:00 - 14:30").expect("a span");
        for (time, quiet) in [("11:59", false), ("12:00", true), ("14:29", true), ("14:30", false)] {
            assert_eq!(noon.holds(at(time)), quiet, "{time}");
        }
        for wrong in ["", "22:00", "25:00-07:00", "07:00-07:00", "夜里"] {
            assert_eq!(QuietHours::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2\n")), "Secret");
        assert_eq!(Secret::new("hunter2\r\n").reveal(), "hunter2");
    }
}
