//! The address of a database, and how far the way to it is trusted.
//!
//! `postgres://user:password@host:port/database?option=value`, as other PostgreSQL programs take
//! it, with one option of our own, `seccoder_schema`. Three rules differ from theirs, all on the
//! careful side:
//!
//! - Over a network the connection is encrypted and the server's certificate is verified unless
//!   the address says `sslmode=disable`. The modes that give up silently (`allow`, `prefer`) or
//!   trust any certificate (`require`) mean the same as `verify-full` here.
//! - `sslrootcert` names the certificate to trust instead of those that the system trusts.
//! - A password that is not in the address is taken from the variable `PGPASSWORD`, so that it
//!   need not stand where other users of the machine can read it.
//!
//! What is shown of an address is put together from its parts, so that neither a message nor a
//! log can hold the password, however it was written.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The schema that our tables are in unless the address names another.
pub(super) const SCHEMA_NAME: &str = "seccoder";
/// How long to wait for a server to answer at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// When an idle connection is asked whether it still stands.
const IDLE: Duration = Duration::from_secs(30);
/// How long the server may leave what was sent unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Where a database is.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) schema: String,
    pub(super) security: Security,
    /// The address without a password.
    pub(super) place: String,
}

/// How the connection is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Security {
    /// Not at all: it does not leave this machine, or the address says so.
    Plain,
    /// TLS; with the certificate to trust, if it is not one that the system trusts.
    Verified(Option<PathBuf>),
}

/// The address cannot be used. Says nothing of what it holds, because that may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum WrongAddress {
    #[error(
        "the address cannot be read; it has the form \
         postgres://user:password@host:port/database?sslmode=verify-full, with every character of \
         the password that is neither a letter nor a digit written as % and two hexadecimal \
         digits (@ is %40, / is %2F, % is %25)"
    )]
    Form,
    #[error(
        "the address names no host; write postgres://host/database, or \
         postgres:///database?host=/folder/of/the/socket"
    )]
    NoHost,
    #[error("unknown sslmode; there are disable, prefer, require, verify-ca and verify-full")]
    Mode,
    #[error(
        "seccoder_schema must be 1 to 48 small letters, digits and underscores, begin with a \
         letter, and not with pg_"
    )]
    Schema,
}

impl Address {
    /// Reads an address; `password` is used if it has none.
    pub(super) fn parse(text: &str, password: Option<&str>) -> Result<Self, WrongAddress> {
        let credentials = text
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('@'));
        // Else the driver would take a host or an option for a part of the user's name.
        if credentials.is_some_and(|(before, _)| before.contains(['/', '?'])) {
            return Err(WrongAddress::Form);
        }
        let (base, query) = split(text);
        let mut ours = Ours::default();
        let rest: Vec<&str> = query
            .split('&')
            .filter(|option| !option.is_empty())
            .filter(|option| !ours.take(option))
            .collect();
        let base = match rest.as_slice() {
            [] => base.to_owned(),
            _ => format!("{base}?{}", rest.join("&")),
        };
        if !is_address(&base) {
            return Err(WrongAddress::Form);
        }
        // The parser's own words are not passed on: they may quote a part of the password.
        let mut config: Config = base.parse().map_err(|_| WrongAddress::Form)?;
        // An unescaped @ in the password leaves its end where the host should be.
        if config.get_hosts().iter().any(odd_host) {
            return Err(WrongAddress::Form);
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(WrongAddress::NoHost);
        }
        let security = ours.security(local(&config))?;
        let schema = ours.schema.unwrap_or_else(|| SCHEMA_NAME.to_owned());
        if !fit_for_schema(&schema) {
            return Err(WrongAddress::Schema);
        }
        config.ssl_mode(match security {
            Security::Plain => SslMode::Disable,
            Security::Verified(_) => SslMode::Require,
        });
        if let (None, Some(password)) = (config.get_password(), password) {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("seccoder");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        config.keepalives_idle(config.get_keepalives_idle().min(IDLE));
        if config.get_keepalives_interval().is_none() {
            config.keepalives_interval(IDLE / 3).keepalives_retries(3);
        }
        let place = place(&config, &schema);
        Ok(Self {
            config,
            schema,
            security,
            place,
        })
    }
}

