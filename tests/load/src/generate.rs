//! Writes a large database through the store: people, channels, memberships, messages.
//!
//! The API would take hours for a million messages. What is written is what the server would have written, without
//! events: every counter agrees, and everybody has read everything. `generate/world.rs` invents the content.

mod world;

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use argon2::password_hash::{PasswordHasher, SaltString};
use chinwag_model::channel::{Channel, ChannelKind};
use chinwag_model::channel_member::ChannelMember;
use chinwag_model::post::{Post, hashtags};
use chinwag_model::team::{Team, TeamMember};
use chinwag_model::user::User;
use chinwag_model::{ChannelId, Millis, PostId, SystemClock, TeamId, UserId, id};
use chinwag_store::{Place, Store, StoreResult, Tx, channel, channel_member, post, team, team_member, user};

use crate::meter::{Report, round};
use crate::options::{Generate, Options};
use tokio::task::JoinHandle;
use world::{Dice, FOR_ALL, World};

/// Rows in one transaction. SQLite keeps what a savepoint may undo in a list that it walks with every statement,
/// so large ones get slow; the store commits waiting transactions together anyway.
const BATCH: usize = 50;
/// Transactions on their way at the same time.
const AT_ONCE: usize = 64;
/// Time over which the messages are spread.
const TWO_YEARS: Millis = 2 * 365 * 24 * 3600 * 1000;
/// People that the other subcommands find under the names they use.
const LOAD_USERS: usize = 512;

/// Runs the subcommand.
pub(crate) async fn run(options: &Options, wanted: &Generate) -> Result<Report> {
    let store = open(wanted).await?;
    let mut hall = Hall::new(store, options, wanted)?;
    let mut report = Report::new(format!(
        "generate: {} posts, {} users, {} channels",
        wanted.posts, wanted.people, wanted.channels
    ));
    let began = Instant::now();
    hall.write_people(options).await?;
    hall.write_channels().await?;
    let counts = hall.write_posts(wanted.posts as usize).await?;
    let members = hall.write_members(&counts).await?;
    hall.store.write(|tx| Box::pin(async { tx.execute("ANALYZE", &[]).await })).await?;
    hall.store.close().await;
    report.fact("seconds", round(began.elapsed().as_secs_f64()), "");
    report.fact("memberships", members, "");
    report.fact("administrator", options.admin.as_str(), "(password as given)");
    for (name, number) in
        [("town_square", 0), ("long_channel", FOR_ALL), ("quiet_channel", hall.channels.len() - 1)]
    {
        let posts = counts.get(&number).map_or(0, |count| count.posts);
        report.fact(
            name,
            format!(
                "{} with {posts} posts, {} members",
                hall.channels[number],
                hall.world.members[number].len()
            ),
            "",
        );
    }
    Ok(report)
}

async fn open(wanted: &Generate) -> Result<Store> {
    let place = match (&wanted.sqlite, &wanted.postgres) {
        (Some(file), None) => Place::File(file.clone()),
        (None, Some(address)) => {
            check_is_here(address)?;
            Place::Postgres(address.clone())
        }
        _ => bail!(
            "say where to write: --sqlite FILE or --postgres postgres://user:password@127.0.0.1:port/database"
        ),
    };
    let store = Store::open(chinwag_store::Options {
        place,
        synchronous_full: false,
        connections: 4,
        sink: Arc::new(|_| {}),
        clock: Arc::new(SystemClock),
    })
    .await
    .context("the database could not be opened")?;
    let there = store.read(|tx| Box::pin(tx.number("SELECT COUNT(*) FROM users", &[]))).await?;
    if there > 0 {
        bail!(
            "the database has {there} users already; generate writes into an empty one only, so that nothing is spoilt"
        );
    }
    Ok(store)
}

fn check_is_here(address: &str) -> Result<()> {
    let url = url::Url::parse(address)
        .context("--postgres is not an address like postgres://user:password@127.0.0.1:5432/chat")?;
    let host = url.host_str().unwrap_or("").trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !here {
        bail!(
            "--postgres: {host:?} is not a loopback address; generate writes into databases on this machine only"
        );
    }
    Ok(())
}

/// Messages of one channel.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    posts: i64,
    last_at: Millis,
}

/// Transactions on their way; they keep the database busy while the next rows are invented.
#[derive(Default)]
struct Flight {
    running: VecDeque<JoinHandle<StoreResult<()>>>,
}

