//! The way to AWS's services: its SDK, over the functions' own HTTP client.

mod connector;

use std::time::Duration;

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::{SdkConfig, region::Region, sdk_config::SharedCredentialsProvider};
use secrecy::ExposeSecret;

use crate::{
    config::AwsConfig,
    https::{Https, Timeouts},
};
use connector::Connector;

/// Everything that waits for AWS has another way out (the outbox, a queue's visibility timeout, a start that fails), so nobody waits long.
const CONNECT: Duration = Duration::from_secs(1);
const ATTEMPT: Duration = Duration::from_secs(2);
const OPERATION: Duration = Duration::from_secs(3);
/// Ends a request that the SDK gave up without cancelling it.
const LONGEST: Duration = Duration::from_secs(30);

/// What a client of any service is made from. Connects at the first call.
///
/// # Errors
/// The TLS library could not be set up.
pub fn sdk(config: &AwsConfig, https: &Https) -> reqwest::Result<SdkConfig> {
    let credentials = aws_credential_types::Credentials::new(
        &config.access_key_id,
        config.secret_access_key.expose_secret(),
        config.session_token.as_ref().map(|token| token.expose_secret().to_owned()),
        None,
        "environment",
    );
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
    let mut sdk = SdkConfig::builder()
        .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
        .region(Region::new(config.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .timeout_config(timeouts)
        .sleep_impl(TokioSleep::new())
        .http_client(Connector(https.client(Timeouts { connect: CONNECT, total: LONGEST })?));
    sdk.set_endpoint_url(config.endpoint.clone());
    Ok(sdk.build())
}
