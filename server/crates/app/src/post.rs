//! Posts: [`create`] is the way of a new post, [`read`] the pages people read, [`metadata`] what goes with them.

pub(crate) mod create;
mod metadata;
mod read;

pub use create::SetOnline;
pub(crate) use create::{SystemMessage, insert_system};
pub use read::{Collapsed, Window};
