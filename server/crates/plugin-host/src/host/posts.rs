//! posts and reactions.

use chinwag_bundle::{CapabilityKind as C, Need};
use chinwag_model::ChannelId;
use chinwag_plugin_contract::{Draft, Window};

use crate::{
    bindings::chinwag::plugin::{
        posts, reactions,
        types::{Error, Post, Reaction},
    },
    convert::{self, id},
    guest::{Guest, error, refuse},
};

impl Guest {
    /// Insists that the messages of a channel may be read.
    pub(super) async fn read_channel(&mut self, channel: ChannelId) -> Result<(), Error> {
        if self.own.may_read(&self.caller(), channel).await {
            return Ok(());
        }
        self.may(C::PostsRead)?;
        self.may(C::PostsReadPrivate)
    }

    async fn post_read(&mut self, post: &str) -> Result<chinwag_model::post::Post, Error> {
        if !self.own.grants.load().allows(&Need::of(C::PostsReadPrivate)) {
            self.may(C::PostsRead)?;
        }
        let found = self.own.chat.post(&self.caller(), id(post)).await.map_err(error)?;
        self.read_channel(found.channel_id).await?;
        Ok(found)
    }

    /// Its own posts may be changed by every plugin that may write; those of others need `posts:moderate`.
    async fn post_write(&mut self, post: &str) -> Result<(), Error> {
        self.may(C::PostsWrite)?;
        let found = self.own.chat.post(&self.caller(), id(post)).await.map_err(error)?;
        if found.prop("plugin_id") == Some(self.own.id.as_str()) {
            return Ok(());
        }
        self.may(C::PostsModerate)
    }

    fn draft(&self, draft: posts::Draft) -> Result<Draft, Error> {
        let bad = |what: &str| refuse(400, "plugin.post.app_error", what.to_owned());
        let file_ids = draft.file_ids.iter().map(|one| one.parse()).collect::<Result<_, _>>();
        Ok(Draft {
            channel_id: id(&draft.channel_id),
            user_id: id(&draft.user_id),
            root_id: id(&draft.root_id),
            message: draft.message,
            kind: draft.kind,
            props: convert::object(&draft.props).ok_or_else(|| bad("The props are no JSON object."))?,
            file_ids: file_ids.map_err(|_| bad("One of the files' ids is none."))?,
        })
    }

    fn post_rate(&self) -> Result<(), Error> {
        let rate = &self.own.rates.posts;
        if rate.take(1.0) {
            return Ok(());
        }
        let message = format!(
            "The plugin `{}` may post {} messages a minute (limits.posts_per_minute in the manifest); wait a little.",
            self.own.id,
            rate.most()
        );
        Err(refuse(429, "plugin.rate.app_error", message))
    }
}

fn all(posts: Vec<chinwag_model::post::Post>) -> Vec<Post> {
    posts.iter().map(convert::post).collect()
}

impl posts::Host for Guest {
    async fn create(&mut self, draft: posts::Draft) -> Result<Post, Error> {
        self.may(C::PostsWrite)?;
        let draft = self.draft(draft)?;
        self.post_rate()?;
        self.own.chat.create_post(&self.caller(), draft).await.map(|p| convert::post(&p)).map_err(error)
    }

    async fn update(&mut self, post: String, message: String, props: String) -> Result<Post, Error> {
        self.post_write(&post).await?;
        let props = match props.trim() {
            "" => None,
            text => Some(
                convert::object(text)
                    .ok_or_else(|| refuse(400, "plugin.post.app_error", "The props are no JSON object."))?,
            ),
        };
        self.post_rate()?;
        let done = self.own.chat.update_post(&self.caller(), id(&post), message, props).await;
        done.map(|p| convert::post(&p)).map_err(error)
    }

    async fn delete(&mut self, post: String) -> Result<(), Error> {
        self.post_write(&post).await?;
        self.own.chat.delete_post(&self.caller(), id(&post)).await.map_err(error)
    }

