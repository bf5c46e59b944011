//! The tus resumable upload protocol 1.0 over HTTP: <https://tus.io/protocols/resumable-upload>.
//!
//! Creating an upload needs an account. After that, the long random id in its address is the
//! credential, so that a session that ends in the middle does not break an upload. It is one of the owner's
//! account, though, and good only as long as that may be used.

use super::{for_actor, for_owner, refused};
use crate::context::Context;
use crate::extract::{SignedIn, upload_route};
use crate::problem::Problem;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, LOCATION};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, delete, head, options, patch, post};
use domain::Fault;
use domain::upload::{UploadId, UploadRole};
use media::delivery::http_date;
use media::tus::{Append, CHECKSUM_ALGORITHMS, Concat, Creation, EXTENSIONS, TusError, VERSION, check_version};
use pipeline::uploads::{self, Status};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(upload_options).service(create_upload).service(upload_status).service(append_upload).service(delete_upload);
}

/// What the server understands of tus.
#[utoipa::path(operation_id = "uploadOptions", tag = "upload", responses((status = 204, description = "In the headers", headers(
    ("Tus-Version" = String, description = "Versions"), ("Tus-Extension" = String, description = "Extensions"),
    ("Tus-Max-Size" = u64, description = "The largest file in bytes"),
    ("Tus-Checksum-Algorithm" = String, description = "Algorithms of `Upload-Checksum`")))))]
#[options("/api/upload")]
async fn upload_options(context: Data<Context>) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("Tus-Version", VERSION))
        .insert_header(("Tus-Extension", EXTENSIONS))
        .insert_header(("Tus-Max-Size", context.settings.upload.max_bytes.to_string()))
        .insert_header(("Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS))
        .finish()
}

/// Begin an upload, with the first bytes if they are in the body.
#[utoipa::path(operation_id = "createUpload", tag = "upload", params(
        ("Tus-Resumable" = String, Header, description = "Version of the protocol", example = "1.0.0"),
        ("Upload-Length" = Option<u64>, Header, description = "Length of the file in bytes"),
        ("Upload-Defer-Length" = Option<u8>, Header, description = "`1` if the length comes later"),
        ("Upload-Metadata" = Option<String>, Header, description = "`video_id`, `filename`, `filetype`, each with its value in base64; a new draft is made without `video_id`. A `filetype` that is neither video nor audio, such as `image/png` or `text/html`, is refused; the content decides about all others"),
        ("Upload-Concat" = Option<String>, Header, description = "`partial`, or `final;` and the addresses of the parts"),
        ("Upload-Checksum" = Option<String>, Header, description = "Algorithm and checksum of the body in base64")),
    request_body(content = Option<String>, content_type = "application/offset+octet-stream", description = "The first bytes"),
    responses(
    (status = 201, description = "It begins", headers(("Location" = String, description = "Address of the upload"),
        ("Upload-Offset" = u64, description = "Bytes that are here"), ("Upload-Expires" = String, description = "Until when it can be continued"),
        ("Claqueta-Video-Id" = String, description = "The video that the file is for"))),
    (status = 400, description = "A header of the protocol is missing or wrong"),
    (status = 404, description = "There is no such video"),
    (status = 409, description = "A part is not complete"),
    (status = 410, description = "`video-deleted`: the video is in the bin"),
    (status = 412, description = "Another version of the protocol", headers(("Tus-Version" = String, description = "The supported ones"))),
    (status = 413, description = "The file is too large"), (status = 415, description = "The body is of another type, or `upload-file-type`: the file is declared to be of a type that is no media"),
    (status = 423, description = "Another request holds a part"),
    (status = 460, description = "The checksum does not fit"), (status = 507, description = "There is no room")
))]
#[post("/api/upload")]
async fn create_upload(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    check_version(headers(&request)).map_err(of_tus)?;
    let mut creation = Creation::parse(headers(&request), context.settings.upload.max_bytes).map_err(of_tus)?;
    creation.route = upload_route(&request);
    let status = match &creation.concat {
        Some(Concat::Final(parts)) => uploads::join(&context.pipeline, &actor, &creation, parts).await,
        _ => for_actor(&context, &actor, Box::pin(uploads::create(&context.pipeline, &actor, creation, body))).await?,
    };
    let status = status.map_err(refused)?;
    let location = format!("{}/api/upload/{}", context.settings.http.public_url, status.id);
    let mut answer = HttpResponse::Created();
    progress(&mut answer, &status).insert_header((LOCATION, location));
    if let Some(video) = status.video_id {
        answer.insert_header(("Claqueta-Video-Id", video.to_string()));
    }
    Ok(answer.finish())
}

