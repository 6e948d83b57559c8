//! Posts: [`create`] is the way of a new post and [`write`] its transaction, [`mentioned`] whom it reaches, [`read`] the
//! pages people read, [`thread_page`] and [`unread`] two more of them, [`metadata`] what goes with posts,
//! [`permalink`] links between them, [`edit`],
//! [`delete`], [`ephemeral`] and [`remind`] what is done to them later.

pub(crate) mod create;
mod delete;
mod edit;
mod ephemeral;
mod mentioned;
mod metadata;
mod permalink;
mod read;
mod remind;
mod thread_page;
mod unread;
mod write;

pub use create::SetOnline;
pub use create::check_limits;
pub use edit::{Pinned, PostInfo};
pub(crate) use mentioned::Reached;
pub use read::{Collapsed, Deleted, Window};
pub use thread_page::ThreadPage;
pub use unread::{Around, ChannelUnreadAt};
pub(crate) use write::Rules;
pub(crate) use write::{SystemMessage, insert_system};
