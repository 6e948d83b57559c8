//! The limits a plugin may ask for, as a table, and what it asked.
//!
//! A plugin asks, within the range of the table; the operator's ceiling decides. Enforcement is elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fields::Fields;

/// One row of the table of limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitRow {
    /// Which limit.
    pub limit: AskedLimit,
    /// The field in the manifest.
    pub name: &'static str,
    /// What a plugin has that does not ask.
    pub usual: u32,
    /// The least it may ask for.
    pub least: u32,
    /// The most it may ask for.
    pub most: u32,
    /// What is counted, in words.
    pub words: &'static str,
}

macro_rules! limits {
    ($( $limit:ident $name:literal $usual:literal $least:literal $most:literal $words:literal; )*) => {
        /// A limit a plugin may ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AskedLimit { $( #[doc = $words] $limit, )* }

        impl AskedLimit {
            /// The table.
            pub const TABLE: &'static [LimitRow] = &[ $( LimitRow {
                limit: AskedLimit::$limit, name: $name, usual: $usual, least: $least, most: $most, words: $words,
            }, )* ];

            /// Its row.
            #[must_use]
            pub const fn row(self) -> &'static LimitRow {
                &Self::TABLE[self as usize]
            }
        }
    };
}

limits! {
    MemoryMib "memory_mib" 64 1 512 "linear memory of one instance, in MiB";
    HookMs "hook_ms" 250 1 5000 "milliseconds a hook may take that somebody waits for";
    EventMs "event_ms" 10000 10 60000 "milliseconds a hook may take that nobody waits for";
    RequestMs "request_ms" 10000 10 60000 "milliseconds a command, a dialog or a web request may take";
    StartMs "start_ms" 10000 10 60000 "milliseconds activation may take";
    HostCallKib "host_call_kib" 1024 64 2048 "bytes of one call between plugin and server, in KiB";
    TableElements "table_elements" 100000 1000 1000000 "elements of the tables of one instance";
    Handles "handles" 1024 16 16384 "resources an instance may hold open at once";
    QueuedCalls "queued_calls" 64 1 1024 "calls that may wait for an instance";
    Mailbox "mailbox" 1024 16 65536 "events that may wait to be delivered";
    KvMib "kv_mib" 64 1 4096 "data kept in the key-value store, in MiB";
    LogKibPerMinute "log_kib_per_minute" 256 1 4096 "log lines a minute, in KiB";
    HttpPerMinute "http_per_minute" 600 1 6000 "outgoing web requests a minute";
    HttpConcurrent "http_concurrent" 8 1 64 "outgoing web requests at once";
    HttpResponseMib "http_response_mib" 8 1 64 "body of an answer to an outgoing web request, in MiB";
    PostsPerMinute "posts_per_minute" 60 1 1200 "messages it may post a minute";
    EventsPerMinute "events_per_minute" 600 1 6000 "events it may send to browsers a minute";
}

/// What a plugin asked for, limit by limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AskedLimits(BTreeMap<&'static str, u32>);

impl AskedLimits {
    /// What the plugin asked for; `None` when it did not.
    #[must_use]
    pub fn asked(&self, limit: AskedLimit) -> Option<u32> {
        self.0.get(limit.row().name).copied()
    }

    /// What the plugin asked for, else the usual.
    #[must_use]
    pub fn get(&self, limit: AskedLimit) -> u32 {
        self.asked(limit).unwrap_or(limit.row().usual)
    }

    /// Whether it asked for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(manifest: &Fields<'_>) -> Self {
        let Some(fields) = manifest.object("limits") else { return Self::default() };
        let mut asked = BTreeMap::new();
        for row in AskedLimit::TABLE {
            let number = fields.whole(row.name, i64::from(row.least)..=i64::from(row.most));
            if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
                asked.insert(row.name, number);
            }
        }
        fields.finish();
        Self(asked)
    }
}
