//! The embedded S3: s3s speaks the protocol, [`store::Store`] holds the objects, and what s3s leaves out is here.
//!
//! A request passes, in this order: CORS preflight (which nobody signs), the checks of what its
//! signature claims, s3s with its verification of the signature, authentication and authorization,
//! the operation; then its answer is completed with CORS headers, ids and the words of errors.
//! Unlike AWS there are no bucket policies, ACLs, checksums other than MD5, and one endpoint
//! serves all regions.
mod access;
mod actions;
mod addressing;
mod authority;
mod cors;
mod errors;
mod operations;
mod signature;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use http::header::RANGE;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response};
use jiff::Timestamp;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::dto::Range;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{HttpResponse, S3Error, S3Result};

use access::Access;
use addressing::{Localhost, Target};
pub use authority::Authority;
use operations::Operations;
use signature::Signature;
use store::{Settings, Store};

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

const REQUEST_ID: &str = "x-amz-request-id";
const BUCKET_REGION: &str = "x-amz-bucket-region";

/// S3 as a service: path style on `localhost` and on addresses, virtual-host style below
/// `localhost`, on whichever port.
///
/// s3s compares presigned URLs with the system's clock besides, so `clock` must not be behind it.
pub fn service(store: Arc<Store>, authority: Arc<dyn Authority>, clock: Clock) -> Router {
    let access = Access {
        store: Arc::clone(&store),
        authority,
    };
    let operations = Operations {
        access: access.clone(),
        clock: Arc::clone(&clock),
    };
    let mut s3 = S3ServiceBuilder::new(operations);
    s3.set_host(Localhost);
    s3.set_auth(access.clone());
    s3.set_access(access);
    let mut config = S3Config::default();
    // `Signature` checks the time, by our clock.
    config.presigned_url_max_skew_time_secs = u32::MAX;
    s3.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    Router::new().fallback(answer).with_state(Front {
        store,
        clock,
        s3: s3.build(),
    })
}

/// What stands before s3s.
#[derive(Clone)]
struct Front {
    store: Arc<Store>,
    clock: Clock,
    s3: S3Service,
}

async fn answer(State(front): State<Front>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let target = Target::of(&parts.uri, &parts.headers);
    let bucket = target
        .bucket
        .as_deref()
        .and_then(|name| front.store.settings(name));
    let (method, path, headers) = (
        parts.method.clone(),
        parts.uri.path().to_owned(),
        parts.headers.clone(),
    );

    let answer = front.admit(parts, body, &target, bucket.as_ref()).await;
    let answer = answer
        .or_else(S3Error::to_http_response)
        .unwrap_or_else(|_| internal_error());
    let region = bucket.as_ref().map(|bucket| bucket.region.as_str());
    let request_id = request_id();
    let mut answer =
        errors::complete(answer.map(Body::new), &method, &path, region, &request_id).await;

    if let Ok(id) = HeaderValue::from_str(&request_id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    if let Some(bucket) = bucket {
        if target.key.is_none()
            && let Ok(region) = HeaderValue::from_str(&bucket.region)
        {
            answer.headers_mut().insert(BUCKET_REGION, region);
        }
        if method != Method::OPTIONS {
            answer
                .headers_mut()
                .extend(cors::actual(&bucket.cors, &method, &headers));
        }
    }
    answer
}

impl Front {
    async fn admit(
        &self,
        mut parts: Parts,
        body: Body,
        target: &Target,
        bucket: Option<&Settings>,
    ) -> S3Result<HttpResponse> {
        if parts.method == Method::OPTIONS {
            let bucket = bucket.ok_or(store::StoreError::NoSuchBucket)?;
            let mut answer = HttpResponse::default();
            answer
                .headers_mut()
                .extend(cors::preflight(&bucket.cors, &parts.headers)?);
            return Ok(answer);
        }
        let creates =
            parts.method == Method::PUT && target.key.is_none() && parts.uri.query().is_none();
        let region = bucket
            .filter(|_| !creates)
            .map(|bucket| bucket.region.as_str());
        if let Some(signature) = Signature::of(&parts, (self.clock)(), region)? {
            let range = parts
                .headers
                .get(RANGE)
                .and_then(|range| range.to_str().ok());
            if range.is_some_and(|range| Range::parse(range).is_err()) && !signature.signs("range")
            {
                // S3 sends everything when it cannot read the range; s3s would refuse.
                parts.headers.remove(RANGE);
            }
            parts.extensions.insert(signature);
        }
        let request = Request::from_parts(parts, s3s::Body::http_body_unsync(body));
        self.s3
            .call(request)
            .await
            .map_err(|_| s3s::S3ErrorCode::InternalError.into())
    }
}

/// 16 characters, as AWS's are.
fn request_id() -> String {
    let id = getrandom::u64().unwrap_or_default();
    format!("{id:016X}")
}

fn internal_error() -> HttpResponse {
    let mut answer = HttpResponse::default();
    *answer.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    answer
}