/// Whether a text is meant as the address of a PostgreSQL database.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The options that are not the driver's.
#[derive(Default)]
struct Ours {
    mode: Option<String>,
    certificate: Option<PathBuf>,
    schema: Option<String>,
}

impl Ours {
    /// Whether this option is one of them.
    fn take(&mut self, option: &str) -> bool {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
        match key {
            "sslmode" => self.mode = Some(value),
            "sslrootcert" => self.certificate = Some(value.into()),
            "seccoder_schema" => self.schema = Some(value),
            _ => return false,
        }
        true
    }

    fn security(&mut self, local: Local) -> Result<Security, WrongAddress> {
        let verified = Security::Verified(self.certificate.take());
        Ok(match (self.mode.as_deref(), local) {
            // There is no TLS over a socket of this machine.
            (Some("disable"), _) | (_, Local::Socket) => Security::Plain,
            (None | Some("allow" | "prefer"), Local::Loopback) => Security::Plain,
            (None | Some("allow" | "prefer" | "require" | "verify-ca" | "verify-full"), _) => {
                verified
            }
            (Some(_), _) => return Err(WrongAddress::Mode),
        })
    }
}

/// How far a connection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Local {
    Socket,
    Loopback,
    Network,
}

fn local(config: &Config) -> Local {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        // They are where the connection goes, whatever the host is called.
        return match addresses.iter().all(IpAddr::is_loopback) {
            true => Local::Loopback,
            false => Local::Network,
        };
    }
    let one = |host: &Host| match host {
        Host::Tcp(name) if name == "localhost" => Local::Loopback,
        Host::Tcp(name) => match name.parse::<IpAddr>() {
            Ok(address) if address.is_loopback() => Local::Loopback,
            _ => Local::Network,
        },
        #[cfg(unix)]
        Host::Unix(_) => Local::Socket,
    };
    let all: Vec<Local> = config.get_hosts().iter().map(one).collect();
    [Local::Network, Local::Loopback]
        .into_iter()
        .find(|kind| all.contains(kind))
        .unwrap_or(Local::Socket)
}

/// The address up to its options, and these. What stands before the first @ is user and password,
/// which is how the driver reads it, too.
fn split(text: &str) -> (&str, &str) {
    let host = text.find('@').map_or(0, |at| at + 1);
    match text[host..].find('?') {
        Some(at) => (&text[..host + at], &text[host + at + 1..]),
        None => (text, ""),
    }
}

fn odd_host(host: &Host) -> bool {
    matches!(host, Host::Tcp(name) if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c)))
}

