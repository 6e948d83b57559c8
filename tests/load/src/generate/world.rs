//! An invented chat: people, channels, who is where, and what they write.
//!
//! The same numbers give the same world. A few channels hold very many messages and members, most hold few, as
//! in life. Nothing here knows a database.

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `0..sides`.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        (self.next() % sides.max(1) as u64) as usize
    }

    /// One of `0..sides`, small ones far more often.
    pub(super) fn low(&mut self, sides: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((part * part * part * sides as f64) as usize).min(sides - 1)
    }
}

/// Channels that everybody is in: town-square and off-topic.
pub(super) const FOR_ALL: usize = 2;
/// Channels each person joins beside those.
const JOINED: usize = 20;
/// How much of all messages goes into town-square, in per cent.
const IN_TOWN_SQUARE: usize = 10;

const FIRST: [&str; 20] = [
    "Ada", "Anna", "Aylin", "Ben", "Carla", "Chidi", "Dana", "Emil", "Fatima", "Grace", "Hugo", "Ines",
    "Jonas", "Kofi", "Lena", "Mei", "Nadia", "Omar", "Priya", "Tom",
];
const LAST: [&str; 20] = [
    "Adeyemi", "Bauer", "Costa", "Diaz", "Eriksson", "Fischer", "Garcia", "Haddad", "Ivanova", "Jansen",
    "Kim", "Larsen", "Mueller", "Nguyen", "Okafor", "Patel", "Rossi", "Sato", "Weber", "Yilmaz",
];
const SYLLABLES: [&str; 16] =
    ["ba", "co", "di", "fu", "ga", "he", "ji", "ko", "la", "me", "no", "pi", "ra", "su", "te", "vi"];
/// Different words in messages; the first ones are frequent.
const VOCABULARY: usize = 4000;

/// Who there is and who is where.
#[derive(Debug)]
pub(super) struct World {
    /// People in each channel, by number.
    pub(super) members: Vec<Vec<u32>>,
}

impl World {
    pub(super) fn new(people: usize, channels: usize) -> Self {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); channels];
        let mut dice = Dice::new(1);
        for person in 0..people {
            let number = person as u32;
            for channel in members.iter_mut().take(FOR_ALL) {
                channel.push(number);
            }
            for _ in 0..JOINED.min(channels.saturating_sub(FOR_ALL)) {
                let channel = FOR_ALL + dice.low(channels - FOR_ALL);
                // People are added in order, so looking at the last member finds a repetition.
                if members[channel].last() != Some(&number) {
                    members[channel].push(number);
                }
            }
        }
        for (number, channel) in members.iter_mut().enumerate().filter(|(_, members)| members.is_empty()) {
            channel.push((number % people) as u32);
        }
        Self { members }
    }

    /// Where one message goes and who writes it.
    pub(super) fn place(&self, dice: &mut Dice) -> (usize, usize) {
        let channel = if dice.below(100) < IN_TOWN_SQUARE { 0 } else { dice.low(self.members.len()) };
        let members = &self.members[channel];
        (channel, members[dice.below(members.len())] as usize)
    }
}

/// First and last name of a person.
pub(super) fn names(person: usize) -> (&'static str, &'static str) {
    (FIRST[person % FIRST.len()], LAST[person / FIRST.len() % LAST.len()])
}

fn word(number: usize, text: &mut String) {
    text.push_str(SYLLABLES[number % 16]);
    text.push_str(SYLLABLES[number / 16 % 16]);
    if number >= 256 {
        text.push_str(SYLLABLES[number / 256 % 16]);
    }
}

/// A message of 4 to 40 words.
pub(super) fn message(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..4 + dice.low(37) {
        word(dice.low(VOCABULARY), &mut text);
        text.push(' ');
    }
    if dice.below(100) == 0 {
        text.push('#');
        word(256 + dice.low(200), &mut text);
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_give_the_same_world_with_busy_and_quiet_channels() {
        let world = World::new(500, 100);
        assert_eq!(world.members, World::new(500, 100).members);
        assert_eq!((world.members[0].len(), world.members[1].len()), (500, 500));
        assert!(world.members[2].len() > 5 * world.members[99].len().max(1));
        for members in &world.members {
            let mut different = members.clone();
            different.dedup();
            assert_eq!((different.len(), members.is_empty()), (members.len(), false));
        }
        let mut dice = Dice::new(7);
        let mut counts = vec![0; 100];
        for _ in 0..10_000 {
            let (channel, person) = world.place(&mut dice);
            assert!(world.members[channel].contains(&(person as u32)));
            assert!(message(&mut dice).split(' ').count() >= 4);
            counts[channel] += 1;
        }
        assert!(counts[0] > 1_000 && counts[0] > 10 * counts[90], "{counts:?}");
    }

    #[test]
    fn even_the_smallest_world_stands() {
        let world = World::new(1, FOR_ALL);
        assert_eq!(world.members, [[0], [0]]);
    }
}
