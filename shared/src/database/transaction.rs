//! Transactions that carry for whom they speak.

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

use crate::{contact::Email, ids::OwnerId};

/// A transaction that sees and writes one owner's rows.
///
/// End it with [`commit`](Self::commit) or [`rollback`](Self::rollback) before answering: a dropped one is rolled back only when its
/// connection is used next, and a frozen Lambda instance would sit in it, with its locks.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    owner: OwnerId,
}

impl TenantTx {
    pub(super) async fn begin(pool: &PgPool, owner: OwnerId) -> sqlx::Result<Self> {
        // A UUID prints as hexadecimal digits and dashes, so the text is safe by its type.
        let begin = format!("begin; select set_config('app.owner_id', '{owner}', true)");
        Ok(Self { tx: pool.begin_with(AssertSqlSafe(begin)).await?, owner })
    }

    /// For whom it speaks.
    #[must_use]
    pub fn owner(&self) -> OwnerId {
        self.owner
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// The connection broke, or a deferred constraint does not hold; nothing was changed then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.tx.commit().await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// The connection broke; nothing was changed then either.
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.tx.rollback().await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// A transaction that sees the one account of an e-mail address.
#[derive(Debug)]
pub struct SignInTx {
    tx: Transaction<'static, Postgres>,
}

impl SignInTx {
    pub(super) async fn begin(pool: &PgPool, email: &Email) -> sqlx::Result<Self> {
        // Hexadecimal, because an address may hold a quote.
        let email = email.as_str().bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let begin =
            format!("begin; select set_config('app.sign_in_email', convert_from(decode('{email}', 'hex'), 'UTF8'), true)");
        Ok(Self { tx: pool.begin_with(AssertSqlSafe(begin)).await? })
    }

    /// Ends it; there is nothing to keep.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn end(self) -> sqlx::Result<()> {
        self.tx.commit().await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// A transaction that sees the outbox of all owners.
#[derive(Debug)]
pub struct RelayTx {
    tx: Transaction<'static, Postgres>,
}

impl RelayTx {
    pub(super) async fn begin(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { tx: pool.begin_with("begin; select set_config('app.relay', 'on', true)").await? })
    }

    /// Ends it; there is nothing to keep.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn end(self) -> sqlx::Result<()> {
        self.tx.commit().await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// A transaction that sees expired rows of all owners, and may delete them.
#[derive(Debug)]
pub struct UpkeepTx {
    tx: Transaction<'static, Postgres>,
}

impl UpkeepTx {
    pub(super) async fn begin(pool: &PgPool) -> sqlx::Result<Self> {
        Ok(Self { tx: pool.begin_with("begin; select set_config('app.upkeep', 'on', true)").await? })
    }

    /// Makes the deletions last.
    ///
    /// # Errors
    /// The connection broke; nothing was deleted then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.tx.commit().await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
