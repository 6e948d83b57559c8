//! Exports: everything there is as lines of JSON in Mattermost's form for bulk loading, in a file of the file store.
//!
//! Written page by page while it is being read, so its size does not matter; what is written meanwhile may be in it or
//! not. Messages of bots are in it under the bots' names. Files, preferences and what is archived or deleted are not.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use chinwag_model::{
    AppError, AppResult, ChannelId, JobId, PostId, TeamId, UserId, job::Job, permission as p,
};
use chinwag_outside::file_store::Checksum;
use chinwag_store::export::{self as read, ExportedMembership, ExportedPost, ExportedUser};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::{Actor, App, Content, file::kept, job::Going, stored};

/// Rows of one read.
const PAGE: i64 = 500;
/// Pages that may wait to be written.
const AHEAD: usize = 4;
/// Where exports lie.
const FOLDER: &str = "export";
/// Where uploads for imports lie.
const IMPORTS: &str = "import";

/// Lines on their way to the file.
struct Lines<'a> {
    app: &'a App,
    job: JobId,
    to: mpsc::Sender<Bytes>,
}

/// Why the lines stop: somebody wants the job stopped, or something failed.
enum Stop {
    Wanted,
    Failed(AppError),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Lines<'_> {
    /// Hands lines on; stops when the file takes no more.
    async fn put(&self, lines: Vec<Value>) -> Result<(), Stop> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.to_string());
            text.push('\n');
        }
        if text.is_empty() {
            return Ok(());
        }
        self.to
            .send(text.into())
            .await
            .map_err(|_| Stop::Failed(AppError::internal("the file cannot be written")))
    }

    async fn note(&self, percent: i64) -> Result<(), Stop> {
        match self.app.note_progress(self.job, percent).await? {
            Going::On => Ok(()),
            Going::Stop => Err(Stop::Wanted),
        }
    }

    async fn everything(&self) -> Result<(), Stop> {
        self.put(vec![json!({"type": "version", "version": 1})]).await?;
        self.teams().await?;
        self.note(5).await?;
        self.channels().await?;
        self.note(10).await?;
        self.users().await?;
        self.note(20).await?;
        self.conversations().await?;
        self.posts().await
    }

    async fn teams(&self) -> Result<(), Stop> {
        let mut after = TeamId::EMPTY;
        loop {
            let page = stored(self.app.store().read(move |tx| Box::pin(read::teams(tx, after, PAGE))).await)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let line = |team: chinwag_model::team::Team| {
                json!({"type": "team", "team": {"name": team.name, "display_name": team.display_name,
                    "type": team.kind, "description": team.description, "allow_open_invite": team.allow_open_invite}})
            };
            self.put(page.into_iter().map(line).collect()).await?;
        }
    }

    async fn channels(&self) -> Result<(), Stop> {
        let mut after = ChannelId::EMPTY;
        loop {
            let page =
                stored(self.app.store().read(move |tx| Box::pin(read::channels(tx, after, PAGE))).await)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.id;
            let line = |(channel, team): (chinwag_model::channel::Channel, String)| {
                json!({"type": "channel", "channel": {"team": team, "name": channel.name,
                    "display_name": channel.display_name, "type": channel.kind, "header": channel.header,
                    "purpose": channel.purpose}})
            };
            self.put(page.into_iter().map(line).collect()).await?;
        }
    }

    async fn users(&self) -> Result<(), Stop> {
        let mut after = UserId::EMPTY;
        loop {
            let (page, memberships) = stored(
                self.app
                    .store()
                    .read(move |tx| {
                        Box::pin(async move {
                            let page = read::users(tx, after, PAGE).await?;
                            let ids: Vec<UserId> = page.iter().map(|user| user.id).collect();
                            let memberships = read::memberships(tx, &ids).await?;
                            Ok((page, memberships))
                        })
                    })
                    .await,
            )?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let mut of: HashMap<UserId, Vec<ExportedMembership>> = HashMap::new();
            for membership in memberships {
                of.entry(membership.user_id).or_default().push(membership);
            }
            let line = |user: ExportedUser| {
                let teams = teams_of(of.remove(&user.id).unwrap_or_default());
                user_line(user, teams)
            };
            self.put(page.into_iter().map(line).collect()).await?;
        }
    }

    async fn conversations(&self) -> Result<(), Stop> {
        let mut after = ChannelId::EMPTY;
        loop {
            let (page, members) = stored(
                self.app
                    .store()
                    .read(move |tx| {
                        Box::pin(async move {
                            let page = read::conversations(tx, after, PAGE).await?;
                            let ids: Vec<ChannelId> = page.iter().map(|(id, _)| *id).collect();
                            let members = read::members(tx, &ids).await?;
                            Ok((page, members))
                        })
                    })
                    .await,
            )?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = *last;
            let mut of = by_channel(members);
            let line = |(id, header): (ChannelId, String)| {
                json!({"type": "direct_channel",
                    "direct_channel": {"members": of.remove(&id).unwrap_or_default(), "header": header}})
            };
            self.put(page.into_iter().map(line).collect()).await?;
        }
    }

    async fn posts(&self) -> Result<(), Stop> {
        let total = stored(self.app.store().read(|tx| Box::pin(read::count_roots(tx))).await)?.max(1);
        let (mut after, mut done) = (PostId::EMPTY, 0);
        loop {
            let page = stored(self.app.store().read(move |tx| Box::pin(read_posts(tx, after))).await)?;
            let Some(last) = page.roots.last() else { return Ok(()) };
            after = last.id;
            done += page.roots.len() as i64;
            self.put(page.into_lines()).await?;
            self.note(20 + (79 * done / total).min(79)).await?;
        }
    }
}

