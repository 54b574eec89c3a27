//! Which of an owner's choices a visitor named. Pure.

use std::collections::HashSet;

use super::proposal::words;
use crate::{assistant::Choice, conversation::Said, ids::MessageId};

/// The one choice that the answer names and the visitor said; of several, the one with the most words.
pub(super) fn chosen(answer: &str, choices: &[Choice], said: &[&Said]) -> Option<(String, MessageId)> {
    let answer = words(answer);
    let spoken: Vec<(HashSet<String>, MessageId)> = said.iter().map(|said| (words(&said.text), said.id)).collect();
    let all: HashSet<String> = spoken.iter().flat_map(|(words, _)| words).cloned().collect();
    let choices: Vec<(&Choice, HashSet<String>)> = choices.iter().map(|choice| (choice, words(choice.as_str()))).collect();
    let named = || choices.iter().filter(|(_, words)| stand_in(words, &answer) && stand_in(words, &all));
    let (choice, wanted) = named().max_by_key(|(_, words)| words.len())?;
    if named().filter(|(_, words)| words.len() == wanted.len()).count() > 1 {
        return None;
    }
    let count = |words: &HashSet<String>| wanted.iter().filter(|word| is_among(word, words)).count();
    let (source, message) = spoken.iter().max_by_key(|(words, _)| count(words))?;
    // "Без доставки" holds all the words of "Доставка", and is not it.
    let said_another =
        choices.iter().any(|(_, words)| words.len() > wanted.len() && stand_in(wanted, words) && stand_in(words, source));
    (!said_another).then(|| (choice.as_str().to_owned(), *message))
}

/// Whether all of the words are among the others, in whatever form; none never are.
fn stand_in(words: &HashSet<String>, others: &HashSet<String>) -> bool {
    !words.is_empty() && words.iter().all(|word| is_among(word, others))
}

fn is_among(word: &str, others: &HashSet<String>) -> bool {
    others.contains(word) || others.iter().any(|other| is_form_of(word, other))
}

/// Whether two words differ in their ends only, as the forms of one word do in Russian and English: three letters or more in common, then at
/// most two of the shorter one and three of the longer one. Numbers have no forms.
fn is_form_of(word: &str, other: &str) -> bool {
    let letters = word.chars().chain(other.chars()).all(char::is_alphabetic);
    let common = word.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let (one, other) = (word.chars().count() - common, other.chars().count() - common);
    letters && common >= 3 && one.min(other) <= 2 && one.max(other) <= 3
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::conversation::Role;

    fn stored(answer: &str, lines: &[&str]) -> Option<String> {
        let choices: Vec<Choice> = serde_json::from_value(json!(["Доставка", "Без доставки", "Самовывоз из центра"])).unwrap();
        let said = |text: &&str| Said { id: MessageId::new(), role: Role::Visitor, text: (*text).to_owned() };
        let said: Vec<Said> = lines.iter().map(said).collect();
        chosen(answer, &choices, &said.iter().collect::<Vec<_>>()).map(|(choice, _)| choice)
    }

    #[test]
    fn a_choice_is_the_owners_once_the_visitor_said_all_of_its_words() {
        let cases: [(&str, &[&str], Option<&str>); 14] = [
            ("Доставка", &["нужна доставка"], Some("Доставка")),
            ("доставка", &["с доставкой, пожалуйста"], Some("Доставка")),
            ("с доставкой, пожалуйста", &["с доставкой, пожалуйста"], Some("Доставка")),
            ("Самовывоз из центра", &["самовывозом", "из центра"], Some("Самовывоз из центра")),
            ("самовывозом из центра", &["Заберу самовывозом из вашего центра"], Some("Самовывоз из центра")),
            ("Без доставки", &["без доставки"], Some("Без доставки")),
            // The model's word alone, a word of the choice alone, another word.
            ("Доставка", &["привезите домой"], None),
            ("Самовывоз из центра", &["самовывоз"], None),
            ("Самовывоз", &["самовывоз из центра"], None),
            ("Курьер", &["курьер"], None),
            ("Доставка", &["достаток"], None),
            // Another choice than the visitor's.
            ("Доставка", &["без доставки"], None),
            ("Доставка или самовывоз", &["доставка или самовывоз"], Some("Доставка")),
            ("привезите", &["доставка", "привезите"], None),
        ];
        for (answer, lines, expected) in cases {
            assert_eq!(stored(answer, lines).as_deref(), expected, "{answer} of {lines:?}");
        }
    }

    #[test]
    fn tells_the_forms_of_a_word_from_other_words() {
        let forms = "центр центру, доставка доставкой, роза розами, красный красного, большая большими, белый белыми, утро утра, \
            bouquet bouquets, delivery deliveries, party parties";
        let others =
            "доставка достаток, да дай, не нет, роза розовый, центр центральный, 2026 2027, 50к 50, москва московский, yes yet";
        for (pairs, expected) in [(forms, true), (others, false)] {
            for (one, other) in pairs.split(", ").map(|pair| pair.split_once(' ').unwrap()) {
                assert_eq!((is_form_of(one, other), is_form_of(other, one)), (expected, expected), "{one} {other}");
            }
        }
    }
}
