//! Where the server is, and what keeps the connection from others' eyes.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};

use crate::error::{Error, ErrorKind};
use crate::model::mail_server::{MailServer, Protection, Secret};

/// Everything a connection is made with.
#[derive(Clone)]
pub struct Route {
    pub(super) server: MailServer,
    pub(super) password: Option<Secret>,
    pub(super) tls: Option<TlsParameters>,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Route").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Route {
    /// Prepares the way to a server. `ca` is the certificate of the office's own authority; no other is trusted then.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` when no server is set, the certificate is none, or a user has no password.
    pub fn new(server: &MailServer, password: Option<Secret>, ca: Option<&[u8]>) -> Result<Self, Error> {
        let wrong = |message: &str, hint: String| Err(Error::new(ErrorKind::Policy, message).hint(hint));
        if server.name.is_empty() {
            return wrong("还没有设置邮件服务器", "请在 xuncha.toml 的 [mail] 里写上 server、tls 和 user".to_owned());
        }
        if server.user.is_some() && password.is_none() {
            let hint = format!(
                "请把密码放进环境变量 {}，或写进只有本人能读的文件，用 password_file 指明；系统的钥匙串不支持",
                server.password_env
            );
            return wrong("没有邮箱密码", hint);
        }
        let tls = match server.protection {
            Protection::None => None,
            Protection::Implicit | Protection::StartTls => Some(tls(server, ca)?),
        };
        Ok(Self { server: server.clone(), password, tls })
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(u64::from(self.server.timeout))
    }

    /// Returns the server's addresses; without protection all of them must lie in the house.
    ///
    /// The connection is made to these very addresses: the name is not asked for a second time.
    pub(super) fn addresses(&self) -> Result<Vec<SocketAddr>, Lookup> {
        let found = (self.server.name.as_str(), self.server.port).to_socket_addrs().map_err(|_| Lookup::Unknown)?;
        let found: Vec<SocketAddr> = found.collect();
        if found.is_empty() {
            return Err(Lookup::Unknown);
        }
        let outside = found.iter().find(|address| !is_in_the_house(address.ip()));
        match outside.filter(|_| self.server.protection == Protection::None) {
            Some(address) => Err(Lookup::Outside(address.ip())),
            None => Ok(found),
        }
    }
}

/// Why a server has no address to go to.
#[derive(Debug)]
pub(super) enum Lookup {
    /// Nobody knows the name, for now at least.
    Unknown,
    /// Its address is public, and the connection would be plain.
    Outside(IpAddr),
}

fn tls(server: &MailServer, ca: Option<&[u8]>) -> Result<TlsParameters, Error> {
    let wrong = |_| Error::new(ErrorKind::Policy, "根证书不能使用").hint("ca_file 要是 PEM 格式的证书文件");
    let mut builder = TlsParameters::builder(server.name.clone());
    if let Some(pem) = ca {
        // A file without a single certificate would trust nobody, and the server would be blamed for it.
        if !pem.windows(11).any(|window| window == b"-----BEGIN ") {
            return Err(Error::new(ErrorKind::Policy, "根证书文件里没有证书").hint("ca_file 要是 PEM 格式的证书文件"));
        }
        let certificate = Certificate::from_pem(pem).map_err(wrong)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build().map_err(wrong)
}

/// Says whether an address is this machine's or of a network of the office's own.
///
/// Source: RFC 1918; RFC 4193; RFC 3927; RFC 4291, 2.5.3 and 2.5.6.
fn is_in_the_house(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, Route, is_in_the_house};
    use crate::model::mail_server::{MailServer, Protection, Secret};

    #[test]
    fn only_addresses_of_the_house_are_reached_without_protection() {
        for inside in
            ["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::1", "fd00::1", "::ffff:10.0.0.1"]
        {
            assert!(is_in_the_house(inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "0.0.0.0", "2001:db8::1", "::ffff:8.8.8.8"] {
            assert!(!is_in_the_house(outside.parse().expect("an address")), "{outside}");
        }
        let to = |name: &str, protection| {
            let server = MailServer { name: name.into(), protection, ..MailServer::default() };
            Route::new(&server, None, None).expect("a route").addresses()
        };
        assert!(matches!(to("203.0.113.5", Protection::None), Err(Lookup::Outside(_))));
        assert!(to("203.0.113.5", Protection::StartTls).is_ok());
        assert!(to("127.0.0.1", Protection::None).is_ok());
    }

    #[test]
    fn what_is_missing_is_said_without_the_password() {
        let server = MailServer { name: "127.0.0.1".into(), user: Some("xcb".into()), ..MailServer::default() };
        let said = |server: &MailServer, ca: Option<&[u8]>, password: Option<&str>| {
            Route::new(server, password.map(Secret::new), ca).expect_err("a fault").to_string()
        };
        assert!(said(&MailServer::default(), None, None).contains("还没有设置邮件服务器"));
        assert!(said(&server, None, None).contains("XUNCHA_MAIL_PASSWORD"));
        assert!(said(&server, Some(b"no certificate"), Some("hunter2")).contains("没有证书"));
        let route = Route::new(&server, Some(Secret::new("hunter2")), None).expect("a route");
        assert!(!format!("{route:?}").contains("hunter2"));
    }
}
