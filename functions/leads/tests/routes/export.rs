use std::io::Cursor;

use axum::http::{StatusCode, header};
use calamine::{Data, Reader, Xlsx};
use shared::testing::{TestOwner, event, request, send};

use crate::{Inbox, lead_of, told};

const EXPORT: &str = include_str!("../../../../events/leads/export.json");

impl Inbox {
    async fn file(&self, query: &str) -> Vec<u8> {
        let answer = self.ask("GET", &format!("/api/leads/export?{query}"), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body.to_vec()
    }

    /// The cells of a CSV file, read by a library, its head first.
    async fn csv(&self, query: &str) -> Vec<Vec<String>> {
        let file = self.file(query).await;
        let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap();
        let separator = if query.contains("language=ru") { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(text);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    async fn xlsx(&self, query: &str) -> Vec<Vec<Data>> {
        let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(self.file(query).await)).unwrap();
        let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
        sheet.rows().map(<[Data]>::to_vec).collect()
    }

    /// A lead in Moscow with two phones and a note, whose words a spreadsheet would compute.
    async fn hostile_lead(&self) -> String {
        let lead = self
            .lead("=1+1", "8 916 299-31-73, 8 903 111-22-33, anna@example.com", Some("=HYPERLINK(\"https://evil.example\")"))
            .await;
        self.db.execute(&format!("update leads set created_at = '2026-11-30T16:57:04.5Z' where id = '{lead}'")).await;
        self.db.execute("update assistants set time_zone = 'Europe/Moscow'").await;
        let note = serde_json::json!({ "text": "+7; звонить\nвечером" });
        self.ask("POST", &format!("/api/leads/{lead}/notes"), Some(&note)).await;
        lead.to_string()
    }
}

const OF_A_PROGRAM: &str = "created_at,status,name,phone,email,telegram,other_contacts,need,answers,notes,score,page_url,referrer,\
                            utm_source,utm_medium,utm_campaign,visitor_id,lead_id";

#[tokio::test]
async fn a_program_gets_the_names_of_the_api_and_nothing_that_a_spreadsheet_computes() {
    let inbox = Inbox::new().await;
    let other = TestOwner::new(&inbox.db).await;
    lead_of(&inbox.db.app(), other.id, "visitor-1", "b@example.com", None).await;
    let lead = inbox.hostile_lead().await;
    let answer = send(&inbox.routes, event(EXPORT, Some(&inbox.owner.token))).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"leads-20") && name.ends_with(".csv\""), "{name}");
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    let expected = format!(
        "\u{feff}{OF_A_PROGRAM}\r\n2026-11-30T16:57:04.5Z,new,,\"tel:+79162993173\",anna@example.com,,\"tel:+79031112233\",\
         \"'=HYPERLINK(\"\"https://evil.example\"\")\",,\"'+7; звонить\nвечером\",75,,,,,,\"'=1+1\",{lead}\r\n"
    );
    assert_eq!(text, expected);
}

#[tokio::test]
async fn a_person_gets_words_and_the_companys_clock_in_their_language() {
    let inbox = Inbox::new().await;
    let lead = inbox.hostile_lead().await;
    let ids = ["'=1+1", &lead];
    for (language, head, values) in [
        ("ru", ["Получена", "Статус", "Имя", "Телефон"], ["2026-11-30 19:57", "Новая", "", "+7 916 299-31-73"]),
        ("en", ["Received", "Status", "Name", "Phone"], ["2026-11-30 19:57", "New", "", "+7 916 299-31-73"]),
    ] {
        let rows = inbox.csv(&format!("format=csv&language={language}")).await;
        assert_eq!((rows.len(), &rows[0][..4], &rows[1][..4]), (2, &head.map(str::to_owned)[..], &values.map(str::to_owned)[..]));
        assert_eq!((rows[1][6].as_str(), rows[1][9].as_str()), ("+7 903 111-22-33", "'+7; звонить\nвечером"));
        assert_eq!(rows[1][16..], ids.map(str::to_owned));
    }
}

#[tokio::test]
async fn a_workbook_has_typed_cells_in_the_language_of_its_reader() {
    let inbox = Inbox::new().await;
    let lead = inbox.hostile_lead().await;
    let query = "format=xlsx&language=ru";
    let answer = inbox.ask("GET", &format!("/api/leads/export?{query}"), None).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap().ends_with(".xlsx\""));
    let rows = inbox.xlsx(query).await;
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(rows[0][..4], ["Получена", "Статус", "Имя", "Телефон"].map(text));
    let Data::DateTime(received) = &rows[1][0] else { panic!("{:?}", rows[1][0]) };
    assert_eq!(received.to_ymd_hms_milli(), (2026, 11, 30, 19, 57, 4, 0));
    assert_eq!(rows[1][1..5], [text("Новая"), Data::Empty, text("+7 916 299-31-73"), text("anna@example.com")]);
    assert_eq!(rows[1][6..8], [text("+7 903 111-22-33"), text("=HYPERLINK(\"https://evil.example\")")]);
    assert_eq!((&rows[1][9], &rows[1][10]), (&text("+7; звонить\nвечером"), &Data::Float(75.0)));
    assert_eq!(rows[1][16..], [text("=1+1"), text(&lead)]);
    assert_eq!(inbox.xlsx("format=xlsx").await[0][..2], ["Received", "Status"].map(text));
    assert_eq!(inbox.xlsx("format=xlsx&status=won").await.len(), 1, "only the head");
}

#[tokio::test]
async fn a_file_holds_what_was_asked_for_over_more_than_a_page() {
    let inbox = Inbox::new().await;
    assert_eq!(inbox.csv("").await.len(), 1);
    for visitor in 0..405 {
        inbox.lead(&format!("visitor-{visitor}"), &format!("v{visitor}@example.com"), Some("букет")).await;
    }
    let expected: Vec<String> = (0..405).rev().map(|visitor| format!("visitor-{visitor}")).collect();
    let visitors: Vec<String> = inbox.csv("").await.into_iter().skip(1).map(|mut row| row.remove(16)).collect();
    assert_eq!(visitors, expected, "newest first, each once");
    assert_eq!(inbox.xlsx("format=xlsx").await.len(), 406);
    for (query, records) in [
        ("q=v404&status=new&format=csv", 1),
        ("status=won", 0),
        ("from=2100-01-01T00:00:00Z", 0),
        ("to=2100-01-01T00:00:00Z", 405),
    ] {
        assert_eq!(inbox.csv(query).await.len(), records + 1, "{query}");
    }
}

#[tokio::test]
async fn leaves_out_what_was_taken_back_and_refuses_what_it_does_not_know() {
    let inbox = Inbox::new().await;
    let lead = inbox.lead("visitor-1", "anna@example.com", None).await;
    inbox.erase(lead).await;
    assert_eq!(inbox.csv("").await.len(), 1);
    for (query, expected) in [
        ("format=pdf", "422 format invalid"),
        ("language=de", "422 language invalid"),
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
