//! Reads variables and remembers what was wrong with each.

use std::{collections::HashMap, str::FromStr};

use reqwest::Url;
use secrecy::SecretString;

use super::secrets;
use crate::telemetry;

/// The environment as it is being read.
#[derive(Debug)]
pub struct Reader {
    variables: HashMap<String, String>,
    dev_mode: bool,
    wrong: Vec<String>,
}

/// What is wrong with the environment: one line for each variable, naming it and what it should hold. Never a value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is not complete:\n{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Reader {
    /// Reads this process's environment.
    #[must_use]
    pub fn from_env() -> Self {
        Self::new(std::env::vars().collect())
    }

    /// Reads this process's environment as a function does, once, at its start: see [`load_from`](Self::load_from).
    pub async fn load() -> Self {
        let reader = Self::load_from(std::env::vars().collect()).await;
        // Tracing has begun, to tell of what goes wrong here; the key to its collector may lie in a secret.
        if let Some(headers) = reader.optional("OTEL_EXPORTER_OTLP_HEADERS") {
            telemetry::authorize(&headers);
        }
        reader
    }

    /// Reads these variables, and from AWS Secrets Manager those that are given as `NAME_SECRET`: the ARN or the name of a secret, whose
    /// string is the value of `NAME`; or `ARN#key`, for one key of a secret that is a JSON object. A variable that is set itself is not
    /// looked for. What was read is kept for as long as the process lives, so a changed secret is seen by instances that start after it.
    pub async fn load_from(variables: HashMap<String, String>) -> Self {
        let mut reader = Self::new(variables);
        secrets::put_in_place(&mut reader).await;
        reader
    }

    /// Reads these variables. `DEV_MODE` is off unless it says `TRUE`: a forgotten variable must not open a deployment.
    #[must_use]
    pub fn new(variables: HashMap<String, String>) -> Self {
        let dev_mode = variables.get("DEV_MODE").is_some_and(|value| matches!(value.to_lowercase().as_str(), "true" | "1"));
        Self { variables, dev_mode, wrong: Vec::new() }
    }

    /// Whether conveniences of one's own machine are allowed.
    #[must_use]
    pub fn dev_mode(&self) -> bool {
        self.dev_mode
    }

    /// The variable, if it is set and not empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The variable; where it is missing, an error that says what it should hold.
    pub fn required(&mut self, name: &str, holds: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.refuse(name, holds);
            String::new()
        })
    }

    /// As [`required`](Self::required), for what must not be printed.
    pub fn secret(&mut self, name: &str, holds: &str) -> SecretString {
        self.required(name, holds).into()
    }

    /// The variable as a value of a type, or the default where it is not set.
    pub fn parsed<T: FromStr>(&mut self, name: &str, default: T, holds: &str) -> T {
        match self.optional(name).map(|value| value.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.refuse(name, holds);
                default
            }
        }
    }

    /// Checks the URL of an upstream that a variable holds: `https`, or also `http` with `DEV_MODE=TRUE`. Returns it without a slash at its
    /// end; None where it is wrong, which is reported under the variable's name.
    pub fn upstream_url(&mut self, name: &str, url: &str) -> Option<String> {
        let scheme = Url::parse(url).ok().filter(Url::has_host).map(|url| url.scheme().to_owned());
        let wrong = match scheme.as_deref() {
            Some("https") => return Some(url.trim_end_matches('/').to_owned()),
            Some("http") if self.dev_mode => return Some(url.trim_end_matches('/').to_owned()),
            Some("http") => "expected an https:// URL, because DEV_MODE is not TRUE",
            _ => "expected the URL of a server, such as https://api.example.com",
        };
        self.refuse(name, wrong);
        None
    }

    /// Remembers that a variable is wrong; the first that was wrong with it is what counts.
    pub fn refuse(&mut self, name: &str, holds: &str) {
        let names = format!("{name}: ");
        if !self.wrong.iter().any(|line| line.starts_with(&names)) {
            self.wrong.push(names + holds);
        }
    }

    /// The variables whose names end so and that are not set without the ending: the name without it, and the value.
    pub(super) fn with_suffix(&self, suffix: &str) -> impl Iterator<Item = (String, String)> {
        let names = self.variables.keys().filter_map(move |name| Some((name, name.strip_suffix(suffix)?)));
        names
            .filter(|(_, plain)| self.optional(plain).is_none())
            .filter_map(|(name, plain)| Some((plain.to_owned(), self.optional(name)?)))
    }

    /// Gives a variable a value, unless it has one.
    pub fn default(&mut self, name: &str, value: &str) {
        if self.optional(name).is_none() {
            self.set(name.to_owned(), value.to_owned());
        }
    }

    /// Gives a variable a value.
    pub(super) fn set(&mut self, name: String, value: String) {
        self.variables.insert(name, value);
    }

    /// The configuration, if nothing was wrong with any variable read so far.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn finish<T>(self, config: T) -> Result<T, ConfigError> {
        if self.wrong.is_empty() { Ok(config) } else { Err(ConfigError(self.wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};

    fn reader(variables: &[(&str, &str)]) -> Reader {
        Reader::new(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn tells_everything_that_is_wrong_at_once_and_no_value() {
        let mut reader = reader(&[("SECRET_KEY", "short-secret"), ("ALGORITHM", "none"), ("DATABASE_URL", "mysql://u:pw@h/db")]);
        let _ = (DatabaseConfig::read(&mut reader), TokenConfig::read(&mut reader));
        let error = reader.finish(()).unwrap_err().to_string();
        for named in ["DATABASE_URL", "SECRET_KEY", "ALGORITHM"] {
            assert!(error.contains(named), "{error}");
        }
        for value in ["short-secret", "pw@h", "none"] {
            assert!(!error.contains(value), "{error}");
        }
    }

    #[test]
    fn production_refuses_what_belongs_to_one_machine() {
        let mut reader = reader(&[
            ("SECRET_KEY", DEVELOPMENT_SECRET),
            ("OPENAI_API_KEY", "k"),
            ("OPENAI_BASE_URL", "http://localhost:3000/demo/v1"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
        ]);
        let _ = (TokenConfig::read(&mut reader), OpenAiConfig::read(&mut reader), QueueConfig::read(&mut reader));
        let ConfigError(wrong) = reader.finish(()).unwrap_err();
        let names: Vec<&str> = wrong.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, ["SECRET_KEY", "OPENAI_BASE_URL", "QUEUE_URL"]);
    }

    #[test]
    fn upstream_urls_are_https_outside_dev_mode() {
        let read = |url: &str, dev_mode: &str| {
            let mut reader = reader(&[
                ("DEV_MODE", dev_mode),
                ("OPENAI_API_KEY", "k"),
                ("OPENAI_BASE_URL", url),
                ("TELEGRAM_BOT_TOKEN", "1:t"),
                ("TELEGRAM_API_URL", url),
                ("AWS_REGION", "eu-central-1"),
                ("AWS_ACCESS_KEY_ID", "id"),
                ("AWS_SECRET_ACCESS_KEY", "key"),
                ("AWS_ENDPOINT_URL", url),
            ]);
            let openai = OpenAiConfig::read(&mut reader);
            let telegram = TelegramConfig::read(&mut reader);
            let aws = AwsConfig::read(&mut reader);
            reader.finish([openai.base_url, telegram.base_url, aws.endpoint.unwrap_or_default()])
        };
        assert_eq!(read("https://gateway.example/v1/", "FALSE"), Ok(["https://gateway.example/v1"; 3].map(str::to_owned)));
        assert_eq!(read("http://gateway.example", "TRUE"), Ok(["http://gateway.example"; 3].map(str::to_owned)));
        for (url, dev_mode) in [
            ("http://gateway.example", "FALSE"),
            ("gateway.example/v1", "TRUE"),
            ("ftp://gateway.example", "TRUE"),
            ("https://", "TRUE"),
        ] {
            let ConfigError(wrong) = read(url, dev_mode).unwrap_err();
            let names: Vec<&str> = wrong.iter().filter_map(|line| line.split(':').next()).collect();
            assert_eq!(names, ["OPENAI_BASE_URL", "TELEGRAM_API_URL", "AWS_ENDPOINT_URL"], "{url}");
        }
    }

    #[test]
    fn development_has_a_default_for_the_secret() {
        let mut reader = reader(&[("DEV_MODE", "TRUE")]);
        let _ = TokenConfig::read(&mut reader);
        assert_eq!(reader.finish(()), Ok(()));
    }

    #[test]
    fn the_seeds_database_url_is_accepted() {
        let mut reader = reader(&[("DATABASE_URL", "postgresql+asyncpg://app:secret@db.example:6543/leadline")]);
        let config = DatabaseConfig::read(&mut reader);
        assert_eq!(reader.finish(()), Ok(()));
        assert_eq!((config.options().get_host(), config.options().get_port()), ("db.example", 6543));
    }

    #[test]
    fn a_database_may_be_given_in_parts() {
        let mut reader =
            reader(&[("DATABASE_HOST", "db.example"), ("DATABASE_PASSWORD", "secret"), ("DATABASE_POOLER", "transaction")]);
        let config = DatabaseConfig::read(&mut reader);
        assert_eq!(reader.finish(()), Ok(()));
        let options = config.options();
        let told = (options.get_host(), options.get_port(), options.get_database(), options.get_username());
        assert_eq!(told, ("db.example", 5432, Some("leadline"), "leadline_app"));
        assert!(matches!(options.get_ssl_mode(), sqlx::postgres::PgSslMode::VerifyFull) && !config.named_statements);
    }

    #[test]
    fn a_part_that_is_wrong_is_refused_by_name() {
        let mut reader = reader(&[("DATABASE_HOST", "db.example"), ("DATABASE_SSLMODE", "yes"), ("DATABASE_POOLER", "session")]);
        let _ = DatabaseConfig::read(&mut reader);
        let ConfigError(wrong) = reader.finish(()).unwrap_err();
        let names: Vec<&str> = wrong.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, ["DATABASE_PASSWORD", "DATABASE_SSLMODE", "DATABASE_POOLER"]);
    }
}
