//! Closed sets that PostgreSQL keeps as enums, on the wire.

/// Lets an enum that derives `sqlx::Encode` and `sqlx::Decode` travel as `text`; the statement casts (`$1::text::lead_status`,
/// `status::text`).
///
/// A type that PostgreSQL was taught has a number of its own in each database, which sqlx looks up: one more round trip for each such type
/// on each new connection, so on each cold start. And it keeps the look-up as a statement with a name, which a pooler in transaction mode
/// may not know.
macro_rules! as_text {
    ($($set:ty),+) => {$(
        impl sqlx::Type<sqlx::Postgres> for $set {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <str as sqlx::Type<sqlx::Postgres>>::type_info()
            }

            fn compatible(ty: &sqlx::postgres::PgTypeInfo) -> bool {
                <str as sqlx::Type<sqlx::Postgres>>::compatible(ty)
            }
        }

        impl sqlx::postgres::PgHasArrayType for $set {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <&str as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }
    )+};
}

pub(crate) use as_text;
