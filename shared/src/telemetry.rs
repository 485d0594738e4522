//! Logs as JSON lines, on standard output, where Lambda collects them.
use tracing_subscriber::EnvFilter;

/// Starts logging: our own events from `info`, other crates' from `warn`.
///
/// What never reaches a log: queries, headers, bodies, tokens, credentials, presigned URLs.
pub fn start() {
    let filter = EnvFilter::new("warn,shared=info,integrations=info,policies=info,presign=info");
    let json = tracing_subscriber::fmt().json().with_env_filter(filter);
    json.flatten_event(true).without_time().init();
}
