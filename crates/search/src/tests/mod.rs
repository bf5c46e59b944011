//! One suite for every index: the same questions, the same answers.

mod answers;
mod elsewhere;
mod pages;
mod playlists;
mod upkeep;

use crate::{Ctx, DatabaseIndex, Engine, OpenSearchIndex, SearchIndex, SearchRequest, Settings, follow, maintain, reindex, search};
use domain::access::Actor;
use domain::id::VideoId;
use domain::search::{Filter, Kind, SearchPage, Sort};
use domain::user::Role;
use integrations::opensearch::OpenSearchSettings;
use integrations::opensearch::peer::Peer;
use persistence::testing::{TestDb, World};
use serde_json::{Value, json};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// Makes a test of each body for each index: those of both databases, and OpenSearch beside one of them.
macro_rules! on_every_index {
    ($(async fn $name:ident($test:ident: TestDb) $body:block)+) => {$(
        async fn $name($test: crate::tests::Ground) $body

        mod $name {
            use crate::tests::Ground;

            #[tokio::test]
            async fn sqlite() {
                super::$name(Ground::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(Ground::postgres().await).await;
            }

            #[tokio::test]
            async fn opensearch() {
                super::$name(Ground::opensearch().await).await;
            }
        }
    )+};
}
pub(crate) use on_every_index;

/// A database, and OpenSearch if that is searched.
pub(crate) struct Ground {
    test: TestDb,
    peer: Option<Peer>,
}

impl Ground {
    pub(crate) async fn sqlite() -> Self {
        Self { test: TestDb::sqlite().await, peer: None }
    }

    pub(crate) async fn postgres() -> Self {
        Self { test: TestDb::postgres().await, peer: None }
    }

    pub(crate) async fn opensearch() -> Self {
        Self { test: TestDb::sqlite().await, peer: Some(Peer::start().await) }
    }
}

impl Deref for Ground {
    type Target = TestDb;

    fn deref(&self) -> &TestDb {
        &self.test
    }
}

pub(crate) struct Bench {
    pub(crate) ctx: Ctx,
    pub(crate) world: World,
    pub(crate) ana: Actor,
    ground: Ground,
}

impl Bench {
    pub(crate) async fn new(ground: Ground) -> Self {
        Self::over(World::new(&ground), ground, 1000).await
    }

    /// A bench that ranks so many answers together.
    pub(crate) async fn over(world: World, ground: Ground, candidates: usize) -> Self {
        let ana = world.account("ana", Role::Creator).await;
        let index: Arc<dyn SearchIndex> = match &ground.peer {
            Some(peer) => Arc::new(OpenSearchIndex::new(&peer.settings(), world.db.clone()).unwrap()),
            None => Arc::new(DatabaseIndex(world.db.clone())),
        };
        let bench = Self { ctx: Ctx::new(world.ctx(), index, settings(candidates)), world, ana, ground };
        if bench.ground.peer.is_some() {
            reindex(&bench.ctx, |_, _| ()).await.unwrap();
            // The next one has another name.
            bench.world.clock.forward(Duration::from_millis(1));
        }
        bench
    }

    /// What stands in for OpenSearch.
    pub(crate) fn peer(&self) -> &Peer {
        self.ground.peer.as_ref().unwrap()
    }

    /// A public, ready video.
    pub(crate) async fn video(&self, mut command: Value) -> VideoId {
        command["visibility"] = json!("public");
        let id = self.world.draft(&self.ana, serde_json::from_value(command).unwrap()).await;
        self.world.finish(id, 60_000).await;
        id
    }

    pub(crate) async fn titled(&self, title: &str, language: &str) -> VideoId {
        self.video(json!({ "title": title, "language": language })).await
    }

    pub(crate) async fn ask(&self, request: SearchRequest) -> SearchPage {
        if self.ground.peer.is_some() {
            self.settled().await;
        }
        search(&self.ctx, &request).await.unwrap()
    }

    /// The titles of the answers.
    pub(crate) async fn titles(&self, q: &str) -> Vec<String> {
        titles(&self.ask(request(q)).await)
    }

    pub(crate) async fn settled(&self) {
        maintain(&self.ctx).await.unwrap();
        follow(&self.ctx).await.unwrap();
        if let Some(peer) = &self.ground.peer {
            peer.refresh();
        }
    }
}

pub(crate) fn settings(candidates: usize) -> Settings {
    let opensearch = OpenSearchSettings {
        url: String::new(),
        username: String::new(),
        password: String::new(),
        api_key: String::new(),
        index: "claqueta".to_owned(),
        search_timeout_milliseconds: 2000,
        write_timeout_seconds: 10,
    };
    Settings { engine: Engine::Database, opensearch, candidates, trending_people: 5, trending_days: 3 }
}

pub(crate) fn titles(page: &SearchPage) -> Vec<String> {
    page.items.iter().map(|hit| hit.video.as_ref().unwrap().title.clone()).collect()
}

pub(crate) fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        kind: Kind::Video,
        sort: Sort::Relevance,
        filter: Filter::default(),
        facets: Vec::new(),
        limit: 20,
        cursor: None,
        viewer: "viewer".to_owned(),
    }
}
