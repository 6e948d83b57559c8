//! Teams: making them. [`list`] finds them, [`change`] changes and ends them, [`invite`] sends
//! letters, [`icon`] keeps their icons.

mod change;
mod icon;
mod invite;
mod list;

pub use change::TeamPrivacy;
use chinwag_events::{Event, Membership};
use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, TeamId, UserId,
    channel::{Channel, ChannelKind, DEFAULT_CHANNEL},
    id, permission as p,
    team::{self, Team, TeamMember},
    user::User,
};
pub use invite::{GuestInvitation, Invited};

use crate::{Actor, App, channel::notice, error::refuse, stored};

/// Channels every team begins with: name and display name.
pub(crate) const FIRST_CHANNELS: [(&str, &str); 2] =
    [(DEFAULT_CHANNEL, "Town Square"), ("off-topic", "Off-Topic")];

impl App {
    /// One team, archived or not, without a check.
    ///
    /// # Errors
    /// 404.
    pub async fn team(&self, id: TeamId) -> AppResult<Team> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::team::get(tx, id))).await)?
            .ok_or_else(|| AppError::not_found("team"))
    }

    /// The team of an invite link.
    ///
    /// # Errors
    /// 404 when the link is unknown or was renewed.
    pub async fn team_by_invite(&self, invite_id: &str) -> AppResult<Team> {
        let invite_id = invite_id.to_owned();
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::team::by_invite(tx, &invite_id).await }))
                .await,
        )?
        .ok_or_else(|| {
            AppError::new(
                404,
                "app.team.get_by_invite_id.finding.app_error",
                "This invite link is not valid any more; ask for a new one.",
            )
        })
    }

    /// A team as the actor may see it: without address and invite secret for those who may not use them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn shown_team(&self, actor: &Actor, mut team: Team) -> AppResult<Team> {
        if !self.can_in_team(actor, team.id, p::MANAGE_TEAM).await? {
            team.email.clear();
        }
        if !self.can_in_team(actor, team.id, p::INVITE_USER).await? {
            team.invite_id.clear();
        }
        Ok(team)
    }

    /// Teams as the actor may see them, as [`shown_team`](Self::shown_team) does for one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn shown_teams(&self, actor: &Actor, mut teams: Vec<Team>) -> AppResult<Vec<Team>> {
        let (manages, invites) = (self.can(actor, p::MANAGE_TEAM), self.can(actor, p::INVITE_USER));
        if manages && invites {
            return Ok(teams);
        }
        let user = actor.user_id();
        let own = stored(
            self.store().read(move |tx| Box::pin(chinwag_store::team_member::of_user(tx, user))).await,
        )?;
        for team in &mut teams {
            let roles = own.iter().find(|m| m.team_id == team.id).map_or("", |m| m.roles.as_str());
            if !manages && !self.inner.roles.grant(roles, p::MANAGE_TEAM) {
                team.email.clear();
            }
            if !invites && !self.inner.roles.grant(roles, p::INVITE_USER) {
                team.invite_id.clear();
            }
        }
        Ok(teams)
    }

    /// Makes a team with its first channels; the actor becomes its administrator.
    ///
    /// # Errors
    /// 403 without the permission, 400 when a field is wrong or the name is taken.
    pub async fn do_create_team(&self, actor: &Actor, draft: Team) -> AppResult<Team> {
        self.access_system(actor, p::CREATE_TEAM)?;
        let team = self.check_team(draft)?;
        let owner = actor.user_id();
        let channels = self.first_channels();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if chinwag_store::team::by_name(tx, &team.name).await?.is_some() {
                            return Err(refuse(name_taken(&team.name)));
                        }
                        chinwag_store::team::insert(tx, &team).await?;
                        for (name, display_name) in FIRST_CHANNELS {
                            let channel = first_channel(&team, owner, name, display_name);
                            chinwag_store::channel::insert(tx, &channel).await?;
                        }
                        if !owner.is_empty() {
                            let joining = Joining {
                                team: &team,
                                user: owner,
                                rank: Rank::Admin,
                                channels: &channels,
                                told: None,
                                now: team.create_at,
                            };
                            join(tx, joining).await?;
                        }
                        Ok(team)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// Names of the channels every new member of a team joins.
    pub(crate) fn first_channels(&self) -> Vec<String> {
        let configured = &self.config().TeamSettings.experimental_default_channels;
        if configured.is_empty() {
            return FIRST_CHANNELS.iter().map(|(name, _)| (*name).to_owned()).collect();
        }
        let first = std::iter::once(DEFAULT_CHANNEL.to_owned());
        first.chain(configured.iter().filter(|name| *name != DEFAULT_CHANNEL).cloned()).collect()
    }

    fn check_team(&self, draft: Team) -> AppResult<Team> {
        let kind = match draft.kind.as_str() {
            "O" | "I" => draft.kind,
            "" => "I".to_owned(),
            other => {
                return Err(AppError::invalid_param_why("type", format!("`{other}` is neither `O` nor `I`")));
            }
        };
        let team = Team {
            id: TeamId::generate(),
            create_at: self.now(),
            update_at: self.now(),
            delete_at: 0,
            name: team::check_team_name(&draft.name)?,
            display_name: draft.display_name.trim().to_owned(),
            description: draft.description,
            email: draft.email,
            kind,
            company_name: draft.company_name,
            allowed_domains: draft.allowed_domains,
            allow_open_invite: draft.allow_open_invite,
            invite_id: id::secret(),
            ..Team::default()
        };
        check_team_texts(&team)?;
        Ok(team)
    }
}

