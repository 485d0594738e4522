//! The service and an AWS for it, in one process.
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::aws::identity::accounts::{CUSTOMER_ACCOUNT, PLATFORM_ACCOUNT};
use crate::aws::{EmbeddedAws, Options};
use crate::connection::{Account, Aws};
use crate::gateway::Gateway;
use crate::{clock, service};

/// How to start a stack.
#[derive(Clone, Debug, Default)]
pub struct StackOptions {
    /// The gateway's port; 0 takes any free one.
    pub port: u16,
    /// The embedded AWS's port; 0 takes any free one.
    pub aws_port: u16,
    /// The folder that keeps everything between runs; without it nothing is kept.
    pub data: Option<PathBuf>,
}

/// A running stack; it stops when dropped.
pub struct Stack {
    /// API Gateway with the functions.
    pub gateway: Gateway,
    /// How the AWS is reached, and as whom.
    pub aws: Aws,
    _embedded: EmbeddedAws,
}

impl Stack {
    /// Starts an embedded AWS, and the service in it.
    ///
    /// # Errors
    /// When a port is taken, or the folder cannot be used.
    pub async fn start(options: StackOptions) -> Result<Self> {
        let embedded = EmbeddedAws::start(Options {
            port: options.aws_port,
            data: options.data,
            clock: clock::system(),
        });
        let port = options.aws_port;
        let embedded = embedded.await;
        let embedded =
            embedded.with_context(|| format!("starting the AWS on port {port}; see --aws-port"))?;
        let aws = Aws {
            endpoint_url: Some(embedded.endpoint_url()),
            platform: Account::embedded(PLATFORM_ACCOUNT, "platform"),
            customer: Account::embedded(CUSTOMER_ACCOUNT, "customer"),
        };
        let gateway = service::start(&aws, options.port).await?;
        Ok(Self {
            gateway,
            aws,
            _embedded: embedded,
        })
    }
}
