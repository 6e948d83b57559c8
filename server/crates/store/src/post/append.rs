//! The hot write: a post that brings nothing with it but its own row, alone or together with others that wait.
//!
//! [`one`] is the transaction of a single post. [`group`] writes many in one transaction of two round trips to
//! PostgreSQL: the rows of their channels are locked once, times and counters are handed out here in the order the posts
//! came, and every table gets one statement. The queue that makes the groups is `db::appender`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chinwag_events::Event;
use chinwag_model::{ChannelId, Millis, PostId, UserId, post::Post};
use deadpool_postgres::Client;
use futures_util::future::{OptionFuture, join, join3};
use tokio_postgres::{Error, types::ToSql};

use super::{AuthorReads, Counting, claim_pending, create, get};
use crate::{StoreResult, Tx};

/// A root post without files, mentions and buttons, for the end of its channel.
pub struct Append {
    /// The post; its time becomes later when the channel has a post of that time.
    pub post: Post,
    /// What it counts for.
    pub counting: Counting,
    /// How long an attempt of the client is remembered.
    pub attempts_for: Millis,
    /// What tells of the post as it is stored.
    pub event: Box<dyn Fn(&Post) -> Event + Send + Sync>,
}

/// What became of one post of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is stored as it now is.
    Stored,
    /// The client had tried before: the first attempt's post is the answer.
    TriedBefore,
    /// Its channel is gone.
    NoChannel,
}

/// Appends one post. `None` when the post of an earlier attempt is gone.
///
/// # Errors
/// As the database answers.
pub(crate) async fn one(tx: &mut Tx, new: Append) -> StoreResult<Option<Post>> {
    let Append { mut post, counting, attempts_for, event } = new;
    if !post.pending_post_id.is_empty() {
        let since = post.create_at - attempts_for;
        let (user, attempt) = (post.user_id, &post.pending_post_id);
        if let Some(first) = claim_pending(tx, user, attempt, post.id, post.create_at, since).await? {
            return get(tx, first).await;
        }
    }
    create(tx, &mut post, counting).await?;
    tx.emit(event(&post));
    Ok(Some(post))
}

/// The post that the first attempt of the client made.
pub(crate) async fn earlier(tx: &mut Tx, user: UserId, attempt: &str) -> StoreResult<Option<Post>> {
    let first = tx
        .opt(
            "SELECT post_id FROM pending_posts WHERE user_id = $1 AND pending_post_id = $2",
            crate::params![&user, attempt],
            crate::params::first::<PostId>,
        )
        .await?;
    match first {
        Some(first) => get(tx, first).await,
        None => Ok(None),
    }
}

/// Appends posts in their order, in one transaction on PostgreSQL, which is over when this answers. No two of them may
/// be the same attempt. Gives what became of each, and the events in the order they were recorded.
///
/// # Errors
/// As the database answers; then nothing was written, or, when the connection was lost at the end, it is not known.
pub(crate) async fn group(
    db: &Client,
    posts: &mut [Append],
    now: Millis,
) -> Result<(Vec<Fate>, Vec<Event>), Error> {
    let (first_attempts, mut channels) = begin(db, posts).await?;
    let mut fates = Vec::with_capacity(posts.len());
    let mut reads = BTreeMap::new();
    for Append { post, counting, .. } in posts.iter_mut() {
        if !post.pending_post_id.is_empty() && !first_attempts.contains(&post.id) {
            fates.push(Fate::TriedBefore);
            continue;
        }
        let Some(channel) = channels.get_mut(&post.channel_id) else {
            fates.push(Fate::NoChannel);
            continue;
        };
        channel.take(post, *counting);
        if counting.author == AuthorReads::Yes {
            reads.insert((post.channel_id, post.user_id), *channel);
        }
        fates.push(Fate::Stored);
    }
    let stored: Vec<&Append> =
        posts.iter().zip(&fates).filter(|(_, fate)| **fate == Fate::Stored).map(|(one, _)| one).collect();
    let events = stored.iter().map(|one| (one.event)(&one.post)).collect();
    finish(db, &stored, &channels, &reads, (&events, now)).await?;
    Ok((fates, events))
}

/// What a channel's row counts.
#[derive(Debug, Clone, Copy)]
struct Counted {
    last_post_at: Millis,
    last_root_post_at: Millis,
    total: i64,
    roots: i64,
}

impl Counted {
    /// Puts a post behind the newest one.
    fn take(&mut self, post: &mut Post, counting: Counting) {
        let at = post.create_at.max(self.last_post_at + 1);
        (post.create_at, post.update_at) = (at, at);
        self.last_post_at = at;
        self.total += counting.posts;
        self.roots += counting.roots;
        if counting.roots > 0 {
            self.last_root_post_at = at;
        }
    }
}

