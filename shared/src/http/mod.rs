//! Everything that faces API Gateway.
mod route;
pub use route::Route;
