//! What Lambda tells every function about its account.

use secrecy::SecretString;

use super::Reader;

/// As whom to call AWS, and where.
#[derive(Debug, Clone)]
pub struct AwsConfig {
    /// Such as `eu-central-1`.
    pub region: String,
    /// The public half of the role's credentials.
    pub access_key_id: String,
    /// The other half.
    pub secret_access_key: SecretString,
    /// Present where the credentials are a role's, which last for hours: longer than an instance.
    pub session_token: Option<SecretString>,
    /// Another address than AWS's own, for an emulator.
    pub endpoint: Option<String>,
}

impl AwsConfig {
    /// Reads `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_ENDPOINT_URL`.
    ///
    /// Lambda sets the first four for every function. The SDK's other ways to credentials (profiles, metadata servers, single sign-on) are
    /// for other machines, and would double what a function weighs.
    pub fn read(reader: &mut Reader) -> Self {
        const BY_LAMBDA: &str = "expected what Lambda sets";
        Self {
            region: reader.required("AWS_REGION", BY_LAMBDA),
            access_key_id: reader.required("AWS_ACCESS_KEY_ID", BY_LAMBDA),
            secret_access_key: reader.secret("AWS_SECRET_ACCESS_KEY", BY_LAMBDA),
            session_token: reader.optional("AWS_SESSION_TOKEN").map(Into::into),
            endpoint: reader.optional("AWS_ENDPOINT_URL").and_then(|url| reader.upstream_url("AWS_ENDPOINT_URL", &url)),
        }
    }
}
