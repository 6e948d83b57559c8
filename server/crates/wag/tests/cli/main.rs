//! `wag` from outside: the real program, run as a process against a server made for the test.
//!
//! [`fake`] is that server, [`machine`] the place wag runs in. [`real`] runs the same program against the real
//! server, when `CHINWAG_TEST_SERVER` says where that is.

mod bulk;
mod credentials;
mod errors;
mod fake;
mod follow;
mod help;
mod local;
mod machine;
mod nouns;
mod output;
