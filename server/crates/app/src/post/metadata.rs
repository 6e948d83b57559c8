//! What goes with posts when they are read: files, reactions, custom emojis, previews of attachments and of links.
//! Links to other posts depend on the reader and are filled in by [`super::permalink`].

use async_recursion::async_recursion as boxed;
use std::collections::{BTreeSet, HashMap};

use chinwag_model::{
    AppResult, PostId,
    emoji::{Emoji, is_emoji_name, is_standard_emoji},
    file::FileInfo,
    post::{Post, PostEmbed, outside_code},
    reaction::Reaction,
};

use crate::{App, stored};

impl App {
    /// Fills in the metadata of posts with a query for each kind, not for each post. Of deleted posts only the frame
    /// is left.
    ///
    /// # Errors
    /// When the database does not answer.
    #[boxed]
    pub(crate) async fn with_metadata(&self, posts: Vec<Post>) -> AppResult<Vec<Post>> {
        let mut posts: Vec<Post> = posts
            .into_iter()
            .map(|post| {
                let (at, changed) = (post.delete_at, post.update_at);
                if at > 0 { Post { update_at: changed, ..post.as_deleted(at) } } else { post }
            })
            .collect();
        let with_files: Vec<PostId> = posts.iter().filter(|p| !p.file_ids.is_empty()).map(|p| p.id).collect();
        let reacted: Vec<PostId> =
            posts.iter().filter(|p| p.has_reactions && p.delete_at == 0).map(|p| p.id).collect();
        if !with_files.is_empty() || !reacted.is_empty() {
            self.add_files_and_reactions(&mut posts, with_files, reacted).await?;
        }
        let emojis: HashMap<String, Emoji> =
            self.emojis_of(&posts).await?.into_iter().map(|e| (e.name.clone(), e)).collect();
        for post in &mut posts {
            if !emojis.is_empty() {
                post.metadata.emojis =
                    custom_names(post).iter().filter_map(|name| emojis.get(name).cloned()).collect();
            }
            post.metadata.embeds = embeds(post);
        }
        self.add_link_previews(&mut posts).await?;
        Ok(posts)
    }

    async fn add_files_and_reactions(
        &self,
        posts: &mut [Post],
        with_files: Vec<PostId>,
        reacted: Vec<PostId>,
    ) -> AppResult<()> {
        let (files, reactions) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let files = if with_files.is_empty() {
                            Vec::new()
                        } else {
                            chinwag_store::file::of_posts(tx, &with_files).await?
                        };
                        let reactions = if reacted.is_empty() {
                            Vec::new()
                        } else {
                            chinwag_store::reaction::of_posts(tx, &reacted).await?
                        };
                        Ok((files, reactions))
                    })
                })
                .await,
        )?;
        let mut by_post: HashMap<PostId, (Vec<FileInfo>, Vec<Reaction>)> = HashMap::new();
        for file in files {
            by_post.entry(file.post_id).or_default().0.push(file);
        }
        for reaction in reactions {
            by_post.entry(reaction.post_id).or_default().1.push(reaction);
        }
        for post in posts {
            if let Some((mut files, reactions)) = by_post.remove(&post.id) {
                files.sort_by_key(|f| post.file_ids.iter().position(|id| *id == f.id));
                post.metadata.files = files;
                post.metadata.reactions = reactions;
            }
        }
        Ok(())
    }

    /// The custom emojis in messages and reactions.
    pub(super) async fn emojis_of(&self, posts: &[Post]) -> AppResult<Vec<Emoji>> {
        let names: BTreeSet<String> = posts.iter().flat_map(custom_names).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = names.into_iter().collect();
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::reaction::custom_emojis(tx, &names).await })
                })
                .await,
        )
    }
}

/// Most custom emojis of a post.
const NAMES_MAX: usize = 100;

/// Names between colons in a post and in its reactions that are no standard emoji's.
fn custom_names(post: &Post) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if post.message.contains(':') {
        let prose = outside_code(&post.message);
        for name in prose.split(':') {
            if names.len() == NAMES_MAX {
                break;
            }
            if is_emoji_name(name) && !names.iter().any(|n| n == name) && !is_standard_emoji(name) {
                names.push(name.to_owned());
            }
        }
    }
    for reaction in &post.metadata.reactions {
        let name = &reaction.emoji_name;
        if !names.contains(name) && !is_standard_emoji(name) {
            names.push(name.clone());
        }
    }
    names.truncate(NAMES_MAX);
    names
}

/// Previews that need nothing but the post.
pub(super) fn embeds(post: &Post) -> Vec<PostEmbed> {
    let attachments = post.props.get("attachments").and_then(|a| a.as_array());
    if attachments.is_some_and(|a| !a.is_empty()) {
        return vec![PostEmbed {
            kind: "message_attachment".into(),
            url: String::new(),
            data: serde_json::Value::Null,
        }];
    }
    Vec::new()
}
