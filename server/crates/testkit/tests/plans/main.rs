//! Every hot statement uses an index: the store's own functions are run with tracing on, and the plan of each statement
//! they ran is read. Nothing is repeated here, so a changed statement is looked at as it is. The tables hold tens of
//! thousands of rows and the database has looked at them ([`large`]), so that it chooses as it would on a server.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod large;

use std::sync::Arc;

use chinwag_model::{
    ChannelId, Millis, PostId, SystemClock, TeamId, UserId, channel::ChannelKind, page::Page, post::Post,
    reaction::Reaction, thread::ThreadMembership,
};
use chinwag_store::{
    Options, Store, StoreResult, Tx, access, channel_member, draft,
    post::{self, AuthorReads, Counting, Direction, Replies, ThreadWindow},
    reaction, scheduled_post,
    search::{self, PostSearch, Term, Together},
    thread::{self, Follow, ThreadFilter, Unread},
};
use chinwag_testkit::TestDatabase;

struct World {
    user: UserId,
    team: TeamId,
    channel: ChannelId,
    root: PostId,
    now: Millis,
}

impl World {
    fn new() -> Self {
        Self {
            user: UserId::generate(),
            team: TeamId::generate(),
            channel: ChannelId::generate(),
            root: PostId::generate(),
            now: 1_700_000_000_000,
        }
    }

    fn post(&self) -> Post {
        Post {
            id: PostId::generate(),
            create_at: self.now,
            update_at: self.now,
            user_id: self.user,
            channel_id: self.channel,
            message: "hello #world".into(),
            hashtags: "#world".into(),
            ..Post::default()
        }
    }
}

/// Everything people do all day.
async fn run_reads(tx: &mut Tx, w: &World) -> StoreResult<()> {
    access::channel(tx, w.channel, w.user).await?;
    post::get(tx, w.root).await?;
    post::by_ids(tx, &[w.root]).await?;
    post::by_ids_readable(tx, w.user, &[w.root]).await?;
    for replies in [Replies::With, Replies::Without] {
        post::page(tx, w.channel, replies, 60, 0).await?;
        post::before(tx, w.channel, replies, (w.now, w.root), 60).await?;
        post::after(tx, w.channel, replies, (w.now, w.root), 60).await?;
        post::first_after(tx, w.channel, replies, w.now).await?;
    }
    post::changed_since(tx, w.channel, w.now, 1000).await?;
    post::changed_since_roots(tx, w.channel, w.now, 1000).await?;
    post::newest_change(tx, w.channel).await?;
    post::pinned(tx, w.channel).await?;
    post::replies(tx, &[w.root]).await?;
    for direction in [Direction::Up, Direction::Down] {
        let window = ThreadWindow { direction, from: Some((w.now, w.root)), updated_after: 0, limit: 60 };
        post::of_thread(tx, w.root, window).await?;
    }
    post::flagged(tx, w.user, w.team, ChannelId::EMPTY, Page::default()).await?;
    post::versions(tx, w.root).await?;
    reaction::of_posts(tx, &[w.root]).await?;
    reaction::other_emojis(tx, w.root, "+1").await?;
    channel_member::get(tx, w.channel, w.user).await?;
    channel_member::of_channel(tx, w.channel, Page::default()).await?;
    channel_member::by_users(tx, w.channel, &[w.user]).await?;
    channel_member::reachable(tx, w.channel, 1000).await?;
    channel_member::channel_ids(tx, w.user).await?;
    channel_member::unread_since(tx, w.channel, w.user, w.now).await?;
    thread::followed(
        tx,
        w.user,
        ThreadFilter { team: w.team, personal: 1, limit: 25, ..ThreadFilter::default() },
    )
    .await?;
    let unread = ThreadFilter {
        team: w.team,
        unread: Unread::Only,
        before: Some((w.now, w.root)),
        limit: 25,
        ..ThreadFilter::default()
    };
    thread::followed(tx, w.user, unread).await?;
    thread::totals(tx, w.user, w.team, 1).await?;
    thread::one(tx, w.user, w.root).await?;
    thread::followers(tx, w.root).await?;
    thread::following_of(tx, w.user, &[w.root]).await?;
    thread::by_roots(tx, &[w.root]).await?;
    thread::unread_after(tx, w.root, w.user, w.now).await?;
    thread::recount(tx, w.root).await?;
    draft::of_team(tx, w.user, w.team).await?;
    scheduled_post::due(tx, w.now).await?;
    scheduled_post::of_team(tx, w.user, w.team).await?;
    Ok(())
}

