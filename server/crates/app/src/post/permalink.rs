//! Links to posts: a message that begins its links with one shows the other post to those who may read it.
//!
//! The preview is never part of what everybody gets. Pages are filled in for the one who reads, and an event goes out
//! twice: with the preview to those who may read the other channel, without it to the others ([`tell`]).

use async_recursion::async_recursion as boxed;
use std::collections::{HashMap, HashSet};

use chinwag_events::{Event, Readers};
use chinwag_model::{
    AppResult, PostId, TeamId,
    channel::{Channel, ChannelKind},
    post::{Post, PostEmbed},
};
use chinwag_store::Tx;
use serde_json::json;

use crate::{Actor, App, stored};

/// The prop that names the post a message shows.
const PROP: &str = "previewed_post";

/// A preview of another post and who may see it.
#[derive(Debug, Clone)]
pub(crate) struct Permalink {
    pub(crate) embed: PostEmbed,
    readers: Readers,
}

impl App {
    /// The post an address of this server names: `{site}/{team}/pl/{id}` or `{site}/_redirect/pl/{id}`.
    pub(crate) fn permalink_of(&self, url: &str) -> Option<PostId> {
        let config = self.config();
        let site = config.ServiceSettings.site_url.trim_end_matches('/');
        if site.is_empty() || !config.ServiceSettings.enable_permalink_previews {
            return None;
        }
        let mut parts = url.strip_prefix(site)?.strip_prefix('/')?.split('/');
        let (team, word, id) = (parts.next()?, parts.next()?, parts.next()?);
        let id = id.split(['?', '#']).next()?;
        (!team.is_empty() && word == "pl" && parts.next().is_none()).then(|| id.parse().ok()).flatten()
    }

    /// The post whose preview goes with this one.
    fn previewed(&self, post: &Post) -> Option<PostId> {
        let candidate = post.delete_at == 0 && !post.is_system() && post.message.contains("/pl/");
        let done = || post.metadata.embeds.iter().any(|embed| embed.kind == "permalink");
        if !candidate || done() || !super::metadata::embeds(post).is_empty() {
            return None;
        }
        let first = crate::link_preview::first_link(&post.message)?;
        self.permalink_of(&first).filter(|id| *id != post.id)
    }

    /// Fills in the previews of other posts, as far as the actor may read them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn add_permalinks<'p>(
        &self,
        actor: &Actor,
        posts: impl Iterator<Item = &'p mut Post>,
    ) -> AppResult<()> {
        let wanting: Vec<(PostId, &mut Post)> =
            posts.filter_map(|post| Some((self.previewed(post)?, post))).collect();
        if wanting.is_empty() {
            return Ok(());
        }
        let found = self.permalinks(wanting.iter().map(|(id, _)| *id).collect()).await?;
        let mut readable: HashMap<_, bool> = HashMap::new();
        for (id, post) in wanting {
            let Some(permalink) = found.get(&id) else { continue };
            let channel = permalink.readers.channel_id;
            let may = match readable.get(&channel) {
                Some(may) => *may,
                None => self.access_channel_read(actor, channel).await.is_ok(),
            };
            readable.insert(channel, may);
            if may {
                post.metadata.embeds.insert(0, permalink.embed.clone());
            }
        }
        Ok(())
    }

    /// The preview that goes with a post about to be told, and its prop when the author may read the other post.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn permalink_for(&self, actor: &Actor, post: &mut Post) -> AppResult<Option<Permalink>> {
        post.props.remove(PROP);
        let Some(id) = self.previewed(post) else { return Ok(None) };
        let Some(permalink) = self.permalinks(HashSet::from([id])).await?.remove(&id) else {
            return Ok(None);
        };
        if self.access_channel_read(actor, permalink.readers.channel_id).await.is_ok() {
            post.props.insert(PROP.into(), id.as_str().into());
        }
        Ok(Some(permalink))
    }

    #[boxed]
    async fn permalinks(&self, ids: HashSet<PostId>) -> AppResult<HashMap<PostId, Permalink>> {
        let ids: Vec<PostId> = ids.into_iter().collect();
        let posts = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post::by_ids(tx, &ids).await }))
                .await,
        )?;
        let posts = posts.into_iter().filter(|post| post.delete_at == 0).collect();
        let mut found = HashMap::new();
        for post in self.with_metadata(posts).await? {
            let Some(channel) = self.channel_of_id(post.channel_id).await? else { continue };
            let team_name = match channel.team_id.some() {
                Some(team) => self.team(team).await?.name,
                None => String::new(),
            };
            found.insert(post.id, permalink(post, &channel, &team_name));
        }
        Ok(found)
    }
}

fn permalink(post: Post, channel: &Channel, team_name: &str) -> Permalink {
    let public = channel.kind == ChannelKind::Open;
    let readers = Readers {
        channel_id: channel.id,
        public_in: if public { channel.team_id } else { TeamId::EMPTY },
        able: true,
    };
    let data = json!({
        "post_id": post.id, "channel_id": channel.id, "channel_type": channel.kind,
        "channel_display_name": channel.display_name, "team_name": team_name, "post": post,
    });
    Permalink { embed: PostEmbed { kind: "permalink".into(), url: String::new(), data }, readers }
}

/// Emits what tells of a post: once when it shows no other post, else once for each of the two sorts of receivers.
pub(crate) fn tell(tx: &mut Tx, post: &Post, permalink: Option<&Permalink>, event: impl Fn(&Post) -> Event) {
    let Some(permalink) = permalink else { return tx.emit(event(post)) };
    let mut shown = post.clone();
    shown.metadata.embeds.insert(0, permalink.embed.clone());
    tx.emit(event(&shown).for_readers(permalink.readers));
    tx.emit(event(post).for_readers(Readers { able: false, ..permalink.readers }));
}
