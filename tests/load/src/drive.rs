//! Clients that send prepared requests in turn, flat out or at a rate, until the time is up.

use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::meter::Series;
use crate::target::Target;
use crate::wire::{Prepared, Wire};

/// Stands in a prepared request where each sending writes its own number.
pub(crate) const COUNTER: &str = "#0000000000";
/// Letters of a message around the counter.
const WORDS: &str = "the quick brown fox jumps over the lazy dog and comes back to tell everyone about it ";

/// One request of a client's round.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// Which series it counts for.
    pub(crate) series: usize,
    pub(crate) request: Prepared,
}

/// What one client does.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The requests, one after the other, again and again.
    pub(crate) round: Vec<Operation>,
    /// Time between two requests; `None` is flat out.
    pub(crate) every: Option<Duration>,
}

/// A message of exactly `bytes` bytes with the counter in front.
pub(crate) fn message(bytes: usize) -> String {
    let mut text = format!("{COUNTER} ");
    text.extend(WORDS.chars().cycle().take(bytes.saturating_sub(text.len())));
    text
}

/// Runs all plans for `time`; gives one series for each name.
pub(crate) async fn drive(
    target: &Target,
    plans: Vec<Plan>,
    names: usize,
    time: Duration,
) -> Result<Vec<Series>> {
    let target = Rc::new(target.clone());
    let begin = Instant::now();
    let clients = plans.len();
    let mut running = Vec::new();
    for (number, plan) in plans.into_iter().enumerate() {
        let target = Rc::clone(&target);
        // Clients with a rate start spread over the interval, not all at once.
        let offset = plan
            .every
            .map_or(Duration::ZERO, |every| every * u32::try_from(number).unwrap_or(0) / clients as u32);
        running.push(tokio::task::spawn_local(client(target, plan, names, begin + offset, begin + time)));
    }
    let mut sums: Vec<Series> = (0..names).map(|_| Series::new()).collect();
    for client in running {
        for (sum, part) in sums.iter_mut().zip(client.await?) {
            sum.add(&part);
        }
    }
    Ok(sums)
}

async fn client(
    target: Rc<Target>,
    mut plan: Plan,
    names: usize,
    begin: Instant,
    end: Instant,
) -> Vec<Series> {
    let mut series: Vec<Series> = (0..names).map(|_| Series::new()).collect();
    let mut wire = Wire::new(&target);
    let counters: Vec<Option<usize>> =
        plan.round.iter().map(|operation| operation.request.find(COUNTER)).collect();
    let mut due = begin;
    for number in 0_u64.. {
        let index = number as usize % plan.round.len();
        if plan.every.is_some() {
            tokio::time::sleep_until(due.into()).await;
        }
        let now = Instant::now();
        if now >= end {
            break;
        }
        let operation = &mut plan.round[index];
        if let Some(at) = counters[index] {
            write_number(&mut operation.request.bytes[at + 1..at + COUNTER.len()], number);
        }
        // At a rate, waiting for one's turn counts: a server that stalls makes later posts late.
        let since = if plan.every.is_some() { due } else { now };
        match wire.send(&operation.request.bytes).await {
            Ok(answer) if answer.is_success() => series[operation.series].record(since.elapsed()),
            Ok(answer) => series[operation.series].fail(answer.words()),
            Err(error) => {
                series[operation.series].fail(format!("{error:#}"));
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        if let Some(every) = plan.every {
            due += every;
        }
    }
    series
}

/// Writes `number` in decimal over `place`, with zeros in front.
pub(crate) fn write_number(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_wanted_length_and_room_for_its_number() {
        for bytes in [40, 200, 16_000] {
            assert_eq!(message(bytes).len(), bytes);
        }
        let mut text = message(40).into_bytes();
        write_number(&mut text[1..COUNTER.len()], 1_234);
        assert!(text.starts_with(b"#0000001234 the"));
    }
}
