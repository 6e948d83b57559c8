//! Fake posts, reactions and files.

use super::{Chat, State, missing};
use crate::files::FileInfo;
use crate::posts::{Draft, Post, Window};
use crate::reactions::Reaction;
use crate::{Error, Json, Result};

/// Characters a message may have.
const LONGEST: usize = 16_383;

impl Chat {
    pub(crate) fn post_create(&self, draft: Draft) -> Result<Post> {
        self.0.borrow().need("posts:write")?;
        let author = self.author(&draft)?;
        self.keep(draft, author)
    }

    /// The author a plugin may write as.
    fn author(&self, draft: &Draft) -> Result<String> {
        let state = self.0.borrow();
        if draft.user_id.is_empty() {
            let first = state.bots.first().map(|bot| bot.user_id.clone());
            return first.ok_or_else(|| {
                Error::bad_request(
                    "plugin.post.author",
                    "The plugin has no bot that could post: bots::ensure makes one.",
                )
            });
        }
        let own = state.bots.iter().any(|bot| bot.user_id == draft.user_id);
        if !own {
            state.need("posts:moderate")?;
        }
        Ok(draft.user_id.clone())
    }

    pub(super) fn keep(&self, draft: Draft, user_id: String) -> Result<Post> {
        let mut state = self.0.borrow_mut();
        if state.channel(&draft.channel_id)?.delete_at != 0 {
            return Err(Error::bad_request("app.post.archived", "The channel is archived."));
        }
        let length = draft.message.chars().count();
        if length > LONGEST {
            let words = format!("The message has {length} characters; at most {LONGEST}.");
            return Err(Error::bad_request("app.post.long", words));
        }
        if !draft.root_id.is_empty() {
            state.post(&draft.root_id)?;
        }
        let post = Post {
            id: state.id("post"),
            create_at: state.now,
            update_at: state.now,
            user_id,
            channel_id: draft.channel_id,
            root_id: draft.root_id,
            message: draft.message,
            kind: draft.kind,
            props: draft.props,
            file_ids: draft.file_ids,
            ..Post::default()
        };
        for (file, _) in &mut state.files {
            if post.file_ids.contains(&file.id) {
                file.post_id.clone_from(&post.id);
            }
        }
        state.posts.push(post.clone());
        Ok(post)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Post)) -> Result<Post> {
        let mut state = self.0.borrow_mut();
        state.need("posts:write")?;
        let author = state.post(id)?.user_id.clone();
        if !state.bots.iter().any(|bot| bot.user_id == author) {
            state.need("posts:moderate")?;
        }
        let now = state.now;
        let post = state.posts.iter_mut().find(|post| post.id == id).ok_or_else(|| missing("post", id))?;
        change(post);
        post.update_at = now;
        Ok(post.clone())
    }

    pub(crate) fn post_update(&self, id: &str, message: &str, props: &Json) -> Result<Post> {
        let now = self.now();
        self.change(id, |post| {
            message.clone_into(&mut post.message);
            post.edit_at = now;
            if !props.is_empty() {
                post.props = props.clone();
            }
        })
    }

    pub(crate) fn post_delete(&self, id: &str) -> Result<()> {
        let now = self.now();
        self.change(id, |post| post.delete_at = now).map(drop)
    }

    pub(crate) fn post_get(&self, id: &str) -> Result<Post> {
        let state = self.0.borrow();
        let post = state.post(id)?;
        state.may_read(&post.channel_id)?;
        Ok(post.clone())
    }

    pub(crate) fn post_thread(&self, id: &str) -> Result<Vec<Post>> {
        let post = self.post_get(id)?;
        let root = if post.root_id.is_empty() { &post.id } else { &post.root_id };
        let state = self.0.borrow();
        let whole = state
            .posts
            .iter()
            .filter(|post| post.delete_at == 0 && (post.id == *root || post.root_id == *root));
        Ok(whole.cloned().collect())
    }

    pub(crate) fn posts_of_channel(&self, channel_id: &str, window: Window) -> Result<Vec<Post>> {
        let state = self.0.borrow();
        state.may_read(channel_id)?;
        let all: Vec<&Post> = state.posts.iter().filter(|post| post.channel_id == channel_id).collect();
        let living = all.iter().copied().filter(|post| post.delete_at == 0);
        let place =
            |id: &str| living.clone().position(|post| post.id == id).ok_or_else(|| missing("post", id));
        Ok(match &window {
            Window::Latest(which) => super::page(living.rev().cloned(), *which),
            Window::Since(time) => all.into_iter().filter(|post| post.update_at > *time).cloned().collect(),
            Window::Before(id, limit) => {
                let before: Vec<_> = living.clone().take(place(id)?).collect();
                before.into_iter().rev().take(*limit as usize).cloned().collect()
            }
            Window::After(id, limit) => {
                living.clone().skip(place(id)? + 1).take(*limit as usize).cloned().collect()
            }
        })
    }

    pub(crate) fn post_search(
        &self,
        user_id: &str,
        team_id: &str,
        terms: &str,
        limit: u32,
    ) -> Result<Vec<Post>> {
        let state = self.0.borrow();
        state.need("posts:read")?;
        state.need("posts:read-private")?;
        state.user(user_id)?;
        state.team(team_id)?;
        let words: Vec<String> = terms.split_whitespace().map(str::to_lowercase).collect();
        let fits = |post: &&Post| {
            let text = post.message.to_lowercase();
            post.delete_at == 0
                && state.may_read(&post.channel_id).is_ok()
                && words.iter().all(|word| text.contains(word))
        };
        Ok(state.posts.iter().rev().filter(fits).take(limit as usize).cloned().collect())
    }

    pub(crate) fn post_pin(&self, id: &str) -> Result<()> {
        self.change(id, |post| post.is_pinned = true).map(drop)
    }

    pub(crate) fn post_unpin(&self, id: &str) -> Result<()> {
        self.change(id, |post| post.is_pinned = false).map(drop)
    }

    pub(crate) fn ephemeral_send(&self, user_id: &str, draft: Draft) -> Result<Post> {
        let author = { self.0.borrow().need("posts:write").and_then(|()| self.author(&draft)) }?;
        let mut state = self.0.borrow_mut();
        state.user(user_id)?;
        state.channel(&draft.channel_id)?;
        let post = Post {
            id: state.id("ephe"),
            create_at: state.now,
            update_at: state.now,
            user_id: author,
            channel_id: draft.channel_id,
            root_id: draft.root_id,
            message: draft.message,
            kind: "system_ephemeral".into(),
            props: draft.props,
            ..Post::default()
        };
        state.ephemeral.push((user_id.into(), post.clone()));
        Ok(post)
    }

    pub(crate) fn ephemeral_update(&self, user_id: &str, id: &str, draft: Draft) -> Result<Post> {
        let mut state = self.0.borrow_mut();
        state.need("posts:write")?;
        let now = state.now;
        let found = state.ephemeral.iter_mut().find(|(reader, post)| reader == user_id && post.id == id);
        let (_, post) = found.ok_or_else(|| missing("post", id))?;
        (post.message, post.props, post.update_at) = (draft.message, draft.props, now);
        Ok(post.clone())
    }

    pub(crate) fn ephemeral_delete(&self, user_id: &str, id: &str, _channel_id: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("posts:write")?;
        state.ephemeral.retain(|(reader, post)| reader != user_id || post.id != id);
        Ok(())
    }

    pub(crate) fn reaction_add(&self, user_id: &str, post_id: &str, emoji_name: &str) -> Result<Reaction> {
        let mut state = self.0.borrow_mut();
        state.need("reactions:write")?;
        let channel_id = state.post(post_id)?.channel_id.clone();
        let reaction = Reaction {
            user_id: user_id.into(),
            post_id: post_id.into(),
            channel_id,
            emoji_name: emoji_name.into(),
            create_at: state.now,
        };
        state.reactions.push(reaction.clone());
        Ok(reaction)
    }

    pub(crate) fn reaction_remove(&self, user_id: &str, post_id: &str, emoji_name: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("reactions:write")?;
        let before = state.reactions.len();
        state
            .reactions
            .retain(|one| one.user_id != user_id || one.post_id != post_id || one.emoji_name != emoji_name);
        if state.reactions.len() == before { Err(missing("reaction", emoji_name)) } else { Ok(()) }
    }

    pub(crate) fn reactions_of_post(&self, post_id: &str) -> Result<Vec<Reaction>> {
        let post = self.post_get(post_id)?;
        Ok(self.0.borrow().reactions.iter().filter(|one| one.post_id == post.id).cloned().collect())
    }

    pub(crate) fn file_info(&self, id: &str) -> Result<FileInfo> {
        let state = self.0.borrow();
        state.need("files:read")?;
        state
            .files
            .iter()
            .find(|(file, _)| file.id == id)
            .map(|(file, _)| file.clone())
            .ok_or_else(|| missing("file", id))
    }

    pub(crate) fn files_of_post(&self, post_id: &str) -> Result<Vec<FileInfo>> {
        let state = self.0.borrow();
        state.need("files:read")?;
        state.post(post_id)?;
        Ok(state
            .files
            .iter()
            .filter(|(file, _)| file.post_id == post_id)
            .map(|(file, _)| file.clone())
            .collect())
    }

    pub(crate) fn file_public_link(&self, id: &str) -> Result<String> {
        self.file_info(id)?;
        Ok(format!("{}/files/{id}/public", self.0.borrow().server.site_url))
    }

    pub(crate) fn file_read(&self, id: &str) -> Result<Vec<u8>> {
        self.file_info(id)?;
        let state = self.0.borrow();
        let found = state.files.iter().find(|(file, _)| file.id == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| missing("file", id))
    }

    pub(crate) fn file_create(
        &self,
        channel_id: &str,
        user_id: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<FileInfo> {
        let mut state = self.0.borrow_mut();
        state.need("files:write")?;
        state.channel(channel_id)?;
        let info = FileInfo {
            id: state.id("file"),
            user_id: user_id.into(),
            channel_id: channel_id.into(),
            create_at: state.now,
            name: name.into(),
            extension: name.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default(),
            size: bytes.len() as u64,
            ..FileInfo::default()
        };
        state.files.push((info.clone(), bytes.to_vec()));
        Ok(info)
    }
}

impl State {
    fn post(&self, id: &str) -> Result<&Post> {
        self.posts.iter().find(|post| post.id == id && post.delete_at == 0).ok_or_else(|| missing("post", id))
    }

    fn may_read(&self, channel_id: &str) -> Result<()> {
        let channel = self.channel(channel_id)?;
        self.need("posts:read")?;
        if channel.kind == "O" { Ok(()) } else { self.need("posts:read-private") }
    }
}
