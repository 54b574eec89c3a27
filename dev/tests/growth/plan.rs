//! What is wrong with a plan that was carried out.

use serde_json::Value;

/// A page holds at most 200 leads, a conversation 500 messages, a purge 1000 rows of each kind.
const MANY: f64 = 2000.0;

/// Scans of whole tables, sorts of much, and rows that were read only to be passed over.
pub(crate) fn faults(plan: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let node = plan["Node Type"].as_str().unwrap_or_default();
    let table = plan["Relation Name"].as_str().unwrap_or_default();
    let loops = plan["Actual Loops"].as_f64().unwrap_or(0.0);
    let times = |name: &str| plan[name].as_f64().unwrap_or(0.0) * loops;
    // PostgreSQL's own catalogue, of which sqlx asks once what an enum is, does not grow.
    if node.ends_with("Seq Scan") && loops > 0.0 && !table.starts_with("pg_") {
        faults.push(format!("{node} on {table}"));
    }
    if node.ends_with("Sort") && times("Actual Rows") > MANY {
        faults.push(format!("{node} of {} rows", times("Actual Rows")));
    }
    let read = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"].into_iter().map(times).sum::<f64>();
    if !table.is_empty() && node.contains("Scan") && read > MANY {
        faults.push(format!("{node} on {table} reads {read} rows"));
    }
    let below = plan["Plans"].as_array().into_iter().flatten();
    faults.extend(below.flat_map(self::faults));
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_reads_a_whole_table_is_found_wherever_it_stands() {
        let scan = json!({ "Node Type": "Seq Scan", "Relation Name": "lead_keys", "Actual Rows": 0, "Actual Loops": 1,
            "Rows Removed by Filter": 240_000 });
        let plan =
            json!({ "Node Type": "ModifyTable", "Actual Loops": 1, "Plans": [{ "Node Type": "Hash Join", "Plans": [scan] }] });
        assert_eq!(faults(&plan), ["Seq Scan on lead_keys", "Seq Scan on lead_keys reads 240000 rows"]);
    }

    #[test]
    fn an_index_that_gives_every_row_and_a_sort_of_them_is_no_better() {
        let scan = json!({ "Node Type": "Index Scan", "Relation Name": "leads", "Actual Rows": 100_000, "Actual Loops": 1 });
        let plan = json!({ "Node Type": "Sort", "Actual Rows": 100_000, "Actual Loops": 1, "Plans": [scan] });
        assert_eq!(faults(&plan), ["Sort of 100000 rows", "Index Scan on leads reads 100000 rows"]);
    }

    #[test]
    fn a_page_by_an_index_and_what_never_ran_are_fine() {
        let never = json!({ "Node Type": "Seq Scan", "Relation Name": "leads", "Actual Rows": 0, "Actual Loops": 0 });
        let page = json!({ "Node Type": "Index Scan", "Relation Name": "deliveries", "Actual Rows": 1, "Actual Loops": 201 });
        assert_eq!(faults(&json!({ "Node Type": "Nested Loop", "Actual Loops": 1, "Plans": [never, page] })), [""; 0]);
    }
}
