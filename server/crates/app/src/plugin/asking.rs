//! The smaller questions chat asks plugins: what is shown, stored, sent and configured. The order is everywhere the
//! same: chat's own checks, then the plugins, then a check of what they changed.

use std::sync::Arc;

use chinwag_model::{
    AppError, AppResult, UserId,
    config::{Config, merge},
    file,
    post::{Post, PostList},
};
use chinwag_plugin_contract::{Asked, Download, Hook, Upload, Uploaded};
use chinwag_store::file::StoredFile;
use serde_json::Value;

use crate::{Actor, App, FileAccess, FilePart};

/// Files larger than this are shown to plugins without their bytes.
const CONTENT_MAX: i64 = 16 << 20;

impl App {
    /// Shows posts to plugins before somebody sees them; what is stored does not change.
    pub(crate) async fn consume(&self, actor: &Actor, list: &mut PostList) {
        if !self.hooks().answers(Hook::MessagesWillBeConsumed) || list.posts.is_empty() {
            return;
        }
        let mut posts: Vec<&mut Post> = list.posts.values_mut().collect();
        self.hooks().will_consume(&self.asked(actor), actor.user_id(), &mut posts).await;
    }

    /// As [`consume`](Self::consume), for one post.
    pub(crate) async fn consume_one(&self, actor: &Actor, mut post: Post) -> Post {
        if self.hooks().answers(Hook::MessagesWillBeConsumed) {
            self.hooks().will_consume(&self.asked(actor), actor.user_id(), &mut [&mut post]).await;
        }
        post
    }

    /// Asks plugins about a file whose bytes are stored and which no row names yet.
    pub(crate) async fn will_upload(&self, actor: &Actor, staged: &mut StoredFile) -> AppResult<()> {
        if !self.hooks().answers(Hook::FileWillBeUploaded) {
            return Ok(());
        }
        let content = if staged.info.size <= CONTENT_MAX {
            let most = CONTENT_MAX.unsigned_abs();
            self.file_store().get_bytes(&staged.path, most).await.map_err(AppError::internal)?
        } else {
            bytes::Bytes::new()
        };
        let upload = Upload { info: staged.info.clone(), content };
        let Uploaded::Replaced(name, bytes) = self.hooks().will_upload(&self.asked(actor), upload).await?
        else {
            return Ok(());
        };
        let limit = self.max_file_size();
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
            return Err(crate::file::too_large(limit));
        }
        let name = file::clean_name(&name);
        staged.info.extension = file::extension_of(&name);
        staged.info.name = name;
        staged.info.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        (staged.info.width, staged.info.height, staged.info.has_preview_image) = (0, 0, false);
        let head = bytes.slice(..bytes.len().min(64 << 10));
        self.describe(&mut staged.info, &head, "");
        self.file_store().put_bytes(&staged.path, bytes).await.map_err(AppError::internal)?;
        Ok(())
    }

    /// Asks plugins whether a file may be sent to the actor (`None`: by a public link).
    ///
    /// # Errors
    /// 403 with a plugin's words.
    pub async fn check_download(
        &self,
        actor: Option<&Actor>,
        access: &FileAccess,
        part: FilePart,
    ) -> AppResult<()> {
        if !self.hooks().answers(Hook::FileWillBeDownloaded) {
            return Ok(());
        }
        let asked = actor.map_or_else(Asked::default, |actor| self.asked(actor));
        let part = match part {
            _ if actor.is_none() => "public",
            FilePart::Whole => "file",
            FilePart::Preview => "preview",
            FilePart::Thumbnail => "thumbnail",
        };
        self.hooks().will_download(&asked, Download { info: access.info().clone(), part }).await
    }

    /// As [`do_replace_config`](Self::do_replace_config), after plugins were asked.
    ///
    /// # Errors
    /// 400 with a plugin's words as well.
    pub async fn do_save_config(&self, actor: &Actor, new: Value) -> AppResult<Arc<Config>> {
        if !self.hooks().answers(Hook::ConfigurationWillBeSaved) {
            return self.do_replace_config(new);
        }
        let checked: Config = self.read_config(new)?;
        let answer = self.hooks().will_save_configuration(&self.asked(actor), checked.masked()).await?;
        self.do_replace_config(checked.unmask(answer))
    }

    /// As [`do_patch_config`](Self::do_patch_config), after plugins were asked.
    ///
    /// # Errors
    /// 400 with a plugin's words as well.
    pub async fn do_save_config_patch(&self, actor: &Actor, patch: &Value) -> AppResult<Arc<Config>> {
        if !self.hooks().answers(Hook::ConfigurationWillBeSaved) {
            return self.do_patch_config(patch);
        }
        let old = self.saved_config();
        let mut new = serde_json::to_value(&old).map_err(AppError::internal)?;
        merge(&mut new, &old.unmask(patch.clone()));
        self.do_save_config(actor, new).await
    }

    /// Asks plugins about a push notification. `None`: it does not leave.
    pub async fn will_push(&self, user: UserId, notification: Value) -> Option<Value> {
        if !self.hooks().answers(Hook::NotificationWillBePushed) {
            return Some(notification);
        }
        self.hooks().will_push(&Asked::default(), user, notification).await
    }
}
