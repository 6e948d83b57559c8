//! Channels or teams with connected members, and who these are.

use std::collections::HashMap;

use chinwag_model::Id;

use super::slots::{Slot, SlotSet, Slots};

/// All groups of one kind; a group without members is not kept.
pub(super) struct Groups<K> {
    by_id: HashMap<Id<K>, Slot>,
    rows: Slots<Group<K>>,
}

struct Group<K> {
    id: Id<K>,
    users: SlotSet,
}

impl<K> Default for Groups<K> {
    fn default() -> Self {
        Self { by_id: HashMap::new(), rows: Slots::default() }
    }
}

impl<K> Groups<K> {
    /// The number of a group with members.
    pub(super) fn slot(&self, id: Id<K>) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    /// The members of a group.
    pub(super) fn members(&self, id: Id<K>) -> impl Iterator<Item = Slot> + '_ {
        let group = self.slot(id).and_then(|slot| self.rows.get(slot));
        group.into_iter().flat_map(|group| group.users.iter())
    }

    /// Adds a user; tells the group's number.
    pub(super) fn join(&mut self, id: Id<K>, user: Slot) -> Slot {
        let rows = &mut self.rows;
        let slot =
            *self.by_id.entry(id).or_insert_with(|| rows.insert(Group { id, users: SlotSet::default() }));
        if let Some(group) = rows.get_mut(slot) {
            group.users.insert(user);
        }
        slot
    }

    /// Removes a user.
    pub(super) fn leave(&mut self, group: Slot, user: Slot) {
        let Some(row) = self.rows.get_mut(group) else { return };
        row.users.remove(user);
        if row.users.is_empty() {
            let id = row.id;
            self.by_id.remove(&id);
            self.rows.remove(group);
        }
    }

    /// Makes `ids` the groups of a user, whose groups are `known`.
    pub(super) fn replace(&mut self, user: Slot, known: &mut SlotSet, ids: &[Id<K>]) {
        let wanted = SlotSet::from_unsorted(ids.iter().map(|id| self.join(*id, user)).collect());
        for group in known.iter().filter(|group| !wanted.contains(*group)) {
            self.leave(group, user);
        }
        *known = wanted;
    }
}
