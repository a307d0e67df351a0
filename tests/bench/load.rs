//! Clients that ask over HTTP, each over a connection it keeps, the next request as soon as the last is answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{
    Outcome,
    documents::{Document, Requests},
    figures::Side,
    office::Office,
};

/// The clients of one document.
pub(crate) struct Load {
    clients: Vec<http1::SendRequest<Full<Bytes>>>,
    requests: Arc<Requests>,
    next: Arc<AtomicUsize>,
    host: String,
    token: String,
    is_mutation: bool,
}

impl Load {
    pub(crate) async fn new(office: &Office, document: &Document, clients: usize) -> Outcome<Self> {
        let mut connected = Vec::with_capacity(clients);
        for _ in 0..clients {
            let stream = TcpStream::connect(&office.address).await?;
            stream.set_nodelay(true)?;
            let (client, connection) = http1::handshake(TokioIo::new(stream)).await?;
            tokio::spawn(connection);
            connected.push(client);
        }
        Ok(Self {
            clients: connected,
            requests: Arc::new(Requests::of(document, office)),
            next: Arc::new(AtomicUsize::new(0)),
            host: office.address.clone(),
            token: office.token.clone(),
            is_mutation: document.query.starts_with("mutation"),
        })
    }

    /// Asks for so many seconds. Any answer but a good one ends the benchmark.
    pub(crate) async fn run(&mut self, seconds: f64) -> Outcome<Side> {
        let started = Instant::now();
        let until = started + Duration::from_secs_f64(seconds);
        let mut tasks = Vec::new();
        for mut client in self.clients.drain(..) {
            let (requests, next) = (Arc::clone(&self.requests), Arc::clone(&self.next));
            let (host, token, is_mutation) =
                (self.host.clone(), self.token.clone(), self.is_mutation);
            tasks.push(tokio::spawn(async move {
                let mut latencies = Vec::new();
                while Instant::now() < until {
                    let body = requests
                        .body(next.fetch_add(1, Ordering::Relaxed))
                        .into_owned();
                    let request = Request::post("/graphql")
                        .header(header::HOST, &host)
                        .header(header::AUTHORIZATION, format!("Bearer {token}"))
                        .header(header::CONTENT_TYPE, "application/json")
                        .header(header::ACCEPT, "application/graphql-response+json")
                        .body(Full::new(Bytes::from(body)))?;
                    let asked = Instant::now();
                    let answer = client.send_request(request).await?;
                    let status = answer.status();
                    let body = answer.into_body().collect().await?.to_bytes();
                    latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
                    let holds =
                        |text: &str| body.windows(text.len()).any(|part| part == text.as_bytes());
                    if !status.is_success()
                        || holds("\"errors\"")
                        || (is_mutation && !holds("\"userErrors\":[]"))
                    {
                        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
                    }
                    client.ready().await?;
                }
                Outcome::Ok((client, latencies))
            }));
        }
        let mut side = Side::default();
        for task in tasks {
            let (client, latencies) = task.await??;
            side.requests += latencies.len();
            side.latencies.extend(latencies);
            self.clients.push(client);
        }
        side.seconds = started.elapsed().as_secs_f64();
        Ok(side)
    }
}
