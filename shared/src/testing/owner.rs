//! Owners for tests.

use super::TestDatabase;
use crate::{
    account::{self, CompanyName, Language, NewAccount, PasswordHash, Registered, Tokens},
    config::TokenConfig,
    contact::Email,
    ids::OwnerId,
};

/// An owner with an account, an assistant and a valid token.
#[derive(Debug, Clone)]
pub struct TestOwner {
    /// Who.
    pub id: OwnerId,
    /// What they sign in with; the password is nobody's.
    pub email: Email,
    /// For `Authorization: Bearer`.
    pub token: String,
}

/// The tokens of one's own machine, which the event files carry too.
#[must_use]
pub fn development_tokens() -> Tokens {
    Tokens::new(&TokenConfig::development())
}

impl TestOwner {
    /// Registers a Russian owner.
    pub async fn new(db: &TestDatabase) -> Self {
        Self::speaking(db, Language::Ru).await
    }

    /// Registers an owner of that language.
    pub async fn speaking(db: &TestDatabase, language: Language) -> Self {
        Self::register(db, OwnerId::new(), language).await
    }

    /// Registers the owner whose token the event files carry.
    pub async fn of_event_files(db: &TestDatabase) -> Self {
        Self::register(db, OwnerId(uuid::uuid!("01990000-0000-7000-8000-000000000001")), Language::Ru).await
    }

    async fn register(db: &TestDatabase, id: OwnerId, language: Language) -> Self {
        let email = Email::try_from(format!("{}@owner.example", id.0.simple())).expect("an address");
        let mut tx = db.app().tenant(id).await.expect("a transaction");
        let new = NewAccount {
            email: &email,
            password_hash: &PasswordHash::of_nobody(),
            company_name: &CompanyName::try_from("Цветы".to_owned()).expect("a name"),
            language,
            region: language.usual_region(),
            time_zone: None,
        };
        let registered = account::create(&mut tx, &new).await.expect("an account");
        assert!(matches!(registered, Registered::Created(_)), "{registered:?}");
        tx.commit().await.expect("a commit");
        let token = development_tokens().issue(id, &email).expect("a token");
        Self { id, email, token }
    }
}
