//! What the operator of the deployment may know of all tenants together: sums by plan, never a row of any of them.

use sqlx::{Row, postgres::PgRow};

use crate::database::Database;

/// One number. The database keeps them, because an instance remembers nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it counts.
    pub metric: String,
    /// Of the owners with this plan; None where plans make no difference.
    pub plan: Option<String>,
    /// What the metric is parted by beside the plan.
    pub label: Option<String>,
    /// How many.
    pub value: f64,
}

/// All of them, as they are at one moment. One round trip.
///
/// # Errors
/// The database cannot be reached.
pub async fn figures(db: &Database) -> sqlx::Result<Vec<Figure>> {
    let rows = db.alone("select metric, plan, label, value::float8 from operator_figures()".to_owned()).await?;
    let figure = |row: PgRow| {
        Ok(Figure { metric: row.try_get(0)?, plan: row.try_get(1)?, label: row.try_get(2)?, value: row.try_get(3)? })
    };
    rows.into_iter().map(figure).collect()
}