// Whoever locks several rows does so in the order of their keys, so that two nodes never wait for each other.
const CLAIM: &str =
    "INSERT INTO pending_posts (user_id, pending_post_id, post_id, create_at)
     SELECT n.user_id, n.attempt, n.post_id, n.at FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS n(user_id, attempt, post_id, at)
     ON CONFLICT (user_id, pending_post_id) DO UPDATE SET post_id = excluded.post_id, create_at = excluded.create_at
     WHERE pending_posts.create_at < excluded.create_at - $5 RETURNING post_id";
const HOLD: &str = "SELECT id, last_post_at, last_root_post_at, total_msg_count, total_msg_count_root FROM channels WHERE id = ANY($1) ORDER BY id FOR UPDATE";

/// Begins the transaction, claims the attempts and locks the channels: one round trip.
async fn begin(
    db: &Client,
    posts: &[Append],
) -> Result<(HashSet<PostId>, BTreeMap<ChannelId, Counted>), Error> {
    let mut attempts: Vec<&Append> =
        posts.iter().filter(|one| !one.post.pending_post_id.is_empty()).collect();
    attempts.sort_by(|a, b| {
        let (a, b) = (&a.post, &b.post);
        (a.user_id, &a.pending_post_id).cmp(&(b.user_id, &b.pending_post_id))
    });
    let users: Vec<&str> = attempts.iter().map(|one| one.post.user_id.as_str()).collect();
    let names: Vec<&str> = attempts.iter().map(|one| one.post.pending_post_id.as_str()).collect();
    let ids: Vec<&str> = attempts.iter().map(|one| one.post.id.as_str()).collect();
    let times: Vec<i64> = attempts.iter().map(|one| one.post.create_at).collect();
    let remembered = attempts.first().map_or(0, |one| one.attempts_for);
    let wanted: BTreeSet<ChannelId> = posts.iter().map(|one| one.post.channel_id).collect();
    let wanted: Vec<&str> = wanted.iter().map(chinwag_model::Id::as_str).collect();

    let (claim, hold) = (db.prepare_cached(CLAIM).await?, db.prepare_cached(HOLD).await?);
    let values: [&(dyn ToSql + Sync); 5] = [&users, &names, &ids, &times, &remembered];
    let channels: [&(dyn ToSql + Sync); 1] = [&wanted];
    let claimed = OptionFuture::from((!attempts.is_empty()).then(|| db.query(&claim, &values)));
    let (begun, claimed, held) = join3(db.batch_execute("BEGIN"), claimed, db.query(&hold, &channels)).await;
    begun?;
    let claimed = claimed.transpose()?.unwrap_or_default();
    let claimed = claimed.iter().filter_map(|row| row.get::<_, &str>(0).parse().ok()).collect();
    let held = held?.into_iter().filter_map(|row| {
        let counted = Counted {
            last_post_at: row.get(1),
            last_root_post_at: row.get(2),
            total: row.get(3),
            roots: row.get(4),
        };
        Some((row.get::<_, &str>(0).parse().ok()?, counted))
    });
    Ok((claimed, held.collect()))
}

const COUNT: &str =
    "UPDATE channels c SET last_post_at = n.last, last_root_post_at = n.last_root, total_msg_count = n.total, total_msg_count_root = n.roots
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS n(id, last, last_root, total, roots) WHERE c.id = n.id";
const INSERT: &str =
    "INSERT INTO posts (id, create_at, update_at, user_id, channel_id, root_id, message, kind, props, hashtags, file_ids, pending_post_id)
     SELECT n.id, n.at, n.at, n.user_id, n.channel_id, n.root_id, n.message, n.kind, n.props, n.hashtags, n.file_ids, n.attempt
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
         AS n(id, at, user_id, channel_id, root_id, message, kind, props, hashtags, file_ids, attempt)";
const READ: &str =
    "UPDATE channel_members m SET mention_count = 0, mention_count_root = 0, msg_count = n.total, msg_count_root = n.roots, last_viewed_at = n.at, last_update_at = n.at
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS n(channel_id, user_id, total, roots, at)
     WHERE m.channel_id = n.channel_id AND m.user_id = n.user_id";
const TAG: &str =
    "INSERT INTO post_hashtags (tag, post_id, create_at)
     SELECT n.tag, n.post_id, n.at FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n(tag, post_id, at) ON CONFLICT DO NOTHING";

