//! The section `[mail]`: who sends, where mail may go, the server and the rules of sending. The password is not in it.

use crate::model::mail_server::{LogIn, MailServer, PASSWORD_ENV, Protection, QuietHours};
use crate::model::office::MailIdentity;
use crate::policy::reader::Section;

/// Most times a message is tried again in a run.
const MOST_RETRIES: u32 = 10;
/// The longest first pause, in seconds.
const LONGEST_PAUSE: u32 = 600;
/// The longest an answer is waited for, in seconds. Source: RFC 5321, 4.5.3.2.6, ten minutes.
const LONGEST_TIMEOUT: u32 = 600;

/// Reads who sends, and where mail may go.
pub(super) fn identity(section: &Section<'_, '_>) -> MailIdentity {
    let from_address = section.text("from_address").unwrap_or_default();
    let plausible = from_address.is_ascii() && from_address.contains('@');
    if !from_address.is_empty() && !plausible {
        section.fault("from_address", "发件地址不对", Some("例如 \"xunchaban@example.gov.cn\"".to_owned()));
    }
    MailIdentity {
        from_name: section.text("from_name").unwrap_or_default(),
        from_address,
        allowed_domains: section.texts("allowed_domains"),
    }
}

/// Reads the server and the rules.
pub(super) fn server(section: &Section<'_, '_>) -> MailServer {
    let default = MailServer::default();
    let protection = section.choice("tls", &Protection::WORDS).unwrap_or_default();
    if section.has("password") {
        let hint = format!("请删掉这一行，把密码放在环境变量 {PASSWORD_ENV} 里，或写进只有本人能读的文件并用 password_file 指明");
        section.fault("password", "密码不能写在设置里", Some(hint));
    }
    if section.flag("keyring").is_some() {
        let hint = format!("请用环境变量 {PASSWORD_ENV}，或用 password_file 指明密码文件");
        section.fault("keyring", "不支持从系统的钥匙串取密码", Some(hint));
    }
    MailServer {
        name: name(section),
        port: port(section).unwrap_or(protection.port()),
        protection,
        ca_file: section.text("ca_file"),
        user: section.text("user").filter(|user| !user.is_empty()),
        log_in: section.choice("auth", &LogIn::WORDS).unwrap_or_default(),
        password_env: section.text("password_env").unwrap_or(default.password_env),
        password_file: section.text("password_file"),
        two_person: section.choice("release", &[("one", false), ("two-person", true)]).unwrap_or(default.two_person),
        quiet_hours: quiet_hours(section),
        working_days_only: section.flag("working_days_only").unwrap_or(default.working_days_only),
        rate: positive(section, "rate"),
        limit: positive(section, "limit"),
        retries: at_most(section, "retries", MOST_RETRIES).unwrap_or(default.retries),
        retry_pause: at_most(section, "retry_pause", LONGEST_PAUSE).unwrap_or(default.retry_pause),
        timeout: at_most(section, "timeout", LONGEST_TIMEOUT).filter(|timeout| *timeout > 0).unwrap_or(default.timeout),
    }
}

/// Reads the server's name: letters, digits, dots, hyphens, or an address of numbers.
fn name(section: &Section<'_, '_>) -> String {
    let name = section.text("server").unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if !name.chars().all(fits) {
        section.fault("server", "邮件服务器的名称不对", Some("例如 \"mail.example.gov.cn\"，不写端口".to_owned()));
        return String::new();
    }
    // An address of version 6 has more than one colon.
    if name.matches(':').count() == 1 {
        section.fault("server", "邮件服务器的名称里不写端口", Some("端口另写一行，例如 port = 465".to_owned()));
        return String::new();
    }
    name
}

fn port(section: &Section<'_, '_>) -> Option<u16> {
    let port = section.count("port")?;
    let fits = u16::try_from(port).ok().filter(|port| *port > 0);
    if fits.is_none() {
        section.fault("port", format!("端口 {port} 不对"), Some("通常是 465（implicit）或 587（starttls）".to_owned()));
    }
    fits
}

fn quiet_hours(section: &Section<'_, '_>) -> Option<QuietHours> {
    let text = section.text("quiet_hours").filter(|text| !text.is_empty())?;
    let hours = QuietHours::parse(&text);
    if hours.is_none() {
        section.fault("quiet_hours", format!("不发送的时段「{text}」看不懂"), Some("例如 \"20:00-07:30\"".to_owned()));
    }
    hours
}

fn positive(section: &Section<'_, '_>, key: &'static str) -> Option<u32> {
    let count = section.count(key)?;
    if count == 0 {
        section.fault(key, format!("「{key}」不能是 0"), Some("不限的，删掉这一行".to_owned()));
    }
    (count > 0).then_some(count)
}

fn at_most(section: &Section<'_, '_>, key: &'static str, most: u32) -> Option<u32> {
    let count = section.count(key)?;
    if count > most {
        section.fault(key, format!("「{key}」最多 {most}"), None);
    }
    (count <= most).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::{MailServer, server};
    use crate::model::mail_server::Protection;
    use crate::policy::reader;

    fn read(text: &str) -> Result<MailServer, String> {
        reader::parse("xuncha.toml", text, |section| Some(server(section))).map_err(|error| error.to_string())
    }

    #[test]
    fn without_a_word_the_connection_is_protected_and_nothing_is_unlimited_but_the_number() {
        let server = read("server = \"mail.county.gov.cn\"").expect("settings");
        assert_eq!((server.protection, server.port, server.retries), (Protection::Implicit, 465, 3));
        assert_eq!(read("tls = \"starttls\"").map(|server| server.port), Ok(587));
        assert_eq!(read("tls = \"none\"\nport = 2525").map(|server| server.port), Ok(2525));
    }

    #[test]
    fn a_password_never_stands_in_the_settings() {
        let fault = read("password = \"hunter2\"").expect_err("a fault");
        assert!(fault.contains("密码不能写在设置里"), "{fault}");
        assert!(read("keyring = true").is_err_and(|fault| fault.contains("钥匙串")));
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (text, words) in [
            ("server = \"mail.gov.cn\\r\\nX\"", "名称不对"),
            ("port = 70000", "端口 70000 不对"),
            ("tls = \"ssl\"", "没有 \"ssl\" 这个选项"),
            ("quiet_hours = \"夜里\"", "看不懂"),
            ("rate = 0", "不能是 0"),
            ("retries = 11", "最多 10"),
            ("release = \"three\"", "可选"),
        ] {
            assert!(read(text).is_err_and(|fault| fault.contains(words)), "{text}: {:?}", read(text));
        }
        assert_eq!(read("retries = 10\nretry_pause = 600\ntimeout = 600").map(|server| server.retries), Ok(10));
    }
}
