//! Every address that is read, with few rows behind it and with many. Not one asks the database more for many, nor
//! more than is written here, and pages lead through all rows, each once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod filled;
#[path = "../support/mod.rs"]
mod support;

use filled::{Filled, fill};
use persistence::testing::{Statements, postgres_url};
use reqwest::{Client, redirect};
use serde_json::Value;
use server::policy;
use server::settings::Settings;
use std::collections::BTreeSet;
use support::Site;

const FEW: usize = 3;
const MANY: usize = 30;
/// What a page holds of them.
const PAGE: usize = 20;

/// Who asks.
#[derive(Clone, Copy)]
enum By {
    Nobody,
    Account(&'static str),
}

/// What comes back.
#[derive(Clone, Copy)]
enum Shape {
    /// A list at this place of the body, by pages.
    Page(&'static str),
    /// The same, of which only the first page is told.
    First(&'static str),
    /// A list at this place of the body, as a whole.
    Whole(&'static str),
    /// A text that names this for each row, the newest 20 at least.
    Text(&'static str),
    /// One thing.
    One(u16),
}

use By::{Account, Nobody};
use Shape::{First, One, Page, Text, Whole};

const ANA: By = Account("ana");
const EVE: By = Account("eve");
const JEFA: By = Account("jefa");

/// An address of the policy's table, what is asked for it (empty: the same), by whom, what comes, and the most
/// statements that it takes. One of them is the look at the session, where an account asks.
type Row = (&'static str, &'static str, By, Shape, usize);

#[rustfmt::skip] // a table
const TABLE: &[Row] = &[
    ("/api/auth/passkeys",                  "",                                     ANA,    Whole("/items"),        2),
    ("/api/auth/mfa",                       "",                                     ANA,    One(200),               4),
    ("/api/auth/session",                   "",                                     ANA,    One(200),               2),
    ("/api/auth/keys",                      "",                                     ANA,    Whole("/items"),        2),
    ("/api/admin/users",                    "",                                     JEFA,   Page("/items"),         2),
    ("/api/admin/users/{id}",               "/api/admin/users/{user}",              JEFA,   One(200),               2),
    ("/api/admin/invitations",              "",                                     JEFA,   Page("/items"),         2),
    ("/api/admin/audit",                    "",                                     JEFA,   Page("/items"),         2),
    ("/api/admin/categories",               "",                                     JEFA,   Whole("/items"),        2),
    ("/api/admin/reports",                  "",                                     JEFA,   Page("/items"),         2),
    ("/api/auth/sessions",                  "",                                     ANA,    Page("/items"),         2),
    ("/api/auth/providers",                 "",                                     Nobody, One(200),               0),
    ("/api/auth/signin/{provider}",         "/api/auth/signin/nobody",              Nobody, One(404),               0),
    ("/api/auth/callback/{provider}",       "/api/auth/callback/nobody?state=x",    Nobody, One(303),               0),
    ("/api/auth/identities",                "",                                     ANA,    Whole("/identities"),   2),
    ("/api/users/profile",                  "",                                     ANA,    One(200),               2),
    ("/api/users/profile/export/{ticket}",  "/api/users/profile/export/x",          Nobody, One(404),               0),
    ("/api/users/blocks",                   "",                                     ANA,    Page("/items"),         2),
    ("/api/users/favorites",                "",                                     EVE,    Page("/items"),         2),
    ("/api/users/history",                  "",                                     EVE,    Page("/items"),         3),
    ("/api/users/progress",                 "/api/users/progress?video_ids={videos}", EVE,  Whole("/items"),        2),
    ("/api/users/continue-watching",        "",                                     EVE,    Page("/items"),         2),
    ("/api/users/playlists",                "",                                     EVE,    Page("/items"),         2),
    ("/api/users/playlists/{id}",           "/api/users/playlists/{list}",          EVE,    Page("/items/items"),   3),
    ("/api/users/notifications",            "",                                     EVE,    Page("/items"),         3),
    ("/api/users/notifications/preferences", "",                                    EVE,    One(200),               2),
    ("/api/users/feed",                     "",                                     EVE,    Page("/items"),         2),
    ("/api/users/{handle}",                 "/api/users/ana",                       Nobody, One(200),               2),
    ("/api/users/{handle}/videos",          "/api/users/ana/videos",                Nobody, Page("/items"),         2),
    ("/api/users/{handle}/playlists",       "/api/users/eve/playlists",             Nobody, Page("/items"),         2),
    ("/api/users/{handle}/follow",          "/api/users/ana/follow",                EVE,    One(200),               3),
    ("/api/users/{handle}/followers",       "/api/users/ana/followers",             Nobody, Page("/items"),         2),
    ("/api/search",                         "/api/search?q=film&facets=tag,language", Nobody, Page("/items"),      12),
    ("/api/search/suggest",                 "/api/search/suggest?q=fil",            Nobody, One(200),              10),
    ("/api/search/trending",                "",                                     Nobody, One(200),               1),
    ("/.well-known/jwks.json",              "",                                     Nobody, One(200),               1),
    ("/api/videos",                         "",                                     Nobody, Page("/items"),         1),
    ("/api/videos/mine",                    "",                                     ANA,    Page("/items"),         2),
    ("/api/videos/{id}",                    "/api/videos/{film}",                   EVE,    One(200),               2),
    ("/api/videos/{id}/related",            "/api/videos/{film}/related",           EVE,    First("/items"),        3),
    ("/api/videos/{id}/me",                 "/api/videos/{film}/me",                EVE,    One(200),               4),
    ("/api/videos/{id}/playback",           "/api/videos/{film}/playback",          EVE,    Whole("/captions"),     4),
    ("/api/videos/{id}/stats",              "/api/videos/{film}/stats",             ANA,    One(200),               5),
    ("/api/videos/{id}/captions",           "/api/videos/{film}/captions",          EVE,    Whole("/items"),        3),
    ("/api/videos/{id}/captions/{lang}",    "/api/videos/{film}/captions/aa",       EVE,    One(200),               3),
    ("/api/videos/{id}/chapters",           "/api/videos/{film}/chapters",          EVE,    Whole("/items"),        3),
    ("/api/videos/{id}/processing",         "/api/videos/{film}/processing",        ANA,    One(200),               5),
    ("/api/categories",                     "",                                     Nobody, Whole("/items"),        1),
    ("/api/tags",                           "",                                     Nobody, First("/items"),        1),
    ("/api/comments/video/{id}",            "/api/comments/video/{film}",           EVE,    Page("/items"),         6),
    ("/api/comments/video/{id}/me",         "/api/comments/video/{film}/me?ids={comment}", EVE, One(200),           4),
    ("/api/comments/mine",                  "",                                     EVE,    Page("/items"),         3),
    ("/api/comments/{id}",                  "/api/comments/{comment}",              EVE,    One(200),               4),
    ("/api/comments/held",                  "",                                     ANA,    Page("/items"),         3),
    ("/api/comments/{id}/history",          "/api/comments/{comment}/history",      JEFA,   Page("/items"),         3),
    ("/api/comments/{id}/replies",          "/api/comments/{comment}/replies",      EVE,    Page("/items"),         5),
    ("/api/upload/mine",                    "",                                     ANA,    Page("/items"),         2),
    ("/media/avatars/{user}/{avatar}/{file}", "/media/avatars/{user}/{user}/64.jpg", Nobody, One(404),              1),
    ("/media/s/{token}/{video}/{generation}/{path}", "/media/s/x/{film}/{user}/master.m3u8", Nobody, One(404),      3),
    ("/media/{video}/{generation}/{path}",  "/media/{film}/{user}/master.m3u8",     Nobody, One(404),               3),
    ("/feeds/videos.rss",                   "",                                     Nobody, Text("<item>"),         1),
    ("/feeds/videos.atom",                  "",                                     Nobody, Text("<entry>"),        1),
    ("/feeds/users/{handle}.rss",           "/feeds/users/ana.rss",                 Nobody, Text("<item>"),         3),
    ("/feeds/users/{handle}.atom",          "/feeds/users/ana.atom",                Nobody, Text("<entry>"),        3),
    ("/sitemap.xml",                        "",                                     Nobody, One(200),               1),
    ("/sitemaps/{part}.xml",                "/sitemaps/{part}.xml",                 Nobody, Text("<url>"),          1),
    ("/embed/{id}",                         "/embed/{film}",                        Nobody, One(200),               2),
    ("/oembed",                             "/oembed?url={page}",                   Nobody, One(200),               2),
    ("/dev/mail",                           "",                                     Nobody, Text("<li>"),           1),
    ("/dev/mail/{id}",                      "/dev/mail/{user}",                     Nobody, One(404),               1),
    ("/healthz",                            "",                                     Nobody, One(200),               0),
    ("/readyz",                             "",                                     Nobody, One(200),               2),
    ("/api/version",                        "",                                     Nobody, One(200),               0),
    ("/problems",                           "",                                     Nobody, One(200),               0),
    ("/problems/{code}",                    "/problems/not-found",                  Nobody, One(200),               0),
    ("/api/openapi.json",                   "",                                     Nobody, One(200),               0),
    ("/api/docs",                           "/api/docs/",                           Nobody, One(200),               0),
    ("/api/docs/{path}",                    "/api/docs/swagger-ui.css",             Nobody, One(200),               0),
];

/// Streams, which ask again and again: the most statements until their first word, of which the second look may be one.
#[rustfmt::skip] // a table
const STREAMS: &[(&str, &str, By, usize)] = &[
    ("/api/videos/{id}/processing/events",  "/api/videos/{film}/processing/events", ANA,    10),
    ("/api/comments/video/{id}/events",     "/api/comments/video/{film}/events",    EVE,    10),
];

/// A site with so much on it.
struct Measured {
    site: Site,
    heard: Statements,
    filled: Filled,
    client: Client,
    count: usize,
}

impl Measured {
    async fn new(count: usize, change: impl FnOnce(&mut Settings)) -> Self {
        let (site, heard) = Site::start_heard(change).await;
        let filled = fill(&site, count).await;
        Self { site, heard, filled, client: Client::builder().redirect(redirect::Policy::none()).build().unwrap(), count }
    }

    async fn ask(&self, path: &str, url: &str, by: By) -> reqwest::Response {
        let named = if url.is_empty() { path } else { url };
        let url = self.filled.names.iter().fold(named.to_owned(), |url, (word, value)| url.replace(&format!("{{{word}}}"), value));
        let request = self.client.get(format!("{}{url}", self.site.base));
        let request = if let Account(handle) = by { request.bearer_auth(&self.filled.tokens[handle]) } else { request };
        self.heard.take();
        request.send().await.unwrap()
    }

    /// What it took to answer, after a look at whether there was as much behind it as there should be.
    async fn cost(&self, (path, url, by, shape, _): Row) -> Vec<String> {
        // What is kept in memory is read anew at times, by whoever comes first: never by all of three in a row.
        let mut answers = Vec::new();
        for _ in 0..3 {
            let answer = self.ask(path, url, by).await;
            answers.push((answer.status().as_u16(), answer.text().await.unwrap(), self.heard.take()));
        }
        let (status, text, run) = answers.into_iter().min_by_key(|(.., run)| run.len()).unwrap();
        let wanted = if let One(status) = shape { status } else { 200 };
        assert_eq!(status, wanted, "{path}: {text}");
        let rows = |place: &str| {
            let body: Value = serde_json::from_str(&text).unwrap();
            body.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("no list at {place} of {path}: {text}")).len()
        };
        let (found, least) = match shape {
            Page(place) | First(place) => (rows(place), self.count.min(PAGE)),
            Whole(place) => (rows(place), self.count),
            Text(word) => (text.matches(word).count(), self.count.min(PAGE)),
            One(_) => (self.count, self.count),
        };
        assert!(found >= least, "{path} has {found} rows, not {least}: {text}");
        run
    }

    /// Goes through a list by its pages.
    async fn page_through(&self, (path, url, by, _, _): Row, place: &str) {
        let url = if url.is_empty() { path } else { url };
        let joint = if url.contains('?') { '&' } else { '?' };
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page: Value = self.ask(path, &format!("{url}{joint}limit=7{cursor}"), by).await.json().await.unwrap();
            let items = page.pointer(place).unwrap().as_array().unwrap();
            assert!(items.len() <= 7, "{path}");
            rows.extend(items.iter().map(ToString::to_string));
            let list = place.rsplit_once('/').unwrap().0;
            match page.pointer(list).unwrap()["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let once: BTreeSet<&String> = rows.iter().collect();
        assert_eq!(once.len(), rows.len(), "{path} repeats rows");
        assert!(rows.len() >= self.count, "{path} leads through {} rows, not {}", rows.len(), self.count);
    }
}

#[test]
fn every_address_that_is_read_is_in_the_table() {
    let read: BTreeSet<&str> = policy::rows().filter(|row| row.0 == "GET").map(|row| row.1).collect();
    let costed: BTreeSet<&str> = TABLE.iter().map(|row| row.0).chain(STREAMS.iter().map(|row| row.0)).collect();
    assert_eq!(read, costed);
    assert_eq!(TABLE.len() + STREAMS.len(), costed.len(), "each once");
}

#[actix_web::test]
async fn many_rows_cost_no_more_than_few_on_sqlite() {
    compare([Measured::new(FEW, |_| ()).await, Measured::new(MANY, |_| ()).await]).await;
}

#[actix_web::test]
async fn many_rows_cost_no_more_than_few_on_postgresql() {
    let (few, many) = (postgres_url().await, postgres_url().await);
    let few = Measured::new(FEW, |settings| settings.database.url = few).await;
    compare([few, Measured::new(MANY, |settings| settings.database.url = many).await]).await;
}

async fn compare([few, many]: [Measured; 2]) {
    let mut wrong = Vec::new();
    for row in TABLE {
        if let Page(place) = row.3 {
            many.page_through(*row, place).await;
        }
        let (cheap, dear) = (few.cost(*row).await, many.cost(*row).await);
        if dear.len() > cheap.len() || cheap.len() > row.4 {
            wrong.push(format!("{}: {} with few and {} with many, where {} are allowed: {dear:#?}", row.0, cheap.len(), dear.len(), row.4));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn streams_cost_little_until_their_first_word() {
    for (path, url, by, most) in STREAMS {
        let mut runs = Vec::new();
        for count in [FEW, MANY] {
            // A site for each: a stream goes on asking for a while when nobody listens any more.
            let measured = Measured::new(count, |_| ()).await;
            let mut answer = measured.ask(path, url, *by).await;
            assert_eq!(answer.status(), 200, "{path}");
            answer.chunk().await.unwrap();
            runs.push(measured.heard.take());
        }
        let [few, many] = runs.try_into().unwrap();
        // How many looks for what is new come before that word is up to the clock; far fewer than there are rows.
        assert!(!few.is_empty() && few.len() <= *most && many.len() <= *most, "{path}: {most} are allowed: {few:#?} {many:#?}");
    }
}
