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

/// A function of the service: what the gateway mounts, and what `template.yaml` has to have.
#[derive(Clone, Copy, Debug)]
pub struct ServiceFunction {
    /// Its name, and that of its binary.
    pub name: &'static str,
    /// The routes that it answers.
    pub routes: fn() -> Vec<Route>,
    /// Connects it with an AWS.
    pub router: fn(&SdkConfig, &Configuration) -> Router,
}

/// Every function of the service.
pub const FUNCTIONS: [ServiceFunction; 4] = [
    ServiceFunction {
        name: "integrations",
        routes: integrations::routes,
        router: integrations::router,
    },
    ServiceFunction {
        name: "policies",
        routes: policies::routes,
        router: policies::router,
    },
    ServiceFunction {
        name: "presign",
        routes: presign::routes,
        router: presign::router,
    },
    ServiceFunction {
        name: "verify",
        routes: verify::routes,
        router: verify::router,
    },
];

/// The port of the service unless another is chosen.
const DEFAULT_PORT: u16 = 9000;

/// The origin of the pages that show files: where the console will be served.
#[must_use]
pub fn console_origin(port: u16) -> String {
    let port = if port == 0 { DEFAULT_PORT } else { port };
    format!("http://localhost:{port}")
}

/// Starts the service on `port`, in an AWS whose platform account it sets up.
///
/// # Errors
/// When AWS refuses, or the port is taken.
pub async fn start(aws: &Aws, port: u16) -> Result<Gateway> {
    platform::set_up(aws).await?;
    let configuration = configuration(aws, port)?;
    let mut functions = vec![];
    for function in FUNCTIONS {
        let config = platform::execution_config(aws, function.name).await;
        functions.push(Function {
            name: function.name,
            routes: (function.routes)(),
            router: (function.router)(&config, &configuration),
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
fn configuration(aws: &Aws, port: u16) -> Result<Configuration> {
    let origin = console_origin(port);
    let configuration = Configuration::read(|name| {
        let value = match name {
            "AWS_REGION" => REGION,
            "PLATFORM_ACCOUNT_ID" => &aws.platform.id,
            "TABLE_NAME" => TABLE,
            "CONSOLE_ORIGINS" => &origin,
            // Whoever plays with the service sees what they change at once.
            "ROUTING_MAX_AGE" => "0",
            "PRINCIPAL_ARNS" => aws.principal_arns.as_deref()?,
            _ => return None,
        };
        Some(value.to_owned())
    });
    Ok(configuration?)
}
