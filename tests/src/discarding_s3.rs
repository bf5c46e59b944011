//! An S3 server that counts what it is sent and forgets it, for uploads that are too large to be kept in memory.
//!
//! It speaks the part of the protocol that the server under test uses. Objects read back as zeros.

use actix_web::body::SizedStream;
use actix_web::dev::ServerHandle;
use actix_web::http::Method;
use actix_web::web::{self, Data, Payload, Query};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, mpsc};

/// Answers are sent in pieces of this size.
const PIECE: u64 = 1 << 20;

/// The size of each object so far, by its path.
type Sizes = Arc<Mutex<HashMap<String, u64>>>;

/// A running server; it ends when this is dropped.
pub struct DiscardingS3 {
    /// Its address, such as `http://127.0.0.1:41234`.
    pub url: String,
    sizes: Sizes,
    server: ServerHandle,
}

impl DiscardingS3 {
    /// Starts one on a free port.
    pub fn start() -> Self {
        let sizes = Sizes::default();
        let data = Data::from(Arc::new(Arc::clone(&sizes)));
        let (sender, started) = mpsc::channel();
        std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let app = move || App::new().app_data(data.clone()).default_service(web::to(answer));
                let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").expect("a free port");
                let address = server.addrs()[0];
                let server = server.run();
                sender.send((address, server.handle())).expect("the test waits");
                server.await
            })
        });
        let (address, server) = started.recv().expect("a started server");
        Self { url: format!("http://{address}"), sizes, server }
    }

    /// The size of the largest object.
    pub fn largest(&self) -> u64 {
        self.sizes.lock().unwrap().values().copied().max().unwrap_or(0)
    }
}

impl Drop for DiscardingS3 {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn answer(request: HttpRequest, query: Query<HashMap<String, String>>, mut body: Payload, sizes: Data<Sizes>) -> HttpResponse {
    let mut received = 0;
    while let Some(Ok(bytes)) = body.next().await {
        received += bytes.len() as u64;
    }
    let path = request.path().to_owned();
    match *request.method() {
        Method::PUT => {
            *sizes.lock().unwrap().entry(path).or_default() += received;
            HttpResponse::Ok().insert_header(("ETag", "\"etag\"")).finish()
        }
        Method::POST if query.contains_key("uploads") => {
            xml("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
        }
        Method::POST => xml("<CompleteMultipartUploadResult><ETag>\"etag\"</ETag></CompleteMultipartUploadResult>"),
        Method::DELETE => HttpResponse::NoContent().finish(),
        _ if query.contains_key("list-type") => xml("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"),
        _ => {
            let size = sizes.lock().unwrap().get(&path).copied();
            size.map_or_else(|| HttpResponse::NotFound().finish(), |size| zeros(&request, size))
        }
    }
}

fn xml(body: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type("application/xml").body(body)
}

/// An object, or the part of it that is asked for.
fn zeros(request: &HttpRequest, size: u64) -> HttpResponse {
    let range = request.headers().get("Range").and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'));
    let (first, last) = range.unwrap_or_default();
    let first = first.parse().unwrap_or(0);
    let last = last.parse().unwrap_or(u64::MAX).min(size - 1);
    let mut answer = if range.is_some() { HttpResponse::PartialContent() } else { HttpResponse::Ok() };
    answer.insert_header(("ETag", "\"etag\"")).insert_header(("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"));
    answer.insert_header(("Content-Range", format!("bytes {first}-{last}/{size}")));
    let length = last + 1 - first;
    let pieces = (0..length.div_ceil(PIECE)).map(move |piece| {
        let bytes = (length - piece * PIECE).min(PIECE);
        Ok::<_, Infallible>(Bytes::from(vec![0; usize::try_from(bytes).expect("a small piece")]))
    });
    answer.body(SizedStream::new(length, stream::iter(pieces)))
}
