//! What was committed, on its way to plugins: a bounded mailbox each, in the order of commits. Plugins that ask for
//! durable delivery are served from the record of events instead, from their own place in it.

use std::{
    collections::VecDeque,
    sync::{Arc, Weak},
    time::Duration,
};

use chinwag_bundle::{CapabilityKind as C, Delivery, Need};
use chinwag_plugin_contract::{Addresses, Asked, Authors, Caller, DEPTH_MAX, Happened, Hook};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::{
    asking::{Failure, hook},
    convert,
    host_inner::Inner,
    running::Running,
};

/// What waits for a plugin.
pub(crate) struct Mailbox {
    most: usize,
    state: Mutex<State>,
    came: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(u8, Arc<Happened>)>,
    dropped: u64,
    closed: bool,
}

impl Mailbox {
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most: usize::try_from(most).unwrap_or(usize::MAX).max(1),
            state: Mutex::default(),
            came: Notify::new(),
        }
    }

    fn put(&self, depth: u8, happened: Arc<Happened>) {
        let mut state = self.state.lock();
        if state.closed {
            return;
        }
        if state.waiting.len() >= self.most {
            state.waiting.pop_front();
            state.dropped += 1;
        }
        state.waiting.push_back((depth, happened));
        drop(state);
        self.came.notify_one();
    }

    pub(crate) fn close(&self) {
        self.state.lock().closed = true;
        self.came.notify_one();
    }

    /// The next one, and how many were dropped before it; `None` when the plugin stops.
    async fn next(&self) -> Option<(u8, Arc<Happened>, u64)> {
        loop {
            {
                let mut state = self.state.lock();
                if state.closed {
                    return None;
                }
                if let Some((depth, happened)) = state.waiting.pop_front() {
                    return Some((depth, happened, std::mem::take(&mut state.dropped)));
                }
            }
            self.came.notified().await;
        }
    }
}

impl Inner {
    /// Puts what happened into the mailboxes of those who answer its hook.
    pub(crate) fn told(&self, depth: u8, happened: &Arc<Happened>) {
        let hook = happened.hook();
        for running in self.all_running() {
            if !running.hooks.has(hook) {
                continue;
            }
            let durable = running.own.manifest.hook(hook.name()).delivery == Delivery::Durable;
            if durable && recorded(hook) {
                running.mailbox.came.notify_one();
                continue;
            }
            if let Happened::Message { plugin, .. } = happened.as_ref()
                && plugin != running.own.id.as_str()
            {
                continue;
            }
            running.mailbox.put(depth, happened.clone());
        }
    }

    /// Delivers to a plugin until it stops.
    pub(crate) fn begin_delivery(self: &Arc<Self>, running: &Arc<Running>) {
        tokio::spawn(deliver(running.clone()));
        let durable = running.hooks.iter().any(|hook| {
            recorded(hook) && running.own.manifest.hook(hook.name()).delivery == Delivery::Durable
        });
        if durable {
            tokio::spawn(deliver_durably(Arc::downgrade(self), running.clone()));
        }
    }
}

/// Whether a hook's occasions are in the record of events.
fn recorded(hook: Hook) -> bool {
    !matches!(
        hook,
        Hook::UserHasLoggedIn
            | Hook::UserHasBeenDeactivated
            | Hook::WebsocketConnected
            | Hook::WebsocketDisconnected
            | Hook::WebsocketMessage
    )
}

async fn deliver(running: Arc<Running>) {
    while let Some((depth, happened, dropped)) = running.mailbox.next().await {
        if dropped > 0 {
            let words = format!(
                "{dropped} events were dropped: the mailbox was full (limits.mailbox in the manifest); ask for durable delivery where none may be missed"
            );
            tracing::warn!(plugin.id = running.own.id.as_str(), "{words}");
            running.own.log.add(running.own.keeping.now(), "warn", &words, &[]);
        }
        if let Err(failure) = tell(&running, depth, &happened).await {
            failed(&running, happened.hook(), &failure);
        }
    }
}

