//! Values that lie in AWS Secrets Manager: `NAME_SECRET` says where the value of `NAME` is.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_secretsmanager::{Client, error::DisplayErrorContext, types::SecretValueEntry};

use super::{AwsConfig, Reader};
use crate::https::Https;

const SUFFIX: &str = "_SECRET";

/// Where a value lies: all of a secret's string, or one key of the JSON object that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// An ARN, or a name.
    secret: String,
    key: Option<String>,
}

impl Place {
    /// `ARN` or `ARN#key`; neither ARNs nor names of secrets have a `#`.
    fn parse(text: &str) -> Self {
        match text.split_once('#') {
            Some((secret, key)) => Self { secret: secret.to_owned(), key: Some(key.to_owned()) },
            None => Self { secret: text.to_owned(), key: None },
        }
    }

    fn is_of(&self, entry: &SecretValueEntry) -> bool {
        [entry.arn(), entry.name()].contains(&Some(&self.secret))
    }

    fn value(&self, entry: &SecretValueEntry) -> Option<String> {
        let whole = entry.secret_string()?;
        let Some(key) = &self.key else { return Some(whole.to_owned()) };
        let mut object: HashMap<String, serde_json::Value> = serde_json::from_str(whole).ok()?;
        match object.remove(key)? {
            serde_json::Value::String(text) => Some(text),
            other => Some(other.to_string()),
        }
    }
}

/// Puts the values of all `NAME_SECRET` in place, with one request; what cannot be had is remembered as wrong.
pub(super) async fn put_in_place(reader: &mut Reader) {
    let places: Vec<(String, Place)> = reader.with_suffix(SUFFIX).map(|(name, text)| (name, Place::parse(&text))).collect();
    if places.is_empty() {
        return;
    }
    let aws = AwsConfig::read(reader);
    let secrets: BTreeSet<&str> = places.iter().map(|(_, place)| place.secret.as_str()).collect();
    let https = Https::read(reader);
    let entries = match read(&aws, &https, secrets.into_iter().map(str::to_owned).collect()).await {
        Ok(entries) => entries,
        Err(reason) => {
            for (name, _) in &places {
                reader.refuse(name, &format!("expected a secret that can be read: {reason}"));
            }
            return;
        }
    };
    for (name, place) in places {
        match entries.iter().find(|entry| place.is_of(entry)).map(|entry| place.value(entry)) {
            Some(Some(value)) => reader.set(name, value),
            Some(None) => reader.refuse(&name, "expected a secret that holds text, or a JSON object with the key after the #"),
            None => reader.refuse(&name, "expected a secret that is there and that this function may read"),
        }
    }
}

/// At most twenty, which is what one request takes, and more than any function has.
async fn read(aws: &AwsConfig, https: &Https, secrets: Vec<String>) -> Result<Vec<SecretValueEntry>, String> {
    let client = Client::new(&crate::aws::sdk(aws, https).map_err(|error| error.to_string())?);
    let answer = client.batch_get_secret_value().set_secret_id_list(Some(secrets)).send().await;
    // The error tells codes and messages of the service, which hold no value.
    answer.map(|answer| answer.secret_values.unwrap_or_default()).map_err(|error| DisplayErrorContext(error).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_secret_or_a_key_of_one() {
        let arn = "arn:aws:secretsmanager:eu-central-1:1:secret:a/b-x1";
        for (text, key) in [(arn.to_owned(), None), (format!("{arn}#url"), Some("url"))] {
            assert_eq!(Place::parse(&text), Place { secret: arn.to_owned(), key: key.map(str::to_owned) });
        }
    }

    #[test]
    fn a_value_is_the_text_or_what_stands_under_the_key() {
        let entry = |text: &str| SecretValueEntry::builder().name("s").secret_string(text).build();
        for (place, text, value) in [
            ("s", "plain", Some("plain")),
            ("s#url", r#"{"url":"postgres://"}"#, Some("postgres://")),
            ("s#port", r#"{"port":5432}"#, Some("5432")),
            ("s#url", "plain", None),
            ("s#url", "{}", None),
        ] {
            assert_eq!(Place::parse(place).value(&entry(text)).as_deref(), value, "{place} of {text}");
        }
    }
}
