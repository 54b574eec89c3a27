pub(crate) mod find;
pub(crate) mod link_telegram;
pub(crate) mod onboarding;
pub(crate) mod set;
pub(crate) mod test_telegram;
pub(crate) mod unlink_telegram;
