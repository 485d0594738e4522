use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::MethodRouter;
use axum::{Extension, Router, middleware};

use super::caller::ClaimNames;
use super::deadline::in_time;
use super::observe::observe;
use super::response_limit::response_limit;
use super::{Code, Problem, Route};
use crate::configuration::Configuration;

/// API Gateway passes on no larger body.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// A function's routes, each beside its handler: the one list that the router, the local gateway
/// and the comparison with `template.yaml` are made from.
pub type Routes<S> = Vec<(Route, MethodRouter<S>)>;

/// A function's routes with what all functions have in common around them: claims, limits, request
/// ids, and problems for what no route answers.
pub fn service<S: Clone + Send + Sync + 'static>(
    routes: Routes<S>,
    state: S,
    configuration: &Configuration,
) -> Router {
    let add = |router: Router<S>, (route, handler): (Route, _)| router.route(route.path, handler);
    let routes = routes.into_iter().fold(Router::new(), add);
    let claims = Arc::new(ClaimNames {
        organization: configuration.organization_claim.clone(),
        roles: configuration.roles_claim.clone(),
    });
    routes
        .with_state(state)
        .fallback(async || no_route())
        .method_not_allowed_fallback(async |method: Method| wrong_method(&method))
        .layer(Extension(claims))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(response_limit))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(observe))
}

fn no_route() -> Problem {
    let action = "See the table of routes in the README.";
    Problem::new(Code::NotFound, "the API has no such route", action)
}

fn wrong_method(method: &Method) -> Problem {
    let action = "See the header allow of this answer.";
    Problem::new(
        Code::MethodNotAllowed,
        format!("this route has no {method}"),
        action,
    )
}
