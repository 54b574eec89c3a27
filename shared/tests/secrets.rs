//! Variables that lie in AWS Secrets Manager, asked of a real server of its protocol.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use std::collections::HashMap;

use aws_sdk_secretsmanager::Client;
use shared::{
    aws,
    config::{AwsConfig, ConfigError, DatabaseConfig, Reader, TokenConfig},
    https::Https,
    secrecy::ExposeSecret,
};
use uuid::Uuid;

fn endpoint() -> String {
    std::env::var("LEADLINE_TEST_SQS").unwrap()
}

/// Makes a secret; its ARN.
async fn secret(value: &str) -> String {
    let mut reader = Reader::new(variables([]));
    let client = Client::new(&aws::sdk(&AwsConfig::read(&mut reader), &Https::for_development()).unwrap());
    let made = client.create_secret().name(format!("leadline/{}", Uuid::new_v4())).secret_string(value).send().await.unwrap();
    made.arn.unwrap()
}

fn variables<const N: usize>(more: [(&str, &str); N]) -> HashMap<String, String> {
    let endpoint = endpoint();
    let aws = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        // The emulator speaks plain HTTP.
        ("DEV_MODE", "TRUE"),
    ];
    aws.into_iter().chain(more).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn wrong<T>(reader: Reader, config: T) -> Vec<String> {
    let ConfigError(wrong) = reader.finish(config).err().unwrap();
    wrong.into_iter().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_secret_is_a_value_and_so_is_a_key_of_one() {
    let (key, database) = (secret(&"k".repeat(40)).await, secret(r#"{"url":"postgres://app:pw@db.example/leadline"}"#).await);
    let variables = variables([("SECRET_KEY_SECRET", &key), ("DATABASE_URL_SECRET", &format!("{database}#url"))]);
    let mut reader = Reader::load_from(variables).await;
    let (tokens, database) = (TokenConfig::read(&mut reader), DatabaseConfig::read(&mut reader));
    let (tokens, database) = reader.finish((tokens, database)).unwrap();
    assert_eq!(tokens.secret.expose_secret(), "k".repeat(40));
    assert!(format!("{database:?}").contains("db.example"));
}

#[tokio::test]
async fn a_variable_that_is_set_itself_is_not_looked_for() {
    let variables = variables([("SECRET_KEY", &"k".repeat(40)), ("SECRET_KEY_SECRET", "no-such-secret")]);
    let mut reader = Reader::load_from(variables).await;
    let tokens = TokenConfig::read(&mut reader);
    assert!(reader.finish(tokens).is_ok());
}

#[tokio::test]
async fn what_cannot_be_had_is_named_once_and_without_a_value() {
    let there = secret("not the JSON that is expected").await;
    let variables = variables([("SECRET_KEY_SECRET", "no-such-secret"), ("DATABASE_URL_SECRET", &format!("{there}#url"))]);
    let mut reader = Reader::load_from(variables).await;
    let _ = (DatabaseConfig::read(&mut reader), TokenConfig::read(&mut reader));
    let mut names = wrong(reader, ());
    names.sort();
    assert_eq!(names, ["DATABASE_URL", "SECRET_KEY"]);
}

#[tokio::test]
async fn a_service_that_is_away_is_told_for_every_variable() {
    let mut variables = variables([("SECRET_KEY_SECRET", "a"), ("DATABASE_URL_SECRET", "b")]);
    variables.insert("AWS_ENDPOINT_URL".to_owned(), "http://127.0.0.1:9".to_owned());
    let mut names = wrong(Reader::load_from(variables).await, ());
    names.sort();
    assert_eq!(names, ["DATABASE_URL", "SECRET_KEY"]);
}
