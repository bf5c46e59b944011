//! A whole file in one `multipart/form-data` request.

use super::{for_actor, refused};
use crate::context::Context;
use crate::extract::{SignedIn, malformed_form, too_slow};
use crate::problem::Problem;
use actix_multipart::{Field, Multipart};
use actix_web::http::header::{CONTENT_LENGTH, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use catalog::videos;
use domain::access::{Actor, Unseen};
use domain::id::VideoId;
use domain::video::VideoView;
use domain::{ErrorKind, Rule};
use futures_util::StreamExt;
use media::staging::StagingError;
use media::tus::TusError;
use pipeline::uploads::{self, FormFile, Status};
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// More than an id in any spelling.
const MAX_TEXT: usize = 256;
/// Room for the form around the file.
const MAX_FORM: u64 = 65_536;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(upload_file);
}

/// The form; `video_id` must come before `file`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct FileForm {
    /// The draft that the file is for; a new one is made without it.
    video_id: Option<VideoId>,
    /// The file.
    #[schema(format = Binary)]
    file: String,
}

/// Upload a file as a form, for small files and plain pages.
#[utoipa::path(operation_id = "uploadFile", tag = "upload",
    request_body(content = FileForm, content_type = "multipart/form-data"), responses(
    (status = 201, description = "The file is here and waits for its inspection", body = VideoView,
        headers(("Location" = String, description = "Address of the video"))),
    (status = 400, description = "`malformed-multipart`: the form is broken or incomplete"),
    (status = 404, description = "There is no such video"), (status = 408, description = "The form stopped arriving"),
    (status = 410, description = "`video-deleted`: the video is in the bin"),
    (status = 413, description = "The file is too large"),
    (status = 415, description = "`upload-file-type`: the declared type is neither video nor audio"), (status = 422, description = "The file is missing or empty, or a field is unknown"),
    (status = 507, description = "There is no room")
))]
#[post("/api/upload/file")]
async fn upload_file(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    mut form: Multipart,
) -> Result<HttpResponse, Problem> {
    fits(&request, context.settings.upload.max_bytes)?;
    let silence = context.settings.http.limits.body_idle();
    let mut video = None;
    while let Some(mut field) = next(&mut form, silence).await? {
        match field.name().unwrap_or_default() {
            "video_id" => video = Some(video_id(&mut field, silence).await?),
            "file" => {
                let status = receive(&context, &actor, video, field).await?;
                return answer(&context, &actor, &status).await;
            }
            other => return Err(Problem::invalid(vec![Rule::KnownField.at(&format!("/{other}"))])),
        }
    }
    Err(Problem::invalid(vec![Rule::Required.at("/file")]))
}

/// A form that says that it is too large is refused before it is read.
fn fits(request: &HttpRequest, limit: u64) -> Result<(), Problem> {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared > limit.saturating_add(MAX_FORM)) {
        return Err(refused(TusError::TooLarge { limit }.into()));
    }
    Ok(())
}

async fn receive(context: &Context, actor: &Actor, video: Option<VideoId>, field: Field) -> Result<Status, Problem> {
    let filename = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or("upload").to_owned();
    let media_type = field.content_type().map(ToString::to_string);
    let file = FormFile { video, filename: &filename, media_type: media_type.as_deref() };
    let received = Box::pin(uploads::receive(&context.pipeline, actor, file, field));
    for_actor(context, actor, received).await?.map_err(|error| match error {
        // Nothing can go on from here, unlike with tus: the form itself is broken.
        pipeline::Error::Staging(StagingError::Interrupted(_)) => Problem::new(ErrorKind::Malformed, "malformed-multipart"),
        other => refused(other),
    })
}

async fn answer(context: &Context, actor: &Actor, status: &Status) -> Result<HttpResponse, Problem> {
    let id = status.video_id.ok_or_else(|| Problem::internal("a whole upload has no video"))?;
    let found = videos::get(&context.catalog, Some(actor), id).await?;
    Ok(HttpResponse::Created().insert_header((LOCATION, format!("/api/videos/{id}"))).json(found.view))
}

async fn next(form: &mut Multipart, silence: Duration) -> Result<Option<Field>, Problem> {
    let field = timeout(silence, form.next()).await.map_err(|_| too_slow())?;
    field.transpose().map_err(|error| malformed_form(&error))
}

async fn video_id(field: &mut Field, silence: Duration) -> Result<VideoId, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = timeout(silence, field.next()).await.map_err(|_| too_slow())? {
        bytes.extend_from_slice(&chunk.map_err(|error| malformed_form(&error))?);
        if bytes.len() > MAX_TEXT {
            return Err(no_such_video());
        }
    }
    std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok()).ok_or_else(no_such_video)
}

fn no_such_video() -> Problem {
    refused(pipeline::Error::from(Unseen::Hidden))
}
