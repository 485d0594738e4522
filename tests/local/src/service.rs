//! The service itself, behind the local gateway.
use anyhow::{Context, Result};
use axum::Router;
use shared::adapters::SdkConfig;
use shared::configuration::Configuration;
use shared::http::Route;

use crate::clock;
use crate::connection::{Aws, REGION};
use crate::gateway::{Function, Gateway, Options};
use crate::platform::{self, TABLE};

/// One function: its name, its routes, and how it is connected.
type Entry = (
    &'static str,
    fn() -> Vec<Route>,
    fn(&SdkConfig, &Configuration) -> Router,
);

/// Every function of the service.
const FUNCTIONS: [Entry; 3] = [
    ("integrations", integrations::routes, integrations::router),
    ("policies", policies::routes, policies::router),
    ("presign", presign::routes, presign::router),
];

/// The origin of the pages that show files.
pub const CONSOLE_ORIGIN: &str = "http://localhost:9000";

/// Starts the service on `port`, in an AWS whose platform account it sets up.
///
/// # Errors
/// When AWS refuses, or the port is taken.
pub async fn start(aws: &Aws, port: u16) -> Result<Gateway> {
    let names = FUNCTIONS.map(|(name, ..)| name);
    platform::set_up(aws, &names).await?;
    let configuration = configuration(aws)?;
    let mut functions = vec![];
    for (name, routes, router) in FUNCTIONS {
        let config = platform::execution_config(aws, name).await;
        functions.push(Function {
            name,
            routes: routes(),
            router: router(&config, &configuration),
        });
    }
    let options = Options {
        port,
        functions,
        cors_origins: configuration.console_origins,
        clock: clock::system(),
    };
    Gateway::start(options)
        .await
        .context("starting the gateway; see --port")
}

/// The same variables that `template.yaml` sets.
fn configuration(aws: &Aws) -> Result<Configuration> {
    let configuration = Configuration::read(|name| {
        let value = match name {
            "AWS_REGION" => REGION,
            "PLATFORM_ACCOUNT_ID" => &aws.platform.id,
            "TABLE_NAME" => TABLE,
            "CONSOLE_ORIGINS" => CONSOLE_ORIGIN,
            _ => return None,
        };
        Some(value.to_owned())
    });
    Ok(configuration?)
}
