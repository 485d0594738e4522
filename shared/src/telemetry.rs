//! Logs as JSON lines, on standard output, where Lambda collects them.
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, layer::SubscriberExt, registry};

/// Our own crates, as they name what they log.
pub const OURS: [&str; 4] = ["shared", "integrations", "policies", "presign"];

/// Starts logging to standard output.
pub fn start() {
    registry().with(layer(std::io::stdout)).init();
}

/// What is logged, and how: our own events from `info`, other crates' from `warn`.
///
/// What never reaches a log: queries, headers, bodies, tokens, credentials, presigned URLs. So no
/// variable of the environment, as `RUST_LOG`, has a say here: what the AWS SDK and its HTTP client
/// tell of requests and answers below `warn` is not ours to promise.
pub fn layer<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let json = fmt::layer().json().flatten_event(true).without_time();
    let ours = OURS.map(|name| (name, LevelFilter::INFO));
    let levels = Targets::new().with_default(LevelFilter::WARN);
    json.with_writer(writer)
        .with_filter(levels.with_targets(ours))
}
