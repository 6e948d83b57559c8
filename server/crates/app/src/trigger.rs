//! Short-lived, signed texts that let an integration open a dialog for the person who called it, or answer a
//! command later.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chinwag_model::{
    AppError, AppResult, ChannelId, CommandId, Millis, PostId, UserId, command::Command, id,
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{App, command::Typed};

/// How long a trigger opens a dialog.
const TRIGGER_LIFE: Millis = 3_000;
/// How long a command may answer later.
const RESPONSE_LIFE: Millis = 30 * 60_000;

/// What a later answer to a command belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The command.
    pub command: CommandId,
    /// Who typed it.
    pub user: UserId,
    /// Where.
    pub channel: ChannelId,
    /// In which thread.
    pub root: PostId,
}

impl App {
    fn sign(&self, text: &str) -> String {
        // A key of any length is allowed, so this cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.inner.signing_key.as_bytes()) else {
            return String::new();
        };
        mac.update(text.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    fn signed(&self, kind: &str, parts: &[&str]) -> String {
        let text = format!("{kind}:{}:{}", self.now(), parts.join(":"));
        BASE64_URL_SAFE_NO_PAD.encode(format!("{text}:{}", self.sign(&text)))
    }

    fn verified(&self, kind: &str, text: &str, life: Millis) -> Option<Vec<String>> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (body, signature) = text.rsplit_once(':')?;
        let right = subtle::ConstantTimeEq::ct_eq(self.sign(body).as_bytes(), signature.as_bytes());
        let mut parts = body.split(':');
        let fresh = parts.next() == Some(kind) && parts.next()?.parse::<Millis>().ok()? + life >= self.now();
        (bool::from(right) && fresh).then(|| parts.map(str::to_owned).collect())
    }

    /// A text that lets an integration open a dialog for `user` within three seconds.
    pub(crate) fn new_trigger(&self, user: UserId) -> String {
        self.signed("trigger", &[&id::secret(), user.as_str()])
    }

    /// Whose dialog a trigger opens.
    ///
    /// # Errors
    /// 400 when it is forged or too old.
    pub fn check_trigger(&self, trigger_id: &str) -> AppResult<UserId> {
        let parts = self.verified("trigger", trigger_id, TRIGGER_LIFE);
        parts.and_then(|p| p.get(1)?.parse().ok()).ok_or_else(|| {
            AppError::bad_request(
                "interactive_message.decode_trigger_id.expired",
                "The trigger_id is not valid or older than three seconds; open the dialog at once when you are called.",
            )
        })
    }

    pub(crate) fn new_response_id(&self, command: &Command, typed: &Typed<'_>) -> String {
        let (user, root) = (typed.actor.user_id(), typed.root_id);
        self.signed(
            "response",
            &[command.id.as_str(), user.as_str(), typed.channel.id.as_str(), root.as_str()],
        )
    }

    /// What a later answer belongs to.
    ///
    /// # Errors
    /// 404 when the address is forged or older than 30 minutes.
    pub fn check_response_id(&self, text: &str) -> AppResult<Pending> {
        let read = || {
            let parts = self.verified("response", text, RESPONSE_LIFE)?;
            let [command, user, channel, root] = parts.as_slice() else { return None };
            Some(Pending {
                command: command.parse().ok()?,
                user: user.parse().ok()?,
                channel: channel.parse().ok()?,
                root: root.parse().ok()?,
            })
        };
        read().ok_or_else(|| {
            AppError::new(
                404,
                "web.command_webhook.command.app_error",
                "This address for a later answer is not valid, or older than 30 minutes.",
            )
        })
    }

    /// Posts a later answer of a command.
    ///
    /// # Errors
    /// As [`check_response_id`](Self::check_response_id); 403 when the person may not post there any more.
    pub async fn do_answer_later(
        &self,
        pending: Pending,
        response: chinwag_model::command::CommandResponse,
    ) -> AppResult<()> {
        let user = self.user(pending.user).await?;
        let actor = self.actor_for(user);
        let channel = self.access_channel_post(&actor, pending.channel).await?.into_channel();
        let team_id = channel.team_id;
        let typed = Typed { actor: &actor, channel, team_id, root_id: pending.root, rest: String::new() };
        self.deliver(&typed, &response).await
    }
}