fn failed(running: &Running, hook: Hook, failure: &Failure) {
    let words = format!("{} failed: {failure}", hook.name());
    tracing::warn!(plugin.id = running.own.id.as_str(), "{words}");
    running.own.log.add(running.own.keeping.now(), "error", &words, &[]);
}

/// How many events are read at once.
const BATCH: i64 = 100;
/// How long a failed delivery waits before it is tried again, at first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));
/// After so many tries an event is given up, so that one that kills the plugin does not stop the rest.
const TRIES: u32 = 5;

async fn deliver_durably(host: Weak<Inner>, running: Arc<Running>) {
    let (keeping, id) = (running.own.keeping.clone(), running.own.id.to_string());
    let mut at = match keeping.cursor(&id).await {
        Ok(Some(seq)) => seq,
        _ => {
            // The first time: from now on.
            let _written = keeping.set_cursor(&id, -1).await;
            keeping.cursor(&id).await.ok().flatten().unwrap_or(0)
        }
    };
    let mut pause = AGAIN.0;
    loop {
        if host.strong_count() == 0 || running.mailbox.state.lock().closed {
            return;
        }
        let Ok((last, all)) = keeping.happened_after(at, BATCH).await else {
            tokio::time::sleep(AGAIN.1).await;
            continue;
        };
        for (_, depth, happened) in &all {
            let hook = happened.hook();
            if !running.hooks.has(hook)
                || running.own.manifest.hook(hook.name()).delivery != Delivery::Durable
            {
                continue;
            }
            let mut tries = 0;
            while let Err(failure) = tell(&running, *depth, happened).await {
                failed(&running, hook, &failure);
                tries += 1;
                if tries == TRIES || running.mailbox.state.lock().closed {
                    break;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(AGAIN.1);
            }
            pause = AGAIN.0;
        }
        if running.mailbox.state.lock().closed {
            return;
        }
        if last > at {
            at = last;
            let _written = keeping.set_cursor(&id, at).await;
            continue;
        }
        tokio::select! {
            () = running.mailbox.came.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
    }
}

fn reads(running: &Running) -> Caller {
    Caller {
        plugin: running.own.id.to_string(),
        depth: 1,
        request_id: String::new(),
        addresses: Addresses::Hidden,
        authors: Authors::OwnBots,
    }
}

/// Whether the grants let this plugin hear of it.
async fn may_hear(running: &Running, happened: &Happened) -> bool {
    let grants = running.own.grants.load_full();
    let has = |kind| grants.allows(&Need::of(kind));
    match happened {
        Happened::MessagePosted(post) | Happened::MessageUpdated(post) | Happened::MessageDeleted(post) => {
            running.own.may_read(&reads(running), post.channel_id).await
        }
        Happened::ReactionAdded(reaction) | Happened::ReactionRemoved(reaction) => {
            running.own.may_read(&reads(running), reaction.channel_id).await
        }
        Happened::UserCreated(_) | Happened::UserDeactivated(_) => has(C::UsersRead),
        Happened::UserLoggedIn(_) => has(C::Login),
        Happened::JoinedTeam(..) | Happened::LeftTeam(..) => has(C::TeamsRead),
        Happened::JoinedChannel(..) | Happened::LeftChannel(..) | Happened::ChannelCreated(_) => {
            has(C::ChannelsRead)
        }
        Happened::PreferencesChanged(..) => has(C::PreferencesRead),
        Happened::Connected(..) | Happened::Disconnected(..) | Happened::Message { .. } => has(C::WebSocket),
    }
}

async fn tell(running: &Running, depth: u8, happened: &Happened) -> Result<(), Failure> {
    if depth >= DEPTH_MAX || !may_hear(running, happened).await {
        return Ok(());
    }
    let asked = Asked { origin: "event".into(), depth, ..Asked::default() };
    let (hook, asked) = (happened.hook(), &asked);
    macro_rules! ask {
        ($field:ident . $call:ident ( $($argument:expr),* )) => {
            running
                .ask_long(hook, asked, async |store, bound| {
                    hook!(bound, $field).$call(store, $($argument),*).await
                })
                .await
        };
    }
    match happened {
        Happened::MessagePosted(post) => {
            let post = convert::post(post);
            ask!(message_has_been_posted.call_message_has_been_posted(&post))
        }
        Happened::MessageUpdated(post) => {
            let post = convert::post(post);
            ask!(message_has_been_updated.call_message_has_been_updated(&post))
        }
        Happened::MessageDeleted(post) => {
            let post = convert::post(post);
            ask!(message_has_been_deleted.call_message_has_been_deleted(&post))
        }
        Happened::ReactionAdded(reaction) => {
            let reaction = convert::reaction(reaction);
            ask!(reaction_has_been_added.call_reaction_has_been_added(&reaction))
        }
        Happened::ReactionRemoved(reaction) => {
            let reaction = convert::reaction(reaction);
            ask!(reaction_has_been_removed.call_reaction_has_been_removed(&reaction))
        }
        Happened::UserCreated(user) => {
            let user = convert::user(&running.shown(user));
            ask!(user_has_been_created.call_user_has_been_created(&user))
        }
        Happened::UserLoggedIn(user) => {
            let user = convert::user(&running.shown(user));
            ask!(user_has_logged_in.call_user_has_logged_in(&user))
        }
        Happened::UserDeactivated(user) => {
            let user = convert::user(&running.shown(user));
            ask!(user_has_been_deactivated.call_user_has_been_deactivated(&user))
        }
        Happened::JoinedTeam(team, who) => {
            let (team, user, actor) = (team.to_string(), who.user.to_string(), who.actor.to_string());
            ask!(user_has_joined_team.call_user_has_joined_team(&team, &user, &actor))
        }
        Happened::LeftTeam(team, who) => {
            let (team, user, actor) = (team.to_string(), who.user.to_string(), who.actor.to_string());
            ask!(user_has_left_team.call_user_has_left_team(&team, &user, &actor))
        }
        Happened::JoinedChannel(channel, who) => {
            let (channel, user, actor) = (channel.to_string(), who.user.to_string(), who.actor.to_string());
            ask!(user_has_joined_channel.call_user_has_joined_channel(&channel, &user, &actor))
        }
        Happened::LeftChannel(channel, who) => {
            let (channel, user, actor) = (channel.to_string(), who.user.to_string(), who.actor.to_string());
            ask!(user_has_left_channel.call_user_has_left_channel(&channel, &user, &actor))
        }
        Happened::ChannelCreated(channel) => {
            let channel = convert::channel(channel);
            ask!(channel_has_been_created.call_channel_has_been_created(&channel))
        }
        Happened::PreferencesChanged(user, preferences) => {
            let user = user.to_string();
            let all: Vec<_> =
                preferences.iter().map(|p| (p.category.clone(), p.name.clone(), p.value.clone())).collect();
            ask!(preferences_have_changed.call_preferences_have_changed(&user, &all))
        }
        Happened::Connected(connection, user) => {
            let (connection, user) = (connection.to_string(), user.to_string());
            ask!(websocket_connected.call_websocket_connected(&connection, &user))
        }
        Happened::Disconnected(connection, user) => {
            let (connection, user) = (connection.to_string(), user.to_string());
            ask!(websocket_disconnected.call_websocket_disconnected(&connection, &user))
        }
        Happened::Message { connection, user, action, data, .. } => {
            let (connection, user) = (connection.to_string(), user.to_string());
            let data = serde_json::Value::Object(data.clone()).to_string();
            ask!(websocket_message.call_websocket_message(&connection, &user, action, &data))
        }
    }
}
