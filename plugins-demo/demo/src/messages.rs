//! Messages: asked before they are posted, changed or shown, told afterwards. They change only by these words.

use chinwag_plugin::prelude::*;

use crate::{Demo, seen};

/// What a message may ask for.
pub(crate) const WORDS: &str = "\
- `demo:shout` posts the message in capital letters.
- `demo:refuse` refuses it, `demo:discard` lets it vanish.
- `demo:fail` fails the hook: the manifest's policy (open) posts the message.
- `demo:secret` shows the message to its author alone; others see that there is one.
- `demo:echo` makes the bot answer in the thread.
- `demo:loop` makes it post the same again, which it hears again: the server ends such a chain.";

impl MessageHooks for Demo {
    fn message_will_be_posted(&self, mut post: Post) -> Result<PostVerdict> {
        seen::count("message-will-be-posted");
        let has = |word: &str| post.message.contains(word);
        if has("demo:refuse") {
            return Ok(PostVerdict::Refuse("The message asked to be refused.".into()));
        }
        if has("demo:discard") {
            return Ok(PostVerdict::Discard);
        }
        if has("demo:fail") {
            return Err(Error::from("The message asked the plugin to fail."));
        }
        if has("demo:shout") {
            post.message = post.message.replace("demo:shout", "").trim().to_uppercase();
            return Ok(PostVerdict::Replace(post));
        }
        Ok(PostVerdict::Keep)
    }

    fn message_has_been_posted(&self, post: Post) -> Result<()> {
        seen::count("message-has-been-posted");
        // Its own messages come by here as well: without this, an echo would echo for ever.
        let is_own = post.props.get::<bool>("demo_echo") == Some(true);
        if post.message.contains("demo:loop") {
            posts::create(Draft::to(&post.channel_id, &post.message))?;
        }
        if post.message.contains("demo:echo") && !is_own {
            let root = if post.root_id.is_empty() { &post.id } else { &post.root_id };
            let draft = Draft::to(&post.channel_id, format!("> {}", post.message)).in_thread(root);
            posts::create(draft.with_props(serde_json::json!({"demo_echo": true})))?;
        }
        Ok(())
    }

    fn message_will_be_updated(&self, mut new: Post, old: Post) -> Result<Verdict<Post>> {
        seen::count("message-will-be-updated");
        if new.message.contains("demo:refuse") {
            return Ok(Verdict::Refuse(format!("It stays what it was: {}", old.message)));
        }
        if new.message.contains("demo:shout") {
            new.message = new.message.replace("demo:shout", "").trim().to_uppercase();
            return Ok(Verdict::Replace(new));
        }
        Ok(Verdict::Keep)
    }

    fn message_has_been_updated(&self, _post: Post) -> Result<()> {
        seen::count("message-has-been-updated");
        Ok(())
    }

    fn message_has_been_deleted(&self, _post: Post) -> Result<()> {
        seen::count("message-has-been-deleted");
        Ok(())
    }

    fn messages_will_be_consumed(&self, reader: &str, posts: Vec<Post>) -> Result<Vec<Post>> {
        let secret = |post: &Post| post.message.contains("demo:secret") && post.user_id != reader;
        let hidden = posts.into_iter().filter(secret).map(|mut post| {
            post.message = "*a secret of its author*".into();
            post
        });
        Ok(hidden.collect())
    }
}
