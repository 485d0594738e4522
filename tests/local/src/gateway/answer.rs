//! Turns a function's answer, in Lambda's JSON, into an HTTP response.

use axum::{body::Body, response::Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_LENGTH, SET_COOKIE},
};
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpResponse;

use super::{event::HOP_BY_HOP, refusal::Refusal};

/// The response that API Gateway makes of an answer of payload format 2.0; what it cannot
/// read is the function's failure.
///
/// The format knows no `multiValueHeaders`: of two headers of one name `lambda_http` sends
/// the first. Cookies have a field of their own.
pub(super) fn response(answer: &str) -> Result<Response, Refusal> {
    parse(answer).ok_or_else(|| {
        tracing::error!("the function's answer is not of payload format 2.0");
        Refusal::FunctionFailed
    })
}

fn parse(answer: &str) -> Option<Response> {
    let answer: ApiGatewayV2httpResponse = serde_json::from_str(answer).ok()?;
    let body = answer.body.as_deref().unwrap_or_default();
    let body = if answer.is_base64_encoded {
        BASE64_STANDARD.decode(body).ok()?
    } else {
        body.to_vec()
    };

    let mut response = Response::new(Body::from(body));
    let status = u16::try_from(answer.status_code).ok()?;
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    *response.headers_mut() = answer.headers;
    // Its length is counted again by the server.
    for name in HOP_BY_HOP.iter().chain([&CONTENT_LENGTH]) {
        response.headers_mut().remove(name);
    }
    for cookie in answer.cookies {
        let cookie = HeaderValue::from_str(&cookie).ok()?;
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_payload_format_2_is_the_functions_failure() {
        for answer in [
            "",
            "null",
            r#"{"statusCode":99,"cookies":[]}"#,
            r#"{"statusCode":-1,"cookies":[]}"#,
            r#"{"statusCode":200,"cookies":[],"isBase64Encoded":true,"body":"not base64!"}"#,
            r#"{"statusCode":200,"cookies":["a=b\n"]}"#,
        ] {
            assert_eq!(
                response(answer).err(),
                Some(Refusal::FunctionFailed),
                "{answer}"
            );
        }
    }
}
