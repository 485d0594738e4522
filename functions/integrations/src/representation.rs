use axum::Json;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use shared::domain::{ExternalId, Integration, IntegrationId, Settings, Status};

/// An integration as the API shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Representation {
    id: IntegrationId,
    #[serde(flatten)]
    settings: Settings,
    status: Status,
    external_id: ExternalId,
    /// Filled by `verify`, which keeps it as an item of its own.
    last_verification: Option<()>,
    created_at: Timestamp,
    created_by: String,
    updated_at: Timestamp,
    updated_by: String,
    version: u64,
}

impl From<Integration> for Representation {
    fn from(integration: Integration) -> Self {
        Self {
            id: integration.id,
            status: integration.settings.status(),
            settings: integration.settings,
            external_id: integration.external_id,
            last_verification: None,
            created_at: integration.created_at,
            created_by: integration.created_by,
            updated_at: integration.updated_at,
            updated_by: integration.updated_by,
            version: integration.version,
        }
    }
}

/// The answer that shows one integration: its version is the `ETag`.
pub(crate) fn answer(status: StatusCode, integration: Integration) -> Response {
    let etag = format!("\"{}\"", integration.version);
    let body = Json(Representation::from(integration));
    (status, [(ETAG, etag)], body).into_response()
}
