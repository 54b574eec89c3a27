//! Links that lead to a person: t.me, wa.me and their like. All other links are taken out too, for digits in them are no phones.

use std::ops::Range;

use super::{
    super::{Contact, Phone, TelegramName},
    Spot,
    plan::Plan,
    text::{HIDDEN, Text},
};

/// A link's part that tells who it belongs to.
type Reader = fn(&str, &mut Plan) -> Option<Contact>;

/// Where such links begin, and how the rest of each is read.
const LINKS: [(&str, Reader); 9] = [
    ("t.me/", telegram),
    ("telegram.me/", telegram),
    ("telegram.dog/", telegram),
    ("tg://resolve?", resolve),
    ("wa.me/", whatsapp),
    ("whatsapp.com/send", number),
    ("whatsapp://send", number),
    ("viber://chat", number),
    ("viber://add", number),
];

/// t.me's own paths, which are no names: invitations, previews, stickers.
const PATHS: [&str; 18] = [
    "joinchat",
    "addstickers",
    "addemoji",
    "addlist",
    "addtheme",
    "addstyle",
    "setlanguage",
    "share",
    "proxy",
    "socks",
    "login",
    "confirmphone",
    "invoice",
    "contact",
    "giftcode",
    "boost",
    "stickers",
    "nft",
];

/// Links to something of these kinds are not followed by a name or an address, but by a phone.
const PHONE_SCHEMES: [&str; 4] = ["tel", "sms", "callto", "facetime"];

/// Takes all links out of a text, and gives the contacts in them.
pub(super) fn take(text: &mut Text, plan: &mut Plan) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (opening, read) in LINKS {
        for start in places(text, opening) {
            let rest = start + opening.len()..end(text, start + opening.len());
            if !begins_here(text, start) {
                continue;
            }
            if let Some(contact) = read(text.part(rest.clone()), plan) {
                spots.push(Spot { range: start..rest.end, contact, doubtful: false });
            }
            text.hide(start..rest.end);
        }
    }
    for opening in ["://", "www."] {
        for start in places(text, opening) {
            let scheme = text.part(0..start).rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if !PHONE_SCHEMES.contains(&scheme) {
                text.hide(start - scheme.len()..end(text, start));
            }
        }
    }
    spots
}

fn places(text: &Text, opening: &str) -> Vec<usize> {
    text.as_str().match_indices(opening).map(|(at, _)| at).collect()
}

/// Where a link ends that has begun before this place.
fn end(text: &Text, from: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ',' | ';' | '«' | '»' | ')' | ']' | HIDDEN);
    let rest = text.part(from..text.as_str().len());
    from + rest.find(ends).unwrap_or(rest.len())
}

/// "chat.me/" is not "t.me/".
fn begins_here(text: &Text, start: usize) -> bool {
    let before = text.part(0..start);
    before.ends_with("www.")
        || before.ends_with("api.")
        || before.ends_with("web.")
        || !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

fn telegram(rest: &str, plan: &mut Plan) -> Option<Contact> {
    if let Some(number) = rest.strip_prefix('+').or_else(|| rest.strip_prefix("%2b")) {
        // "t.me/+AbCd…" is an invitation.
        let whole = leading(number, |c| c.is_ascii_digit());
        let ends = !number.get(whole.len()..)?.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
        return if ends { international(whole, plan) } else { None };
    }
    let name = leading(rest, |c| c.is_ascii_alphanumeric() || c == '_');
    let after = rest.get(name.len()..)?;
    // "t.me/flowers/123" is what a channel has published.
    let published = after.strip_prefix('/').is_some_and(|post| post.starts_with(|c: char| c.is_ascii_digit()));
    let whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    if published || !whole || PATHS.contains(&name) { None } else { user(name) }
}

fn resolve(rest: &str, plan: &mut Plan) -> Option<Contact> {
    match (value(rest, &["domain="]), value(rest, &["phone="])) {
        (Some(name), _) => user(leading(name, |c| c.is_ascii_alphanumeric() || c == '_')),
        (_, Some(phone)) => international(phone, plan),
        _ => None,
    }
}

fn whatsapp(rest: &str, plan: &mut Plan) -> Option<Contact> {
    international(rest, plan)
}

fn number(rest: &str, plan: &mut Plan) -> Option<Contact> {
    international(value(rest, &["phone=", "number="])?, plan)
}

/// The value of the first of these parameters.
fn value<'t>(rest: &'t str, names: &[&str]) -> Option<&'t str> {
    rest.split(['?', '&', '/']).find_map(|pair| names.iter().find_map(|name| pair.strip_prefix(name)))
}

/// A number with its country's code, as these links want it; people also put the trunk prefix there.
fn international(text: &str, plan: &mut Plan) -> Option<Contact> {
    let text = text.trim_start_matches("%2b").trim_start_matches('+');
    let digits = leading(text, |c| c.is_ascii_digit() || c == '-').replace('-', "");
    let fits = (8..=15).contains(&digits.len());
    let phone: Option<Phone> = if fits { plan.dial(&format!("+{digits}")).or_else(|| plan.dial(&digits)) } else { None };
    phone.map(Contact::Phone)
}

fn user(name: &str) -> Option<Contact> {
    TelegramName::try_from(name.to_owned()).ok().map(Contact::Telegram)
}

fn leading(text: &str, fits: impl Fn(char) -> bool) -> &str {
    let range: Range<usize> = 0..text.find(|c| !fits(c)).unwrap_or(text.len());
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::super::Region, *};

    #[test]
    fn knows_the_links_that_lead_to_a_person() {
        let cases = [
            ("wa.me/79161234567", Some("+79161234567")),
            ("https://wa.me/+79161234567?text=hi", Some("+79161234567")),
            ("wa.me/89161234567", Some("+79161234567")),
            ("https://api.whatsapp.com/send/?phone=%2B79161234567&text", Some("+79161234567")),
            ("whatsapp://send?text=a&phone=79161234567", Some("+79161234567")),
            ("viber://chat?number=%2B79161234567", Some("+79161234567")),
            ("t.me/+79161234567", Some("+79161234567")),
            ("tg://resolve?phone=79161234567", Some("+79161234567")),
            ("T.me/Ivan_Petrov", Some("@ivan_petrov")),
            ("https://www.telegram.me/ivan_petrov?start=1", Some("@ivan_petrov")),
            ("tg://resolve?domain=ivan_petrov&x=1", Some("@ivan_petrov")),
            ("t.me/+AbCdEfGh", None),
            ("t.me/+7916123456789abc", None),
            ("t.me/joinchat/AAAA", None),
            ("t.me/s/flowers", None),
            ("t.me/flowers/123", None),
            ("chat.me/ivan_petrov", None),
            ("wa.me/message/ABC", None),
            ("https://chat.whatsapp.com/AbCd", None),
            ("https://example.ru/89161234567", None),
        ];
        for (raw, expected) in cases {
            let mut text = Text::new(raw);
            let spots = take(&mut text, &mut Plan::new(Region::RU));
            let found = spots.first().map(|spot| match &spot.contact {
                Contact::Phone(phone) => phone.as_str().to_owned(),
                Contact::Telegram(name) => format!("@{}", name.as_str()),
                Contact::Email(_) => String::new(),
            });
            assert_eq!(found.as_deref(), expected, "{raw}");
        }
    }
}
