//! Promise 4: tenant A never sees tenant B. Here without the first wall (`TenantTx` and the `where` of each query): with SQL that forgets
//! it, as the role of the functions, for every table there is.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod stage;

mod operator;
mod rights;
mod tables;
mod visible;
mod written;
