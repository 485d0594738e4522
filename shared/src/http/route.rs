use http::Method;

/// One route of the HTTP API, spelled as `template.yaml` and API Gateway spell it.
///
/// Each function lists its own; the local gateway routes by the same lists, and a test
/// compares them with the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{name}` for a segment that varies: `/integrations/{id}`.
    pub path: &'static str,
}

impl Route {
    /// A route that the JWT authorizer guards.
    #[must_use]
    pub const fn new(method: Method, path: &'static str) -> Self {
        Self { method, path }
    }
}

impl std::fmt::Display for Route {
    /// API Gateway's route key: `GET /integrations/{id}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
