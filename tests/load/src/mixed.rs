//! The subcommands that send requests from many clients: `post`, `read` and `mixed`.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;

use crate::drive::{Operation, Plan, drive, message};
use crate::fanout::Listeners;
use crate::meter::{Report, SUM, Series, Stopwatch};
use crate::options::{Mixed, Options, Post, Read, SocketLogin};
use crate::process::Watch;
use crate::stage::Stage;
use crate::wire::Prepared;

/// The six reads, as they are called in the table.
const READS: [&str; 6] =
    ["users/me", "channel posts", "channel members", "my channels", "statuses by ids", "unread"];
/// The series of `mixed`, reads first.
const MIXED: [&str; 9] = [
    "users/me",
    "channel posts",
    "channel members",
    "my channels",
    "statuses by ids",
    "unread",
    "post",
    "reaction",
    "view channel",
];

/// Clients that post.
pub(crate) async fn post(options: &Options, post: &Post) -> Result<Report> {
    let stage = Stage::set(options, post.channels).await?;
    let clients = usize::from(post.clients);
    let every = post.rate.map(|rate| Duration::from_secs_f64(clients as f64 / f64::from(rate)));
    let plan = |number: usize| Plan { round: vec![post_operation(&stage, number, 0, post.bytes)], every };
    warm_up(&stage, (0..clients).map(plan).collect()).await?;
    let pace = post.rate.map_or("flat out".to_owned(), |rate| format!("at {rate}/s"));
    let title = format!("post: {clients} clients, {} bytes, {} channels, {pace}", post.bytes, post.channels);
    measure(options, &stage, title, (0..clients).map(plan).collect(), &["post"]).await
}

/// Clients that read.
pub(crate) async fn read(options: &Options, read: &Read) -> Result<Report> {
    let stage = match &read.channel {
        Some(channel) => Stage::set_in(options, channel).await?,
        None => {
            let stage = Stage::set(options, 1).await?;
            prefill(&stage, read.prefill).await?;
            stage
        }
    };
    let wanted: Vec<usize> = (0..READS.len())
        .filter(|index| read.only.as_deref().is_none_or(|only| only == READS[*index]))
        .collect();
    if wanted.is_empty() {
        bail!("--only {:?} is none of: {}", read.only.as_deref().unwrap_or(""), READS.join(", "));
    }
    let plans = |number: usize| {
        let mut round: Vec<Operation> =
            wanted.iter().map(|index| read_operation(&stage, number, *index)).collect();
        let turns = number % round.len();
        round.rotate_left(turns);
        Plan { round, every: None }
    };
    let clients = usize::from(read.clients);
    warm_up(&stage, (0..clients).map(plans).collect()).await?;
    let place = match &read.channel {
        Some(channel) => format!("in channel {channel}"),
        None => format!("{} messages written before", read.prefill),
    };
    let title = format!("read: {clients} clients, {place}");
    measure(options, &stage, title, (0..clients).map(plans).collect(), &READS).await
}

/// Clients that do what people do: 16 of 20 requests read, two post, one reacts, one marks as read.
pub(crate) async fn mixed(options: &Options, mixed: &Mixed) -> Result<Report> {
    let stage = Stage::set(options, 1).await?;
    let post_id = prefill(&stage, mixed.prefill).await?;
    let listeners = Listeners::open(&stage, mixed.sockets, SocketLogin::Header).await?;
    let plans = |number: usize| {
        let mut round: Vec<Operation> =
            (0..16).map(|turn| read_operation(&stage, number, turn % 6)).collect();
        round.insert(4, post_operation(&stage, number, 6, 200));
        round.insert(9, reaction_operation(&stage, number, &post_id));
        round.insert(13, post_operation(&stage, number, 6, 200));
        round.push(view_operation(&stage, number));
        let turns = number * 7 % round.len();
        round.rotate_left(turns);
        Plan { round, every: None }
    };
    let clients = usize::from(mixed.clients);
    warm_up(&stage, (0..clients).map(plans).collect()).await?;
    let title =
        format!("mixed: {clients} clients, {} sockets, {} messages before", mixed.sockets, mixed.prefill);
    let report = measure(options, &stage, title, (0..clients).map(plans).collect(), &MIXED).await;
    listeners.close();
    report
}

