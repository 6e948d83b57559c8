//! May this actor have this object: the answers are proof values that the rest of the app asks for.
//!
//! An object the actor may not see is 404 where Mattermost says 404 and 403 where it says 403; neither tells
//! more than the id that was asked for.

use async_recursion::async_recursion as boxed;
use chinwag_model::{
    AppError, AppResult, ChannelId, PostId, TeamId, UserId,
    channel::{Channel, ChannelKind},
    permission as p,
    post::Post,
    team::Team,
    user::User,
};
use chinwag_store::access::{Author, ChannelStanding, TeamState};

use crate::{Actor, App, stored};

/// Proof that the actor may do something with a channel.
#[derive(Debug, Clone)]
pub struct ChannelAccess {
    standing: ChannelStanding,
}

impl ChannelAccess {
    /// The channel.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.standing.channel
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ChannelId {
        self.standing.channel.id
    }

    /// Whether the actor is a member.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.standing.channel_roles.is_some()
    }

    /// The channel, for keeps.
    #[must_use]
    pub fn into_channel(self) -> Channel {
        self.standing.channel
    }

    /// Insists that the channel is not archived.
    ///
    /// # Errors
    /// 400 when it or its team is.
    pub fn alive(self) -> AppResult<Self> {
        if self.standing.channel.delete_at > 0 || self.standing.team_archived == TeamState::Archived {
            return Err(AppError::bad_request(
                "api.channel.archived.app_error",
                "This channel is archived; unarchive it first.",
            ));
        }
        Ok(self)
    }
}

/// Proof that the actor may do something with a team.
#[derive(Debug, Clone)]
pub struct TeamAccess {
    team: Team,
    member: bool,
}

impl TeamAccess {
    /// The team.
    #[must_use]
    pub fn team(&self) -> &Team {
        &self.team
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> TeamId {
        self.team.id
    }

    /// Whether the actor is a member.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.member
    }
}

/// Proof that the actor may do something with a post.
#[derive(Debug, Clone)]
pub struct PostAccess {
    /// The post.
    pub post: Post,
    /// Its channel.
    pub channel: ChannelAccess,
}

impl App {
    /// The standing of the actor towards a channel, without a check.
    async fn standing(&self, actor: &Actor, id: ChannelId) -> AppResult<ChannelStanding> {
        let user = actor.user_id();
        stored(self.store().read(move |tx| Box::pin(chinwag_store::access::channel(tx, id, user))).await)?
            .ok_or_else(|| AppError::not_found("channel"))
    }

    fn standing_grants(&self, actor: &Actor, standing: &ChannelStanding, permission: &str) -> bool {
        let roles = &self.inner.roles;
        standing.channel_roles.as_deref().is_some_and(|r| roles.grant(r, permission))
            || standing.team_roles.as_deref().is_some_and(|r| roles.grant(r, permission))
            || roles.grant(&actor.session.roles, permission)
    }

    /// A channel with which the actor may do what `permission` says. Direct and group messages are for their
    /// members (and, by system roles, for administrators).
    ///
    /// # Errors
    /// 404 when there is no such channel, 403 without the permission.
    pub async fn access_channel(
        &self,
        actor: &Actor,
        id: ChannelId,
        permission: &str,
    ) -> AppResult<ChannelAccess> {
        let standing = self.standing(actor, id).await?;
        if self.standing_grants(actor, &standing, permission) {
            return Ok(ChannelAccess { standing });
        }
        Err(AppError::permission(permission))
    }

    /// A channel with which the actor may do what the permission that `permission` picks for it says.
    ///
    /// # Errors
    /// As [`access_channel`](Self::access_channel).
    pub async fn access_channel_as(
        &self,
        actor: &Actor,
        id: ChannelId,
        permission: impl FnOnce(&Channel) -> &'static str + Send,
    ) -> AppResult<ChannelAccess> {
        let standing = self.standing(actor, id).await?;
        let permission = permission(&standing.channel);
        if self.standing_grants(actor, &standing, permission) {
            return Ok(ChannelAccess { standing });
        }
        Err(AppError::permission(permission))
    }

    /// A channel whose messages the actor may read: as a member, or a public one of a team they are in.
    ///
    /// # Errors
    /// 404 when there is no such channel, 403 when the actor may not read it.
    pub async fn access_channel_read(&self, actor: &Actor, id: ChannelId) -> AppResult<ChannelAccess> {
        let standing = self.standing(actor, id).await?;
        if self.may_read(actor, &standing) {
            return Ok(ChannelAccess { standing });
        }
        Err(AppError::permission(p::READ_CHANNEL))
    }

    fn may_read(&self, actor: &Actor, standing: &ChannelStanding) -> bool {
        self.standing_grants(actor, standing, p::READ_CHANNEL)
            || (standing.channel.kind == ChannelKind::Open
                && self.standing_grants(actor, standing, p::READ_PUBLIC_CHANNEL))
    }

    /// A channel the actor may post in.
    ///
    /// # Errors
    /// 404, 403, or 400 when it is archived.
    pub async fn access_channel_post(&self, actor: &Actor, id: ChannelId) -> AppResult<ChannelAccess> {
        let standing = self.standing(actor, id).await?;
        self.may_post(actor, standing)
    }

