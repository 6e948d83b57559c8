//! The call about mail.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let me = users::get(&tour.here.user_id)?;
    let sent = mail::send(&me.email, "From the demo plugin", "<p>You are on tour.</p>");
    tour.attempt("mail.send", sent);
    Ok(())
}
