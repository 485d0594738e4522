//! Writing, finding and deleting objects.
use std::path::PathBuf;

use jiff::Timestamp;

use super::spool::Spooled;
use super::version::{Attributes, Content, NULL_VERSION, Version, new_version_id};
use super::{Bucket, Store, StoreError, Versioning};

/// What a deletion did.
#[derive(Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The version that was removed, or the delete marker that was added.
    pub version_id: Option<String>,
    /// Whether that version is a delete marker.
    pub delete_marker: bool,
}

impl Store {
    /// Makes spooled bytes the newest version of `key`.
    ///
    /// # Errors
    /// When there is no such bucket, or the disk fails.
    pub fn put(
        &self,
        bucket: &str,
        key: &str,
        spooled: Spooled,
        attributes: Attributes,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let etag = spooled.etag();
        self.put_as(bucket, key, etag, spooled, attributes, now)
    }

    pub(super) fn put_as(
        &self,
        bucket: &str,
        key: &str,
        etag: String,
        spooled: Spooled,
        attributes: Attributes,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let content = Content {
            size: spooled.size,
            etag,
            attributes,
        };
        let mut buckets = self.buckets();
        let found = buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?;
        let version = self.version_in(found, key, Some(content), now);
        self.add(bucket, found, version, Some(spooled))
    }

    fn version_in(
        &self,
        bucket: &Bucket,
        key: &str,
        content: Option<Content>,
        now: Timestamp,
    ) -> Version {
        let id = if bucket.keeps_versions() {
            new_version_id()
        } else {
            NULL_VERSION.to_owned()
        };
        let last_modified = Timestamp::from_second(now.as_second()).unwrap_or(now);
        Version {
            key: key.to_owned(),
            id,
            sequence: self.next_sequence(),
            last_modified,
            content,
        }
    }

    fn add(
        &self,
        name: &str,
        bucket: &mut Bucket,
        version: Version,
        body: Option<Spooled>,
    ) -> Result<Version, StoreError> {
        self.disk
            .write_version(name, &version, body.map(|spooled| spooled.file))?;
        if let Some(replaced) = bucket.add(version.clone()) {
            self.disk.remove_version(name, &replaced)?;
        }
        Ok(version)
    }

    /// The version with this id, or the newest one; a delete marker, too.
    #[must_use]
    pub fn version(&self, bucket: &str, key: &str, id: Option<&str>) -> Option<Version> {
        let buckets = self.buckets();
        let bucket = buckets.get(bucket)?;
        match id {
            Some(id) => bucket.version(key, id),
            None => bucket.current(key),
        }
        .cloned()
    }

    /// The file that holds a version's bytes.
    #[must_use]
    pub fn body_path(&self, bucket: &str, version: &Version) -> PathBuf {
        self.disk.body_path(bucket, version)
    }

    /// Removes the named version for good; without a name removes the null version of a bucket
    /// that was never versioned, and else adds a delete marker.
    ///
    /// # Errors
    /// When there is no such bucket, or the disk fails. A key that is not there is no error.
    pub fn delete(
        &self,
        bucket: &str,
        key: &str,
        id: Option<&str>,
        now: Timestamp,
    ) -> Result<Deleted, StoreError> {
        let mut buckets = self.buckets();
        let found = buckets.get_mut(bucket).ok_or(StoreError::NoSuchBucket)?;
        let versioned = found.settings.versioning != Versioning::Unversioned;
        if id.is_none() && versioned {
            let marker = self.version_in(found, key, None, now);
            let marker = self.add(bucket, found, marker, None)?;
            return Ok(Deleted {
                version_id: Some(marker.id),
                delete_marker: true,
            });
        }
        let removed = found.remove(key, id.unwrap_or(NULL_VERSION));
        if let Some(removed) = &removed {
            self.disk.remove_version(bucket, removed)?;
        }
        Ok(Deleted {
            version_id: id.map(str::to_owned),
            delete_marker: removed.is_some_and(|removed| removed.content.is_none()),
        })
    }
}
