//! `GraphiQL` in the binary.

use axum::{body::Body, http::StatusCode};

use super::toy::Server;
use crate::transport::Limits;

#[tokio::test]
async fn the_page_names_only_files_that_are_served() {
    let server = Server::new();
    let page = server.send("GET", "/", &[], Body::empty()).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let html = String::from_utf8_lossy(&page.bytes);
    assert!(!html.contains("//"), "no other host");
    let named: Vec<&str> = html
        .split('"')
        .filter(|text| text.starts_with("/assets/"))
        .collect();
    assert_eq!(named.len(), 6);
    for path in named {
        let gzip = [("accept-encoding", "gzip, br")];
        let packed = server.send("GET", path, &gzip, Body::empty()).await;
        let plain = server.send("GET", path, &[], Body::empty()).await;
        assert_eq!(packed.status, StatusCode::OK, "{path}");
        assert_eq!(plain.header("content-encoding"), "none", "{path}");
        assert_eq!(packed.header("content-type"), plain.header("content-type"));
        assert!(plain.bytes.len() >= packed.bytes.len(), "{path}");
        assert!(std::str::from_utf8(&plain.bytes).is_ok(), "{path}");
        let is_packed = path.contains(".min.");
        assert_eq!(packed.header("content-encoding") == "gzip", is_packed);
    }
}

#[tokio::test]
async fn the_page_can_be_left_out() {
    let server = Server::with(Limits {
        graphiql: false,
        ..Limits::default()
    });
    let page = server.send("GET", "/", &[], Body::empty()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