/// The first requests open connections and fill caches; they are not counted.
async fn warm_up(stage: &Stage, plans: Vec<Plan>) -> Result<()> {
    let first = drive(&stage.target, plans, MIXED.len(), Duration::from_millis(500)).await?;
    let (done, failed) = first.iter().fold((0, 0), |(a, b), one| (a + one.count(), b + one.error_count()));
    if done == 0 && failed > 0 {
        let mut report = Report::new("no request of the warm-up succeeded".into());
        for (name, series) in MIXED.iter().zip(first) {
            report.row(name, series, 0.5);
        }
        bail!("{}", report.failures());
    }
    Ok(())
}

async fn measure(
    options: &Options,
    stage: &Stage,
    title: String,
    plans: Vec<Plan>,
    names: &[&str],
) -> Result<Report> {
    let watch = Watch::new(&options.pid, stage.target.address)?;
    let stopwatch = Stopwatch::start(&watch);
    let series = drive(&stage.target, plans, names.len(), Duration::from_secs(options.seconds)).await?;
    let spent = stopwatch.stop();
    let mut all = Series::new();
    let mut report = Report::new(title);
    let mut shown = 0;
    for (name, series) in names.iter().zip(series).filter(|(_, one)| one.count() + one.error_count() > 0) {
        all.add(&series);
        report.row(name, series, spent.seconds);
        shown += 1;
    }
    let operations = all.count();
    if shown != 1 {
        report.row(SUM, all, spent.seconds);
    }
    report.cost(&watch, &spent, operations);
    Ok(report)
}

/// Writes `count` messages into the first channel as fast as it goes; gives the id of one of them.
async fn prefill(stage: &Stage, count: u32) -> Result<String> {
    const WRITERS: u32 = 8;
    let mut running = Vec::new();
    for writer in 0..WRITERS {
        let mine = (count + writer) / WRITERS;
        let operation = post_operation(stage, writer as usize, 0, 200);
        let target = stage.target.clone();
        running.push(tokio::task::spawn_local(async move {
            let mut wire = crate::wire::Wire::new(&target);
            let mut last = String::new();
            for _ in 0..mine {
                let answer = wire.send(&operation.request.bytes).await?;
                if !answer.is_success() {
                    bail!("writing messages before measuring: the server answered {}", answer.words());
                }
                let post: serde_json::Value = serde_json::from_slice(answer.body)?;
                last = post["id"].as_str().unwrap_or_default().to_owned();
            }
            Ok(last)
        }));
    }
    let mut post_id = String::new();
    for writer in running {
        let last = writer.await??;
        post_id = if last.is_empty() { post_id } else { last };
    }
    Ok(post_id)
}

pub(crate) fn post_operation(stage: &Stage, number: usize, series: usize, bytes: u16) -> Operation {
    let body = json!({ "channel_id": stage.channel(number), "message": message(usize::from(bytes)) });
    let token = &stage.user(number).token;
    Operation { series, request: Prepared::new(&stage.target, "POST", "/posts", token, Some(&body)) }
}

fn read_operation(stage: &Stage, number: usize, series: usize) -> Operation {
    let (user, channel, team) = (stage.user(number), stage.channel(number), &stage.team_id);
    let request = |path: String| Prepared::new(&stage.target, "GET", &path, &user.token, None);
    let request = match series {
        0 => request("/users/me".to_owned()),
        1 => request(format!("/channels/{channel}/posts?page=0&per_page=60")),
        2 => request(format!("/channels/{channel}/members?page=0&per_page=60")),
        3 => request(format!("/users/me/teams/{team}/channels")),
        4 => {
            let ids: Vec<&str> = stage.users.iter().take(100).map(|user| user.user_id.as_str()).collect();
            Prepared::new(&stage.target, "POST", "/users/status/ids", &user.token, Some(&json!(ids)))
        }
        _ => request(format!("/users/me/channels/{channel}/unread")),
    };
    Operation { series, request }
}

fn reaction_operation(stage: &Stage, number: usize, post_id: &str) -> Operation {
    let user = stage.user(number);
    let body = json!({ "user_id": user.user_id, "post_id": post_id, "emoji_name": "thumbsup" });
    Operation {
        series: 7,
        request: Prepared::new(&stage.target, "POST", "/reactions", &user.token, Some(&body)),
    }
}

fn view_operation(stage: &Stage, number: usize) -> Operation {
    let body = json!({ "channel_id": stage.channel(number), "prev_channel_id": "" });
    let token = &stage.user(number).token;
    Operation {
        series: 8,
        request: Prepared::new(&stage.target, "POST", "/channels/members/me/view", token, Some(&body)),
    }
}
