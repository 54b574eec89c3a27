pub(crate) mod chat;
