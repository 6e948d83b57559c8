//! Files: about to be stored and sent, changed and refused by their names; and the calls about them.

use chinwag_plugin::files::Reader;
use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{Demo, seen};

impl FileHooks for Demo {
    fn file_will_be_uploaded(&self, info: FileInfo, content: Vec<u8>) -> Result<Verdict<NewFile>> {
        seen::count("file-will-be-uploaded");
        if info.name.starts_with("demo-refuse") {
            return Ok(Verdict::Refuse("The file's name asked to be refused.".into()));
        }
        if info.name.starts_with("demo-shout") && info.extension == "txt" {
            let content = String::from_utf8_lossy(&content).to_uppercase().into_bytes();
            return Ok(Verdict::Replace(NewFile { name: info.name.to_uppercase(), content }));
        }
        Ok(Verdict::Keep)
    }

    fn file_will_be_downloaded(&self, info: FileInfo, user_id: &str, part: &str) -> Result<Permit> {
        seen::count("file-will-be-downloaded");
        if info.name.starts_with("demo-mine") && info.user_id != user_id {
            return Ok(Permit::Refuse(format!("The {part} is for its author alone, says its name.")));
        }
        Ok(Permit::Keep)
    }
}

/// The calls about files.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let (channel, bot) = (tour.here.channel_id.clone(), tour.bot.clone());
    let made =
        tour.step("files.create", files::create(&channel, &bot, "tour.txt", b"A file of the tour."))?;
    let post = posts::create(Draft::to(&channel, "With a file.").by(&bot).with_file(&made.id))?;
    tour.step("files.info", files::info(&made.id))?;
    tour.step("files.of_post", files::of_post(&post.id))?;
    let mut reader = tour.step("files.open", Reader::open(&made.id))?;
    tour.step("files.reader.read", reader.next_bytes())?;
    tour.attempt("files.public_link", files::public_link(&made.id));
    posts::delete(&post.id)
}
