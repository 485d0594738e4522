use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::header::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;

use super::Problem;

/// Gives every answer its `x-request-id`, every problem its `request_id`, and every request one
/// line in the log: route, status, latency. Never a query, a header or a body (invariant 4).
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    let code = problem.as_ref().map(Problem::code);
    if let Some(problem) = problem {
        let headers = std::mem::take(response.headers_mut());
        response = problem.answer(request_id.clone());
        // What the handler said beside the problem itself, as `allow`.
        for (name, value) in headers.into_iter().filter_map(|(n, v)| Some((n?, v))) {
            response.headers_mut().entry(name).or_insert(value);
        }
    }
    tracing::info!(
        request_id,
        %method,
        route = route.as_ref().map_or("-", MatchedPath::as_str),
        status = response.status().as_u16(),
        code = code.map(|code| code.to_string()),
        latency_ms = started.elapsed().as_secs_f64() * 1000.0,
        "answered"
    );
    if let Some(id) = request_id.and_then(|id| HeaderValue::try_from(id).ok()) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// The id that API Gateway gave the request, under which its own log has it, too.
fn request_id(request: &Request) -> Option<String> {
    match request.extensions().request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    }
}
