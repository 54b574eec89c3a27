//! Who says what: two hundred turns of twenty visitors, and what must come of them.

use serde_json::{Value, json};

pub(crate) const OWNERS: usize = 3;
pub(crate) const VISITORS: usize = 20;
/// Of each visitor.
const TURNS: usize = 10;
/// The owners' shops. Each message names the one that it is for.
pub(crate) const SHOPS: [&str; OWNERS] = ["Астра", "Пион", "Роза"];
pub(crate) const NAME: &str = "Анна";

/// One turn.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    /// Of which owner.
    pub(crate) owner: usize,
    /// Where it is posted.
    pub(crate) path: &'static str,
    pub(crate) body: Value,
    /// Its `Idempotency-Key`.
    pub(crate) key: String,
    /// Whether it is sent twice at once.
    pub(crate) twice: bool,
    /// Whether its model calls the tool.
    pub(crate) registers: bool,
}

/// A phone and an e-mail.
pub(crate) type Contact = (Option<String>, Option<String>);

/// All turns: those of one visitor side by side, so that they meet.
///
/// The first visitors of each owner are one family, others have contacts of their own, and the last ones only talk.
pub(crate) fn turns() -> Vec<Turn> {
    let visitors = (0..VISITORS).flat_map(|visitor| (0..TURNS).map(move |turn| (visitor, turn)));
    visitors.map(|(visitor, turn)| of(visitor % OWNERS, visitor / OWNERS, turn)).collect()
}

/// How many visitors an owner has.
pub(crate) fn visitors(owner: usize) -> usize {
    (0..VISITORS).filter(|visitor| visitor % OWNERS == owner).count()
}

/// The contacts of an owner's leads.
pub(crate) fn leads(owner: usize) -> Vec<Contact> {
    // The second visitor's is the first one's.
    let mut leads: Vec<Contact> = (1..visitors(owner)).filter_map(|visitor| contact(owner, visitor)).collect();
    leads.sort();
    leads
}

fn contact(owner: usize, visitor: usize) -> Option<Contact> {
    match visitor {
        // One contact of two visitors, and the same one at every owner.
        0 | 1 => Some((Some("+79160000000".to_owned()), Some("family@example.com".to_owned()))),
        2 => Some((Some(format!("+7916100000{owner}")), None)),
        3 => Some((None, Some(format!("guest{owner}@example.com")))),
        // Another one that is the same at every owner.
        4 => Some((Some("+79160000004".to_owned()), None)),
        _ => None,
    }
}

/// The visitor's name is the same at every owner, too.
fn of(owner: usize, visitor: usize, turn: usize) -> Turn {
    let (shop, name) = (SHOPS[owner], format!("visitor-{visitor}"));
    let say = |words: &str| json!({ "visitor_id": name, "message": format!("{shop}: {words}") });
    let (path, body) = match (contact(owner, visitor), turn % 5) {
        (Some((phone, email)), 0) => {
            // The name comes from the model, so that two add to one lead.
            let need = format!("букет от магазина {shop}");
            ("/api/chat/form", json!({ "visitor_id": name, "phone": phone, "email": email, "need": need }))
        }
        (Some((phone, email)), 1) => {
            ("/api/chat", say(&format!("пишите {} {}, спасибо", phone.unwrap_or_default(), email.unwrap_or_default())))
        }
        // In the other order.
        (Some((phone, email)), 2) => {
            ("/api/chat", say(&format!("меня зовут {NAME}, {} {} — жду", email.unwrap_or_default(), phone.unwrap_or_default())))
        }
        _ => ("/api/chat", say("сколько стоит букет?")),
    };
    let registers = body["message"].as_str().is_some_and(|message| message.contains(NAME));
    Turn { owner, path, body, key: format!("turn-{turn}"), twice: (visitor + turn).is_multiple_of(10), registers }
}
