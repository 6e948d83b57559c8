//! Posts that are written at once share a commit, and are as apart as if each had been alone: their times, counters,
//! events, attempts and failures. On both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::sync::Arc;

use chinwag_events::Event;
use chinwag_model::{
    ChannelId, Millis, PostId, SystemClock, TeamId, UserId,
    channel::{Channel, ChannelKind},
    channel_member::ChannelMember,
    post::Post,
};
use chinwag_store::{
    Options, Store, StoreError, StoreResult, channel, channel_member, event,
    post::{self, Append, AuthorReads, Counting},
    search::{self, PostSearch, Term},
};
use chinwag_testkit::TestDatabase;
use futures_util::future::join_all;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const NOW: Millis = 1_700_000_000_000;

struct World {
    store: Store,
    released: UnboundedReceiver<Vec<Event>>,
    team: TeamId,
    channels: [ChannelId; 2],
    people: [UserId; 3],
    _database: TestDatabase,
}

/// A team's two channels with three members each, on every database there is.
async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for database in TestDatabase::every().await {
        let (release, released) = unbounded_channel();
        let options = Options {
            place: database.place.clone(),
            synchronous_full: false,
            connections: 4,
            sink: Arc::new(move |events| drop(release.send(events))),
            clock: Arc::new(SystemClock),
        };
        let store = Store::open(options).await.unwrap();
        let (team, channels) = (TeamId::generate(), [ChannelId::generate(), ChannelId::generate()]);
        let people = [UserId::generate(), UserId::generate(), UserId::generate()];
        store.write(move |tx| Box::pin(furnish(tx, team, channels, people))).await.unwrap();
        worlds.push(World { store, released, team, channels, people, _database: database });
    }
    worlds
}

async fn furnish(
    tx: &mut chinwag_store::Tx,
    team_id: TeamId,
    channels: [ChannelId; 2],
    people: [UserId; 3],
) -> StoreResult<()> {
    for id in channels {
        let new = Channel {
            id,
            team_id,
            kind: ChannelKind::Open,
            name: id.as_str().to_owned(),
            display_name: "Room".into(),
            ..Channel::default()
        };
        channel::insert(tx, &new).await?;
        for user_id in people {
            let member = ChannelMember { channel_id: id, user_id, scheme_user: true, ..Default::default() };
            channel_member::insert(tx, &member).await?;
        }
    }
    Ok(())
}

impl World {
    fn draft(&self, channel: usize, author: usize, message: &str) -> Post {
        Post {
            id: PostId::generate(),
            create_at: NOW,
            update_at: NOW,
            channel_id: self.channels[channel],
            user_id: self.people[author],
            message: message.into(),
            ..Post::default()
        }
    }

    async fn append(&self, post: Post) -> StoreResult<Option<Post>> {
        let new = Append {
            post,
            counting: Counting { posts: 1, roots: 1, author: AuthorReads::Yes },
            attempts_for: 30_000,
            event: Box::new(|post| Event::new("posted").with_json("post", post).to_channel(post.channel_id)),
        };
        Ok(self.store.append(new).await?.into_inner())
    }

    async fn posts(&self, channel: usize) -> Vec<Post> {
        let id = self.channels[channel];
        let read = self
            .store
            .read(move |tx| Box::pin(post::page(tx, id, post::Replies::With, 1_000, 0)))
            .await
            .unwrap();
        read.into_iter().rev().collect()
    }

    async fn found(&self, word: &str) -> Vec<PostId> {
        let wanted = PostSearch {
            user: self.people[0],
            team: self.team,
            terms: vec![Term::Phrase(word.into())],
            ..PostSearch::default()
        };
        let hits = self
            .store
            .read(move |tx| Box::pin(async move { search::posts(tx, &wanted).await }))
            .await
            .unwrap();
        hits.into_iter().map(|p| p.id).collect()
    }

    fn released_posts(&mut self) -> Vec<(ChannelId, Millis)> {
        let mut told = Vec::new();
        while let Ok(events) = self.released.try_recv() {
            told.extend(events.iter().map(told_of));
        }
        told
    }
}

/// Channel and time of the post an event tells of.
fn told_of(event: &Event) -> (ChannelId, Millis) {
    let post: Post = serde_json::from_str(event.data["post"].as_str().unwrap()).unwrap();
    (post.channel_id, post.create_at)
}