    /// A channel the actor may post in, and what a post of theirs carries of them: one question to the database.
    ///
    /// # Errors
    /// As [`access_channel_post`](Self::access_channel_post), and 404 when there is no such user.
    pub(crate) async fn access_channel_author(
        &self,
        actor: &Actor,
        id: ChannelId,
    ) -> AppResult<(ChannelAccess, Author)> {
        let user = actor.require_user()?;
        let found =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::access::author(tx, id, user))).await)?;
        let (standing, author) = found.ok_or_else(|| AppError::not_found("channel"))?;
        let access = self.may_post(actor, standing)?;
        if author.username.is_empty() {
            return Err(AppError::not_found("user"));
        }
        Ok((access, author))
    }

    fn may_post(&self, actor: &Actor, standing: ChannelStanding) -> AppResult<ChannelAccess> {
        let may = self.standing_grants(actor, &standing, p::CREATE_POST)
            || (standing.channel.kind == ChannelKind::Open
                && self.standing_grants(actor, &standing, p::CREATE_POST_PUBLIC));
        if !may {
            return Err(AppError::permission(p::CREATE_POST));
        }
        ChannelAccess { standing }.alive()
    }

    /// Whether an actor who may see the channel holds a further permission in it.
    #[must_use]
    pub fn can_in_channel(&self, actor: &Actor, access: &ChannelAccess, permission: &str) -> bool {
        self.standing_grants(actor, &access.standing, permission)
    }

    /// A team with which the actor may do what `permission` says.
    ///
    /// # Errors
    /// 404 when there is no such team, 403 without the permission.
    #[boxed]
    pub async fn access_team(&self, actor: &Actor, id: TeamId, permission: &str) -> AppResult<TeamAccess> {
        let user = actor.user_id();
        let (team, roles) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok((
                            chinwag_store::team::get(tx, id).await?,
                            chinwag_store::access::team_roles(tx, id, user).await?,
                        ))
                    })
                })
                .await,
        )?;
        let team = team.ok_or_else(|| AppError::not_found("team"))?;
        let granted = roles.as_deref().is_some_and(|r| self.inner.roles.grant(r, permission));
        if granted || self.can(actor, permission) {
            return Ok(TeamAccess { team, member: roles.is_some() });
        }
        Err(AppError::permission(permission))
    }

    /// Whether an actor who may see the team holds a further permission in it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn can_in_team(&self, actor: &Actor, team: TeamId, permission: &str) -> AppResult<bool> {
        if self.can(actor, permission) {
            return Ok(true);
        }
        let user = actor.user_id();
        let roles = stored(
            self.store().read(move |tx| Box::pin(chinwag_store::access::team_roles(tx, team, user))).await,
        )?;
        Ok(roles.is_some_and(|r| self.inner.roles.grant(&r, permission)))
    }

    /// A post in a channel the actor may read. Deleted posts are not there.
    ///
    /// # Errors
    /// 404 when there is no such post, 403 when its channel may not be read.
    pub async fn access_post(&self, actor: &Actor, id: PostId) -> AppResult<PostAccess> {
        let post = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, id))).await)?
            .filter(|post| post.delete_at == 0)
            .ok_or_else(|| AppError::not_found("post"))?;
        let channel = self.access_channel_read(actor, post.channel_id).await?;
        Ok(PostAccess { post, channel })
    }

    /// A user the actor may see: everybody, except that guests see only people they share a channel with.
    ///
    /// # Errors
    /// 404 when there is no such user; to guests 403, as for somebody they may not see.
    pub async fn access_user(&self, actor: &Actor, id: UserId) -> AppResult<User> {
        if self.can_see_user(actor, id).await? {
            self.user(id).await
        } else {
            Err(AppError::permission(p::VIEW_MEMBERS))
        }
    }

    /// Whether the actor may see a user.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn can_see_user(&self, actor: &Actor, id: UserId) -> AppResult<bool> {
        if actor.is(id) || self.can(actor, p::VIEW_MEMBERS) {
            return Ok(true);
        }
        let own = actor.user_id();
        stored(
            self.store().read(move |tx| Box::pin(chinwag_store::access::share_something(tx, own, id))).await,
        )
    }

    /// Insists that `user` is the actor, or somebody whose settings the actor may change.
    ///
    /// # Errors
    /// 403, or 404 when there is no such user.
    pub async fn access_self(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        if actor.is(user) { Ok(()) } else { self.access_user_edit(actor, user).await.map(|_| ()) }
    }

    /// A user whose settings the actor may change: themself, or anybody with `edit_other_users`; only a full
    /// administrator changes another administrator.
    ///
    /// # Errors
    /// 403, or 404 when there is no such user.
    pub async fn access_user_edit(&self, actor: &Actor, id: UserId) -> AppResult<User> {
        if !actor.is(id) && !self.manages_bot(actor, id).await? {
            self.access_system(actor, p::EDIT_OTHER_USERS)?;
        }
        let user = self.user(id).await?;
        if !actor.is(id) && user.is_system_admin() {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        Ok(user)
    }
}
