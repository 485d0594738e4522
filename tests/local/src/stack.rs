//! The service and an AWS for it.
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
    /// None where the AWS is another process, or AWS itself.
    embedded: Option<EmbeddedAws>,
}

impl Stack {
    /// Starts an embedded AWS, and the service in it.
    ///
    /// # Errors
    /// When a port is taken, or the folder cannot be used.
    pub async fn start(options: StackOptions) -> Result<Self> {
        let port = options.aws_port;
        let embedded = EmbeddedAws::start(Options {
            port,
            data: options.data,
            clock: clock::system(),
        });
        let embedded = embedded.await;
        let embedded =
            embedded.with_context(|| format!("starting the AWS on port {port}; see --aws-port"))?;
        let endpoint_url = Some(embedded.endpoint_url());
        let aws = Aws {
            endpoint_url: endpoint_url.clone(),
            s3_endpoint_url: endpoint_url,
            principal_arns: None,
            platform: Account::embedded(PLATFORM_ACCOUNT, "platform"),
            customer: Account::embedded(CUSTOMER_ACCOUNT, "customer"),
        };
        let stack = Self::start_in(aws, options.port).await?;
        Ok(Self {
            embedded: Some(embedded),
            ..stack
        })
    }

    /// Starts the service alone, in an AWS that is there.
    ///
    /// # Errors
    /// When the port is taken, or AWS refuses.
    pub async fn start_in(aws: Aws, port: u16) -> Result<Self> {
        let gateway = service::start(&aws, port).await?;
        Ok(Self {
            gateway,
            aws,
            embedded: None,
        })
    }

    /// Whether the AWS is ours, and stricter here and there than AWS.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Whether the AWS is Amazon's.
    #[must_use]
    pub fn is_amazon(&self) -> bool {
        self.embedded.is_none() && self.aws.s3_endpoint_url.is_none()
    }

    /// Stops once the requests in progress are answered.
    pub async fn shutdown(self) {
        self.gateway.shutdown().await;
        if let Some(embedded) = self.embedded {
            embedded.shutdown().await;
        }
    }
}
