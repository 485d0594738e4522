//! The files of a store, and how each appears whole or not at all.
//!
//! `BUCKET/bucket.json` holds the settings; each version is `BUCKET/SEQUENCE.json` and, unless it
//! is a delete marker, `BUCKET/SEQUENCE.body`. Keys never become file names.
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use super::bucket::{Bucket, Settings};
use super::version::Version;

/// Where bytes wait until they belong to a version; emptied at every start.
const SPOOL: &str = ".spool";

#[derive(Debug)]
pub(super) struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let spool = folder.join(SPOOL);
        if spool.exists() {
            fs::remove_dir_all(&spool)?;
        }
        fs::create_dir_all(&spool)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Every bucket with its versions in the order of writing.
    pub(super) fn load(&self) -> io::Result<Vec<(String, Bucket)>> {
        let mut buckets = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let folder = entry?.path();
            let settings = folder.join("bucket.json");
            if !settings.exists() {
                continue;
            }
            let mut bucket = Bucket::new(read::<Settings>(&settings)?);
            for version in versions(&folder)? {
                bucket.add(version);
            }
            let name = folder
                .file_name()
                .and_then(OsStr::to_str)
                .unwrap_or_default();
            buckets.push((name.to_owned(), bucket));
        }
        Ok(buckets)
    }

    pub(super) fn spool_file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.folder.join(SPOOL))
    }

    pub(super) fn write_settings(&self, bucket: &str, settings: &Settings) -> io::Result<()> {
        fs::create_dir_all(self.folder.join(bucket))?;
        self.write(&self.folder.join(bucket).join("bucket.json"), settings)
    }

    /// Writes the body first: a version is there once its JSON is.
    pub(super) fn write_version(
        &self,
        bucket: &str,
        version: &Version,
        body: Option<NamedTempFile>,
    ) -> io::Result<()> {
        if let Some(body) = body {
            body.persist(self.body_path(bucket, version))?;
        }
        self.write(&self.version_path(bucket, version, "json"), version)
    }

    pub(super) fn remove_version(&self, bucket: &str, version: &Version) -> io::Result<()> {
        fs::remove_file(self.version_path(bucket, version, "json"))?;
        if version.content.is_some() {
            fs::remove_file(self.body_path(bucket, version))?;
        }
        Ok(())
    }

    pub(super) fn remove_bucket(&self, bucket: &str) -> io::Result<()> {
        fs::remove_dir_all(self.folder.join(bucket))
    }

    pub(super) fn body_path(&self, bucket: &str, version: &Version) -> PathBuf {
        self.version_path(bucket, version, "body")
    }

    fn version_path(&self, bucket: &str, version: &Version, extension: &str) -> PathBuf {
        self.folder
            .join(bucket)
            .join(format!("{:016x}.{extension}", version.sequence))
    }

    fn write(&self, path: &Path, value: &impl Serialize) -> io::Result<()> {
        let mut file = self.spool_file()?;
        file.write_all(&serde_json::to_vec(value)?)?;
        file.persist(path)?;
        Ok(())
    }
}

fn versions(folder: &Path) -> io::Result<Vec<Version>> {
    let mut versions = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("json")) && !path.ends_with("bucket.json") {
            versions.push(read::<Version>(&path)?);
        }
    }
    versions.sort_by_key(|version| version.sequence);
    Ok(versions)
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    serde_json::from_slice(&fs::read(path)?)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}
