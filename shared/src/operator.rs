//! What the operator of the deployment may know of all tenants together: sums by plan, never a row of any of them.

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
    sqlx::query_as!(Figure, r#"select metric as "metric!", plan, label, value::float8 as "value!" from operator_figures()"#)
        .fetch_all(db.outside())
        .await
}
