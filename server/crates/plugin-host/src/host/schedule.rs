//! schedule: run me later. Rules are kept as texts: `@every <seconds>`, or `@tz=<zone> <cron expression>`.

use std::str::FromStr;

use chinwag_bundle::CapabilityKind as C;
use chinwag_model::Millis;
use chinwag_plugin_contract::ScheduleRecord;
use chrono::{TimeZone, Utc};
use chrono_tz::Tz;
use croner::Cron;

use crate::{
    bindings::chinwag::plugin::{schedule, types::Error},
    guest::{Guest, error, refuse},
};

const NAME_MAX: usize = 100;
const PAYLOAD_MAX: usize = 64 << 10;

/// When a schedule runs next after `now`; 0 for never.
pub(crate) fn next_time(rule: &str, now: Millis) -> Millis {
    if let Some(seconds) = rule.strip_prefix("@every ") {
        return seconds.parse::<i64>().map_or(0, |seconds| now + seconds.max(1) * 1000);
    }
    let Some((zone, expression)) = rule.strip_prefix("@tz=").and_then(|rest| rest.split_once(' ')) else {
        return 0;
    };
    let (Ok(zone), Ok(cron)) = (Tz::from_str(zone), Cron::from_str(expression)) else { return 0 };
    let Some(now) = Utc.timestamp_millis_opt(now).single() else { return 0 };
    cron.find_next_occurrence(&now.with_timezone(&zone), false).map_or(0, |next| next.timestamp_millis())
}

impl Guest {
    async fn put(
        &mut self,
        name: String,
        rule: String,
        payload: Vec<u8>,
        next_at: Millis,
    ) -> Result<(), Error> {
        let bad = |what: String| Err(refuse(400, "plugin.schedule.app_error", what));
        if name.is_empty() || name.len() > NAME_MAX || name.contains('\0') {
            return bad(format!("A schedule's name has 1 to {NAME_MAX} bytes; this one has {}.", name.len()));
        }
        if payload.len() > PAYLOAD_MAX {
            return bad(format!("The payload has {} bytes; {PAYLOAD_MAX} is the most.", payload.len()));
        }
        let record = ScheduleRecord { plugin: self.own.id.to_string(), name, rule, payload, next_at };
        self.own.keeping.put_schedule(record).await.map_err(error)?;
        if let Some(host) = self.own.host.upgrade() {
            host.schedule_changed();
        }
        Ok(())
    }
}

impl schedule::Host for Guest {
    async fn every(&mut self, name: String, seconds: u32, payload: Vec<u8>) -> Result<(), Error> {
        self.may(C::Schedule)?;
        let rule = format!("@every {}", seconds.max(1));
        let next = next_time(&rule, self.own.keeping.now());
        self.put(name, rule, payload, next).await
    }

    async fn cron(
        &mut self,
        name: String,
        expression: String,
        zone: String,
        payload: Vec<u8>,
    ) -> Result<(), Error> {
        self.may(C::Schedule)?;
        let zone = if zone.is_empty() { "UTC".to_owned() } else { zone };
        if let Err(e) = Cron::from_str(&expression) {
            let what = format!("`{expression}` is no cron expression of five or six fields: {e}.");
            return Err(refuse(400, "plugin.schedule.cron.app_error", what));
        }
        if Tz::from_str(&zone).is_err() {
            let what = format!("`{zone}` is no time zone; names are as in Europe/Berlin.");
            return Err(refuse(400, "plugin.schedule.zone.app_error", what));
        }
        let rule = format!("@tz={zone} {expression}");
        let next = next_time(&rule, self.own.keeping.now());
        if next == 0 {
            let what = format!("`{expression}` never comes again.");
            return Err(refuse(400, "plugin.schedule.cron.app_error", what));
        }
        self.put(name, rule, payload, next).await
    }

    async fn at(&mut self, name: String, time: i64, payload: Vec<u8>) -> Result<(), Error> {
        self.may(C::Schedule)?;
        self.put(name, String::new(), payload, time.max(1)).await
    }

    async fn cancel(&mut self, name: String) -> Result<bool, Error> {
        self.may(C::Schedule)?;
        let gone = self.own.keeping.drop_schedules(self.own.id.as_str(), Some(&name)).await;
        gone.map(|count| count > 0).map_err(error)
    }

    async fn entries(&mut self) -> Result<Vec<schedule::Entry>, Error> {
        self.may(C::Schedule)?;
        let all = self.own.keeping.schedules(self.own.id.as_str()).await.map_err(error)?;
        Ok(all
            .into_iter()
            .map(|one| schedule::Entry {
                name: one.name,
                rule: one.rule,
                payload: one.payload,
                next_at: one.next_at,
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::next_time;

    #[test]
    fn a_rule_says_when_it_comes_next() {
        assert_eq!(next_time("@every 60", 1_000), 61_000);
        assert_eq!(next_time("@tz=UTC 0 12 * * *", 0), 12 * 3_600_000);
        assert_eq!(next_time("@tz=Europe/Berlin 0 12 * * *", 0), 11 * 3_600_000);
        assert_eq!(next_time("", 5), 0, "a schedule that ran once does not come again");
        assert_eq!(next_time("@tz=Nowhere 0 12 * * *", 0), 0);
    }
}
