//! Push notifications.

use chinwag_plugin::prelude::*;

use crate::{Demo, seen};

impl NotificationHooks for Demo {
    fn notification_will_be_pushed(&self, _user_id: &str, mut notification: Json) -> Result<PushVerdict> {
        seen::count("notification-will-be-pushed");
        let message = notification.get::<String>("message").unwrap_or_default();
        if message.contains("demo:quiet") {
            return Ok(PushVerdict::Discard);
        }
        if message.contains("demo:secret") {
            notification.set("message", "A message.")?;
            return Ok(PushVerdict::Replace(notification));
        }
        Ok(PushVerdict::Keep)
    }
}
