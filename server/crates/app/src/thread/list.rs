//! The threads a user follows, as lists and one by one.

use std::collections::HashMap;

use chinwag_model::{
    AppResult, Millis, PostId, TeamId, UserId, permission as p,
    post::Post,
    thread::{ThreadList, ThreadView},
};
use chinwag_store::thread::{Followed, ThreadFilter, Unread};

use super::{not_followed, people};
use crate::{Actor, App, stored};

/// What a list of threads is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadsWanted {
    /// Threads and totals.
    Both,
    /// Totals alone.
    TotalsOnly,
    /// Threads alone.
    ThreadsOnly,
}

/// How the people in a thread are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Their ids.
    Ids,
    /// As whole users.
    Users,
}

/// Which threads are asked for.
#[derive(Debug, Clone, Copy)]
pub struct ThreadsAsked {
    /// Threads, totals, or both.
    pub wanted: ThreadsWanted,
    /// How people are shown.
    pub people: People,
    /// All or unread ones.
    pub unread: Unread,
    /// With direct and group messages (1) or without (0).
    pub personal: i64,
    /// With those whose root was deleted (1) or without (0).
    pub deleted: i64,
    /// Changed since; 0 for all.
    pub since: Millis,
    /// Older than this thread; empty for the newest.
    pub before: PostId,
    /// Newer than this thread.
    pub after: PostId,
    /// Most threads.
    pub limit: i64,
}

impl App {
    /// The threads a user follows in a team, and in direct and group messages.
    ///
    /// # Errors
    /// 403 without membership of the team.
    pub async fn threads(
        &self,
        actor: &Actor,
        user: UserId,
        team: TeamId,
        asked: ThreadsAsked,
    ) -> AppResult<ThreadList> {
        self.access_self(actor, user).await?;
        self.access_team(actor, team, p::VIEW_TEAM).await?;
        let mut list = ThreadList::default();
        if asked.wanted != ThreadsWanted::ThreadsOnly {
            let totals = stored(
                self.store()
                    .read(move |tx| Box::pin(chinwag_store::thread::totals(tx, user, team, asked.personal)))
                    .await,
            )?;
            list.total = totals.threads;
            list.total_unread_threads = totals.unread;
            list.total_unread_mentions = totals.mentions;
        }
        if asked.wanted != ThreadsWanted::TotalsOnly {
            let found = stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move {
                            let filter = ThreadFilter {
                                team,
                                personal: asked.personal,
                                unread: asked.unread,
                                deleted: asked.deleted,
                                since: asked.since,
                                before: place(tx, asked.before).await?,
                                after: place(tx, asked.after).await?,
                                limit: asked.limit,
                            };
                            chinwag_store::thread::followed(tx, user, filter).await
                        })
                    })
                    .await,
            )?;
            list.threads = self.views(actor, found, asked.people).await?;
        }
        Ok(list)
    }

    /// One followed thread.
    ///
    /// # Errors
    /// 403, 404 when there is no such post or the user does not follow the thread.
    pub async fn thread_of(
        &self,
        actor: &Actor,
        user: UserId,
        root: PostId,
        people: People,
    ) -> AppResult<ThreadView> {
        let root = self.access_thread(actor, user, root).await?.post.id;
        let found =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::thread::one(tx, user, root))).await)?;
        let found = found.ok_or_else(not_followed)?;
        self.views(actor, vec![found], people).await?.pop().ok_or_else(not_followed)
    }

    pub(super) async fn thread(&self, actor: &Actor, user: UserId, root: PostId) -> AppResult<ThreadView> {
        self.thread_of(actor, user, root, People::Ids).await
    }

    async fn views(&self, actor: &Actor, found: Vec<Followed>, shown: People) -> AppResult<Vec<ThreadView>> {
        let roots: Vec<PostId> = found.iter().map(|f| f.thread.post_id).collect();
        let posts = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::post::by_ids_deleted_too(tx, &roots).await })
                })
                .await,
        )?;
        let mut posts: HashMap<PostId, Post> =
            self.with_metadata(posts).await?.into_iter().map(|p| (p.id, p)).collect();
        self.add_permalinks(actor, posts.values_mut()).await?;
        let mut users = HashMap::new();
        if shown == People::Users {
            let mut ids: Vec<UserId> = found.iter().flat_map(|f| f.thread.participants.clone()).collect();
            ids.sort_unstable();
            ids.dedup();
            for user in self.users_by_ids(actor, ids).await? {
                users.insert(user.id, serde_json::to_value(&user).unwrap_or_default());
            }
        }
        Ok(found
            .into_iter()
            .filter_map(|f| {
                let mut post = posts.remove(&f.thread.post_id)?;
                post.is_following = Some(true);
                let participants = match shown {
                    People::Ids => people(&f.thread.participants),
                    People::Users => {
                        f.thread.participants.iter().filter_map(|id| users.get(id).cloned()).collect()
                    }
                };
                Some(ThreadView {
                    id: f.thread.post_id,
                    reply_count: f.thread.reply_count,
                    last_reply_at: f.thread.last_reply_at,
                    last_viewed_at: f.last_viewed_at,
                    participants,
                    post,
                    unread_replies: f.unread_replies,
                    unread_mentions: f.unread_mentions,
                    is_urgent: false,
                    is_following: true,
                    delete_at: f.thread.delete_at,
                })
            })
            .collect())
    }
}

/// Where a thread stands in the list.
async fn place(
    tx: &mut chinwag_store::Tx,
    root: PostId,
) -> chinwag_store::StoreResult<Option<(Millis, PostId)>> {
    if root.is_empty() {
        return Ok(None);
    }
    Ok(chinwag_store::thread::get(tx, root).await?.map(|t| (t.last_reply_at, t.post_id)))
}
