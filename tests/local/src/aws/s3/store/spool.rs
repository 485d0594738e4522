//! Bytes on their way into the store: written to disk as they come, hashed as they pass.
use std::io;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use md5::{Digest as _, Md5};
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::StoreError;

/// Received bytes that no version owns yet; dropping this removes them.
#[derive(Debug)]
pub struct Spooled {
    pub(super) file: NamedTempFile,
    /// Bytes.
    pub size: u64,
    /// Of the bytes, or of the MD5s of the parts they were put together from.
    pub md5: [u8; 16],
}

impl Spooled {
    pub(super) async fn receive<S, E>(file: NamedTempFile, stream: S) -> Result<Self, StoreError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut stream = std::pin::pin!(stream);
        let mut writer = File::from_std(file.reopen()?);
        let (mut hash, mut size) = (Md5::new(), 0);
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| StoreError::IncompleteBody(error.into()))?;
            hash.update(&chunk);
            size += chunk.len() as u64;
            writer.write_all(&chunk).await?;
        }
        writer.flush().await?;
        Ok(Self {
            file,
            size,
            md5: hash.finalize().into(),
        })
    }

    /// The parts one after another; the hash is that of the parts' hashes, as in S3's entity tags.
    pub(super) async fn concatenate(
        file: NamedTempFile,
        parts: impl Iterator<Item = Spooled>,
    ) -> io::Result<Self> {
        let mut writer = File::from_std(file.reopen()?);
        let (mut hash, mut size) = (Md5::new(), 0);
        for part in parts {
            hash.update(part.md5);
            size += tokio::io::copy(&mut File::from_std(part.file.reopen()?), &mut writer).await?;
        }
        writer.flush().await?;
        Ok(Self {
            file,
            size,
            md5: hash.finalize().into(),
        })
    }

    /// The MD5 in hex.
    #[must_use]
    pub fn etag(&self) -> String {
        hex::encode(self.md5)
    }
}
