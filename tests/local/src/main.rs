//! `cargo run -p local`: the service on this machine.
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use local::connection::Aws;
use local::journey;
use local::stack::{Stack, StackOptions};
use local::tour;
use shared::telemetry;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// Runs the whole service on this machine: API Gateway with the functions, and an AWS for them.
///
/// Without a flag it makes a customer's world, walks the journey from a private bucket to a picture
/// in the browser, prints a tour, and serves until Ctrl-C. Everything is gone afterwards.
///
/// With `PLATFORM_ACCOUNT_ID` set it uses the AWS outside that the environment describes instead.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port of the service.
    #[arg(long, default_value_t = 9000)]
    port: u16,
    /// The port of the embedded AWS: S3, STS, IAM and DynamoDB.
    #[arg(long, default_value_t = 9001)]
    aws_port: u16,
    /// Keep everything in this folder between runs.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Start with nothing: no bucket, no role, no integration.
    #[arg(long)]
    empty: bool,
    /// Log what happens, as JSON lines on standard error.
    #[arg(long)]
    log: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.log {
        // s3s writes whole requests into its log, and what is refused as an error.
        let but_s3s = Targets::new().with_default(Level::TRACE);
        let but_s3s = but_s3s.with_target("s3s", LevelFilter::OFF);
        let layer = telemetry::layer(std::io::stderr).with_filter(but_s3s);
        tracing_subscriber::registry().with(layer).init();
    }
    let stack = match Aws::from_environment()? {
        Some(outside) => Stack::start_in(outside, arguments.port).await?,
        None => Stack::start(embedded(&arguments)).await?,
    };
    anstream::println!("\n  S3 integrations, on this machine\n");
    if !arguments.empty {
        Box::pin(journey::walk(&stack)).await?;
    }
    anstream::println!("{}", tour::text(&stack, arguments.empty));
    stopped().await?;
    stack.shutdown().await;
    Ok(())
}

fn embedded(arguments: &Arguments) -> StackOptions {
    StackOptions {
        port: arguments.port,
        aws_port: arguments.aws_port,
        data: arguments.data.clone(),
    }
}

/// Waits for Ctrl-C, or for whatever else asks a process to end.
async fn stopped() -> Result<()> {
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("waiting for Ctrl-C"),
        terminated = terminated() => terminated.context("waiting for a signal"),
    }
}

#[cfg(unix)]
async fn terminated() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminated() -> std::io::Result<()> {
    std::future::pending().await
}
