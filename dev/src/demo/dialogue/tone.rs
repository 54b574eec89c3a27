//! How a message sounds, where that changes the answer.
use super::{
    contact::Contacts,
    text::{FAREWELLS, GREETINGS, THANKS, is_filler, is_one_of, words},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Asks whether it talks with a machine.
    AboutAssistant,
    Greeting,
    Thanks,
    Farewell,
    /// Asks something that only the company can answer.
    Question,
    Plain,
}

const ASSISTANT: &str = "\
    бот робот ии нейросеть человек bot robot ai talking говорю общаюсь human";
const ASKS: &str = "\
    сколько когда где почему зачем какой какая какие what when where why which who do does";

impl Tone {
    pub(super) fn of(text: &str, contacts: &Contacts) -> Self {
        let words = words(text);
        let words: Vec<_> =
            words.iter().filter(|word| !contacts.covers(word.place.start)).map(|word| word.lower.as_str()).collect();
        let has = |list: &str| words.iter().any(|word| is_one_of(list, word));
        let asks = text.contains('?') || words.first().is_some_and(|word| is_one_of(ASKS, word));
        let idle = words.iter().all(|word| is_filler(word));
        match () {
            () if asks && words.len() <= 7 && has(ASSISTANT) => Self::AboutAssistant,
            () if idle && has(THANKS) => Self::Thanks,
            () if idle && has(FAREWELLS) => Self::Farewell,
            () if idle && (has(GREETINGS) || asks) => Self::Greeting,
            () if asks => Self::Question,
            () => Self::Plain,
        }
    }
}
