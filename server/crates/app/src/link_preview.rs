//! Previews of links and sizes of pictures in messages: [`find`] reads the message, [`fetch`] asks the address,
//! [`page`] reads what a page says of itself.
//!
//! Nobody waits for another server. A post is written and told with what is known already; what is not is asked after
//! the commit, by a few workers, and when something comes of it the post is told again (`post_edited`, its text and
//! `edit_at` as before). Reading never asks, it shows what is kept. Links to posts are in `post/permalink`.

mod fetch;
pub(crate) mod find;
mod page;

use async_recursion::async_recursion as boxed;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chinwag_model::{
    AppError, AppResult, Millis, PostId,
    link_preview::{LinkPreview, OpenGraph},
    post::{Post, PostEmbed},
};
use chinwag_store::link_preview::Kept;
use quick_cache::sync::Cache;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::{Actor, App, stored};
use find::Links;

/// Previews kept in memory.
const KNOWN_MAX: usize = 4096;
/// Previews kept in the database; the oldest go first.
const KEPT_MAX: i64 = 50_000;
/// A preview older than this is asked again when somebody posts its link.
const FRESH: Millis = 3_600_000;
/// Posts whose links are being asked.
const RUNNING_MAX: usize = 8;
/// Posts whose links are asked or wait for it; the links of more get no preview.
const WAITING_MAX: usize = 128;

/// What is known of links, and the work on those that are not.
pub(crate) struct LinkPreviews {
    known: Cache<String, Arc<Kept>>,
    waiting: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Default for LinkPreviews {
    fn default() -> Self {
        Self {
            known: Cache::new(KNOWN_MAX),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            running: Arc::new(Semaphore::new(RUNNING_MAX)),
        }
    }
}

impl App {
    /// The links of a post that may have a preview, by the settings.
    fn links_of(&self, post: &Post) -> Links {
        let config = self.config();
        if !config.ServiceSettings.enable_link_previews || post.is_system() || post.delete_at > 0 {
            return Links::default();
        }
        let mut links = find::links(&post.message);
        links.pictures.extend(pictures_of_attachments(post));
        links.pictures.retain(|url| self.may_ask(url));
        links
    }

    /// Whether an address may be asked: not one of ours, not one of the restricted domains.
    pub(crate) fn may_ask(&self, url: &str) -> bool {
        let Some(host) = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_lowercase)) else {
            return false;
        };
        let config = self.config();
        let site = &config.ServiceSettings.site_url;
        let own = !site.is_empty()
            && url
                .strip_prefix(site.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let restricted = &config.ServiceSettings.restrict_link_previews;
        let mut domains = restricted.split([' ', ',', '\n', '\t']).map(str::trim).filter(|d| !d.is_empty());
        !own && !domains.any(|domain| {
            let domain = domain.trim_start_matches('.').to_lowercase();
            host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// What is known of addresses, from memory or the database.
    #[boxed]
    async fn known_previews(&self, urls: Vec<String>) -> AppResult<HashMap<String, Arc<Kept>>> {
        let known = &self.inner.link_previews.known;
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        for url in urls.into_iter().collect::<HashSet<_>>() {
            match known.get(&url) {
                Some(kept) => drop(found.insert(url, kept)),
                None => missing.push(url),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let read = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::link_preview::of(tx, &missing).await }))
                .await,
        )?;
        for kept in read.into_iter().map(Arc::new) {
            known.insert(kept.url.clone(), Arc::clone(&kept));
            found.insert(kept.url.clone(), kept);
        }
        Ok(found)
    }

    /// Puts what is known of their links into the metadata of posts.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn add_link_previews(&self, posts: &mut [Post]) -> AppResult<()> {
        let links: Vec<Links> = posts.iter().map(|post| self.links_of(post)).collect();
        let urls: Vec<String> =
            links.iter().flat_map(|l| l.first.iter().chain(&l.pictures)).cloned().collect();
        if urls.is_empty() {
            return Ok(());
        }
        let mut known = self.known_previews(urls).await?;
        let of_pages: Vec<String> = known.values().filter_map(|kept| first_picture(&kept.preview)).collect();
        known.extend(self.known_previews(of_pages).await?);
        for (post, links) in posts.iter_mut().zip(links) {
            self.show(post, links, &known);
        }
        Ok(())
    }

    fn show(&self, post: &mut Post, links: Links, known: &HashMap<String, Arc<Kept>>) {
        let mut pictures = links.pictures;
        if let Some(url) = links.first.filter(|_| post.metadata.embeds.is_empty())
            && self.permalink_of(&url).is_none()
        {
            let preview = known.get(&url).filter(|_| self.may_ask(&url)).map(|kept| &kept.preview);
            pictures.extend(preview.and_then(first_picture));
            if matches!(preview, Some(LinkPreview::Picture(_))) {
                pictures.push(url.clone());
            }
            post.metadata.embeds.push(embed(url, preview));
        }
        for url in pictures {
            if let Some(LinkPreview::Picture(image)) = known.get(&url).map(|kept| &kept.preview) {
                post.metadata.images.insert(url, image.clone());
            }
        }
    }

