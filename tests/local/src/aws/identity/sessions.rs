//! Role sessions: temporary credentials and who they stand for.
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{
    AuthenticationError, Caller,
    identifiers::{access_key_id, secret_access_key, session_token},
    policy::{Document, Principal},
    state::{Role, State},
};

/// How long after its end a session is remembered, to answer `ExpiredToken`.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Temporary credentials.
#[derive(Clone)]
pub(super) struct Credentials {
    /// Begins with `ASIA`.
    pub(super) access_key_id: String,
    /// 40 characters.
    pub(super) secret_access_key: String,
    /// About 900 characters of base64.
    pub(super) session_token: String,
    /// When AWS stops to accept them.
    pub(super) expires_at: Timestamp,
}

/// One assumed role.
pub(super) struct Session {
    credentials: Credentials,
    account: String,
    role_arn: String,
    /// A role made anew under the same name is another role.
    role_id: String,
    /// `arn:aws:sts::A:assumed-role/name/session`.
    arn: String,
    /// `AROA…:session`.
    pub(super) user_id: String,
    /// Restricts what the role's policies allow.
    pub(super) policy: Option<Document>,
}

/// By access key id.
#[derive(Default)]
pub(super) struct Sessions(BTreeMap<String, Session>);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session of `role` from `now` on.
    pub(super) fn new(
        role: &Role,
        name: &str,
        policy: Option<Document>,
        duration: SignedDuration,
        now: Timestamp,
    ) -> Self {
        let account = role.arn.split(':').nth(4).unwrap_or_default().to_owned();
        Self {
            credentials: Credentials {
                access_key_id: access_key_id("ASIA"),
                secret_access_key: secret_access_key(),
                session_token: session_token(),
                expires_at: now + duration,
            },
            arn: format!("arn:aws:sts::{account}:assumed-role/{}/{name}", role.name),
            user_id: format!("{}:{name}", role.id),
            account,
            role_arn: role.arn.clone(),
            role_id: role.id.clone(),
            policy,
        }
    }

    pub(super) fn arn(&self) -> &str {
        &self.arn
    }

    pub(super) fn role_arn(&self) -> &str {
        &self.role_arn
    }

    pub(super) fn principal(&self) -> Principal {
        Principal::session(&self.role_arn, &self.arn)
    }

    /// The role as it is now, if it still is the one that was assumed.
    pub(super) fn role<'a>(&self, state: &'a State) -> Option<&'a Role> {
        state
            .role(&self.role_arn)
            .filter(|role| role.id == self.role_id)
    }
}

impl Sessions {
    pub(super) fn get(&self, access_key_id: &str) -> Option<&Session> {
        self.0.get(access_key_id)
    }

    pub(super) fn secrets(&self) -> Vec<String> {
        let all = self.0.values().map(|session| session.credentials.clone());
        let secrets = all.flat_map(|it| [it.secret_access_key, it.session_token]);
        secrets.collect()
    }

    /// Begins a session, and forgets those that ended long ago.
    pub(super) fn begin(&mut self, session: Session, now: Timestamp) -> Credentials {
        self.0
            .retain(|_, session| session.credentials.expires_at + REMEMBERED > now);
        let credentials = session.credentials.clone();
        self.0.insert(credentials.access_key_id.clone(), session);
        credentials
    }
}

impl State {
    pub(super) fn secret_key(&self, access_key_id: &str) -> Option<&str> {
        match self.sessions.get(access_key_id) {
            Some(session) => Some(&session.credentials.secret_access_key),
            None => self.owner(access_key_id).map(|(_, secret)| secret),
        }
    }

    pub(super) fn authenticate(
        &self,
        access_key_id: &str,
        session_token: Option<&str>,
        now: Timestamp,
    ) -> Result<Caller, AuthenticationError> {
        let (account, arn) = if let Some(session) = self.sessions.get(access_key_id) {
            if session_token != Some(&session.credentials.session_token) {
                return Err(AuthenticationError::InvalidToken);
            }
            if now >= session.credentials.expires_at {
                return Err(AuthenticationError::ExpiredToken);
            }
            (&*session.account, &*session.arn)
        } else {
            let (user, _) = self
                .owner(access_key_id)
                .ok_or(AuthenticationError::UnknownAccessKey)?;
            if session_token.is_some() {
                return Err(AuthenticationError::InvalidToken);
            }
            (user.arn.split(':').nth(4).unwrap_or_default(), &*user.arn)
        };
        Ok(Caller {
            account: account.to_owned(),
            arn: arn.to_owned(),
            access_key_id: access_key_id.to_owned(),
        })
    }
}
