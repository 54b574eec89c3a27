//! Upstreams behind TLS, and the environment in which a production function finds them.

use axum::Router;
use shared::{
    account::Tokens,
    aws,
    config::{AwsConfig, TokenConfig},
    https::Https,
    reqwest::Url,
    testing::{Offer, OpenAi, Telegram, TestAuthority, TestDatabase, TestOwner, TestQueue, TlsFront},
};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::set_for_tests;

/// Who wrote the TLS servers, and what they offer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Servers {
    Ours(Offer),
    Node,
}

pub(crate) struct Deployment {
    pub(crate) db: TestDatabase,
    pub(crate) queue: TestQueue,
    pub(crate) openai: OpenAi,
    pub(crate) telegram: Telegram,
    /// An access token of the owner.
    pub(crate) token: String,
    pub(crate) fronts: Fronts,
    authority: TestAuthority,
    secret_key: String,
}

/// The TLS server before each upstream.
pub(crate) struct Fronts {
    pub(crate) openai: TlsFront,
    pub(crate) telegram: TlsFront,
    pub(crate) aws: TlsFront,
    pub(crate) collector: TlsFront,
    pub(crate) sentry: TlsFront,
}

impl Servers {
    pub(crate) fn expected(self) -> Offer {
        match self {
            Self::Ours(offer) => offer,
            Self::Node => Offer::Both,
        }
    }

    async fn before(self, upstream: &str, authority: &TestAuthority) -> TlsFront {
        match self {
            Self::Ours(offer) => TlsFront::before(upstream, authority, offer).await,
            Self::Node => TlsFront::of_node_before(upstream, authority),
        }
    }
}

impl Deployment {
    pub(crate) async fn behind(servers: Servers) -> Self {
        let (db, queue) = (TestDatabase::new().await, TestQueue::new().await);
        let (openai, telegram) = (OpenAi::start().await, Telegram::start().await);
        let (authority, sink) = (TestAuthority::new(), sink().await);
        let key = Uuid::new_v4().to_string().repeat(2);
        let owner = TestOwner::new(&db).await;
        let tokens = Tokens::new(&TokenConfig { secret: key.clone().into(), ..TokenConfig::development() });
        let model = openai.base_url().trim_end_matches("/v1").to_owned();
        let fronts = Fronts {
            openai: servers.before(&model, &authority).await,
            telegram: servers.before(&telegram.base_url(), &authority).await,
            aws: servers.before(&set_for_tests("LEADLINE_TEST_SQS"), &authority).await,
            collector: servers.before(&sink, &authority).await,
            sentry: servers.before(&sink, &authority).await,
        };
        let token = tokens.issue(owner.id, &owner.email).unwrap();
        let secret_key = secret(&key).await;
        Self { db, queue, openai, telegram, token, fronts, authority, secret_key }
    }

    /// What the template gives a function, plus `CA_BUNDLE`. `DEV_MODE` is off.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let mut dsn: Url = self.fronts.sentry.origin().parse().unwrap();
        dsn.set_username("public").unwrap();
        dsn.set_path("/42");
        vec![
            ("CA_BUNDLE", self.authority.pem()),
            ("DATABASE_URL", self.db.url()),
            ("SECRET_KEY_SECRET", self.secret_key.clone()),
            ("OPENAI_API_KEY", "key".to_owned()),
            ("OPENAI_BASE_URL", format!("{}/v1", self.fronts.openai.foreign_origin())),
            ("TELEGRAM_API_URL", self.fronts.telegram.origin()),
            ("TELEGRAM_BOT_TOKEN", "1:token".to_owned()),
            ("TELEGRAM_CHAT_ID", "42".to_owned()),
            ("QUEUE_URL", self.queue.url().to_owned()),
            ("DEAD_LETTER_QUEUE_URL", self.queue.dead_letter_url().to_owned()),
            ("AWS_ENDPOINT_URL", self.fronts.aws.origin()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", self.fronts.collector.origin()),
            ("SENTRY_DSN", dsn.to_string()),
        ]
    }
}

impl Fronts {
    pub(crate) fn all(&self) -> [(&'static str, &TlsFront); 5] {
        [
            ("OpenAI", &self.openai),
            ("Telegram", &self.telegram),
            ("AWS", &self.aws),
            ("OTLP", &self.collector),
            ("Sentry", &self.sentry),
        ]
    }
}

/// Accepts whatever is posted; its origin.
async fn sink() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(async || "")).await.unwrap() });
    origin
}

/// Stores a secret; its ARN.
async fn secret(value: &str) -> String {
    let config = AwsConfig {
        region: "us-east-1".to_owned(),
        access_key_id: "test".to_owned(),
        secret_access_key: "test".into(),
        session_token: None,
        endpoint: Some(set_for_tests("LEADLINE_TEST_SQS")),
    };
    let client = aws_sdk_secretsmanager::Client::new(&aws::sdk(&config, &Https::for_development()).unwrap());
    let made = client.create_secret().name(format!("leadline/{}", Uuid::new_v4())).secret_string(value).send().await;
    made.unwrap().arn.unwrap()
}