/// Writes everything and commits: one round trip. A statement that fails turns the commit into a rollback.
async fn finish(
    db: &Client,
    stored: &[&Append],
    channels: &BTreeMap<ChannelId, Counted>,
    reads: &BTreeMap<(ChannelId, UserId), Counted>,
    (events, now): (&Vec<Event>, Millis),
) -> Result<(), Error> {
    if stored.is_empty() {
        return db.batch_execute("COMMIT").await;
    }
    let rows = join3(count(db, channels), insert(db, stored), read(db, reads));
    let words = join(tag(db, stored), crate::event::record_all(db, events, now));
    // Statements that are prepared are sent in this order without waiting for one another.
    prepare(db).await?;
    let ((counted, inserted, read), (tagged, recorded), committed) =
        join3(rows, words, db.batch_execute("COMMIT")).await;
    counted.and(inserted).and(read).and(tagged).and(recorded).and(committed)
}

/// Prepares what [`finish`] sends, so that nothing waits between its statements.
async fn prepare(db: &Client) -> Result<(), Error> {
    for sql in [COUNT, INSERT, READ, TAG, crate::event::RECORD] {
        db.prepare_cached(sql).await?;
    }
    Ok(())
}

async fn count(db: &Client, channels: &BTreeMap<ChannelId, Counted>) -> Result<(), Error> {
    let ids: Vec<&str> = channels.keys().map(chinwag_model::Id::as_str).collect();
    let column = |get: fn(&Counted) -> i64| channels.values().map(get).collect::<Vec<i64>>();
    let (last, last_root) = (column(|c| c.last_post_at), column(|c| c.last_root_post_at));
    let (total, roots) = (column(|c| c.total), column(|c| c.roots));
    let statement = db.prepare_cached(COUNT).await?;
    db.execute(&statement, &[&ids, &last, &last_root, &total, &roots]).await.map(drop)
}

async fn insert(db: &Client, stored: &[&Append]) -> Result<(), Error> {
    let texts = |get: fn(&Post) -> &str| stored.iter().map(|one| get(&one.post)).collect::<Vec<&str>>();
    let jsons = |get: fn(&Post) -> String| stored.iter().map(|one| get(&one.post)).collect::<Vec<String>>();
    let times: Vec<i64> = stored.iter().map(|one| one.post.create_at).collect();
    let (ids, authors) = (texts(|p| p.id.as_str()), texts(|p| p.user_id.as_str()));
    let (channels, roots) = (texts(|p| p.channel_id.as_str()), texts(|p| p.root_id.as_str()));
    let (messages, kinds) = (texts(|p| &p.message), texts(|p| &p.kind));
    let (hashtags, attempts) = (texts(|p| &p.hashtags), texts(|p| &p.pending_post_id));
    let props = jsons(|p| serde_json::to_string(&p.props).unwrap_or_else(|_| "{}".into()));
    let files = jsons(|p| serde_json::to_string(&p.file_ids).unwrap_or_else(|_| "[]".into()));
    let values: [&(dyn ToSql + Sync); 11] =
        [&ids, &times, &authors, &channels, &roots, &messages, &kinds, &props, &hashtags, &files, &attempts];
    let statement = db.prepare_cached(INSERT).await?;
    db.execute(&statement, &values).await.map(drop)
}

async fn read(db: &Client, reads: &BTreeMap<(ChannelId, UserId), Counted>) -> Result<(), Error> {
    if reads.is_empty() {
        return Ok(());
    }
    let channels: Vec<&str> = reads.keys().map(|(channel, _)| channel.as_str()).collect();
    let users: Vec<&str> = reads.keys().map(|(_, user)| user.as_str()).collect();
    let column = |get: fn(&Counted) -> i64| reads.values().map(get).collect::<Vec<i64>>();
    let (total, roots, at) = (column(|c| c.total), column(|c| c.roots), column(|c| c.last_post_at));
    let statement = db.prepare_cached(READ).await?;
    db.execute(&statement, &[&channels, &users, &total, &roots, &at]).await.map(drop)
}

async fn tag(db: &Client, stored: &[&Append]) -> Result<(), Error> {
    let tags: Vec<(String, &Post)> = stored
        .iter()
        .flat_map(|one| one.post.hashtags.split_whitespace().map(|tag| (tag.to_lowercase(), &one.post)))
        .collect();
    if tags.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = tags.iter().map(|(tag, _)| tag.as_str()).collect();
    let ids: Vec<&str> = tags.iter().map(|(_, post)| post.id.as_str()).collect();
    let times: Vec<i64> = tags.iter().map(|(_, post)| post.create_at).collect();
    let statement = db.prepare_cached(TAG).await?;
    db.execute(&statement, &[&names, &ids, &times]).await.map(drop)
}
