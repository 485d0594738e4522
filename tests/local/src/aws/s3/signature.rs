//! What a request says about its signature, checked before s3s verifies the signature itself.
//!
//! s3s neither limits `X-Amz-Expires`, nor requires that headers be signed, nor looks at the
//! region; and it reads the system's clock, where everything here goes by the store's.
use http::request::Parts;
use http::{HeaderMap, header};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use s3s::{S3Error, S3Result, s3_error};

use super::addressing::query;

/// A week in seconds, the longest life of a presigned URL.
const LONGEST_EXPIRES: i64 = 604_800;
/// How far a signing time may be from ours.
const LARGEST_SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Where the signature was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Header,
    Query,
}

/// A signature that is well formed, timely and meant for this region; not verified yet.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    pub(super) place: Place,
    /// Since it was signed; negative when the signer's clock is ahead.
    pub(super) age: SignedDuration,
    pub(super) session_token: Option<String>,
    /// Of the credential scope.
    pub(super) region: String,
    signed_headers: String,
}

impl Signature {
    /// The request's signature; `None` when it is anonymous.
    ///
    /// # Errors
    /// As S3 answers them; `region` is that of the bucket the request is about.
    pub(super) fn of(
        request: &Parts,
        now: Timestamp,
        region: Option<&str>,
    ) -> S3Result<Option<Self>> {
        let query = query(&request.uri);
        let authorization = request
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let presigned = query
            .keys()
            .any(|name| name == "X-Amz-Algorithm" || name == "X-Amz-Signature");
        if query.contains_key("AWSAccessKeyId")
            || authorization.is_some_and(|value| value.starts_with("AWS "))
        {
            return Err(s3_error!(
                InvalidRequest,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
            ));
        }
        let signature = match (authorization, presigned) {
            (None, false) => return Ok(None),
            (Some(_), true) => {
                return Err(s3_error!(
                    InvalidArgument,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
                ));
            }
            (Some(value), false) => Self::from_header(value, &request.headers, now)?,
            (None, true) => Self::from_query(|name| query.get(name).map(String::as_str), now)?,
        };
        signature.check_region(region)?;
        signature.check_signed_headers(&request.headers)?;
        Ok(Some(signature))
    }

    fn from_header(authorization: &str, headers: &HeaderMap, now: Timestamp) -> S3Result<Self> {
        let malformed = || {
            s3_error!(
                AuthorizationHeaderMalformed,
                "The authorization header is malformed."
            )
        };
        let fields = authorization
            .strip_prefix("AWS4-HMAC-SHA256")
            .ok_or_else(malformed)?;
        let field = |name: &str| {
            let mut fields = fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='));
            fields
                .find(|(found, _)| *found == name)
                .map(|(_, value)| value)
                .ok_or_else(malformed)
        };
        let region = region_of(field("Credential")?).ok_or_else(malformed)?;
        let signed_headers = field("SignedHeaders")?.to_owned();
        check_shape(field("Signature")?)?;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let signed_at = header("x-amz-date").and_then(parse_date).ok_or_else(|| {
            s3_error!(
                AccessDenied,
                "AWS authentication requires a valid Date or x-amz-date header"
            )
        })?;
        let age = now.duration_since(signed_at);
        if age.abs() > LARGEST_SKEW {
            return Err(s3_error!(
                RequestTimeTooSkewed,
                "The difference between the request time and the current time is too large."
            ));
        }
        Ok(Self {
            place: Place::Header,
            age,
            session_token: header("x-amz-security-token").map(str::to_owned),
            region,
            signed_headers,
        })
    }

