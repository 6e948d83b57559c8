//! `wag post`: writing, reading and following messages.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use chinwag_client::post::{NewPost, ToldPost};
use chinwag_client::websocket::{Event, Events, Heard};
use chinwag_client::{Client, PAGE_ROWS};
use chinwag_model::channel::Channel;
use chinwag_model::post::FILES_MAX;
use chinwag_model::{ChannelId, FileId, PostId, UserId};
use indicatif::ProgressBar;
use serde_json::json;

use crate::args::Format;
use crate::args::post::{Create, Delete, List, Post};
use crate::bulk;
use crate::context::Context;
use crate::failure::Usage;
use crate::output::{clean, clean_lines, time};
use crate::resolve;

/// So many ids are remembered, so that nothing is printed twice after a reconnect.
const REMEMBERED: usize = 2_000;
/// Over the local socket nobody is logged in, so new messages are asked for this often instead of followed.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// Longest wait before connecting again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(crate) async fn run(context: &Context, command: Post) -> Result<()> {
    let client = context.client()?;
    match command {
        Post::Create(flags) => create(context, &client, flags).await,
        Post::List(flags) => list(context, &client, &flags).await,
        Post::Delete(flags) => delete(context, &client, flags).await,
    }
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    if flags.attach.len() > FILES_MAX {
        let text = format!("{} files are too many: a post takes {FILES_MAX}", flags.attach.len());
        return Err(Usage(text).into());
    }
    let channel = resolve::channel(client, &flags.channel).await?;
    let message = match flags.message.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .context("cannot read the message from standard input")?;
            text
        }
        given => given.unwrap_or_default().to_owned(),
    };
    let root_id = match &flags.reply_to {
        Some(id) => root_of(client, id, &channel).await?,
        None => PostId::EMPTY,
    };
    let file_ids = upload(context, client, channel.id, &flags.attach).await?;
    let new = NewPost { channel_id: channel.id, message, root_id, file_ids };
    let post = client.create_post(&new).await?;
    context.output.change(&format!("Posted {} to {}.", post.id, channel.name), &post)
}

/// A thread has one root: answering an answer answers its root.
async fn root_of(client: &Client, text: &str, channel: &Channel) -> Result<PostId> {
    let id: PostId = resolve::id(text, "post")?;
    let post = client.post_by_id(id).await.with_context(|| format!("cannot answer the post {text}"))?;
    if post.channel_id != channel.id {
        return Err(anyhow!("the post {text} is in another channel than {}", channel.name));
    }
    Ok(post.root_id.some().unwrap_or(post.id))
}

async fn upload(
    context: &Context,
    client: &Client,
    channel: ChannelId,
    paths: &[PathBuf],
) -> Result<Vec<FileId>> {
    let mut ids = Vec::new();
    for path in paths {
        let size = std::fs::metadata(path).map_or(0, |m| m.len());
        let bar =
            if context.output.shows_progress() { ProgressBar::new(size) } else { ProgressBar::hidden() };
        let template = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        let bar = bar.with_style(bulk::style(template)).with_message(clean(&path.display().to_string()));
        context.output.set_bar(Some(bar.clone()));
        let sent = client.upload_file(channel, path, move |bytes| bar.inc(bytes)).await;
        context.output.set_bar(None);
        ids.push(sent.with_context(|| format!("{} was not uploaded", path.display()))?.id);
    }
    Ok(ids)
}

async fn delete(context: &Context, client: &Client, flags: Delete) -> Result<()> {
    context.sure(flags.confirm.into(), &format!("{} posts will be deleted.", flags.posts.len()))?;
    bulk::each(context, &flags.posts, async |text| {
        let id: PostId = resolve::id(text, "post")?;
        client.delete_post(id).await?;
        context.output.change(&format!("Deleted {id}."), &json!({"id": id}))
    })
    .await
}

async fn list(context: &Context, client: &Client, flags: &List) -> Result<()> {
    let channel = resolve::channel(client, &flags.channel).await?;
    let printer = Printer { context, client, flags, names: RefCell::default() };
    if flags.follow {
        return Follower { printer, channel: channel.id, seen: VecDeque::new(), latest: None }.run().await;
    }
    let posts = latest(client, channel.id, flags.number).await?;
    if context.output.format() == Format::Json {
        return context.output.json(&posts);
    }
    printer.print(&posts).await
}

/// The latest posts, oldest first.
async fn latest(client: &Client, channel: ChannelId, number: u32) -> Result<Vec<ToldPost>> {
    let number = usize::try_from(number)?;
    let rows = number.min(PAGE_ROWS);
    let mut posts: Vec<ToldPost> = Vec::new();
    let mut page = 0;
    while posts.len() < number {
        let more = client.channel_posts(channel, page, rows).await?.into_posts();
        if more.is_empty() {
            break;
        }
        posts.extend(more);
        page += 1;
    }
    posts.truncate(number);
    posts.reverse();
    Ok(posts)
}

/// Prints posts with their authors' names.
struct Printer<'a> {
    context: &'a Context,
    client: &'a Client,
    flags: &'a List,
    names: RefCell<HashMap<UserId, String>>,
}

