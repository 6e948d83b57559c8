//! Lists of users, search and completion: what the actor may ask for, and what they see of the answer.

use std::collections::{HashMap, HashSet};

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, TeamId, UserId,
    page::Page,
    permission as p,
    user::{Privacy, User, check_email},
};
use chinwag_store::user::list::{Emails, Filter, State};

use crate::{Actor, App, stored};

/// Entries of a search when nothing is said, and at most.
const SEARCH_DEFAULT: i64 = 100;
const SEARCH_MAX: i64 = 1_000;
/// Letters of a word that count: no name or address is longer, and databases refuse patterns of any length.
const WORD_MAX: usize = 128;
/// Words of a search that count.
const WORDS_MAX: usize = 8;

/// Completion: people in the channel, and people of the team who are not.
#[derive(Debug, Default)]
pub struct Completion {
    /// In the channel, or in the team, or all.
    pub users: Vec<User>,
    /// Not in the channel; `None` when no channel was named.
    pub out_of_channel: Option<Vec<User>>,
}

impl App {
    /// Insists that the actor may ask for members of the named teams and channels.
    async fn access_filter(&self, actor: &Actor, filter: &Filter) -> AppResult<()> {
        for team in [filter.in_team, filter.not_in_team] {
            if !team.is_empty() {
                self.access_team(actor, team, p::VIEW_TEAM).await?;
            }
        }
        for channel in [filter.in_channel, filter.not_in_channel] {
            if !channel.is_empty() {
                self.access_channel_read(actor, channel).await?;
            }
        }
        if filter.without_team {
            self.access_system(actor, p::LIST_USERS_WITHOUT_TEAM)?;
        }
        Ok(())
    }

    /// Narrows a filter to the people the actor may see.
    fn narrowed(&self, actor: &Actor, mut filter: Filter) -> Filter {
        if !self.can(actor, p::VIEW_MEMBERS) {
            filter.visible_to = actor.user_id();
        }
        filter
    }

    async fn filtered(&self, actor: &Actor, filter: Filter, page: Page) -> AppResult<Vec<User>> {
        let filter = self.narrowed(actor, filter);
        let users = stored(
            self.store()
                .read_long(move |tx| {
                    Box::pin(async move { chinwag_store::user::list::filtered(tx, &filter, page).await })
                })
                .await,
        )?;
        Ok(users.into_iter().map(|user| self.shown(actor, user)).collect())
    }

    /// A page of users.
    ///
    /// # Errors
    /// 404 or 403 for a team or channel the actor may not see.
    pub async fn users(&self, actor: &Actor, filter: Filter, page: Page) -> AppResult<Vec<User>> {
        self.access_filter(actor, &filter).await?;
        self.filtered(actor, filter, page).await
    }

    /// How many users a filter lets through.
    ///
    /// # Errors
    /// 403 for those who do not administer users.
    pub async fn count_users(&self, actor: &Actor, filter: Filter) -> AppResult<i64> {
        self.access_system(actor, p::SYSCONSOLE_READ_USERS)?;
        self.counted(filter).await
    }

