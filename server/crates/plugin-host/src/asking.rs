//! Chat asks plugins: the order, deadlines and policies of *will* hooks, and the ones that go to a single plugin.

use std::sync::{Arc, atomic::Ordering};

use async_trait::async_trait;
use chinwag_bundle::{CapabilityKind as C, Finding, Manifest, Need, Place, Policy};
use chinwag_model::{
    AppError, AppResult, ChannelId, JsonMap, TeamId, UserId, channel::Channel, command::CommandResponse,
    config::Config, post::Post, user::User,
};
use chinwag_plugin_contract::{
    Asked, Click, ClickAnswer, CommandCall, DialogAnswer, DialogCall, Download, Happened, Hook, HookSet,
    Hooks, Upload, Uploaded,
};
use chinwag_plugin_engine::{CallOptions, Chain, hash_input};
use serde_json::Value;

use crate::{
    PluginHost, bindings::exports::chinwag::plugin as x, bound::Bound, convert, guest::Guest,
    running::Running,
};

/// The words of a failure, and whether the plugin said them itself.
pub(crate) enum Failure {
    /// The hook answered with an error.
    Said(String),
    /// The plugin failed.
    Fault(chinwag_plugin_engine::Fault),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(words) => f.write_str(words),
            Self::Fault(fault) => write!(f, "{fault}"),
        }
    }
}

impl Running {
    /// Asks a hook. `work` calls the typed function and gives its result.
    pub(crate) async fn ask<R>(
        &self,
        hook: Hook,
        asked: &Asked,
        input: Option<&[u8]>,
        chain: Chain,
        work: impl AsyncFnOnce(&mut wasmtime::Store<Guest>, &Bound) -> wasmtime::Result<Result<R, String>>,
    ) -> Result<R, Failure> {
        let mut options = CallOptions::new(hook.name(), self.limit(hook)).within(chain);
        options.input_hash = input.map(hash_input);
        let asked = asked.clone();
        let answer = self
            .plugin
            .call(options, async move |store, bound| {
                store.data_mut().asked = asked;
                work(store, bound).await
            })
            .await;
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(words)) => Err(Failure::Said(words)),
            Err(fault) => Err(Failure::Fault(fault)),
        }
    }

    /// What a failed *will* hook means: the request goes on, or is refused.
    fn failed(&self, hook: Hook, failure: &Failure) -> AppResult<()> {
        let id = self.own.id.as_str();
        tracing::warn!(plugin.id = id, hook = hook.name(), "a hook failed: {failure}");
        self.own.log.add(self.own.keeping.now(), "error", &format!("{} failed: {failure}", hook.name()), &[]);
        match self.own.manifest.hook(hook.name()).policy {
            Policy::Open => Ok(()),
            Policy::Closed => Err(AppError::new(
                503,
                "app.plugin.guard_hook_failed.app_error",
                format!(
                    "The plugin `{id}` must be asked first and did not answer, so this was refused. Try again, or ask an administrator."
                ),
            )),
        }
    }
}

fn refused(id: &str, reason: &str) -> AppError {
    AppError::bad_request("app.plugin.rejected.app_error", reason.to_owned())
        .detail(format!("plugin_id={id}"))
}

pub(crate) fn missing() -> wasmtime::Error {
    wasmtime::Error::msg("the hook is not exported")
}

macro_rules! hook {
    ($bound:expr, $field:ident) => {
        $bound.$field.as_ref().ok_or_else($crate::asking::missing)?
    };
}
pub(crate) use hook;

#[async_trait]
impl Hooks for PluginHost {
    fn answered(&self) -> HookSet {
        HookSet::from_bits(self.0.answered.load(Ordering::Acquire))
    }

