//! Invitations by mail: a letter with a single-use link that makes an account or joins a team, for members and for
//! guests.

use chinwag_model::{
    AppError, AppResult, ChannelId, Millis, TeamId, UserId,
    channel::ChannelKind,
    id, permission as p,
    team::{Team, TeamMember},
    user::{User, check_email},
};
use chinwag_store::{one_time_token, session::hash_token};
use serde::{Deserialize, Serialize};

use crate::{Actor, App, stored, user::check_domain};

/// Kind of the tokens in the database.
const KIND: &str = "team_invitation";
/// How long a link is good.
const LIFE: Millis = 48 * 3_600_000;
/// Most letters one request may ask for.
const AT_ONCE: usize = 100;

/// What became of one address.
#[derive(Debug, Clone, Serialize)]
pub struct Invited {
    /// The address.
    pub email: String,
    /// Why no letter was sent.
    pub error: Option<AppError>,
}

/// Guests to be invited.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GuestInvitation {
    /// Their addresses.
    pub emails: Vec<String>,
    /// The channels they come into.
    pub channels: Vec<ChannelId>,
    /// A few words for the letter.
    pub message: String,
}

/// What a token stands for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Meant {
    pub(crate) team_id: TeamId,
    pub(crate) email: String,
    /// Channels of a guest; a member's list is empty.
    pub(crate) channels: Vec<ChannelId>,
    pub(crate) sender: UserId,
}

impl Meant {
    pub(crate) fn is_for_guest(&self) -> bool {
        !self.channels.is_empty()
    }
}

/// A letter to be written.
struct Letter {
    team: Team,
    from: String,
    message: String,
    domains: Vec<String>,
    channels: Vec<ChannelId>,
}

impl App {
    /// Sends invitations to a team.
    ///
    /// # Errors
    /// 404 or 403 for the team, 501 while invitations or mail are switched off, 400 for too many addresses. What is
    /// wrong with one address stands beside it.
    pub async fn do_invite_by_mail(
        &self,
        actor: &Actor,
        team: TeamId,
        emails: Vec<String>,
    ) -> AppResult<Vec<Invited>> {
        let access = self.access_team(actor, team, p::INVITE_USER).await?;
        self.access_team(actor, team, p::ADD_USER_TO_TEAM).await?;
        let team = access.team().clone();
        let domains = vec![
            self.config().TeamSettings.restrict_creation_to_domains.clone(),
            team.allowed_domains.clone(),
        ];
        let from = self.sender(actor).await?;
        let letter = Letter { team, from, message: String::new(), domains, channels: Vec::new() };
        self.invite_all(actor, letter, emails).await
    }

    /// Sends invitations to guests, who see nothing but the channels named.
    ///
    /// # Errors
    /// As [`do_invite_by_mail`](Self::do_invite_by_mail); 501 while guests are switched off, 400 for a channel that is
    /// not one of the team's, 403 for one the actor may not add people to.
    pub async fn do_invite_guests_by_mail(
        &self,
        actor: &Actor,
        team: TeamId,
        invitation: GuestInvitation,
    ) -> AppResult<Vec<Invited>> {
        let team = self.access_team(actor, team, p::INVITE_GUEST).await?.team().clone();
        let config = self.config();
        if !config.GuestAccountsSettings.enable {
            return Err(AppError::not_implemented(
                "api.team.invite_guests_to_channels.disabled.error",
                "Guest accounts are switched off (GuestAccountsSettings.Enable).",
            ));
        }
        if invitation.channels.is_empty() || invitation.channels.len() > AT_ONCE {
            return Err(AppError::invalid_param_why(
                "channels",
                format!("guests are invited into 1 to {AT_ONCE} channels"),
            ));
        }
        for id in &invitation.channels {
            let channel = self
                .access_channel_as(actor, *id, |channel| match channel.kind {
                    ChannelKind::Open => p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
                    _ => p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
                })
                .await?
                .alive()?
                .into_channel();
            if channel.team_id != team.id {
                return Err(AppError::bad_request(
                    "api.team.invite_guests.channel_in_invalid_team.app_error",
                    format!("The channel `{id}` is not in this team."),
                ));
            }
        }
        let domains = vec![config.GuestAccountsSettings.restrict_creation_to_domains.clone()];
        let from = self.sender(actor).await?;
        let GuestInvitation { emails, channels, message } = invitation;
        let message = message.chars().take(1000).collect();
        self.invite_all(actor, Letter { team, from, message, domains, channels }, emails).await
    }

    async fn sender(&self, actor: &Actor) -> AppResult<String> {
        match actor.user_id().some() {
            Some(id) => Ok(self.user(id).await?.display_name()),
            None => Ok("An administrator".into()),
        }
    }

