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
        let id = OwnerId::new();
        let email = Email::try_from(format!("{}@owner.example", id.0.simple())).expect("an address");
        let mut tx = db.app().tenant(id).await.expect("a transaction");
        let new = NewAccount {
            email: &email,
            password_hash: &PasswordHash::of_nobody(),
            company_name: &CompanyName::try_from("Цветы".to_owned()).expect("a name"),
            language,
            region: language.usual_region(),
        };
        let registered = account::create(&mut tx, &new).await.expect("an account");
        assert!(matches!(registered, Registered::Created(_)), "{registered:?}");
        tx.commit().await.expect("a commit");
        let token = development_tokens().issue(id, &email).expect("a token");
        Self { id, email, token }
    }
}
