//! The calls about messages.

use chinwag_plugin::posts::Window;
use chinwag_plugin::prelude::*;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let (here, bot) = (tour.here.clone(), tour.bot.clone());
    let draft = |text: &str| Draft::to(&here.channel_id, text).by(&bot);
    let root = tour.step("posts.create", posts::create(draft("A post of the tour.")))?;
    let reply = tour.step("posts.create (reply)", posts::create(draft("A reply.").in_thread(&root.id)))?;
    tour.step("posts.get", posts::get(&root.id))?;
    tour.step("posts.update", posts::update(&root.id, "A post of the tour, changed.", &Json::default()))?;
    tour.step("posts.thread", posts::thread(&reply.id))?;
    for (name, window) in [
        ("latest", Window::Latest(Page { page: 0, per_page: 5 })),
        ("since", Window::Since(root.create_at - 1)),
        ("before", Window::Before(reply.id.clone(), 5)),
        ("after", Window::After(root.id.clone(), 5)),
    ] {
        tour.step(&format!("posts.of_channel ({name})"), posts::of_channel(&here.channel_id, window))?;
    }
    tour.step("posts.search", posts::search(&here.user_id, &here.team_id, "tour", 5))?;
    tour.step("posts.pin", posts::pin(&root.id))?;
    tour.step("posts.unpin", posts::unpin(&root.id))?;
    let shown =
        tour.step("posts.send_ephemeral", posts::send_ephemeral(&here.user_id, draft("Only you see this.")))?;
    let changed = posts::update_ephemeral(&here.user_id, &shown.id, draft("Only you see this, changed."));
    tour.step("posts.update_ephemeral", changed)?;
    let gone = posts::delete_ephemeral(&here.user_id, &shown.id, &here.channel_id);
    tour.step("posts.delete_ephemeral", gone)?;
    tour.step("posts.delete", posts::delete(&root.id))
}
