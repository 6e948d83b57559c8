//! Plugins ask about messages: posts, reactions, files.

use async_trait::async_trait;
use bytes::Bytes;
use chinwag_model::{
    AppError, AppResult, ChannelId, FileId, JsonMap, PostId, TeamId, UserId,
    file::FileInfo,
    page::Page,
    post::{self, Post, PostList, PostPatch},
    reaction::Reaction,
};
use chinwag_plugin_contract::{Authors, Body, Caller, Draft, FileWriter, Messages, Window};
use chinwag_store::{post::Direction, search::Together};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::{
    PluginChat, in_name_of, itself,
    people::{first_bot, is_own_bot, page_of},
};
use crate::{
    Actor, App, Collapsed, Deleted, FilePart, FileSource, Pinned, Search, SetOnline, ThreadPage,
    file::FileAccess,
};

/// Chunks of a file that wait to be stored.
const CHUNKS_WAITING: usize = 4;

fn in_order(mut list: PostList) -> Vec<Post> {
    list.order.iter().filter_map(|id| list.posts.remove(id)).collect()
}

async fn author(app: &App, caller: &Caller, draft: &Draft) -> AppResult<Actor> {
    match draft.user_id.some() {
        Some(user) => acting(app, caller, user).await,
        None => Ok(in_name_of(caller, first_bot(app, caller).await?)),
    }
}

/// Somebody in whose name a plugin may act: a bot of its own, or anybody when it may change the messages of others.
pub(super) async fn acting(app: &App, caller: &Caller, user: UserId) -> AppResult<Actor> {
    let user = app.user(user).await?.id;
    if caller.authors == Authors::OwnBots && !is_own_bot(app, caller, user).await? {
        return Err(AppError::forbidden(
            "plugin.post.author.app_error",
            format!(
                "The plugin `{0}` may act as its own bots only, and `{user}` is none of them. To act in other \
                 people's names: add \"posts:moderate\" to \"capabilities\" in plugin.json, then \
                 `wag plugin grant {0} posts:moderate`.",
                caller.plugin
            ),
        ));
    }
    Ok(in_name_of(caller, user))
}

/// What was shown to one person is changed by its id; a message that is kept is not, not even on one screen.
async fn insist_not_kept(app: &App, caller: &Caller, id: PostId) -> AppResult<()> {
    if id.some().is_none() || app.post(&itself(caller), id, Deleted::Without).await.is_err() {
        return Ok(());
    }
    Err(AppError::bad_request(
        "plugin.post.kept.app_error",
        format!("`{id}` is a message that is kept, and none that was shown to one person only."),
    ))
}

fn post_of(caller: &Caller, draft: Draft) -> Post {
    let mut props = draft.props;
    props.insert("from_plugin".into(), "true".into());
    props.insert("plugin_id".into(), caller.plugin.clone().into());
    Post {
        channel_id: draft.channel_id,
        root_id: draft.root_id,
        message: draft.message,
        kind: draft.kind,
        props,
        file_ids: draft.file_ids,
        ..Post::default()
    }
}

#[async_trait]
impl Messages for PluginChat {
    async fn create_post(&self, caller: &Caller, draft: Draft) -> AppResult<Post> {
        let app = self.app(caller)?;
        let actor = author(&app, caller, &draft).await?;
        app.do_create_post(&actor, post_of(caller, draft), SetOnline::No).await
    }

    async fn update_post(
        &self,
        caller: &Caller,
        id: PostId,
        message: String,
        props: Option<JsonMap>,
    ) -> AppResult<Post> {
        let patch = PostPatch { message: Some(message), props, ..PostPatch::default() };
        self.app(caller)?.do_patch_post(&itself(caller), id, patch).await
    }

    async fn delete_post(&self, caller: &Caller, id: PostId) -> AppResult<()> {
        self.app(caller)?.do_delete_post(&itself(caller), id).await
    }

