//! Sockets that listen in one channel while messages are posted: how long until the last one has it.
//!
//! Each message carries the moment it was sent, read from this process's own clock, so sender and listeners
//! need no common time.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::task::JoinHandle;

use crate::drive::{COUNTER, write_number};
use crate::meter::{Report, Series, Stopwatch, round};
use crate::mixed::post_operation;
use crate::options::{Fanout, Options, SocketLogin};
use crate::process::{Watch, open_files_limit};
use crate::socket::Socket;
use crate::stage::Stage;
use crate::wire::{Prepared, Wire};

/// Connections that post, so that one slow answer does not hold the next post.
const POSTERS: u32 = 4;
/// Stands in a message where the moment of sending goes, in nanoseconds.
const STAMP: &str = "@@000000000000000000";
/// Sockets opened at the same time.
const AT_ONCE: usize = 32;

/// What all sockets have heard.
#[derive(Debug)]
pub(crate) struct Heard {
    epoch: Instant,
    pub(crate) deliveries: Series,
    pub(crate) frames: u64,
    pub(crate) lost: u64,
}

/// Open sockets, each read by its own task.
#[derive(Debug)]
pub(crate) struct Listeners {
    pub(crate) heard: Rc<RefCell<Heard>>,
    pub(crate) opening: Series,
    tasks: Vec<JoinHandle<()>>,
}

impl Listeners {
    /// Opens `count` sockets spread over the stage's users.
    pub(crate) async fn open(stage: &Stage, count: u16, login: SocketLogin) -> Result<Self> {
        let limit = open_files_limit();
        if limit < u64::from(count) + 50 {
            bail!(
                "{count} sockets need as many open files, this shell allows {limit}; run `ulimit -n {}` first",
                u64::from(count) + 100
            );
        }
        let (epoch, deliveries) = (Instant::now(), Series::new());
        let heard = Rc::new(RefCell::new(Heard { epoch, deliveries, frames: 0, lost: 0 }));
        let mut listeners = Self { heard, opening: Series::new(), tasks: Vec::new() };
        let numbers: Vec<usize> = (0..usize::from(count)).collect();
        for some in numbers.chunks(AT_ONCE) {
            listeners.open_some(stage, some, login).await?;
        }
        Ok(listeners)
    }

    async fn open_some(&mut self, stage: &Stage, numbers: &[usize], login: SocketLogin) -> Result<()> {
        let opening = numbers.iter().map(|number| {
            let (target, token) = (stage.target.clone(), stage.user(*number).token.clone());
            tokio::task::spawn_local(async move {
                let began = Instant::now();
                Socket::open(&target, &token, login).await.map(|socket| (socket, began.elapsed()))
            })
        });
        for opened in opening.collect::<Vec<_>>() {
            let (socket, took) = opened.await??;
            self.opening.record(took);
            self.tasks.push(tokio::task::spawn_local(listen(socket, Rc::clone(&self.heard))));
        }
        Ok(())
    }

    /// Closes all sockets.
    pub(crate) fn close(self) {
        for task in self.tasks {
            task.abort();
        }
    }
}

async fn listen(mut socket: Socket, heard: Rc<RefCell<Heard>>) {
    loop {
        match socket.next_text().await {
            Ok(frame) => {
                let mut heard = heard.borrow_mut();
                heard.frames += 1;
                if let Some(sent) = stamp_in(frame) {
                    let took = heard.epoch.elapsed().saturating_sub(sent);
                    heard.deliveries.record(took);
                }
            }
            Err(error) => {
                let mut heard = heard.borrow_mut();
                heard.lost += 1;
                heard.deliveries.fail(format!("{error:#}"));
                return;
            }
        }
    }
}

/// The moment a message was sent, when the frame holds one.
fn stamp_in(frame: &[u8]) -> Option<Duration> {
    let at = memchr::memmem::find(frame, b"@@")?;
    let digits = frame.get(at + 2..at + STAMP.len())?;
    std::str::from_utf8(digits).ok()?.parse().ok().map(Duration::from_nanos)
}