    async fn invite_all(
        &self,
        actor: &Actor,
        letter: Letter,
        emails: Vec<String>,
    ) -> AppResult<Vec<Invited>> {
        if !self.config().ServiceSettings.enable_email_invitations {
            return Err(AppError::not_implemented(
                "api.team.invite_members.disabled.app_error",
                "Invitations by mail are switched off (ServiceSettings.EnableEmailInvitations).",
            ));
        }
        if !self.mailer().is_enabled() {
            return Err(AppError::not_implemented(
                "api.team.invite_members.no_mail.app_error",
                "This server sends no mail: an administrator can set EmailSettings.SMTPServer. Send the team's invite link yourself meanwhile.",
            ));
        }
        if emails.is_empty() || emails.len() > AT_ONCE {
            return Err(AppError::bad_request(
                "api.team.invite_members.no_one.app_error",
                format!("{} addresses were given; 1 to {AT_ONCE} can be invited at once.", emails.len()),
            ));
        }
        let mut invited = Vec::with_capacity(emails.len());
        for email in emails {
            let error = self.invite_one(actor, &letter, &email).await.err();
            invited.push(Invited { email, error });
        }
        Ok(invited)
    }

    async fn invite_one(&self, actor: &Actor, letter: &Letter, email: &str) -> AppResult<()> {
        let email = check_email(email)?;
        for domains in &letter.domains {
            check_domain(&email, domains).map_err(|error| AppError {
                id: "api.team.invite_members.invalid_email.app_error".into(),
                ..error
            })?;
        }
        let token = id::secret();
        let meant = Meant {
            team_id: letter.team.id,
            email: email.clone(),
            channels: letter.channels.clone(),
            sender: actor.user_id(),
        };
        let extra = serde_json::to_string(&meant).map_err(AppError::internal)?;
        let (hash, now) = (hash_token(&token), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        one_time_token::drop_same(tx, KIND, &extra).await?;
                        one_time_token::insert(tx, &hash, KIND, &extra, now).await
                    })
                })
                .await,
        )?;
        let shown = serde_json::json!({
            "display_name": letter.team.display_name,
            "name": letter.team.name,
            "email": email,
        });
        let shown: String = url::form_urlencoded::byte_serialize(shown.to_string().as_bytes()).collect();
        let link = format!("{}/signup_user_complete/?d={shown}&t={token}", self.site());
        let first = format!(
            "{} invites you to the team {}.{}{}",
            letter.from,
            letter.team.display_name,
            if letter.message.is_empty() { "" } else { "\n\n" },
            letter.message
        );
        let subject = format!("{} invited you to {}", letter.from, letter.team.display_name);
        let subject: String = subject.chars().filter(|c| !c.is_control()).take(200).collect();
        self.send_mail(self.letter(
            &email,
            &subject,
            &first,
            &link,
            "The link is good for 48 hours and for one person.",
        ));
        Ok(())
    }

    /// What an invitation's token stands for, while it is good.
    ///
    /// # Errors
    /// 400 when it is unknown, used or too old.
    pub(crate) async fn invitation(&self, token: &str) -> AppResult<Meant> {
        let (hash, since) = (hash_token(token), self.now() - LIFE);
        let found = stored(
            self.store()
                .read(move |tx| Box::pin(async move { one_time_token::find(tx, &hash, KIND, since).await }))
                .await,
        )?;
        found.and_then(|extra| serde_json::from_str(&extra).ok()).ok_or_else(|| {
            AppError::bad_request(
                "api.user.create_user.signup_link_expired.app_error",
                "This invitation is not valid: it was used already or is too old. Ask for a new one.",
            )
        })
    }

    /// Joins the team of an invitation, and for a guest its channels; the invitation is used up.
    ///
    /// # Errors
    /// 400 when the invitation is not good any more or was meant for somebody of the other sort; as
    /// [`do_join_team`](Self::do_join_team).
    pub async fn do_join_team_by_token(&self, user: UserId, token: &str) -> AppResult<TeamMember> {
        let meant = self.invitation(token).await?;
        let account = self.user(user).await?;
        if account.is_guest() != meant.is_for_guest() {
            return Err(AppError::bad_request(
                "api.user.create_user.invalid_invitation_type.app_error",
                "This invitation is for another sort of account (guests and members have their own).",
            ));
        }
        self.accept(&account, token, meant).await
    }

    /// Uses an invitation up for an account that fits it.
    pub(crate) async fn accept(&self, account: &User, token: &str, meant: Meant) -> AppResult<TeamMember> {
        let (user, team) = (account.id, self.team(meant.team_id).await?);
        let member = self.do_join_team(user, &team, UserId::EMPTY).await?;
        let (hash, now) = (hash_token(token), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        one_time_token::redeem(tx, &hash, KIND, 0).await?;
                        for id in meant.channels {
                            let channel = chinwag_store::channel::get(tx, id).await?;
                            if let Some(channel) = channel.filter(|c| c.delete_at == 0) {
                                let _passed_over =
                                    crate::channel_member::add_one(tx, &channel, user, meant.sender, now)
                                        .await?;
                            }
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(member)
    }

    /// Makes every invitation by mail that was not used yet useless.
    ///
    /// # Errors
    /// 403.
    pub async fn do_invalidate_invitations(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        stored(self.store().write(|tx| Box::pin(one_time_token::drop_kind(tx, KIND))).await)?;
        Ok(())
    }
}
