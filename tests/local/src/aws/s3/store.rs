//! The objects: buckets and versions in memory, bodies and a copy of everything on disk.
mod bucket;
mod disk;
mod listing;
mod objects;
mod spool;
mod uploads;
mod version;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures::Stream;

use bucket::Bucket;
pub use bucket::{CorsRule, Settings, Versioning};
use disk::Disk;
pub use listing::{Page, Query};
pub use objects::Deleted;
pub use spool::Spooled;
use uploads::Upload;
pub use version::{Attributes, Content, NULL_VERSION, Version, is_version_id};

/// Every bucket of every account: names are global.
///
/// Invariant: once a call that changes something has answered, [`Store::open`] on the same folder
/// finds the change (uploads in progress excepted). Writes are not synced: a power cut may lose
/// them, the end of the process does not.
#[derive(Debug)]
pub struct Store {
    disk: Disk,
    buckets: Mutex<BTreeMap<String, Bucket>>,
    uploads: Mutex<BTreeMap<String, Upload>>,
    next_sequence: AtomicU64,
}

/// Why the store did not do it. The names are those of S3's error codes.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No bucket has this name.
    #[error("The specified bucket does not exist")]
    NoSuchBucket,
    /// The name is taken.
    #[error("The requested bucket name is not available.")]
    BucketAlreadyExists,
    /// Versions and delete markers count, too.
    #[error("The bucket you tried to delete is not empty")]
    BucketNotEmpty,
    /// No upload has this id, or it is another key's.
    #[error("The specified upload does not exist.")]
    NoSuchUpload,
    /// A part that was not uploaded, or has another entity tag.
    #[error("One or more of the specified parts could not be found.")]
    InvalidPart,
    /// Parts must be named by rising number.
    #[error("The list of parts was not in ascending order.")]
    InvalidPartOrder,
    /// A part other than the last has less than 5 MiB.
    #[error("Your proposed upload is smaller than the minimum allowed size")]
    EntityTooSmall,
    /// The client's bytes ended early, or are not those that it signed.
    #[error("The body could not be received: {0}")]
    IncompleteBody(Box<dyn std::error::Error + Send + Sync>),
    /// The disk.
    #[error("We encountered an internal error. Please try again.")]
    Io(#[from] io::Error),
}

impl Store {
    /// Opens the store that is kept in `folder`, which is made when missing.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or holds something that is not a store's.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let disk = Disk::open(folder)?;
        let buckets: BTreeMap<_, _> = disk.load()?.into_iter().collect();
        let versions = buckets
            .values()
            .flat_map(|bucket| bucket.objects.values().flatten());
        let next_sequence = versions
            .map(|version| version.sequence + 1)
            .max()
            .unwrap_or(0);
        Ok(Self {
            disk,
            buckets: Mutex::new(buckets),
            uploads: Mutex::default(),
            next_sequence: AtomicU64::new(next_sequence),
        })
    }

    /// Makes an empty bucket.
    ///
    /// # Errors
    /// When the name is taken, by whomever.
    pub fn create_bucket(&self, name: &str, settings: Settings) -> Result<(), StoreError> {
        let mut buckets = self.buckets();
        if buckets.contains_key(name) {
            return Err(StoreError::BucketAlreadyExists);
        }
        self.disk.write_settings(name, &settings)?;
        buckets.insert(name.to_owned(), Bucket::new(settings));
        Ok(())
    }

    /// The settings of a bucket, when there is one of this name.
    #[must_use]
    pub fn settings(&self, name: &str) -> Option<Settings> {
        self.buckets()
            .get(name)
            .map(|bucket| bucket.settings.clone())
    }

    /// The names and settings of an account's buckets, by name.
    #[must_use]
    pub fn buckets_of(&self, account: &str) -> Vec<(String, Settings)> {
        let buckets = self.buckets();
        let owned = buckets
            .iter()
            .filter(|(_, bucket)| bucket.settings.account == account);
        owned
            .map(|(name, bucket)| (name.clone(), bucket.settings.clone()))
            .collect()
    }

    /// Changes the settings of a bucket.
    ///
    /// # Errors
    /// When there is no such bucket.
    pub fn configure(
        &self,
        name: &str,
        change: impl FnOnce(&mut Settings),
    ) -> Result<(), StoreError> {
        let mut buckets = self.buckets();
        let bucket = buckets.get_mut(name).ok_or(StoreError::NoSuchBucket)?;
        let mut settings = bucket.settings.clone();
        change(&mut settings);
        self.disk.write_settings(name, &settings)?;
        bucket.settings = settings;
        Ok(())
    }

    /// Removes an empty bucket.
    ///
    /// # Errors
    /// When there is no such bucket, or it holds a version or a delete marker.
    pub fn delete_bucket(&self, name: &str) -> Result<(), StoreError> {
        let mut buckets = self.buckets();
        let bucket = buckets.get(name).ok_or(StoreError::NoSuchBucket)?;
        if !bucket.objects.is_empty() {
            return Err(StoreError::BucketNotEmpty);
        }
        self.disk.remove_bucket(name)?;
        buckets.remove(name);
        Ok(())
    }

    /// Writes a body to disk, whatever its size, before it belongs to anything.
    ///
    /// # Errors
    /// When the disk fails, or the stream does.
    pub async fn spool<S, E>(&self, stream: S) -> Result<Spooled, StoreError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Spooled::receive(self.disk.spool_file()?, stream).await
    }

    fn next_sequence(&self) -> u64 {
        self.next_sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// A panic elsewhere leaves the map consistent: each change to it is a single insert or remove.
    fn buckets(&self) -> MutexGuard<'_, BTreeMap<String, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn uploads(&self) -> MutexGuard<'_, BTreeMap<String, Upload>> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
