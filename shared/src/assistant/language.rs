//! The languages that an assistant speaks.

use serde::{Deserialize, Serialize};

use crate::rule::{Rule, repeated};

/// The primary code of a language (BCP 47): two or three letters, such as `ru`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct LanguageCode(String);

impl TryFrom<String> for LanguageCode {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let code = text.trim().to_ascii_lowercase();
        let is_code = matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_code { Ok(Self(code)) } else { Err(Rule::new("invalid", "expected the code of a language such as ru or en")) }
    }
}

/// At most 10 languages, none twice. The first is for visitors who speak none of them; an empty list stands for every language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<LanguageCode>")]
pub struct Languages(Vec<LanguageCode>);

impl TryFrom<Vec<LanguageCode>> for Languages {
    type Error = Rule;

    fn try_from(codes: Vec<LanguageCode>) -> Result<Self, Self::Error> {
        if codes.len() > 10 {
            return Err(Rule::new("too_long", "expected at most 10 languages"));
        }
        match repeated(&codes) {
            Some(index) => Err(Rule::new("invalid", "expected each language once").at(format!("[{index}]"))),
            None => Ok(Self(codes)),
        }
    }
}
