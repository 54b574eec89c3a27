pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod set_status;
