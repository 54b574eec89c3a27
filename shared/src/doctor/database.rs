//! PostgreSQL: its version, the role, the migrations, and whether row-level security hides other companies' rows.

use super::Check;
use crate::database::{CurrentRole, Database, Inspection, MIGRATIONS};

const DATABASE: &str = "Database";
/// The oldest that the migrations and the tests know.
const OLDEST_VERSION: i32 = 150_000;

/// The role that the doctor expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// As the functions are: owns nothing, and no rows are visible without a company.
    Functions,
    /// That, or the schema owner, as `migrate` and `cargo dev` are.
    Either,
}

pub(super) async fn check(database: &Database, role: Role) -> Check {
    let found = match database.inspect().await {
        Ok(found) => found,
        // The pool tries until its time is over and then forgets why.
        Err(sqlx::Error::PoolTimedOut) => {
            return unreachable(&database.connect_once().await.err().unwrap_or(sqlx::Error::PoolTimedOut));
        }
        Err(error) => return unreachable(&error),
    };
    let fault = version(&found).or_else(|| migrations(&found)).or_else(|| rights(&found, role)).or_else(|| protection(&found));
    fault.unwrap_or_else(|| {
        let Inspection { role, version_text, applied, .. } = &found;
        let newest = applied.iter().max().copied().unwrap_or_default();
        let owner = if role.is_schema_owner() { " (the schema owner)" } else { "" };
        let finding =
            format!("PostgreSQL {version_text} as {}{owner}; migration {newest}; row-level security is forced", role.name);
        Check::works(DATABASE, finding)
    })
}

fn unreachable(error: &sqlx::Error) -> Check {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let remedy = match code.as_deref() {
        Some("28P01" | "28000") => {
            "The role or its password is wrong: check DATABASE_URL, or deploy again so that `migrate` sets the password."
        }
        Some("3D000") => "The database does not exist: check the name at the end of DATABASE_URL.",
        Some("42P01") => "The schema is missing: run `cargo dev migrate` as the schema owner, or deploy.",
        _ => "Check host, port, security groups and sslmode of DATABASE_URL; for a private certificate authority set CA_BUNDLE.",
    };
    Check::failed(DATABASE, super::causes(error), remedy)
}

fn version(found: &Inspection) -> Option<Check> {
    (found.version < OLDEST_VERSION).then(|| {
        let finding = format!("PostgreSQL {} is too old", found.version_text);
        Check::failed(DATABASE, finding, "Use PostgreSQL 15 or newer.")
    })
}

fn migrations(found: &Inspection) -> Option<Check> {
    let missing: Vec<String> = MIGRATIONS
        .iter()
        .filter(|known| !found.applied.contains(&known.version))
        .map(|known| known.version.to_string())
        .collect();
    (!missing.is_empty()).then(|| {
        let finding = format!("missing migrations: {}", missing.join(", "));
        Check::failed(DATABASE, finding, "Run `cargo dev migrate` with DATABASE_URL of the schema owner, or deploy again.")
    })
}

fn rights(found: &Inspection, role: Role) -> Option<Check> {
    let CurrentRole { name, superuser, bypasses, owns_tables } = &found.role;
    if role == Role::Either && found.role.is_schema_owner() {
        return None;
    }
    let fault = if *superuser {
        format!("{name} is a superuser, which row-level security does not bind")
    } else if *bypasses {
        format!("{name} has BYPASSRLS, so every company's rows are visible to it")
    } else if *owns_tables {
        format!("{name} owns tables, so it could switch row-level security off")
    } else {
        return None;
    };
    Some(Check::failed(DATABASE, fault, "Connect as leadline_app, which `migrate` creates and lets in."))
}

fn protection(found: &Inspection) -> Option<Check> {
    let remedy = "Restore the policies: compare the schema with a fresh database (`cargo dev migrate` on an empty one).";
    if !found.unprotected.is_empty() {
        let finding = format!("row-level security is not forced on: {}", found.unprotected.join(", "));
        return Some(Check::failed(DATABASE, finding, remedy));
    }
    // A superuser and a role with BYPASSRLS see everything by definition; the others must not.
    (found.visible_rows && !found.role.superuser && !found.role.bypasses).then(|| {
        let finding = format!("{} sees rows of companies without naming one", found.role.name);
        Check::failed(DATABASE, finding, remedy)
    })
}