    async fn post(&self, caller: &Caller, id: PostId) -> AppResult<Post> {
        self.app(caller)?.post(&itself(caller), id, Deleted::Without).await
    }

    async fn thread(&self, caller: &Caller, id: PostId) -> AppResult<Vec<Post>> {
        let page = ThreadPage {
            direction: Direction::Down,
            from_time: 0,
            from_post: PostId::EMPTY,
            updated_after: 0,
            size: 0,
            collapsed: Collapsed::No,
        };
        Ok(in_order(self.app(caller)?.post_thread(&itself(caller), id, page).await?))
    }

    async fn posts_of_channel(
        &self,
        caller: &Caller,
        channel: ChannelId,
        window: Window,
    ) -> AppResult<Vec<Post>> {
        let first = |limit: u32| Page::new(0, limit);
        let window = match window {
            Window::Latest(page) => crate::Window::Page(page_of(page)),
            Window::Since(time) => crate::Window::Since(time),
            Window::Before(id, limit) => crate::Window::Before(id, first(limit)),
            Window::After(id, limit) => crate::Window::After(id, first(limit)),
        };
        let (app, actor) = (self.app(caller)?, itself(caller));
        let channel = app.access_channel_read(&actor, channel).await?;
        let list = app.posts_of_channel(&actor, &channel, window, Collapsed::No).await?;
        Ok(in_order(list))
    }

    async fn search_posts(
        &self,
        caller: &Caller,
        user: UserId,
        team: TeamId,
        terms: &str,
        limit: u32,
    ) -> AppResult<Vec<Post>> {
        let app = self.app(caller)?;
        let actor = app.actor_for(app.user(user).await?);
        let search = Search {
            terms: terms.to_owned(),
            together: Together::All,
            time_zone_offset: 0,
            archived: chinwag_store::search::Archived::Without,
            page: Page::new(0, limit),
        };
        Ok(in_order(app.search_posts(&actor, team, search).await?.list))
    }

    async fn set_pinned(&self, caller: &Caller, id: PostId, pinned: bool) -> AppResult<()> {
        let pinned = if pinned { Pinned::Yes } else { Pinned::No };
        self.app(caller)?.do_pin_post(&itself(caller), id, pinned).await
    }

    async fn show_ephemeral(
        &self,
        caller: &Caller,
        user: UserId,
        id: PostId,
        draft: Draft,
    ) -> AppResult<Post> {
        let app = self.app(caller)?;
        app.access_channel_read(&itself(caller), draft.channel_id).await?;
        insist_not_kept(&app, caller, id).await?;
        let author = match draft.user_id.some() {
            Some(author) => acting(&app, caller, author).await?.user_id(),
            None => first_bot(&app, caller).await.unwrap_or(user),
        };
        let now = app.now();
        let post = post_of(caller, draft);
        crate::post::check_limits(&post)?;
        let post = Post {
            id: id.some().unwrap_or_else(|| PostId::at(now.unsigned_abs())),
            create_at: now,
            update_at: now,
            user_id: author,
            kind: "system_ephemeral".into(),
            hashtags: post::hashtags(&post.message),
            ..post
        };
        app.show_to(user, post).await
    }

    async fn delete_ephemeral(
        &self,
        caller: &Caller,
        user: UserId,
        id: PostId,
        channel: ChannelId,
    ) -> AppResult<()> {
        let app = self.app(caller)?;
        insist_not_kept(&app, caller, id).await?;
        let now = app.now();
        let gone = Post {
            id,
            channel_id: channel,
            user_id: user,
            kind: "system_ephemeral".into(),
            delete_at: now,
            update_at: now,
            ..Post::default()
        };
        app.publish(vec![chinwag_events::Event::new("post_deleted").with_json("post", &gone).to_user(user)]);
        Ok(())
    }

