//! What the search for contacts is worth, measured on sentences as visitors write them.
//!
//! A contact counts only with its doubt ("?" in the file) as expected. Some sentences are there to be failed: they keep the
//! figures honest.

use serde::Deserialize;
use shared::contact::{Contact, Found, Region, find_after};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    before: Option<String>,
    region: Region,
    expected: Vec<String>,
}

fn shown(Found { contact, doubtful }: Found) -> String {
    let sign = if doubtful { "?" } else { "" };
    match contact {
        Contact::Phone(phone) => format!("{}{sign}", phone.as_str()),
        Contact::Email(email) => format!("{}{sign}", email.as_str()),
        Contact::Telegram(name) => format!("@{}{sign}", name.as_str()),
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what one runs this for")]
#[expect(clippy::cast_precision_loss, reason = "hundreds")]
fn finds_the_contacts_of_real_sentences_and_little_else() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("contacts.json")).unwrap();
    let (mut right, mut wrong, mut missed, mut exact) = (0usize, 0usize, 0usize, 0usize);
    for case in &cases {
        let found: Vec<String> = find_after(case.before.as_deref(), &case.text, case.region).into_iter().map(shown).collect();
        let hits = case.expected.iter().filter(|expected| found.contains(expected)).count();
        right += hits;
        wrong += found.len() - hits;
        missed += case.expected.len() - hits;
        if found == case.expected {
            exact += 1;
        } else {
            println!("{:?} {:?}\n    expected {:?}\n    found    {found:?}", case.before, case.text, case.expected);
        }
    }
    let precision = right as f64 / (right + wrong) as f64;
    let recall = right as f64 / (right + missed) as f64;
    let with = cases.iter().filter(|case| !case.expected.is_empty()).count();
    println!("{} sentences, {with} with contacts, {exact} read exactly", cases.len());
    println!("{right} right, {wrong} wrong, {missed} missed: precision {precision:.4}, recall {recall:.4}");
    assert!(cases.len() >= 240);
    assert!(precision >= 0.99, "precision {precision:.4}");
    assert!(recall >= 0.97, "recall {recall:.4}");
}
