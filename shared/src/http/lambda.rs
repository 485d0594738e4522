use std::convert::Infallible;

use axum::Router;
use axum::response::Response;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Error, LambdaEvent, Service, lambda_runtime};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use tower::ServiceExt;

/// Answers API Gateway's events with `router`, for as long as Lambda keeps the function.
///
/// # Errors
/// When the Lambda runtime cannot be reached.
pub async fn run(router: Router) -> Result<(), Error> {
    lambda_runtime::run(handler(router)).await
}

/// `router`, as Lambda invokes it: an event in, the JSON of an answer out.
pub fn handler(
    router: Router,
) -> impl Service<LambdaEvent<LambdaRequest>, Response: Serialize, Error = Infallible, Future: Send>
{
    Adapter::<'static, Response, _>::from(router).map_request(with_query_of_a_uri)
}

/// What a query may have beside what a URI's query has, and still be the same query.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Encodes what a client or a proxy before API Gateway left bare in the query: `lambda_http` panics
/// at a URI that is none (aws/aws-lambda-rust-runtime#461, #515).
fn with_query_of_a_uri(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload
        && let Some(query) = &mut request.raw_query_string
    {
        *query = utf8_percent_encode(query, NOT_IN_A_QUERY).to_string();
    }
    event
}
