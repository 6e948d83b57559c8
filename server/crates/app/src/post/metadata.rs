//! What goes with posts when they are read: files today; reactions, emojis and previews beside them.

use std::collections::HashMap;

use chinwag_model::{AppResult, PostId, file::FileInfo, post::Post};

use crate::{App, stored};

impl App {
    /// Fills in the metadata of posts with a query for each kind, not for each post.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn with_metadata(&self, mut posts: Vec<Post>) -> AppResult<Vec<Post>> {
        let with_files: Vec<PostId> = posts.iter().filter(|p| !p.file_ids.is_empty()).map(|p| p.id).collect();
        if !with_files.is_empty() {
            let files = stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::file::of_posts(tx, &with_files).await })
                    })
                    .await,
            )?;
            let mut by_post: HashMap<PostId, Vec<FileInfo>> = HashMap::new();
            for file in files {
                by_post.entry(file.post_id).or_default().push(file);
            }
            for post in &mut posts {
                if let Some(mut files) = by_post.remove(&post.id) {
                    files.sort_by_key(|f| post.file_ids.iter().position(|id| *id == f.id));
                    post.metadata.files = files;
                }
            }
        }
        Ok(posts)
    }
}
