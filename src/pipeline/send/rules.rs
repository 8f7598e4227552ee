//! When nothing is sent: quiet hours, and days nobody works.

use chrono::{DateTime, FixedOffset};

use crate::error::{Error, ErrorKind};
use crate::model::mail_server::MailServer;
use crate::model::period::chinese_date;
use crate::model::workdays::WorkingDays;

/// Says why nothing is sent at a time; `None` when something is.
pub(super) fn quiet(server: &MailServer, working_days: &WorkingDays, now: DateTime<FixedOffset>) -> Option<Error> {
    let refused = |message: String, hint: &str| Some(Error::new(ErrorKind::Request, message).hint(hint));
    if let Some(hours) = server.quiet_hours.filter(|hours| hours.holds(now.time())) {
        let message = format!("现在 {} 在不发送的时段 {hours} 里，没有发送", now.format("%H:%M"));
        return refused(message, "请到时段以外再运行，或改 xuncha.toml 的 quiet_hours");
    }
    if server.working_days_only && !working_days.is_working(now.date_naive()) {
        let message = format!("{} 不是工作日，没有发送", chinese_date(now.date_naive()));
        return refused(message, "请到工作日再运行，或改 xuncha.toml 的 working_days_only");
    }
    None
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::quiet;
    use crate::model::mail_server::{MailServer, QuietHours};
    use crate::model::workdays::WorkingDays;

    #[test]
    fn nothing_is_sent_at_night_and_on_days_off() {
        let server =
            MailServer { quiet_hours: QuietHours::parse("20:00-07:30"), working_days_only: true, ..MailServer::default() };
        let said = |at: &str| {
            let at = DateTime::parse_from_rfc3339(at).expect("a time");
            quiet(&server, &WorkingDays::default(), at).map(|error| error.message)
        };
        // 6 November 2026 is a Friday.
        assert_eq!(said("2026-11-06T19:59:59+08:00"), None);
        assert!(said("2026-11-06T20:00:00+08:00").is_some_and(|words| words.contains("20:00-07:30")));
        assert_eq!(said("2026-11-06T07:30:00+08:00"), None);
        assert!(said("2026-11-07T10:00:00+08:00").is_some_and(|words| words.contains("2026年11月7日 不是工作日")));
    }
}
