//! Where on the owner's site a visitor is, and what brought them there.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The page, and what led to it. What does not fit is cut or left out and never refused: a message must not be lost for its page's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(from = "Told")]
pub struct Source {
    /// The page on which the visitor writes, without what stands behind `#`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, example = "https://flowers.example/wedding")]
    pub page_url: Option<String>,
    /// The page that led to the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub referrer: Option<String>,
    /// The campaign's parameters.
    #[serde(default, skip_serializing_if = "Utm::is_empty")]
    pub utm: Utm,
}

/// The five parameters that campaigns are told apart by (Urchin's, as Google Analytics reads them).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Utm {
    /// Who sent the visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// By what means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// In which campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// For which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// By which of several links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// The longest address that is kept, in characters.
const LONGEST_ADDRESS: usize = 500;
/// The longest parameter that is kept, in characters.
const LONGEST_PARAMETER: usize = 100;

impl Source {
    /// Of a message that came from no page.
    #[must_use]
    pub fn nowhere() -> &'static Self {
        static NOWHERE: Source = Source {
            page_url: None,
            referrer: None,
            utm: Utm { source: None, medium: None, campaign: None, term: None, content: None },
        };
        &NOWHERE
    }
}

impl Utm {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// As a page tells it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Told {
    #[serde(alias = "url")]
    page_url: Option<String>,
    referrer: Option<String>,
    utm: Utm,
}

impl From<Told> for Source {
    fn from(Told { page_url, referrer, utm: Utm { source, medium, campaign, term, content } }: Told) -> Self {
        let parameter = |told: Option<String>| told.and_then(|told| readable(&told, LONGEST_PARAMETER));
        Self {
            page_url: page_url.and_then(|told| address(&told)),
            referrer: referrer.and_then(|told| address(&told)),
            utm: Utm {
                source: parameter(source),
                medium: parameter(medium),
                campaign: parameter(campaign),
                term: parameter(term),
                content: parameter(content),
            },
        }
    }
}

/// An address of the web; an owner opens it with a click, so it can be nothing else.
fn address(told: &str) -> Option<String> {
    let told = told.split('#').next().unwrap_or_default();
    let lower = told.get(..8).unwrap_or(told).to_ascii_lowercase();
    let of_the_web = lower.starts_with("https://") || lower.starts_with("http://");
    readable(told, LONGEST_ADDRESS).filter(|_| of_the_web)
}

fn readable(told: &str, longest: usize) -> Option<String> {
    let kept: String = told.trim().chars().filter(|c| !c.is_control()).take(longest).collect();
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kept(told: Value) -> Value {
        serde_json::to_value(serde_json::from_value::<Source>(told).unwrap()).unwrap()
    }

    #[test]
    fn keeps_addresses_of_the_web_and_the_five_parameters() {
        let told = json!({
            "url": "https://flowers.example/wedding?a=1#menu",
            "referrer": "https://search.example/",
            "utm": { "source": "news", "medium": " mail ", "campaign": "", "clicked": "yes" },
            "screen": "1920",
        });
        let expected = json!({
            "page_url": "https://flowers.example/wedding?a=1",
            "referrer": "https://search.example/",
            "utm": { "source": "news", "medium": "mail" },
        });
        assert_eq!(kept(told), expected);
        assert_eq!(kept(expected.clone()), expected, "what was kept is read as it is");
    }

    #[test]
    fn leaves_out_what_an_owner_must_not_click_on_and_cuts_what_is_too_long() {
        for hostile in ["javascript:alert(1)", "data:text/html,x", " ", "файл"] {
            assert_eq!(kept(json!({ "url": hostile, "referrer": hostile })), json!({}), "{hostile}");
        }
        let long = format!("https://flowers.example/{}", "я".repeat(600));
        assert_eq!(kept(json!({ "url": long }))["page_url"].as_str().unwrap().chars().count(), LONGEST_ADDRESS);
        let told = json!({ "utm": { "term": format!("a\u{0}{}", "b".repeat(200)) } });
        assert_eq!(kept(told)["utm"]["term"].as_str().unwrap().chars().count(), LONGEST_PARAMETER);
    }
}
