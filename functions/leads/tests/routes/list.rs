use axum::http::{StatusCode, header};
use insta::assert_json_snapshot;
use serde_json::Value;
use shared::{
    ids::LeadId,
    testing::{Answer, TestOwner, event, request, send},
};

use crate::{Inbox, lead_of, over, told};

const LIST: &str = include_str!("../../../../events/leads/list.json");
const LIST_FILTERED: &str = include_str!("../../../../events/leads/list_filtered.json");

fn ids(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()["items"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
}

impl Inbox {
    pub(crate) async fn list(&self, query: &str) -> Vec<String> {
        ids(&self.ask("GET", &format!("/api/leads?{query}"), None).await)
    }

    /// Moves a lead to another time of its making.
    async fn made_at(&self, lead: LeadId, time: &str) {
        self.db.execute(&format!("update leads set created_at = '{time}' where id = '{lead}'")).await;
    }
}

pub(crate) fn texts(leads: &[LeadId]) -> Vec<String> {
    leads.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn lists_what_the_owner_needs_to_call_back() {
    let inbox = Inbox::new().await;
    assert_json_snapshot!(send(&inbox.routes, event(LIST, Some(&inbox.owner.token))).await.json(), @r#"
    {
      "items": [],
      "next_cursor": null
    }
    "#);
    inbox.lead("visitor-1", "Анна, 8 916 123-45-67, Anna@Example.com", Some("букет на свадьбу")).await;
    let answer = send(&inbox.routes, event(LIST, Some(&inbox.owner.token))).await;
    let redacted = "[redacted]";
    assert_json_snapshot!(answer.json(), {
        ".items[].id" => redacted, ".items[].created_at" => redacted, ".items[].updated_at" => redacted,
    }, @r#"
    {
      "items": [
        {
          "announcement": {
            "attempts": 0,
            "last_error": null,
            "next_attempt_at": null,
            "sent_at": null,
            "state": "pending"
          },
          "answers": [],
          "captured_by": "visitor_text",
          "created_at": "[redacted]",
          "doubtful": [],
          "email": "anna@example.com",
          "erased_at": null,
          "erasure": null,
          "id": "[redacted]",
          "name": null,
          "need": "букет на свадьбу",
          "note_count": 0,
          "phone": "+79161234567",
          "previous_lead_id": null,
          "score": {
            "reasons": [
              {
                "code": "phone",
                "points": 30
              },
              {
                "code": "email",
                "points": 10
              },
              {
                "code": "need",
                "points": 35
              }
            ],
            "value": 75
          },
          "source": {},
          "status": "new",
          "summary": "букет на свадьбу",
          "telegram": null,
          "test": false,
          "updated_at": "[redacted]",
          "visitor_id": "visitor-1"
        }
      ],
      "next_cursor": null
    }
    "#);
}

#[tokio::test]
async fn shows_each_owner_their_own_leads_newest_first() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    let mut own = Vec::new();
    for visitor in ["a", "b", "c"] {
        // The same visitor's name and the same contact at both owners: nothing is shared but the name.
        let says = format!("{visitor}@example.com");
        lead_of(&inbox.db.app(), other.id, visitor, &says, Some("чужой букет")).await;
        own.insert(0, inbox.lead(visitor, &says, None).await);
    }
    assert_eq!(inbox.list("").await, texts(&own));
    assert_eq!(inbox.list("q=чужой").await, texts(&[]));
    let theirs = send(&inbox.routes, request("GET", "/api/leads", Some(&other.token), None)).await;
    assert_eq!(ids(&theirs).len(), 3);
    assert!(ids(&theirs).iter().all(|id| !texts(&own).contains(id)));
    // A cursor of one owner leads another one nowhere.
    let cursor = inbox.ask("GET", "/api/leads?limit=1", None).await.json()["next_cursor"].as_str().unwrap().to_owned();
    let theirs = send(&inbox.routes, request("GET", &format!("/api/leads?cursor={cursor}"), Some(&other.token), None)).await;
    assert!(ids(&theirs).iter().all(|id| !texts(&own).contains(id)));
    let nobody = send(&inbox.routes, request("GET", "/api/leads", None, None)).await;
    assert_eq!(told(&nobody), "401 a valid access token is needed: sign in again");
}

#[tokio::test]
async fn finds_by_status_and_by_text_as_the_event_asks() {
    let inbox = Inbox::new().await;
    let bouquet = inbox.lead("a", "a@example.com", Some("Большой БУКЕТ")).await;
    let done = inbox.lead("b", "b@example.com", Some("букет поменьше")).await;
    inbox.lead("c", "c@example.com", Some("доставка")).await;
    inbox.db.execute(&format!("update leads set status = 'won' where id = '{done}'")).await;
    assert_eq!(ids(&send(&inbox.routes, event(LIST_FILTERED, Some(&inbox.owner.token))).await), texts(&[bouquet]));
    assert_eq!(inbox.list("status=won").await, texts(&[done]));
    assert_eq!(inbox.list("status=lost").await, texts(&[]));
}

#[tokio::test]
async fn finds_from_a_time_on_and_before_another() {
    let inbox = Inbox::new().await;
    let mut leads = Vec::new();
    for (visitor, time) in [("a", "2026-11-20T10:00:00Z"), ("b", "2026-11-21T10:00:00Z"), ("c", "2026-11-22T10:00:00Z")] {
        let lead = inbox.lead(visitor, &format!("{visitor}@example.com"), None).await;
        inbox.made_at(lead, time).await;
        leads.push(lead);
    }
    let [a, b, c] = leads[..] else { panic!("three leads") };
    for (query, expected) in [
        ("from=2026-11-21T10:00:00Z", vec![c, b]),
        ("from=2026-11-21T10:00:00.000001Z", vec![c]),
        ("to=2026-11-21T10:00:00Z", vec![a]),
        ("from=2026-11-21T10:00:00Z&to=2026-11-22T10:00:00Z", vec![b]),
        // The same instants at other places of the world.
        ("from=2026-11-21T13:00:00%2B03:00&to=2026-11-22T05:00:00-05:00", vec![b]),
        ("from=2026-11-22T10:00:00Z&to=2026-11-20T10:00:00Z", vec![]),
        ("from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", vec![c, b, a]),
    ] {
        assert_eq!(inbox.list(query).await, texts(&expected), "{query}");
    }
}

#[tokio::test]
async fn finds_words_in_any_case_and_numbers_in_any_spelling() {
    let inbox = Inbox::new().await;
    let flowers = inbox.lead("a", "8 (916) 123-45-67", Some("Ёлка и БУКЕТ, скидка 100%")).await;
    let percent = inbox.lead("b", "under_score@example.com", Some("100 роз")).await;
    for (search, expected) in [
        ("букет", vec![flowers]),
        ("БуКеТ", vec![flowers]),
        ("ёлка", vec![flowers]),
        ("  букет\t", vec![flowers]),
        ("+7 916 123-45-67", vec![flowers]),
        ("8 (916) 123-45-67", vec![flowers]),
        ("89161234567", vec![flowers]),
        ("79161234567", vec![flowers]),
        ("123-45-67", vec![flowers]),
        ("(916)", vec![flowers]),
        ("UNDER_Score@EXAMPLE", vec![percent]),
        // Neither is a pattern.
        ("100%", vec![flowers]),
        ("%", vec![flowers]),
        ("_", vec![percent]),
        ("under%score", vec![]),
        ("b_ket", vec![]),
        ("100", vec![percent, flowers]),
        ("'; drop table leads --", vec![]),
        ("\\", vec![]),
        ("", vec![percent, flowers]),
        ("   ", vec![percent, flowers]),
    ] {
        let encoded = search.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02x}"));
        assert_eq!(inbox.list(&format!("q={encoded}")).await, texts(&expected), "{search}");
    }
}

#[tokio::test]
async fn still_finds_a_lead_by_a_value_that_was_corrected() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("a", "8 916 123-45-67", None).await;
    assert_eq!(inbox.lead("a", "ой, 8 916 123-45-68", None).await, lead);
    assert_eq!(inbox.ask("GET", "/api/leads", None).await.json()["items"][0]["phone"], "+79161234568");
    for search in ["123-45-67", "123-45-68"] {
        assert_eq!(inbox.list(&format!("q={search}")).await, texts(&[lead]), "{search}");
    }
}

#[tokio::test]
async fn goes_through_all_leads_page_by_page_though_some_are_of_one_time() {
    let inbox = Inbox::new().await;
    let mut newest_first = Vec::new();
    for at in 0..7 {
        let lead = inbox.lead(&at.to_string(), &format!("{at}@example.com"), None).await;
        // Three of one microsecond, on both sides of the first page's end, and two of another.
        let seconds = ["01", "02", "02", "03.000001", "03.000001", "03.000001", "04"][at];
        inbox.made_at(lead, &format!("2026-11-22T10:00:{seconds}Z")).await;
        newest_first.insert(0, lead.to_string());
    }
    let mut seen: Vec<Vec<String>> = Vec::new();
    let mut query = "limit=3".to_owned();
    loop {
        let answer = inbox.ask("GET", &format!("/api/leads?{query}"), None).await;
        seen.push(ids(&answer));
        // What comes in meanwhile moves nothing.
        inbox.lead(&format!("late-{}", seen.len()), &format!("late-{}@example.com", seen.len()), None).await;
        let Value::String(cursor) = &answer.json()["next_cursor"] else { break };
        query = format!("limit=3&cursor={cursor}");
    }
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
    assert_eq!(seen.concat(), newest_first);
}

#[tokio::test]
async fn a_page_that_is_just_full_is_the_last_one() {
    let inbox = Inbox::new().await;
    for at in 0..3 {
        inbox.lead(&at.to_string(), &format!("{at}@example.com"), None).await;
    }
    for (limit, next) in [(2, false), (3, true), (200, true)] {
        let answer = inbox.ask("GET", &format!("/api/leads?limit={limit}"), None).await;
        assert_eq!(ids(&answer).len(), limit.min(3));
        assert_eq!(answer.json()["next_cursor"].is_null(), next, "{limit}");
    }
}

#[tokio::test]
async fn refuses_parameters_that_mean_nothing() {
    let inbox = Inbox::new().await;
    inbox.lead("a", "a@example.com", None).await;
    inbox.lead("b", "b@example.com", None).await;
    let cursor = inbox.ask("GET", "/api/leads?limit=1", None).await.json()["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(inbox.list(&format!("cursor={cursor}")).await.len(), 1);
    for (query, expected) in [
        ("limit=0", "422 limit invalid"),
        ("limit=201", "422 limit invalid"),
        ("limit=abc", "422 limit invalid"),
        ("limit=-1", "422 limit invalid"),
        ("limit=", "422 limit invalid"),
        ("limit=1e2", "422 limit invalid"),
        ("cursor=", "422 cursor invalid"),
        ("cursor=abc", "422 cursor invalid"),
        (&format!("cursor={}", &cursor[1..]), "422 cursor invalid"),
        (&format!("cursor={cursor}A"), "422 cursor invalid"),
        // Of a time that no table can hold.
        (&format!("cursor=f{}", &cursor[1..]), "422 cursor invalid"),
        ("status=open", "422 status invalid"),
        ("status=", "422 status invalid"),
        ("from=yesterday", "422 from invalid"),
        ("from=2026-11-22", "422 from invalid"),
        ("to=2026-02-30T00:00:00Z", "422 to invalid"),
        ("to=9999-12-31T23:59:59-23:59", "422 to invalid"),
        ("q=%00", "422 q invalid"),
        ("owner_id=01990000-0000-7000-8000-000000000001", "422 owner_id unknown_field"),
        ("offset=10", "422 offset unknown_field"),
    ] {
        assert_eq!(told(&inbox.ask("GET", &format!("/api/leads?{query}"), None).await), expected, "{query}");
    }
    assert_eq!(told(&inbox.ask("GET", &format!("/api/leads?q={}", "x".repeat(101)), None).await), "422 q too_long");
}

/// Beginning (with the owner in the same message), selecting, committing; DESIGN allows four. The pool asks each connection that comes
/// back whether it still lives; nobody waits for that, but the connection counts it, and the next transaction cannot begin before it.
#[tokio::test]
async fn waits_for_the_database_three_times() {
    let inbox = Inbox::new().await;
    for at in 0..50 {
        inbox.lead(&at.to_string(), &format!("{at}@example.com"), Some("букет")).await;
    }
    let (counted, trips) = inbox.db.counted().await;
    let inbox = Inbox { routes: over(counted), ..inbox };
    // Connecting and preparing the statement are of the first request only.
    assert_eq!(inbox.list("").await.len(), 50);

    let _ = trips.take();
    assert_eq!(inbox.list("").await.len(), 50);
    assert_eq!(trips.take(), 3);
}

#[tokio::test]
async fn who_has_the_page_already_is_told_so() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    let asked = async |known: Option<&str>| {
        let mut request = request("GET", "/api/leads", Some(&inbox.owner.token), None);
        if let Some(known) = known {
            request.headers_mut().insert(header::IF_NONE_MATCH, known.parse().unwrap());
        }
        send(&inbox.routes, request).await
    };
    let first = asked(None).await;
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.headers[header::CACHE_CONTROL], "private, no-cache");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = asked(Some(&known)).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(again.headers[header::ETAG].to_str().unwrap(), tag);
    }
    assert_eq!(asked(Some("\"other\"")).await.body, first.body);
    inbox.ask("PATCH", &format!("/api/leads/{lead}"), Some(&serde_json::json!({ "status": "won" }))).await;
    let changed = asked(Some(&tag)).await;
    assert_eq!((changed.status, changed.json()["items"][0]["status"].as_str()), (StatusCode::OK, Some("won")));
    assert_ne!(changed.headers[header::ETAG].to_str().unwrap(), tag);
}

#[tokio::test]
async fn a_lead_that_was_taken_back_is_in_no_list_and_still_has_its_place() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", Some("букет")).await;
    let kept = inbox.lead("visitor-2", "b@example.com", None).await;
    inbox.erase(lead).await;
    assert_eq!(inbox.list("").await, texts(&[kept]));
    assert_eq!(inbox.list("status=new").await, texts(&[kept]));
    let found = inbox.ask("GET", &format!("/api/leads/{lead}"), None).await.json();
    assert!(found["erased_at"].is_string() && found["email"].is_null(), "{found}");
    assert_eq!(found["erasure"], "contacts");
}

#[tokio::test]
async fn tells_where_the_visitor_was() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    let source = r#"{"page_url": "https://flowers.example/", "utm": {"source": "news"}}"#;
    inbox.db.execute(&format!("update leads set source = '{source}' where id = '{lead}'")).await;
    let listed = inbox.ask("GET", "/api/leads", None).await.json();
    assert_eq!(listed["items"][0]["source"], serde_json::from_str::<Value>(source).unwrap());
}
