//! Who calls, and what they may do.
pub mod accounts;
mod authorization;
mod iam;
mod identifiers;
pub mod policy;
mod sessions;
mod state;
mod sts;
mod versions;

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Error as JsonError;

pub use policy::Context;

use self::state::State;
use super::{error::AwsError, query::Form};
use crate::clock::Clock;

/// The keys, accounts, roles and sessions of the embedded AWS.
pub struct Identities {
    state: Mutex<State>,
    clock: Clock,
    /// Where the state is kept between runs.
    file: Option<PathBuf>,
}

/// Who signed a request, once signature, session token and expiry have been checked.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account the caller belongs to, 12 digits.
    pub account: String,
    /// `arn:aws:iam::A:user/name`, or `arn:aws:sts::A:assumed-role/name/session`.
    pub arn: String,
    /// The access key id that signed: how `allows` finds the policies that apply.
    pub access_key_id: String,
}

impl Caller {
    /// Whether the caller has assumed a role; otherwise it is a user.
    #[must_use]
    pub fn is_role_session(&self) -> bool {
        self.arn.starts_with("arn:aws:sts:")
    }
}

/// Why a request is not from who it says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationError {
    /// Nobody has this access key id.
    UnknownAccessKey,
    /// The session token is missing, or belongs to another session.
    InvalidToken,
    /// The session is over.
    ExpiredToken,
}

/// Why the identities kept in a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The file cannot be read or written.
    #[error("cannot keep the identities in a file")]
    Io(#[from] std::io::Error),
    /// The file does not hold identities.
    #[error("the file does not hold identities")]
    Json(#[from] JsonError),
}

impl Identities {
    /// The two accounts with an administrator each, forgotten at the end.
    #[must_use]
    pub fn in_memory(clock: Clock) -> Self {
        Self {
            state: Mutex::new(State::new()),
            clock,
            file: None,
        }
    }

    /// As [`in_memory`](Self::in_memory), but roles, users and policies are kept in `file`.
    ///
    /// Sessions are not: they end with the process.
    ///
    /// # Errors
    /// When the file exists and cannot be read.
    pub fn stored_in(file: PathBuf, clock: Clock) -> Result<Self, StorageError> {
        let state = if file.exists() {
            serde_json::from_slice(&std::fs::read(&file)?)?
        } else {
            State::new()
        };
        Ok(Self {
            state: Mutex::new(state),
            clock,
            file: Some(file),
        })
    }

    /// The secret that signs for `access_key_id`.
    #[must_use]
    pub fn secret_key(&self, access_key_id: &str) -> Option<String> {
        self.state().secret_key(access_key_id).map(str::to_owned)
    }

    /// Who calls.
    ///
    /// # Errors
    /// When the key is unknown, or the token is not this key's, or its time is over.
    pub fn authenticate(
        &self,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Result<Caller, AuthenticationError> {
        self.state()
            .authenticate(access_key_id, session_token, (self.clock)())
    }

    /// Whether the caller's own policies (identity and session) allow `action` on `resource`.
    ///
    /// `context` adds to the keys about the caller and the time (`aws:PrincipalArn`,
    /// `aws:CurrentTime` …), which are always there.
    #[must_use]
    pub fn allows(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> bool {
        self.state()
            .allows(caller, action, resource, context, (self.clock)())
    }

    /// The secrets of all sessions.
    pub(super) fn minted(&self) -> Vec<String> {
        self.state().sessions.secrets()
    }

    /// Answers a call of STS with the XML of its result.
    pub(super) fn sts(&self, caller: &Caller, form: &Form) -> Result<String, AwsError> {
        sts::answer(&mut self.state(), caller, form, (self.clock)())
    }

    /// Answers a call of IAM with the XML of its result, and stores what it changed.
    pub(super) fn iam(&self, caller: &Caller, form: &Form) -> Result<String, AwsError> {
        let mut state = self.state();
        let answer = iam::answer(&mut state, caller, form, (self.clock)())?;
        let changed = !form
            .optional("Action")
            .is_some_and(|a| a.starts_with("Get") || a.starts_with("List"));
        if let Some(file) = self.file.as_ref().filter(|_| changed) {
            save(&state, file).map_err(|error| AwsError::internal_failure(&error))?;
        }
        Ok(answer)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Identities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identities")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// Replaces the file at once, so that a crash leaves the old one.
fn save(state: &State, file: &Path) -> Result<(), StorageError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut temporary, state)?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}
