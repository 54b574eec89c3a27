pub(crate) mod chat;
pub(crate) mod form;
pub(crate) mod transcript;
pub(crate) mod widget;
