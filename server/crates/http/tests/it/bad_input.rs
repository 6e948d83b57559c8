//! What people and programs send by mistake or in anger: each gets a clear error, no handler fails, the connection goes
//! on where the protocol allows it, and everybody else is served meanwhile.
//!
//! [`every_operation`] throws everything in [`hostile`] at every route; the others are one subject each. Guests and
//! plugins have suites of their own.

mod connection;
mod every_operation;
mod flood;
mod hostile;
mod message;
mod picture;
