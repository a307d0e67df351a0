//! `GraphiQL`, wholly from the binary: the page loads from no other host and may speak to none.

use std::io::Read;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    routing::get,
};
use flate2::read::GzDecoder;

/// Styles inline, because the editor places its cursor and its hints with them; scripts from here alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; \
                      img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// A file in the binary.
#[derive(Clone, Copy)]
struct Asset {
    content_type: &'static str,
    bytes: &'static [u8],
    is_gzipped: bool,
}

impl Asset {
    const fn plain(content_type: &'static str, text: &'static str) -> Self {
        Self {
            content_type,
            bytes: text.as_bytes(),
            is_gzipped: false,
        }
    }

    const fn gzipped(content_type: &'static str, bytes: &'static [u8]) -> Self {
        Self {
            content_type,
            bytes,
            is_gzipped: true,
        }
    }
}

const PAGE: Asset = Asset::plain(HTML, include_str!("../../assets/graphiql/index.html"));

const ASSETS: [(&str, Asset); 6] = [
    (
        "/assets/graphiql/page.js",
        Asset::plain(SCRIPT, include_str!("../../assets/graphiql/page.js")),
    ),
    (
        "/assets/graphiql/page.css",
        Asset::plain(STYLE, include_str!("../../assets/graphiql/page.css")),
    ),
    (
        "/assets/graphiql/graphiql.min.js",
        Asset::gzipped(
            SCRIPT,
            include_bytes!("../../assets/graphiql/graphiql.min.js.gz"),
        ),
    ),
    (
        "/assets/graphiql/graphiql.min.css",
        Asset::gzipped(
            STYLE,
            include_bytes!("../../assets/graphiql/graphiql.min.css.gz"),
        ),
    ),
    (
        "/assets/graphiql/react.production.min.js",
        Asset::gzipped(
            SCRIPT,
            include_bytes!("../../assets/graphiql/react.production.min.js.gz"),
        ),
    ),
    (
        "/assets/graphiql/react-dom.production.min.js",
        Asset::gzipped(
            SCRIPT,
            include_bytes!("../../assets/graphiql/react-dom.production.min.js.gz"),
        ),
    ),
];

/// The page and its files.
pub(super) fn router() -> Router {
    let page = get(move |headers: HeaderMap| async move { serve(PAGE, &headers) });
    ASSETS
        .into_iter()
        .fold(Router::new().route("/", page), |router, (path, asset)| {
            let file = get(move |headers: HeaderMap| async move { serve(asset, &headers) });
            router.route(path, file)
        })
}

fn serve(asset: Asset, headers: &HeaderMap) -> Response<Body> {
    let is_packed = asset.is_gzipped && accepts_gzip(headers);
    let body = if asset.is_gzipped && !is_packed {
        unpack(asset.bytes)
    } else {
        Some(Bytes::from_static(asset.bytes))
    };
    let Some(body) = body else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    let mut response = Response::new(Body::from(body));
    for (name, value) in [
        (header::CONTENT_TYPE, asset.content_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // An hour: the names carry no version, and another binary may bring another GraphiQL.
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::VARY, "Accept-Encoding"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    if is_packed {
        let gzip = HeaderValue::from_static("gzip");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, gzip);
    }
    response
}

/// Named, or covered by a star, and not at quality zero.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
            let quality = parameters.trim().strip_prefix("q=").unwrap_or("1");
            let is_refused = quality.trim_matches(['0', '.', ' ']).is_empty();
            matches!(name.trim(), "gzip" | "x-gzip" | "*") && !is_refused
        })
}

fn unpack(bytes: &[u8]) -> Option<Bytes> {
    let mut unpacked = Vec::new();
    match GzDecoder::new(bytes).read_to_end(&mut unpacked) {
        Ok(_) => Some(Bytes::from(unpacked)),
        Err(error) => {
            tracing::error!(%error, "a file of GraphiQL in the binary is damaged");
            None
        }
    }
}
