//! Pagination: `page` from 0, `per_page` 60 by default and silently clamped to 200.

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Page number from 0.
    pub page: u32,
    /// Entries a page, 1 to 200 (10,000 for logs).
    pub per_page: u32,
}

impl Page {
    /// Entries a page when nothing is said.
    pub const DEFAULT: u32 = 60;
    /// Most entries a page.
    pub const MAX: u32 = 200;

    /// A page with Mattermost's clamping.
    #[must_use]
    pub fn new(page: u32, per_page: u32) -> Self {
        Self { page, per_page: if per_page == 0 { Self::DEFAULT } else { per_page.min(Self::MAX) } }
    }

    /// The first `n` entries; not clamped, for our own code.
    #[must_use]
    pub const fn first(n: u32) -> Self {
        Self { page: 0, per_page: n }
    }

    /// SQL's LIMIT.
    #[must_use]
    pub fn limit(self) -> i64 {
        i64::from(self.per_page)
    }

    /// SQL's OFFSET.
    #[must_use]
    pub fn offset(self) -> i64 {
        i64::from(self.page) * i64::from(self.per_page)
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { page: 0, per_page: Self::DEFAULT }
    }
}
