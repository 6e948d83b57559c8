//! Deleting posts: one reply, or a root with its thread.

use async_recursion::async_recursion as boxed;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, Millis, PostId, UserId, channel::Channel, permission as p, post::Post,
};
use chinwag_store::{StoreResult, Tx, post::Deleted};

use crate::{Actor, App, error::refuse, stored};

impl App {
    /// Deletes a post, and with a root its replies.
    ///
    /// # Errors
    /// 404 or 403 for the post, 400 in an archived channel. The administrators of a team may delete in its private
    /// channels what they cannot read.
    pub async fn do_delete_post(&self, actor: &Actor, id: PostId) -> AppResult<()> {
        let post = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?
            .filter(|post| post.delete_at == 0)
            .ok_or_else(|| AppError::not_found("post"))?;
        let permission = if actor.is(post.user_id) { p::DELETE_POST } else { p::DELETE_OTHERS_POSTS };
        let channel = self.access_channel(actor, post.channel_id, permission).await?.alive()?.into_channel();
        let (by, now) = (actor.user_id(), self.now());
        stored(self.store().write(move |tx| Box::pin(delete(tx, id, channel, by, now))).await)?;
        Ok(())
    }
}

#[boxed]
async fn delete(tx: &mut Tx, id: PostId, channel: Channel, by: UserId, now: Millis) -> StoreResult<()> {
    let post = match chinwag_store::post::get(tx, id).await? {
        Some(post) if post.delete_at == 0 => post,
        _ => return Err(refuse(AppError::not_found("post"))),
    };
    let at = now.max(post.update_at + 1);
    let mut posts = vec![post.clone()];
    if post.is_root() && post.reply_count > 0 {
        posts.extend(chinwag_store::post::replies(tx, &[id]).await?);
    }
    let deleted = Deleted { channel: channel.id, kind: channel.kind, posts: &posts, at };
    chinwag_store::post::delete(tx, deleted).await?;
    if post.is_root() {
        if let Some(mut thread) = chinwag_store::thread::get(tx, id).await? {
            thread.delete_at = at;
            chinwag_store::thread::put(tx, &thread).await?;
        }
    } else {
        shrink(tx, &post, at).await?;
    }
    tell(tx, post, by, at);
    Ok(())
}

/// Takes a deleted reply out of its thread.
async fn shrink(tx: &mut Tx, reply: &Post, at: Millis) -> StoreResult<()> {
    let root = reply.root_id;
    let (count, last, people) = chinwag_store::thread::recount(tx, root).await?;
    if let Some(mut thread) = chinwag_store::thread::get(tx, root).await? {
        (thread.reply_count, thread.last_reply_at, thread.participants) = (count, last, people);
        chinwag_store::thread::put(tx, &thread).await?;
    }
    chinwag_store::post::touch_root(tx, root, count, last, at).await?;
    chinwag_store::thread::recount_mentions(tx, root).await
}

/// Two copies: people see that the post is gone, administrators also what it was and who did it.
fn tell(tx: &mut Tx, post: Post, by: UserId, at: Millis) {
    let channel = post.channel_id;
    let event = |post: &Post| Event::new("post_deleted").with_json("post", post).to_channel(channel);
    let whole = Post { delete_at: at, update_at: at, ..post.clone() };
    let mut plain = event(&post.as_deleted(at));
    plain.audience.admins = Some(false);
    tx.emit(plain);
    tx.emit(event(&whole).with("delete_by", by.as_str()).to_admins());
}
