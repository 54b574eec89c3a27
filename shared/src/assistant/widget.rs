//! How the assistant looks on the owner's site.

use reqwest::Url;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Line;
use crate::rule::Rule;

/// How the widget looks. What is left out has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WidgetSettings {
    /// Of the launcher, the header and the visitor's messages.
    #[schema(value_type = String, pattern = "^#[0-9a-f]{6}$", default = "#0b6b62")]
    pub color: Color,
    /// In which lower corner it stands.
    pub side: Side,
    /// Whether it is light or dark.
    pub theme: Theme,
    /// What stands in the header; empty: the company's name.
    #[schema(value_type = String, max_length = 60)]
    pub title: Line<0, 60>,
    /// What stands on the launcher beside the icon; empty: the icon only.
    #[schema(value_type = String, max_length = 40)]
    pub launcher: Line<0, 40>,
    /// What is said above the launcher before anybody opens the chat; empty: nothing.
    #[schema(value_type = String, max_length = 120)]
    pub teaser: Line<0, 120>,
    /// What a visitor may say first with one tap.
    #[schema(value_type = Vec<String>, max_items = 6, example = json!(["Сколько стоит доставка?"]))]
    pub quick_replies: QuickReplies,
    /// Above what of the page it stands (CSS's `z-index`).
    #[schema(value_type = i32, minimum = 1, maximum = 2_147_483_647, default = 2_147_483_000)]
    pub z_index: ZIndex,
    /// Where the owner's privacy policy stands: an `https` address; empty: nowhere.
    #[schema(value_type = String, max_length = 500, example = "https://flowers.example/privacy")]
    pub privacy_url: PrivacyUrl,
}

/// In which lower corner of the page the widget stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// In the right one.
    #[default]
    Right,
    /// In the left one.
    Left,
}

/// Whether the widget is light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the visitor's system is.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A colour as CSS writes it, in six hexadecimal digits: `#0b6b62`. Nothing else goes into a page's styles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Color(String);

impl Default for Color {
    fn default() -> Self {
        Self("#0b6b62".to_owned())
    }
}

impl TryFrom<String> for Color {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let color = text.trim().to_ascii_lowercase();
        let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6);
        let is_color = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if is_color { Ok(Self(color)) } else { Err(Rule::new("invalid", "expected a colour such as #0b6b62")) }
    }
}

/// At most 6 texts of at most 60 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Line<1, 60>>")]
pub struct QuickReplies(Vec<Line<1, 60>>);

impl TryFrom<Vec<Line<1, 60>>> for QuickReplies {
    type Error = Rule;

    fn try_from(replies: Vec<Line<1, 60>>) -> Result<Self, Self::Error> {
        if replies.len() > 6 { Err(Rule::new("too_long", "expected at most 6 quick replies")) } else { Ok(Self(replies)) }
    }
}

/// CSS's `z-index`, from 1 to the highest that browsers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64")]
pub struct ZIndex(i32);

impl Default for ZIndex {
    fn default() -> Self {
        Self(2_147_483_000)
    }
}

impl TryFrom<i64> for ZIndex {
    type Error = Rule;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        let index = i32::try_from(number).ok().filter(|index| *index >= 1);
        index.map(Self).ok_or_else(|| Rule::new("invalid", "expected a number from 1 to 2147483647"))
    }
}

/// An `https` address of at most 500 characters, or nothing. A visitor opens it with a click, so it can be nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PrivacyUrl(String);

impl TryFrom<String> for PrivacyUrl {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.username().is_empty());
        let Some(url) = url else {
            return Err(Rule::new("invalid", "expected an address that begins with https://, or nothing"));
        };
        // As browsers write it, so that no odd letter is left to be read in another way.
        let url = String::from(url);
        if url.len() > 500 { Err(Rule::new("too_long", "expected at most 500 characters")) } else { Ok(Self(url)) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kept(written: Value) -> Result<Value, String> {
        let read = serde_json::from_value::<WidgetSettings>(written).map_err(|error| error.to_string())?;
        Ok(serde_json::to_value(read).unwrap())
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let defaults = json!({
            "color": "#0b6b62", "side": "right", "theme": "auto", "title": "", "launcher": "", "teaser": "", "quick_replies": [],
            "z_index": 2_147_483_000, "privacy_url": "",
        });
        assert_eq!(kept(json!({})), Ok(defaults.clone()));
        assert_eq!(kept(defaults.clone()), Ok(defaults));
    }

    #[test]
    fn takes_what_a_page_can_show_and_nothing_it_could_carry_out() {
        for (field, written, expected) in [
            ("color", json!(" #0B6B62 "), Ok(json!("#0b6b62"))),
            ("color", json!("#fff"), Err("invalid")),
            ("color", json!("red"), Err("invalid")),
            ("color", json!("#0b6b62;}"), Err("invalid")),
            ("color", json!("#ёёё"), Err("invalid")),
            ("side", json!("top"), Err("unknown variant")),
            ("title", json!(" Лина "), Ok(json!("Лина"))),
            ("title", json!("я".repeat(61)), Err("too_long")),
            ("launcher", json!("я".repeat(41)), Err("too_long")),
            ("teaser", json!("я".repeat(121)), Err("too_long")),
            ("teaser", json!("a\nb"), Err("invalid")),
            ("quick_replies", json!(vec!["Сколько стоит?"; 6]), Ok(json!(vec!["Сколько стоит?"; 6]))),
            ("quick_replies", json!(vec!["Сколько стоит?"; 7]), Err("too_long")),
            ("quick_replies", json!([" "]), Err("empty")),
            ("quick_replies", json!(["я".repeat(61)]), Err("too_long")),
            ("z_index", json!(1), Ok(json!(1))),
            ("z_index", json!(2_147_483_647), Ok(json!(2_147_483_647))),
            ("z_index", json!(0), Err("invalid")),
            ("z_index", json!(2_147_483_648_i64), Err("invalid")),
            ("z_index", json!(1.5), Err("invalid type")),
            ("privacy_url", json!("https://flowers.example/privacy?a=1"), Ok(json!("https://flowers.example/privacy?a=1"))),
            ("privacy_url", json!("https://цветы.рф/о"), Ok(json!("https://xn--b1ag3bn2a.xn--p1ai/%D0%BE"))),
            ("privacy_url", json!("http://flowers.example"), Err("invalid")),
            ("privacy_url", json!("javascript:alert(1)"), Err("invalid")),
            ("privacy_url", json!("https://flowers.example@evil.example"), Err("invalid")),
            ("privacy_url", json!("flowers.example"), Err("invalid")),
            ("privacy_url", json!(format!("https://flowers.example/{}", "a".repeat(500))), Err("too_long")),
            ("font", json!("serif"), Err("unknown field")),
        ] {
            let outcome = kept(json!({ field: written })).map(|kept| kept[field].clone());
            match expected {
                Ok(expected) => assert_eq!(outcome, Ok(expected), "{field}: {written}"),
                Err(code) => {
                    assert!(outcome.as_ref().is_err_and(|error| error.starts_with(code)), "{field}: {written}: {outcome:?}");
                }
            }
        }
    }
}
