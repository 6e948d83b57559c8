//! Messages for one pair of eyes: told by an event, never written down.

use chinwag_events::Event;
use chinwag_model::{
    AppResult, JsonMap, PostId, UserId, permission as p,
    post::{self, Post},
};

use crate::{Actor, App, stored};

impl App {
    /// Shows a message to one user in a channel.
    ///
    /// # Errors
    /// 403 without the permission, 404 for an unknown channel, 400 when the message is wrong.
    pub async fn do_create_ephemeral(&self, actor: &Actor, user: UserId, draft: Post) -> AppResult<Post> {
        self.access_system(actor, p::CREATE_POST_EPHEMERAL)?;
        let channel = self.access_channel_read(actor, draft.channel_id).await?;
        super::create::check_limits(&draft)?;
        let now = self.now();
        let post = Post {
            id: PostId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            user_id: actor.user_id(),
            channel_id: channel.id(),
            root_id: draft.root_id,
            hashtags: post::hashtags(&draft.message),
            message: draft.message,
            kind: "system_ephemeral".into(),
            props: draft.props,
            ..Post::default()
        };
        self.show_to(user, post).await
    }

    /// Shows a post to one user alone. Only what stands behind its buttons is written down.
    pub(crate) async fn show_to(&self, user: UserId, mut post: Post) -> AppResult<Post> {
        let mut actions = crate::integration_action::take_actions(&mut post);
        if !actions.is_empty() {
            actions.iter_mut().for_each(|action| action.user_id = user);
            stored(
                self.store()
                    .write(move |tx| {
                        Box::pin(async move { chinwag_store::post_action::save_all(tx, &actions).await })
                    })
                    .await,
            )?;
        }
        self.publish(vec![shown_to(user, &post)]);
        Ok(post)
    }
}

/// The event that shows an ephemeral post to a user.
pub(crate) fn shown_to(user: UserId, post: &Post) -> Event {
    let mut event = Event::new("ephemeral_message").with_json("post", post).to_user(user);
    event.audience.channel_id = post.channel_id;
    event
}

/// Tells an author whom a post named but did not reach, because they are not in the channel.
pub(super) fn outsiders(about: &Post, people: &[(UserId, String)]) -> Event {
    let names: Vec<&str> = people.iter().map(|(_, name)| name.as_str()).collect();
    let ids: Vec<UserId> = people.iter().map(|(id, _)| *id).collect();
    let list = names.iter().map(|n| format!("@{n}")).collect::<Vec<_>>().join(", ");
    let verb = if names.len() == 1 { "was" } else { "were" };
    let mut props = JsonMap::new();
    let details = serde_json::json!({
        "post_id": about.id,
        "usernames": names,
        "not_in_channel_usernames": names,
        "user_ids": ids,
        "not_in_channel_user_ids": ids,
        "not_in_groups_usernames": [],
        "not_in_groups_user_ids": [],
    });
    props.insert("add_channel_member".into(), details);
    let notice = Post {
        id: PostId::at(about.create_at.unsigned_abs()),
        create_at: about.create_at + 1,
        update_at: about.create_at + 1,
        user_id: about.user_id,
        channel_id: about.channel_id,
        root_id: about.root_id,
        message: format!("{list} {verb} not notified by this mention: not in the channel."),
        kind: "system_ephemeral".into(),
        props,
        ..Post::default()
    };
    shown_to(about.user_id, &notice)
}
