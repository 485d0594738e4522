//! Errors as S3 writes them.
use axum::body::Body;
use axum::response::IntoResponse;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Response, StatusCode};
use http_body_util::BodyExt as _;
use s3s::{S3Error, S3ErrorCode};
use serde::{Deserialize, Serialize};

use super::store::StoreError;
use crate::aws::error::AwsError;

impl From<StoreError> for S3Error {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::NoSuchBucket => S3ErrorCode::NoSuchBucket,
            StoreError::BucketAlreadyExists => S3ErrorCode::BucketAlreadyExists,
            StoreError::BucketNotEmpty => S3ErrorCode::BucketNotEmpty,
            StoreError::NoSuchUpload => S3ErrorCode::NoSuchUpload,
            StoreError::InvalidPart => S3ErrorCode::InvalidPart,
            StoreError::InvalidPartOrder => S3ErrorCode::InvalidPartOrder,
            StoreError::EntityTooSmall => S3ErrorCode::EntityTooSmall,
            StoreError::IncompleteBody(_) => S3ErrorCode::IncompleteBody,
            StoreError::Io(_) => S3ErrorCode::InternalError,
        };
        S3Error::with_message(code, error.to_string())
    }
}

/// The body of every error answer.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Error", rename_all = "PascalCase")]
struct Document {
    code: String,
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    resource: Option<String>,
    request_id: Option<String>,
}

/// Completes an error answer: s3s leaves out messages and ids.
///
/// Answers to HEAD, and 304, have no body; `region` is named where the request named a wrong one.
pub(super) async fn complete(
    response: Response<Body>,
    method: &Method,
    path: &str,
    region: Option<&str>,
    request_id: &str,
) -> Response<Body> {
    if !response.status().is_client_error()
        && !response.status().is_server_error()
        && response.status() != StatusCode::NOT_MODIFIED
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    if method == Method::HEAD || parts.status == StatusCode::NOT_MODIFIED {
        parts.headers.remove(CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let Ok(mut document) = quick_xml::de::from_reader::<_, Document>(body.as_ref()) else {
        return Response::from_parts(parts, Body::from(body));
    };
    document
        .message
        .get_or_insert_with(|| default_message(&document.code).to_owned());
    document.region = region
        .filter(|_| document.code.starts_with("Authorization"))
        .map(str::to_owned);
    document.resource = Some(path.to_owned());
    document.request_id = Some(request_id.to_owned());
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    match document.to_xml() {
        Ok(xml) => Response::from_parts(parts, Body::from(xml)),
        Err(_) => Response::from_parts(parts, Body::from(body)),
    }
}

/// An error that does not come from an operation.
pub(in crate::aws) fn error_response(error: &AwsError, request_id: &str) -> Response<Body> {
    let document = Document {
        code: error.code.to_owned(),
        message: Some(error.message.clone()),
        region: None,
        resource: None,
        request_id: Some(request_id.to_owned()),
    };
    let xml = document.to_xml().unwrap_or_default();
    (error.status, [(CONTENT_TYPE, "application/xml")], xml).into_response()
}

impl Document {
    fn to_xml(&self) -> Result<String, quick_xml::SeError> {
        let xml = quick_xml::se::to_string(self)?;
        Ok(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{xml}"))
    }
}

/// S3's words for the codes to which s3s and this crate give none.
fn default_message(code: &str) -> &'static str {
    match code {
        "SignatureDoesNotMatch" => {
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        }
        "NoSuchKey" => "The specified key does not exist.",
        "NoSuchVersion" => "The specified version does not exist.",
        "NoSuchCORSConfiguration" => "The CORS configuration does not exist",
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidRange" => "The requested range is not satisfiable",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "MalformedXML" => {
            "The XML you provided was not well-formed or did not validate against our published schema"
        }
        "MethodNotAllowed" => "The specified method is not allowed against this resource.",
        "MissingContentLength" => "You must provide the Content-Length HTTP header.",
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        "PreconditionFailed" => "At least one of the pre-conditions you specified did not hold",
        _ => "We encountered an internal error. Please try again.",
    }
}
