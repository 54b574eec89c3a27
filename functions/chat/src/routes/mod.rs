pub(crate) mod chat;
pub(crate) mod form;
