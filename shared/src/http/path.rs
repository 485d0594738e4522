use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::{Caller, Problem};
use crate::domain::{Integration, IntegrationId};
use crate::ports::IntegrationStore;

/// The `{id}` of a path. What is no id is simply not found.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub IntegrationId);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = parameter(parts, state, "id")
            .await
            .and_then(|id| id.parse().ok());
        id.map(Self).ok_or_else(Problem::no_such_integration)
    }
}

impl Id {
    /// The caller's integration of this id; another organisation's is not found.
    ///
    /// # Errors
    /// When there is none, or the store does not answer.
    pub async fn find(
        self,
        store: &dyn IntegrationStore,
        caller: &Caller,
    ) -> Result<Integration, Problem> {
        let found = store.get(&caller.organization, self.0).await?;
        found.ok_or_else(Problem::no_such_integration)
    }
}

/// The `{document}` of a path; empty when it is not even text.
#[derive(Clone, Debug)]
pub struct DocumentName(pub String);

impl<S: Send + Sync> FromRequestParts<S> for DocumentName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let name = parameter(parts, state, "document").await;
        Ok(Self(name.unwrap_or_default()))
    }
}

async fn parameter<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.ok()?;
    let mut parameters = parameters.iter();
    parameters.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}
