use axum::http::{StatusCode, header};
use shared::testing::{TestOwner, event, request, send};

use crate::{Inbox, lead_of, told};

const EXPORT: &str = include_str!("../../../../events/leads/export.json");

impl Inbox {
    /// The records of a file, without its head.
    async fn export(&self, query: &str) -> Vec<String> {
        let answer = self.ask("GET", &format!("/api/leads/export?{query}"), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        let (head, records) = text.split_once("\r\n").unwrap();
        assert!(head.starts_with("\u{feff}created_at,status,name,phone,"), "{head}");
        records.lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_file_holds_the_leads_and_nothing_that_a_spreadsheet_computes() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    lead_of(&inbox.db.app(), other.id, "visitor-1", "b@example.com", None).await;
    let lead = inbox.lead("=1+1", "8 916 123-45-67, anna@example.com", Some("=HYPERLINK(\"https://evil.example\")")).await;
    inbox.db.execute(&format!("update leads set created_at = '2026-11-26T10:00:00Z' where id = '{lead}'")).await;
    let answer = send(&inbox.routes, event(EXPORT, Some(&inbox.owner.token))).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"leads-20") && name.ends_with(".csv\""), "{name}");
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    insta::assert_snapshot!(text.replace(&lead.to_string(), "[id]").replace('\u{feff}', "[bom]").replace('\r', ""), @r#"
    [bom]created_at,status,name,phone,email,telegram,need,answers,score,page_url,referrer,utm_source,utm_medium,utm_campaign,visitor_id,lead_id
    2026-11-26T10:00:00Z,new,,tel:+79161234567,anna@example.com,,"'=HYPERLINK(""https://evil.example"")",,75,,,,,,"'=1+1",[id]
    "#);
    assert_eq!(text.matches("\r\n").count(), 2);
}

#[tokio::test]
async fn a_file_holds_what_was_asked_for_over_more_than_a_page() {
    let inbox = Inbox::new().await;
    assert_eq!(inbox.export("").await.len(), 0);
    for visitor in 0..405 {
        inbox.lead(&format!("visitor-{visitor}"), &format!("v{visitor}@example.com"), Some("букет")).await;
    }
    let records = inbox.export("").await;
    let column = |record: &String| record.split(',').nth(14).unwrap().to_owned();
    let expected: Vec<String> = (0..405).rev().map(|visitor| format!("visitor-{visitor}")).collect();
    assert_eq!(records.iter().map(column).collect::<Vec<_>>(), expected, "newest first, each once");
    assert_eq!(inbox.export("q=v404&status=new&format=csv").await.len(), 1);
    assert_eq!(inbox.export("status=won").await.len(), 0);
    assert_eq!(inbox.export("from=2100-01-01T00:00:00Z").await.len(), 0);
    assert_eq!(inbox.export("to=2100-01-01T00:00:00Z").await.len(), 405);
}

#[tokio::test]
async fn leaves_out_what_was_taken_back_and_refuses_what_it_does_not_know() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    inbox.erase(lead).await;
    assert_eq!(inbox.export("").await.len(), 0);
    for (query, expected) in [
        ("format=xlsx", "422 format invalid"),
        ("status=open", "422 status invalid"),
        ("from=yesterday", "422 from invalid"),
        ("limit=5", "422 limit unknown_field"),
    ] {
        assert_eq!(told(&inbox.ask("GET", &format!("/api/leads/export?{query}"), None).await), expected, "{query}");
    }
    let nobody = send(&inbox.routes, request("GET", "/api/leads/export", None, None)).await;
    assert_eq!(told(&nobody), "401 a valid access token is needed: sign in again");
    inbox.db.go_away().await;
    assert_eq!(
        told(&inbox.ask("GET", "/api/leads/export", None).await),
        "503 this service is not available for the moment: please try again"
    );
}
