pub(crate) mod login;
pub(crate) mod me;
pub(crate) mod register;