impl Flight {
    async fn start(&mut self, write: impl Future<Output = StoreResult<()>> + Send + 'static) -> Result<()> {
        self.running.push_back(tokio::spawn(write));
        if self.running.len() > AT_ONCE
            && let Some(oldest) = self.running.pop_front()
        {
            oldest.await??;
        }
        Ok(())
    }

    async fn land(self) -> Result<()> {
        for rest in self.running {
            rest.await??;
        }
        Ok(())
    }
}

/// The world on its way into the store.
struct Hall {
    store: Store,
    world: Arc<World>,
    team: TeamId,
    people: Arc<Vec<UserId>>,
    channels: Arc<Vec<ChannelId>>,
    begin: Millis,
    password_hash: String,
}

impl Hall {
    fn new(store: Store, options: &Options, wanted: &Generate) -> Result<Self> {
        let (people, channels) = (wanted.people as usize, (wanted.channels as usize).max(FOR_ALL));
        let begin = now() - TWO_YEARS;
        let at = u64::try_from(begin)?;
        Ok(Self {
            store,
            world: Arc::new(World::new(people, channels)),
            team: TeamId::at(at),
            people: Arc::new((0..people).map(|number| UserId::at(at + number as u64)).collect()),
            channels: Arc::new((0..channels).map(|number| ChannelId::at(at + number as u64)).collect()),
            begin,
            password_hash: hash(&options.password)?,
        })
    }

    async fn write_people(&mut self, options: &Options) -> Result<()> {
        let team = Team {
            id: self.team,
            create_at: self.begin,
            update_at: self.begin,
            display_name: "Load".into(),
            name: "load".into(),
            kind: "O".into(),
            invite_id: id::secret(),
            allow_open_invite: true,
            ..Team::default()
        };
        self.store.write(move |tx| Box::pin(async move { team::insert(tx, &team).await })).await?;
        let everybody: Vec<usize> = (0..self.people.len()).collect();
        for some in everybody.chunks(BATCH) {
            let people: Vec<User> = some.iter().map(|number| self.person(*number, &options.admin)).collect();
            let (team_id, hash) = (self.team, self.password_hash.clone());
            self.store.write(move |tx| Box::pin(insert_people(tx, people, team_id, hash))).await?;
            tell("users", some.last().map_or(0, |last| last + 1), self.people.len());
        }
        Ok(())
    }

    fn person(&self, number: usize, admin: &str) -> User {
        let (first, last) = world::names(number);
        let (username, roles) = match number {
            0 => (admin.to_owned(), "system_admin system_user"),
            _ if number <= LOAD_USERS => (format!("load-user-{number:04}"), "system_user"),
            _ => (format!("{}.{}{number}", first.to_lowercase(), last.to_lowercase()), "system_user"),
        };
        User {
            id: self.people[number],
            create_at: self.begin,
            update_at: self.begin,
            email: format!("{username}@load.example.org"),
            email_verified: true,
            username,
            first_name: first.into(),
            last_name: last.into(),
            roles: roles.into(),
            notify_props: Some(Default::default()),
            last_password_update: self.begin,
            locale: "en".into(),
            ..User::default()
        }
    }

    async fn write_channels(&mut self) -> Result<()> {
        let numbers: Vec<usize> = (0..self.channels.len()).collect();
        for some in numbers.chunks(BATCH) {
            let channels: Vec<Channel> = some.iter().map(|number| self.channel(*number)).collect();
            self.store
                .write(move |tx| {
                    Box::pin(async move {
                        for one in &channels {
                            channel::insert(tx, one).await?;
                        }
                        Ok(())
                    })
                })
                .await?;
            tell("channels", some.last().map_or(0, |last| last + 1), self.channels.len());
        }
        Ok(())
    }

    fn channel(&self, number: usize) -> Channel {
        let (display_name, name) = match number {
            0 => ("Town Square".to_owned(), "town-square".to_owned()),
            1 => ("Off-Topic".to_owned(), "off-topic".to_owned()),
            _ => (format!("Channel {number:05}"), format!("channel-{number:05}")),
        };
        Channel {
            id: self.channels[number],
            create_at: self.begin,
            update_at: self.begin,
            team_id: self.team,
            kind: if number % 5 == 4 { ChannelKind::Private } else { ChannelKind::Open },
            display_name,
            name,
            creator_id: self.people[self.world.members[number][0] as usize],
            ..Channel::default()
        }
    }

