//! The HTTP server: a request's way through the API.

use std::{future::IntoFuture, net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Extension, Json, Router,
    extract::{ConnectInfo, Query, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::{FutureExt, future::join_all};
use http::{HeaderValue, Method, header::ORIGIN};
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    Clock, Issuer, answer,
    authorizer::Authorizer,
    cors::Cors,
    event::{Event, Received, raw_path},
    invoke::invoke,
    limits,
    refusal::Refusal,
    request_id::{self, RequestId},
    routing::{Matched, Routes},
};

/// The HTTP API: what `template.yaml` configures on AWS, and the issuer of its tokens.
pub(super) struct Api {
    pub(super) routes: Routes,
    pub(super) authorizer: Authorizer,
    pub(super) cors: Cors,
    pub(super) clock: Clock,
    pub(super) issuer: Issuer,
}

/// The key of the route that gave a response, for the access log.
#[derive(Clone)]
struct RouteKey(String);

/// Serves the API until `stopped` is told so, or its sender is gone.
pub(super) async fn serve(
    listeners: Vec<TcpListener>,
    api: Arc<Api>,
    stopped: oneshot::Receiver<()>,
) {
    let app = Router::new()
        .route("/local/token", get(token))
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/.well-known/jwks.json", get(key_set))
        .fallback(integration)
        .layer(middleware::from_fn_with_state(Arc::clone(&api), edge))
        .with_state(api)
        .into_make_service_with_connect_info::<SocketAddr>();
    // An error says that the gateway was dropped.
    let stopped = stopped.map(drop).shared();
    let servers = listeners.into_iter().map(|listener| {
        axum::serve(listener, app.clone())
            .with_graceful_shutdown(stopped.clone())
            .into_future()
    });
    // The futures of axum's servers have no errors to give.
    join_all(servers).await;
}

/// What every request meets: its id, the size of its head, CORS and the access log.
async fn edge(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let RequestId(id) = RequestId::random();
    let (mut parts, body) = request.into_parts();
    let method = parts.method.clone();
    let origin = parts.headers.get(ORIGIN).cloned();
    parts.extensions.insert(RequestId(id.clone()));

    let mut response = if let Err(refusal) = limits::check_head(&parts) {
        refusal.into_response()
    } else if method == Method::OPTIONS && api.cors.is_configured() {
        api.cors.preflight(origin.as_ref())
    } else {
        let mut response = next.run(Request::from_parts(parts, body)).await;
        api.cors.answer(origin.as_ref(), response.headers_mut());
        response
    };

    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    let route_key = response.extensions().get::<RouteKey>();
    tracing::info!(
        method = method.as_str(),
        route_key = route_key.map_or("-", |key| key.0.as_str()),
        status = response.status().as_u16(),
        latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id = id,
        "request"
    );
    response
}

/// Finds the request's route and lets its function answer.
async fn integration(
    State(api): State<Arc<Api>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    request: Request,
) -> Response {
    let raw_path = raw_path(request.uri().path());
    let Some(route) = api.routes.find(request.method(), &raw_path) else {
        return Refusal::NotFound.into_response();
    };
    let response = forward(&api, &route, &raw_path, peer, &request_id, request).await;
    let mut response = response.into_response();
    response
        .extensions_mut()
        .insert(RouteKey(route.route_key.to_owned()));
    response
}

/// Sends a request to its function, and the function's answer back.
async fn forward(
    api: &Api,
    route: &Matched<'_>,
    raw_path: &str,
    peer: SocketAddr,
    request_id: &str,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    // First the body: a client that is refused while it sends may never read why.
    let body = limits::read_body(body).await?;
    let claims = api.authorizer.authorize(&parts.headers)?;
    let time = (api.clock)();
    let event = Event::new(&Received {
        request: &parts,
        raw_path,
        body: &body,
        source_ip: peer.ip(),
        time,
        request_id,
        route,
        claims: &claims,
    });
    let event = serde_json::to_string(&event).expect("an event is text in maps of strings");
    let answer = invoke(route.function, event, time).await?;
    answer::response(&answer)
}

/// Whose token is asked for; without any, an administrator's.
#[derive(Deserialize)]
#[serde(default)]
struct TokenRequest {
    org: String,
    user: String,
    roles: String,
}

impl Default for TokenRequest {
    fn default() -> Self {
        Self {
            org: "acme".to_owned(),
            user: "ada".to_owned(),
            roles: "admin".to_owned(),
        }
    }
}

/// `GET /local/token`: a token for whoever asks. It exists nowhere but here.
async fn token(State(api): State<Arc<Api>>, Query(asked): Query<TokenRequest>) -> Json<Value> {
    let roles: Vec<_> = asked
        .roles
        .split([' ', ','])
        .filter(|role| !role.is_empty())
        .collect();
    Json(json!({
        "access_token": api.issuer.token(&asked.org, &asked.user, &roles),
        "token_type": "Bearer",
        "expires_in": api.issuer.lifetime(),
    }))
}

/// The issuer's discovery document, which names where its keys are.
async fn discovery(State(api): State<Arc<Api>>) -> Json<Value> {
    let issuer = api.issuer.url();
    Json(json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "token_endpoint": format!("{issuer}/local/token"),
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

async fn key_set(State(api): State<Arc<Api>>) -> Json<JwkSet> {
    Json(api.issuer.key_set())
}
