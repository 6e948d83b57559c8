//! PostgreSQL: posts that wait are appended together.
//!
//! A busy channel's row is locked until its transaction has reached the disk, so posts that each have a transaction of
//! their own wait for one another, one flush after the other. One task takes all that wait, writes them as one
//! transaction (`post::append`), releases their events in order and answers everybody; meanwhile the next ones gather.
//! A group the database refuses is taken apart, and each post gets its own transaction and its own answer.

use std::{collections::HashSet, panic::AssertUnwindSafe, sync::Arc};

use chinwag_model::post::Post;
use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::{Kept, closed, postgres::Inner};
use crate::{
    StoreError, StoreResult,
    post::{
        self,
        append::{self, Append, Fate},
    },
};

/// Posts written together at most.
const GROUP: usize = 128;
/// Posts that may wait.
const QUEUE: usize = 4096;

/// What a post that waits is answered with; see [`post::append::one`].
type Answer = StoreResult<Option<Post>>;

/// The way to the task that appends.
pub(super) struct Appender(mpsc::Sender<Waiting>);

struct Waiting {
    new: Append,
    reply: oneshot::Sender<Answer>,
}

impl Appender {
    /// Starts the task; it ends when this is dropped.
    pub(super) fn start(home: Arc<Inner>) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        tokio::spawn(work(home, queue));
        Self(sender)
    }

    pub(super) async fn append(&self, new: Append) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.0.send(Waiting { new, reply }).await.map_err(|_| closed())?;
        answer.await.map_err(|_| StoreError::Broken("a post was lost on its way to the database".into()))?
    }
}

async fn work(home: Arc<Inner>, mut queue: mpsc::Receiver<Waiting>) {
    let mut line = Vec::new();
    while !line.is_empty() || queue.recv_many(&mut line, GROUP).await > 0 {
        let (group, later) = without_repeats(std::mem::take(&mut line));
        line = later;
        write(&home, group).await;
    }
}

/// The same attempt twice in one group would be the same row twice in one statement: the second waits for the first.
fn without_repeats(line: Vec<Waiting>) -> (Vec<Waiting>, Vec<Waiting>) {
    let mut seen = HashSet::new();
    line.into_iter().partition(|one| {
        let post = &one.new.post;
        post.pending_post_id.is_empty() || seen.insert((post.user_id, post.pending_post_id.clone()))
    })
}

async fn write(home: &Arc<Inner>, group: Vec<Waiting>) {
    let (mut posts, replies): (Vec<Append>, Vec<_>) =
        group.into_iter().map(|one| (one.new, one.reply)).unzip();
    match together(home, &mut posts).await {
        Ok(fates) => {
            for ((one, fate), reply) in posts.into_iter().zip(fates).zip(replies) {
                let answer = match fate {
                    Fate::Stored => Ok(Some(one.post)),
                    Fate::NoChannel => Ok(None),
                    Fate::TriedBefore => earlier(home, one.post).await,
                };
                // The caller may have gone away; the commit stands.
                let _gone = reply.send(answer);
            }
        }
        Err(Failure::Refused(why)) => {
            tracing::debug!(%why, posts = posts.len(), "a group of posts is taken apart");
            for (one, reply) in posts.into_iter().zip(replies) {
                let (work, kept) = Kept::of(|tx| Box::pin(post::append::one(tx, one)));
                let _gone = reply.send(home.write(work).await.and_then(|()| kept.take()));
            }
        }
        Err(Failure::Lost(why)) => {
            for reply in replies {
                let _gone = reply.send(Err(StoreError::Unavailable(why.clone())));
            }
        }
    }
}

/// Why a group was not written.
enum Failure {
    /// The database said no and undid everything.
    Refused(String),
    /// There is no connection, or it broke: what became of the group is not known, so nothing is tried again.
    Lost(String),
}

async fn together(home: &Inner, posts: &mut [Append]) -> Result<Vec<Fate>, Failure> {
    let db = home.connection().await.map_err(|e| Failure::Lost(e.to_string()))?;
    let outcome = AssertUnwindSafe(append::group(&db, posts, home.now())).catch_unwind().await;
    match outcome {
        Err(_) => {
            drop(deadpool_postgres::Object::take(db));
            Err(Failure::Lost("a transaction panicked and was undone".into()))
        }
        Ok(Ok((fates, events))) => {
            home.release(events);
            Ok(fates)
        }
        Ok(Err(error)) => {
            let undone = error.as_db_error().is_some() && db.batch_execute("ROLLBACK").await.is_ok();
            if undone {
                return Err(Failure::Refused(error.to_string()));
            }
            drop(deadpool_postgres::Object::take(db));
            Err(Failure::Lost(error.to_string()))
        }
    }
}

async fn earlier(home: &Inner, post: Post) -> Answer {
    let (work, kept) = Kept::of(move |tx| {
        Box::pin(async move { append::earlier(tx, post.user_id, &post.pending_post_id).await })
    });
    home.read(work).await?;
    kept.take()
}
