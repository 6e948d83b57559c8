//! Killed again and again while people post: nothing that was answered is lost, nothing is there twice.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chinwag_store::Place;
use chinwag_testkit::TestDatabase;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::process::{Client, Process};

const ROUNDS: usize = 4;
const WRITERS: usize = 6;
const POSTS_A_ROUND: usize = 60;

/// What a writer knows: the ids it was answered, by message.
type Answered = Arc<Mutex<HashMap<String, String>>>;

/// Posts until the server is gone; an attempt without an answer is tried again in the next round.
async fn write(
    client: Client,
    url: String,
    channel: String,
    writer: usize,
    from: usize,
    answered: Answered,
    count: Arc<AtomicUsize>,
) -> usize {
    let mut next = from;
    loop {
        let message = format!("writer {writer} message {next}");
        let body =
            json!({"channel_id": channel, "message": message, "pending_post_id": format!("{writer}:{next}")});
        match client.try_post(&format!("{url}/posts"), &body).await {
            Some((201, post)) => {
                answered.lock().insert(message, post["id"].as_str().expect("an id").to_owned());
                count.fetch_add(1, Ordering::SeqCst);
                next += 1;
            }
            Some((status, body)) => panic!("a post was refused: {status} {body}"),
            None => return next,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answered_post_is_lost_and_none_appears_twice_however_often_the_server_is_killed() {
    for database in TestDatabase::every().await {
        match &database.place {
            Place::Postgres(url) => kill_and_count(database.folder.path(), &[("DATABASE_URL", url)]).await,
            Place::File(_) => kill_and_count(database.folder.path(), &[]).await,
        }
    }
}

async fn kill_and_count(folder: &Path, environment: &[(&str, &str)]) {
    let mut server = Process::start(folder, environment);
    let admin = Client::new(&server.url, "admin").await;
    let team = admin
        .post(&format!("{}/teams", server.url), &json!({"name": "one", "display_name": "One", "type": "O"}))
        .await;
    let draft = json!({"team_id": team["id"], "name": "busy", "display_name": "Busy", "type": "O"});
    let channel = admin.post(&format!("{}/channels", server.url), &draft).await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let answered: Answered = Arc::default();
    let mut next = [0; WRITERS];
    for _ in 0..ROUNDS {
        let count = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..WRITERS)
            .map(|w| {
                let args =
                    (admin.clone(), server.url.clone(), channel.clone(), answered.clone(), count.clone());
                tokio::spawn(write(args.0, args.1, args.2, w, next[w], args.3, args.4))
            })
            .collect();
        while count.load(Ordering::SeqCst) < POSTS_A_ROUND {
            tokio::task::yield_now().await;
        }
        server.kill();
        for (w, writer) in writers.into_iter().enumerate() {
            next[w] = writer.await.expect("a writer that saw only answers or a dead server");
        }
        server = Process::start(folder, environment);
    }
    // Every attempt without an answer is repeated once more, as a client would.
    for (w, n) in next.iter().enumerate() {
        let message = format!("writer {w} message {n}");
        let body = json!({"channel_id": channel, "message": message, "pending_post_id": format!("{w}:{n}")});
        let post = admin.post(&format!("{}/posts", server.url), &body).await;
        answered.lock().insert(message, post["id"].as_str().expect("an id").to_owned());
    }
    let posts = every_post(&admin, &server.url, &channel).await;
    check(&posts, &answered.lock());
    let seen = admin.get(&format!("{}/channels/{channel}", server.url)).await;
    assert_eq!(seen["total_msg_count"], counted(&posts), "the channel's counter equals a fresh count");
    let member = admin.get(&format!("{}/channels/{channel}/members/{}", server.url, admin.id)).await;
    assert_eq!(member["msg_count"], seen["total_msg_count"], "the author has read every post");
}

async fn every_post(client: &Client, url: &str, channel: &str) -> Vec<Value> {
    let mut posts = Vec::new();
    for page in 0.. {
        let list = client.get(&format!("{url}/channels/{channel}/posts?page={page}&per_page=200")).await;
        let order = list["order"].as_array().expect("an order").clone();
        if order.is_empty() {
            return posts;
        }
        posts.extend(order.iter().map(|id| list["posts"][id.as_str().expect("an id")].clone()));
    }
    posts
}

fn counted(posts: &[Value]) -> usize {
    posts.iter().filter(|p| !p["type"].as_str().unwrap_or_default().starts_with("system_")).count()
}

fn check(posts: &[Value], answered: &HashMap<String, String>) {
    let mut messages = HashSet::new();
    let ids: HashSet<&str> = posts.iter().filter_map(|p| p["id"].as_str()).collect();
    for post in posts.iter().filter(|p| p["type"] == "") {
        assert!(messages.insert(post["message"].as_str().expect("a message")), "twice: {}", post["message"]);
    }
    for (message, id) in answered {
        assert!(ids.contains(id.as_str()), "lost: {message} ({id})");
    }
    assert_eq!(messages.len(), answered.len(), "as many posts as answers");
}