    async fn will_post(&self, asked: &Asked, mut post: Post) -> AppResult<Option<Post>> {
        const HOOK: Hook = Hook::MessageWillBePosted;
        let mut record = convert::post(&post);
        for plugin in self.0.answering(HOOK, C::PostsModerate) {
            let input = post.message.as_bytes();
            let answer = plugin
                .ask(HOOK, asked, Some(input), Chain::default(), async |store, bound| {
                    hook!(bound, message_will_be_posted).call_message_will_be_posted(store, &record).await
                })
                .await;
            use x::hook_message_will_be_posted::Verdict;
            match answer {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Refuse(reason)) => return Err(refused(plugin.own.id.as_str(), &reason)),
                Ok(Verdict::Discard) => return Ok(None),
                Ok(Verdict::Replace(new)) => match convert::changed(post.clone(), new) {
                    Ok(new) => {
                        post = new;
                        record = convert::post(&post);
                    }
                    Err(words) => plugin.failed(HOOK, &Failure::Said(words))?,
                },
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(Some(post))
    }

    async fn will_update_post(&self, asked: &Asked, mut new: Post, old: &Post) -> AppResult<Post> {
        const HOOK: Hook = Hook::MessageWillBeUpdated;
        let before = convert::post(old);
        for plugin in self.0.answering(HOOK, C::PostsModerate) {
            let record = convert::post(&new);
            let answer = plugin
                .ask(HOOK, asked, Some(new.message.as_bytes()), Chain::default(), async |store, bound| {
                    hook!(bound, message_will_be_updated)
                        .call_message_will_be_updated(store, &record, &before)
                        .await
                })
                .await;
            use x::hook_message_will_be_updated::Verdict;
            match answer {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Refuse(reason)) => return Err(refused(plugin.own.id.as_str(), &reason)),
                Ok(Verdict::Replace(changed)) => match convert::changed(new.clone(), changed) {
                    Ok(changed) => new = changed,
                    Err(words) => plugin.failed(HOOK, &Failure::Said(words))?,
                },
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(new)
    }

    async fn will_consume(&self, asked: &Asked, reader: UserId, posts: &mut [&mut Post]) {
        const HOOK: Hook = Hook::MessagesWillBeConsumed;
        for plugin in self.0.answering(HOOK, C::PostsModerate) {
            let records: Vec<_> = posts.iter().map(|post| convert::post(post)).collect();
            let reader = reader.to_string();
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, messages_will_be_consumed)
                        .call_messages_will_be_consumed(store, &reader, &records)
                        .await
                })
                .await;
            match answer {
                Ok(changed) => {
                    for new in changed {
                        let Some(post) = posts.iter_mut().find(|post| post.id.as_str() == new.id) else {
                            continue;
                        };
                        if let Ok(shown) = convert::changed((**post).clone(), new) {
                            **post = shown;
                        }
                    }
                }
                Err(failure) => drop(plugin.failed(HOOK, &failure)),
            }
        }
    }

    async fn will_log_in(&self, asked: &Asked, user: &User) -> AppResult<()> {
        const HOOK: Hook = Hook::UserWillLogIn;
        for plugin in self.0.answering(HOOK, C::Login) {
            let record = convert::user(&plugin.shown(user));
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, user_will_log_in).call_user_will_log_in(store, &record).await
                })
                .await;
            match answer {
                Ok(x::hook_user_will_log_in::Verdict::Keep) => {}
                Ok(x::hook_user_will_log_in::Verdict::Refuse(reason)) => {
                    return Err(refused(
                        plugin.own.id.as_str(),
                        &format!("Login rejected by plugin: {reason}"),
                    ));
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(())
    }

    async fn will_upload(&self, asked: &Asked, mut upload: Upload) -> AppResult<Uploaded> {
        const HOOK: Hook = Hook::FileWillBeUploaded;
        let mut answer = Uploaded::Kept;
        for plugin in self.0.answering(HOOK, C::FilesWrite) {
            let (record, content) = (convert::file(&upload.info), upload.content.to_vec());
            let verdict = plugin
                .ask(HOOK, asked, Some(&content), Chain::default(), async |store, bound| {
                    hook!(bound, file_will_be_uploaded)
                        .call_file_will_be_uploaded(store, &record, &content)
                        .await
                })
                .await;
            use x::hook_file_will_be_uploaded::Verdict;
            match verdict {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Refuse(reason)) => return Err(refused(plugin.own.id.as_str(), &reason)),
                Ok(Verdict::Replace((name, bytes))) => {
                    let bytes = bytes::Bytes::from(bytes);
                    upload.info.name.clone_from(&name);
                    upload.info.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                    upload.content = bytes.clone();
                    answer = Uploaded::Replaced(name, bytes);
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(answer)
    }

    async fn will_download(&self, asked: &Asked, download: Download) -> AppResult<()> {
        const HOOK: Hook = Hook::FileWillBeDownloaded;
        let (record, user) = (convert::file(&download.info), asked.user_id.to_string());
        for plugin in self.0.answering(HOOK, C::FilesRead) {
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, file_will_be_downloaded)
                        .call_file_will_be_downloaded(store, &record, &user, download.part)
                        .await
                })
                .await;
            match answer {
                Ok(x::hook_file_will_be_downloaded::Verdict::Keep) => {}
                Ok(x::hook_file_will_be_downloaded::Verdict::Refuse(reason)) => {
                    return Err(AppError::forbidden("app.file.download.rejected.app_error", reason));
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(())
    }

    async fn will_join_team(&self, asked: &Asked, team: TeamId, user: UserId) -> AppResult<()> {
        const HOOK: Hook = Hook::TeamMemberWillBeAdded;
        let (team, user, actor) = (team.to_string(), user.to_string(), asked.user_id.to_string());
        for plugin in self.0.answering(HOOK, C::TeamsWrite) {
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, team_member_will_be_added)
                        .call_team_member_will_be_added(store, &team, &user, &actor)
                        .await
                })
                .await;
            match answer {
                Ok(x::hook_team_member_will_be_added::Verdict::Keep) => {}
                Ok(x::hook_team_member_will_be_added::Verdict::Refuse(reason)) => {
                    return Err(refused(plugin.own.id.as_str(), &reason));
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(())
    }

    async fn will_join_channel(&self, asked: &Asked, channel: ChannelId, user: UserId) -> AppResult<()> {
        const HOOK: Hook = Hook::ChannelMemberWillBeAdded;
        let (channel, user, actor) = (channel.to_string(), user.to_string(), asked.user_id.to_string());
        for plugin in self.0.answering(HOOK, C::ChannelsWrite) {
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, channel_member_will_be_added)
                        .call_channel_member_will_be_added(store, &channel, &user, &actor)
                        .await
                })
                .await;
            match answer {
                Ok(x::hook_channel_member_will_be_added::Verdict::Keep) => {}
                Ok(x::hook_channel_member_will_be_added::Verdict::Refuse(reason)) => {
                    return Err(refused(plugin.own.id.as_str(), &reason));
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(())
    }

    async fn will_archive_channel(&self, asked: &Asked, channel: &Channel) -> AppResult<()> {
        const HOOK: Hook = Hook::ChannelWillBeArchived;
        let record = convert::channel(channel);
        for plugin in self.0.answering(HOOK, C::ChannelsWrite) {
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, channel_will_be_archived).call_channel_will_be_archived(store, &record).await
                })
                .await;
            match answer {
                Ok(x::hook_channel_will_be_archived::Verdict::Keep) => {}
                Ok(x::hook_channel_will_be_archived::Verdict::Refuse(reason)) => {
                    return Err(refused(plugin.own.id.as_str(), &reason));
                }
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(())
    }

    async fn will_save_configuration(&self, asked: &Asked, mut configuration: Value) -> AppResult<Value> {
        const HOOK: Hook = Hook::ConfigurationWillBeSaved;
        for plugin in self.0.answering(HOOK, C::ConfigWrite) {
            let text = configuration.to_string();
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, configuration_will_be_saved)
                        .call_configuration_will_be_saved(store, &text)
                        .await
                })
                .await;
            use x::hook_configuration_will_be_saved::Verdict;
            match answer {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Refuse(reason)) => return Err(refused(plugin.own.id.as_str(), &reason)),
                Ok(Verdict::Replace(text)) => match serde_json::from_str(&text) {
                    Ok(new) => configuration = new,
                    Err(error) => plugin.failed(HOOK, &Failure::Said(error.to_string()))?,
                },
                Err(failure) => plugin.failed(HOOK, &failure)?,
            }
        }
        Ok(configuration)
    }

    async fn will_push(&self, asked: &Asked, user: UserId, mut notification: Value) -> Option<Value> {
        const HOOK: Hook = Hook::NotificationWillBePushed;
        let user = user.to_string();
        for plugin in self.0.answering(HOOK, C::Push) {
            let text = notification.to_string();
            let answer = plugin
                .ask(HOOK, asked, None, Chain::default(), async |store, bound| {
                    hook!(bound, notification_will_be_pushed)
                        .call_notification_will_be_pushed(store, &user, &text)
                        .await
                })
                .await;
            use x::hook_notification_will_be_pushed::Verdict;
            match answer {
                Ok(Verdict::Keep) => {}
                Ok(Verdict::Discard) => return None,
                Ok(Verdict::Replace(text)) => {
                    notification = serde_json::from_str(&text).unwrap_or(notification);
                }
                Err(failure) => drop(plugin.failed(HOOK, &failure)),
            }
        }
        Some(notification)
    }

    async fn execute_command(
        &self,
        asked: &Asked,
        plugin: &str,
        call: CommandCall,
    ) -> AppResult<CommandResponse> {
        let running = self.0.running(plugin)?;
        let args = x::hook_execute_command::CommandArgs {
            user_id: call.user_id.to_string(),
            team_id: call.team_id.to_string(),
            channel_id: call.channel_id.to_string(),
            root_id: call.root_id,
            command: call.command,
            trigger_id: call.trigger_id,
            site_url: running.own.chat.site_url(),
        };
        let answer = running
            .ask(
                Hook::ExecuteCommand,
                asked,
                Some(args.command.as_bytes()),
                Chain::default(),
                async |store, bound| hook!(bound, execute_command).call_execute_command(store, &args).await,
            )
            .await
            .map_err(|failure| said(&running, "the command", &failure))?;
        Ok(CommandResponse {
            response_type: answer.response_type,
            text: answer.text,
            username: answer.username,
            icon_url: answer.icon_url,
            goto_location: answer.goto_location,
            props: convert::object(&answer.props).unwrap_or_default(),
            ..CommandResponse::default()
        })
    }

    async fn submit_dialog(&self, asked: &Asked, plugin: &str, call: DialogCall) -> AppResult<DialogAnswer> {
        let running = self.0.running(plugin)?;
        let submission = x::hook_dialog_submitted::Submission {
            callback_id: call.callback_id,
            state: call.state,
            user_id: call.user_id.to_string(),
            team_id: call.team_id,
            channel_id: call.channel_id,
            cancelled: call.cancelled,
            values: Value::Object(call.values).to_string(),
        };
        let answer = running
            .ask(Hook::DialogSubmitted, asked, None, Chain::default(), async |store, bound| {
                hook!(bound, dialog_submitted).call_dialog_submitted(store, &submission).await
            })
            .await
            .map_err(|failure| said(&running, "the dialog", &failure))?;
        Ok(DialogAnswer { error: answer.error, errors: answer.errors })
    }

    async fn click(&self, asked: &Asked, plugin: &str, click: Click) -> AppResult<ClickAnswer> {
        let running = self.0.running(plugin)?;
        let record = x::hook_action_clicked::Click {
            name: click.name,
            user_id: click.user_id.to_string(),
            team_id: click.team_id,
            channel_id: click.channel_id.to_string(),
            post_id: click.post_id,
            trigger_id: click.trigger_id,
            selected_option: click.selected_option,
            context: Value::Object(click.context).to_string(),
        };
        let answer = running
            .ask(Hook::ActionClicked, asked, None, Chain::default(), async |store, bound| {
                hook!(bound, action_clicked).call_action_clicked(store, &record).await
            })
            .await
            .map_err(|failure| said(&running, "the button", &failure))?;
        let update = match answer.update {
            Some(new) => match convert::changed(Post::default(), new) {
                Ok(post) => Some(Box::new(post)),
                Err(words) => return Err(said(&running, "the button", &Failure::Said(words))),
            },
            None => None,
        };
        Ok(ClickAnswer { ephemeral_text: answer.ephemeral_text, update })
    }

    fn told(&self, depth: u8, happened: Arc<Happened>) {
        self.0.told(depth, &happened);
    }

    fn settings_will_be_saved(&self, old: &JsonMap, new: &mut JsonMap) -> AppResult<()> {
        let installed = self.0.installed.lock();
        for (id, settings) in new {
            let (Some(one), Value::Object(settings)) = (installed.get(id), &mut *settings) else { continue };
            let as_before = old.get(id).and_then(Value::as_object).is_some_and(|old| old == settings);
            if !as_before {
                check_settings(&one.manifest, settings)?;
            }
            self.0.secrets.seal_all(&one.manifest, settings);
        }
        Ok(())
    }

    fn configuration_saved(&self) {
        self.0.configuration_changed();
    }
}

