//! Inputs made of a corpus by chance, and the same ones for the same seed.
//!
//! libFuzzer does this better, because it sees which code an input reaches; this does it everywhere, in a moment.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

/// Most bytes of an input.
const LONGEST: usize = 20_000;

/// Pieces that mean something to one parser or another.
const PIECES: [&[u8]; 58] = [
    b"null",
    b"true",
    b"-1",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"1e999",
    b"0.5",
    b"\"\"",
    b"[]",
    b"{}",
    b"[null]",
    b"\\u0000",
    b"\\ud800",
    b"\0",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xe2\x82",
    b"\"",
    b"\\",
    b"{\"a\":",
    b"[[[[",
    b"]]]]",
    b"}}",
    b",",
    b":",
    b"$me",
    b"$team",
    b"$channel",
    b"$post",
    b"$other",
    b"$unknown",
    b"@",
    b"@all",
    b"@bob",
    b"@here.",
    b"#tag",
    b"~dev",
    b":smile:",
    b"`",
    b"```",
    b"~~~\n",
    b"release train",
    b"\n",
    b"from:",
    b"-in:",
    b"before:2020-02-30",
    b"*",
    b"\"needle\"",
    b"<!",
    b"<https://a|b>",
    b"/msg @bob ",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b"\xcc\x81",
    b"\x81\xfe\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\x89\x80\0\0\0\0",
];

/// Makes inputs.
pub struct Mutator {
    chance: StdRng,
    corpus: Vec<Vec<u8>>,
}

impl Mutator {
    /// Inputs made of `corpus`; the same for the same seed.
    ///
    /// # Panics
    /// When the corpus is empty.
    #[must_use]
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Self {
        assert!(!corpus.is_empty(), "nothing to make inputs of");
        Self { chance: StdRng::seed_from_u64(seed), corpus }
    }

    /// The next input.
    pub fn make(&mut self) -> Vec<u8> {
        let mut input = self.corpus.choose(&mut self.chance).cloned().unwrap_or_default();
        // Few changes keep the meaning, many leave it.
        let changes = 1 << self.chance.random_range(0..4);
        for _ in 0..changes {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.chance.random_range(0..=input.len());
        let until = (at + self.chance.random_range(0..32)).min(input.len());
        match self.chance.random_range(0..9) {
            0 if at < input.len() => input[at] ^= 1 << self.chance.random_range(0..8),
            1 if at < input.len() => input[at] = self.chance.random(),
            2 => drop(input.drain(at..until)),
            3 => {
                let again = input[at..until].repeat(self.chance.random_range(1..20));
                drop(input.splice(at..at, again));
            }
            4 => input.truncate(at),
            5 => {
                let other = self.corpus.choose(&mut self.chance).cloned().unwrap_or_default();
                let from = self.chance.random_range(0..=other.len());
                drop(input.splice(at..until, other[from..].iter().copied()));
            }
            6 => {
                let piece = PIECES.choose(&mut self.chance).copied().unwrap_or_default();
                let times = if self.chance.random_ratio(1, 20) { 300 } else { 1 };
                drop(input.splice(at..at, piece.repeat(times)));
            }
            _ => {
                let piece = PIECES.choose(&mut self.chance).copied().unwrap_or_default();
                drop(input.splice(at..until, piece.iter().copied()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_another_makes_others() {
        let make = |seed| {
            let mut mutator = Mutator::new(seed, vec![b"hello".to_vec(), b"{\"a\":1}".to_vec()]);
            (0..50).map(|_| mutator.make()).collect::<Vec<_>>()
        };
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert!(make(1).iter().all(|input| input.len() <= LONGEST));
    }
}
