//! What the shell does around handlers that misbehave.

use super::{RouteTable, Shell, shell};
use crate::settings::{HttpSettings, Settings, Sources};
use crate::system::{SystemClock, SystemIds};
use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse};
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

fn http() -> HttpSettings {
    Settings::load(&Sources { profile: Some("test".to_owned()), ..Sources::default() }).unwrap().http
}

fn data(http: &HttpSettings, public_url: &str) -> Data<Shell> {
    let table = RouteTable::of(&utoipa::openapi::OpenApi::default());
    Data::new(Shell::new(http, public_url, table, Arc::new(SystemClock), Arc::new(SystemIds::default())))
}

async fn panics() -> HttpResponse {
    panic!("the secret plan")
}

#[actix_web::test]
async fn a_panic_is_an_internal_problem_with_all_headers() {
    let mut http = http();
    http.cors.allowed_origins = vec!["https://www.example.org".to_owned()];
    let app = App::new().app_data(data(&http, "https://v.example")).route("/", web::get().to(panics)).wrap(from_fn(shell));
    let app = init_service(app).await;
    let request =
        TestRequest::get().insert_header(("origin", "https://www.example.org")).insert_header(("x-request-id", "r1")).to_request();
    let error = actix_web::dev::Service::call(&app, request).await.unwrap_err();
    let answer = error.error_response();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in [
        ("content-type", "application/problem+json"),
        ("x-request-id", "r1"),
        ("access-control-allow-origin", "https://www.example.org"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.headers().get(name).unwrap(), value, "{name}");
    }
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("secret plan"), "what went wrong inside is for the log");
}

#[actix_web::test]
async fn more_requests_than_can_be_worked_on_are_told_to_come_back() {
    let mut http = http();
    http.limits.concurrent_requests = 1;
    http.limits.queue_seconds = 0;
    let (entered, go_on) = (Rc::new(Notify::new()), Rc::new(Notify::new()));
    let slow = {
        let (entered, go_on) = (Rc::clone(&entered), Rc::clone(&go_on));
        move || {
            let (entered, go_on) = (Rc::clone(&entered), Rc::clone(&go_on));
            async move {
                entered.notify_one();
                go_on.notified().await;
                HttpResponse::Ok().finish()
            }
        }
    };
    let app = App::new().app_data(data(&http, "")).route("/slow", web::get().to(slow)).route("/healthz", web::get().to(HttpResponse::Ok));
    let app = init_service(app.wrap(from_fn(shell))).await;
    let call = |path: &str| actix_web::test::call_service(&app, TestRequest::with_uri(path).to_request());
    let later = async {
        entered.notified().await;
        let refused = tokio::join!(call("/slow"), call("/healthz"));
        go_on.notify_one();
        refused
    };
    let (first, (second, health)) = tokio::join!(call("/slow"), later);
    assert_eq!((first.status().as_u16(), second.status().as_u16(), health.status().as_u16()), (200, 503, 200));
    assert_eq!(second.headers().get("retry-after").unwrap(), "1");
    go_on.notify_one();
    assert_eq!(call("/slow").await.status(), 200, "it recovers");
}