    /// Asks the links of a post that was written, if there is room for more work; nobody waits for it.
    pub(crate) fn begin_link_previews(&self, post: &Post) {
        let links = self.links_of(post);
        let attached = post.metadata.embeds.iter().any(|embed| embed.kind == "message_attachment");
        let first = links.first.filter(|url| !attached && self.may_ask(url));
        let urls: Vec<String> = first.into_iter().chain(links.pictures).collect();
        if urls.is_empty() {
            return;
        }
        let work = &self.inner.link_previews;
        let Ok(place) = Arc::clone(&work.waiting).try_acquire_owned() else {
            tracing::warn!(post = %post.id, limit = WAITING_MAX, "too many links wait for a preview; these get none");
            return;
        };
        let (app, id, running) = (self.clone(), post.id, Arc::clone(&work.running));
        tokio::spawn(async move {
            // The semaphore is never closed.
            let turn = running.acquire_owned().await;
            if let Err(error) = app.fetch_previews(id, urls).await {
                tracing::warn!(post = %id, %error, "previews of links were not made");
            }
            drop((turn, place));
        });
    }

    async fn fetch_previews(&self, post: PostId, urls: Vec<String>) -> AppResult<()> {
        let before = self.known_previews(urls.clone()).await?;
        let after = self.ask_again(urls, &before).await?;
        let pictures: Vec<String> = after
            .iter()
            .filter_map(|kept| first_picture(&kept.preview))
            .filter(|url| self.may_ask(url))
            .collect();
        let known = self.known_previews(pictures.clone()).await?;
        let of_pages = self.ask_again(pictures, &known).await?;
        let news = |kept: &Kept| {
            let old = before.get(&kept.url).or_else(|| known.get(&kept.url)).map(|old| &old.preview);
            old.unwrap_or(&LinkPreview::Nothing) != &kept.preview
        };
        if after.iter().chain(&of_pages).any(news) {
            self.do_retell(post).await?;
        }
        Ok(())
    }

    /// Asks those addresses of which nothing fresh is known, and keeps what they answer.
    async fn ask_again(&self, urls: Vec<String>, known: &HashMap<String, Arc<Kept>>) -> AppResult<Vec<Kept>> {
        let now = self.now();
        let stale = |url: &String| known.get(url).is_none_or(|kept| kept.fetched_at < now - FRESH);
        let urls: Vec<String> = urls.into_iter().filter(stale).collect();
        if urls.is_empty() {
            return Ok(Vec::new());
        }
        let client = self.http_client()?;
        let asked = urls.into_iter().map(|url| {
            let client = &client;
            async move {
                let preview = fetch::fetch(client, &url).await;
                Kept { url, fetched_at: now, preview }
            }
        });
        let answers: Vec<Kept> = futures_util::future::join_all(asked).await;
        let rows = answers.clone();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for row in &rows {
                            chinwag_store::link_preview::put(tx, row).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        for kept in &answers {
            self.inner.link_previews.known.insert(kept.url.clone(), Arc::new(kept.clone()));
        }
        Ok(answers)
    }

    /// What a page says of itself, for clients that ask (`POST /opengraph`); `None` when it says nothing.
    ///
    /// # Errors
    /// 501 while previews are switched off, 400 for what is no address.
    pub async fn open_graph(&self, _actor: &Actor, url: &str) -> AppResult<Option<OpenGraph>> {
        if !self.config().ServiceSettings.enable_link_previews {
            return Err(AppError::not_implemented(
                "api.post.link_preview_disabled.app_error",
                "Previews of links are switched off (ServiceSettings.EnableLinkPreviews).",
            ));
        }
        let url = find::usable(url).ok_or_else(|| {
            AppError::invalid_param_why("url", "it must be an absolute http:// or https:// address")
        })?;
        if !self.may_ask(&url) {
            return Ok(None);
        }
        let known = self.known_previews(vec![url.clone()]).await?;
        let mut asked = self.ask_again(vec![url.clone()], &known).await?;
        let preview = asked.pop().map(|kept| kept.preview).or_else(|| Some(known.get(&url)?.preview.clone()));
        Ok(match preview {
            Some(LinkPreview::Page(page)) => Some(page),
            _ => None,
        })
    }

    /// Drops the oldest previews when there are too many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn prune_link_previews(&self) -> AppResult<()> {
        stored(self.store().write(|tx| Box::pin(chinwag_store::link_preview::prune(tx, KEPT_MAX))).await)
            .map(|_| ())
    }
}

/// The first link of a message.
pub(crate) fn first_link(message: &str) -> Option<String> {
    find::links(message).first
}

fn embed(url: String, preview: Option<&LinkPreview>) -> PostEmbed {
    let (kind, data) = match preview {
        Some(LinkPreview::Page(page)) => ("opengraph", serde_json::to_value(page).unwrap_or(Value::Null)),
        Some(LinkPreview::Picture(_)) => ("image", Value::Null),
        Some(LinkPreview::Nothing) | None => ("link", Value::Null),
    };
    PostEmbed { kind: kind.into(), url, data }
}

/// The picture clients show beside a page.
fn first_picture(preview: &LinkPreview) -> Option<String> {
    let LinkPreview::Page(page) = preview else { return None };
    page.images.first().map(|image| image.url.clone())
}

/// Pictures that attachments show.
fn pictures_of_attachments(post: &Post) -> Vec<String> {
    let attachments = post.props.get("attachments").and_then(Value::as_array);
    attachments
        .into_iter()
        .flatten()
        .flat_map(|attachment| {
            ["image_url", "thumb_url", "author_icon", "footer_icon"]
                .into_iter()
                .filter_map(|key| attachment.get(key)?.as_str().and_then(find::usable))
        })
        .take(10)
        .collect()
}
