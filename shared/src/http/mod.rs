//! Everything that faces API Gateway: who calls, what they send, and what they are told.
mod body;
mod caller;
mod code;
mod fields;
mod lambda;
mod observe;
mod path;
mod problem;
mod query;
mod response_limit;
mod route;
mod service;
mod settings_body;
mod text;

pub use body::Body;
pub use caller::{Admin, Caller, Member};
pub use code::Code;
pub use fields::{FieldError, InvalidFields};
pub use lambda::{handler, run};
pub use path::{DocumentName, Id};
pub use problem::Problem;
pub use query::Query;
pub use response_limit::{Items, LAMBDA_RESPONSE_BYTES};
pub use route::Route;
pub use service::{Routes, service};
pub use settings_body::{KmsKeyArnsBody, ScopeBody, SettingsBody};
pub use text::{Number, Text};