    async fn add_reaction(
        &self,
        caller: &Caller,
        user: UserId,
        post: PostId,
        emoji: &str,
    ) -> AppResult<Reaction> {
        let draft =
            Reaction { user_id: user, post_id: post, emoji_name: emoji.to_owned(), ..Reaction::default() };
        let app = self.app(caller)?;
        app.do_react(&acting(&app, caller, user).await?, draft).await
    }

    async fn remove_reaction(
        &self,
        caller: &Caller,
        user: UserId,
        post: PostId,
        emoji: &str,
    ) -> AppResult<()> {
        let app = self.app(caller)?;
        acting(&app, caller, user).await?;
        app.do_unreact(&itself(caller), user, post, emoji.to_owned()).await
    }

    async fn reactions(&self, caller: &Caller, post: PostId) -> AppResult<Vec<Reaction>> {
        self.app(caller)?.reactions(&itself(caller), post).await
    }

    async fn file_info(&self, caller: &Caller, id: FileId) -> AppResult<FileInfo> {
        Ok(self.app(caller)?.access_file(&itself(caller), id).await?.info().clone())
    }

    async fn files_of_post(&self, caller: &Caller, post: PostId) -> AppResult<Vec<FileInfo>> {
        self.app(caller)?.files_of_post(&itself(caller), post).await
    }

    async fn open_file(&self, caller: &Caller, id: FileId) -> AppResult<Body> {
        let app = self.app(caller)?;
        let access: FileAccess = app.access_file(&itself(caller), id).await?;
        let content = app.file_content(access, FilePart::Whole).await?;
        Ok(app.read_content(&content, None).await?.bytes.boxed())
    }

    async fn create_file(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        name: &str,
    ) -> AppResult<Box<dyn FileWriter>> {
        let app = self.app(caller)?;
        let actor = match user.some() {
            Some(user) => acting(&app, caller, user).await?,
            None => in_name_of(caller, first_bot(&app, caller).await?),
        };
        let access = app.access_upload(&actor, channel).await?;
        let (chunks, waiting) = mpsc::channel::<Result<Bytes, std::io::Error>>(CHUNKS_WAITING);
        let source =
            FileSource { name: name.to_owned(), claimed_type: String::new(), content: tokio_stream(waiting) };
        let staging = tokio::spawn(async move {
            let staged = app.do_stage_file(&actor, source).await?;
            let mut infos = app.do_upload_files(&access, vec![staged]).await?;
            infos.pop().ok_or_else(|| AppError::not_found("file"))
        });
        Ok(Box::new(Writing { chunks: Some(chunks), staging }))
    }

    async fn public_link(&self, caller: &Caller, id: FileId) -> AppResult<String> {
        self.app(caller)?.public_link(&itself(caller), id).await
    }
}

fn tokio_stream(
    waiting: mpsc::Receiver<Result<Bytes, std::io::Error>>,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    futures_util::stream::unfold(waiting, |mut waiting| async move {
        waiting.recv().await.map(|chunk| (chunk, waiting))
    })
}

/// A file on its way into the store. Dropped early, the stream ends with an error and nothing is kept.
struct Writing {
    chunks: Option<mpsc::Sender<Result<Bytes, std::io::Error>>>,
    staging: tokio::task::JoinHandle<AppResult<FileInfo>>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.chunks.take().is_some() {
            self.staging.abort();
        }
    }
}

#[async_trait]
impl FileWriter for Writing {
    async fn write(&mut self, bytes: Bytes) -> AppResult<()> {
        let sent = match &self.chunks {
            Some(chunks) => chunks.send(Ok(bytes)).await.is_ok(),
            None => false,
        };
        if sent {
            return Ok(());
        }
        self.chunks = None;
        match (&mut self.staging).await {
            Ok(Err(error)) => Err(error),
            _ => Err(AppError::bad_request("plugin.file.app_error", "The file was not taken.")),
        }
    }

    async fn finish(mut self: Box<Self>) -> AppResult<FileInfo> {
        self.chunks = None;
        (&mut self.staging).await.map_err(AppError::internal)?
    }
}
