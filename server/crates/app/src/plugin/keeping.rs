//! What the platform keeps, over the store and the configuration.

use std::sync::Arc;

use async_trait::async_trait;
use chinwag_model::{AppError, AppResult, Millis, config::PluginSettings};
use chinwag_plugin_contract::{
    Happened, HookSet, Keeping, KvChange, KvOnlyIf, NextTime, PluginRecord, ScheduleRecord,
};
use chinwag_store::plugin::{Applied, OnlyIf, Schedule, Write};
use serde_json::{Value, json};

use super::{PluginChat, happened};
use crate::{error::refuse, stored};

/// Most schedules of a plugin.
const SCHEDULES_MAX: i64 = 100;

fn write_of(change: KvChange) -> Write {
    match change {
        KvChange::Delete(name) => Write { name, value: None, expire_at: 0, only_if: OnlyIf::Always },
        KvChange::Set(set) => Write {
            name: set.key,
            value: Some(set.value),
            expire_at: set.expire_at,
            only_if: match set.only_if {
                KvOnlyIf::Always => OnlyIf::Always,
                KvOnlyIf::Absent => OnlyIf::Absent,
                KvOnlyIf::Is(old) => OnlyIf::Is(old),
            },
        },
    }
}

fn schedule_of(record: ScheduleRecord) -> Schedule {
    let ScheduleRecord { plugin, name, rule, payload, next_at } = record;
    Schedule { plugin, name, rule, payload, next_at }
}

fn record_of(schedule: Schedule) -> ScheduleRecord {
    let Schedule { plugin, name, rule, payload, next_at } = schedule;
    ScheduleRecord { plugin, name, rule, payload, next_at }
}

/// The refusal by which a transaction is undone when a condition does not hold.
const NOT_APPLIED: &str = "plugin.kv.not_applied";

#[async_trait]
impl Keeping for PluginChat {
    fn now(&self) -> Millis {
        self.app.now()
    }

    async fn kv_get(&self, plugin: &str, keys: Vec<String>) -> AppResult<Vec<Option<Vec<u8>>>> {
        let (plugin, now) = (plugin.to_owned(), self.app.now());
        stored(
            self.app
                .store()
                .read(move |tx| {
                    Box::pin(async move {
                        let mut values = Vec::with_capacity(keys.len());
                        for key in &keys {
                            values.push(chinwag_store::plugin::value(tx, &plugin, key, now).await?);
                        }
                        Ok(values)
                    })
                })
                .await,
        )
    }

