use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION, VARY};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use shared::http::{Member, Problem, Query};
use shared::presign::Presigned;

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
    let cache_control = cache_control(state.presigner.clock.now(), &presigned);
    let headers = [
        (LOCATION, presigned.presigned_url),
        (CACHE_CONTROL, cache_control),
        (VARY, "authorization".to_owned()),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

/// For how long a browser may reuse the redirect: shorter than the URL lives, or not at all.
fn cache_control(now: Timestamp, presigned: &Presigned) -> String {
    let seconds = presigned.expires_at.as_second() - now.as_second() - MARGIN;
    if presigned.is_stable && seconds > 0 {
        format!("private, max-age={seconds}")
    } else {
        "no-store".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use shared::presign::LimitedBy;

    use super::*;

    /// For how long the redirect to a URL that still lives for so many seconds is cached.
    fn cached(is_stable: bool, seconds: i64) -> String {
        let presigned = Presigned {
            presigned_url: String::new(),
            expires_at: Timestamp::from_second(1000 + seconds).unwrap(),
            limited_by: LimitedBy::Requested,
            is_stable,
        };
        cache_control(Timestamp::from_second(1000).unwrap(), &presigned)
    }

    #[test]
    fn a_cached_redirect_never_outlives_its_url() {
        assert_eq!(cached(true, 900), "private, max-age=870");
        assert_eq!(cached(true, 31), "private, max-age=1");
        assert_eq!(cached(true, 30), "no-store");
        assert_eq!(cached(true, 0), "no-store");
    }

    #[test]
    fn a_redirect_to_a_url_that_may_soon_be_too_old_is_not_cached() {
        assert_eq!(cached(false, 900), "no-store");
    }
}
