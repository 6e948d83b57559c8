//! Whom a post reaches: from names and words in it to members of its channel who want to be told.

use async_recursion::async_recursion as boxed;
use std::collections::{HashMap, HashSet};

use chinwag_model::{
    AppResult, UserId,
    channel::{Channel, ChannelKind, direct_members},
    post::{Post, outside_code},
    status::ONLINE,
};
use chinwag_store::{StoreResult, Tx, channel_member::Reachable};

use crate::{App, stored};

/// Whether `@all`, `@channel` and `@here` of an author count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calls {
    /// They do.
    Allowed,
    /// They are text.
    Ignored,
}

/// Who is called by a word for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Call {
    /// Nobody.
    #[default]
    Nobody,
    /// Those who are online.
    Here,
    /// Everybody.
    Everybody,
}

/// Whom a post mentions, before it is known who of them is in the channel.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mentioned {
    /// Users whose own words appear.
    pub(crate) users: Vec<UserId>,
    /// Users named after `@`.
    pub(crate) named: Vec<(UserId, String)>,
    /// A word for everybody.
    pub(crate) call: Call,
    /// Who is online, as far as it is known in memory; the database knows of others.
    pub(crate) online: HashMap<UserId, bool>,
}

impl Mentioned {
    /// Whether the post mentions nobody.
    pub(super) fn is_nobody(&self) -> bool {
        self.users.is_empty() && self.named.is_empty() && self.call == Call::Nobody
    }
}

/// Whom a post reaches.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reached {
    /// Members of the channel who are mentioned.
    pub(crate) users: Vec<UserId>,
    /// Users named who are not in the channel, of whom the author is told.
    pub(crate) outsiders: Vec<(UserId, String)>,
}

impl App {
    /// Whom a post mentions. In direct and group messages that is settled by membership, see [`reach`].
    pub(super) async fn mentioned(
        &self,
        post: &Post,
        channel: &Channel,
        calls: Calls,
    ) -> AppResult<Mentioned> {
        if post.is_system() || channel.kind.is_personal() {
            return Ok(Mentioned::default());
        }
        let text = text_of(post);
        let scanned = self.inner.mention_keys.scan(&text);
        let named = if scanned.names.is_empty() {
            Vec::new()
        } else {
            let names = scanned.names;
            stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::user::by_usernames(tx, &names).await })
                    })
                    .await,
            )?
        };
        let call = match (calls, scanned.everybody, scanned.here) {
            (Calls::Ignored, ..) | (_, false, false) => Call::Nobody,
            (_, true, _) => Call::Everybody,
            (_, false, true) => Call::Here,
        };
        Ok(Mentioned {
            users: scanned.by_key.into_iter().collect(),
            named: named.into_iter().filter(|u| u.delete_at == 0).map(|u| (u.id, u.username)).collect(),
            online: if call == Call::Here { self.inner.statuses.online() } else { HashMap::new() },
            call,
        })
    }
}

/// The message, and the texts of its attachments.
fn text_of(post: &Post) -> std::borrow::Cow<'_, str> {
    let Some(attachments) = post.props.get("attachments").and_then(|a| a.as_array()) else {
        return post.message.as_str().into();
    };
    let mut text = post.message.clone();
    for part in attachments.iter().flat_map(|a| ["pretext", "text"].map(|key| a[key].as_str())).flatten() {
        text.push('\n');
        text.push_str(part);
    }
    text.into()
}

