//! API Gateway's HTTP API on loopback, in front of Lambda functions that run in this process.
//!
//! A request reaches a function as the event JSON that API Gateway sends (payload format
//! 2.0), through `lambda_http`'s own adapter, and its answer comes back as Lambda's JSON.

mod answer;
mod authorizer;
mod cors;
mod event;
mod invoke;
mod issuer;
mod limits;
mod refusal;
mod request_id;
mod routing;
mod server;
#[cfg(test)]
mod tests;

use std::{io, sync::Arc};

use tokio::{sync::oneshot, task::JoinHandle};

use crate::{clock::Clock, loopback};

use self::{authorizer::Authorizer, cors::Cors, routing::Routes, server::Api};
pub use self::{
    cors::{ALLOW_HEADERS, ALLOW_METHODS, EXPOSE_HEADERS, MAX_AGE_SECONDS},
    issuer::{Claims, InvalidKey, Issuer},
    routing::InvalidRoute,
};

/// A Lambda function: its routes in the HTTP API, and the router that answers them.
#[derive(Clone, Debug)]
pub struct Function {
    /// The function's name, as its ARN and the logs spell it.
    pub name: &'static str,
    /// The routes that API Gateway integrates with this function.
    pub routes: Vec<shared::http::Route>,
    /// What runs inside of the function, behind `lambda_http`.
    pub router: axum::Router,
}

/// What a gateway is started with.
pub struct Options {
    /// The port on the loopback addresses; 0 takes any free one.
    pub port: u16,
    /// The functions of the HTTP API.
    pub functions: Vec<Function>,
    /// `AllowOrigins` of the API's CORS configuration: `https://console.example.com`, or `*`.
    /// Without any the API has no CORS configuration.
    pub cors_origins: Vec<String>,
    /// The time that tokens and events are given and judged by.
    pub clock: Clock,
}

/// Why a gateway could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or may not be bound.
    #[error("the gateway cannot listen on port {port}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// The key pair that signs tokens could not be made.
    #[error(transparent)]
    Key(#[from] InvalidKey),
    /// A route is misspelled, or listed twice.
    #[error(transparent)]
    Route(#[from] InvalidRoute),
}

/// A running gateway; it stops when it is shut down or dropped.
pub struct Gateway {
    port: u16,
    api: Arc<Api>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Gateway {
    /// Binds the port, makes the key pair that signs tokens, and serves.
    ///
    /// # Errors
    /// When the port is taken, or two functions claim one route.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (port, listeners) =
            loopback::listen(options.port)
                .await
                .map_err(|source| StartError::Listen {
                    port: options.port,
                    source,
                })?;

        let issuer = Issuer::new(&url(port), Arc::clone(&options.clock))?;
        let api = Arc::new(Api {
            routes: Routes::new(options.functions)?,
            authorizer: Authorizer::new(&issuer, Arc::clone(&options.clock))
                .map_err(InvalidKey::from)?,
            cors: Cors::new(options.cors_origins),
            clock: options.clock,
            issuer,
        });
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::serve(listeners, Arc::clone(&api), stopped));
        Ok(Self {
            port,
            api,
            stop,
            server,
        })
    }

    /// The API's address: `http://localhost:9000`.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// Who signs the tokens that this gateway's authorizer accepts.
    #[must_use]
    pub fn tokens(&self) -> &Issuer {
        &self.api.issuer
    }

    /// Stops listening, and returns when the requests under way are answered.
    pub async fn shutdown(self) {
        // The receiver is gone only when the server already stopped.
        let _ = self.stop.send(());
        let _ = self.server.await;
    }
}

fn url(port: u16) -> String {
    format!("http://localhost:{port}")
}
