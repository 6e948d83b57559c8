//! `wag webhook`: the command line's shape. Behaviour is in `run/webhook.rs`.

use clap::{Args, Subcommand, ValueEnum};

/// Incoming and outgoing web hooks.
#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Make an address to which other programs send messages for a channel
    #[command(
        after_help = "Example:\n  wag webhook create-incoming --channel sales:leads --display-name Builds"
    )]
    CreateIncoming(CreateIncoming),
    /// Change an incoming web hook
    #[command(
        after_help = "Example:\n  wag webhook modify-incoming 8k3jx9w1ebgfzn5hqtuyd6oirc --channel sales:offers"
    )]
    ModifyIncoming(ModifyIncoming),
    /// Tell other programs about messages of a team or channel
    #[command(
        after_help = "Example:\n  wag webhook create-outgoing --team sales --display-name Deploy --trigger-word deploy --url https://ci.example.com/hook"
    )]
    CreateOutgoing(CreateOutgoing),
    /// Change an outgoing web hook
    #[command(
        after_help = "Example:\n  wag webhook modify-outgoing 8k3jx9w1ebgfzn5hqtuyd6oirc --trigger-word ship"
    )]
    ModifyOutgoing(ModifyOutgoing),
    /// List the web hooks of teams, or of all
    #[command(after_help = "Examples:\n  wag webhook list\n  wag webhook list sales")]
    List(List),
    /// Show one web hook
    #[command(after_help = "Example:\n  wag webhook show 8k3jx9w1ebgfzn5hqtuyd6oirc")]
    Show(One),
    /// Remove web hooks
    #[command(after_help = "Example:\n  wag webhook delete 8k3jx9w1ebgfzn5hqtuyd6oirc")]
    Delete(Ids),
}

/// When an outgoing hook answers.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TriggerWhen {
    /// The first word is a trigger word
    Exact,
    /// The first word begins with a trigger word
    Start,
}

#[derive(Args, Debug)]
pub(crate) struct CreateIncoming {
    /// `team:channel` or id
    #[arg(long)]
    pub(crate) channel: String,
    /// Who owns it [default: you]
    #[arg(long)]
    pub(crate) user: Option<String>,
    #[command(flatten)]
    pub(crate) look: IncomingLook,
}

#[derive(Args, Debug)]
pub(crate) struct ModifyIncoming {
    /// Id
    pub(crate) hook: String,
    /// `team:channel` or id
    #[arg(long)]
    pub(crate) channel: Option<String>,
    #[command(flatten)]
    pub(crate) look: IncomingLook,
    /// Let it post to other channels too
    #[arg(long, conflicts_with = "lock_to_channel")]
    pub(crate) unlock: bool,
}

#[derive(Args, Debug)]
pub(crate) struct IncomingLook {
    /// Its name in lists
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// What it is for
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Post under this name
    #[arg(long, value_name = "NAME")]
    pub(crate) post_as: Option<String>,
    /// Post with this picture
    #[arg(long, value_name = "URL")]
    pub(crate) icon: Option<String>,
    /// Never post to another channel
    #[arg(long)]
    pub(crate) lock_to_channel: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CreateOutgoing {
    /// The team whose messages it hears (name or id)
    #[arg(long)]
    pub(crate) team: String,
    /// Only this channel, `team:channel` or id
    #[arg(long)]
    pub(crate) channel: Option<String>,
    /// Its name in lists
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: String,
    /// Who owns it [default: you]
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Where to send them; may be repeated
    #[arg(long = "url", required = true, value_name = "URL")]
    pub(crate) urls: Vec<String>,
    #[command(flatten)]
    pub(crate) look: OutgoingLook,
}

#[derive(Args, Debug)]
pub(crate) struct ModifyOutgoing {
    /// Id
    pub(crate) hook: String,
    /// Only this channel, `team:channel` or id
    #[arg(long)]
    pub(crate) channel: Option<String>,
    /// Its name in lists
    #[arg(long, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// Where to send them; may be repeated
    #[arg(long = "url", value_name = "URL")]
    pub(crate) urls: Vec<String>,
    #[command(flatten)]
    pub(crate) look: OutgoingLook,
}

#[derive(Args, Debug)]
pub(crate) struct OutgoingLook {
    /// What it is for
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Which words it answers to; may be repeated
    #[arg(long = "trigger-word", value_name = "WORD")]
    pub(crate) trigger_words: Vec<String>,
    /// How the first word is compared
    #[arg(long, value_enum)]
    pub(crate) trigger_when: Option<TriggerWhen>,
    /// Answer under this name
    #[arg(long, value_name = "NAME")]
    pub(crate) post_as: Option<String>,
    /// Answer with this picture
    #[arg(long, value_name = "URL")]
    pub(crate) icon: Option<String>,
    /// application/json or application/x-www-form-urlencoded
    #[arg(long, value_name = "TYPE")]
    pub(crate) content_type: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Team names or ids
    #[arg(value_name = "TEAM")]
    pub(crate) teams: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// Id
    pub(crate) hook: String,
}

#[derive(Args, Debug)]
pub(crate) struct Ids {
    /// Ids
    #[arg(required = true, value_name = "HOOK")]
    pub(crate) hooks: Vec<String>,
}