async fn run_writes(tx: &mut Tx, w: &World) -> StoreResult<()> {
    let mut new = w.post();
    let counting = Counting { posts: 1, roots: 1, author: AuthorReads::Yes };
    post::claim_pending(tx, w.user, "attempt", new.id, w.now, w.now - 30_000).await?;
    post::create(tx, &mut new, counting).await?;
    post::add_mentions(tx, &new, &[w.user]).await?;
    channel_member::add_mentions(tx, w.channel, &[w.user], 1, w.now).await?;
    channel_member::mark_read(tx, w.channel, w.user, w.now).await?;
    channel_member::set_read_until(tx, w.channel, w.user, w.now, w.now).await?;
    post::touch_root(tx, w.root, 1, w.now, w.now).await?;
    post::update(tx, &w.post()).await?;
    let reply = Reaction { post_id: w.root, user_id: w.user, emoji_name: "+1".into(), ..Reaction::default() };
    reaction::insert(tx, &reply).await?;
    post::set_reacted(tx, w.root, w.now).await?;
    reaction::delete(tx, w.root, w.user, "+1").await?;
    thread::author_replied(tx, w.root, w.user, Follow::New, w.now).await?;
    for follow in [Follow::New, Follow::AsBefore] {
        thread::add_mentions(tx, (w.channel, w.root), &[w.user], follow, w.now).await?;
    }
    let member = ThreadMembership { post_id: w.root, user_id: w.user, ..ThreadMembership::default() };
    thread::put_membership(tx, &member).await?;
    thread::mark_all_read(tx, w.user, w.team, w.now).await?;
    for kind in [ChannelKind::Open, ChannelKind::Direct] {
        let deleted = post::Deleted { channel: w.channel, kind, posts: &[w.post()], at: w.now };
        post::delete(tx, deleted).await?;
    }
    Ok(())
}

async fn run_searches(tx: &mut Tx, w: &World) -> StoreResult<()> {
    let base = PostSearch { user: w.user, team: w.team, ..PostSearch::default() };
    let word = Term::Phrase("hello".into());
    let searches = [
        PostSearch { terms: vec![word.clone(), Term::Prefix("wor".into())], ..base.clone() },
        PostSearch {
            terms: vec![word.clone()],
            from: vec![w.user],
            channels: vec![w.channel],
            ..base.clone()
        },
        PostSearch { terms: vec![Term::Tag("#world".into())], ..base.clone() },
        PostSearch {
            terms: vec![word.clone(), Term::TagPrefix("#wo".into())],
            together: Together::Any,
            ..base.clone()
        },
        PostSearch { from: vec![w.user], excluded: vec![word], ..base.clone() },
        PostSearch { channels: vec![w.channel], within: vec![(0, w.now)], ..base },
    ];
    for one in &searches {
        search::posts(tx, one).await?;
    }
    Ok(())
}

/// Steps of a plan that read a whole table. A list in a parameter and the index of words are no tables.
fn whole_table(step: &str) -> bool {
    let sqlite = step.starts_with("SCAN ")
        && !["VIRTUAL TABLE", "json_each", "SUBQUERY", "CONSTANT ROW", "USING INDEX posts_create"]
            .iter()
            .any(|known| step.contains(known));
    sqlite || step.contains("Seq Scan on ")
}

async fn look(tx: &mut Tx, statements: Vec<chinwag_store::db::Statement>) -> StoreResult<Vec<String>> {
    let mut bad = Vec::new();
    for (sql, params) in statements {
        let plan = tx.explain(&sql, &params).await?;
        if plan.iter().any(|step| whole_table(step)) {
            bad.push(format!("{sql}\n    {}", plan.join("\n    ")));
        }
    }
    Ok(bad)
}

#[tokio::test]
async fn no_hot_statement_reads_a_whole_table_of_sqlite() {
    look_at_every_plan(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn no_hot_statement_reads_a_whole_table_of_postgresql() {
    match TestDatabase::postgres().await {
        Some(database) => look_at_every_plan(database).await,
        None => eprintln!("left out: CHINWAG_TEST_POSTGRES_URL names no server"),
    }
}

async fn look_at_every_plan(database: TestDatabase) {
    let options = Options {
        place: database.place.clone(),
        synchronous_full: false,
        connections: 2,
        sink: Arc::new(drop),
        clock: Arc::new(SystemClock),
    };
    let store = Store::open(options).await.unwrap();
    store.write(|tx| Box::pin(large::fill(tx))).await.unwrap();
    let bad = store
        .write(move |tx| {
            Box::pin(async move {
                if tx.is_postgres() {
                    // It reads small tables whole whatever their indexes, and a few thousand people are few to it.
                    tx.execute("SET LOCAL enable_seqscan = off", &[]).await?;
                }
                let world = World::new();
                tx.trace();
                run_reads(tx, &world).await?;
                run_writes(tx, &world).await?;
                run_searches(tx, &world).await?;
                let statements = tx.traced();
                assert!(statements.len() > 60, "{} statements were looked at", statements.len());
                let bad = look(tx, statements).await?;
                tx.trace();
                tx.number("SELECT COUNT(*) FROM posts WHERE message = 'x'", &[]).await?;
                let statements = tx.traced();
                assert_eq!(look(tx, statements).await?.len(), 1, "a statement that reads a table is seen");
                Ok(bad)
            })
        })
        .await
        .unwrap()
        .into_inner();
    assert!(bad.is_empty(), "on {:?}:\n{}", database.place, bad.join("\n"));
}
