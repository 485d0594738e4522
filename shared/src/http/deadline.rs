use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::timeout;

use super::Problem;
use crate::ports::StoreError;

/// How long a request may take. No single call of AWS takes so long, but many that are slow would,
/// and then API Gateway (30 seconds) or Lambda (`template.yaml`) would end it without a word.
const DEADLINE: Duration = Duration::from_secs(25);

/// Answers a request that takes too long as one whose store did not answer: a write may have
/// happened, whole, or not at all.
pub(super) async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    let answer = timeout(DEADLINE, next.run(request)).await;
    answer.map_err(|_| StoreError::Unavailable.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::routing::get;
    use axum::{Router, body::Body, middleware};
    use tokio::time::sleep;
    use tower::ServiceExt;

    use super::*;
    use crate::http::observe::observe;

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_answered_all_the_same() {
        let slow = get(async || sleep(Duration::from_secs(26)).await);
        let quick = get(async || sleep(Duration::from_secs(24)).await);
        let router = Router::new().route("/slow", slow).route("/quick", quick);
        let router = router
            .layer(middleware::from_fn(in_time))
            .layer(middleware::from_fn(observe));
        let status = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status()
        };
        assert_eq!(status("/quick").await, 200);
        assert_eq!(status("/slow").await, 503);
    }
}