/// A page of roots with what hangs on them.
struct Posts {
    roots: Vec<ExportedPost>,
    replies: Vec<ExportedPost>,
    reactions: Vec<(PostId, String, String, i64)>,
    members: Vec<(ChannelId, String)>,
}

async fn read_posts(tx: &mut chinwag_store::Tx, after: PostId) -> chinwag_store::StoreResult<Posts> {
    let roots = read::roots(tx, after, PAGE).await?;
    let ids: Vec<PostId> = roots.iter().map(|post| post.id).collect();
    let replies = read::replies(tx, &ids).await?;
    let all: Vec<PostId> = ids.into_iter().chain(replies.iter().map(|post| post.id)).collect();
    let reactions = read::reactions(tx, &all).await?;
    let mut personal: Vec<ChannelId> =
        roots.iter().filter(|post| post.team.is_empty()).map(|post| post.channel_id).collect();
    personal.sort_unstable();
    personal.dedup();
    let members = read::members(tx, &personal).await?;
    Ok(Posts { roots, replies, reactions, members })
}

impl Posts {
    fn into_lines(self) -> Vec<Value> {
        let mut reactions: HashMap<PostId, Vec<Value>> = HashMap::new();
        for (post, user, emoji, at) in self.reactions {
            let one = json!({"user": user, "emoji_name": emoji, "create_at": at});
            reactions.entry(post).or_default().push(one);
        }
        let mut replies: HashMap<PostId, Vec<Value>> = HashMap::new();
        for reply in self.replies {
            let root = reply.root_id;
            replies.entry(root).or_default().push(post_fields(reply, &mut reactions));
        }
        let members = by_channel(self.members);
        self.roots
            .into_iter()
            .map(|root| {
                let (id, team, channel) = (root.id, root.team.clone(), root.channel.clone());
                let in_conversation = members.get(&root.channel_id).filter(|_| team.is_empty());
                let mut fields = post_fields(root, &mut reactions);
                fields["replies"] = replies.remove(&id).unwrap_or_default().into();
                if let Some(people) = in_conversation {
                    fields["channel_members"] = people.clone().into();
                    return json!({"type": "direct_post", "direct_post": fields});
                }
                (fields["team"], fields["channel"]) = (team.into(), channel.into());
                json!({"type": "post", "post": fields})
            })
            .collect()
    }
}

fn post_fields(post: ExportedPost, reactions: &mut HashMap<PostId, Vec<Value>>) -> Value {
    json!({
        "user": post.user, "type": post.kind, "message": post.message, "props": post.props,
        "create_at": post.create_at, "edit_at": post.edit_at, "is_pinned": post.is_pinned,
        "reactions": reactions.remove(&post.id).unwrap_or_default(),
    })
}

fn by_channel(members: Vec<(ChannelId, String)>) -> HashMap<ChannelId, Vec<String>> {
    let mut of: HashMap<ChannelId, Vec<String>> = HashMap::new();
    for (channel, user) in members {
        of.entry(channel).or_default().push(user);
    }
    of
}

fn roles(membership: &ExportedMembership, place: &str) -> String {
    match (membership.guest, membership.admin) {
        (true, _) => format!("{place}_guest"),
        (false, true) => format!("{place}_admin {place}_user"),
        (false, false) => format!("{place}_user"),
    }
}

