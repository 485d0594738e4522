//! Routes a request to a function, by API Gateway's rules.

use std::{collections::BTreeMap, collections::HashMap, sync::Arc};

use http::Method;

use super::Function;

/// A route that API Gateway would not create.
#[derive(Debug, thiserror::Error)]
#[error("the route `{route_key}` of function {function} cannot be added")]
pub struct InvalidRoute {
    /// The route: `GET /integrations/{id}`.
    pub route_key: String,
    /// The function that listed it.
    pub function: &'static str,
    /// Misspelled, or claimed already.
    pub source: matchit::InsertError,
}

/// All routes of the API, by method and path.
pub(super) struct Routes(HashMap<Method, matchit::Router<Integration>>);

struct Integration {
    route_key: String,
    function: Arc<Function>,
}

/// The route that a request goes to.
pub(super) struct Matched<'a> {
    /// The route's key: `GET /integrations/{id}`.
    pub(super) route_key: &'a str,
    /// The function behind it.
    pub(super) function: &'a Function,
    /// The values of the path's variables.
    pub(super) path_parameters: BTreeMap<String, String>,
}

impl Routes {
    /// The routes of `functions`.
    ///
    /// # Errors
    /// When two routes have the same method and path.
    pub(super) fn new(functions: Vec<Function>) -> Result<Self, InvalidRoute> {
        // A router per method: a path that matches under another method must not shadow.
        let mut methods = HashMap::<Method, matchit::Router<Integration>>::new();
        for function in functions.into_iter().map(Arc::new) {
            for route in &function.routes {
                let integration = Integration {
                    route_key: route.to_string(),
                    function: Arc::clone(&function),
                };
                methods
                    .entry(route.method.clone())
                    .or_default()
                    .insert(route.path, integration)
                    .map_err(|source| InvalidRoute {
                        route_key: route.to_string(),
                        function: function.name,
                        source,
                    })?;
            }
        }
        Ok(Self(methods))
    }

    /// The route of a request. A variable matches one segment that is not empty; a segment
    /// that is spelled out wins over a variable; a trailing slash makes another path.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<Matched<'_>> {
        let found = self.0.get(method)?.at(path).ok()?;
        let path_parameters: BTreeMap<_, _> = found
            .params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        // Between two slashes matchit takes nothing for a value.
        if path_parameters.values().any(String::is_empty) {
            return None;
        }
        Some(Matched {
            route_key: &found.value.route_key,
            function: &found.value.function,
            path_parameters,
        })
    }
}

#[cfg(test)]
mod tests {
    use shared::http::Route;

    use super::*;

    fn function(name: &'static str, routes: &[(Method, &'static str)]) -> Function {
        Function {
            name,
            routes: routes
                .iter()
                .map(|(method, path)| Route::new(method.clone(), path))
                .collect(),
            router: axum::Router::new(),
        }
    }

    fn routes() -> Routes {
        Routes::new(vec![
            function(
                "integrations",
                &[
                    (Method::GET, "/integrations"),
                    (Method::GET, "/integrations/{id}"),
                    (Method::POST, "/integrations/special"),
                ],
            ),
            function(
                "policies",
                &[
                    (Method::GET, "/integrations/{id}/policies"),
                    (Method::GET, "/integrations/mine/policies"),
                    (
                        Method::GET,
                        "/integrations/{integration}/policies/{document}",
                    ),
                ],
            ),
        ])
        .unwrap()
    }

    #[test]
    fn the_most_specific_route_of_the_method_wins() {
        for (method, path, expected) in [
            (Method::GET, "/integrations", Some("GET /integrations")),
            (
                Method::GET,
                "/integrations/a",
                Some("GET /integrations/{id}"),
            ),
            (
                Method::GET,
                "/integrations/mine/policies",
                Some("GET /integrations/mine/policies"),
            ),
            (
                Method::GET,
                "/integrations/a/policies",
                Some("GET /integrations/{id}/policies"),
            ),
            // Spelled out, but for another method.
            (
                Method::GET,
                "/integrations/special",
                Some("GET /integrations/{id}"),
            ),
            (Method::GET, "/integrations/", None),
            (Method::GET, "/integrations//policies", None),
            (Method::GET, "/integrations/a/b", None),
            (Method::GET, "/integrations/a/policies/", None),
            (Method::GET, "/Integrations", None),
            (Method::GET, "/", None),
            (Method::HEAD, "/integrations", None),
            (Method::PUT, "/integrations", None),
        ] {
            let routes = routes();
            let found = routes.find(&method, path).map(|matched| matched.route_key);
            assert_eq!(found, expected, "{method} {path}");
        }
    }

    #[test]
    fn a_match_names_its_function_and_the_values_of_its_variables() {
        let routes = routes();
        let matched = routes
            .find(&Method::GET, "/integrations/int_1/policies/cors.json")
            .unwrap();
        assert_eq!(matched.function.name, "policies");
        let values = [("integration", "int_1"), ("document", "cors.json")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(matched.path_parameters, BTreeMap::from(values));
    }

    #[test]
    fn one_route_cannot_belong_to_two_functions() {
        let taken = [(Method::GET, "/integrations/{id}")];
        let error = Routes::new(vec![function("one", &taken), function("two", &taken)])
            .err()
            .unwrap();
        assert_eq!(error.function, "two");
        assert_eq!(error.route_key, "GET /integrations/{id}");
    }
}