    async fn get(&mut self, post: String) -> Result<Post, Error> {
        Ok(convert::post(&self.post_read(&post).await?))
    }

    async fn thread(&mut self, post: String) -> Result<Vec<Post>, Error> {
        self.post_read(&post).await?;
        self.own.chat.thread(&self.caller(), id(&post)).await.map(all).map_err(error)
    }

    async fn of_channel(&mut self, channel: String, window: posts::Window) -> Result<Vec<Post>, Error> {
        self.read_channel(id(&channel)).await?;
        let window = match window {
            posts::Window::Latest(page) => Window::Latest(convert::page(page)),
            posts::Window::Since(time) => Window::Since(time),
            posts::Window::Before((post, limit)) => Window::Before(id(&post), limit),
            posts::Window::After((post, limit)) => Window::After(id(&post), limit),
        };
        self.own.chat.posts_of_channel(&self.caller(), id(&channel), window).await.map(all).map_err(error)
    }

    async fn search(
        &mut self,
        user: String,
        team: String,
        terms: String,
        limit: u32,
    ) -> Result<Vec<Post>, Error> {
        self.may(C::PostsRead)?;
        self.may(C::PostsReadPrivate)?;
        let caller = self.caller();
        let found = self.own.chat.search_posts(&caller, id(&user), id(&team), &terms, limit).await;
        found.map(all).map_err(error)
    }

    async fn pin(&mut self, post: String) -> Result<(), Error> {
        self.post_write(&post).await?;
        self.own.chat.set_pinned(&self.caller(), id(&post), true).await.map_err(error)
    }

    async fn unpin(&mut self, post: String) -> Result<(), Error> {
        self.post_write(&post).await?;
        self.own.chat.set_pinned(&self.caller(), id(&post), false).await.map_err(error)
    }

    async fn send_ephemeral(&mut self, user: String, draft: posts::Draft) -> Result<Post, Error> {
        self.show(user, String::new(), draft).await
    }

    async fn update_ephemeral(
        &mut self,
        user: String,
        post: String,
        draft: posts::Draft,
    ) -> Result<Post, Error> {
        self.show(user, post, draft).await
    }

    async fn delete_ephemeral(&mut self, user: String, post: String, channel: String) -> Result<(), Error> {
        self.may(C::PostsWrite)?;
        let caller = self.caller();
        self.own.chat.delete_ephemeral(&caller, id(&user), id(&post), id(&channel)).await.map_err(error)
    }
}

impl Guest {
    async fn show(&mut self, user: String, post: String, draft: posts::Draft) -> Result<Post, Error> {
        self.may(C::PostsWrite)?;
        let draft = self.draft(draft)?;
        self.post_rate()?;
        let shown = self.own.chat.show_ephemeral(&self.caller(), id(&user), id(&post), draft).await;
        shown.map(|p| convert::post(&p)).map_err(error)
    }
}

impl reactions::Host for Guest {
    async fn add(&mut self, user: String, post: String, emoji: String) -> Result<Reaction, Error> {
        self.may(C::ReactionsWrite)?;
        let done = self.own.chat.add_reaction(&self.caller(), id(&user), id(&post), &emoji).await;
        done.map(|r| convert::reaction(&r)).map_err(error)
    }

    async fn remove(&mut self, user: String, post: String, emoji: String) -> Result<(), Error> {
        self.may(C::ReactionsWrite)?;
        self.own.chat.remove_reaction(&self.caller(), id(&user), id(&post), &emoji).await.map_err(error)
    }

    async fn of_post(&mut self, post: String) -> Result<Vec<Reaction>, Error> {
        self.post_read(&post).await?;
        let found = self.own.chat.reactions(&self.caller(), id(&post)).await.map_err(error)?;
        Ok(found.iter().map(convert::reaction).collect())
    }
}
