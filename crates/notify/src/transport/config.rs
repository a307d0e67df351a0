//! How to reach a relay.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters, TlsParametersBuilder};
use lettre::transport::smtp::extension::ClientId;
use serde::{Deserialize, Serialize};

/// Whether the line is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// By STARTTLS, or not at all. Usual on port 587.
    Required,
    /// From the first byte. Usual on port 465.
    Implicit,
    /// By STARTTLS if the relay offers it. Only towards a relay on this machine.
    Opportunistic,
    /// Never. Only towards a relay on this machine.
    None,
}

/// The deadline of each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For reaching the relay, over all its addresses.
    pub connect: Duration,
    /// For its greeting and EHLO, and for encrypting.
    pub greeting: Duration,
    /// For logging in, MAIL, RCPT, RSET and QUIT, each.
    pub command: Duration,
    /// For the reply to DATA.
    pub data: Duration,
    /// From the first byte of the body to the reply to its final dot. RFC 5321 asks for ten minutes.
    pub final_dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_mins(1),
            command: Duration::from_mins(2),
            data: Duration::from_mins(2),
            final_dot: Duration::from_mins(10),
        }
    }
}

/// How to reach a relay, as it is configured. `Debug` shows no password.
#[derive(Clone)]
pub struct SmtpConfig {
    /// A host name or an IP address.
    pub host: String,
    /// The port: 465 for [`Tls::Implicit`], 587 for submission, 25 for a relay nearby.
    pub port: u16,
    /// Whether the line is encrypted.
    pub tls: Tls,
    /// The name to log in with; together with the password or not at all.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// The name we greet with, if not the machine's.
    pub hello_name: Option<String>,
    /// The deadlines.
    pub timeouts: Timeouts,
    /// After how many letters a dialogue is ended.
    pub max_messages_per_connection: u32,
    /// After how long a dialogue is ended.
    pub max_connection_age: Duration,
    /// Further certificates to trust, PEM.
    pub extra_root_pem: Option<Vec<u8>>,
}

impl SmtpConfig {
    /// A relay with encryption required, no login, and the usual deadlines and limits.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            tls: if port == 465 {
                Tls::Implicit
            } else {
                Tls::Required
            },
            username: None,
            password: None,
            hello_name: None,
            timeouts: Timeouts::default(),
            max_messages_per_connection: 100,
            max_connection_age: Duration::from_mins(5),
            extra_root_pem: None,
        }
    }

    pub(super) fn credentials(&self) -> Result<Option<Credentials>, SmtpConfigError> {
        match (&self.username, &self.password) {
            (None, None) => Ok(None),
            (Some(name), Some(password)) if !name.is_empty() => {
                Ok(Some(Credentials::new(name.clone(), password.clone())))
            }
            _ => Err(SmtpConfigError::HalfALogin),
        }
    }

    pub(super) fn check(&self) -> Result<(), SmtpConfigError> {
        let is_clear = matches!(self.tls, Tls::None | Tls::Opportunistic);
        if is_clear && !self.is_loopback() {
            return Err(SmtpConfigError::ClearOutsideLoopback);
        }
        if self.host.trim().is_empty() || self.host.contains(char::is_whitespace) || self.port == 0
        {
            return Err(SmtpConfigError::Host);
        }
        if self.max_messages_per_connection == 0 {
            return Err(SmtpConfigError::NoMessages);
        }
        Ok(())
    }

    pub(super) fn client_id(&self) -> Result<ClientId, SmtpConfigError> {
        let Some(name) = &self.hello_name else {
            return Ok(ClientId::default());
        };
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        match (name.parse(), is_name) {
            (Ok(IpAddr::V4(ip)), _) => Ok(ClientId::Ipv4(ip)),
            (Ok(IpAddr::V6(ip)), _) => Ok(ClientId::Ipv6(ip)),
            (Err(_), true) => Ok(ClientId::Domain(name.clone())),
            (Err(_), false) => Err(SmtpConfigError::HelloName),
        }
    }

    pub(super) fn tls_parameters(&self) -> Result<Option<TlsParameters>, SmtpConfigError> {
        if self.tls == Tls::None {
            return Ok(None);
        }
        let mut builder = TlsParametersBuilder::new(self.bare_host().to_owned());
        if self.tls == Tls::Opportunistic {
            // Whoever would go on without encryption gains nothing by refusing a certificate; this is loopback only.
            builder = builder.dangerous_accept_invalid_certs(true);
        }
        if let Some(pem) = &self.extra_root_pem {
            builder = builder.add_root_certificate(
                Certificate::from_pem(pem).map_err(|_| SmtpConfigError::Certificate)?,
            );
        }
        builder
            .build()
            .map(Some)
            .map_err(|_| SmtpConfigError::Certificate)
    }

    /// The host without the brackets around an IPv6 address.
    pub(super) fn bare_host(&self) -> &str {
        self.host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(&self.host)
    }

    fn is_loopback(&self) -> bool {
        let host = self.bare_host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("username", &self.username.as_ref().map(|_| "…"))
            .field("password", &self.password.as_ref().map(|_| "…"))
            .field("hello_name", &self.hello_name)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a relay's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpConfigError {
    /// Letters and passwords do not travel in the clear.
    #[error("a relay that is not on this machine must be reached over TLS")]
    ClearOutsideLoopback,
    /// There is nothing to connect to.
    #[error("the relay's host or port is not valid")]
    Host,
    /// A login is a name and a password.
    #[error("a relay's username and password go together")]
    HalfALogin,
    /// The name to greet with is neither a host name nor an address.
    #[error("the name to greet the relay with is not valid")]
    HelloName,
    /// The extra certificates cannot be used.
    #[error("the relay's extra certificates cannot be read")]
    Certificate,
    /// A connection must carry something.
    #[error("a connection must be allowed to carry at least one message")]
    NoMessages,
}
