//! SQL in few words.

/// What SQL does: the tables that it writes, or the one that it reads.
pub(crate) fn words(sql: &str) -> String {
    let without_comments: Vec<&str> = sql.lines().filter_map(|line| line.split("--").next()).collect();
    let sql = without_comments.join(" ").to_lowercase();
    let words = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.filter(|word| !matches!(*word, "" | "pg_catalog")).collect();
    let first = words.first().copied().unwrap_or_default();
    let mut deeds = Vec::new();
    for place in 0..words.len() {
        match words[place..] {
            ["insert", "into", table, ..] => deeds.push(("insert", table)),
            ["delete", "from", table, ..] => deeds.push(("delete", table)),
            // Neither of `on conflict … do update` nor of `for update of` and `for no key update`.
            ["update", table, ..] if place == 0 || !matches!(words[place - 1], "do" | "for" | "key") => {
                deeds.push(("update", table));
            }
            ["from", table, ..] if first == "select" && !matches!(table, "select" | "values") => deeds.push(("select", table)),
            _ => {}
        }
    }
    if deeds.iter().any(|(deed, _)| *deed != "select") {
        deeds.retain(|(deed, _)| *deed != "select");
    }
    let tables = |deeds: &[(&str, &str)]| deeds.iter().map(|(_, table)| *table).collect::<Vec<_>>().join(", ");
    let deeds = deeds.chunk_by(|one, other| one.0 == other.0).map(|deeds| format!("{} {}", deeds[0].0, tables(deeds)));
    let ends = matches!(first, "begin" | "commit" | "rollback").then(|| first.to_owned());
    ends.into_iter().chain(deeds).collect::<Vec<_>>().join("; ")
}

#[test]
fn sql_is_named_by_what_it_writes() {
    for (sql, expected) in [
        ("commit", "commit"),
        ("begin; select set_config('app.owner_id', '0199', true); ", "begin"),
        (
            "begin; with counted as (insert into usage_counters as c select 1 on conflict do update set used = 1) select 1",
            "begin; insert usage_counters",
        ),
        ("-- an update that tells more\nselect id from leads -- but inserts into nothing", "select leads"),
        ("update leads set need = '' where id in (select id from leads for no key update), b as (select)", "update leads"),
        ("with a as (insert into a select 1), b as (insert into b select 1) update c set d = 1", "insert a, b; update c"),
        ("select * from (select text from messages where id = $1) as text", "select messages"),
    ] {
        assert_eq!(words(sql), expected);
    }
}