fn teams_of(memberships: Vec<ExportedMembership>) -> Vec<Value> {
    let mut teams: BTreeMap<String, Value> = BTreeMap::new();
    for one in memberships {
        if one.channel.is_empty() {
            let team = json!({"name": one.team, "roles": roles(&one, "team"), "channels": []});
            teams.insert(one.team, team);
        } else if let Some(channels) =
            teams.get_mut(&one.team).and_then(|team| team["channels"].as_array_mut())
        {
            channels.push(json!({"name": one.channel, "roles": roles(&one, "channel")}));
        }
    }
    teams.into_values().collect()
}

fn user_line(user: ExportedUser, teams: Vec<Value>) -> Value {
    let mut fields = json!({
        "username": user.username, "email": user.email, "nickname": user.nickname, "first_name": user.first_name,
        "last_name": user.last_name, "position": user.position, "roles": user.roles, "locale": user.locale,
        "teams": teams,
    });
    if user.delete_at > 0 {
        fields["delete_at"] = user.delete_at.into();
    }
    json!({"type": "user", "user": fields})
}

/// A file of a folder by its name alone; a name that would lead elsewhere is nobody's.
fn key(folder: &str, name: &str) -> AppResult<String> {
    let plain = !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    plain.then(|| format!("{folder}/{name}")).ok_or_else(|| AppError::not_found("file"))
}

impl App {
    /// Writes an export; gives its name, or nothing when the job was stopped.
    pub(crate) async fn export(&self, job: &Job) -> AppResult<Option<BTreeMap<String, String>>> {
        let name = format!("{}_export.jsonl", job.id);
        let path = key(FOLDER, &name)?;
        let (to, from) = mpsc::channel(AHEAD);
        let lines = Lines { app: self, job: job.id, to };
        let made = async move { lines.everything().await };
        // A stopped job leaves no file: the stream ends with an error then.
        let (ended, outcome) = tokio::sync::oneshot::channel();
        let content = stream::unfold((from, Some(outcome)), |(mut from, outcome)| async move {
            if let Some(bytes) = from.recv().await {
                return Some((Ok(bytes), (from, outcome)));
            }
            match outcome?.await {
                Ok(true) => None,
                _ => Some((Err("the export was stopped".to_owned()), (from, None))),
            }
        });
        let written = self.file_store().put_stream(&path, content, u64::MAX, Checksum::None);
        let made = async {
            let made = made.await;
            let _told = ended.send(made.is_ok());
            made
        };
        let (made, written) = tokio::join!(made, written);
        match made {
            Ok(()) => {
                kept(written)?;
                Ok(Some(BTreeMap::from([("export_name".into(), name)])))
            }
            Err(Stop::Wanted) => Ok(None),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    async fn names_in(&self, folder: &str) -> AppResult<Vec<String>> {
        let keys = kept(self.file_store().list(folder).await)?;
        let prefix = format!("{folder}/");
        Ok(keys.iter().filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect())
    }

    /// Names of the exports there are.
    ///
    /// # Errors
    /// 403.
    pub async fn exports(&self, actor: &Actor) -> AppResult<Vec<String>> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        self.names_in(FOLDER).await
    }

    /// An export, to be read.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn access_export(&self, actor: &Actor, name: &str) -> AppResult<Content> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let key = key(FOLDER, name)?;
        if !kept(self.file_store().exists(&key).await)? {
            return Err(AppError::not_found("export"));
        }
        Ok(Content::of(key, name.to_owned(), "application/jsonl", name.to_owned()))
    }

    /// Removes an export.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn do_delete_export(&self, actor: &Actor, name: &str) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        self.remove(FOLDER, name).await
    }

    /// Names of the files that were uploaded to be imported.
    ///
    /// # Errors
    /// 403.
    pub async fn imports(&self, actor: &Actor) -> AppResult<Vec<String>> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        self.names_in(IMPORTS).await
    }

    /// Removes a file that was uploaded to be imported.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn do_delete_import(&self, actor: &Actor, name: &str) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        self.remove(IMPORTS, name).await
    }

    async fn remove(&self, folder: &str, name: &str) -> AppResult<()> {
        let key = key(folder, name)?;
        if !kept(self.file_store().exists(&key).await)? {
            return Err(AppError::not_found("file"));
        }
        kept(self.file_store().delete(&key).await)
    }
}
