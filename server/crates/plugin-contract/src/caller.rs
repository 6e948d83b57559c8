//! Who calls chat from inside a plugin.

/// A chain of plugins' calls ends here: what lies deeper is refused.
pub const DEPTH_MAX: u8 = 8;

/// The plugin a call comes from. Grants were checked before chat is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The plugin's id.
    pub plugin: String,
    /// How many plugins' calls led here, this one included; at most [`DEPTH_MAX`].
    pub depth: u8,
    /// Id of the request that led here; empty outside of requests.
    pub request_id: String,
    /// Whether e-mail addresses may be handed out.
    pub addresses: Addresses,
    /// In whose name it may post.
    pub authors: Authors,
}

/// In whose name a plugin may post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authors {
    /// Its own bots.
    OwnBots,
    /// Everybody.
    Anybody,
}

/// Whether a plugin sees e-mail addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// They are handed out.
    Shown,
    /// They are empty.
    Hidden,
}
