//! Ports of `localhost`.
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr},
};

use tokio::net::TcpListener;

/// Listens on `127.0.0.1` and, where there is one, on `[::1]`, as `localhost` may mean either.
///
/// Gives the port that both have; `port` 0 is any that is free.
///
/// # Errors
/// When the port is taken on one of the addresses.
pub(crate) async fn listen(port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    loop {
        let ipv4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let chosen = ipv4.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, chosen)).await {
            Ok(ipv6) => return Ok((chosen, vec![ipv4, ipv6])),
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                return Ok((chosen, vec![ipv4]));
            }
            Err(error) if port != 0 => return Err(error),
            // Free on one address only: the next try is given another port.
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_listener_has_the_port_that_is_given() {
        let (port, listeners) = listen(0).await.unwrap();
        assert!(!listeners.is_empty());
        for listener in listeners {
            let address = listener.local_addr().unwrap();
            assert!(address.ip().is_loopback(), "{address}");
            assert_eq!(address.port(), port);
        }
    }

    #[tokio::test]
    async fn a_port_that_is_taken_on_either_address_is_an_error() {
        let (port, mut listeners) = listen(0).await.unwrap();
        while !listeners.is_empty() {
            let error = listen(port).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
            listeners.remove(0);
        }
    }
}
