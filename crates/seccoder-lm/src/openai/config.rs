//! Where an endpoint is, how it is asked, and what can be wrong with that.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

use super::secret::Secret;

/// Why an endpoint cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The environment variable of the API key is not set.
    #[error("no API key: the environment variable {variable} is not set")]
    KeyUnset {
        /// The variable.
        variable: String,
    },
    /// The API key is empty.
    #[error("no API key: {from} is empty")]
    KeyEmpty {
        /// Where it was looked for.
        from: String,
    },
    /// The API key has spaces, line breaks or characters outside ASCII.
    #[error("{from} is not an API key: it has white space or characters outside ASCII inside")]
    KeyMalformed {
        /// Where it came from.
        from: String,
    },
    /// The file of the API key cannot be read.
    #[error("the key file {} cannot be read: {source}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: std::io::Error,
    },
    /// The base URL cannot be used. The URL is not repeated: it may hold credentials.
    #[error("the base URL of the endpoint {0}")]
    BaseUrl(String),
    /// The HTTP client could not be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
}

impl ConfigError {
    /// Says where a faulty key came from.
    pub(super) fn with_origin(self, from: String) -> Self {
        match self {
            Self::KeyEmpty { .. } => Self::KeyEmpty { from },
            Self::KeyMalformed { .. } => Self::KeyMalformed { from },
            other => other,
        }
    }
}

/// Address of an endpoint, checked: http or https, no credentials, no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// With scheme and version, without a slash at the end.
    url: String,
    /// Host, port and path: what tells endpoints apart.
    host_path: String,
    host: String,
    loopback: bool,
    https: bool,
}

