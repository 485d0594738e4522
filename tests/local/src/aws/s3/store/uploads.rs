//! Multipart uploads: parts wait in the spool until they are put together.
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::spool::Spooled;
use super::version::{Attributes, Version, new_version_id};
use super::{Store, StoreError};

/// Every part but the last has at least this many bytes.
const SMALLEST_PART: u64 = 5 * 1024 * 1024;

/// An upload that has begun. It does not outlive the process.
#[derive(Debug)]
pub(super) struct Upload {
    bucket: String,
    key: String,
    attributes: Attributes,
    parts: BTreeMap<i32, Spooled>,
}

impl Upload {
    fn is_of(&self, bucket: &str, key: &str) -> bool {
        self.bucket == bucket && self.key == key
    }

    /// Whether an object can be made of the named parts.
    fn check(&self, named: &[(i32, String)]) -> Result<(), StoreError> {
        if named.is_empty() {
            return Err(StoreError::InvalidPart);
        }
        if !named.is_sorted_by(|one, next| one.0 < next.0) {
            return Err(StoreError::InvalidPartOrder);
        }
        for (position, (number, etag)) in named.iter().enumerate() {
            let part = self.parts.get(number).filter(|part| part.etag() == *etag);
            let part = part.ok_or(StoreError::InvalidPart)?;
            if position + 1 < named.len() && part.size < SMALLEST_PART {
                return Err(StoreError::EntityTooSmall);
            }
        }
        Ok(())
    }
}

impl Store {
    /// Begins a multipart upload and names it.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn begin_upload(
        &self,
        bucket: &str,
        key: &str,
        attributes: Attributes,
    ) -> Result<String, StoreError> {
        let id = new_version_id();
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let upload = Upload {
            bucket,
            key,
            attributes,
            parts: BTreeMap::new(),
        };
        self.uploads().insert(id.clone(), upload);
        Ok(id)
    }

    /// Adds a part, or replaces the one of the same number; answers its entity tag.
    ///
    /// # Errors
    /// When there is no such upload.
    pub fn add_part(
        &self,
        bucket: &str,
        key: &str,
        upload: &str,
        number: i32,
        part: Spooled,
    ) -> Result<String, StoreError> {
        let mut uploads = self.uploads();
        let upload = uploads
            .get_mut(upload)
            .filter(|upload| upload.is_of(bucket, key));
        let etag = part.etag();
        upload
            .ok_or(StoreError::NoSuchUpload)?
            .parts
            .insert(number, part);
        Ok(etag)
    }

    /// Makes the named parts the newest version of the upload's key.
    ///
    /// # Errors
    /// When the upload or a part is not there, or a part is too small.
    pub async fn complete_upload(
        &self,
        bucket: &str,
        key: &str,
        upload: &str,
        parts: &[(i32, String)],
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let mut upload = {
            let mut uploads = self.uploads();
            let found = uploads
                .get(upload)
                .filter(|upload| upload.is_of(bucket, key));
            found.ok_or(StoreError::NoSuchUpload)?.check(parts)?;
            uploads.remove(upload).ok_or(StoreError::NoSuchUpload)?
        };
        let named = parts
            .iter()
            .filter_map(|(number, _)| upload.parts.remove(number));
        let whole = Spooled::concatenate(self.disk.spool_file()?, named).await?;
        let etag = format!("{}-{}", whole.etag(), parts.len());
        self.put_as(bucket, key, etag, whole, upload.attributes, now)
    }

    /// Throws an upload away.
    ///
    /// # Errors
    /// When there is no such upload.
    pub fn abort_upload(&self, bucket: &str, key: &str, upload: &str) -> Result<(), StoreError> {
        let mut uploads = self.uploads();
        uploads
            .get(upload)
            .filter(|found| found.is_of(bucket, key))
            .ok_or(StoreError::NoSuchUpload)?;
        uploads.remove(upload);
        Ok(())
    }
}
