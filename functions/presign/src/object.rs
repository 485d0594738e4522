use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION, VARY};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use shared::http::{Member, Problem, Query};

use crate::Presign;
use crate::options::Parameters;

/// What is left of a URL's life when a cached redirect is used last, in seconds.
const MARGIN: i64 = 30;

/// `GET /objects?locator=`: 302 to the presigned URL.
pub(crate) async fn object(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let locator = parameters.locator.clone();
    let options = parameters.options();
    let presigned = state.one(&member.organization, &locator, &options).await?;
    let now = state.presigner.clock.now();
    let headers = [
        (LOCATION, presigned.presigned_url),
        (CACHE_CONTROL, cache_control(now, presigned.expires_at)),
        (VARY, "authorization".to_owned()),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

/// For how long a browser may reuse the redirect: shorter than the URL lives, or not at all.
fn cache_control(now: Timestamp, expires_at: Timestamp) -> String {
    let seconds = expires_at.as_second() - now.as_second() - MARGIN;
    if seconds > 0 {
        format!("private, max-age={seconds}")
    } else {
        "no-store".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_redirect_never_outlives_its_url() {
        let life = |seconds: i64| {
            let expires_at = Timestamp::from_second(1000 + seconds).unwrap();
            cache_control(Timestamp::from_second(1000).unwrap(), expires_at)
        };
        assert_eq!(life(900), "private, max-age=870");
        assert_eq!(life(31), "private, max-age=1");
        assert_eq!(life(30), "no-store");
        assert_eq!(life(0), "no-store");
    }
}
