//! Small containers of the directory: rows with stable numbers, and sets of such numbers.
//!
//! Numbers of four bytes instead of ids of 26 keep an idle connection small and its memberships quick to walk.

/// Number of a row.
pub(super) type Slot = u32;

/// Rows whose numbers stay the same while others come and go.
#[derive(Debug)]
pub(super) struct Slots<T> {
    rows: Vec<Option<T>>,
    free: Vec<Slot>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slots<T> {
    pub(super) fn insert(&mut self, row: T) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.rows[slot as usize] = Some(row);
            return slot;
        }
        self.rows.push(Some(row));
        // More than four thousand million rows do not fit in memory.
        (self.rows.len() - 1) as Slot
    }

    pub(super) fn remove(&mut self, slot: Slot) -> Option<T> {
        let row = self.rows.get_mut(slot as usize)?.take();
        if row.is_some() {
            self.free.push(slot);
        }
        row
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&T> {
        self.rows.get(slot as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.rows.get_mut(slot as usize)?.as_mut()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().flatten()
    }
}

/// A set of row numbers, in order.
#[derive(Debug, Default, Clone)]
pub(super) struct SlotSet(Vec<Slot>);

impl SlotSet {
    pub(super) fn from_unsorted(mut slots: Vec<Slot>) -> Self {
        slots.sort_unstable();
        slots.dedup();
        slots.shrink_to_fit();
        Self(slots)
    }

    pub(super) fn insert(&mut self, slot: Slot) {
        if let Err(place) = self.0.binary_search(&slot) {
            self.0.insert(place, slot);
        }
    }

    pub(super) fn remove(&mut self, slot: Slot) {
        if let Ok(place) = self.0.binary_search(&slot) {
            self.0.remove(place);
        }
    }

    pub(super) fn contains(&self, slot: Slot) -> bool {
        self.0.binary_search(&slot).is_ok()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        self.0.iter().copied()
    }

    /// Whether both hold a number.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let (small, large) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        small.iter().any(|slot| large.contains(slot))
    }
}