/// Checks the texts of a team.
pub(crate) fn check_team_texts(team: &Team) -> AppResult<()> {
    if team.display_name.is_empty() {
        return Err(AppError::invalid_param_why("display_name", "a team needs a display name"));
    }
    chinwag_model::user::check_length("display_name", &team.display_name, team::TEAM_DISPLAY_NAME_MAX)?;
    chinwag_model::user::check_length("description", &team.description, team::TEAM_DESCRIPTION_MAX)?;
    chinwag_model::user::check_length("allowed_domains", &team.allowed_domains, 500)
}

fn name_taken(name: &str) -> AppError {
    AppError::bad_request(
        "app.team.save.existing.app_error",
        format!("A team with the name `{name}` already exists."),
    )
}

fn first_channel(team: &Team, creator: UserId, name: &str, display_name: &str) -> Channel {
    Channel {
        id: ChannelId::generate(),
        create_at: team.create_at,
        update_at: team.create_at,
        team_id: team.id,
        kind: ChannelKind::Open,
        display_name: display_name.into(),
        name: name.into(),
        creator_id: creator,
        ..Channel::default()
    }
}

/// What a new member of a team is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    Guest,
    Member,
    Admin,
}

impl Rank {
    /// What an account is when it joins.
    pub(crate) fn of(user: &User) -> Self {
        if user.is_guest() { Self::Guest } else { Self::Member }
    }
}

/// Somebody joining a team.
#[derive(Debug)]
pub(crate) struct Joining<'a> {
    pub(crate) team: &'a Team,
    pub(crate) user: UserId,
    pub(crate) rank: Rank,
    /// Names of the channels every member is in.
    pub(crate) channels: &'a [String],
    /// Who added them (empty: they came themself); `None` when there is nobody to tell, in a new team.
    pub(crate) told: Option<UserId>,
    pub(crate) now: Millis,
}

/// Makes a user a member of a team and of its first channels, within a transaction. Guests join no channel by it.
pub(crate) async fn join(
    tx: &mut chinwag_store::Tx,
    joining: Joining<'_>,
) -> chinwag_store::StoreResult<TeamMember> {
    let Joining { team, user, rank, channels, told, now } = joining;
    let member = TeamMember {
        team_id: team.id,
        user_id: user,
        scheme_guest: rank == Rank::Guest,
        scheme_user: rank != Rank::Guest,
        scheme_admin: rank == Rank::Admin,
        create_at: now,
        ..TeamMember::default()
    }
    .with_roles();
    chinwag_store::team_member::upsert(tx, &member).await?;
    tx.emit(
        Event::new("added_to_team")
            .with("team_id", team.id.as_str())
            .with("user_id", user.as_str())
            .to_user(user)
            .changing(Membership::JoinedTeam(user, team.id)),
    );
    if rank == Rank::Guest {
        return Ok(member);
    }
    for channel in chinwag_store::channel::by_names(tx, team.id, channels).await? {
        let new = channel.delete_at == 0
            && channel.kind == ChannelKind::Open
            && crate::channel_member::join(tx, &channel, user, rank, now).await?;
        match told.filter(|_| new) {
            Some(by) if channel.name == DEFAULT_CHANNEL => {
                notice::joined_team(tx, &channel, user, by, now).await?;
            }
            Some(by) => notice::joined(tx, &channel, user, rank, by, now).await?,
            None => {}
        }
    }
    Ok(member)
}