/// Names after `~` in a message, at most 50.
pub(super) fn channel_names(message: &str) -> Vec<String> {
    let prose = outside_code(message);
    let mut names = Vec::new();
    for (at, _) in prose.match_indices('~') {
        let glued = prose[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '~');
        let name: String = prose[at + 1..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .take(65)
            .collect();
        if !glued && !name.is_empty() && name.len() <= 64 && names.len() < 50 {
            names.push(name.to_lowercase());
        }
    }
    names
}

/// Whom a post reaches, within its transaction. The author is reached only by what a web hook writes in their name.
#[boxed]
pub(super) async fn reach(
    tx: &mut Tx,
    (post, root): (&Post, Option<&Post>),
    channel: &Channel,
    mentioned: Mentioned,
    most_called: i64,
) -> StoreResult<Reached> {
    let mut reached = match channel.kind {
        ChannelKind::Direct | ChannelKind::Group if post.is_system() => Reached::default(),
        ChannelKind::Direct => {
            let users = direct_members(&channel.name).map_or_else(Vec::new, |(a, b)| vec![a, b]);
            Reached { users, outsiders: Vec::new() }
        }
        ChannelKind::Group => Reached {
            users: chinwag_store::channel_member::user_ids(tx, channel.id).await?,
            outsiders: Vec::new(),
        },
        ChannelKind::Open | ChannelKind::Private => {
            reach_members(tx, (post, root), channel, mentioned, most_called).await?
        }
    };
    let by_hook = post.prop("from_webhook") == Some("true") && !channel.kind.is_personal();
    reached.users.retain(|u| by_hook || *u != post.user_id);
    reached.users.sort_unstable();
    reached.users.dedup();
    Ok(reached)
}

async fn reach_members(
    tx: &mut Tx,
    (post, root): (&Post, Option<&Post>),
    channel: &Channel,
    mentioned: Mentioned,
    most_called: i64,
) -> StoreResult<Reached> {
    let mut candidates = mentioned.users;
    candidates.extend(mentioned.named.iter().map(|(id, _)| *id));
    if let Some(root) = root {
        candidates.extend(told_of_comments(tx, root, post.user_id).await?);
    }
    let mut reached = Reached::default();
    if !candidates.is_empty() {
        let members = chinwag_store::channel_member::by_users(tx, channel.id, &candidates).await?;
        let members: HashSet<UserId> = members.into_iter().map(|m| m.user_id).collect();
        reached.users.extend(candidates.into_iter().filter(|u| members.contains(u)));
        let outside = mentioned.named.into_iter().filter(|(id, _)| !members.contains(id)).collect();
        reached.outsiders = of_team(tx, post, channel, outside).await?;
    }
    if mentioned.call != Call::Nobody {
        // One more than allowed is asked for, to see that there are too many.
        let all = chinwag_store::channel_member::reachable(tx, channel.id, most_called + 1).await?;
        if i64::try_from(all.len()).unwrap_or(i64::MAX) <= most_called {
            let called = all.iter().filter(|r| is_called(r, mentioned.call, &mentioned.online));
            reached.users.extend(called.map(|r| r.user_id));
        }
    }
    Ok(reached)
}

/// Whether a call counts for a member.
fn is_called(member: &Reachable, call: Call, online: &HashMap<UserId, bool>) -> bool {
    let ignore = &member.channel_props.ignore_channel_mentions;
    let ignored = ignore == "on" || (ignore == "default" && member.channel_props.is_muted());
    let here = online.get(&member.user_id).copied().unwrap_or(member.status == ONLINE);
    member.user_props.channel == "true" && !ignored && (call == Call::Everybody || here)
}

/// Members of the team among people who are not in the channel: the author may want to add them. Programs are not told.
async fn of_team(
    tx: &mut Tx,
    post: &Post,
    channel: &Channel,
    people: Vec<(UserId, String)>,
) -> StoreResult<Vec<(UserId, String)>> {
    let by_program = ["from_webhook", "from_bot", "from_plugin"].iter().any(|key| post.prop(key).is_some());
    if people.is_empty() || by_program || post.is_system() {
        return Ok(Vec::new());
    }
    let ids: Vec<UserId> = people.iter().map(|(id, _)| *id).collect();
    let members = chinwag_store::team_member::by_users(tx, channel.team_id, &ids).await?;
    let members: HashSet<UserId> =
        members.into_iter().filter(|m| m.delete_at == 0).map(|m| m.user_id).collect();
    Ok(people.into_iter().filter(|(id, _)| members.contains(id) && *id != post.user_id).take(20).collect())
}

/// People in a thread who asked to be told of replies: of all in threads they take part in, or of those to their own
/// posts.
async fn told_of_comments(tx: &mut Tx, root: &Post, author: UserId) -> StoreResult<Vec<UserId>> {
    let mut people = vec![root.user_id];
    if let Some(thread) = chinwag_store::thread::get(tx, root.id).await? {
        people.extend(thread.participants);
    }
    people.retain(|u| *u != author);
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(people);
    }
    let users = chinwag_store::user::by_ids(tx, &people).await?;
    let told = users.into_iter().filter(|user| {
        let wish = user.notify_props.as_ref().map_or("never", |p| p.comments.as_str());
        wish == "any" || (wish == "root" && user.id == root.user_id)
    });
    Ok(told.map(|user| user.id).collect())
}

#[cfg(test)]
mod tests {
    use super::channel_names;

    #[test]
    fn channels_named_after_a_tilde_are_found_and_struck_out_text_is_not() {
        assert_eq!(channel_names("see ~town-square, (~Dev) `~code` a~b ~~gone~~"), ["town-square", "dev"]);
    }
}