fn fit_for_schema(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.starts_with("pg_")
        && name.len() <= 48
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The address without its password.
fn place(config: &Config, schema: &str) -> String {
    let user = config
        .get_user()
        .map_or_else(String::new, |user| format!("{user}@"));
    let ports = config.get_ports();
    let port = |i: usize| match ports.get(i).or(ports.first()) {
        Some(port) if *port != 5432 => format!(":{port}"),
        _ => String::new(),
    };
    let mut names = Vec::new();
    let mut folders = Vec::new();
    for (i, host) in config.get_hosts().iter().enumerate() {
        match host {
            Host::Tcp(name) if name.contains(':') => names.push(format!("[{name}]{}", port(i))),
            Host::Tcp(name) => names.push(format!("{name}{}", port(i))),
            #[cfg(unix)]
            Host::Unix(folder) => folders.push(format!("host={}", folder.display())),
        }
    }
    if names.is_empty() && folders.is_empty() {
        let addresses = config.get_hostaddrs().iter();
        names.extend(
            addresses
                .enumerate()
                .map(|(i, a)| format!("{a}{}", port(i))),
        );
    }
    if schema != SCHEMA_NAME {
        folders.push(format!("seccoder_schema={schema}"));
    }
    let options = match folders.as_slice() {
        [] => String::new(),
        _ => format!("?{}", folders.join("&")),
    };
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{user}{}/{database}{options}", names.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Address {
        Address::parse(text, None).unwrap()
    }

    #[test]
    fn the_way_is_encrypted_unless_it_stays_here_or_the_address_says_otherwise() {
        let certificate = |path: &str| Security::Verified(Some(path.into()));
        for (address, security) in [
            ("postgres://h/d", Security::Verified(None)),
            ("postgres://10.0.0.1/d", Security::Verified(None)),
            ("postgres://h/d?sslmode=prefer", Security::Verified(None)),
            ("postgres://h/d?sslmode=require", Security::Verified(None)),
            (
                "postgresql://h/d?sslmode=verify-ca",
                Security::Verified(None),
            ),
            ("postgres://h/d?sslrootcert=%2Fa%20b", certificate("/a b")),
            ("postgres://h/d?sslmode=disable", Security::Plain),
            ("postgres://localhost/d", Security::Plain),
            ("postgres://127.0.0.1:6000/d", Security::Plain),
            ("postgres://[::1]/d", Security::Plain),
            (
                "postgres://localhost/d?sslmode=verify-full",
                Security::Verified(None),
            ),
            ("postgres:///d?host=/run/x", Security::Plain),
            ("postgres:///d?host=/run/x&sslmode=require", Security::Plain),
            // One of them is elsewhere, or the name hides where it goes.
            ("postgres://localhost,h/d", Security::Verified(None)),
            (
                "postgres://localhost/d?hostaddr=10.0.0.1",
                Security::Verified(None),
            ),
        ] {
            let parsed = parsed(address);
            assert_eq!(parsed.security, security, "{address}");
            let mode = match security {
                Security::Plain => SslMode::Disable,
                Security::Verified(_) => SslMode::Require,
            };
            assert_eq!(parsed.config.get_ssl_mode(), mode, "{address}");
        }
    }

    #[test]
    fn a_password_is_used_and_never_shown() {
        let shown = "postgres://u@h:6000/d?seccoder_schema=team";
        let options = "seccoder_schema=team&connect_timeout=3";
        for address in [
            format!("postgres://u:s3cret%40%2f@h:6000/d?{options}"),
            format!("postgres://h:6000/d?user=u&password=s3cret%40%2f&{options}"),
        ] {
            let parsed = parsed(&address);
            assert_eq!(parsed.config.get_password(), Some(&b"s3cret@/"[..]));
            assert_eq!(parsed.place, shown);
            assert_eq!(parsed.schema, "team");
        }
        let given = |text| Address::parse(text, Some("env")).unwrap().config;
        assert_eq!(given("postgres://u@h/d").get_password(), Some(&b"env"[..]));
        assert_eq!(given("postgres://u:a@h/d").get_password(), Some(&b"a"[..]));
        assert_eq!(
            parsed("postgres:///d?host=/x y")
                .place
                .matches("?host=/x y")
                .count(),
            1
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_quoting_it() {
        for address in [
            "postgres://u:s3cret@more@h/d",
            "postgres://u:s3cret@s3cret:x@h/d",
            "postgres://u:pw@h/d?s3cret=1",
            "postgres://u:pw@h:s3cret/d",
            "postgres://u:pw@h/d?s3cret",
            "postgres://h/d?password=s3cret@x",
            "postgres://u:s3cret/x@h/d",
            "mysql://u:s3cret@h/d",
            "host=h password=s3cret",
            "postgres://u:s3cret@/d",
            "postgres://u:s3cret@h/d?sslmode=s3cret",
            "postgres://u:s3cret@h/d?seccoder_schema=s3cret;",
        ] {
            let error = Address::parse(address, None).err();
            let error = error.unwrap_or_else(|| panic!("{address}")).to_string();
            assert!(!error.contains("s3cret"), "{address}: {error}");
        }
    }

    #[test]
    fn schema_names_need_no_quoting() {
        for (name, fits) in [
            ("seccoder", true),
            ("a_1", true),
            ("public", true),
            ("", false),
            ("1a", false),
            ("pg_x", false),
            ("A", false),
            ("a-b", false),
            ("a\"b", false),
        ] {
            assert_eq!(fit_for_schema(name), fits, "{name}");
        }
        assert!(!fit_for_schema(&"a".repeat(49)));
    }
}
