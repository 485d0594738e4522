//! What every request passes before s3s, and every answer after it.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::header::RANGE;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use s3s::dto::Range;
use s3s::service::S3Service;
use s3s::{HttpResponse, S3Error, S3ErrorCode, S3Result};

use super::addressing::Target;
use super::signature::Signature;
use super::store::{Settings, Store, StoreError};
use super::{Clock, cors, errors};
use crate::random;

const REQUEST_ID: &str = "x-amz-request-id";
const BUCKET_REGION: &str = "x-amz-bucket-region";

/// What stands before s3s.
#[derive(Clone)]
pub(super) struct Front {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) s3: S3Service,
}

/// Answers any request, with S3's error document when need be.
pub(super) async fn answer(State(front): State<Front>, request: Request<Body>) -> Response<Body> {
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
            let bucket = bucket.ok_or(StoreError::NoSuchBucket)?;
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
            .map_err(|_| S3ErrorCode::InternalError.into())
    }
}

/// 16 characters, as AWS's are.
fn request_id() -> String {
    hex::encode_upper(random::bytes::<8>())
}

fn internal_error() -> HttpResponse {
    let mut answer = HttpResponse::default();
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}
