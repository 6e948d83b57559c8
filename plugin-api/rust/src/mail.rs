//! Mail. Needs `mail`. At most 60 an hour.

use crate::Result;
use crate::macros::ask;
#[cfg(target_arch = "wasm32")]
use crate::macros::one;
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::mail as contract;

ask! {
    /// Sends a mail in the server's name.
    ///
    /// ```
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// chinwag_plugin::mail::send("ann@example.org", "Your list", "<p>Milk</p>")?;
    /// # assert_eq!(chat.mails()[0].subject, "Your list");
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the address is none, or the server sends no mail.
    send(to: &str, subject: &str, html: &str) -> Result<()> { one(contract::send(to, subject, html)) } else mail_send;
}
