//! What stays as quick as it was beside ever more rows, through the functions' own programs.

use axum::body::Bytes;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    cases::{self, Case, LEAD, PLAIN, signed},
    figures::Figure,
    instance::{Instance, Sample, anything, success},
    plan::Plan,
    spread::Spread,
    stage::{Stage, owner},
};
use crate::terminal::{Failure, say};

const TIMES: usize = 200;
/// Leads that `Stage` made already.
const MADE: u32 = 1000;
/// Of other owners, with ten leads each.
const OWNERS: u32 = 10_000;

/// A request to the inbox.
struct Asked {
    name: &'static str,
    query: String,
}

pub(super) async fn measure(plan: &Plan, stage: &Stage) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    let (mut from, mut sizes) = (MADE, vec![10_000, 100_000, 1_000_000]);
    sizes.retain(|size| *size <= plan.leads);
    for size in sizes {
        say(&format!("one owner with {size} leads"));
        stage.add_leads(from + 1, size, "1").await?;
        stage.run("vacuum").await?;
        from = size;
        figures.extend(of_size(plan, stage, &format!("{size} leads")).await?);
    }
    say(&format!("and {OWNERS} owners with ten leads each"));
    stage.add_owners(100, 99 + OWNERS).await?;
    stage.add_leads(2_000_001, 2_000_000 + OWNERS * 10, &format!("100 + n % {OWNERS}")).await?;
    stage.run("vacuum").await?;
    figures.extend(of_size(plan, stage, &format!("{OWNERS} owners beside")).await?);
    Ok(figures)
}

async fn of_size(plan: &Plan, stage: &Stage, size: &str) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    let mut instance = Instance::start(&stage.start("leads", None)?).await?;
    for asked in inbox(stage, &mut instance).await?.into_iter().filter(|asked| plan.names(asked.name)) {
        let mut samples = Vec::new();
        // A search that reads everything need not do so two hundred times.
        let times = if asked.query.contains("q=") { plan.times(TIMES) / 10 } else { plan.times(TIMES) };
        for _ in 0..times.max(8) {
            samples.push(instance.invoke(list(stage, &asked.query)?, success).await?);
        }
        figures.push(figure(asked.name, size, &samples));
    }
    if plan.names("one lead") {
        let (lead, _) = ends(stage).await?;
        let event = one_lead(stage, lead)?;
        figures.push(figure("one lead", size, &repeated(plan, &mut instance, &event).await?));
    }
    for case in [PLAIN, LEAD].into_iter().filter(|case| plan.names(case.name)) {
        figures.push(figure(case.name, size, &of_case(plan, stage, &case).await?));
    }
    for case in cases::ALL.iter().filter(|case| ["notifier", "upkeep"].contains(&case.function) && plan.names(case.name)) {
        figures.push(figure(case.name, size, &of_case(plan, stage, case).await?));
    }
    if plan.names("upkeep: ten left behind, 1000 expired") {
        figures.push(figure("upkeep: ten left behind, 1000 expired", size, &upkeep(stage).await?));
    }
    Ok(figures)
}

/// The questions to the inbox: `searched` are worded so that one is found at once, one never, and one at the very end.
async fn inbox(stage: &Stage, instance: &mut Instance) -> Result<Vec<Asked>, Failure> {
    let (_, oldest) = ends(stage).await?;
    // A page that begins fifty leads before the end.
    let deep = list(stage, &format!("to={oldest}&limit=1"))?;
    let cursor = instance.answer_of(deep).await?;
    let cursor = cursor["next_cursor"].as_str().ok_or("no next page")?.to_owned();
    let asked = |name, query: &str| Asked { name, query: query.to_owned() };
    Ok(vec![
        asked("inbox", ""),
        asked("inbox: won, one in a hundred", "status=won"),
        asked("inbox: lost, a third", "status=lost"),
        Asked { name: "inbox: the last page", query: format!("cursor={cursor}") },
        Asked { name: "inbox: a month of long ago", query: format!("to={oldest}") },
        asked("search: what many leads hold", "q=%D0%B1%D1%83%D0%BA%D0%B5%D1%82"),
        asked("search: what the oldest lead holds", "q=79160000001"),
        asked("search: what no lead holds", "q=tulips"),
    ])
}

/// The oldest lead, and a time an hour after it.
async fn ends(stage: &Stage) -> Result<(Uuid, String), Failure> {
    let oldest = "select id, to_char(created_at + interval '2 hours', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from leads
        where owner_id = $1 order by created_at limit 1";
    Ok(sqlx::query_as(oldest).bind(owner(1)).fetch_one(&stage.superuser).await?)
}

fn list(stage: &Stage, query: &str) -> Result<Bytes, Failure> {
    let mut event = signed(cases::file("leads", "list")?, stage);
    event["rawQueryString"] = query.into();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    event["queryStringParameters"] = pairs.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    Ok(event.to_string().into())
}

fn one_lead(stage: &Stage, lead: Uuid) -> Result<Bytes, Failure> {
    let mut event = signed(cases::file("leads", "find")?, stage);
    let path = format!("/api/leads/{lead}");
    event["rawPath"] = path.clone().into();
    event["requestContext"]["http"]["path"] = path.into();
    event["pathParameters"] = json!({ "id": lead });
    Ok(event.to_string().into())
}

async fn repeated(plan: &Plan, instance: &mut Instance, event: &Bytes) -> Result<Vec<Sample>, Failure> {
    let mut samples = Vec::new();
    for _ in 0..plan.times(TIMES) {
        samples.push(instance.invoke(event.clone(), success).await?);
    }
    Ok(samples)
}

async fn of_case(plan: &Plan, stage: &Stage, case: &Case) -> Result<Vec<Sample>, Failure> {
    let mut instance = Instance::start(&stage.start(case.function, None)?).await?;
    let mut samples = Vec::new();
    for _ in 0..plan.times(TIMES) {
        samples.push(instance.invoke(case.event(stage).await?, case.expect()).await?);
    }
    Ok(samples)
}

/// Runs of upkeep, each of which finds ten lead events that no queue took, and a thousand rows of the outbox that are a week old.
async fn upkeep(stage: &Stage) -> Result<Vec<Sample>, Failure> {
    let mut instance = Instance::start(&stage.start("upkeep", None)?).await?;
    let left = format!(
        "insert into outbox (id, owner_id, lead_id, created_at, sent_at)
        select gen_random_uuid(), owner_id, id, now() - interval '9 days', case when place > 10 then now() - interval '8 days' end
        from (select owner_id, id, row_number() over () as place from leads where owner_id = '{}' limit 1009) leads",
        owner(1)
    );
    let mut samples = Vec::new();
    for _ in 0..10 {
        sqlx::raw_sql(AssertSqlSafe(left.clone())).execute(&stage.superuser).await?;
        samples.push(instance.invoke(cases::file("upkeep", "scheduled")?.to_string().into(), anything).await?);
    }
    Ok(samples)
}

fn figure(name: &str, size: &str, samples: &[Sample]) -> Figure {
    let [cpu, wall] = [|sample: &Sample| sample.cpu, |sample: &Sample| sample.wall].map(|of| Spread::of(samples.iter().map(of)));
    // What grows is the database's time, which the clock shows.
    Figure { value: wall.p50, ..Figure::times("growth", format!("{name}, {size}"), cpu, wall) }
}
