//! Nothing but tests (`tests/template`): a package of its own, so that they build in seconds.