    async fn kv_apply(&self, plugin: &str, changes: Vec<KvChange>, quota: u64) -> AppResult<bool> {
        let (id, now) = (plugin.to_owned(), self.app.now());
        let writes: Vec<Write> = changes.into_iter().map(write_of).collect();
        let done = stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        match chinwag_store::plugin::apply(tx, &id, &writes, now, quota).await? {
                            Applied::Yes => Ok(()),
                            Applied::No => Err(refuse(AppError::new(409, NOT_APPLIED, "It changed meanwhile."))),
                            Applied::OverQuota(bytes) => Err(refuse(AppError::new(
                                413,
                                "plugin.kv.quota.app_error",
                                format!(
                                    "The plugin `{id}` would keep {bytes} bytes; {quota} is the most (limits.kv_mib in the manifest). Delete what is not needed any more."
                                ),
                            ))),
                        }
                    })
                })
                .await,
        );
        match done {
            Ok(_) => Ok(true),
            Err(error) if error.id == NOT_APPLIED => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn kv_keys(&self, plugin: &str, prefix: &str, after: &str, limit: u32) -> AppResult<Vec<String>> {
        let (plugin, prefix, after) = (plugin.to_owned(), prefix.to_owned(), after.to_owned());
        let (limit, now) = (i64::from(limit.clamp(1, 1_000)), self.app.now());
        stored(
            self.app
                .store()
                .read(move |tx| {
                    Box::pin(async move {
                        chinwag_store::plugin::names(tx, &plugin, &prefix, &after, limit, now).await
                    })
                })
                .await,
        )
    }

    async fn kv_delete_prefix(&self, plugin: &str, prefix: &str) -> AppResult<u64> {
        let (plugin, prefix) = (plugin.to_owned(), prefix.to_owned());
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move { chinwag_store::plugin::delete_prefix(tx, &plugin, &prefix).await })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    async fn kv_bytes(&self, plugin: &str) -> AppResult<u64> {
        let plugin = plugin.to_owned();
        stored(
            self.app
                .store()
                .read(move |tx| Box::pin(async move { chinwag_store::plugin::bytes(tx, &plugin).await }))
                .await,
        )
    }

    async fn records(&self) -> AppResult<Vec<PluginRecord>> {
        let texts = stored(self.app.store().read(|tx| Box::pin(chinwag_store::plugin::records(tx))).await)?;
        texts.iter().map(|text| serde_json::from_str(text).map_err(AppError::internal)).collect()
    }

    async fn put_record(&self, record: PluginRecord) -> AppResult<()> {
        let text = serde_json::to_string(&record).map_err(AppError::internal)?;
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move { chinwag_store::plugin::put_record(tx, &record.id, &text).await })
                })
                .await,
        )?;
        Ok(())
    }

    async fn drop_record(&self, id: &str) -> AppResult<()> {
        let id = id.to_owned();
        stored(
            self.app
                .store()
                .write(move |tx| Box::pin(async move { chinwag_store::plugin::drop_record(tx, &id).await }))
                .await,
        )?;
        Ok(())
    }

    async fn put_schedule(&self, schedule: ScheduleRecord) -> AppResult<()> {
        let row = schedule_of(schedule);
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        if chinwag_store::plugin::put_schedule(tx, &row, SCHEDULES_MAX).await? {
                            return Ok(());
                        }
                        Err(refuse(AppError::bad_request(
                            "plugin.schedule.limit.app_error",
                            format!(
                                "The plugin `{}` has {SCHEDULES_MAX} schedules already, which is the most; cancel one first.",
                                row.plugin
                            ),
                        )))
                    })
                })
                .await,
        )?;
        Ok(())
    }

    async fn drop_schedules(&self, plugin: &str, name: Option<&str>) -> AppResult<u64> {
        let (plugin, name) = (plugin.to_owned(), name.map(str::to_owned));
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::plugin::drop_schedules(tx, &plugin, name.as_deref()).await
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    async fn schedules(&self, plugin: &str) -> AppResult<Vec<ScheduleRecord>> {
        let plugin = plugin.to_owned();
        let all = stored(
            self.app
                .store()
                .read(move |tx| Box::pin(async move { chinwag_store::plugin::schedules(tx, &plugin).await }))
                .await,
        )?;
        Ok(all.into_iter().map(record_of).collect())
    }

    async fn take_due(&self, now: Millis, next: NextTime) -> AppResult<Vec<ScheduleRecord>> {
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut taken = Vec::new();
                        for schedule in chinwag_store::plugin::due(tx, now).await? {
                            let record = record_of(schedule);
                            let next_at = next(&record, now);
                            chinwag_store::plugin::reschedule(tx, &record.plugin, &record.name, next_at)
                                .await?;
                            taken.push(record);
                        }
                        Ok(taken)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    async fn next_due(&self) -> AppResult<Option<Millis>> {
        stored(self.app.store().read(|tx| Box::pin(chinwag_store::plugin::next_due(tx))).await)
    }

    async fn cursor(&self, plugin: &str) -> AppResult<Option<i64>> {
        let plugin = plugin.to_owned();
        stored(
            self.app
                .store()
                .read(move |tx| Box::pin(async move { chinwag_store::plugin::cursor(tx, &plugin).await }))
                .await,
        )
    }

    async fn set_cursor(&self, plugin: &str, seq: i64) -> AppResult<()> {
        let plugin = plugin.to_owned();
        stored(
            self.app
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        let seq = if seq < 0 { chinwag_store::plugin::newest_event(tx).await? } else { seq };
                        chinwag_store::plugin::set_cursor(tx, &plugin, seq).await
                    })
                })
                .await,
        )?;
        Ok(())
    }

    async fn happened_after(&self, seq: i64, limit: i64) -> AppResult<(i64, Vec<(i64, u8, Happened)>)> {
        let events = stored(
            self.app.store().read(move |tx| Box::pin(chinwag_store::event::after(tx, seq, limit))).await,
        )?;
        let last = events.last().map_or(seq, |(seq, _)| *seq);
        let mut all = Vec::new();
        for (seq, event) in events {
            let heard = happened::of(&self.app, &event, HookSet::from_bits(u64::MAX)).await;
            all.extend(heard.into_iter().map(|happened| (seq, event.depth, happened)));
        }
        Ok((last, all))
    }

    fn plugin_settings(&self) -> Arc<PluginSettings> {
        self.app.config().PluginSettings.clone()
    }

    async fn set_enabled(&self, plugin: &str, enabled: Option<bool>) -> AppResult<()> {
        let state = enabled.map_or(Value::Null, |enabled| json!({"Enable": enabled}));
        self.app.change_plugin_settings("PluginStates", plugin, state)
    }

    async fn set_settings(&self, plugin: &str, settings: Option<Value>) -> AppResult<()> {
        self.app.change_plugin_settings("Plugins", plugin, settings.unwrap_or(Value::Null))
    }
}
