//! The way of a lead on one machine, as a person would try it.

use std::{net::TcpListener, time::Duration};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::machine::{Folder, Machine, command};

struct Owner<'a> {
    http: Client,
    machine: &'a Machine,
    token: String,
}

fn client() -> Client {
    #[expect(clippy::disallowed_methods, reason = "a person's client, and no upstream's")]
    Client::new()
}

impl<'a> Owner<'a> {
    async fn register(machine: &'a Machine, email: &str) -> Self {
        let http = client();
        let account = json!({ "email": email, "password": "correct horse battery", "company_name": "Цветы", "language": "ru" });
        let registered = http.post(format!("{}/api/auth/register", machine.url)).json(&account).send().await.unwrap();
        assert_eq!(registered.status(), StatusCode::CREATED);
        Self::sign_in(machine, email).await
    }

    async fn sign_in(machine: &'a Machine, email: &str) -> Self {
        let http = client();
        let login = json!({ "email": email, "password": "correct horse battery" });
        let answer: Value =
            http.post(format!("{}/api/auth/login", machine.url)).json(&login).send().await.unwrap().json().await.unwrap();
        Self { http, machine, token: answer["access_token"].as_str().unwrap().to_owned() }
    }

    async fn says(&self, visitor: &str, message: &str) -> Value {
        let body = json!({ "visitor_id": visitor, "message": message });
        let request = self.http.post(format!("{}/api/chat", self.machine.url)).bearer_auth(&self.token).json(&body);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    async fn leads(&self) -> Vec<Value> {
        let request = self.http.get(format!("{}/api/leads", self.machine.url)).bearer_auth(&self.token);
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        page["items"].as_array().unwrap().clone()
    }

    async fn console(&self) -> Vec<Value> {
        let shown: Value =
            self.http.get(format!("{}/dev/telegram", self.machine.url)).send().await.unwrap().json().await.unwrap();
        shown["messages"].as_array().unwrap().clone()
    }

    /// Waits until the first lead is announced.
    async fn announced(&self) -> Value {
        for _ in 0..100 {
            if let Some(lead) = self.leads().await.first().filter(|lead| lead["announcement"]["state"] == "sent") {
                return lead.clone();
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("not announced: {:?}", self.leads().await);
    }
}

#[tokio::test]
async fn a_company_registers_talks_and_is_told_of_its_lead_only() {
    let folder = Folder::new();
    let machine = Machine::start(&folder.0);
    let flowers = Owner::register(&machine, "owner@flowers.example").await;
    let others = Owner::register(&machine, "owner@others.example").await;

    let first = flowers.says("visitor-1", "Здравствуйте, нужна доставка цветов").await;
    assert!(first["reply"].as_str().unwrap().to_lowercase().contains("демонстрац"), "{first}");
    assert!(first["lead"].is_null(), "{first}");
    flowers.says("visitor-1", "Меня зовут Анна").await;
    let last = flowers.says("visitor-1", "8 (916) 123-45-67").await;
    assert_eq!((&last["lead"]["phone"], &last["lead"]["is_new"]), (&json!("+79161234567"), &json!(true)), "{last}");

    let lead = flowers.announced().await;
    assert_eq!((&lead["name"], &lead["phone"], &lead["status"]), (&json!("Анна"), &json!("+79161234567"), &json!("new")));
    assert_eq!(others.leads().await, Vec::<Value>::new());
    let shown = flowers.console().await;
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0]["html"].as_str().unwrap().contains("+79161234567"), "{shown:?}");

    assert!(machine.interrupt().success());
}

#[tokio::test]
async fn leads_survive_a_kill_and_are_there_after_the_next_start() {
    let folder = Folder::new();
    let machine = Machine::start(&folder.0);
    let owner = Owner::register(&machine, "owner@flowers.example").await;
    owner.says("visitor-1", "Call me: +1 415 555 2671").await;
    let announced = owner.announced().await;
    drop(owner);
    machine.kill();

    let machine = Machine::start(&folder.0);
    let owner = Owner::sign_in(&machine, "owner@flowers.example").await;
    assert_eq!(owner.leads().await, [announced]);
    assert_eq!(owner.console().await, Vec::<Value>::new(), "what was announced is not announced again");
    assert!(machine.interrupt().success());
}

#[test]
fn says_that_a_port_is_taken_before_anything_slow() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = Folder::new();
    let output = command(&folder.0, &taken.local_addr().unwrap().port().to_string()).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("choose another with --port N"), "{said}");
    assert!(!folder.0.join("postgres").exists());
}