#[tokio::test]
async fn posts_written_at_once_have_rising_times_right_counters_and_events_in_their_order() {
    for mut world in worlds().await {
        let drafts = (0..300).map(|n| world.draft(n % 2, n % 3, &format!("number{n}")));
        let answers = join_all(drafts.map(|post| world.append(post)).collect::<Vec<_>>()).await;
        let answered: Vec<Post> = answers.into_iter().map(|a| a.unwrap().unwrap()).collect();
        for room in 0..2 {
            let stored = world.posts(room).await;
            let times: Vec<Millis> = stored.iter().map(|p| p.create_at).collect();
            assert_eq!(times.len(), 150);
            assert!(times[0] >= NOW && times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
            for post in &stored {
                assert!(answered.contains(post), "the answer differs from the row: {post:?}");
            }
            let id = world.channels[room];
            let row = world.store.read(move |tx| Box::pin(channel::get(tx, id))).await.unwrap().unwrap();
            assert_eq!((row.total_msg_count, row.total_msg_count_root), (150, 150));
            assert_eq!((row.last_post_at, row.last_root_post_at), (times[149], times[149]));
            for user in world.people {
                check_member(&world.store, id, user, &stored).await;
            }
        }
        let told = world.released_posts();
        let rows = world.store.read(|tx| Box::pin(event::after(tx, 0, 1_000))).await.unwrap();
        let recorded: Vec<_> = rows.iter().map(|(_, event)| told_of(event)).collect();
        assert_eq!((told.len(), &told), (300, &recorded), "events are released as they are recorded");
        for id in world.channels {
            let times: Vec<Millis> = told.iter().filter(|(c, _)| *c == id).map(|(_, at)| *at).collect();
            assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
        }
    }
}

/// Authors have read everything up to their own newest post, and no further.
async fn check_member(store: &Store, id: ChannelId, user: UserId, stored: &[Post]) {
    let member = store.read(move |tx| Box::pin(channel_member::get(tx, id, user))).await.unwrap().unwrap();
    let newest = stored.iter().rposition(|p| p.user_id == user).unwrap();
    assert_eq!(member.last_viewed_at, stored[newest].create_at);
    assert_eq!(member.msg_count, newest as i64 + 1);
    let counted =
        store.read(move |tx| Box::pin(channel_member::recount(tx, id, user))).await.unwrap().unwrap();
    assert_eq!((counted.msg_count, counted.msg_count_root), (member.msg_count, member.msg_count_root));
}

#[tokio::test]
async fn an_attempt_repeated_at_once_makes_one_post_and_every_attempt_gets_it() {
    for mut world in worlds().await {
        let attempt = |n: usize| Post {
            pending_post_id: format!("attempt-{}", n % 4),
            ..world.draft(0, 0, &format!("message {}", n % 4))
        };
        let mut late = attempt(0);
        let answers = join_all((0..40).map(|n| world.append(attempt(n)))).await;
        let answered: Vec<Post> = answers.into_iter().map(|a| a.unwrap().unwrap()).collect();
        let stored = world.posts(0).await;
        assert_eq!(stored.len(), 4);
        for (n, post) in answered.iter().enumerate() {
            assert_eq!(post.message, format!("message {}", n % 4));
            assert!(stored.contains(post));
        }
        assert_eq!(world.released_posts().len(), 4);
        // Another person's attempt of the same name is their own, and so is one after the time has passed.
        let other = Post { pending_post_id: "attempt-0".into(), ..world.draft(0, 1, "mine") };
        assert_eq!(world.append(other).await.unwrap().unwrap().message, "mine");
        late.create_at += 60_000;
        let late_id = late.id;
        assert_eq!(world.append(late).await.unwrap().unwrap().id, late_id);
    }
}

#[tokio::test]
async fn a_post_the_database_refuses_fails_alone_and_can_never_be_found() {
    for mut world in worlds().await {
        let first = world.append(world.draft(0, 0, "original")).await.unwrap().unwrap();
        let drafts: Vec<Post> = (0..30)
            .map(|n| {
                let post = world.draft(n % 2, n % 3, "neighbour");
                // The row's key is taken.
                if n == 13 { Post { id: first.id, message: "impostor".into(), ..post } } else { post }
            })
            .collect();
        let answers = join_all(drafts.into_iter().map(|post| world.append(post))).await;
        for (n, answer) in answers.iter().enumerate() {
            match answer {
                Ok(Some(_)) => assert_ne!(n, 13),
                Err(StoreError::Conflict(_)) => assert_eq!(n, 13),
                other => panic!("post {n}: {other:?}"),
            }
        }
        assert_eq!(world.posts(0).await.len() + world.posts(1).await.len(), 30);
        assert_eq!(world.released_posts().len(), 30);
        assert_eq!((world.found("neighbour").await.len(), world.found("impostor").await.len()), (29, 0));
        for id in world.channels {
            let row = world.store.read(move |tx| Box::pin(channel::get(tx, id))).await.unwrap().unwrap();
            let rows = world.posts(usize::from(id == world.channels[1])).await.len() as i64;
            assert_eq!(row.total_msg_count, rows, "the refused post is not counted");
        }
    }
}

#[tokio::test]
async fn a_post_is_found_by_the_words_it_has_however_close_its_changes_follow() {
    for world in worlds().await {
        let posts =
            join_all((0..20).map(|n| world.append(world.draft(0, 0, &format!("before{n} same"))))).await;
        let posts: Vec<Post> = posts.into_iter().map(|p| p.unwrap().unwrap()).collect();
        // Edits, deletions and new posts that wait for the same commit.
        let changes = posts.iter().enumerate().map(|(n, post)| {
            let (store, mut post) = (&world.store, post.clone());
            async move {
                store
                    .write(move |tx| {
                        Box::pin(async move {
                            if n % 2 == 0 {
                                post.message = format!("after{n} same");
                                return post::update(tx, &post).await;
                            }
                            let (channel, posts) = (post.channel_id, [post]);
                            let kind = ChannelKind::Open;
                            post::delete(tx, post::Deleted { channel, kind, posts: &posts, at: NOW + 9_000 })
                                .await
                        })
                    })
                    .await
            }
        });
        assert!(join_all(changes).await.iter().all(Result::is_ok));
        assert_eq!(world.found("same").await.len(), 10);
        assert_eq!((world.found("before4").await.len(), world.found("before5").await.len()), (0, 0));
        assert_eq!(world.found("after4").await, [posts[4].id]);
    }
}

#[tokio::test]
async fn a_post_for_a_channel_that_is_gone_is_answered_and_the_others_are_written() {
    for world in worlds().await {
        if !world.store.is_postgres() {
            continue;
        }
        let lost = Post { channel_id: ChannelId::generate(), ..world.draft(0, 0, "to nowhere") };
        let answers = join_all(
            (0..10)
                .map(|n| if n == 5 { lost.clone() } else { world.draft(0, 0, "to somewhere") })
                .map(|post| world.append(post)),
        )
        .await;
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap().is_some(), n != 5);
        }
        assert_eq!(world.posts(0).await.len(), 9);
    }
}
