//! Starting and stopping the embedded AWS.
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;
use tokio::{sync::watch, task::JoinSet};

use super::{
    dispatch::{Services, router},
    dynamodb::DynamoDb,
    faults::Faults,
    identity::{Identities, StorageError},
    s3::{self, store::Store},
};
use crate::{clock::Clock, loopback};

/// How to start.
pub struct Options {
    /// The port on the loopback addresses; 0 for any that is free.
    pub port: u16,
    /// The folder that keeps everything between runs; without it nothing is kept, and only the
    /// bodies of objects touch the disk, in a temporary folder.
    pub data: Option<PathBuf>,
    /// What time it is, for signatures, sessions and policies.
    pub clock: Clock,
}

/// Why the embedded AWS does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or the folder cannot be made.
    #[error("cannot open the port or the folder")]
    Io(#[from] io::Error),
    /// The kept identities cannot be read.
    #[error("cannot read the identities")]
    Identities(#[from] StorageError),
    /// The kept tables cannot be read.
    #[error("cannot open the tables")]
    Tables(#[from] dynoxide::DynoxideError),
    /// The way to the tables cannot be made.
    #[error("cannot reach the tables")]
    Client(#[from] reqwest::Error),
}

/// A running AWS; it stops when dropped.
#[derive(Debug)]
pub struct EmbeddedAws {
    port: u16,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    identities: Arc<Identities>,
    faults: Faults,
    _objects: Option<TempDir>,
}

/// Tells the servers when to end.
#[derive(Clone, Debug)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Ends when the stop is asked for, or nobody is left to ask.
    pub(super) async fn requested(mut self) {
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

impl EmbeddedAws {
    /// Starts all services on `127.0.0.1` and, where there is one, on `[::1]`.
    ///
    /// # Errors
    /// When the port is taken, or what is in the folder cannot be read.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options { port, data, clock } = options;
        let identities = match &data {
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                Identities::stored_in(folder.join("identities.json"), clock.clone())?
            }
            None => Identities::in_memory(clock.clone()),
        };
        let identities = Arc::new(identities);
        let (temporary, folder) = objects_folder(data.as_deref())?;
        let store = Arc::new(Store::open(&folder)?);
        let (stop, stopped) = watch::channel(false);
        let stopped = Stop(stopped);
        let mut tasks = JoinSet::new();
        let faults = Faults::default();
        let services = Services {
            identities: identities.clone(),
            dynamodb: DynamoDb::start(data.as_deref(), &stopped, &mut tasks).await?,
            s3: s3::service(store, identities.clone(), clock.clone()),
            clock,
            faults: faults.clone(),
        };
        let router = router(services);
        let (port, listeners) = loopback::listen(port).await?;
        for listener in listeners {
            let server = axum::serve(listener, router.clone())
                .with_graceful_shutdown(stopped.clone().requested());
            tasks.spawn(async move {
                if let Err(error) = server.await {
                    tracing::error!(%error, "the embedded AWS ended");
                }
            });
        }
        Ok(Self {
            port,
            stop,
            tasks,
            identities,
            faults,
            _objects: temporary,
        })
    }

    /// `http://localhost:PORT`, for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// What goes wrong in it: nothing, until told so.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Every secret access key and session token that STS has handed out, for tests that nobody
    /// says them.
    #[must_use]
    pub fn minted(&self) -> Vec<String> {
        self.identities.minted()
    }

    /// Stops once the requests in progress are answered.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Where S3 keeps the bodies of objects: below `data`, or in a folder that goes with the process.
fn objects_folder(data: Option<&Path>) -> io::Result<(Option<TempDir>, PathBuf)> {
    if let Some(folder) = data {
        return Ok((None, folder.join("s3")));
    }
    let temporary = tempfile::tempdir()?;
    let folder = temporary.path().to_owned();
    Ok((Some(temporary), folder))
}
