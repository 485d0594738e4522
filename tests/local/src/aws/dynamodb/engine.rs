//! The tables of one account, kept by dynoxide.
use std::{net::SocketAddr, path::Path};

use axum::body::Body;
use bytes::Bytes;
use dynoxide::{Database, server::serve_with_shutdown};
use http::{
    HeaderMap, Response,
    header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING},
};
use tokio::{net::TcpListener, task::JoinSet};

use crate::aws::server::{StartError, Stop};

/// How dynoxide begins every ARN, whatever account and region asked.
const ARN_PREFIX: &str = "arn:aws:dynamodb:dynoxide:000000000000:";

/// One dynoxide, reached through a loopback port of its own: its checks of a request's shape
/// are part of its HTTP server and not of its library. It verifies nobody's signature.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    address: SocketAddr,
    client: reqwest::Client,
}

impl Engine {
    /// Runs until `stop`; the tables are kept in `file`, or forgotten.
    pub(super) async fn start(
        file: Option<&Path>,
        stop: Stop,
        tasks: &mut JoinSet<()>,
    ) -> Result<Self, StartError> {
        let database = match file {
            Some(file) => Database::new(&file.to_string_lossy())?,
            None => Database::memory()?,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tasks.spawn(async move {
            if let Err(error) = serve_with_shutdown(listener, database, stop.requested()).await {
                tracing::error!(error, "dynoxide ended");
            }
        });
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { address, client })
    }

    /// Passes a request on, and its answer back; with ARNs that begin as told, if told.
    pub(super) async fn answer(
        &self,
        mut headers: HeaderMap,
        body: Bytes,
        arn_prefix: Option<&str>,
    ) -> reqwest::Result<Response<Body>> {
        headers.remove(HOST);
        headers.remove(CONTENT_LENGTH);
        headers.remove(TRANSFER_ENCODING);
        let request = self
            .client
            .post(format!("http://{}/", self.address))
            .headers(headers)
            .body(body);
        let mut answer = request.send().await?;
        let status = answer.status();
        let mut headers = std::mem::take(answer.headers_mut());
        let mut body = answer.bytes().await?;
        if let Some(arn_prefix) = arn_prefix {
            body = String::from_utf8_lossy(&body)
                .replace(ARN_PREFIX, arn_prefix)
                .into();
            headers.remove(CONTENT_LENGTH);
            headers.remove("x-amz-crc32");
        }
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}
