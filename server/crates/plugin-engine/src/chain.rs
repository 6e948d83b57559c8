//! Who calls whom: the chain of plugins that led to a call.
//!
//! Holds the links only. A host function that asks another plugin takes [`crate::Sandbox::chain`] and hands it on in
//! [`crate::CallOptions::within`]; so a plugin that comes back to itself and chains that never end are seen.

use std::sync::Arc;

/// The plugins that are in the middle of a call which led here, the latest first. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Chain(Option<Arc<Link>>);

#[derive(Debug)]
struct Link {
    plugin: u64,
    depth: usize,
    before: Chain,
}

impl Chain {
    /// How many calls of plugins are in progress above.
    pub fn depth(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.depth)
    }

    /// The chain with one more plugin at its end.
    pub(crate) fn and(&self, plugin: u64) -> Self {
        Self(Some(Arc::new(Link { plugin, depth: self.depth() + 1, before: self.clone() })))
    }

    /// Whether this plugin is in the middle of a call that led here.
    pub(crate) fn holds(&self, plugin: u64) -> bool {
        let mut at = self;
        while let Some(link) = &at.0 {
            if link.plugin == plugin {
                return true;
            }
            at = &link.before;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_knows_its_plugins_and_its_depth() {
        let chain = Chain::default().and(1).and(2);
        assert_eq!((chain.depth(), chain.holds(1), chain.holds(2), chain.holds(3)), (2, true, true, false));
        assert_eq!((Chain::default().depth(), Chain::default().holds(1)), (0, false));
    }
}