/// Runs the subcommand.
pub(crate) async fn run(options: &Options, fanout: &Fanout) -> Result<Report> {
    let stage = Stage::set(options, 1).await?;
    let watch = Watch::new(&options.pid, stage.target.address)?;
    let epoch = Instant::now();
    let alone = Duration::from_secs(options.seconds.min(5));
    let quiet = Stopwatch::start(&watch);
    let quiet_posts = post_at_rate(&stage, fanout, epoch, alone).await?;
    let quiet = quiet.stop();

    let listeners = Listeners::open(&stage, fanout.sockets, fanout.login).await?;
    let epoch = listeners.heard.borrow().epoch;
    drop(post_at_rate(&stage, fanout, epoch, Duration::from_millis(500)).await?);
    settle(&listeners).await;
    listeners.heard.borrow_mut().deliveries = Series::new();

    let stopwatch = Stopwatch::start(&watch);
    let posts = post_at_rate(&stage, fanout, epoch, Duration::from_secs(options.seconds)).await?;
    settle(&listeners).await;
    let spent = stopwatch.stop();

    let title =
        format!("fanout: {} sockets, {} posts/s, {} bytes", fanout.sockets, fanout.rate, fanout.bytes);
    let mut report = Report::new(title);
    let (sent, deliveries) = (posts.count(), listeners.heard.borrow().deliveries.clone());
    let (got, expected) = (deliveries.count(), sent * u64::from(fanout.sockets));
    report.row("post answered", posts, options.seconds as f64);
    report.row("delivered", deliveries, options.seconds as f64);
    report.fact("deliveries_expected", expected, "");
    report.fact("deliveries_missing", expected.saturating_sub(got), "");
    report.fact("sockets_lost", listeners.heard.borrow().lost, "");
    if !watch.roots().is_empty() && quiet_posts.count() > 0 && got > 0 {
        let post_ms = quiet.server_cpu_ms as f64 / quiet_posts.count() as f64;
        let net = spent.server_cpu_ms as f64 - post_ms * sent as f64;
        report.fact("cpu_per_post_alone", round(post_ms * 1000.0), "µs");
        report.fact(
            "cpu_per_delivery",
            round(spent.server_cpu_ms as f64 * 1000.0 / got as f64),
            "µs, posting included",
        );
        report.fact("cpu_per_delivery_net", round(net * 1000.0 / got as f64), "µs, posting subtracted");
    }
    report.cost(&watch, &spent, sent);
    listeners.close();
    Ok(report)
}

/// Waits until no frame has come for a moment, at most five seconds.
async fn settle(listeners: &Listeners) {
    let end = Instant::now() + Duration::from_secs(5);
    let mut before = u64::MAX;
    while Instant::now() < end {
        let now = listeners.heard.borrow().frames;
        if now == before {
            return;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn post_at_rate(stage: &Stage, fanout: &Fanout, epoch: Instant, time: Duration) -> Result<Series> {
    let begin = Instant::now();
    let every = Duration::from_secs_f64(1.0 / f64::from(fanout.rate));
    let mut running = Vec::new();
    for poster in 0..POSTERS {
        let request = stamped(stage, poster as usize, fanout.bytes);
        let wire = Wire::new(&stage.target);
        running.push(tokio::task::spawn_local(poster_task(
            wire,
            request,
            epoch,
            Schedule { next: begin + every * poster, every: every * POSTERS, end: begin + time },
        )));
    }
    let mut sum = Series::new();
    for poster in running {
        sum.add(&poster.await??);
    }
    Ok(sum)
}

struct Schedule {
    next: Instant,
    every: Duration,
    end: Instant,
}

async fn poster_task(
    mut wire: Wire,
    mut request: Prepared,
    epoch: Instant,
    mut schedule: Schedule,
) -> Result<Series> {
    let mut series = Series::new();
    let Some(at) = request.find(STAMP) else { bail!("the message has no place for its time") };
    while schedule.next < schedule.end {
        tokio::time::sleep_until(schedule.next.into()).await;
        let now = Instant::now();
        let stamp = u64::try_from(now.duration_since(epoch).as_nanos())?;
        write_number(&mut request.bytes[at + 2..at + STAMP.len()], stamp);
        let answer = wire.send(&request.bytes).await?;
        match answer.is_success() {
            true => series.record(now.elapsed()),
            false => series.fail(answer.words()),
        }
        schedule.next += schedule.every;
    }
    Ok(series)
}

/// A post whose counter has made room for a stamp.
fn stamped(stage: &Stage, number: usize, bytes: u16) -> Prepared {
    let mut request = post_operation(stage, number, 0, bytes).request;
    if let Some(at) = request.find(COUNTER) {
        request.bytes[at..at + STAMP.len()].copy_from_slice(STAMP.as_bytes());
    }
    request
}

#[cfg(test)]
mod tests {
    use super::{STAMP, stamp_in, write_number};
    use std::time::Duration;

    #[test]
    fn the_moment_of_sending_is_found_in_a_frame() {
        let mut stamp = STAMP.as_bytes().to_vec();
        write_number(&mut stamp[2..], 1_500_000_000);
        let frame = format!(
            r#"{{"event":"posted","data":{{"post":"{{\"message\":\"{} fox\"}}"}}}}"#,
            String::from_utf8(stamp).unwrap()
        );
        assert_eq!(stamp_in(frame.as_bytes()), Some(Duration::from_millis(1500)));
        assert_eq!(stamp_in(br#"{"event":"typing"}"#), None);
        assert_eq!(stamp_in(b"@@12"), None);
    }
}