impl Printer<'_> {
    async fn print(&self, posts: &[ToldPost]) -> Result<()> {
        if self.context.output.format() == Format::Json {
            return posts.iter().try_for_each(|p| self.context.output.line(&serde_json::to_string(p)?));
        }
        self.learn_names(posts).await?;
        for post in posts {
            let names = self.names.borrow();
            let author = names.get(&post.user_id).map_or("somebody", String::as_str);
            let id = if self.flags.show_ids { format!("{}\t", post.id) } else { String::new() };
            let line = match self.context.output.format() {
                Format::Plain => {
                    format!("{id}{}\t{}\t{}", time(post.create_at), clean(author), clean(&post.message))
                }
                _ => self.for_people(post, author, &id.replace('\t', "  ")),
            };
            self.context.output.line(&line)?;
        }
        Ok(())
    }

    fn for_people(&self, post: &ToldPost, author: &str, id: &str) -> String {
        let message = clean_lines(&post.message).replace('\n', "\n    ");
        let files = match post.file_ids.len() {
            0 => String::new(),
            1 => " [1 file]".to_owned(),
            n => format!(" [{n} files]"),
        };
        let author = clean(author);
        let author = if self.context.output.colours(&std::io::stdout()) {
            format!("\x1b[1m{author}\x1b[0m")
        } else {
            author
        };
        let answer = if post.root_id.is_empty() { "" } else { "↳ " };
        format!("{id}{}  {author}  {answer}{message}{files}", time(post.create_at))
    }

    async fn learn_names(&self, posts: &[ToldPost]) -> Result<()> {
        let mut unknown: Vec<UserId> = posts.iter().map(|p| p.user_id).collect();
        unknown.sort();
        unknown.dedup();
        unknown.retain(|id| !id.is_empty() && !self.names.borrow().contains_key(id));
        if unknown.is_empty() {
            return Ok(());
        }
        let users = self.client.users_by_ids(&unknown).await?;
        self.names.borrow_mut().extend(users.into_iter().map(|u| (u.id, u.username)));
        Ok(())
    }
}

/// Prints what is written from now on.
struct Follower<'a> {
    printer: Printer<'a>,
    channel: ChannelId,
    seen: VecDeque<PostId>,
    /// Time of the newest post that was printed; none before the first look.
    latest: Option<i64>,
}

impl Follower<'_> {
    async fn run(mut self) -> Result<()> {
        if self.printer.context.globals.local {
            loop {
                self.catch_up().await?;
                tokio::time::sleep(ASK_EVERY).await;
            }
        }
        let mut events = self.printer.client.events();
        let mut wait = Duration::from_secs(1);
        loop {
            match self.hear(&mut events).await {
                Ok(None) => wait = Duration::from_secs(1),
                Ok(Some(lost)) => self.pause(&lost, &mut wait).await,
                // Before the first look nothing worked, and waiting would not help.
                Err(error) if self.latest.is_none() || is_refusal(&error) => return Err(error),
                Err(error) => self.pause(&error.to_string(), &mut wait).await,
            }
        }
    }

    async fn pause(&self, why: &str, wait: &mut Duration) {
        self.printer.context.output.note(&format!("note: {why}; connecting again in {} s", wait.as_secs()));
        tokio::time::sleep(*wait).await;
        *wait = (*wait * 2).min(LONGEST_WAIT);
    }

    /// One thing heard; the reason if the connection was lost.
    async fn hear(&mut self, events: &mut Events) -> Result<Option<String>> {
        match events.next().await? {
            Heard::Began => self.catch_up().await?,
            Heard::Event(event) => self.take(&event).await?,
            Heard::Lost(reason) => return Ok(Some(reason)),
        }
        Ok(None)
    }

    async fn catch_up(&mut self) -> Result<()> {
        let client = self.printer.client;
        let posts = match self.latest {
            None => latest(client, self.channel, self.printer.flags.number).await?,
            Some(since) => {
                let mut posts = client.channel_posts_since(self.channel, since).await?.into_posts();
                posts.retain(|p| p.delete_at == 0 && p.create_at >= since);
                posts.sort_by_key(|p| p.create_at);
                posts
            }
        };
        self.latest.get_or_insert(1);
        self.print_new(posts).await
    }

    async fn take(&mut self, event: &Event) -> Result<()> {
        if event.event != "posted" || event.broadcast["channel_id"] != self.channel.as_str() {
            return Ok(());
        }
        let text = event.data["post"].as_str().unwrap_or_default();
        let post: ToldPost =
            serde_json::from_str(text).context("the server told of a post in an unknown shape")?;
        self.print_new(vec![post]).await
    }

    async fn print_new(&mut self, mut posts: Vec<ToldPost>) -> Result<()> {
        posts.retain(|p| !self.seen.contains(&p.id));
        for post in &posts {
            self.seen.push_back(post.id);
            self.latest = self.latest.max(Some(post.create_at));
        }
        let forget = self.seen.len().saturating_sub(REMEMBERED);
        self.seen.drain(..forget);
        self.printer.print(&posts).await
    }
}

fn is_refusal(error: &anyhow::Error) -> bool {
    let status = error.downcast_ref::<chinwag_client::Error>().and_then(chinwag_client::Error::status);
    matches!(status, Some(400..=499))
}