    fn from_query<'a>(
        parameter: impl Fn(&str) -> Option<&'a str>,
        now: Timestamp,
    ) -> S3Result<Self> {
        let required = |name: &str| {
            parameter(name).ok_or_else(|| {
                invalid_parameters(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
                )
            })
        };
        let signature = required("X-Amz-Signature")?;
        if required("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
            return Err(invalid_parameters(
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"",
            ));
        }
        let credential = required("X-Amz-Credential")?;
        let region = region_of(credential).ok_or_else(|| {
            invalid_parameters(
                "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
            )
        })?;
        let signed_at = parse_date(required("X-Amz-Date")?).ok_or_else(|| {
            invalid_parameters(
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            )
        })?;
        let expires = expires(required("X-Amz-Expires")?)?;
        check_shape(signature)?;
        let age = now.duration_since(signed_at);
        if age < -LARGEST_SKEW {
            return Err(s3_error!(AccessDenied, "Request is not yet valid"));
        }
        if age > expires {
            return Err(s3_error!(AccessDenied, "Request has expired"));
        }
        Ok(Self {
            place: Place::Query,
            age,
            session_token: parameter("X-Amz-Security-Token").map(str::to_owned),
            region,
            signed_headers: required("X-Amz-SignedHeaders")?.to_owned(),
        })
    }

    /// Whether the named header, in lower case, is part of what was signed.
    pub(super) fn signs(&self, header: &str) -> bool {
        self.signed_headers
            .split(';')
            .any(|signed| signed == header)
    }

    fn check_region(&self, expected: Option<&str>) -> S3Result {
        let Some(expected) = expected.filter(|expected| *expected != self.region) else {
            return Ok(());
        };
        let wrong = format!(
            "the region '{}' is wrong; expecting '{expected}'",
            self.region
        );
        Err(match self.place {
            Place::Header => {
                s3_error!(
                    AuthorizationHeaderMalformed,
                    "The authorization header is malformed; {wrong}"
                )
            }
            Place::Query => invalid_parameters(format!(
                "Error parsing the X-Amz-Credential parameter; {wrong}"
            )),
        })
    }

    /// Whoever holds a presigned URL must not be able to add to what it asks for.
    fn check_signed_headers(&self, headers: &HeaderMap) -> S3Result {
        let mut required = headers.keys().map(header::HeaderName::as_str);
        if required.any(|name| (name == "host" || name.starts_with("x-amz-")) && !self.signs(name))
        {
            return Err(s3_error!(
                AccessDenied,
                "There were headers present in the request which were not signed"
            ));
        }
        Ok(())
    }
}

fn invalid_parameters(message: impl Into<std::borrow::Cow<'static, str>>) -> S3Error {
    S3Error::with_message(s3s::S3ErrorCode::AuthorizationQueryParametersError, message)
}

/// s3s takes what cannot be a signature for an invalid request; to S3 it is only a wrong one.
fn check_shape(signature: &str) -> S3Result {
    let is_hex = signature
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hex && signature.len() == 64 {
        Ok(())
    } else {
        Err(s3_error!(SignatureDoesNotMatch))
    }
}

/// `AKID/yyyymmdd/REGION/s3/aws4_request`
fn region_of(credential: &str) -> Option<String> {
    let fields: Vec<_> = credential.split('/').collect();
    let [_, date, region, "s3", "aws4_request"] = fields[..] else {
        return None;
    };
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    is_date.then(|| region.to_owned())
}

/// Exactly sixteen characters, where jiff would take a sign or a missing zero, and s3s panics at
/// what is no digit.
fn parse_date(text: &str) -> Option<Timestamp> {
    const LONG_FORMAT: &str = "%Y%m%dT%H%M%SZ";
    let date = DateTime::strptime(LONG_FORMAT, text).ok()?;
    let is_exact = date.strftime(LONG_FORMAT).to_string() == text;
    let date = date.to_zoned(TimeZone::UTC).ok()?;
    is_exact.then(|| date.timestamp())
}

fn expires(seconds: &str) -> S3Result<SignedDuration> {
    match seconds.parse() {
        Ok(seconds @ 1..=LONGEST_EXPIRES) => Ok(SignedDuration::from_secs(seconds)),
        Ok(..=0) => Err(invalid_parameters("X-Amz-Expires must be non-negative")),
        Ok(_) => Err(invalid_parameters(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
        )),
        Err(_) => Err(invalid_parameters("X-Amz-Expires should be a number")),
    }
}
