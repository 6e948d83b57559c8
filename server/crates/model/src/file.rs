//! What is known of an uploaded file, what its name may be, and how its type is safely told to a browser.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, FileId, Millis, PostId, UserId};

/// A file as API v4 shows it. Paths in the file store are the store's business and never leave the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileInfo {
    /// Id.
    pub id: FileId,
    /// Who uploaded it.
    pub user_id: UserId,
    /// Post it belongs to; absent while it belongs to none.
    #[serde(skip_serializing_if = "PostId::is_empty")]
    pub post_id: PostId,
    /// Channel it was uploaded to.
    pub channel_id: ChannelId,
    /// When it was uploaded.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Name given by the uploader, cleaned.
    pub name: String,
    /// Without the dot, lower case.
    pub extension: String,
    /// Bytes.
    pub size: i64,
    /// Type found by name and content.
    pub mime_type: String,
    /// Pixels, for pictures.
    #[serde(skip_serializing_if = "is_zero_u32")]
    pub width: u32,
    /// Pixels, for pictures.
    #[serde(skip_serializing_if = "is_zero_u32")]
    pub height: u32,
    /// Whether `/preview` and `/thumbnail` answer.
    #[serde(skip_serializing_if = "crate::user::is_false")]
    pub has_preview_image: bool,
    /// A tiny JPEG in base64, or null.
    pub mini_preview: Option<String>,
    /// Always null here.
    pub remote_id: Option<String>,
    /// Always false here.
    pub archived: bool,
}

fn is_zero_u32(value: &u32) -> bool {
    *value == 0
}

/// What `POST /files` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUpload {
    /// The new files.
    pub file_infos: Vec<FileInfo>,
    /// The client's own ids, echoed in the same order.
    pub client_ids: Vec<String>,
}

/// Most characters of a file's name; longer names lose their middle, not their extension.
pub const NAME_MAX: usize = 255;

/// Most files of one upload.
pub const UPLOAD_MAX: usize = 10;

/// A name that is one harmless part of a path: what stands before the last slash is gone, and so are control
/// characters and those that turn the direction of writing (`exe.txt` must not be shown as `txt.exe`).
#[must_use]
pub fn clean_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let name = shown.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') {
        return "file".into();
    }
    let length = name.chars().count();
    if length <= NAME_MAX {
        return name.into();
    }
    let end: String = name.rsplit_once('.').map_or_else(String::new, |(_, e)| format!(".{e}"));
    let end = if end.chars().count() > 32 { String::new() } else { end };
    let kept: String = name.chars().take(NAME_MAX - end.chars().count()).collect();
    kept + &end
}

/// The extension of a name, lower case, without the dot.
#[must_use]
pub fn extension_of(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.len() <= 64 => end.to_lowercase(),
        _ => String::new(),
    }
}

/// Whether a browser shows a file or keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// In the page.
    Inline,
    /// As a download.
    Attachment,
}

/// The content type and disposition a browser is told. What could run scripts in our origin is never shown and
/// never named by its own type.
#[must_use]
pub fn served_as(mime_type: &str) -> (&str, Disposition) {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    let active = essence.contains("javascript")
        || essence.contains("ecmascript")
        || essence.contains("html")
        || essence.ends_with("/xml")
        || essence.ends_with("+xml")
        || essence.contains("xsl")
        || essence.contains("multipart")
        || essence.contains("flash");
    if essence.starts_with("image/svg") {
        return ("application/octet-stream", Disposition::Attachment);
    }
    if active {
        return ("text/plain", Disposition::Attachment);
    }
    let shown = essence.starts_with("image/")
        || essence.starts_with("video/")
        || essence.starts_with("audio/")
        || essence == "application/pdf";
    let well_formed = essence.split('/').count() == 2
        && essence
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'+' | b'-' | b'_'));
    match (well_formed, shown) {
        (false, _) => ("application/octet-stream", Disposition::Attachment),
        (true, true) => (essence, Disposition::Inline),
        (true, false) => (essence, Disposition::Attachment),
    }
}

/// Files found by a search, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfoList {
    /// Ids in the order found.
    pub order: Vec<FileId>,
    /// The files.
    pub file_infos: std::collections::HashMap<FileId, FileInfo>,
    /// Always empty here.
    pub next_file_info_id: FileId,
    /// Always empty here.
    pub prev_file_info_id: FileId,
    /// Always 0 here.
    pub first_inaccessible_file_time: Millis,
}

impl FileInfoList {
    /// A list in the order given.
    #[must_use]
    pub fn of(files: Vec<FileInfo>) -> Self {
        Self {
            order: files.iter().map(|f| f.id).collect(),
            file_infos: files.into_iter().map(|f| (f.id, f)).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_part_of_a_path_without_tricks_and_keeps_its_extension() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\temp\\a.txt"), "a.txt");
        assert_eq!(clean_name("a\0b\r\n.txt"), "ab.txt");
        assert_eq!(clean_name("in\u{202e}txt.exe"), "intxt.exe");
        assert_eq!(clean_name(".."), "file");
        assert_eq!(clean_name(""), "file");
        assert_eq!(clean_name("Größe 日本.pdf"), "Größe 日本.pdf");
        let long = clean_name(&format!("{}.txt", "ä".repeat(300)));
        assert!(long.chars().count() == NAME_MAX && long.ends_with("ä.txt"), "{long}");
    }

    #[test]
    fn what_could_run_is_never_shown_and_media_are() {
        for active in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "text/xml"] {
            let (told, how) = served_as(active);
            assert!(how == Disposition::Attachment && told != active, "{active}");
        }
        assert_eq!(served_as("image/png"), ("image/png", Disposition::Inline));
        assert_eq!(served_as("application/pdf"), ("application/pdf", Disposition::Inline));
        assert_eq!(served_as("application/zip"), ("application/zip", Disposition::Attachment));
        assert_eq!(served_as("nonsense\r\n"), ("application/octet-stream", Disposition::Attachment));
        assert_eq!(extension_of("a.TAR.GZ"), "gz");
        assert_eq!(extension_of(".bashrc"), "");
    }
}
