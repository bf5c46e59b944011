//! `/embed/{id}` and `/oembed`: videos in the pages of other sites.

use super::web;
use crate::context::Context;
use crate::extract::{Id, Query};
use crate::problem::Problem;
use crate::syndication::{Addresses, Oembed, OembedFormat, Page};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalog::publications;
use domain::id::VideoId;
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(embed).service(oembed);
}

/// The player of a video as a page of its own, for frames of other sites. With a `VideoObject` of schema.org.
#[utoipa::path(operation_id = "getEmbedPage", tag = "web", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "The page", content_type = "text/html", body = String),
    (status = 304, description = "The client has it already")
))]
#[get("/embed/{id}")]
async fn embed(request: HttpRequest, context: Data<Context>, Id(id): Id<VideoId>) -> Result<HttpResponse, Problem> {
    let video = publications::one(&context.catalog, id).await?;
    web::page_of(&request, &context, &video, Page::Embed)
}

/// Which video, in which form. What else a site sends along is its own business.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
struct OembedParams {
    /// The address of a video's page on this site.
    #[garde(length(chars, max = 2000))]
    #[param(max_length = 2000, example = "https://video.example.org/watch/0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")]
    url: String,
    /// The form of the answer.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    format: OembedFormat,
    /// The widest that the frame may be.
    #[garde(inner(range(min = 1, max = 10_000)))]
    #[param(minimum = 1, maximum = 10_000)]
    maxwidth: Option<u32>,
    /// The highest that the frame may be.
    #[garde(inner(range(min = 1, max = 10_000)))]
    #[param(minimum = 1, maximum = 10_000)]
    maxheight: Option<u32>,
}

/// How another site shows a video in its own page (oEmbed 1.0).
#[utoipa::path(operation_id = "getOembed", tag = "web", params(OembedParams), responses(
    (status = 200, description = "How to show it", content((Oembed = "application/json"), (String = "text/xml"))),
    (status = 404, description = "`not-found`, `video-not-found`: it is the address of no video that everybody may see")
))]
#[get("/oembed")]
async fn oembed(context: Data<Context>, Query(params): Query<OembedParams>) -> Result<HttpResponse, Problem> {
    let addresses = Addresses { site: &context.public_url };
    let id = named(&params.url, addresses.site).ok_or_else(Problem::not_found)?;
    let video = publications::one(&context.catalog, id).await?;
    let answer = Oembed::new(&video, addresses, params.maxwidth, params.maxheight);
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "public, max-age=300"));
    Ok(match params.format {
        OembedFormat::Json => response.json(answer),
        OembedFormat::Xml => response.content_type("text/xml; charset=utf-8").body(answer.to_xml()),
    })
}

/// The video whose page has this address.
fn named(url: &str, site: &str) -> Option<VideoId> {
    let path = url.strip_prefix(site)?;
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.strip_prefix("/watch/").or_else(|| path.strip_prefix("/embed/"))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn only_pages_of_videos_on_this_site_are_named() {
        const ID: &str = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e";
        let site = "https://v.example/tube";
        for good in [format!("{site}/watch/{ID}"), format!("{site}/embed/{ID}/"), format!("{site}/watch/{ID}?t=3#x")] {
            assert_eq!(named(&good, site).map(|id| id.to_string()).as_deref(), Some(ID), "{good}");
        }
        for bad in [format!("https://evil.example/watch/{ID}"), format!("{site}/@ana"), format!("{site}/watch/{ID}/x"), site.to_owned()] {
            assert_eq!(named(&bad, site), None, "{bad}");
        }
    }
}