/// Whether the values fit what the manifest says of them. What is sealed was checked when it was sealed.
fn check_settings(manifest: &Manifest, settings: &JsonMap) -> AppResult<()> {
    let Some(schema) = &manifest.settings_schema else { return Ok(()) };
    let sealed = |finding: &Finding| {
        let Place::Setting(wrong) = &finding.place else { return false };
        settings.iter().any(|(key, value)| {
            key.eq_ignore_ascii_case(wrong)
                && value.as_str().is_some_and(|text| text.starts_with(Config::SEALED))
        })
    };
    let findings: Vec<Finding> =
        schema.check_values(settings).into_iter().filter(|finding| !sealed(finding)).collect();
    let Some(first) = findings.first() else { return Ok(()) };
    let all: Vec<String> = findings.iter().map(ToString::to_string).collect();
    Err(AppError::bad_request(
        "app.plugin.settings.app_error",
        format!("The settings of the plugin `{}` were not saved: {}.", manifest.id, first.words),
    )
    .detail(all.join("\n")))
}

/// The failure of a hook that a person waits for.
fn said(running: &Running, what: &str, failure: &Failure) -> AppError {
    let id = running.own.id.as_str();
    tracing::warn!(plugin.id = id, "{what} failed: {failure}");
    running.own.log.add(running.own.keeping.now(), "error", &format!("{what} failed: {failure}"), &[]);
    match failure {
        Failure::Said(words) => AppError::bad_request("app.plugin.hook.app_error", words.clone())
            .detail(format!("plugin_id={id}")),
        Failure::Fault(fault) => AppError::new(
            503,
            "app.plugin.hook.app_error",
            format!("The plugin `{id}` failed and did not answer; try again, or ask an administrator."),
        )
        .detail(fault.words().to_owned()),
    }
}

impl Running {
    /// An account as this plugin may see it.
    pub(crate) fn shown(&self, user: &User) -> User {
        let mut user = user.clone();
        if !self.own.grants.load().allows(&Need::of(C::UsersEmail)) {
            user.email.clear();
        }
        user
    }
}