    async fn write_posts(&mut self, posts: usize) -> Result<HashMap<usize, Count>> {
        let step = TWO_YEARS / posts as Millis;
        let mut counts: HashMap<usize, Count> = HashMap::new();
        let mut flight = Flight::default();
        for first in (0..posts).step_by(BATCH) {
            let end = (first + BATCH).min(posts);
            let batch = self.posts(first..end, step, &mut counts);
            let store = self.store.clone();
            let write =
                async move { store.write(move |tx| Box::pin(insert_posts(tx, batch))).await.map(drop) };
            flight.start(write).await?;
            tell("posts", end, posts);
        }
        flight.land().await?;
        Ok(counts)
    }

    fn posts(
        &self,
        numbers: std::ops::Range<usize>,
        step: Millis,
        counts: &mut HashMap<usize, Count>,
    ) -> Vec<Post> {
        let mut dice = Dice::new(numbers.start as u64 + 1_000_003);
        let invent = |number: usize| {
            let (channel, person) = self.world.place(&mut dice);
            let at = self.begin + step * number as Millis;
            let count = counts.entry(channel).or_default();
            *count = Count { posts: count.posts + 1, last_at: at };
            let message = world::message(&mut dice);
            Post {
                id: PostId::at(at.unsigned_abs()),
                create_at: at,
                update_at: at,
                user_id: self.people[person],
                channel_id: self.channels[channel],
                hashtags: hashtags(&message),
                message,
                ..Post::default()
            }
        };
        numbers.map(invent).collect()
    }

    /// Counts the messages of each channel, then lets the members in: who joins has read what is there.
    async fn write_members(&mut self, counts: &HashMap<usize, Count>) -> Result<usize> {
        let mut flight = Flight::default();
        for (number, count) in counts {
            let (store, id) = (self.store.clone(), self.channels[*number]);
            let counted = channel::Counted { at: count.last_at, posts: count.posts, roots: count.posts };
            let write = async move {
                store.write(move |tx| Box::pin(channel::count_post(tx, id, counted))).await.map(drop)
            };
            flight.start(write).await?;
        }
        flight.land().await?;
        let all: usize = self.world.members.iter().map(Vec::len).sum();
        let (mut flight, mut done) = (Flight::default(), 0);
        for (number, members) in self.world.members.iter().enumerate() {
            let count = counts.get(&number).copied().unwrap_or_default();
            for some in members.chunks(BATCH) {
                let members: Vec<ChannelMember> =
                    some.iter().map(|person| self.member(number, *person as usize, count)).collect();
                done += members.len();
                let store = self.store.clone();
                let write = async move {
                    store.write(move |tx| Box::pin(insert_members(tx, members))).await.map(drop)
                };
                flight.start(write).await?;
                tell("memberships", done, all);
            }
        }
        flight.land().await?;
        Ok(done)
    }

    fn member(&self, channel: usize, person: usize, count: Count) -> ChannelMember {
        let at = count.last_at.max(self.begin);
        ChannelMember {
            channel_id: self.channels[channel],
            user_id: self.people[person],
            last_viewed_at: at,
            last_update_at: at,
            scheme_user: true,
            ..ChannelMember::default()
        }
    }
}

async fn insert_people(tx: &mut Tx, people: Vec<User>, team_id: TeamId, hash: String) -> StoreResult<()> {
    for person in &people {
        user::insert(tx, person, &hash).await?;
        let member = TeamMember {
            team_id,
            user_id: person.id,
            scheme_user: true,
            create_at: person.create_at,
            ..TeamMember::default()
        };
        team_member::upsert(tx, &member).await?;
    }
    Ok(())
}

async fn insert_posts(tx: &mut Tx, posts: Vec<Post>) -> StoreResult<()> {
    for one in &posts {
        post::insert(tx, one).await?;
    }
    Ok(())
}

async fn insert_members(tx: &mut Tx, members: Vec<ChannelMember>) -> StoreResult<()> {
    for one in &members {
        channel_member::insert(tx, one).await?;
    }
    Ok(())
}

/// One hash for all: hashing ten thousand passwords would take longer than everything else.
fn hash(password: &str) -> Result<String> {
    let salt = SaltString::encode_b64(b"generated by load").map_err(|error| anyhow!("{error}"))?;
    let hash = argon2::Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|error| anyhow!("the password cannot be hashed: {error}"))?.to_string())
}

fn now() -> Millis {
    use chinwag_model::Clock;
    SystemClock.now()
}

/// Progress on standard error; standard output is for the report.
fn tell(what: &str, done: usize, all: usize) {
    if done < all && !(done / BATCH).is_multiple_of(100) {
        return;
    }
    let end = if done < all { "" } else { "\n" };
    // Progress that cannot be shown is no reason to stop.
    let _unseen = write!(std::io::stderr().lock(), "\r{what}: {done} of {all}    {end}");
}