    /// How many active accounts the actor may see, bots included.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_visible_users(&self, actor: &Actor) -> AppResult<i64> {
        let filter = Filter { state: State::Active, ..Filter::default() };
        self.counted(self.narrowed(actor, filter)).await
    }

    async fn counted(&self, filter: Filter) -> AppResult<i64> {
        stored(
            self.store()
                .read_long(move |tx| {
                    Box::pin(async move { chinwag_store::user::list::count_filtered(tx, &filter).await })
                })
                .await,
        )
    }

    /// Users whose names (or addresses, where those are shown) begin with the words of `term`.
    ///
    /// # Errors
    /// As [`users`](Self::users); 400 when the limit is out of range.
    pub async fn search_users(
        &self,
        actor: &Actor,
        term: &str,
        mut filter: Filter,
        limit: i64,
    ) -> AppResult<Vec<User>> {
        let limit = if limit == 0 { SEARCH_DEFAULT } else { limit };
        if !(1..=SEARCH_MAX).contains(&limit) {
            return Err(AppError::invalid_param_why(
                "limit",
                format!("{limit} is not between 1 and {SEARCH_MAX}"),
            ));
        }
        self.access_filter(actor, &filter).await?;
        let privacy = self.privacy(actor);
        filter.words = words_of(term);
        filter.emails = if privacy.show_email { Emails::Searched } else { Emails::Hidden };
        let found = self.filtered(actor, filter, Page::first(u32::try_from(limit).unwrap_or(100))).await?;
        Ok(only_shown(found, term, privacy))
    }

    /// Completion of a name.
    ///
    /// # Errors
    /// As [`users`](Self::users).
    pub async fn complete_user(
        &self,
        actor: &Actor,
        name: &str,
        team: TeamId,
        channel: ChannelId,
        limit: i64,
    ) -> AppResult<Completion> {
        let limit = if limit <= 0 { SEARCH_DEFAULT } else { limit.min(SEARCH_MAX) };
        let page = Page::first(u32::try_from(limit).unwrap_or(100));
        let inside = Filter {
            in_team: if channel.is_empty() { team } else { TeamId::EMPTY },
            in_channel: channel,
            words: words_of(name),
            state: State::Active,
            ..Filter::default()
        };
        if !team.is_empty() {
            self.access_team(actor, team, p::VIEW_TEAM).await?;
        }
        self.access_filter(actor, &inside).await?;
        let privacy = self.privacy(actor);
        let users = only_shown(self.filtered(actor, inside.clone(), page).await?, name, privacy);
        if channel.is_empty() {
            return Ok(Completion { users, out_of_channel: None });
        }
        let outside =
            Filter { in_team: team, in_channel: ChannelId::EMPTY, not_in_channel: channel, ..inside };
        let outside = if team.is_empty() {
            Vec::new()
        } else {
            only_shown(self.filtered(actor, outside, page).await?, name, privacy)
        };
        Ok(Completion { users, out_of_channel: Some(outside) })
    }

    /// One user by name.
    ///
    /// # Errors
    /// 404; 403 when a guest may not see them, or there is nobody of that name.
    pub async fn access_user_by_name(&self, actor: &Actor, name: &str) -> AppResult<User> {
        let name = name.trim().to_lowercase();
        let user = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_username(tx, &name).await }))
                .await,
        )?;
        self.seen(actor, user).await
    }

    /// One user by address, where addresses are shown.
    ///
    /// # Errors
    /// 404; 400 for what is no address, 403 where addresses are hidden.
    pub async fn access_user_by_email(&self, actor: &Actor, email: &str) -> AppResult<User> {
        let email = check_email(email).map_err(|_| AppError::invalid_url_param("email", email))?;
        if !self.privacy(actor).show_email {
            return Err(AppError::permission(p::MANAGE_SYSTEM));
        }
        let user = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_email(tx, &email).await }))
                .await,
        )?;
        self.seen(actor, user).await
    }

    async fn seen(&self, actor: &Actor, user: Option<User>) -> AppResult<User> {
        // A guest does not learn which names are taken: nobody and somebody unseen are answered alike.
        match user {
            Some(user) if self.can_see_user(actor, user.id).await? => Ok(user),
            None if self.can(actor, p::VIEW_MEMBERS) => Err(AppError::not_found("user")),
            _ => Err(AppError::permission(p::VIEW_MEMBERS)),
        }
    }

    /// Users by name; unknown names and people the actor may not see are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_by_names(&self, actor: &Actor, names: Vec<String>) -> AppResult<Vec<User>> {
        let names: Vec<String> = names.iter().map(|n| n.trim().to_lowercase()).collect();
        let users = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_usernames(tx, &names).await }))
                .await,
        )?;
        self.visible(actor, users).await
    }

    /// Drops the users the actor may not see and what may not be seen of the others.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn visible(&self, actor: &Actor, mut users: Vec<User>) -> AppResult<Vec<User>> {
        if !self.can(actor, p::VIEW_MEMBERS) {
            let (own, ids) = (actor.user_id(), users.iter().map(|u| u.id).collect::<Vec<_>>());
            let shared = stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::user::list::sharing(tx, own, &ids).await })
                    })
                    .await,
            )?;
            let shared: HashSet<UserId> = shared.into_iter().collect();
            users.retain(|u| u.id == own || shared.contains(&u.id));
        }
        Ok(users.into_iter().map(|user| self.shown(actor, user)).collect())
    }

    /// Ids of everybody who shares a channel with the actor.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn known_users(&self, actor: &Actor) -> AppResult<Vec<UserId>> {
        let own = actor.require_user()?;
        stored(self.store().read_long(move |tx| Box::pin(chinwag_store::user::list::known_to(tx, own))).await)
    }

    /// The other members of the actor's group messages among `channels`; other channels are passed over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_of_group_channels(
        &self,
        actor: &Actor,
        channels: Vec<ChannelId>,
    ) -> AppResult<HashMap<ChannelId, Vec<User>>> {
        let own = actor.require_user()?;
        let (pairs, users) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let pairs = chinwag_store::user::list::of_group_channels(tx, own, &channels).await?;
                        let ids: Vec<UserId> = pairs.iter().map(|(_, user)| *user).collect();
                        Ok((pairs, chinwag_store::user::by_ids(tx, &ids).await?))
                    })
                })
                .await,
        )?;
        let users: HashMap<UserId, User> = users.into_iter().map(|u| (u.id, u)).collect();
        let mut grouped: HashMap<ChannelId, Vec<User>> = HashMap::new();
        for (channel, user) in pairs {
            if let Some(user) = users.get(&user) {
                grouped.entry(channel).or_default().push(self.shown(actor, user.clone()));
            }
        }
        Ok(grouped)
    }

    /// Users by id who changed after `since`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_by_ids_since(
        &self,
        actor: &Actor,
        ids: Vec<UserId>,
        since: Millis,
    ) -> AppResult<Vec<User>> {
        let mut users = self.users_by_ids(actor, ids).await?;
        users.retain(|u| u.update_at > since);
        Ok(users)
    }
}

/// Words of a search, lower case; an `@` before a name is left out.
fn words_of(term: &str) -> Vec<String> {
    let term = term.trim().to_lowercase();
    let words =
        term.split_whitespace().map(|w| w.trim_start_matches('@').chars().take(WORD_MAX).collect::<String>());
    words.filter(|w| !w.is_empty()).take(WORDS_MAX).collect()
}

/// Where full names are hidden, a match by them would tell them: such finds are dropped.
fn only_shown(users: Vec<User>, term: &str, privacy: Privacy) -> Vec<User> {
    if privacy.show_full_name {
        return users;
    }
    let words = words_of(term);
    let begins = |text: &str, word: &str| {
        let text = text.to_lowercase();
        text.starts_with(word)
            || text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
    };
    users
        .into_iter()
        .filter(|u| words.iter().all(|w| [&u.username, &u.nickname, &u.email].iter().any(|t| begins(t, w))))
        .collect()
}
