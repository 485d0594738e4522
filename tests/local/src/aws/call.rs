//! A request, read as far as it takes to know which service and operation it calls.
use std::borrow::Cow;

use axum::{
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE, request::Parts};
use percent_encoding::percent_decode;

use super::query::Form;

/// DynamoDB takes 16 MB; nobody here takes more, but S3.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// A service of the embedded AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Tables.
    DynamoDb,
    /// Users, roles and policies.
    Iam,
    /// Objects; it takes whatever is for no other service.
    S3,
    /// Sessions.
    Sts,
}

/// A call of one of the services.
pub(super) enum Call {
    /// JSON, whose operation is named by a header.
    DynamoDb(Parts, Bytes),
    /// The query protocol of STS and IAM.
    Form(Parts, Bytes, Form),
    /// Only S3 knows what it means.
    S3(Request),
}

impl Call {
    /// Reads a request; its body stays unread where it is for S3.
    ///
    /// # Errors
    /// The answer to a body that is too large.
    pub(super) async fn read(request: Request) -> Result<Self, Response> {
        if is_for_dynamodb(&request) {
            let (parts, body) = whole(request).await?;
            Ok(Self::DynamoDb(parts, body))
        } else if is_form(&request) {
            let (parts, body) = whole(request).await?;
            let form = Form::parse(&body);
            Ok(Self::Form(parts, body, form))
        } else {
            Ok(Self::S3(request))
        }
    }

    /// STS and IAM tell each other apart by the version of their API.
    pub(super) fn service(&self) -> Service {
        match self {
            Self::DynamoDb(..) => Service::DynamoDb,
            Self::Form(.., form) if form.optional("Version") == Some("2010-05-08") => Service::Iam,
            Self::Form(..) => Service::Sts,
            Self::S3(_) => Service::S3,
        }
    }

    /// `AssumeRole`, `Query`, …; nothing for S3, whose requests name no operation.
    pub(super) fn operation(&self) -> &str {
        let named = match self {
            Self::DynamoDb(parts, _) => parts
                .headers
                .get("x-amz-target")
                .and_then(|target| target.to_str().ok()?.split('.').nth(1)),
            Self::Form(.., form) => form.optional("Action"),
            Self::S3(_) => None,
        };
        named.unwrap_or_default()
    }

    /// Whether `text` is in the method and address (`GET /bucket/key?…`), in a header, or, but for
    /// S3, in the body. All of it counts as it reads without percent-encoding.
    pub(super) fn contains(&self, text: &str) -> bool {
        let (method, uri, headers, body): (&Method, &Uri, &HeaderMap, &[u8]) = match self {
            Self::DynamoDb(parts, body) | Self::Form(parts, body, _) => {
                (&parts.method, &parts.uri, &parts.headers, body)
            }
            Self::S3(request) => (request.method(), request.uri(), request.headers(), &[]),
        };
        let address = format!("{method} {uri}");
        let mut headers = headers.values().map(http::HeaderValue::as_bytes);
        readable(address.as_bytes()).contains(text)
            || readable(body).contains(text)
            || headers.any(|value| readable(value).contains(text))
    }
}

fn readable(bytes: &[u8]) -> Cow<'_, str> {
    percent_decode(bytes).decode_utf8_lossy()
}

fn is_for_dynamodb(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target");
    target.is_some_and(|target| target.as_bytes().starts_with(b"DynamoDB_"))
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE);
    request.method() == Method::POST
        && request.uri().path() == "/"
        && content_type.is_some_and(|kind| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        })
}

async fn whole(request: Request) -> Result<(Parts, Bytes), Response> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    Ok((parts, body))
}
