//! Pages of a listing: what starts with a prefix, folded at a delimiter.
use std::ops::Bound;

use super::{Store, StoreError, Version};

/// One page, in the order of the keys' bytes.
#[derive(Debug)]
pub struct Page<T> {
    /// The entries whose key has no delimiter behind the prefix.
    pub entries: Vec<T>,
    /// What the others have in common up to and with the delimiter, each once.
    pub common_prefixes: Vec<String>,
    /// The last key or common prefix of this page when there is more to list.
    pub next: Option<String>,
}

impl<T> Page<T> {
    fn map<U>(self, entry: impl FnMut(T) -> U) -> Page<U> {
        let Self {
            entries,
            common_prefixes,
            next,
        } = self;
        Page {
            entries: entries.into_iter().map(entry).collect(),
            common_prefixes,
            next,
        }
    }
}

/// What to list, and how much of it.
#[derive(Debug, Default)]
pub struct Query<'a> {
    /// Only keys that start with this.
    pub prefix: &'a str,
    /// Fold what follows the prefix up to here; empty: do not fold.
    pub delimiter: &'a str,
    /// The last page's last common prefix, or key: not to be listed again.
    pub after: &'a str,
    /// How many entries and common prefixes a page may hold.
    pub limit: usize,
}

impl Query<'_> {
    /// Cuts a page out of `candidates`, which come sorted by key and begin behind the last page.
    fn page<'k, T>(&self, candidates: impl Iterator<Item = (&'k str, T)>) -> Page<T> {
        let mut page = Page {
            entries: Vec::new(),
            common_prefixes: Vec::new(),
            next: None,
        };
        if self.limit == 0 {
            return page;
        }
        let mut last = String::new();
        for (key, entry) in candidates {
            let Some(rest) = key.strip_prefix(self.prefix) else {
                if key > self.prefix {
                    break;
                }
                continue;
            };
            let folded = match rest.find(self.delimiter) {
                Some(at) if !self.delimiter.is_empty() => {
                    Some(&key[..self.prefix.len() + at + self.delimiter.len()])
                }
                _ => None,
            };
            if folded.is_some_and(|folded| folded <= self.after || folded == last) {
                continue;
            }
            if page.entries.len() + page.common_prefixes.len() == self.limit {
                page.next = Some(last);
                break;
            }
            if let Some(folded) = folded {
                page.common_prefixes.push(folded.to_owned());
                folded.clone_into(&mut last);
            } else {
                page.entries.push(entry);
                key.clone_into(&mut last);
            }
        }
        page
    }
}

impl Store {
    /// The newest versions behind the key `start`, delete markers and their keys left out.
    ///
    /// # Errors
    /// When there is no such bucket.
    pub fn list(
        &self,
        bucket: &str,
        start: &str,
        query: &Query,
    ) -> Result<Page<Version>, StoreError> {
        let buckets = self.buckets();
        let objects = &buckets.get(bucket).ok_or(StoreError::NoSuchBucket)?.objects;
        let behind = (Bound::Excluded(start), Bound::Unbounded);
        let newest = objects
            .range::<str, _>(behind)
            .filter_map(|(key, versions)| {
                let newest = versions
                    .last()
                    .filter(|version| version.content.is_some())?;
                Some((key.as_str(), newest))
            });
        Ok(query.page(newest).map(Clone::clone))
    }

    /// Every version with whether it is its key's newest, the newest of each key first, behind
    /// the version `after_id` of the key `start`, or behind all of that key's.
    ///
    /// # Errors
    /// When there is no such bucket.
    pub fn list_versions(
        &self,
        bucket: &str,
        start: &str,
        after_id: Option<&str>,
        query: &Query,
    ) -> Result<Page<(Version, bool)>, StoreError> {
        let buckets = self.buckets();
        let objects = &buckets.get(bucket).ok_or(StoreError::NoSuchBucket)?.objects;
        let rest = objects.get(start).zip(after_id).and_then(|(versions, id)| {
            let position = versions.iter().position(|version| version.id == id)?;
            Some(
                versions[..position]
                    .iter()
                    .rev()
                    .map(|version| (version, false)),
            )
        });
        let behind = (Bound::Excluded(start), Bound::Unbounded);
        let others = objects.range::<str, _>(behind).flat_map(|(_, versions)| {
            let newest = versions.len() - 1;
            versions
                .iter()
                .enumerate()
                .rev()
                .map(move |(at, version)| (version, at == newest))
        });
        let all = rest.into_iter().flatten().chain(others);
        let page =
            query.page(all.map(|(version, newest)| (version.key.as_str(), (version, newest))));
        Ok(page.map(|(version, newest)| (version.clone(), newest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["a", "b/1", "b/2", "c", "d/1", "e"];

    fn page(query: &Query) -> Page<&'static str> {
        query.page(
            KEYS.into_iter()
                .filter(|key| *key > query.after)
                .map(|key| (key, key)),
        )
    }

    #[test]
    fn folded_keys_are_listed_once_and_count_once() {
        let first = page(&Query {
            delimiter: "/",
            limit: 2,
            ..Query::default()
        });
        assert_eq!(
            (first.entries, first.common_prefixes),
            (vec!["a"], vec!["b/".to_owned()])
        );
        assert_eq!(first.next.as_deref(), Some("b/"));

        let second = page(&Query {
            delimiter: "/",
            after: "b/",
            limit: 9,
            ..Query::default()
        });
        assert_eq!(
            (second.entries, second.common_prefixes),
            (vec!["c", "e"], vec!["d/".to_owned()])
        );
        assert_eq!(second.next, None);
    }

    #[test]
    fn a_page_that_holds_everything_has_no_next() {
        let all = page(&Query {
            limit: 6,
            ..Query::default()
        });
        assert_eq!((all.entries.len(), all.next), (6, None));
        let some = page(&Query {
            prefix: "b",
            limit: 2,
            ..Query::default()
        });
        assert_eq!((some.entries, some.next), (vec!["b/1", "b/2"], None));
        assert_eq!(page(&Query::default()).next, None);
    }
}
