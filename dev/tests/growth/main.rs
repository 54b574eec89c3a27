//! Nothing that is asked all the time reads or sorts all that an owner has: the functions' own statements, as PostgreSQL carries them out
//! under row-level security beside a hundred thousand leads. What that takes is measured by `cargo dev bench growth`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod plan;
mod plans;
mod stage;

use stage::Stage;

/// Searches read an owner's leads one by one, from the newest on: no index can find a text within a text under row-level security.
const READ_ON: &str = "search";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_or_sorts_all_that_an_owner_has() {
    let stage = Stage::set().await;
    let mut faults = Vec::new();
    // As a new connection plans, and as one that has been asked often may: with one plan for all values.
    for mode in ["force_custom_plan", "force_generic_plan"] {
        let asked = stage.ask_everything(mode).await;
        assert!(asked.len() > 15, "only {} statements were seen", asked.len());
        faults.extend(asked.into_iter().filter(|(what, _)| !what.starts_with(READ_ON)).flat_map(|(what, plan)| {
            let found = plan::faults(&plan);
            found.into_iter().map(move |fault| format!("{mode}: {what}: {fault}"))
        }));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
