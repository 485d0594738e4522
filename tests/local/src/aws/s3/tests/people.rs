//! Callers as the tests need them.
use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::aws::identity::{AuthenticationError, Caller, Context};
use crate::aws::s3::Authority;

pub(super) const OWNER: &str = "111122223333";
pub(super) const STRANGER: &str = "999988887777";

/// Keys whose secret is their id. All may do everything, but for what [`People::deny`] took away.
#[derive(Default)]
pub(super) struct People {
    denied: Mutex<Vec<(String, String)>>,
    asked: Mutex<BTreeMap<String, Context>>,
}

impl People {
    /// Nobody may do `action` on `resource` any more.
    pub(super) fn deny(&self, action: &str, resource: &str) {
        self.denied
            .lock()
            .unwrap()
            .push((action.to_owned(), resource.to_owned()));
    }

    /// The context of the last question about `action`.
    pub(super) fn context_of(&self, action: &str) -> Context {
        self.asked.lock().unwrap()[action].clone()
    }
}

impl Authority for People {
    fn secret_key(&self, access_key_id: &str) -> Option<String> {
        (access_key_id != "unknown").then(|| access_key_id.to_owned())
    }

    /// `session` and `ended` are keys of sessions, whose token is `token`.
    fn authenticate(&self, id: &str, token: Option<&str>) -> Result<Caller, AuthenticationError> {
        match (id, token) {
            ("ended", Some("token")) => return Err(AuthenticationError::ExpiredToken),
            ("session", Some("token")) | ("owner" | "stranger", None) => {}
            _ => return Err(AuthenticationError::InvalidToken),
        }
        let account = if id == "stranger" { STRANGER } else { OWNER };
        let arn = match id {
            "session" => format!("arn:aws:sts::{account}:assumed-role/reader/{id}"),
            _ => format!("arn:aws:iam::{account}:user/{id}"),
        };
        Ok(Caller {
            account: account.to_owned(),
            arn,
            access_key_id: id.to_owned(),
        })
    }

    fn allows(&self, _: &Caller, action: &str, resource: &str, context: &Context) -> bool {
        self.asked
            .lock()
            .unwrap()
            .insert(action.to_owned(), context.clone());
        let question = (action.to_owned(), resource.to_owned());
        !self.denied.lock().unwrap().contains(&question)
    }
}