/// How many bytes of an upload are here. A request that still writes to it is stopped first.
#[utoipa::path(operation_id = "uploadStatus", tag = "upload", params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "Version of the protocol", example = "1.0.0")), responses(
    (status = 200, description = "In the headers", headers(("Upload-Offset" = u64, description = "Bytes that are here"),
        ("Upload-Length" = u64, description = "Length of the file"), ("Upload-Metadata" = String, description = "As it came"))),
    (status = 410, description = "`video-deleted`: the video was deleted meanwhile; the bytes are removed"),
    (status = 401, description = "`account-suspended`: its owner is suspended; it goes on when he is let in again"),
    (status = 412, description = "Another version of the protocol"),
    (status = 423, description = "The upload is busy; try again")
))]
#[head("/api/upload/{id}")]
async fn upload_status(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    check_version(headers(&request)).map_err(of_tus)?;
    let id = id(&request)?;
    let status = for_owner(&context, &id, Box::pin(uploads::status(&context.pipeline, &id))).await?;
    let mut answer = HttpResponse::Ok();
    progress(&mut answer, &status).insert_header((CACHE_CONTROL, "no-store"));
    match status.length {
        Some(length) => answer.insert_header(("Upload-Length", length.to_string())),
        None => answer.insert_header(("Upload-Defer-Length", "1")),
    };
    if let Ok(metadata) = HeaderValue::from_str(&status.metadata)
        && !metadata.is_empty()
    {
        answer.insert_header((HeaderName::from_static("upload-metadata"), metadata));
    }
    if status.role == UploadRole::Partial {
        answer.insert_header(("Upload-Concat", "partial"));
    }
    Ok(answer.finish())
}

/// Send the next bytes. What has come before a break is kept.
#[utoipa::path(operation_id = "appendUpload", tag = "upload", params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "Version of the protocol", example = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Where these bytes go: as many as are here already"),
        ("Upload-Length" = Option<u64>, Header, description = "Length of the file, if it came not before"),
        ("Upload-Checksum" = Option<String>, Header, description = "Algorithm and checksum of the body in base64")),
    request_body(content = String, content_type = "application/offset+octet-stream", description = "The bytes"),
    responses(
    (status = 204, description = "They are safely here", headers(("Upload-Offset" = u64, description = "Bytes that are here"))),
    (status = 400, description = "A header of the protocol is missing or wrong (also an `Upload-Length` other than the declared one), or the body broke off"),
    (status = 401, description = "`account-suspended`: its owner is suspended; it goes on when he is let in again"),
    (status = 409, description = "Another offset is wanted; nothing was written"),
    (status = 410, description = "`video-deleted`: the video was deleted meanwhile; the bytes are removed"),
    (status = 412, description = "Another version of the protocol"),
    (status = 413, description = "The body is longer than was declared"), (status = 415, description = "The body is of another type"),
    (status = 423, description = "The upload is busy; try again"), (status = 460, description = "The checksum does not fit; nothing was kept"),
    (status = 507, description = "There is no room")
))]
#[patch("/api/upload/{id}")]
async fn append_upload(request: HttpRequest, context: Data<Context>, body: Payload) -> Result<HttpResponse, Problem> {
    check_version(headers(&request)).map_err(of_tus)?;
    let id = id(&request)?;
    let append = Append::parse(headers(&request), context.settings.upload.max_bytes).map_err(of_tus)?;
    let status = for_owner(&context, &id, Box::pin(uploads::append(&context.pipeline, &id, append, body))).await?;
    Ok(progress(&mut HttpResponse::NoContent(), &status).finish())
}

/// Give an upload up; its bytes, and the draft that it alone made, are gone.
#[utoipa::path(operation_id = "deleteUpload", tag = "upload", params(
        ("id" = String, Path, description = "The upload"),
        ("Tus-Resumable" = String, Header, description = "Version of the protocol", example = "1.0.0")), responses(
    (status = 204, description = "It is gone"),
    (status = 401, description = "`account-suspended`: its owner is suspended; it goes on when he is let in again"),
    (status = 412, description = "Another version of the protocol"),
    (status = 423, description = "The upload is busy; try again")
))]
#[delete("/api/upload/{id}")]
async fn delete_upload(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    check_version(headers(&request)).map_err(of_tus)?;
    let id = id(&request)?;
    for_owner(&context, &id, Box::pin(uploads::terminate(&context.pipeline, &id))).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The request's headers as the protocol's parser wants them.
fn headers<'a>(request: &'a HttpRequest) -> impl Fn(&str) -> Option<&'a [u8]> {
    move |name| request.headers().get(name).map(HeaderValue::as_bytes)
}

fn id(request: &HttpRequest) -> Result<UploadId, Problem> {
    UploadId::parse(request.match_info().query("id")).ok_or_else(|| refused(pipeline::Error::UploadNotFound))
}

fn of_tus(error: TusError) -> Problem {
    let is_version = error.kind() == TusError::VersionMismatch.kind();
    let problem = refused(pipeline::Error::Tus(error));
    if is_version { problem.header(HeaderName::from_static("tus-version"), HeaderValue::from_static(VERSION)) } else { problem }
}

fn progress<'a>(answer: &'a mut HttpResponseBuilder, status: &Status) -> &'a mut HttpResponseBuilder {
    answer.insert_header(("Upload-Offset", status.offset.to_string()));
    if status.length != Some(status.offset) {
        answer.insert_header(("Upload-Expires", http_date(status.expires_at)));
    }
    answer
}