impl BaseUrl {
    /// Checks an address. `/v1` is added where the path names no version, so that
    /// `http://127.0.0.1:8080`, `http://127.0.0.1:8080/` and
    /// `http://127.0.0.1:8080/v1/` are the same endpoint.
    ///
    /// # Errors
    /// When the address is no http or https URL, or has credentials, a query or a fragment.
    pub fn parse(address: &str) -> Result<Self, ConfigError> {
        let fault = |text: &str| ConfigError::BaseUrl(text.to_owned());
        let url = Url::parse(address.trim()).map_err(|error| {
            ConfigError::BaseUrl(format!("is no http:// or https:// address ({error})"))
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(fault("is no http:// or https:// address"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fault("has credentials in it; give the API key by itself"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(fault("has a query or fragment, which cannot be kept"));
        }
        let Some(host) = url.host_str() else {
            return Err(fault("names no host"));
        };
        let path = versioned(url.path());
        let port = url
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let host_path = format!("{host}{port}{path}");
        Ok(Self {
            url: format!("{}://{host_path}", url.scheme()),
            host: host.to_owned(),
            loopback: is_loopback_host(host),
            https: url.scheme() == "https",
            host_path,
        })
    }

    /// The address of one method, for instance `/completions`.
    #[must_use]
    pub fn method(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The host, if it is a name for this machine and not an address of it.
    pub(super) fn loopback_name(&self) -> Option<&str> {
        let host = self.host.as_str();
        let is_name = self.loopback && !host.starts_with('[') && host.parse::<IpAddr>().is_err();
        is_name.then_some(host)
    }

    /// Host, port and path, without the scheme.
    pub(super) fn host_path(&self) -> &str {
        &self.host_path
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether the connection is encrypted.
    pub(super) fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// The path without a slash at the end and with a version in it.
fn versioned(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let has_version = path.split('/').any(|segment| {
        let mut chars = segment.chars();
        chars.next() == Some('v') && chars.next().is_some_and(|c| c.is_ascii_digit())
    });
    if has_version {
        path.to_owned()
    } else {
        format!("{path}/v1")
    }
}

/// Whether a host is this machine.
fn is_loopback_host(host: &str) -> bool {
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .trim_end_matches('.');
    if let Ok(address) = host.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    host == "localhost" || host.ends_with(".localhost")
}

/// Which kinds of input an endpoint serves; the protocol has no way to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Styles {
    /// `/v1/completions`.
    pub raw: bool,
    /// `/v1/completions` with a `suffix`; several servers refuse it or ignore it.
    pub fim: bool,
    /// `/v1/chat/completions`.
    pub chat: bool,
}

impl Default for Styles {
    fn default() -> Self {
        Self {
            raw: true,
            fim: false,
            chat: true,
        }
    }
}

/// How to reach an endpoint.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// The address.
    pub base_url: BaseUrl,
    /// The model; `None` takes the only one the endpoint lists.
    pub model: Option<String>,
    /// Sent as a bearer token.
    pub api_key: Option<Secret>,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for an answer to begin. Long: a server on a CPU reads the prompt first.
    pub answer_timeout: Duration,
    /// The longest wait between two chunks of an answer.
    pub read_timeout: Duration,
    /// How often a request is repeated that failed before its answer began.
    pub retries: u32,
    /// The wait before the first repetition; it doubles each time.
    pub retry_wait: Duration,
    /// The model's context, which the protocol does not tell.
    pub context_len: Option<usize>,
    /// What the endpoint serves.
    pub styles: Styles,
    /// Whether the user allowed that private examples are sent there.
    pub private_allowed: bool,
}

impl OpenAiConfig {
    /// A configuration with the defaults for everything but the address.
    ///
    /// # Errors
    /// When the address cannot be used (see [`BaseUrl::parse`]).
    pub fn new(base_url: &str) -> Result<Self, ConfigError> {
        Ok(Self {
            base_url: BaseUrl::parse(base_url)?,
            model: None,
            api_key: None,
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(300),
            read_timeout: Duration::from_secs(60),
            retries: 3,
            retry_wait: Duration::from_millis(500),
            context_len: None,
            styles: Styles::default(),
            private_allowed: false,
        })
    }

    /// Whether the endpoint is on this machine, so that no code leaves it (unless what
    /// listens there sends it on, as a tunnel does).
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.base_url.is_loopback()
    }

    /// Whether private examples may be sent there.
    #[must_use]
    pub fn sees_private(&self) -> bool {
        self.private_allowed || self.is_loopback()
    }

    /// Whether the API key would cross a network unencrypted.
    #[must_use]
    pub fn exposes_key(&self) -> bool {
        self.api_key.is_some() && !self.base_url.https && !self.base_url.loopback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_slash_may_be_left_out() {
        for (given, url) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
            (" http://127.0.0.1:8080/ ", "http://127.0.0.1:8080/v1"),
            ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
            ("https://example.invalid/v1/", "https://example.invalid/v1"),
            (
                "https://example.invalid:443/api",
                "https://example.invalid/api/v1",
            ),
            (
                "https://example.invalid/v1beta/openai/",
                "https://example.invalid/v1beta/openai",
            ),
            ("http://[::1]:1/x/v3", "http://[::1]:1/x/v3"),
        ] {
            assert_eq!(BaseUrl::parse(given).unwrap().to_string(), url, "{given}");
        }
    }

    #[test]
    fn credentials_and_other_nonsense_are_refused_without_being_repeated() {
        for given in [
            "http://user:hunter2@example.invalid/v1",
            "http://hunter2@example.invalid",
            "user:hunter2@example.invalid",
            "ftp://example.invalid/hunter2",
            "http://example.invalid/v1?key=hunter2",
            "http://example.invalid/v1#hunter2",
            "hunter2.invalid:8080",
            "http://",
            "",
        ] {
            let error = BaseUrl::parse(given).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn loopback_is_recognised() {
        for (given, loopback) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.9.9.9", true),
            ("http://localhost:1", true),
            ("http://[::1]:1", true),
            ("http://[::ffff:127.0.0.1]:1", true),
            ("http://0.0.0.0:1", false),
            ("http://10.0.0.1", false),
            ("http://localhost.example.invalid", false),
            ("http://127.0.0.1.example.invalid", false),
        ] {
            let mut config = OpenAiConfig::new(given).unwrap();
            assert_eq!(config.is_loopback(), loopback, "{given}");
            assert!(!config.exposes_key());
            config.api_key = Some(Secret::new("k").unwrap());
            assert_eq!(config.exposes_key(), !loopback, "{given}");
        }
    }
}
