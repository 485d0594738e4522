use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use deserr::Deserr;

use super::{Code, InvalidFields, Problem};

/// The body of a request: JSON, whose every bad field is named at once.
///
/// The JSON is kept beside what it means, for a check that needs both.
#[derive(Clone, Debug)]
pub struct Body<T> {
    /// What the JSON means, or what is wrong with it.
    pub parsed: Result<T, InvalidFields>,
    /// The JSON.
    pub json: serde_json::Value,
}

impl<T> Body<T> {
    /// What the JSON means.
    ///
    /// # Errors
    /// A problem that names every bad field.
    pub fn into_parsed(self) -> Result<T, Problem> {
        Ok(self.parsed?)
    }
}

impl<S: Send + Sync, T: Deserr<InvalidFields>> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                Code::UnsupportedMediaType,
                "the header content-type is not application/json",
                "Send JSON, with the header content-type: application/json.",
            ));
        }
        let invalid = |detail: String| {
            let action = "Send one JSON object, in UTF-8.";
            Problem::new(Code::InvalidRequest, detail, action)
        };
        let bytes = axum::body::Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| invalid(error.body_text()))?;
        let json: serde_json::Value = serde_json::from_slice(&bytes)
            .map_err(|error| invalid(format!("the body is not JSON: {error}")))?;
        let parsed = deserr::deserialize(json.clone());
        Ok(Self { parsed, json })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let media_type = content_type.and_then(|text| text.split(';').next());
    media_type.is_some_and(|text| text.trim().eq_ignore_ascii_case("application/json"))
}
