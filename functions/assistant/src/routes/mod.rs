pub(crate) mod find;
pub(crate) mod set;
