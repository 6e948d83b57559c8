//! Direct and group messages: opening them, finding them, and making a channel of a group.

use std::collections::HashMap;

use chinwag_events::{Event, Membership};
use chinwag_model::{
    AppError, AppResult, ChannelId, TeamId, UserId,
    channel::{self, Channel, ChannelKind, GROUP_SIZE},
    permission as p,
    team::Team,
    user::User,
};
use sha1::{Digest, Sha1};

use super::{check_channel_texts, name_taken, notice};
use crate::{Actor, App, error::refuse, stored, team::Rank};

impl App {
    /// The direct channel of two users, made when it is not there yet.
    ///
    /// # Errors
    /// 403 when the actor is neither of the two or may not make direct messages, 404 for an unknown user.
    pub async fn do_open_direct(&self, actor: &Actor, a: UserId, b: UserId) -> AppResult<Channel> {
        self.access_system(actor, p::CREATE_DIRECT_CHANNEL)?;
        if !actor.is(a) && !actor.is(b) {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        let people = self.people(actor, if a == b { vec![a] } else { vec![a, b] }).await?;
        let now = self.now();
        let channel = Channel {
            id: ChannelId::generate(),
            create_at: now,
            update_at: now,
            kind: ChannelKind::Direct,
            name: channel::direct_name(a, b),
            creator_id: actor.user_id(),
            ..Channel::default()
        };
        let event = Event::new("direct_added")
            .with("creator_id", channel.creator_id.as_str())
            .with("teammate_id", if actor.is(b) { a } else { b }.as_str());
        self.open_personal(channel, people, event).await
    }

    /// The group message of three to eight people, made when it is not there yet. The actor is one of them.
    ///
    /// # Errors
    /// 403 without the permission, 404 for an unknown user, 400 for too few or too many people.
    pub async fn do_open_group(&self, actor: &Actor, mut ids: Vec<UserId>) -> AppResult<Channel> {
        self.access_system(actor, p::CREATE_GROUP_CHANNEL)?;
        ids.extend(actor.user_id().some());
        ids.sort_unstable();
        ids.dedup();
        if !GROUP_SIZE.contains(&ids.len()) {
            return Err(AppError::bad_request(
                "api.channel.create_group.bad_size.app_error",
                format!(
                    "A group message is between {} and {} people; {} were given.",
                    GROUP_SIZE.start(),
                    GROUP_SIZE.end(),
                    ids.len()
                ),
            ));
        }
        let people = self.people(actor, ids.clone()).await?;
        let now = self.now();
        let channel = Channel {
            id: ChannelId::generate(),
            create_at: now,
            update_at: now,
            kind: ChannelKind::Group,
            name: group_name(&ids),
            display_name: group_display_name(&people),
            creator_id: actor.user_id(),
            ..Channel::default()
        };
        let event = Event::new("group_added")
            .with("creator_id", channel.creator_id.as_str())
            .with_json("teammate_ids", &ids);
        self.open_personal(channel, people, event).await
    }

    async fn people(&self, actor: &Actor, ids: Vec<UserId>) -> AppResult<Vec<User>> {
        let mut people = Vec::with_capacity(ids.len());
        for id in ids {
            people.push(self.access_user(actor, id).await?);
        }
        Ok(people)
    }

    async fn open_personal(&self, channel: Channel, people: Vec<User>, event: Event) -> AppResult<Channel> {
        let now = channel.create_at;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if let Some(there) =
                            chinwag_store::channel::by_name(tx, TeamId::EMPTY, &channel.name).await?
                        {
                            return Ok(there);
                        }
                        chinwag_store::channel::insert(tx, &channel).await?;
                        let mut event = event.to_channel(channel.id);
                        for user in people {
                            let rank = Rank::of(&user);
                            crate::channel_member::add(tx, &channel, user.id, rank, now).await?;
                            event = event.changing(Membership::JoinedChannel(user.id, channel.id));
                        }
                        tx.emit(event);
                        Ok(channel)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// The actor's group messages in which somebody's name begins with each word of `term`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search_groups(&self, actor: &Actor, term: &str) -> AppResult<Vec<Channel>> {
        let user = actor.require_user()?;
        let words: Vec<String> =
            term.to_lowercase().split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut names: HashMap<ChannelId, Vec<String>> = HashMap::new();
                        for (id, of_one) in chinwag_store::channel::list::group_people(tx, user).await? {
                            names.entry(id).or_default().extend(of_one.iter().map(|n| n.to_lowercase()));
                        }
                        let found: Vec<ChannelId> = names
                            .into_iter()
                            .filter(|(_, names)| {
                                words.iter().all(|word| names.iter().any(|name| name.starts_with(word)))
                            })
                            .map(|(id, _)| id)
                            .collect();
                        let mut channels = chinwag_store::channel::by_ids(tx, &found).await?;
                        channels.sort_by(|a, b| a.display_name.cmp(&b.display_name));
                        Ok(channels)
                    })
                })
                .await,
        )
    }

    /// The teams all people of a group message are in.
    ///
    /// # Errors
    /// 404 or 403 for the channel, 400 when it is no group message.
    pub async fn common_teams(&self, actor: &Actor, id: ChannelId) -> AppResult<Vec<Team>> {
        let channel = self.access_channel(actor, id, p::READ_CHANNEL).await?.into_channel();
        insist_on_group(&channel)?;
        let teams = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let people = chinwag_store::channel_member::user_ids(tx, id).await?;
                        let mut common: Option<Vec<Team>> = None;
                        for user in people {
                            let own = chinwag_store::team::of_user(tx, user).await?;
                            common = Some(match common {
                                None => own,
                                Some(teams) => {
                                    teams.into_iter().filter(|t| own.iter().any(|o| o.id == t.id)).collect()
                                }
                            });
                        }
                        Ok(common.unwrap_or_default())
                    })
                })
                .await,
        )?;
        self.shown_teams(actor, teams).await
    }

    /// Turns a group message into a private channel of a team all its people are in.
    ///
    /// # Errors
    /// 404 or 403 for the channel or team, 400 when it is no group message, a name is wrong or taken, or somebody is
    /// not in the team.
    pub async fn do_convert_group(
        &self,
        actor: &Actor,
        id: ChannelId,
        team: TeamId,
        name: &str,
        display_name: &str,
    ) -> AppResult<Channel> {
        let group = self.access_channel(actor, id, p::READ_CHANNEL).await?.into_channel();
        insist_on_group(&group)?;
        self.access_team(actor, team, p::CREATE_PRIVATE_CHANNEL).await?;
        let (by, now) = (actor.user_id(), self.now());
        let made = Channel {
            kind: ChannelKind::Private,
            team_id: team,
            name: channel::check_channel_name(name)?,
            display_name: display_name.trim().to_owned(),
            update_at: now,
            ..group
        };
        check_channel_texts(&made)?;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let people = chinwag_store::channel_member::user_ids(tx, id).await?;
                        if chinwag_store::team_member::by_users(tx, team, &people).await?.len()
                            != people.len()
                        {
                            return Err(refuse(AppError::bad_request(
                                "app.channel.group_message_conversion.channel_member_missing",
                                "Everybody in the group message must be in the team.",
                            )));
                        }
                        if chinwag_store::channel::by_name(tx, team, &made.name).await?.is_some() {
                            return Err(refuse(name_taken(&made.name)));
                        }
                        chinwag_store::channel::update(tx, &made).await?;
                        if let Some(by) = notice::doer(tx, by).await? {
                            let message =
                                format!("{} created this channel from a group message.", by.username);
                            let props = [
                                ("convertedByUserId", by.id.as_str().into()),
                                (
                                    "gmMembersDuringConversionIDs",
                                    people.iter().map(ToString::to_string).collect::<Vec<_>>().into(),
                                ),
                            ];
                            notice::notice(tx, &made, &by, "system_gm_to_channel", message, &props, now)
                                .await?;
                        }
                        tx.emit(
                            Event::new("gm_converted_to_channel")
                                .with("channel_id", made.id.as_str())
                                .to_channel(made.id),
                        );
                        Ok(made)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

fn insist_on_group(channel: &Channel) -> AppResult<()> {
    if channel.kind == ChannelKind::Group {
        return Ok(());
    }
    Err(AppError::bad_request(
        "app.channel.get_common_teams.incorrect_channel_type",
        "This is no group message.",
    ))
}

/// SHA-1 of the sorted ids in hex, so that the same people always get the same group.
fn group_name(sorted: &[UserId]) -> String {
    let mut hash = Sha1::new();
    for id in sorted {
        hash.update(id.as_str());
    }
    hex::encode(hash.finalize())
}

fn group_display_name(people: &[User]) -> String {
    let mut names: Vec<&str> = people.iter().map(|user| user.username.as_str()).collect();
    names.sort_unstable();
    names.join(", ").chars().take(channel::CHANNEL_DISPLAY_NAME_MAX).collect()
}
